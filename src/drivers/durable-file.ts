import { basename, dirname, resolve } from "node:path";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";

/** Ends the name of a file that is being made; whoever finds one after a power cut may remove it. */
export const ASIDE = ".new";

/** The last replacement under way of each path: two at once would write into one another's file aside. */
const underWay = new Map<string, Promise<void>>();

/**
 * Replaces a file (0600): write aside, fsync, rename, fsync of the folder. Resolves when the new contents would survive a power
 * cut. After a rejection, as after a power cut, the file holds either all of the old bytes or all of the new ones.
 */
export async function replaceFile(path: string, bytes: Uint8Array, files: FileSystem = nodeFileSystem): Promise<void> {
  const key = resolve(path);
  const before = underWay.get(key) ?? Promise.resolve();
  const done = before.catch(() => undefined).then(() => replace(key, bytes, files));
  underWay.set(key, done);
  try {
    await done;
  } finally {
    if (underWay.get(key) === done) underWay.delete(key);
  }
}

async function replace(path: string, bytes: Uint8Array, files: FileSystem): Promise<void> {
  try {
    await makeAside(path, bytes, files);
    await files.rename(path + ASIDE, path);
    await files.syncFolder(dirname(path));
  } catch (error) {
    throw new Error(`durable file: ${basename(path)} was not replaced, old or new contents may be there`, { cause: error });
  }
}

/** Writes `path` + ASIDE and syncs it; the caller renames. */
export async function makeAside(path: string, bytes: Uint8Array, files: FileSystem): Promise<void> {
  const file = await files.open(path + ASIDE, "create");
  try {
    await file.write(bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}
