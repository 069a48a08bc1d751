import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Stick, StickPort } from "../trust-ports.ts";

/** Name of the folder on a stick that holds a trust bundle. */
export const STICK_FOLDER = "tram-trust";
/** Most mounted folders that are looked into, at each of the two levels. */
const MAX_FOLDERS = 16;

/**
 * Sticks mounted below a folder, as udisks does it: `/run/media/LABEL` or `/run/media/USER/LABEL`. Only names and times are looked at here;
 * what is on a stick is the vault's to read.
 */
export function stickFolder(root: string): StickPort {
  return {
    async look() {
      const sticks = await Promise.all((await mountedFolders(root)).map(stickAt));
      return sticks.filter((stick) => stick !== undefined);
    },
  };
}

/** Folders under which a stick may be mounted, at both levels; none where there is no such place. Never rejects. */
export async function mountedFolders(root: string): Promise<readonly string[]> {
  const places = await foldersIn(root);
  const deeper = await Promise.all(places.map(foldersIn));
  return [...places, ...deeper.flat()];
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted()
      .slice(0, MAX_FOLDERS)
      .map((name) => join(folder, name));
  } catch {
    return []; // not there, not ours to read, or pulled out in this moment
  }
}

async function stickAt(folder: string): Promise<Stick | undefined> {
  const path = join(folder, STICK_FOLDER);
  try {
    if (!(await stat(path)).isDirectory()) return undefined;
  } catch {
    return undefined;
  }
  return { path, mark: await markOf(join(path, "metadata", "timestamp.json")) };
}

/** A publisher writes it last: as long as it is the same file, nothing new is on the stick. */
async function markOf(timestamp: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeMs } = await stat(timestamp);
    return `${dev} ${ino} ${size} ${mtimeMs}`;
  } catch {
    return "none";
  }
}
