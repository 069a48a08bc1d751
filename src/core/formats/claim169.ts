import { fail, pass } from "../checked.ts";
import { claim169Attributes } from "./claim169-attributes.ts";
import type { CwtKind } from "./cwt-format.ts";

/** CWT claim `identity-data` (IANA CWT registry). */
export const IDENTITY_DATA = 169;

/** MOSIP Claim 169, spec 1.0 to 1.2: a CWT with claim 169. docs/formats.md has an example. */
export const claim169: CwtKind = {
  format: "claim169",
  read(all) {
    if (!all.has(IDENTITY_DATA)) return undefined;
    const claims = claim169Attributes(all.get(IDENTITY_DATA));
    return claims ? pass({ type: "citizen", claims }) : fail("malformed");
  },
};
