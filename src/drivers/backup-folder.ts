import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  type BackupFile,
  type BackupList,
  isBackupName,
  MAX_BACKUP_LIST_BYTES,
  readBackupList,
  writeBackupList,
} from "../core/provisioning/backup.ts";
import { ASIDE } from "./durable-file.ts";
import { nodeFileSystem } from "./file-system.ts";
import { KEY_FILE, LIFE_FILE, RELEASED_FILE } from "./journal-marks.ts";
import { namesOnStick, readOnStick } from "./stick-files.ts";

/** One file of a backup about to be written: some bytes, or a file to copy as far as it is written now. */
export interface BackupPiece {
  readonly name: string;
  readonly from: Uint8Array | { readonly path: string };
}

/** A backup whose every file is there as it was written. */
export interface WholeBackup {
  readonly folder: string;
  readonly list: BackupList;
  /** The list's exact bytes, for its fingerprint. */
  readonly listBytes: Uint8Array;
}

const LIST = "backup.json";
/** A backup being written, and the one before while the names are exchanged. */
const BEING_WRITTEN = ".new";
const BEFORE = ".old";

/**
 * Writes a backup beside any older one and then takes its place: pulled out at any moment, the stick holds the old backup or the new one.
 * Resolves to the bytes of its list. Rejects with the system's error.
 */
export async function writeBackup(
  folder: string,
  { kiosk, at, pieces }: { readonly kiosk: string; readonly at: number; readonly pieces: readonly BackupPiece[] },
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Uint8Array> {
  const aside = folder + BEING_WRITTEN;
  await rm(aside, { recursive: true, force: true });
  const files: BackupFile[] = [];
  for (const { name, from } of pieces) {
    onProgress(files.length, pieces.length);
    if (!isBackupName(name)) throw new Error(`backup: ${name} cannot be the name of a file in a backup`);
    files.push({ name, ...(await writeDurably(join(aside, name), from instanceof Uint8Array ? [from] : contentsOf(from.path))) });
  }
  const list = Buffer.from(writeBackupList(kiosk, at, files), "utf8");
  await writeDurably(join(aside, LIST), [list]);
  const hadOne = (await namesOnStick(folder)) !== undefined;
  await rm(folder + BEFORE, { recursive: true, force: true });
  if (hadOne) await rename(folder, folder + BEFORE);
  await rename(aside, folder);
  await nodeFileSystem.syncFolder(dirname(folder));
  await rm(folder + BEFORE, { recursive: true, force: true });
  return list;
}

/** Opened when it is asked for and not before: what is missing must be a rejection of whoever reads it. */
async function* contentsOf(path: string): AsyncGenerator<unknown, void> {
  yield* createReadStream(path);
}

/**
 * Copies files of a backup whose names begin with `prefix` into a folder, without the prefix, durably. A file has its name there only when
 * its very copy is what the list says: a worn stick reads one way and then another. False: one was not, and those after it are not copied.
 */
export async function copyOutOfBackup({ folder, list }: WholeBackup, prefix: string, to: string): Promise<boolean> {
  for (const file of list.files.filter(({ name }) => name.startsWith(prefix))) {
    const path = join(to, file.name.slice(prefix.length));
    try {
      if (!(await isCopied(join(folder, file.name), path, file))) return false;
    } finally {
      await rm(path + ASIDE, { force: true });
    }
  }
  return true;
}

async function isCopied(from: string, path: string, { bytes, sha256 }: BackupFile): Promise<boolean> {
  const stick = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined);
  if (!stick) return false;
  try {
    if (!(await stick.stat()).isFile()) return false;
    const written = await writeDurably(path + ASIDE, readable(stick, bytes));
    if (written.bytes !== bytes || written.sha256 !== sha256) return false;
  } finally {
    await stick.close();
  }
  await rename(path + ASIDE, path);
  await nodeFileSystem.syncFolder(dirname(path));
  return true;
}

/** As much of a file as can be read, and one byte more than it should have: a file that has grown shows. */
async function* readable(file: FileHandle, bytes: number): AsyncGenerator<unknown, void> {
  try {
    yield* file.createReadStream({ start: 0, end: bytes, autoClose: false });
  } catch {
    // What is missing shows, too.
  }
}

/** A small file of a backup; `damaged` where it reads otherwise than the list says, or is larger than `maxBytes`. Never rejects. */
export async function readFromBackup(
  { folder, list }: WholeBackup,
  name: string,
  maxBytes: number,
): Promise<Uint8Array | "none" | "damaged"> {
  const file = list.files.find((listed) => listed.name === name);
  if (!file) return "none";
  const path = join(folder, name);
  const bytes = file.bytes <= maxBytes ? await readOnStick(dirname(path), basename(path), file.bytes) : undefined;
  return bytes && createHash("sha256").update(bytes).digest("hex") === file.sha256 ? bytes : "damaged";
}

/** Kiosks that a stick has backups of. */
export async function backupsOnStick(folder: string): Promise<readonly string[]> {
  const names = (await namesOnStick(folder)) ?? [];
  return [...new Set(names.map((name) => name.replace(/\.(new|old)$/, "")))].sort();
}

/**
 * The backup of a kiosk, every byte compared with its list; undefined where it is torn or changed. Where the stick was pulled out between
 * the last two steps of writing, the one beside counts.
 */
export async function openBackup(folder: string): Promise<WholeBackup | undefined> {
  for (const candidate of [folder, folder + BEING_WRITTEN, folder + BEFORE]) {
    const listBytes = await readOnStick(candidate, LIST, MAX_BACKUP_LIST_BYTES);
    const list = listBytes && readBackupList(listBytes);
    if (listBytes && list && (await isWhole(candidate, list))) return { folder: candidate, list, listBytes };
  }
  return undefined;
}

/** Names of the files of a journal's folder that are worth keeping: its segments, whose they are, and which of its journals. */
export async function journalSegments(folder: string): Promise<readonly string[]> {
  const names = (await nodeFileSystem.list(folder)) ?? [];
  return names.filter((name) => /^\d{8}\.tramlog$/.test(name) || [KEY_FILE, RELEASED_FILE, LIFE_FILE].includes(name)).sort();
}

/** Names of the folders within a folder; none where there is no such folder. */
export async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function isWhole(folder: string, { files }: BackupList): Promise<boolean> {
  for (const { name, bytes, sha256 } of files) {
    try {
      const path = join(folder, name);
      const facts = await lstat(path);
      // Not by following a link, and no pipe that never ends.
      if (!facts.isFile() || facts.size !== bytes) return false;
      const hash = createHash("sha256");
      for await (const part of createReadStream(path)) hash.update(part as Buffer);
      if (hash.digest("hex") !== sha256) return false;
    } catch {
      return false;
    }
  }
  return true;
}

async function writeDurably(path: string, parts: Iterable<Uint8Array> | AsyncIterable<unknown>): Promise<Omit<BackupFile, "name">> {
  await nodeFileSystem.makeFolder(dirname(path));
  const file = await open(path, "w", 0o600);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const part of parts) {
      const chunk = part as Uint8Array;
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await nodeFileSystem.syncFolder(dirname(path));
  return { bytes, sha256: hash.digest("hex") };
}
