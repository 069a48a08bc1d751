import { access, constants, open, stat, statfs, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import type { FolderFacts } from "../core/machine-facts.ts";
import { errorCode } from "./libc.ts";

/** As a journal entry: one block, within a file that has its size already. */
const WRITE_BYTES = 512;
const WRITES = 20;
const BUDGET_MS = 600;

/** File systems by their magic number, statfs(2): those on which a journal is not safe. */
const STORAGE: ReadonlyMap<number, "memory" | "network"> = new Map([
  [0x01021994, "memory"], // tmpfs
  [0x858458f6, "memory"], // ramfs
  [0x6969, "network"], // NFS
  [0xff534d42, "network"], // CIFS
  [0xfe534d42, "network"], // SMB2
]);

/**
 * Whether what is written in a folder stays, and how fast: writes as the journal does, to a temporary file that is removed again.
 * Makes no folder. Stops measuring after about half a second.
 */
export async function probeFolder(path: string): Promise<FolderFacts> {
  const found = await stat(path).catch((error: unknown) => errorCode(error) ?? String(error));
  if (found === "ENOENT") return { kind: "absent", canBeMade: await canBeMade(path) };
  if (typeof found === "string") return { kind: "unusable", why: found };
  if (!found.isDirectory()) return { kind: "unusable", why: "not a folder" };
  try {
    const { type, bavail, bsize } = await statfs(path);
    return {
      kind: "usable",
      mode: found.mode & 0o777,
      // The number is a signed word to some kernels.
      storage: STORAGE.get(type >>> 0) ?? "disk",
      freeBytes: bavail * bsize,
      writesMs: await timeWrites(join(path, `.doctor-${process.pid}`)),
    };
  } catch (error) {
    return { kind: "unusable", why: errorCode(error) ?? String(error) };
  }
}

async function timeWrites(path: string): Promise<readonly number[]> {
  const file = await open(path, "wx", 0o600); // never a file that is there already
  try {
    const block = Buffer.alloc(WRITE_BYTES, 1);
    await file.write(Buffer.alloc(WRITE_BYTES * WRITES), 0, undefined, 0);
    await file.sync();
    const times: number[] = [];
    const endMs = performance.now() + BUDGET_MS;
    for (let count = 0; count < WRITES && performance.now() < endMs; count++) {
      const startMs = performance.now();
      await file.write(block, 0, WRITE_BYTES, count * WRITE_BYTES);
      await file.datasync();
      times.push(performance.now() - startMs);
    }
    return times;
  } finally {
    await unlink(path).finally(() => file.close());
  }
}

/** True when the nearest folder that is there may be written. */
async function canBeMade(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    try {
      await access(folder, constants.W_OK | constants.X_OK);
      return (await stat(folder)).isDirectory();
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || folder === dirname(folder)) return false;
    }
  }
}
