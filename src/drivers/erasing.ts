import type { BigIntStats } from "node:fs";
import { type FileHandle, lstat, open, readdir, readFile, readlink, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nodeFileSystem } from "./file-system.ts";
import { errorCode } from "./libc.ts";

/** Zeros that are written at once, in bytes. */
const CHUNK_BYTES = 65_536;
/** Deeper no program of ours puts a file. */
const MAX_DEPTH = 8;

/** Files below a folder, with all their bytes. */
export interface Counted {
  readonly files: number;
  readonly bytes: number;
}

/** Every file below a folder, at any depth; links are files, and are followed nowhere. None where there is no such folder. */
export async function filesBelow(folder: string, depth = 0): Promise<readonly string[]> {
  if (depth > MAX_DEPTH) throw new Error(`erasing: ${folder} is deeper than anything of this program`);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
  const below = await Promise.all(
    entries.map((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name), depth + 1) : [join(folder, entry.name)])),
  );
  return below.flat().toSorted();
}

/** How much there is to erase. */
export async function countFiles(files: readonly string[]): Promise<Counted> {
  const sizes = await Promise.all(files.map(async (file) => (await lstat(file).catch(() => undefined))?.size ?? 0));
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** The first link among files, and where it leads: what lies there would stay whole. Undefined: there is none. */
export async function firstLink(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    if ((await lstat(file).catch(() => undefined))?.isSymbolicLink()) return `${file} → ${await readlink(file)}`;
  }
  return undefined;
}

/** Names of what lies in a folder and is no folder, nor a link to one. */
export async function fileNamesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const isFolder = await Promise.all(
    entries.map(async (entry) =>
      entry.isSymbolicLink()
        ? await stat(join(folder, entry.name)).then(
            (facts) => facts.isDirectory(),
            () => false,
          )
        : entry.isDirectory(),
    ),
  );
  return entries.filter((_entry, at) => !isFolder[at]).map((entry) => entry.name);
}

/**
 * Overwrites a file with zeros, durably, and removes it. What a flash card has of it in cells that it has set aside nobody can reach through
 * the file system: that is why keys are the first to go (docs/operating.md). One that is not there is erased; a link is not, because what it leads to would stay.
 */
export async function eraseFile(file: string): Promise<void> {
  try {
    const facts = await lstat(file);
    if (facts.isSymbolicLink()) throw new Error(`a link to ${await readlink(file)}: delete what is there, then the link`);
    if (facts.isFile()) await overwrite(file);
    await unlink(file);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  await nodeFileSystem.syncFolder(dirname(file)).catch(() => undefined);
}

async function overwrite(path: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, "r+");
  } catch (error) {
    // Not ours to write, but perhaps ours to remove.
    if (errorCode(error) === "EACCES") return;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const zeros = new Uint8Array(Math.min(CHUNK_BYTES, size));
    for (let at = 0; at < size; at += CHUNK_BYTES) await file.write(zeros, 0, Math.min(CHUNK_BYTES, size - at), at);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes the empty folders below a folder, which itself stays. */
export async function removeEmptyFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const path = join(folder, entry.name);
    await removeEmptyFolders(path);
    await rmdir(path).catch(() => undefined);
  }
  await nodeFileSystem.syncFolder(folder).catch(() => undefined);
}

/** Whether a folder lies on an encrypted volume (dm-crypt names itself so in sysfs: kernel, Documentation/ABI/testing/sysfs-block-dm); undefined: not known. */
export async function isEncrypted(folder: string): Promise<boolean | undefined> {
  try {
    const { dev }: BigIntStats = await stat(folder, { bigint: true });
    // makedev(3), as glibc has it.
    const [major, minor] = [((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn), (dev & 0xffn) | ((dev >> 12n) & ~0xffn)];
    return (await readFile(`/sys/dev/block/${major}:${minor}/dm/uuid`, "latin1")).startsWith("CRYPT-");
  } catch (error) {
    return errorCode(error) === "ENOENT" ? false : undefined;
  }
}
