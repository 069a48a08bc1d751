import { fail } from "../checked.ts";
import type { CwtKind } from "./cwt-format.ts";

/** CWT claim `vct`, the type of a credential (draft-ietf-spice-sd-cwt, IANA: requested 11). */
const VCT = 11;

/** The typed credentials of this project (docs/formats.md): a CWT with `vct`. */
export const typedCredential: CwtKind = {
  format: "cwt",
  read: (all) => (all.has(VCT) ? fail("type-unknown") : undefined),
};
