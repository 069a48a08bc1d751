// What QEMU's `blklogwrites` writes: the log of dm-log-writes (Linux, Documentation/admin-guide/device-mapper/log-writes.rst).
import { closeSync, openSync, readSync, writeSync } from "node:fs";

const MAGIC = 0x6a736677736872n;
const [FLUSH, DISCARD] = [1n, 4n];
/** As the log is asked for, bytes. */
export const LOG_SECTOR_BYTES = 512;
/** Magic, version, entries: 8 bytes each. */
const ENTRIES_AT = 16;

/** One write to a disk, or one flush of all before it. */
export interface LoggedWrite {
  readonly isFlush: boolean;
  /** On the disk and in the log, bytes. */
  readonly at: number;
  readonly logAt: number;
  readonly bytes: number;
}

/** The writes in their order. Throws where it is no such log: then nothing would be proved. */
export function readBlockLog(path: string): readonly LoggedWrite[] {
  const file = openSync(path, "r");
  try {
    const head = readAt(file, 0, LOG_SECTOR_BYTES);
    if (head.readBigUInt64LE(0) !== MAGIC) throw new Error(`block log: ${path} does not begin as one`);
    const count = Number(head.readBigUInt64LE(ENTRIES_AT));
    const writes: LoggedWrite[] = [];
    for (let logAt = LOG_SECTOR_BYTES; writes.length < count; ) {
      const entry = readAt(file, logAt, 32);
      const [sector, sectors, flags] = [entry.readBigUInt64LE(0), entry.readBigUInt64LE(8), entry.readBigUInt64LE(16)];
      const bytes = flags & DISCARD ? 0 : Number(sectors) * LOG_SECTOR_BYTES;
      writes.push({ isFlush: (flags & FLUSH) !== 0n, at: Number(sector) * LOG_SECTOR_BYTES, logAt: logAt + LOG_SECTOR_BYTES, bytes });
      logAt += LOG_SECTOR_BYTES + bytes;
    }
    return writes;
  } finally {
    closeSync(file);
  }
}

/** Does these writes to a disk. */
export function replay(log: string, writes: readonly LoggedWrite[], disk: string): void {
  const [from, to] = [openSync(log, "r"), openSync(disk, "r+")];
  for (const { at, logAt, bytes } of writes) if (bytes > 0) writeSync(to, readAt(from, logAt, bytes), 0, bytes, at);
  closeSync(from);
  closeSync(to);
}

function readAt(file: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (readSync(file, buffer, 0, bytes, at) < bytes) throw new Error("block log: it ends in an entry");
  return buffer;
}
