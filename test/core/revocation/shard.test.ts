import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyDelta, encodeDelta, MAX_DELTA_BYTES } from "../../../src/core/revocation/delta.ts";
import { entriesOf, type RevocationList } from "../../../src/core/revocation/list.ts";
import { decodeShard, decodeShardInSteps, encodeShard, intoShards, MAX_SHARD_BYTES } from "../../../src/core/revocation/shard.ts";
import { revocationLists, tokenStatusList } from "../../support/revocation-lists.ts";

/** A shard that must fit. */
function shardOf(...lists: readonly RevocationList[]): Uint8Array {
  const shard = encodeShard(lists);
  if (!shard) throw new Error("the lists do not fit into a shard");
  return shard;
}

function shardsOf(lists: readonly RevocationList[], count: number): readonly Uint8Array[] {
  const shards = intoShards(lists, count);
  if (!shards) throw new Error("the lists do not fit into the shards");
  return shards;
}

/** So many places at random, for sizes. */
function randomPlaces(count: number, size: number): Uint32Array {
  const places = new Set<number>();
  while (places.size < count) places.add(Math.floor(Math.random() * size));
  return Uint32Array.from(places).toSorted();
}

/** Bytes that no code can go below on average where each place is revoked with this probability. */
function entropyBytes(size: number, share: number): number {
  return (size * -(share * Math.log2(share) + (1 - share) * Math.log2(1 - share))) / 8;
}

/** The first bytes of a shard with one list, for what follows by hand. */
const HEAD = [...Buffer.from("tramrev1"), 1];

describe("a status shard", () => {
  test("gives back its lists, whatever their order was", () => {
    fc.assert(
      fc.property(revocationLists, (lists) => {
        const shard = shardOf(...lists);
        const decoded = decodeShard(shard) ?? [];
        expect(decoded).toHaveLength(lists.length);
        expect(decoded).toEqual(expect.arrayContaining([...lists]));
        expect(shardOf(...lists.toReversed())).toEqual(shard);
        expect(shardOf(...decoded)).toEqual(shard);
      }),
    );
  });

  test("has one spelling: whatever of a damaged one is read is written so", () => {
    fc.assert(
      fc.property(revocationLists, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 3 }), (lists, numbers, damages) => {
        const shard = Uint8Array.from(shardOf(...lists));
        for (let left = damages; left > 0; left--) shard[numbers.next().value % shard.length] = numbers.next().value % 256;
        const decoded = decodeShard(shard);
        if (decoded) expect(shardOf(...decoded)).toEqual(shard);
      }),
      { numRuns: 2000 },
    );
  });

  test("is refused wherever it is cut, and with a byte more", () => {
    const shard = shardOf(
      tokenStatusList([1, 5, 999]),
      { kind: "identity", name: "a", revoked: new Uint8Array(32), suspended: new Uint8Array(), expiresAt: 7 },
      { kind: "rid", name: "k", counter: 3, rids: new Map([["x", undefined]]) },
      { kind: "hash", name: "00ff", hashed: "uci", hashes: new Uint8Array(16) },
    );
    expect(decodeShard(shard)).toHaveLength(4);
    for (let length = 0; length < shard.length; length++) expect(decodeShard(shard.subarray(0, length))).toBeUndefined();
    expect(decodeShard(Uint8Array.of(...shard, 0))).toBeUndefined();
  });

  test("is refused within a second, however hostile it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(1, 2, 3, 4), (bytes, kind) => {
        for (const shard of [bytes, Uint8Array.of(...HEAD, kind, 1, 0x61, ...bytes)]) {
          const decoded = decodeShard(shard);
          if (decoded) expect(shardOf(...decoded)).toEqual(shard);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test.each<[string, readonly number[]]>([
    // kind 1, name "a", no expiry, one bit, 100 places
    ["two lists of one name", [...HEAD.slice(0, -1), 2, 3, 1, 0x61, 0, 0, 0, 3, 1, 0x61, 0, 0, 0]],
    ["lists in the wrong order", [...HEAD.slice(0, -1), 2, 3, 1, 0x62, 0, 0, 0, 3, 1, 0x61, 0, 0, 0]],
    ["a kind that there is not", [...HEAD, 7, 1, 0x61, 0, 0]],
    ["a name that is no UTF-8", [...HEAD, 3, 1, 0xff, 0, 0, 0]],
    ["no name", [...HEAD, 3, 0, 0, 0, 0]],
    ["3 bits a credential", [...HEAD, 1, 1, 0x61, 0, 3, 100, 0]],
    ["a value of 2 in one bit", [...HEAD, 1, 1, 0x61, 0, 1, 100, 1, 2, 1, 0, 0x80]],
    ["a value of 0", [...HEAD, 1, 1, 0x61, 0, 1, 100, 1, 0, 1, 0, 0x80]],
    ["a value that no place holds", [...HEAD, 1, 1, 0x61, 0, 1, 100, 1, 1, 0]],
    ["a place with two values", [...HEAD, 1, 1, 0x61, 0, 2, 100, 2, 1, 1, 0, 0x80, 2, 1, 0, 0x80]],
    ["values that descend", [...HEAD, 1, 1, 0x61, 0, 2, 100, 2, 2, 1, 0, 0x80, 1, 1, 0, 0x40]],
    ["a place past the end", [...HEAD, 1, 1, 0x61, 0, 1, 0, 1, 1, 1, 0, 0x80]],
    ["an identifier of other letters", [...HEAD, 3, 1, 0x61, 0, 0, 1, 1, 0x21, 0]],
    ["identifiers that descend", [...HEAD, 3, 1, 0x61, 0, 0, 2, 1, 0x62, 0, 1, 0x61, 0]],
    ["another version", [...Buffer.from("tramrev2"), 0]],
  ])("is refused with %s", (_, bytes) => {
    expect(decodeShard(Uint8Array.from(bytes))).toBeUndefined();
  });

  test("is refused when it promises more than it has, without memory for it", () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 50; round++) {
      // 2²⁷ places in five bytes
      expect(
        decodeShard(Uint8Array.of(...HEAD, 1, 1, 0x61, 0, 1, 0x80, 0x80, 0x80, 0x80, 0x10, 1, 1, 0x80, 0x80, 0x80, 0x40, 0)),
      ).toBeUndefined();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    expect(decodeShard(new Uint8Array(MAX_SHARD_BYTES + 1))).toBeUndefined();
  });

  test("holds at most 10,000 lists and 16,777,216 entries", () => {
    const lists = (count: number) =>
      Array.from({ length: count }, (_, index): RevocationList => ({ kind: "rid", name: `${index}`, counter: 0, rids: new Map() }));
    expect(encodeShard(lists(10_000))).toBeDefined();
    expect(encodeShard(lists(10_001))).toBeUndefined();
    const everyPlace = Uint32Array.from({ length: 16_777_217 }, (_, place) => place);
    const full = tokenStatusList([], { size: 2 ** 25, values: new Map([[1, everyPlace.subarray(0, -1)]]) });
    expect(decodeShard(shardOf(full))?.map(entriesOf)).toEqual([16_777_216]);
    expect(encodeShard([{ ...full, values: new Map([[1, everyPlace]]) }])).toBeUndefined();
  });

  test("can be read in small steps", () => {
    const steps = decodeShardInSteps(
      shardOf(tokenStatusList([], { size: 1_000_000, values: new Map([[1, randomPlaces(200_000, 1_000_000)]]) })),
    );
    let count = 0;
    for (; !steps.next().done; ) count++;
    expect(count).toBeGreaterThan(10);
  });

  test.each([
    [1_000_000, 0.001],
    [1_000_000, 0.01],
    [100_000_000, 0.001],
    [100_000_000, 0.01],
    [100_000_000, 0.05],
  ])("of %i credentials, %f of them revoked at random, is at most 1.1 times as large as its entropy", (size, share) => {
    const values = new Map([[1, randomPlaces(Math.round(size * share), size)]]);
    expect(shardOf(tokenStatusList([], { size, values })).length).toBeLessThanOrEqual(1.1 * entropyBytes(size, share));
  });

  test("of hashes is hardly larger than what cannot be saved of them", () => {
    const count = 20_000;
    const hashes = Buffer.alloc(16 * count);
    for (let at = 0; at < count; at++)
      hashes.writeBigUInt64BE(BigInt(at) * 2n ** 49n + BigInt(Math.floor(Math.random() * 2 ** 48)), at * 16);
    const length = shardOf({ kind: "hash", name: "00", hashed: "uci", hashes: new Uint8Array(hashes) }).length;
    // 128 bits each, less log₂(n!) for their order.
    const order = Array.from({ length: count }, (_, index) => Math.log2(index + 1)).reduce((sum, bits) => sum + bits, 0);
    expect(length).toBeLessThan(1.01 * ((128 * count - order) / 8));
  });
});

describe("a delta", () => {
  test("makes of all shards before it exactly those after it", () => {
    fc.assert(
      fc.property(
        revocationLists,
        revocationLists,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (old, now, before, after) => {
          // Half of the lists stay, some of them changed.
          const merged = [...new Map([...old.slice(old.length / 2), ...now].map((list) => [keyText(list), list])).values()];
          const [shardsBefore, shardsAfter] = [shardsOf(old, before), shardsOf(merged, after)];
          const delta = encodeDelta(shardsBefore, shardsAfter);
          expect(delta && applyDelta(shardsBefore, delta)).toEqual(shardsAfter);
        },
      ),
    );
  });

  test("makes of a list the same one changed, entry by entry", () => {
    fc.assert(
      fc.property(revocationLists, revocationLists, (old, now) => {
        const renamed = now.flatMap((list): RevocationList[] => {
          const twin = old.find(({ kind }) => kind === list.kind);
          if (!twin || (twin.kind === "hash" && list.kind === "hash" && twin.hashed !== list.hashed)) return [];
          return [{ ...list, name: twin.name }];
        });
        const after = [...new Map([...old, ...renamed].map((list) => [keyText(list), list])).values()];
        const [shardsBefore, shardsAfter] = [shardsOf(old, 3), shardsOf(after, 3)];
        const delta = encodeDelta(shardsBefore, shardsAfter);
        expect(delta && applyDelta(shardsBefore, delta)).toEqual(shardsAfter);
      }),
    );
  });

  test("of a day is below 1,000 bytes where 0.1 % of 100 million are revoked in a year", () => {
    const [size, all] = [100_000_000, randomPlaces(100_274, 100_000_000)];
    const fresh = new Set(randomPlaces(274, all.length));
    const list = (places: Uint32Array) => tokenStatusList([], { size, values: new Map([[1, places]]) });
    const [before, after] = [shardsOf([list(all.filter((_, index) => !fresh.has(index)))], 8), shardsOf([list(all)], 8)];
    const delta = encodeDelta(before, after) ?? new Uint8Array(MAX_DELTA_BYTES);
    expect(delta.length).toBeLessThan(1000);
    expect(applyDelta(before, delta)).toEqual(after);
  });

  test("says nothing where nothing has changed", () => {
    const shards = shardsOf([tokenStatusList([1])], 4);
    expect(encodeDelta(shards, shards)).toEqual(Uint8Array.from([...Buffer.from("tramdel1"), 4, 0]));
  });

  const MANY = Array.from({ length: 100 }, (_, index) => index * 7);
  const BEFORE = shardsOf([tokenStatusList([...MANY, 998])], 2);
  const AFTER = shardsOf([tokenStatusList([...MANY, 999])], 2);

  test("is refused by shards that it was not made for", () => {
    const delta = encodeDelta(BEFORE, AFTER) ?? new Uint8Array();
    expect(applyDelta(BEFORE, delta)).toEqual(AFTER);
    expect(applyDelta(AFTER, delta)).toBeUndefined();
    expect(applyDelta(shardsOf([], 2), delta)).toBeUndefined();
    expect(applyDelta([BEFORE[0] ?? new Uint8Array(), Uint8Array.of(1)], delta)).toBeUndefined();
  });

  test("is refused wherever it is cut, or says something else within a second", () => {
    const delta = encodeDelta(BEFORE, AFTER) ?? new Uint8Array();
    for (let length = 0; length < delta.length; length++) expect(applyDelta(BEFORE, delta.subarray(0, length))).toBeUndefined();
    fc.assert(
      fc.property(fc.nat({ max: delta.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const damaged = Uint8Array.from(delta);
        damaged[at] = byte;
        const shards = applyDelta(BEFORE, damaged);
        expect(shards === undefined || shards.every((shard) => decodeShard(shard) !== undefined)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(applyDelta(BEFORE, new Uint8Array(MAX_DELTA_BYTES + 1))).toBeUndefined();
  });
});

function keyText(list: RevocationList): string {
  return `${list.kind} ${list.kind === "hash" ? list.hashed : ""} ${list.name}`;
}
