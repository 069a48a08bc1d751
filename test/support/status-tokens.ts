// Status lists that nobody issued, as their issuers publish them; shares no code with src/.
import { sign } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import { array, bytes, int, map, tag, text } from "./cbor-bytes.ts";
import { AT, ED_KEY, type Pair, type TestKey } from "./credential-maker.ts";

export const LIST_URI = "https://issuer.example/status/1";

const base64url = (content: Uint8Array | string) => Buffer.from(content).toString("base64url");

function signed(key: TestKey, toSign: Uint8Array): Uint8Array {
  return key.algorithm === "EdDSA"
    ? sign(null, toSign, key.privateKey)
    : sign("sha256", toSign, { key: key.privateKey, dsaEncoding: "ieee-p1363" });
}

/** A JWT of this header and these claims; `alg` is the key's where the header names none. */
export function makeJwt(header: object, claims: object | string, key: TestKey = ED_KEY): string {
  const toSign = [{ alg: key.algorithm, ...header }, claims]
    .map((part) => base64url(typeof part === "string" ? part : JSON.stringify(part)))
    .join(".");
  return `${toSign}.${base64url(signed(key, Buffer.from(toSign)))}`;
}

/** Claims of a Status List Token; two bits a credential: 0, 1, 2, 3. */
export function listClaims(changes: object = {}): object {
  const lst = base64url(deflateSync(Uint8Array.of(0b11_10_01_00)));
  return { sub: LIST_URI, iat: AT - 60, exp: AT + 86_400, ttl: 3600, status_list: { bits: 2, lst }, ...changes };
}

/** A Status List Token as JWT. */
export function makeListJwt(
  claims: object = listClaims(),
  header: object = { typ: "statuslist+jwt", kid: "12" },
  key: TestKey = ED_KEY,
): string {
  return makeJwt(header, claims, key);
}

/** The same as CWT. */
export function makeListCwt(
  changes: { readonly typ?: string; readonly claims?: readonly Pair[]; readonly key?: TestKey } = {},
): Uint8Array {
  const { typ = "application/statuslist+cwt", key = ED_KEY } = changes;
  const claims: readonly Pair[] = changes.claims ?? [
    [int(2), text(LIST_URI)],
    [int(6), int(AT - 60)],
    [int(4), int(AT + 86_400)],
    [int(65_534), int(3600)],
    [int(65_533), map([text("bits"), int(2)], [text("lst"), bytes(deflateSync(Uint8Array.of(0b11_10_01_00)))])],
  ];
  const head = map([int(1), int(key.algorithm === "EdDSA" ? -8 : -7)], [int(16), text(typ)]);
  const payload = map(...claims);
  const signature = signed(key, array(text("Signature1"), bytes(head), bytes(""), bytes(payload)));
  return tag(18, array(bytes(head), map(), bytes(payload), bytes(signature)));
}

/** A W3C list of 131,072 credentials with these places set, the first in the highest bit. */
export function bitstring(...places: readonly number[]): Uint8Array {
  const list = Buffer.alloc(16_384);
  for (const place of places) list[place >> 3] = (list[place >> 3] ?? 0) | (0x80 >> (place & 7));
  return list;
}

/** The credential that carries a W3C list, to be secured. */
export function listCredential(subject: object = {}, changes: object = {}): object {
  const encodedList = `u${base64url(gzipSync(bitstring(0, 9, 131_071)))}`;
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id: LIST_URI,
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer: "https://issuer.example",
    validFrom: "2026-11-01T00:00:00Z",
    validUntil: "2026-12-01T00:00:00Z",
    credentialSubject: { id: `${LIST_URI}#list`, type: "BitstringStatusList", statusPurpose: "revocation", encodedList, ...subject },
    ...changes,
  };
}
