import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { type Groups, GroupsSchema, NO_GROUPS } from "../core/groups.ts";
import { toTheEnd } from "../core/revocation/steps.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustMaterial } from "../core/trust.ts";
import { loadTrustInSteps } from "../core/trust-loading.ts";
import { type Judged, judged, type Refusal, refuse } from "../core/trust-refusal.ts";
import type { TrustVersions } from "../core/trust-version.ts";
import { checkBundle, firstRoot } from "../core/tuf-chain.ts";
import { freezeProblem } from "../core/tuf-floor.ts";
import { type NamedTarget, readRepository } from "./repository-reading.ts";

/** What a kiosk would take over. */
export interface RepositoryLook {
  readonly versions: TrustVersions;
  /** When the first of metadata and list ends. */
  readonly expiresAt: EpochSeconds;
  readonly targets: readonly NamedTarget[];
  readonly groups: Groups;
}

/**
 * What a kiosk that begins with this root makes of a repository at this time, or why it refuses: signatures, versions and hashes of everything,
 * and that the lists can be loaded. Rejects where the disk cannot be read.
 */
export async function lookAtRepository(folder: string, root: Uint8Array, at: EpochSeconds): Promise<Judged<RepositoryLook>> {
  const read = await readRepository(folder);
  if (!read.ok) return read;
  const anchor = firstRoot(root);
  if (!anchor.ok) return anchor;
  const { roots, timestampFile, snapshotFile, targetsFile, targets, versions } = read.value;
  const later = roots.filter(({ name }) => Number.parseInt(name, 10) > anchor.value.signed.version).map(({ bytes }) => bytes);
  const [timestamp, snapshot, targetsBytes] = [timestampFile.bytes, snapshotFile.bytes, targetsFile.bytes];
  const bundle = checkBundle(anchor.value, { roots: later, timestamp, snapshot, targets: targetsBytes });
  if (!bundle.ok) return bundle;
  const frozen = freezeProblem(bundle.value, at);
  if (frozen) return frozen;
  for (const target of targets) {
    const problem = await targetProblem(join(folder, "targets", target.file), target);
    if (problem) return problem;
  }
  const expiresAt = Math.min(...(["root", "timestamp", "snapshot", "targets"] as const).map((role) => bundle.value[role].signed.expires));
  const loaded = await load(folder, targets, { version: versions.timestamp, issuedAt: at, expiresAt });
  if (!loaded.ok) return loaded;
  const { trust, groups } = loaded.value;
  // The list has an end of its own.
  if (trust.expiresAt <= at) return refuse("freeze", "trust-list.json has expired");
  return judged({ versions, expiresAt: trust.expiresAt, targets, groups });
}

async function targetProblem(path: string, { file, length, sha256 }: NamedTarget): Promise<Refusal | undefined> {
  const digest = createHash("sha256");
  let found = 0;
  try {
    for await (const chunk of createReadStream(path, { end: length })) {
      digest.update(chunk as Uint8Array);
      found += (chunk as Uint8Array).length;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return refuse("incomplete", `${file} is missing`);
    throw error;
  }
  if (found > length) return refuse("endless-data", `${file} is longer than signed`);
  return digest.digest("hex") === sha256 ? undefined : refuse("mix-and-match", `${file} is not what its name says`);
}

async function load(
  folder: string,
  targets: readonly NamedTarget[],
  dated: { readonly version: number; readonly issuedAt: EpochSeconds; readonly expiresAt: EpochSeconds },
): Promise<Judged<{ readonly trust: TrustMaterial; readonly groups: Groups }>> {
  const read = async (name: RegExp) => {
    const found = targets.filter(({ file }) => name.test(file.slice(65))).map(({ file }) => readFile(join(folder, "targets", file)));
    return await Promise.all(found);
  };
  const [list] = await read(/^trust-list\.json$/);
  if (!list) return refuse("incomplete", "trust-list.json is missing");
  const [groupsFile] = await read(/^groups\.json$/);
  const groups = v.safeParse(GroupsSchema, groupsFile ? parseJson(groupsFile) : NO_GROUPS);
  if (!groups.success) return refuse("schema", "groups.json");
  const loaded = toTheEnd(loadTrustInSteps({ list: parseJson(list), shards: await read(/^status-\d{2}\.bin$/), ...dated }));
  return loaded.ok ? judged({ trust: loaded.trust, groups: groups.output }) : refuse("schema", loaded.problem);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
