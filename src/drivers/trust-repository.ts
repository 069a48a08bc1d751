import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Metadata, MetadataKind, type Root } from "@tufjs/models";
import { hexOf } from "../core/hex.ts";
import { type PrivateKey, sha256 } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import { parseTimestamp } from "../core/timestamp.ts";
import type { TrustVersions } from "../core/trust-version.ts";
import { ASIDE, replaceFile } from "./durable-file.ts";
import { nodeFileSystem } from "./file-system.ts";
import { addSignatures, metadataBytes, snapshotMetadata, type TargetFacts, targetsMetadata, timestampMetadata } from "./trust-metadata.ts";

/** The keys of the roles that sign every publication. One key may serve several roles. */
export interface PublishingKeys {
  readonly targets: readonly PrivateKey[];
  readonly snapshot: readonly PrivateKey[];
  readonly timestamp: readonly PrivateKey[];
}

/** How long each kind of metadata counts from its signing, in seconds. */
export interface Lifetimes {
  readonly targets: number;
  readonly snapshot: number;
  readonly timestamp: number;
}

/** Contents of a target: bytes, or a file too large to hold. */
export type TargetContents = { readonly bytes: Uint8Array } | { readonly file: string };

/** All that is to be published; a target that is not among these is withdrawn. */
export interface Publication {
  readonly targets: ReadonlyMap<string, TargetContents & { readonly custom?: TargetFacts["custom"] }>;
  readonly now: EpochSeconds;
  readonly lifetimes: Lifetimes;
}

/** Names that a target may have: they stand in URLs and on FAT sticks as they are. */
const TARGET_NAME: RegExp = /^[a-z0-9][a-z0-9._-]{0,99}$/;
/** Kiosks refuse a publication with more: the time to read one grows with the square of their number. */
const MAX_TARGETS = 100;
/** Publications whose files stay: a slow reader of an earlier one shall be able to finish. */
const KEPT_PUBLICATIONS = 3;

/**
 * Puts root metadata (signed, checked by the caller) into a repository; makes the folders where there are none. Rejects where other root
 * metadata of this version are there already: a kiosk may hold them, and would follow no second one.
 */
export async function writeRoot(repository: string, version: number, bytes: Uint8Array): Promise<void> {
  for (const folder of ["metadata", "targets"]) await nodeFileSystem.makeFolder(join(repository, folder));
  const path = metadataPath(repository, `${version}.root.json`);
  const names = (await nodeFileSystem.list(join(repository, "metadata"))) ?? [];
  if (names.includes(`${version}.root.json`) && !(await readFile(path)).equals(bytes)) {
    throw new Error(`trust repository: another ${version}.root.json is there already`);
  }
  await replaceFile(path, bytes);
}

/**
 * Publishes: files first, then what names them, `timestamp.json` last, each durably. A reader at any moment, and after a power cut, sees the
 * publication before or this one; an attempt that was interrupted is overwritten by the next.
 */
export async function publishTargets(repository: string, keys: PublishingKeys, publication: Publication): Promise<TrustVersions> {
  const { now, lifetimes, targets } = publication;
  const before = await publishedVersions(repository);
  const root = await newestRoot(repository, before);
  if (targets.size > MAX_TARGETS) throw new Error(`trust repository: ${targets.size} targets, at most ${MAX_TARGETS}`);
  const files: TargetFacts[] = [];
  for (const [name, target] of targets) files.push(await storeTarget(repository, name, target));
  await nodeFileSystem.syncFolder(join(repository, "targets"));

  const dated = (version: number, seconds: number) => ({ version: version + 1, expires: now + seconds });
  const targetsMeta = targetsMetadata(dated(before.targets, lifetimes.targets), files);
  const targetsFile = await writeSigned(repository, root, targetsMeta, keys.targets);
  const snapshotMeta = snapshotMetadata(dated(before.snapshot, lifetimes.snapshot), targetsFile);
  const snapshotFile = await writeSigned(repository, root, snapshotMeta, keys.snapshot);
  const timestampMeta = timestampMetadata(dated(before.timestamp, lifetimes.timestamp), snapshotFile, now);
  const timestampFile = await writeSigned(repository, root, timestampMeta, keys.timestamp);
  await removeUnreferenced(repository, targetsFile.version, snapshotFile.version);
  return { root: before.root, targets: targetsFile.version, snapshot: snapshotFile.version, timestamp: timestampFile.version };
}

/** Signs the same publication anew, so that it counts for longer: what a daily timer does. It counts no longer than its snapshot. */
export async function refreshTimestamp(
  repository: string,
  keys: readonly PrivateKey[],
  now: EpochSeconds,
  lifetimeSeconds: number,
): Promise<TrustVersions> {
  const before = await publishedVersions(repository);
  if (before.snapshot === 0) throw new Error(`trust repository: nothing is published in ${repository}`);
  const bytes = await readFile(metadataPath(repository, `${before.snapshot}.snapshot.json`));
  const snapshot = { version: before.snapshot, bytes };
  const metadata = timestampMetadata({ version: before.timestamp + 1, expires: now + lifetimeSeconds }, snapshot, now);
  await writeSigned(repository, await newestRoot(repository, before), metadata, keys);
  return { ...before, timestamp: before.timestamp + 1 };
}

/** Versions of what is published, 0 for what is not there. Read without checking a signature: the folder is the publisher's own. */
export async function publishedVersions(repository: string): Promise<TrustVersions> {
  const names = (await nodeFileSystem.list(join(repository, "metadata"))) ?? [];
  const root = Math.max(0, ...names.map((name) => Number(/^([1-9][0-9]{0,9})\.root\.json$/.exec(name)?.[1] ?? 0)));
  if (!names.includes("timestamp.json")) return { root, targets: 0, snapshot: 0, timestamp: 0 };
  const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, await readJson(metadataPath(repository, "timestamp.json"))).signed;
  const snapshotVersion = timestamp.snapshotMeta.version;
  const snapshot = Metadata.fromJSON(MetadataKind.Snapshot, await readJson(metadataPath(repository, `${snapshotVersion}.snapshot.json`)));
  const targets = snapshot.signed.meta["targets.json"]?.version ?? 0;
  return { root, targets, snapshot: snapshotVersion, timestamp: timestamp.version };
}

/** What is published now: every target, and until when each kind of metadata counts. Undefined before the first publication. */
export interface Published {
  readonly versions: TrustVersions;
  readonly targets: readonly TargetFacts[];
  readonly expires: Readonly<Record<"root" | "targets" | "snapshot" | "timestamp", EpochSeconds>>;
}

/** Reads what is published, without checking a signature. */
export async function readPublished(repository: string): Promise<Published | undefined> {
  const versions = await publishedVersions(repository);
  if (versions.timestamp === 0) return undefined;
  const read = (name: string) => readJson(metadataPath(repository, name));
  const targets = Metadata.fromJSON(MetadataKind.Targets, await read(`${versions.targets}.targets.json`)).signed;
  const snapshot = Metadata.fromJSON(MetadataKind.Snapshot, await read(`${versions.snapshot}.snapshot.json`)).signed;
  const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, await read("timestamp.json")).signed;
  const root = Metadata.fromJSON(MetadataKind.Root, await read(`${versions.root}.root.json`)).signed;
  const expires = { root, targets, snapshot, timestamp };
  return {
    versions,
    targets: Object.values(targets.targets).map(({ path, length, hashes, custom }) => ({
      name: path,
      length,
      sha256: hashes["sha256"] ?? "",
      ...(Object.keys(custom).length > 0 && { custom: custom as NonNullable<TargetFacts["custom"]> }),
    })),
    expires: {
      root: parseTimestamp(expires.root.expires) ?? 0,
      targets: parseTimestamp(expires.targets.expires) ?? 0,
      snapshot: parseTimestamp(expires.snapshot.expires) ?? 0,
      timestamp: parseTimestamp(expires.timestamp.expires) ?? 0,
    },
  };
}

/** Path of a published target's file (consistent snapshots, TUF §6.2). */
export function targetPath(repository: string, { name, sha256: digest }: Pick<TargetFacts, "name" | "sha256">): string {
  return join(repository, "targets", `${digest}.${name}`);
}

async function storeTarget(
  repository: string,
  name: string,
  target: TargetContents & { readonly custom?: TargetFacts["custom"] },
): Promise<TargetFacts> {
  if (!TARGET_NAME.test(name)) throw new Error(`trust repository: ${name} cannot name a target`);
  const custom = target.custom && { custom: target.custom };
  if ("bytes" in target) {
    const facts = { name, length: target.bytes.length, sha256: hexOf(sha256(target.bytes)), ...custom };
    await replaceFile(targetPath(repository, facts), target.bytes);
    return facts;
  }
  const facts = { name, ...(await digestOf(target.file)), ...custom };
  const path = targetPath(repository, facts);
  await copyFile(target.file, path + ASIDE);
  const copied = await nodeFileSystem.open(path + ASIDE, "update");
  await copied.sync().finally(() => copied.close());
  // The file may have changed while it was copied: what is published is what was hashed.
  if ((await digestOf(path + ASIDE)).sha256 !== facts.sha256) throw new Error(`trust repository: ${target.file} changed while it was read`);
  await nodeFileSystem.rename(path + ASIDE, path);
  return facts;
}

async function digestOf(path: string): Promise<Pick<TargetFacts, "length" | "sha256">> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(path)) digest.update(chunk as Uint8Array);
  return { length: (await stat(path)).size, sha256: digest.digest("hex") };
}

type Signable = Parameters<typeof addSignatures>[0];

async function newestRoot(repository: string, { root }: TrustVersions): Promise<Metadata<Root>> {
  if (root === 0) throw new Error(`trust repository: ${repository} has no root metadata`);
  return Metadata.fromJSON(MetadataKind.Root, await readJson(metadataPath(repository, `${root}.root.json`)));
}

/** Rejects before anything is replaced where these are not the keys that the root names: kiosks would refuse what they sign. */
async function writeSigned(repository: string, root: Metadata<Root>, metadata: Signable, keys: readonly PrivateKey[]) {
  addSignatures(metadata, keys);
  root.verifyDelegate(metadata.signed.type, metadata);
  const bytes = metadataBytes(metadata);
  const { type, version } = metadata.signed;
  await replaceFile(metadataPath(repository, type === MetadataKind.Timestamp ? "timestamp.json" : `${version}.${type}.json`), bytes);
  return { version, bytes };
}

/** Removes files that none of the last publications names. Root metadata stay for ever: a kiosk may have slept through any of them. */
async function removeUnreferenced(repository: string, targetsVersion: number, snapshotVersion: number): Promise<void> {
  const referenced = new Set<string>();
  const oldest = { targets: targetsVersion - KEPT_PUBLICATIONS + 1, snapshot: snapshotVersion - KEPT_PUBLICATIONS + 1 };
  for (const name of (await nodeFileSystem.list(join(repository, "metadata"))) ?? []) {
    const [, version, kind] = /^([0-9]+)\.(targets|snapshot)\.json$/.exec(name) ?? [];
    if (kind !== "targets" && kind !== "snapshot") continue;
    const path = metadataPath(repository, name);
    if (Number(version) < oldest[kind]) await nodeFileSystem.remove(path);
    else if (kind === "targets") {
      const { signed } = Metadata.fromJSON(MetadataKind.Targets, await readJson(path));
      for (const { path: target, hashes } of Object.values(signed.targets)) referenced.add(`${hashes["sha256"]}.${target}`);
    }
  }
  for (const name of (await nodeFileSystem.list(join(repository, "targets"))) ?? []) {
    if (!referenced.has(name)) await nodeFileSystem.remove(join(repository, "targets", name));
  }
}

function metadataPath(repository: string, name: string): string {
  return join(repository, "metadata", name);
}

async function readJson(path: string) {
  return JSON.parse(await readFile(path, "utf8"));
}
