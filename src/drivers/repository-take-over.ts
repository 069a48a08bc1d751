import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { sameBytes } from "../core/journal-chain.ts";
import type { EpochSeconds } from "../core/time.ts";
import { type Refusal, refuse } from "../core/trust-refusal.ts";
import type { TrustVersions } from "../core/trust-version.ts";
import type { TufBundle } from "../core/tuf-chain.ts";
import { floorUnder, freezeProblem, rollbackProblem } from "../core/tuf-floor.ts";
import { ASIDE, replaceFile } from "./durable-file.ts";
import { type FileSystem, nodeFileSystem, type OpenFile } from "./file-system.ts";
import {
  checkRepository,
  type NamedFile,
  type NamedTarget,
  type ReadRepository,
  readRepository,
  targetsOfSnapshot,
} from "./repository-reading.ts";

/** Bytes copied at once. */
const COPY_BYTES = 1024 * 1024;
/** What clocks may differ by, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 300;
/** Publications whose files stay: a kiosk on a slow line shall be able to finish the one it has begun. */
const KEPT_PUBLICATIONS = 3;

/** What was taken over: versions, how many targets are new here, and when the first of the metadata ends. */
export type TakeOver =
  | { readonly ok: true; readonly versions: TrustVersions; readonly newTargets: number; readonly expiresAt: EpochSeconds }
  | Refusal;

/**
 * Copies the newest publication of a repository into the one that is handed out: targets first, then what names them, `timestamp.json`
 * last, each durably. Broken off at any moment, the publication before is still there as a whole, and the next run finishes. (Where a new
 * root has another timestamp key, kiosks find nothing to take between that root and the new timestamp: they keep what they have.) Rejects
 * when a disk cannot be read or written.
 */
export async function takeOverRepository(
  from: string,
  to: string,
  now: EpochSeconds,
  files: FileSystem = nodeFileSystem,
): Promise<TakeOver> {
  const read = await readRepository(from, files);
  if (!read.ok) return read;
  const repository = read.value;
  const checked = checkRepository(repository);
  if (!checked.ok) return checked;
  // Metadata that have ended would help no kiosk, and what is handed out now may still help.
  const problem =
    freezeProblem(checked.value, now) ?? futureProblem(checked.value, now) ?? (await conflictWith(to, repository, checked.value, files));
  if (problem) return problem;

  for (const folder of ["metadata", "targets"]) await files.makeFolder(join(to, folder));
  let newTargets = 0;
  for (const target of repository.targets) {
    const path = join("targets", target.file);
    if (await holds(join(to, path), target, files)) continue;
    const refusal = await copyTarget(join(from, path), join(to, path), target, files);
    if (refusal) return refusal;
    newTargets++;
  }
  for (const { name, bytes } of writingOrder(repository)) await replaceFile(join(to, "metadata", name), bytes, files);
  await removeUnreferenced(to, repository.versions.snapshot, files);
  const { root, timestamp, snapshot, targets } = checked.value;
  const expiresAt = Math.min(...[root, timestamp, snapshot, targets].map(({ signed }) => signed.expires));
  return { ok: true, versions: repository.versions, newTargets, expiresAt };
}

/** Roots as late as can be: from the first of them on, a kiosk may want another timestamp. */
function writingOrder({ roots, targetsFile, snapshotFile, timestampFile }: ReadRepository): readonly NamedFile[] {
  return [targetsFile, snapshotFile, ...roots, timestampFile];
}

/** To a kiosk a time that is signed has passed: one from the future makes every right clock look slow (docs/decisions/0012-time.md). */
function futureProblem({ timestamp }: TufBundle, now: EpochSeconds): Refusal | undefined {
  const ahead = timestamp.signed.issued - now;
  if (ahead <= CLOCK_TOLERANCE_SECONDS) return undefined;
  return refuse("clock-wrong", `issued ${Math.ceil(ahead)} s from now: the publisher's clock is wrong, or this machine's`);
}

/** How a publication contradicts the one that is handed out: kiosks that have seen the one would never take the other. */
async function conflictWith(to: string, next: ReadRepository, bundle: TufBundle, files: FileSystem): Promise<Refusal | undefined> {
  const read = await readRepository(to, files);
  // Nothing there, or nothing that a kiosk could use: this publication mends it.
  if (!read.ok) return undefined;
  const served = read.value;
  const nextFiles = new Map(writingOrder(next).map(({ name, bytes }) => [name, bytes]));
  const missing = served.roots.find(({ name }) => !nextFiles.has(name));
  if (missing && next.versions.root >= served.versions.root) {
    return refuse("root-chain", `${missing.name} is missing, and kiosks may still need it`);
  }
  const problem = rollbackProblem(next.versions, floorUnder(bundle.roots, served.versions));
  if (problem) return { ...problem, detail: `${problem.detail}, which is handed out` };
  const isNewTimestamp = next.versions.timestamp !== served.versions.timestamp;
  const changed = writingOrder(served).find(({ name, bytes }) => {
    const other = nextFiles.get(name);
    return other && !(name === "timestamp.json" && isNewTimestamp) && !sameBytes(other, bytes);
  });
  return changed && refuse("mix-and-match", `${changed.name} differs from the one of the same version that is handed out`);
}

/** True where the file is there with the bytes of this target. */
async function holds(path: string, target: NamedTarget, files: FileSystem): Promise<boolean> {
  const file = await openIfThere(path, files);
  return file !== undefined && (await digestOf(file, target.length).finally(() => file.close())) === target.sha256;
}

/** Copies what is there, and compares what was copied: the source may change while it is read. */
async function copyTarget(from: string, to: string, target: NamedTarget, files: FileSystem): Promise<Refusal | undefined> {
  const source = await openIfThere(from, files);
  if (!source) return refuse("incomplete", `${target.file} is missing`);
  try {
    const aside = await files.open(to + ASIDE, "create");
    try {
      const digest = await digestOf(source, target.length, (bytes, position) => aside.write(bytes, position));
      if (digest !== target.sha256) return refuse("mix-and-match", `${target.file} is not what its name says`);
      await aside.sync();
    } finally {
      await aside.close();
    }
  } finally {
    await source.close();
  }
  await files.rename(to + ASIDE, to);
  await files.syncFolder(dirname(to));
  return undefined;
}

/** SHA-256 of a file of this length, in hex; undefined where it has another. Each piece is handed on. */
async function digestOf(
  file: OpenFile,
  length: number,
  onPiece?: (bytes: Uint8Array, position: number) => Promise<void>,
): Promise<string | undefined> {
  if ((await file.size()) !== length) return undefined;
  const digest = createHash("sha256");
  for (let position = 0; position < length; ) {
    const bytes = await file.read(position, COPY_BYTES);
    if (bytes.length === 0) return undefined; // it has become shorter meanwhile
    digest.update(bytes);
    await onPiece?.(bytes, position);
    position += bytes.length;
  }
  return digest.digest("hex");
}

async function openIfThere(path: string, files: FileSystem): Promise<OpenFile | undefined> {
  return await files.open(path, "read").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** Removes what none of the last publications names, and what an attempt that was broken off has left. Roots stay for ever. */
async function removeUnreferenced(repository: string, newest: number, files: FileSystem): Promise<void> {
  const names = (await files.list(join(repository, "metadata"))) ?? [];
  const snapshots = names.map((name) => Number(/^([1-9][0-9]{0,9})\.snapshot\.json$/.exec(name)?.[1] ?? 0));
  const keptMetadata = new Set(["timestamp.json", ...names.filter((name) => name.endsWith(".root.json"))]);
  const keptTargets = new Set<string>();
  const newestFirst = snapshots.filter((version) => version > 0 && version <= newest).toSorted((a, b) => b - a);
  for (const version of newestFirst.slice(0, KEPT_PUBLICATIONS)) {
    const named = await targetsOfSnapshot(repository, version, files);
    if (!named) continue;
    for (const name of [`${version}.snapshot.json`, named.metadataName]) keptMetadata.add(name);
    for (const { file } of named.targets) keptTargets.add(file);
  }
  await removeOthers(join(repository, "metadata"), keptMetadata, files);
  await removeOthers(join(repository, "targets"), keptTargets, files);
}

async function removeOthers(folder: string, kept: ReadonlySet<string>, files: FileSystem): Promise<void> {
  for (const name of (await files.list(folder)) ?? []) if (!kept.has(name)) await files.remove(join(folder, name));
}
