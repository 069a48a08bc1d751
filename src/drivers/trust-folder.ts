// A kiosk's trust bundle on its disk: `metadata.json` holds all metadata of one bundle and is replaced as a whole; the target files stand beside
// it under their hashes, and are written before it and removed after it. So there is no moment at which the folder means a mixture.
import { join } from "node:path";
import * as v from "valibot";
import { hexOf } from "../core/hex.ts";
import { sha256 } from "../core/signature.ts";
import { type Judged, judged, refuse } from "../core/trust-refusal.ts";
import { type NamedTarget, targetFileName } from "../core/trust-targets.ts";
import { MAX_ROOTS, type TufBytes } from "../core/tuf-chain.ts";
import { ASIDE, makeAside } from "./durable-file.ts";
import type { FileSystem } from "./file-system.ts";
import { errorCode } from "./libc.ts";
import type { TargetFile } from "./trust-contents.ts";

const METADATA = "metadata.json";
/** Ends the name of a file that could not be used and has been replaced; it stays for a technician to look at. */
const DAMAGED = ".damaged";
/** Largest metadata file of a folder, in bytes: a thousand roots of usual size. */
export const MAX_FOLDER_METADATA_BYTES = 8_388_608;

const KeptSchema = v.strictObject({
  /** Metadata as text: UTF-8 gives back the very bytes. */
  roots: v.pipe(v.array(v.string()), v.maxLength(MAX_ROOTS)),
  timestamp: v.string(),
  snapshot: v.string(),
  targets: v.string(),
});

/** Where the target files stand. */
export function targetsFolder(folder: string): string {
  return join(folder, "targets");
}

/** The metadata kept in a folder, not yet believed; undefined where there are none. */
export async function readKeptMetadata(folder: string, files: FileSystem): Promise<Judged<TufBytes> | undefined> {
  try {
    const bytes = await readFileAt(join(folder, METADATA), MAX_FOLDER_METADATA_BYTES, files);
    if (!bytes) return undefined;
    const kept = v.safeParse(KeptSchema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    if (!kept.success) return refuse("malformed", `${METADATA} is damaged`);
    const { roots, timestamp, snapshot, targets } = kept.output;
    return judged({ roots: roots.map(encode), timestamp: encode(timestamp), snapshot: encode(snapshot), targets: encode(targets) });
  } catch (error) {
    // A system call gives a code; what is no UTF-8 or no JSON does not.
    const code = errorCode(error);
    return code?.startsWith("E") && !code.startsWith("ERR")
      ? refuse("storage", `${METADATA}: ${code}`)
      : refuse("malformed", `${METADATA} is damaged`);
  }
}

/** The verified bytes of a target kept in a folder. */
export async function readKeptTarget(folder: string, target: NamedTarget, files: FileSystem): Promise<Judged<Uint8Array>> {
  try {
    const bytes = await readFileAt(join(targetsFolder(folder), targetFileName(target)), target.bytes, files);
    if (!bytes) return refuse("incomplete", `${target.name} is missing on the disk`);
    const isIt = bytes.length === target.bytes && hexOf(sha256(bytes)) === target.sha256;
    return isIt ? judged(bytes) : refuse("mix-and-match", `${target.name} on the disk is not the file that is named`);
  } catch (error) {
    return refuse("storage", `${target.name}: ${errorCode(error) ?? String(error)}`);
  }
}

/**
 * Keeps a bundle: its new files first, then the metadata, each durably. When it resolves, a power cut leaves this bundle; after a rejection,
 * as after a power cut on the way, the bundle before or this one. `isDamaged`: the metadata there could not be used, and are set aside.
 */
export async function keepBundle(
  folder: string,
  bytes: TufBytes,
  newFiles: readonly TargetFile[],
  isDamaged: boolean,
  files: FileSystem,
): Promise<void> {
  const [targets, metadata] = [targetsFolder(folder), join(folder, METADATA)];
  await files.makeFolder(targets);
  const before = new Set(await files.list(targets));
  const made: string[] = [];
  try {
    for (const { file, bytes: contents } of newFiles) {
      const path = join(targets, file);
      // What was there belongs to the bundle before, even where it could not be read a moment ago.
      made.push(path + ASIDE, ...(before.has(file) ? [] : [path]));
      await makeAside(path, contents, files);
      await files.rename(path + ASIDE, path);
    }
    await files.syncFolder(targets);
    made.push(metadata + ASIDE);
    await makeAside(metadata, encode(`${JSON.stringify(textsOf(bytes))}\n`), files);
    if (isDamaged) await setAside(folder, files);
  } catch (error) {
    // A full disk must not stay full of what nobody needs. No metadata name these files yet.
    for (const path of made) await files.remove(path).catch(() => undefined);
    throw error;
  }
  // From here on nobody knows which metadata a power cut leaves, so the files of both stay.
  await files.rename(metadata + ASIDE, metadata);
  await files.syncFolder(folder);
}

/** It may be gone already: an attempt before this one got so far. */
async function setAside(folder: string, files: FileSystem): Promise<void> {
  await files.rename(join(folder, METADATA), join(folder, METADATA + DAMAGED)).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
}

/** How long the metadata would be on the disk, in bytes. */
export function keptLength(bytes: TufBytes): number {
  return encode(JSON.stringify(textsOf(bytes))).length;
}

/** Removes every target file that the bundle does not name. A failure only leaves files that nobody reads. */
export async function removeOthers(folder: string, named: readonly NamedTarget[], files: FileSystem): Promise<void> {
  const names = new Set(named.map(targetFileName));
  try {
    for (const name of (await files.list(targetsFolder(folder))) ?? []) {
      if (!names.has(name)) await files.remove(join(targetsFolder(folder), name));
    }
  } catch {
    // The next update tries again.
  }
}

async function readFileAt(path: string, maxBytes: number, files: FileSystem): Promise<Uint8Array | undefined> {
  const file = await files.open(path, "read").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    return await file.read(0, maxBytes + 1);
  } finally {
    await file.close();
  }
}

function textsOf({ roots, timestamp, snapshot, targets }: TufBytes): v.InferOutput<typeof KeptSchema> {
  return { roots: roots.map(decode), timestamp: decode(timestamp), snapshot: decode(snapshot), targets: decode(targets) };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}
