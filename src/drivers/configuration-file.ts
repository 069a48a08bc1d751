import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFile } from "./durable-file.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";

/** A kiosk's configuration about to take the place of the one in use. */
export interface ConfigurationChange {
  readonly toml: string;
  /** Files that it names, by their names in its folder: each has a name of its own for its contents, so none takes the place of another. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Replaces a configuration file (0600), all or nothing: what it names is on the disk before it is, and the one rename that brings it is the
 * only step that counts. After a rejection, as after a power cut, the old configuration is there whole or the new one is. The one before
 * stays beside as `….old`.
 */
export async function replaceConfiguration(
  path: string,
  { toml, files }: ConfigurationChange,
  disk: FileSystem = nodeFileSystem,
): Promise<void> {
  const folder = dirname(path);
  await disk.makeFolder(folder);
  for (const [name, bytes] of files) await replaceFile(join(folder, name), bytes, disk);
  const before = await bytesIfThere(path);
  if (before) await replaceFile(`${path}.old`, before, disk);
  await replaceFile(path, Buffer.from(toml, "utf8"), disk);
}

async function bytesIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
