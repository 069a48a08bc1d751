import { open, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { replaceFile } from "./durable-file.ts";
import { nodeFileSystem } from "./file-system.ts";
import { readInput } from "./input-file.ts";

/** Largest private file, in bytes; keys have a few hundred. */
const MAX_BYTES = 65_536;

/** A private file's contents, and whether other users of the machine may read or write it. */
export interface PrivateContents {
  readonly text: string;
  readonly isExposed: boolean;
}

/** Reads a file that holds a secret, or standard input for `-`. Rejects with a sentence for the user, also for more than 64 KiB. */
export async function readPrivateFile(path: string): Promise<PrivateContents> {
  const text = Buffer.from(await readInput(path, MAX_BYTES)).toString("utf8");
  return { text, isExposed: path !== "-" && ((await stat(path)).mode & 0o077) !== 0 };
}

/**
 * Writes a file that only its owner may read (0600); when it resolves with `written` it would survive a power cut. Resolves with
 * `exists`, and leaves the file alone, where there is one already and `replace` is not set. Rejects with the system's error.
 */
export async function writePrivateFile(
  path: string,
  text: string,
  { replace }: { readonly replace: boolean },
): Promise<"written" | "exists"> {
  const bytes = Buffer.from(text, "utf8");
  if (replace) {
    await replaceFile(path, bytes);
    return "written";
  }
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // The check and the creation are one step, so that two runs at once cannot both believe they were first.
    file = await open(path, "wx", 0o600);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return "exists";
    throw error;
  }
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await unlink(path).catch(() => undefined); // half a key would only be in the way
    throw error;
  } finally {
    await file.close();
  }
  await nodeFileSystem.syncFolder(dirname(path));
  return "written";
}
