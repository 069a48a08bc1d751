import { encodeDelta } from "../../src/core/revocation/delta.ts";
import type { TokenStatusList } from "../../src/core/revocation/list.ts";
import { intoShards } from "../../src/core/revocation/shard.ts";
import { hasHash, sortedHashes } from "../../src/core/revocation/sorted-hashes.ts";
import { valueAt } from "../../src/core/revocation/status-bits.ts";
import { sha256 } from "../../src/core/signature.ts";
import { randomPlaces } from "./big-bundle.ts";

const LOOK_UPS = 200_000;
const SIZES = [
  [1_000_000, 0.001],
  [1_000_000, 0.01],
  [100_000_000, 0.001],
  [100_000_000, 0.01],
  [100_000_000, 0.05],
] as const;
/** New revocations a day where 0.1 % of 100 million are revoked in a year. */
const A_DAY = 274;

/** Revocation: sizes against the entropy of random places, a day's delta, and how long a look-up takes. */
export async function benchStatus(): Promise<readonly string[]> {
  const sizes = SIZES.map(([size, share]) => {
    const count = Math.round(size * share);
    const [shard] = shardsOf(listOf(randomPlaces(count, size), size), 1);
    const bytes = shard?.length ?? Number.NaN;
    return `${size / 1e6} M, ${share * 100} %: ${bytes} bytes, ${(bytes / entropyBytes(size, share)).toFixed(3)} × entropy (aim: at most 1.1)`;
  });
  const [size, all] = [100_000_000, randomPlaces(100_000 + A_DAY, 100_000_000)];
  const isNew = new Set(randomPlaces(A_DAY, all.length));
  const [before, after] = [all.filter((_, index) => !isNew.has(index)), all].map((places) => shardsOf(listOf(places, size), 8));
  const delta = encodeDelta(before ?? [], after ?? [])?.length;
  return [...sizes, `delta of ${A_DAY} new at 100 M, 0.1 %: ${delta} bytes (aim: below 1000)`, ...lookUps(all, size)];
}

function lookUps(places: Uint32Array, size: number): readonly string[] {
  const list = listOf(places, size);
  const asked = Array.from({ length: LOOK_UPS }, (_, index) =>
    index % 2 === 0 ? (places[index % places.length] ?? 0) : (index * 499) % size,
  );
  const identities = Array.from({ length: 100_000 }, (_, index) => Buffer.from(sha256(Buffer.from(String(index)))));
  const sorted = sortedHashes(identities.map((identity) => identity.toString("hex")));
  return [
    `look-up of a place among ${places.length}: ${microseconds(asked, (place) => valueAt(list, place)).toFixed(2)} µs (aim: below 10 µs)`,
    `look-up of an identity among ${identities.length}: ${microseconds(identities, (identity) => hasHash(sorted, identity)).toFixed(2)} µs (aim: below 10 µs)`,
  ];
}

function microseconds<T>(asked: readonly T[], lookUp: (one: T) => unknown): number {
  for (const one of asked.slice(0, 10_000)) lookUp(one);
  const began = performance.now();
  for (const one of asked) lookUp(one);
  return ((performance.now() - began) / asked.length) * 1000;
}

function listOf(places: Uint32Array, size: number): TokenStatusList {
  return { kind: "token-status", name: "https://issuer.example/status/1", bits: 1, size, values: new Map([[1, places]]) };
}

function shardsOf(list: TokenStatusList, count: number): readonly Uint8Array[] {
  const shards = intoShards([list], count);
  if (!shards) throw new Error("status: the list does not fit into its shards");
  return shards;
}

/** Bytes that no code can go below on average where each place is revoked with this probability. */
function entropyBytes(size: number, share: number): number {
  return (size * -(share * Math.log2(share) + (1 - share) * Math.log2(1 - share))) / 8;
}
