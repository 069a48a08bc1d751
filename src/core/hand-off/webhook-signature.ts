// Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): what is signed, with what, and how it is said.
import { decodeBase64 } from "../base64.ts";
import { publicJwkOf } from "../http-signature.ts";
import { hmacSha256, importPrivateJwk, type PrivateKey, signWith } from "../signature.ts";

/** A secret with which a message is signed: `v1` HMAC-SHA256, `v1a` Ed25519. */
export type WebhookSecret = { readonly version: "v1"; readonly key: Uint8Array } | { readonly version: "v1a"; readonly key: PrivateKey };

/** Secrets, or which line is wrong and why; never the line itself. */
export type ReadSecrets =
  | { readonly ok: true; readonly secrets: readonly WebhookSecret[] }
  | { readonly ok: false; readonly problem: string };

/** More than are in use while one replaces another. */
const MAX_SECRETS = 4;
/** Lengths of a symmetric secret in bytes: 192 to 512 bits, as the specification has it. */
const [MIN_BYTES, MAX_BYTES] = [24, 64];
const SEED_BYTES = 32;

/** Secrets one a line: `whsec_…` (symmetric), `whsk_…` (Ed25519; the seed, or seed and public key). Several: while one replaces another, all sign. */
export function readSecrets(text: string): ReadSecrets {
  const lines = text.split("\n").map((line) => line.trim());
  const used = lines.flatMap((line, at) => (line === "" || line.startsWith("#") ? [] : [{ line, at }]));
  if (used.length === 0) return { ok: false, problem: "no secret in it" };
  if (used.length > MAX_SECRETS) return { ok: false, problem: `more than ${MAX_SECRETS} secrets` };
  const secrets: WebhookSecret[] = [];
  for (const { line, at } of used) {
    const secret = secretOf(line);
    if (!secret) return { ok: false, problem: `line ${at + 1} is no secret: whsec_ or whsk_ and base64` };
    secrets.push(secret);
  }
  return { ok: true, secrets };
}

function secretOf(line: string): WebhookSecret | undefined {
  const [, kind, encoded = ""] = /^(whsec|whsk)_([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (!bytes) return undefined;
  if (kind === "whsec") return bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES ? { version: "v1", key: bytes } : undefined;
  if (kind !== "whsk" || (bytes.length !== SEED_BYTES && bytes.length !== 2 * SEED_BYTES)) return undefined;
  const seed = Buffer.from(bytes.subarray(0, SEED_BYTES)).toString("base64url");
  // OpenSSL makes the public half of the seed and does not look at `x`, which a JWK must have; a pair that is none is refused below.
  const key = importPrivateJwk({ kty: "OKP", crv: "Ed25519", d: seed, x: seed });
  const isPair = key && (bytes.length === SEED_BYTES || publicHalf(key) === Buffer.from(bytes.subarray(SEED_BYTES)).toString("base64url"));
  return isPair ? { version: "v1a", key } : undefined;
}

function publicHalf({ publicKey }: PrivateKey): string | undefined {
  return publicJwkOf(publicKey).x;
}

/** The headers of one attempt. `timestamp`: when it is made, whole seconds; a later attempt has a later one and the same id. */
export function webhookHeaders(
  id: string,
  timestamp: number,
  body: Uint8Array,
  secrets: readonly WebhookSecret[],
): Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`, "utf8"), body]);
  const signatures = secrets.map((secret) => {
    const signature = secret.version === "v1" ? hmacSha256(secret.key, signed) : signWith(secret.key.handle, signed);
    return `${secret.version},${Buffer.from(signature).toString("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signatures.join(" ") };
}
