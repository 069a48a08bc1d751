import { join } from "node:path";
import { type Judged, judged, refuse } from "../core/trust-refusal.ts";
import type { TrustRole } from "../core/trust-root.ts";
import type { TrustVersions } from "../core/trust-version.ts";
import { checkBundle, firstRoot, MAX_ROOTS, type TufBundle } from "../core/tuf-chain.ts";
import { MAX_METADATA_BYTES, readTufFile, type Signed, type TufFile } from "../core/tuf-metadata.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";

/** A metadata file as it stands in a repository. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A target that a publication names. */
export interface NamedTarget {
  /** Name of its file: hash, point, name. */
  readonly file: string;
  /** In bytes. */
  readonly length: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The newest publication of a repository, with no signature looked at yet. */
export interface ReadRepository {
  readonly versions: TrustVersions;
  /** All of them, from the oldest. */
  readonly roots: readonly NamedFile[];
  readonly targetsFile: NamedFile;
  readonly snapshotFile: NamedFile;
  readonly timestampFile: NamedFile;
  readonly targets: readonly NamedTarget[];
}

/** The newest publication in a folder. Its targets' contents are not looked at. Rejects where the disk cannot be read. */
export async function readRepository(folder: string, files: FileSystem = nodeFileSystem): Promise<Judged<ReadRepository>> {
  const metadata = join(folder, "metadata");
  const roots = await readRoots(metadata, files);
  if (!roots.ok) return roots;
  const timestamp = await readRole("timestamp", metadata, "timestamp.json", files);
  if (!timestamp.ok) return timestamp;
  const snapshotName = `${timestamp.value.signed.meta["snapshot.json"].version}.snapshot.json`;
  const snapshot = await readRole("snapshot", metadata, snapshotName, files);
  if (!snapshot.ok) return snapshot;
  const targetsName = `${snapshot.value.signed.meta["targets.json"].version}.targets.json`;
  const targets = await readRole("targets", metadata, targetsName, files);
  if (!targets.ok) return targets;
  return judged({
    versions: {
      root: versionOfRoot(roots.value.at(-1)?.name ?? ""),
      timestamp: timestamp.value.signed.version,
      snapshot: snapshot.value.signed.version,
      targets: targets.value.signed.version,
    },
    roots: roots.value,
    targetsFile: { name: targetsName, bytes: targets.value.bytes },
    snapshotFile: { name: snapshotName, bytes: snapshot.value.bytes },
    timestampFile: { name: "timestamp.json", bytes: timestamp.value.bytes },
    targets: namedTargets(targets.value.signed),
  });
}

/**
 * What a kiosk would make of it that has the oldest of these roots, but for versions and times. Whoever only hands it out has no root of
 * his own to begin with: it protects from mistakes, and from no attacker.
 */
export function checkRepository({ roots, timestampFile, snapshotFile, targetsFile }: ReadRepository): Judged<TufBundle> {
  const [oldest, ...later] = roots.map(({ bytes }) => bytes);
  const anchor = firstRoot(oldest ?? new Uint8Array());
  const [timestamp, snapshot, targets] = [timestampFile.bytes, snapshotFile.bytes, targetsFile.bytes];
  return anchor.ok ? checkBundle(anchor.value, { roots: later, timestamp, snapshot, targets }) : anchor;
}

/** The targets that one version of a repository's snapshot named; undefined where that cannot be found out any more. */
export async function targetsOfSnapshot(folder: string, version: number, files: FileSystem): Promise<NamedTargets | undefined> {
  const metadata = join(folder, "metadata");
  const snapshot = await readRole("snapshot", metadata, `${version}.snapshot.json`, files);
  if (!snapshot.ok) return undefined;
  const metadataName = `${snapshot.value.signed.meta["targets.json"].version}.targets.json`;
  const targets = await readRole("targets", metadata, metadataName, files);
  return targets.ok ? { metadataName, targets: namedTargets(targets.value.signed) } : undefined;
}

/** Targets, and the metadata file that names them. */
export interface NamedTargets {
  readonly metadataName: string;
  readonly targets: readonly NamedTarget[];
}

/** Every root from the lowest to the highest: a kiosk may have slept through any of them. */
async function readRoots(metadata: string, files: FileSystem): Promise<Judged<readonly NamedFile[]>> {
  const versions = ((await files.list(metadata)) ?? []).map(versionOfRoot).filter((version) => version > 0);
  if (versions.length === 0) return refuse("incomplete", "no root metadata: this is no TUF repository");
  if (versions.length > MAX_ROOTS) return refuse("root-chain", `more than ${MAX_ROOTS} roots`);
  const lowest = Math.min(...versions);
  const roots: NamedFile[] = [];
  for (const index of versions.keys()) {
    const name = `${lowest + index}.root.json`;
    const bytes = await readBounded("root", metadata, name, files);
    if (!bytes.ok) return bytes;
    roots.push({ name, bytes: bytes.value });
  }
  return judged(roots);
}

function versionOfRoot(name: string): number {
  return Number(/^([1-9][0-9]{0,9})\.root\.json$/.exec(name)?.[1] ?? 0);
}

async function readRole<R extends TrustRole>(role: R, metadata: string, name: string, files: FileSystem): Promise<Judged<TufFile<R>>> {
  const bytes = await readBounded(role, metadata, name, files);
  return bytes.ok ? readTufFile(role, bytes.value) : bytes;
}

async function readBounded(role: TrustRole, metadata: string, name: string, files: FileSystem): Promise<Judged<Uint8Array>> {
  const file = await files.open(join(metadata, name), "read").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  });
  if (!file) return refuse("incomplete", `${name} is missing`);
  const most = MAX_METADATA_BYTES[role];
  const bytes = await file.read(0, most + 1).finally(() => file.close());
  return bytes.length > most ? refuse("endless-data", `${name}: more than ${most} bytes`) : judged(bytes);
}

function namedTargets({ targets }: Signed<"targets">): readonly NamedTarget[] {
  return Object.entries(targets).map(([name, { length, hashes }]) => ({ file: `${hashes.sha256}.${name}`, length, sha256: hashes.sha256 }));
}
