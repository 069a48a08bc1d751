import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listChanges } from "../../src/core/list-changes.ts";
import type { RevocationList } from "../../src/core/revocation/list.ts";
import { isSameStanding, listDifference, losesRevocations } from "../../src/core/revocation/list-difference.ts";
import { hexHashes, sortedHashes } from "../../src/core/revocation/sorted-hashes.ts";
import { revocationLists, tokenStatusList } from "../support/revocation-lists.ts";
import "../support/properties.ts";

const URI = "https://issuer.example/status/1";

function summary(before: readonly RevocationList[], after: readonly RevocationList[]): readonly string[] {
  return listChanges(before, after).map(({ text, isLoss }) => `${isLoss ? "! " : ""}${text.en}`);
}

/** A list of two bits. */
function places(values: Readonly<Record<number, readonly number[]>>, more: object = {}): RevocationList {
  const told = Object.entries(values).map(([value, list]): [number, Uint32Array] => [Number(value), Uint32Array.from(list)]);
  return tokenStatusList([], { bits: 2, values: new Map(told), ...more });
}

describe("what changes on status lists", () => {
  test.each<[string, readonly RevocationList[], readonly RevocationList[], readonly string[]]>([
    ["nothing", [places({ 1: [3] })], [places({ 1: [3] })], []],
    ["a new list", [], [places({ 1: [3, 4] })], [`status list token-status ${URI} added: +2 revoked; 2 revoked, 0 suspended in all`]],
    [
      "a list that is gone",
      [places({ 1: [3], 2: [4] })],
      [],
      [`! status list token-status ${URI} removed: 1 NO LONGER REVOKED; 1 no longer suspended; 0 revoked, 0 suspended in all`],
    ],
    [
      "more and fewer",
      [places({ 1: [1, 2, 3] })],
      [places({ 1: [2, 3, 4, 5] })],
      [`! status list token-status ${URI} changed: +2 revoked; 1 NO LONGER REVOKED; 4 revoked, 0 suspended in all`],
    ],
    [
      "a suspension that ends, which is no loss",
      [places({ 1: [1], 2: [7] })],
      [places({ 1: [1] })],
      [`status list token-status ${URI} changed: 1 no longer suspended; 1 revoked, 0 suspended in all`],
    ],
    [
      "a suspension that becomes a revocation, which is no loss either",
      [places({ 2: [7] })],
      [places({ 1: [7] })],
      [`status list token-status ${URI} changed: +1 revoked; 1 no longer suspended; 1 revoked, 0 suspended in all`],
    ],
    [
      "a revocation that becomes a suspension",
      [places({ 1: [7] })],
      [places({ 2: [7] })],
      [`! status list token-status ${URI} changed: 1 NO LONGER REVOKED; +1 suspended; 0 revoked, 1 suspended in all`],
    ],
    [
      "a value of the issuer's own that is gone: what could not be checked would be accepted",
      [places({ 3: [7] })],
      [places({})],
      [`! status list token-status ${URI} changed: 1 NO LONGER OF OTHER VALUES; 0 revoked, 0 suspended in all`],
    ],
    [
      "the end and the size alone",
      [places({})],
      [places({}, { expiresAt: 1_798_736_400, size: 2000 })],
      [`status list token-status ${URI} changed: 0 revoked, 0 suspended in all; ends – → 2027-01-01; places 1000 → 2000`],
    ],
  ])("is told: %s", (_, before, after, expected) => {
    expect(summary(before, after)).toEqual(expected);
  });

  test("is the same for programs", () => {
    expect(listChanges([places({ 1: [1, 2] })], [places({ 1: [2], 2: [1] })])).toMatchObject([
      {
        subject: "list",
        change: "changed",
        isLoss: true,
        entries: { revoked: { added: 0, removed: 1, total: 1 }, suspended: { added: 1, removed: 0, total: 1 }, other: { total: 0 } },
      },
    ]);
  });

  test("of SMART Health Cards counts how far back a revocation reaches", () => {
    const list = (time: number | undefined): RevocationList => ({ kind: "rid", name: "k", counter: 1, rids: new Map([["abc", time]]) });
    const loses = (before: number | undefined, after: number | undefined) => losesRevocations(listDifference(list(before), list(after)));
    expect([loses(1000, 1000), loses(1000, 2000), loses(1000, undefined)]).toEqual([false, false, false]);
    expect([loses(2000, 1000), loses(undefined, 1000)]).toEqual([true, true]);
  });

  test("of lists that name credentials by hashes counts each", () => {
    const list = (...hashes: readonly string[]): RevocationList => ({
      kind: "hash",
      name: "00",
      hashed: "uci",
      hashes: sortedHashes(hashes.map((digit) => digit.repeat(32))),
    });
    expect(listDifference(list("1", "3", "5"), list("2", "3", "4"))).toMatchObject({ revoked: { added: 2, removed: 2, total: 3 } });
  });
});

/** Every entry as one text, by standing: slow, and hard to get wrong. */
function entriesOf(list: RevocationList): readonly string[] {
  switch (list.kind) {
    case "token-status":
      return [...list.values].flatMap(([value, all]) => [...all].map((place) => `${Math.min(value, 3)} ${place}`));
    case "identity":
      return [...hexHashes(list.revoked, 32).map((hash) => `1 ${hash}`), ...hexHashes(list.suspended, 32).map((hash) => `2 ${hash}`)];
    case "rid":
      return [...list.rids].map(([rid]) => `1 ${rid}`);
    case "hash":
      return hexHashes(list.hashes, 16).map((hash) => `1 ${hash}`);
  }
}

function without(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...some].filter((entry) => !others.has(entry)).length;
}

test("whatever two lists say, the difference counts every entry once", () => {
  fc.assert(
    fc.property(revocationLists, revocationLists, (some, others) => {
      for (const before of some) {
        for (const after of [before, ...others.filter(({ kind }) => kind === before.kind)]) {
          const [was, is] = [new Set(entriesOf(before)), new Set(entriesOf(after))];
          const difference = listDifference(before, after);
          const counts = Object.values(difference).reduce(
            (sum, { added, removed, total }) => [sum[0] + added, sum[1] + removed, sum[2] + total],
            [0, 0, 0],
          );
          // Times of health cards reach further or less far, and count for themselves.
          if (before.kind !== "rid") expect(counts).toEqual([without(is, was), without(was, is), is.size]);
          if (before === after) expect(isSameStanding(difference)).toBe(true);
        }
      }
    }),
  );
});
