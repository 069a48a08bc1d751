import { decodeBase45 } from "../base45.ts";
import { type Checked, fail, pass } from "../checked.ts";
import { parseCoseSign1 } from "../cose.ts";
import { parseCwtClaims } from "../cwt.ts";
import type { Presentation } from "../presentation.ts";
import type { SymbolText } from "../symbol-text.ts";
import { inflate } from "../zlib.ts";
import { claim169Attributes } from "./claim169-attributes.ts";
import type { Format } from "./format.ts";

/** CWT claim `identity-data` (IANA CWT registry). */
const IDENTITY_DATA = 169;

/** The four zlib headers (levels 1, 2–5, 6, 7–9) in Base45 fix the first three characters; the specification has no prefix of its own. */
const ZLIB_IN_BASE45 = /^(V7F|Y9F|6BF|NCF)/;

/** MOSIP Claim 169, spec 1.0 to 1.2: Base45(zlib(COSE_Sign1(CWT with claim 169))). docs/formats.md has an example. */
export const claim169: Format = {
  name: "claim169",
  looksLike: (text) => ZLIB_IN_BASE45.test(text),
  parse,
};

function parse({ text, warnings }: SymbolText): Checked<Presentation> {
  const compressed = decodeBase45(text);
  if (!compressed.ok) return compressed;
  const message = inflate(compressed.value);
  if (!message.ok) return message;
  const cose = parseCoseSign1(message.value);
  if (!cose.ok) return cose;
  const cwt = parseCwtClaims(cose.value.payload);
  if (!cwt.ok) return cwt;
  const claims = claim169Attributes(cwt.value.all.get(IDENTITY_DATA));
  if (!claims) return fail(cwt.value.all.has(IDENTITY_DATA) ? "malformed" : "not-understood");
  const { issuer, notBefore, expires } = cwt.value;
  return pass({ kind: "presentation", format: "claim169", type: "citizen", ...cose.value, issuer, notBefore, expires, claims, warnings });
}
