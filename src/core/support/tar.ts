// Files in one: the tar format as POSIX has it ("ustar", IEEE Std 1003.1, pax: "ustar Interchange Format"). Every system can open it.
import type { EpochSeconds } from "../time.ts";

/** One file of it. */
export interface TarFile {
  /** At most 99 characters of a-z, 0-9, `.`, `-` and `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK_BYTES = 512;
/** Of the header: name, mode, uid, gid, size, mtime, checksum, type. */
const [NAME_AT, MODE_AT, UID_AT, GID_AT, SIZE_AT, MTIME_AT, SUM_AT, TYPE_AT, MAGIC_AT] = [0, 100, 108, 116, 124, 136, 148, 156, 257];

/** The archive: nobody's account is named in it, and every file has the same time. Throws for a name that cannot be in one. */
export function writeTar(files: readonly TarFile[], at: EpochSeconds): Uint8Array {
  const blocks = files.flatMap(({ name, bytes }) => {
    const padded = new Uint8Array(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES);
    padded.set(bytes);
    return [headerOf(name, bytes.length, at), padded];
  });
  return Buffer.concat([...blocks, new Uint8Array(2 * BLOCK_BYTES)]);
}

function headerOf(name: string, size: number, at: EpochSeconds): Uint8Array {
  if (!/^[a-z0-9./-]{1,99}$/.test(name)) throw new Error(`tar: ${name} cannot be the name of a file`);
  const header = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, where: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, where, "latin1");
  header.write(name, NAME_AT, "latin1");
  octal(0o644, MODE_AT, 7);
  octal(0, UID_AT, 7);
  octal(0, GID_AT, 7);
  octal(size, SIZE_AT, 11);
  octal(Math.max(0, Math.floor(at)), MTIME_AT, 11);
  header.write("0", TYPE_AT, "latin1");
  header.write("ustar\u000000", MAGIC_AT, "latin1");
  // The sum is over the header with blanks in its own place.
  header.fill(" ", SUM_AT, SUM_AT + 8);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, SUM_AT, "latin1");
  return header;
}
