import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { basename, join } from "node:path";

/** Most names looked at in one folder of a stick. */
const MAX_NAMES = 1000;

/** Names in a folder of a stick; undefined where there is no such folder, or where it cannot be read. Never rejects. */
export async function namesOnStick(folder: string, most = MAX_NAMES): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(folder)).slice(0, most);
  } catch {
    return undefined;
  }
}

/**
 * A regular file on a stick, whole; undefined where there is none, where it is larger than `maxBytes`, or where the stick goes away.
 * Follows no link out of the folder and waits for no pipe: whoever prepared the stick need not be a friend. Never rejects.
 */
export async function readOnStick(folder: string, name: string, maxBytes: number): Promise<Uint8Array | undefined> {
  if (name !== basename(name)) return undefined;
  try {
    if (!(await lstat(folder)).isDirectory()) return undefined;
    const file = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > maxBytes) return undefined;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1, 0);
      return bytesRead <= maxBytes ? new Uint8Array(buffer.subarray(0, bytesRead)) : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
