import { fail, pass } from "../checked.ts";
import type { Format } from "./format.ts";
import { gs1Product } from "./gs1-digital-link.ts";
import { looksLikeWebAddress, webAddress } from "./web-address.ts";

/** Letters in the largest QR code (version 40-L, alphanumeric; ISO/IEC 18004, table 7): no code holds a longer link. */
const MAX_LINK_CHARACTERS = 4296;

/**
 * A link to the web: driving licences, traceability labels, menus. It is never opened: whatever stands there is nobody's statement, and a kiosk
 * that follows links can be led anywhere. Its host is shown as browsers send it, so that neither look-alike letters (`xn--…`) nor a name
 * before an `@` pass for another.
 */
export const link: Format = {
  name: "link",
  looksLike: looksLikeWebAddress,
  parse: ({ text, warnings }) => {
    if (text.length > MAX_LINK_CHARACTERS) return fail("too-large");
    const address = webAddress(text);
    if (!address) return fail("malformed");
    const product = gs1Product(address);
    // With its port, where that is not the usual one.
    const { host } = address;
    const claims = product ? { kind: "gs1-digital-link", host, ...product.claims } : { kind: "url", host };
    const found = product && !product.isCheckDigitRight ? [...warnings, "check-digit-wrong" as const] : warnings;
    return pass({ kind: "document", reason: "link-read", format: "link", type: "link", claims, warnings: found });
  },
};
