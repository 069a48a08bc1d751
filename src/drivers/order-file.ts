import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ASIDE } from "./durable-file.ts";
import { nodeFileSystem } from "./file-system.ts";

/** Replaces a file that another account reads, whole or not at all. It need not survive a power cut. */
export async function sharedFile(path: string, bytes: Uint8Array): Promise<void> {
  await rm(path + ASIDE, { force: true });
  await writeFile(path + ASIDE, bytes, { flag: "wx" });
  // Whatever the service's umask: its reader has no right to look past modes.
  await chmod(path + ASIDE, 0o644);
  await rename(path + ASIDE, path);
}

/** Removes a file where there is one; resolves when it would stay away after a power cut. */
export async function removeDurably(path: string): Promise<void> {
  try {
    await rm(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  await nodeFileSystem.syncFolder(dirname(path));
}
