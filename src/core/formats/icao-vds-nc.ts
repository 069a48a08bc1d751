import { decodeBase64Url } from "../base64.ts";
import { canonicalJson } from "../canonical-json.ts";
import { type Checked, fail, pass } from "../checked.ts";
import type { Algorithm, Claims, CredentialType, Presentation } from "../presentation.ts";
import { type JsonItem, readJson } from "../strict-json.ts";
import type { SymbolText } from "../symbol-text.ts";
import { claimValue } from "./claim-value.ts";
import type { Format } from "./format.ts";

/** `alg` (Doc 9303-13, VDS-NC signature zone); the specification's own first example writes `ES 256`. */
const ALGORITHMS: ReadonlyMap<unknown, Algorithm> = new Map([
  ["ES256", "ES256"],
  ["ES 256", "ES256"],
  ["ES384", "ES384"],
  ["ES512", "ES512"],
]);

/** `t` in the header. */
const TYPES: ReadonlyMap<unknown, CredentialType> = new Map([
  ["icao.vacc", "vaccination"],
  ["icao.test", "test-result"],
]);

/** `v` in the header; the only one there is. */
const VERSION = 1;

/** State or organisation, one to three letters (Doc 9303-3, part 5): `D` is Germany. */
const STATE = /^[A-Z]{1,3}$/;

type JsonObject = ReadonlyMap<string, JsonItem>;

/** Visible Digital Seal for non-constrained environments (ICAO Doc 9303-13): JSON with its signature and its signer's certificate beside it. */
export const icaoVdsNc: Format = {
  name: "icao-vds-nc",
  looksLike: (text) => /^\{\s{0,9}"(?:data|sig)"\s{0,9}:/.test(text),
  parse: ({ text, warnings }) => {
    if (!text.endsWith("}")) return fail("truncated");
    const seal = objectOf(readJson(text));
    const [data, sig] = [objectOf(seal?.get("data")), objectOf(seal?.get("sig"))];
    const [header, message] = [objectOf(data?.get("hdr")), objectOf(data?.get("msg"))];
    if (!data || !sig || !header || !message) return fail("malformed");
    const type = TYPES.get(header.get("t"));
    // A type or a version that came later is not the holder's fault.
    if (!type || header.get("v") !== VERSION) return fail(isHeader(header) ? "type-unknown" : "malformed");
    return isHeader(header) ? present(data, header, message, sig, type, warnings) : fail("malformed");
  },
};

function isHeader(header: JsonObject): boolean {
  const [type, version, state] = [header.get("t"), header.get("v"), header.get("is")];
  return typeof type === "string" && typeof version === "number" && typeof state === "string" && STATE.test(state);
}

function present(
  data: JsonObject,
  header: JsonObject,
  message: JsonObject,
  sig: JsonObject,
  type: CredentialType,
  warnings: SymbolText["warnings"],
): Checked<Presentation> {
  const [alg, signature, certificate] = [sig.get("alg"), bytesOf(sig.get("sigvl")), bytesOf(sig.get("cer"))];
  if (typeof alg !== "string" || !signature || (sig.has("cer") && !certificate)) return fail("malformed");
  const algorithm = ALGORITHMS.get(alg);
  if (!algorithm) return fail("algorithm-unsupported");
  const claims = claimsOf(message, type);
  if (!claims) return fail("malformed");
  // Whatever the order and the spelling in the code: signed is the canonical form, and that is the credential.
  const payload = Buffer.from(canonicalJson(data), "utf8");
  return pass({
    kind: "presentation",
    format: "icao-vds-nc",
    type,
    algorithm,
    keyId: undefined,
    signedBytes: payload,
    signature,
    payload,
    issuer: textOr(header.get("is")) ?? undefined,
    notBefore: undefined,
    expires: undefined,
    ...(certificate && { certificates: [certificate] }),
    claims,
    warnings,
  });
}

/** Whose it is and what it says; undefined where it has no person or no identifier (both demanded by Doc 9303-13). */
function claimsOf(message: JsonObject, type: CredentialType): Claims | undefined {
  const person = objectOf(message.get("pid"));
  const identifier = textOr(message.get(type === "vaccination" ? "uvci" : "utci"));
  const fullName = textOr(person?.get("n"));
  if (!person || identifier === null || fullName === null) return undefined;
  return {
    identifier,
    fullName,
    dob: textOr(person.get("dob")),
    sex: textOr(person.get("sex")),
    documentType: textOr(person.get("dt")),
    // A proof of vaccination calls it `i`, a proof of testing `dn`.
    documentNumber: textOr(person.get("i") ?? person.get("dn")),
    additionalNumber: textOr(person.get("ai")),
    entries: type === "vaccination" ? claimValue(message.get("ve")) : [claimValue(new Map([...message].filter(isOfTest)))],
  };
}

/** What a proof of testing says beside whose it is: where, when, and what came out. */
function isOfTest([name]: readonly [string, JsonItem]): boolean {
  return name !== "pid" && name !== "utci";
}

function objectOf(item: JsonItem | undefined): JsonObject | undefined {
  return item instanceof Map ? item : undefined;
}

function bytesOf(item: JsonItem | undefined): Uint8Array | undefined {
  return typeof item === "string" ? decodeBase64Url(item) : undefined;
}

function textOr(item: JsonItem | undefined): string | null {
  return typeof item === "string" && item !== "" ? item : null;
}
