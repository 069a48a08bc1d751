import { type Checked, fail, pass } from "../checked.ts";
import { readCredentialStatus, readStatusClaim } from "../credential-status.ts";
import { type Jws, jsonOf, parseJws } from "../jws.ts";
import { MAX_PARTS } from "../parts.ts";
import type { Presentation, Status } from "../presentation.ts";
import type { JsonItem } from "../strict-json.ts";
import type { SymbolText } from "../symbol-text.ts";
import { inflateRaw } from "../zlib.ts";
import type { Format } from "./format.ts";
import { healthCardClaims, memberOf } from "./health-card-claims.ts";
import { charactersOf, readHealthCardText } from "./health-card-text.ts";

/** What every health card says that it is (SMART Health Cards Framework, "Health Cards are encoded as … JWS"). */
const HEALTH_CARD = "https://smarthealth.cards#health-card";

/** Base64url letters, at most 24 (ibid., "Revocation"). */
const REVOCATION_ID = /^[A-Za-z0-9_-]{1,24}$/;

/** SMART Health Cards Framework 1.x: a JWS whose payload is compressed JSON, written in digits. docs/formats.md has an example. */
export const smartHealthCard: Format = {
  name: "smart-health-card",
  looksLike: (text) => /^shc:/i.test(text),
  parse({ text, warnings }) {
    const code = readHealthCardText(text);
    if (!code) return fail("malformed");
    if (code.count > MAX_PARTS) return fail("too-large");
    if (code.count > 1) return fail("more-parts-needed");
    const jws = parseJws(charactersOf(code.digits));
    return jws.ok ? present(jws.value, warnings) : jws;
  },
};

function present({ header, signedBytes, payload: compressed, signature }: Jws, warnings: SymbolText["warnings"]): Checked<Presentation> {
  const [algorithm, keyId] = [header.get("alg"), header.get("kid")];
  if (typeof algorithm !== "string" || typeof keyId !== "string" || header.get("zip") !== "DEF") return fail("malformed");
  if (algorithm !== "ES256") return fail("algorithm-unsupported");
  const payload = inflateRaw(compressed);
  if (!payload.ok) return payload;
  const card = jsonOf(payload.value);
  const statement = card === undefined ? fail("malformed") : read(card);
  if (!statement.ok) return statement;
  return pass({
    kind: "presentation",
    format: "smart-health-card",
    type: "health-card",
    algorithm,
    keyId: Buffer.from(keyId, "utf8"),
    signedBytes,
    signature,
    // The compressed bytes are what is signed, so nobody but the issuer can compress them otherwise. What is in them is the same card
    // also where the issuer did so, or signed it again with its next key: the card is named by what it says.
    payload: payload.value,
    ...statement.value,
    warnings,
  });
}

type Statement = Pick<Presentation, "issuer" | "notBefore" | "expires" | "revocationId" | "statuses" | "claims">;

/** The claims set of a card (ibid., "Health Cards are encoded as … JWS", "Expiration of Health Cards"); `nbf` may have a fraction. */
function read(card: JsonItem): Checked<Statement> {
  const [issuer, notBefore, expires, vc] = ["iss", "nbf", "exp", "vc"].map((name) => memberOf(card, name));
  if (typeof issuer !== "string" || typeof notBefore !== "number") return fail("malformed");
  // An expiry or a revocation identifier that cannot be read must not pass for none.
  if (expires !== undefined && typeof expires !== "number") return fail("malformed");
  const [types, revocationId, subject] = ["type", "rid", "credentialSubject"].map((name) => memberOf(vc, name));
  if (revocationId !== undefined && !(typeof revocationId === "string" && REVOCATION_ID.test(revocationId))) return fail("malformed");
  const statuses = statusesOf(card, vc);
  if (!statuses) return fail("malformed");
  const bundle = memberOf(subject, "fhirBundle");
  if (!Array.isArray(types) || !(bundle instanceof Map)) return fail("malformed");
  // A signed statement of another kind must not pass for a health card.
  if (!types.includes(HEALTH_CARD)) return fail("type-unknown");
  const claims = healthCardClaims(bundle);
  const revocation = { ...(revocationId !== undefined && { revocationId }), ...(statuses.length > 0 && { statuses }) };
  return pass({ issuer, notBefore, expires, ...revocation, claims });
}

/** What the claim `status` and the W3C credential say of where its status is; undefined where that cannot be read. */
function statusesOf(card: JsonItem, vc: JsonItem | undefined): readonly Status[] | undefined {
  const claim = memberOf(card, "status");
  const own = claim === undefined ? [] : [readStatusClaim(claim)];
  // VC 1.1 has it inside `vc`; VC 2.0 has no such wrapping, and a card may carry both.
  const [inside, outside] = [memberOf(vc, "credentialStatus"), memberOf(card, "credentialStatus")].map(readCredentialStatus);
  if (!inside || !outside) return undefined;
  const statuses = own.filter((status) => status !== undefined);
  return statuses.length === own.length ? [...statuses, ...inside, ...outside] : undefined;
}
