// The small files beside a journal's segments: whose it is, and how much of its beginning was removed. Both are signed or say only what signatures show.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type LogSigner, openCheckpoint, parseCheckpoint, releasedKey, signCheckpoint } from "../core/checkpoint.ts";
import { sameBytes } from "../core/journal-chain.ts";
import type { TreeHead } from "../core/merkle-proof.ts";
import { MAX_NOTE_BYTES, type NoteKey, parseNote, parseVerifierKey, verifierKeyText } from "../core/signed-note.ts";
import { lifeText, parseLife } from "../core/used-names.ts";
import { replaceFile } from "./durable-file.ts";
import type { FileSystem } from "./file-system.ts";

/** The public key under which the journal is signed, as text for verifiers (c2sp.org/signed-note). */
export const KEY_FILE = "public-key";
/** A checkpoint of the entries that were removed. Without it, a journal that does not begin at 0 has lost its beginning. */
export const RELEASED_FILE = "released";
/** By which a journal is told from others that its kiosk has begun, also when the folder is moved aside and back: what is kept of its entries has it in its name. */
export const LIFE_FILE = "life";

/** The key that a journal's folder names; nobody has to believe it. Undefined where there is none, `invalid` where that is no key. */
export async function readKeyFile(folder: string, files: FileSystem): Promise<NoteKey | "invalid" | undefined> {
  const bytes = await readIfThere(join(folder, KEY_FILE), files);
  if (!bytes) return undefined;
  const text = Buffer.from(bytes).toString("utf8");
  return (text.endsWith("\n") && parseVerifierKey(text.slice(0, -1))) || "invalid";
}

/** Writes the key where it is not there yet, or not this one: whose the journal is, its last segment has shown before. */
export async function keepKeyFile(folder: string, key: NoteKey, files: FileSystem): Promise<void> {
  const text = Buffer.from(`${verifierKeyText(key)}\n`, "utf8");
  const known = await readIfThere(join(folder, KEY_FILE), files);
  if (!known || !sameBytes(known, text)) await replaceFile(join(folder, KEY_FILE), text, files);
}

/** How many entries at the beginning may be missing; `invalid`: the file is there, and cannot be believed. Without a key its signature is not checked. */
export async function readReleased(folder: string, key: NoteKey | undefined, files: FileSystem): Promise<number | "invalid"> {
  const bytes = await readIfThere(join(folder, RELEASED_FILE), files);
  if (!bytes) return 0;
  const note = parseNote(bytes);
  const released = key ? openCheckpoint(bytes, releasedKey(key)) : note && parseCheckpoint(note.text);
  return typeof released === "object" ? released.size : "invalid";
}

/** Says, durably, that the entries under this tree are to be removed. Never takes back what was said before. */
export async function keepReleased(folder: string, head: TreeHead, signer: LogSigner, files: FileSystem): Promise<void> {
  const before = await readReleased(folder, signer.key, files);
  if (before !== "invalid" && before >= head.size) return;
  const note = signCheckpoint(head, { ...signer, key: releasedKey(signer.key) });
  await replaceFile(join(folder, RELEASED_FILE), Buffer.from(note, "utf8"), files);
}

/** What tells this journal from others of its kiosk (core/used-names.ts); none where there is no such file, or where it is damaged. */
export async function readLife(folder: string, files: FileSystem): Promise<string> {
  return (await lifeIn(folder, files)) ?? "";
}

/** False where the file of it is there, and damaged. */
export async function isLifeWhole(folder: string, files: FileSystem): Promise<boolean> {
  return (await lifeIn(folder, files)) !== undefined;
}

async function lifeIn(folder: string, files: FileSystem): Promise<string | undefined> {
  const bytes = await readIfThere(join(folder, LIFE_FILE), files);
  return bytes ? parseLife(Buffer.from(bytes).toString("latin1")) : "";
}

/** Says, durably, that a journal begins here which is none of those before. */
export async function beginLife(folder: string, files: FileSystem): Promise<void> {
  await replaceFile(join(folder, LIFE_FILE), Buffer.from(lifeText(randomBytes(4).toString("hex")), "latin1"), files);
}

async function readIfThere(path: string, files: FileSystem): Promise<Uint8Array | undefined> {
  try {
    const file = await files.open(path, "read");
    try {
      return await file.read(0, MAX_NOTE_BYTES);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
