import { readFile } from "node:fs/promises";
import { encodeDelta } from "../core/revocation/delta.ts";
import type { RevocationList } from "../core/revocation/list.ts";
import { intoShards } from "../core/revocation/shard.ts";
import type { TargetFacts } from "./trust-metadata.ts";
import { type Publication, type Published, targetPath } from "./trust-repository.ts";

/** Deltas that stay published: a kiosk that was away for so many publications of status lists fetches them instead of everything. */
const KEPT_DELTAS = 30;
const SHARD = /^status-(\d{2})\.bin$/;
const DELTA = /^status-delta-(\d{1,9})\.bin$/;

/** The status lists as targets to publish, and how large they are. */
export interface StatusPublication {
  readonly targets: Publication["targets"];
  /** Grows by one where the lists are others than before. */
  readonly sequence: number;
  /** All shards, in bytes. */
  readonly shardBytes: number;
  /** What leads here from the sequence before, in bytes; absent where nothing does. */
  readonly deltaBytes?: number;
}

/**
 * Deals lists out to `shards` files and says what has changed since the last publication. Throws where they are too many for so few files;
 * never change the number without need, or every kiosk fetches everything anew.
 */
export async function statusPublication(
  repository: string,
  published: Published | undefined,
  lists: readonly RevocationList[],
  shards: number,
): Promise<StatusPublication> {
  const after = intoShards(lists, shards);
  if (!after) throw new Error(`status lists: too much for ${shards} files`);
  const read = (target: TargetFacts) => readFile(targetPath(repository, target));
  const named = (pattern: RegExp) => (published?.targets ?? []).filter(({ name }) => pattern.test(name)).toSorted(byName);
  const shardsBefore = named(SHARD);
  const before = await Promise.all(shardsBefore.map(read));
  const heldSequence = Number(shardsBefore[0]?.custom?.["sequence"] ?? 0);
  const isSame = before.length === after.length && before.every((bytes, at) => bytes.equals(after[at] ?? Buffer.alloc(0)));
  const sequence = isSame ? heldSequence : heldSequence + 1;

  const targets = new Map(after.map((bytes, at) => [shardName(at), { bytes, custom: { sequence } }]));
  const sequenceOf = ({ name }: TargetFacts) => Number(DELTA.exec(name)?.[1]);
  for (const delta of named(DELTA).filter((delta) => sequenceOf(delta) > sequence - KEPT_DELTAS)) {
    targets.set(delta.name, { bytes: await read(delta), custom: { sequence: sequenceOf(delta) } });
  }
  // With another number of files there is no way from the old ones to the new ones.
  const made = isSame || before.length !== after.length ? undefined : encodeDelta(before, after);
  if (made) targets.set(`status-delta-${sequence}.bin`, { bytes: made, custom: { sequence } });
  const delta = targets.get(`status-delta-${sequence}.bin`);
  const shardBytes = after.reduce((sum, { length }) => sum + length, 0);
  return { targets, sequence, shardBytes, ...(delta && { deltaBytes: delta.bytes.length }) };
}

function shardName(at: number): string {
  return `status-${String(at).padStart(2, "0")}.bin`;
}

function byName(a: TargetFacts, b: TargetFacts): number {
  return a.name < b.name ? -1 : 1;
}
