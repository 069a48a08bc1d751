import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { encodeBase32 } from "../core/base32.ts";
import type { OperatorSecrets } from "../operator-ports.ts";

/** RFC 7914; one of the sets that OWASP's Password Storage Cheat Sheet counts as equal: 32 MiB, three times over. */
const SCRYPT = { N: 32_768, r: 8, p: 3, maxmem: 64 * 1024 * 1024 } as const;
const HASH_BYTES = 32;
const TOKEN_BYTES = 32;
const ID_BYTES = 10;

/** Secrets by node:crypto. */
export const operatorSecrets: OperatorSecrets = {
  newToken: () => randomBytes(TOKEN_BYTES).toString("base64url"),
  newId: () => encodeBase32(randomBytes(ID_BYTES)).toLowerCase(),
  randomBytes: (count) => randomBytes(count),
  hashOf: (secret) => createHash("sha256").update(secret).digest("hex"),
  slowHash: (password, salt) =>
    new Promise((resolve, reject) => {
      scrypt(password, salt, HASH_BYTES, SCRYPT, (error, hash) => (error ? reject(error) : resolve(hash)));
    }),
  hmacSha1: (key, bytes) => createHmac("sha1", key).update(bytes).digest(),
  isEqual: (a, b) => a.length === b.length && timingSafeEqual(a, b),
};
