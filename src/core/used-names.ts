// Names of credentials that are good for one time only, out of entries that are no longer on this kiosk: there the journal cannot tell them any more.
import { sameBytes } from "./journal-chain.ts";
import { sha256 } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";

const MAGIC = Buffer.from("TRAMUSED1\n......", "latin1");
/** A name and a time: 16 bytes and a double, little-endian. */
const RECORD_BYTES = 24;
const HASH_BYTES = 32;
/** Most names, 48 MB of them: a counter that takes 500 prescriptions a day needs eleven years. */
const MAX_USED_NAMES = 2_000_000;

/** A name in the journal, 22 letters of base64url, and when it was accepted. */
export interface UsedName {
  readonly name: string;
  readonly at: EpochSeconds;
}

/** A file without any name. */
export const NO_USED_NAMES: Uint8Array = sealed(MAGIC);

function countUsedNames(file: Uint8Array): number {
  return (file.length - MAGIC.length - HASH_BYTES) / RECORD_BYTES;
}

/** True where every byte of a file is as it was written. */
export function areUsedNames(file: Uint8Array): boolean {
  const count = countUsedNames(file);
  if (!Number.isInteger(count) || count < 0 || count > MAX_USED_NAMES) return false;
  const end = file.length - HASH_BYTES;
  return sameBytes(file.subarray(0, MAGIC.length), MAGIC) && sameBytes(file.subarray(end), sha256(file.subarray(0, end)));
}

/** The names in such a file, in the order in which they were added. */
export function* usedNames(file: Uint8Array): Generator<UsedName> {
  const view = Buffer.from(file.buffer, file.byteOffset, file.length - HASH_BYTES);
  for (let at = MAGIC.length; at < view.length; at += RECORD_BYTES) {
    yield { name: view.toString("base64url", at, at + 16), at: view.readDoubleLE(at + 16) };
  }
}

/** The file with more names, or undefined where they would be too many. */
export function withUsedNames(file: Uint8Array, names: readonly UsedName[]): Uint8Array | undefined {
  if (countUsedNames(file) + names.length > MAX_USED_NAMES) return undefined;
  const added = names.map(({ name, at }) => {
    const record = Buffer.alloc(RECORD_BYTES);
    record.set(Buffer.from(name, "base64url").subarray(0, 16));
    record.writeDoubleLE(at, 16);
    return record;
  });
  return sealed(Buffer.concat([file.subarray(0, file.length - HASH_BYTES), ...added]));
}

function sealed(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, sha256(bytes)]);
}
