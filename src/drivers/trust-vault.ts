import { joinList, parseList } from "../core/list-pieces.ts";
import type { EpochSeconds } from "../core/time.ts";
import { type Judged, type Refusal, refuse } from "../core/trust-refusal.ts";
import { bundleTargets, keptTargets } from "../core/trust-targets.ts";
import { highest, type TrustVersions } from "../core/trust-version.ts";
import type { OfferTime } from "../core/trusted-time.ts";
import { checkBundleInSteps, firstRoot, type TufBundle, type TufBytes } from "../core/tuf-chain.ts";
import { expiryTime, floorUnder, issuedProblem, rollbackProblem, versionsOf } from "../core/tuf-floor.ts";
import type { HeldTrust, TrustLater, TrustOrigin, TrustUpdate, TrustVault } from "../trust-ports.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { errorCode } from "./libc.ts";
import type { FetchAnswer, FetchBundle, FetchedBundle } from "./trust-fetch.ts";
import {
  keepBundle,
  keptLength,
  MAX_FOLDER_METADATA_BYTES,
  readKeptMetadata,
  readKeptTarget,
  removeOthers,
  targetsFolder,
} from "./trust-folder.ts";
import { inSlices, REST_MS, readBundle } from "./trust-reading.ts";
import { makeScratch, removeScratch, sweepScratch } from "./trust-scratch.ts";
import { refused } from "./trust-source.ts";
import { fetchTargetFile } from "./trust-target.ts";
import { fetchOnThread } from "./trust-thread.ts";
import { createTrustTurns } from "./trust-turns.ts";

/** What a vault is opened with. */
export interface TrustFolderOptions {
  /** Where the bundle is kept; made when there is something to keep. */
  readonly folder: string;
  /** The kiosk's own root metadata, from its configuration. */
  readonly root: Uint8Array;
  /** Versions below which nothing is believed, whatever the disk says. */
  readonly floor: TrustVersions;
  /** True inside a demo. */
  readonly demo: boolean;
  readonly files?: FileSystem;
}

/** A bundle with the metadata that vouch for it. */
interface Kept {
  readonly held: HeldTrust;
  readonly bytes: TufBytes;
}

/** What a look at a vault's folder finds. */
export interface TrustLook {
  readonly held: HeldTrust | undefined;
  /** Why what lies there is not used. */
  readonly refused: Refusal | undefined;
}

/** Looks at what a folder holds, verified from the kiosk's own root on. Takes no lock and changes nothing, so a kiosk may be running. */
export async function lookAtTrust(options: TrustFolderOptions): Promise<TrustLook> {
  const { kept, refused } = await readKept(options);
  return { held: kept?.held, refused };
}

/**
 * Opens the vault: what is kept is verified again from the kiosk's own root on, so that a card written elsewhere brings neither its own
 * issuers nor an older list. Whether it has expired is not asked. What cannot be used stays where it is until an update replaces it.
 */
export async function openTrustVault(options: TrustFolderOptions & { readonly fetch?: FetchBundle }): Promise<TrustVault> {
  const { folder, root, demo, files = nodeFileSystem, fetch = fetchOnThread } = options;
  await sweepScratch(folder);
  const atOpen = await readKept(options);
  let kept = atOpen.kept;
  let isDamaged = atOpen.refused !== undefined;
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();
  const turns = createTrustTurns(closing.signal);

  async function update(origin: TrustOrigin, now: () => OfferTime, floor: TrustVersions, stop: AbortSignal): Promise<TrustUpdate> {
    const time = now();
    if (!isTime(time.at) || !isTime(time.atUnderNewKeys)) return refused("clock-wrong", "the clock gives no time");
    const fetched = await withScratch(folder, (scratch) => {
      const task = { origin, anchor: root, held: kept?.bytes, floor, time, targets: targetsFolder(folder), scratch };
      return fetch(task, stop);
    });
    if (fetched.kind !== "fetched") return fetched;
    const taken = await take(fetched, now, kept ? highest(floor, kept.held.versions) : floor);
    return taken.ok ? { kind: "updated", held: taken.value } : refused(taken.refusal, taken.detail);
  }

  async function take(fetched: FetchedBundle, now: () => OfferTime, floor: TrustVersions): Promise<Judged<HeldTrust>> {
    // Once more, in this thread: cheap, and what is kept is then what was judged here.
    const bundle = await verify(root, fetched.bytes, REST_MS.betweenScans);
    if (!bundle.ok) return bundle;
    const named = bundleTargets(bundle.value.targets);
    if (!named.ok) return named;
    const { groups, shards, newFiles } = fetched;
    const list = await inSlices(joinList(fetched.list), REST_MS.betweenScans);
    const contents = { bundle: bundle.value, named: named.value, list, groups, shards, before: kept?.held.trust };
    const read = await readBundle(contents, demo, REST_MS.betweenScans);
    if (!read.ok) return read;
    // The metadata count, and the list in them ends earlier: to take it would take away a better one.
    const time = now();
    const isAhead = issuedProblem(read.value.issuedAt, time);
    if (isAhead) return isAhead;
    const at = Math.max(expiryTime(bundle.value.roots, floor, time), read.value.issuedAt);
    if (read.value.expiresAt <= at) return refuse("freeze", `trust-list.json: expired ${Math.ceil(at - read.value.expiresAt)} s ago`);
    if (keptLength(fetched.bytes) > MAX_FOLDER_METADATA_BYTES) return refuse("endless-data", "all metadata together are too long");
    try {
      await keepBundle(folder, fetched.bytes, newFiles, isDamaged, files);
    } catch (error) {
      return refuse("storage", causeOf(error));
    }
    isDamaged = false;
    kept = { held: read.value, bytes: fetched.bytes };
    await removeOthers(folder, keptTargets(named.value), files);
    return read;
  }

  /** Never a rejection: what nobody foresaw is told, and tried again later. close() waits for it. */
  async function guarded<T>(work: () => Promise<T>): Promise<T | TrustLater> {
    const done = work().catch((error: unknown): TrustLater => ({ kind: "later", detail: causeOf(error) }));
    running.add(done);
    return await done.finally(() => running.delete(done));
  }

  return {
    held: () => kept?.held,
    refusedAtOpen: atOpen.refused && { refusal: atOpen.refused.refusal, detail: atOpen.refused.detail },
    update: (origin, time, floor) => guarded(() => turns.take(origin.kind, (stop) => update(origin, time, floor, stop))),
    // Beside the updates: an image may take hours.
    fetchTarget: (name, origin, file) =>
      guarded(async () => {
        const target = kept?.held.updates.find((offered) => offered.name === name);
        if (!target) return refused("incomplete", `${name.slice(0, 100)} is not in the bundle that is held`);
        return await fetchTargetFile(target, origin, file, closing.signal, files);
      }),
    async close() {
      closing.abort("closing");
      await Promise.all(running);
    },
  };
}

function isTime(at: EpochSeconds): boolean {
  return Number.isFinite(at) && at >= 0;
}

async function readKept(options: TrustFolderOptions): Promise<{ readonly kept?: Kept; readonly refused: Refusal | undefined }> {
  const { folder, root, files = nodeFileSystem } = options;
  const anchor = firstRoot(root);
  if (!anchor.ok) return { refused: ownRootProblem(anchor) };
  for (let attempt = 0; ; attempt++) {
    const bytes = await readKeptMetadata(folder, files);
    if (!bytes) return { refused: undefined };
    const read = bytes.ok ? await readKeptBundle(options, bytes.value) : bytes;
    if (read.ok && bytes.ok) return { kept: { held: read.value, bytes: bytes.value }, refused: undefined };
    // A kiosk that runs beside this look may just have replaced the bundle: then other metadata stand there now.
    const again = await readKeptMetadata(folder, files);
    const isReplaced = bytes.ok && again?.ok && !Buffer.from(again.value.timestamp).equals(bytes.value.timestamp);
    if (!isReplaced || attempt === 2) return { refused: read.ok ? undefined : read };
  }
}

async function readKeptBundle(
  { folder, root, floor, demo, files = nodeFileSystem }: TrustFolderOptions,
  bytes: TufBytes,
): Promise<Judged<HeldTrust>> {
  const bundle = await verify(root, bytes, REST_MS.atStart);
  if (!bundle.ok) return bundle;
  const isBelow = rollbackProblem(versionsOf(bundle.value), floorUnder(bundle.value.roots, floor));
  if (isBelow) return isBelow;
  const named = bundleTargets(bundle.value.targets);
  if (!named.ok) return named;
  const read = async (target: Parameters<typeof readKeptTarget>[1]) => await readKeptTarget(folder, target, files);
  const list = await read(named.value.list);
  if (!list.ok) return list;
  const groups = named.value.groups ? await read(named.value.groups) : undefined;
  if (groups && !groups.ok) return groups;
  const shards: Uint8Array[] = [];
  for (const target of named.value.shards) {
    const shard = await read(target);
    if (!shard.ok) return shard;
    shards.push(shard.value);
  }
  const parsed = parseList(list.value);
  if (!parsed) return refuse("schema", "trust-list.json is no object in JSON");
  const contents = { bundle: bundle.value, named: named.value, list: parsed, groups: groups?.value, shards };
  return await readBundle(contents, demo);
}

async function verify(root: Uint8Array, bytes: TufBytes, restMs: number): Promise<Judged<TufBundle>> {
  const anchor = firstRoot(root);
  return anchor.ok ? await inSlices(checkBundleInSteps(anchor.value, bytes), restMs) : ownRootProblem(anchor);
}

function ownRootProblem({ refusal, detail }: Refusal): Refusal {
  return refuse(refusal, `the kiosk's own root: ${detail}`);
}

async function withScratch(vault: string, use: (scratch: string) => Promise<FetchAnswer>): Promise<FetchAnswer> {
  let scratch: string;
  try {
    scratch = await makeScratch(vault);
  } catch (error) {
    return refused("storage", `no temporary folder: ${causeOf(error)}`);
  }
  try {
    return await use(scratch);
  } finally {
    await removeScratch(scratch);
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return errorCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
}
