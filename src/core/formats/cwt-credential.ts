import { claim169 } from "./claim169.ts";
import { cwtFormat } from "./cwt-format.ts";
import { euDcc } from "./eu-dcc.ts";
import { typedCredential } from "./typed-credential.ts";

/** `HC1:` and an EU Digital COVID Certificate. */
export const hc1 = cwtFormat("eu-dcc", /^HC1:/, [euDcc]);

/** The same envelope without a prefix: our typed credentials, Claim 169, and certificates whose prefix was lost on the way. */
export const cwtCredential = cwtFormat("cwt", undefined, [typedCredential, claim169, euDcc]);
