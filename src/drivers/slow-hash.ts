import { scrypt } from "node:crypto";

/** RFC 7914: 16 MiB and some 50 ms on a Raspberry Pi 4. A PIN is short: what protects it is the wait, and the file's permissions. */
const SCRYPT = { N: 16_384, r: 8, p: 1 } as const;
const HASH_BYTES = 32;
export const SALT_BYTES = 16;

/** What is kept of a PIN in its place: 32 bytes. */
export function slowHash(pin: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, SCRYPT, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}
