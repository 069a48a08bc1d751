import { open } from "node:fs/promises";
import { join } from "node:path";
import { hexOf } from "../core/hex.ts";
import { cutList, type ListPieces } from "../core/list-pieces.ts";
import { applyDelta } from "../core/revocation/delta.ts";
import { sha256 } from "../core/signature.ts";
import { type BundleTargets, type NamedTarget, targetFileName } from "../core/trust-targets.ts";
import type { TrustLater, TrustRefused } from "../trust-ports.ts";
import { fetchWhole, refused, type TrustSource } from "./trust-source.ts";

/** A target of the bundle with its verified bytes. */
export interface TargetFile {
  /** Name of its file. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** False where it lies on the disk already. */
  readonly isNew: boolean;
}

/** All that a bundle makes a kiosk hold. */
export interface FetchedContents {
  readonly list: ListPieces;
  readonly groups: Uint8Array | undefined;
  /** In order. */
  readonly shards: readonly Uint8Array[];
  /** Files that are not on the disk yet. */
  readonly newFiles: readonly TargetFile[];
}

type Problem = TrustRefused | TrustLater;

/** Fetches the targets that a kiosk needs; what it holds already is looked at again and not fetched. Status shards come by deltas where that is less. */
export async function fetchContents(
  source: TrustSource,
  folder: string,
  named: BundleTargets,
  held: BundleTargets | undefined,
): Promise<FetchedContents | Problem> {
  const list = await obtain(source, folder, named.list);
  if ("kind" in list) return list;
  const pieces = cutList(list.bytes);
  if (!pieces) return refused("schema", "trust-list.json is no object in JSON");
  const groups = named.groups && (await obtain(source, folder, named.groups));
  if (groups && "kind" in groups) return groups;
  const shards = await obtainShards(source, folder, named, held);
  if ("kind" in shards) return shards;
  return {
    list: pieces,
    groups: groups?.bytes,
    shards: shards.map(({ bytes }) => bytes),
    newFiles: [list, ...(groups ? [groups] : []), ...shards].filter(({ isNew }) => isNew),
  };
}

/** One target, from the disk or from the source. */
async function obtain(source: TrustSource, folder: string, target: NamedTarget): Promise<TargetFile | Problem> {
  const file = targetFileName(target);
  const kept = await readKept(folder, target);
  if (kept) return { file, bytes: kept, isNew: false };
  const answer = await fetchWhole(source, "targets", file, target.bytes);
  if (answer.kind === "absent") return refused("incomplete", `${target.name} is missing`);
  if (answer.kind !== "whole") return answer;
  if (!isTarget(answer.bytes, target)) return refused("mix-and-match", `${target.name}: not the file that is named`);
  return { file, bytes: answer.bytes, isNew: true };
}

async function obtainShards(
  source: TrustSource,
  folder: string,
  named: BundleTargets,
  held: BundleTargets | undefined,
): Promise<readonly TargetFile[] | Problem> {
  const changed = await changedBytes(folder, named.shards);
  const deltas = held && deltasBetween(held, named);
  if (held && deltas && deltas.reduce((sum, { bytes }) => sum + bytes, 0) < changed) {
    const byDelta = await applyDeltas(source, folder, held.shards, deltas, named.shards);
    // A delta that is missing or wrong is no harm: the full shards say the same.
    if (byDelta) return byDelta;
  }
  const shards: TargetFile[] = [];
  for (const shard of named.shards) {
    const obtained = await obtain(source, folder, shard);
    if ("kind" in obtained) return obtained;
    shards.push(obtained);
  }
  return shards;
}

/** The deltas from what is held to what is named, in order; undefined where one is not offered, or the shards were dealt out anew. */
function deltasBetween(held: BundleTargets, named: BundleTargets): readonly NamedTarget[] | undefined {
  const [from, to] = [sequenceOf(held), sequenceOf(named)];
  if (from === undefined || to === undefined || to <= from || held.shards.length !== named.shards.length) return undefined;
  // Fewer than there are targets, however far apart the numbers are.
  if (to - from > named.deltas.size) return undefined;
  const deltas = Array.from({ length: to - from }, (_, index) => named.deltas.get(from + index + 1));
  return deltas.every((delta) => delta !== undefined) ? deltas : undefined;
}

/** The number that all shards carry. */
function sequenceOf({ shards }: BundleTargets): number | undefined {
  const [first, ...others] = shards.map(({ sequence }) => sequence);
  return others.every((sequence) => sequence === first) ? first : undefined;
}

async function applyDeltas(
  source: TrustSource,
  folder: string,
  held: readonly NamedTarget[],
  deltas: readonly NamedTarget[],
  named: readonly NamedTarget[],
): Promise<readonly TargetFile[] | undefined> {
  let shards: readonly Uint8Array[] = [];
  for (const shard of held) {
    const kept = await readKept(folder, shard);
    if (!kept) return undefined;
    shards = [...shards, kept];
  }
  for (const delta of deltas) {
    const answer = await fetchWhole(source, "targets", targetFileName(delta), delta.bytes);
    const after = answer.kind === "whole" && isTarget(answer.bytes, delta) ? applyDelta(shards, answer.bytes) : undefined;
    if (!after) return undefined;
    shards = after;
  }
  const files = named.map((target, index): TargetFile | undefined => {
    const bytes = shards[index];
    const isUnchanged = held[index]?.sha256 === target.sha256;
    return bytes && isTarget(bytes, target) ? { file: targetFileName(target), bytes, isNew: !isUnchanged } : undefined;
  });
  return files.every((file) => file !== undefined) && shards.length === named.length ? files : undefined;
}

/** How many bytes of shards would have to be fetched. */
async function changedBytes(folder: string, shards: readonly NamedTarget[]): Promise<number> {
  let bytes = 0;
  for (const shard of shards) if (!(await readKept(folder, shard))) bytes += shard.bytes;
  return bytes;
}

/** The target's bytes from the disk, where they are the right ones. Whatever is wrong there is cured by fetching them. */
async function readKept(folder: string, target: NamedTarget): Promise<Uint8Array | undefined> {
  const file = await open(join(folder, targetFileName(target)), "r").catch(() => undefined);
  if (!file) return undefined;
  try {
    if ((await file.stat()).size !== target.bytes) return undefined;
    const bytes = new Uint8Array(target.bytes);
    await file.read(bytes, 0, bytes.length, 0);
    return isTarget(bytes, target) ? bytes : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close().catch(() => undefined);
  }
}

function isTarget(bytes: Uint8Array, target: NamedTarget): boolean {
  return bytes.length === target.bytes && hexOf(sha256(bytes)) === target.sha256;
}
