import * as v from "valibot";
import type { HolderJwk } from "./cwt.ts";
import { publicJwkOf } from "./http-signature.ts";
import { hasPrimeOrder, importJwk } from "./signature.ts";
import type { Text } from "./text.ts";

/** A holder's key, or what is wrong with the file. */
export type ReadHolderKey = { readonly ok: true; readonly key: HolderJwk } | { readonly ok: false; readonly problem: Text };

const JwkSchema = v.looseObject({ kty: v.string() });
/** A public JWK, or our public key file around one. */
const FileSchema = v.union([
  JwkSchema,
  v.pipe(
    v.looseObject({ jwk: JwkSchema }),
    v.transform(({ jwk }) => jwk),
  ),
]);

/** The public key in a file that a holder has sent: JSON, Ed25519 or P-256. A private key is refused: it was meant for nobody else. */
export function readHolderKey(json: string): ReadHolderKey {
  const parsed = v.safeParse(FileSchema, parseJson(json));
  if (!parsed.success) return refuse("không phải khoá công khai dạng JWK", "not a public key as JWK");
  if ("d" in parsed.output) {
    return refuse(
      "đây là khoá bí mật; chỉ nhận khoá công khai, và khoá này nay đã lộ",
      "this is a private key; only the public one is taken, and this one is no secret any more",
    );
  }
  const key = importJwk(parsed.output);
  if (key?.algorithm !== "EdDSA" && key?.algorithm !== "ES256") {
    return refuse("không phải khoá Ed25519 hoặc P-256 hợp lệ", "not a valid key of Ed25519 or P-256");
  }
  const jwk = publicJwkOf(key);
  // A kiosk would take no signature of such a key (docs/decisions/0008-strict-ed25519.md).
  if (key.algorithm === "EdDSA" && !hasPrimeOrder(Buffer.from(jwk.x, "base64url"))) {
    return refuse("khoá Ed25519 này ai cũng giả được chữ ký", "anybody could forge signatures of this Ed25519 key");
  }
  return { ok: true, key: jwk };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function refuse(vi: string, en: string): ReadHolderKey {
  return { ok: false, problem: { vi, en } };
}
