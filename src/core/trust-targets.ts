// What a trust bundle is made of: the targets by name (docs/protocol.md, "The trust bundle").
import { MAX_DELTA_BYTES } from "./revocation/delta.ts";
import { MAX_SHARD_BYTES, MAX_SHARDS } from "./revocation/shard.ts";
import { type Judged, judged, type Refusal, refuse } from "./trust-refusal.ts";
import type { Signed, TufFile } from "./tuf-metadata.ts";

/** Largest trust list and largest list of groups, in bytes. */
export const MAX_LIST_BYTES = 16_777_216;
export const MAX_GROUPS_BYTES = 1_048_576;
/** Largest appliance update, in bytes: an image for a card of 4 GB. */
export const MAX_UPDATE_BYTES = 4_294_967_296;
/** Most that one bundle makes a kiosk hold, in bytes; 100 million credentials of which 5 % are revoked need 4 MB. */
export const MAX_BUNDLE_BYTES = 67_108_864;

/** A file that the bundle vouches for. */
export interface NamedTarget {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Number of the publication of status lists that it belongs to. */
  readonly sequence: number | undefined;
}

/** The files of a bundle; those with other names are for a newer kiosk, and are left alone. */
export interface BundleTargets {
  readonly list: NamedTarget;
  readonly groups: NamedTarget | undefined;
  /** In order: `status-00.bin`, `status-01.bin`, … */
  readonly shards: readonly NamedTarget[];
  /** By the publication that they lead to. */
  readonly deltas: ReadonlyMap<number, NamedTarget>;
  readonly updates: readonly NamedTarget[];
}

const SHARD = /^status-([0-9]{2})\.bin$/;
const DELTA = /^status-delta-([1-9][0-9]{0,14})\.bin$/;

/** Name of a file where it is published: its hash stands before its name (TUF §6.2). */
export function targetFileName({ name, sha256 }: Pick<NamedTarget, "name" | "sha256">): string {
  return `${sha256}.${name}`;
}

/** The files that these targets metadata name, or what is wrong with them. */
export function bundleTargets({ signed }: TufFile<"targets">): Judged<BundleTargets> {
  const all = Object.entries(signed.targets).map(([name, target]) => namedTarget(name, target));
  const tooLong = all.find(({ name, bytes }) => bytes > mostBytes(name));
  if (tooLong) return refuse("endless-data", `${tooLong.name}: ${tooLong.bytes} bytes, at most ${mostBytes(tooLong.name)}`);

  const list = all.find(({ name }) => name === "trust-list.json");
  if (!list) return refuse("schema", "no trust-list.json");
  const groups = all.find(({ name }) => name === "groups.json");
  const shards = all.filter(({ name }) => SHARD.test(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const misplaced = shardProblem(shards);
  if (misplaced) return misplaced;
  const deltas = new Map(
    all.flatMap(
      (target) =>
        DELTA.exec(target.name)
          ?.slice(1, 2)
          .map((number) => [Number(number), target]) ?? [],
    ),
  );
  const held = [list, ...(groups ? [groups] : []), ...shards].reduce((sum, { bytes }) => sum + bytes, 0);
  if (held > MAX_BUNDLE_BYTES) return refuse("endless-data", `all files: ${held} bytes, at most ${MAX_BUNDLE_BYTES}`);
  return judged({ list, groups, shards, deltas, updates: all.filter(({ name }) => name.startsWith("update-")) });
}

/** The files of a bundle that a kiosk keeps. */
export function keptTargets({ list, groups, shards }: BundleTargets): readonly NamedTarget[] {
  return [list, ...(groups ? [groups] : []), ...shards];
}

function namedTarget(name: string, { length, hashes, custom }: Signed<"targets">["targets"][string]): NamedTarget {
  return { name, bytes: length, sha256: hashes.sha256, sequence: custom?.sequence };
}

/** Shards are numbered without a gap: a list is in the one that the hash of its name says. */
function shardProblem(shards: readonly NamedTarget[]): Refusal | undefined {
  if (shards.length > MAX_SHARDS) return refuse("schema", `${shards.length} status shards, at most ${MAX_SHARDS}`);
  const gap = shards.findIndex(({ name }, index) => Number(SHARD.exec(name)?.[1]) !== index);
  return gap < 0 ? undefined : refuse("schema", `status shard ${gap} is missing`);
}

function mostBytes(name: string): number {
  if (name === "trust-list.json") return MAX_LIST_BYTES;
  if (name === "groups.json") return MAX_GROUPS_BYTES;
  if (SHARD.test(name)) return MAX_SHARD_BYTES;
  if (DELTA.test(name)) return MAX_DELTA_BYTES;
  return MAX_UPDATE_BYTES;
}
