import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import koffi from "koffi";

/** flock(2) operations, the same on Linux and macOS. */
const LOCK_EX = 2;
const LOCK_NB = 4;

/** A held lock; release() gives it back. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process alone, or returns undefined where somebody has it. The kernel holds the lock (flock on
 * `lock`), so it ends with its process however that dies, and no file with a number in it can be left behind or be mistaken.
 * Of local file systems only: over NFS other machines need not see it.
 */
export function lockFolder(folder: string): FolderLock | undefined {
  const fd = openSync(join(folder, "lock"), "a", 0o600);
  // Looked up among the symbols of Node itself: glibc, musl and macOS alike. Node has no call of its own for it.
  const flock = koffi.load(null).func("int flock(int fd, int operation)");
  if (flock(fd, LOCK_EX | LOCK_NB) === 0) return { release: () => closeSync(fd) };
  const errno = koffi.errno();
  closeSync(fd);
  if (errno === koffi.os.errno["EWOULDBLOCK"]) return undefined;
  throw new Error(`folder lock: flock on ${folder} failed with errno ${errno}`);
}
