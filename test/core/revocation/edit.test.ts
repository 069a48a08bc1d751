import { describe, expect, test } from "vitest";
import { type ListedCredential, newTokenStatusList, withPublished, withStanding } from "../../../src/core/revocation/edit.ts";
import type { RevocationList } from "../../../src/core/revocation/list.ts";
import { encodeShard } from "../../../src/core/revocation/shard.ts";
import { hasHash, hexHashes, sortedHashes } from "../../../src/core/revocation/sorted-hashes.ts";
import { valueAt } from "../../../src/core/revocation/status-bits.ts";
import type { Standing } from "../../../src/core/standing.ts";
import { tokenStatusList } from "../../support/revocation-lists.ts";

const URI = "https://issuer.example/status/1";
const ID = "ab".repeat(32);

function edited(
  lists: readonly RevocationList[],
  credential: ListedCredential,
  ...standings: readonly Standing[]
): readonly RevocationList[] {
  return standings.reduce((all, standing) => {
    const answer = withStanding(all, credential, standing);
    if (!answer.ok) throw new Error(answer.problem.en);
    // Whatever comes out of it can be published.
    expect(encodeShard(answer.lists)).toBeDefined();
    return answer.lists;
  }, lists);
}

function problem(lists: readonly RevocationList[], credential: ListedCredential, standing: Standing): string {
  const answer = withStanding(lists, credential, standing);
  return answer.ok ? "made" : answer.problem.en;
}

describe("taking a credential back and giving it back", () => {
  test("by its identity", () => {
    const credential: ListedCredential = { kind: "identity", name: "https://issuer.example", identity: ID };
    const one = [{ kind: "identity", name: credential.name }];
    expect(edited([], credential, "revoked")).toMatchObject([{ ...one[0], revoked: sortedHashes([ID]), suspended: new Uint8Array() }]);
    expect(edited([], credential, "revoked", "suspended")).toMatchObject([{ revoked: new Uint8Array(), suspended: sortedHashes([ID]) }]);
    expect(edited([], credential, "suspended", "valid")).toMatchObject([{ revoked: new Uint8Array(), suspended: new Uint8Array() }]);
  });

  test("by its place in a status list, which gets a second bit where one is needed", () => {
    const credential: ListedCredential = { kind: "token-status", name: URI, place: 7 };
    const states: readonly Standing[] = ["suspended", "revoked", "revoked", "valid"];
    const values = states.map((_, index) => {
      const [list] = edited([tokenStatusList([3])], credential, ...states.slice(0, index + 1));
      return list?.kind === "token-status" ? [list.bits, valueAt(list, 7), valueAt(list, 3)] : [];
    });
    expect(values).toEqual([
      [2, 2, 1],
      [2, 1, 1],
      [2, 1, 1],
      [2, 0, 1],
    ]);
    expect(edited([newTokenStatusList(URI, 100)], credential, "revoked")).toMatchObject([{ bits: 2, size: 100 }]);
  });

  test("by the identifier of a health card, with a higher counter each time", () => {
    const credential: ListedCredential = { kind: "rid", name: "kid", rid: "abc", before: 1000 };
    expect(edited([], credential, "revoked")).toMatchObject([{ counter: 1, rids: new Map([["abc", 1000]]) }]);
    expect(edited([], credential, "revoked", "valid")).toMatchObject([{ counter: 2, rids: new Map() }]);
  });

  test("by the hash of an EU certificate", () => {
    const credential: ListedCredential = { kind: "hash", name: "00ff", hashed: "uci", hash: "cd".repeat(16) };
    const lists = edited([], credential, "revoked");
    expect(lists).toMatchObject([{ kind: "hash", hashed: "uci", hashes: sortedHashes(["cd".repeat(16)]) }]);
    expect(edited(lists, credential, "valid")).toMatchObject([{ hashes: new Uint8Array() }]);
    expect(edited(lists, { ...credential, hashed: "signature" }, "revoked")).toHaveLength(2);
  });

  test.each<[string, ListedCredential, Standing, RegExp]>([
    ["a place past the end", { kind: "token-status", name: URI, place: 1000 }, "revoked", /places 0 to 999/],
    ["a list that is not there", { kind: "token-status", name: "https://other.example", place: 0 }, "revoked", /no status list/],
    ["an identity in capitals", { kind: "identity", name: "a", identity: ID.toUpperCase() }, "revoked", /64 lower-case/],
    ["a hash that is too long", { kind: "hash", name: "00", hashed: "uci", hash: ID }, "revoked", /32 lower-case/],
    ["an identifier of other letters", { kind: "rid", name: "k", rid: "a.b" }, "revoked", /base64url/],
    ["a card that cannot be suspended", { kind: "rid", name: "k", rid: "a" }, "suspended", /only revoke/],
    ["a certificate that cannot be suspended", { kind: "hash", name: "k", hashed: "uci", hash: "" }, "suspended", /only revoke/],
  ])("is refused for %s", (_, credential, standing, expected) => {
    expect(problem([tokenStatusList([3])], credential, standing)).toMatch(expected);
  });
});

describe("a list that its issuer has published anew", () => {
  test("takes the place of the old one", () => {
    const answer = withPublished([tokenStatusList([1]), tokenStatusList([2], { name: "https://other.example" })], tokenStatusList([5]));
    expect(answer.ok && answer.lists).toEqual([tokenStatusList([2], { name: "https://other.example" }), tokenStatusList([5])]);
  });

  test("is refused where a counter says that it is older", () => {
    const list = (counter: number): RevocationList => ({ kind: "rid", name: "k", counter, rids: new Map() });
    expect(withPublished([list(7)], list(6))).toMatchObject({ ok: false });
    expect(withPublished([list(7)], list(7))).toMatchObject({ ok: true });
    expect(withPublished([list(7)], list(8))).toMatchObject({ ok: true, lists: [list(8)] });
  });

  test("is added to the old one where it is a batch of EU certificates", () => {
    const batch = (...hashes: readonly string[]): RevocationList => ({
      kind: "hash",
      name: "00",
      hashed: "uci",
      hashes: sortedHashes(hashes),
    });
    const [a, b] = ["0".repeat(32), "f".repeat(32)];
    const answer = withPublished([batch(a)], batch(b, a));
    expect(answer.ok && answer.lists).toEqual([batch(a, b)]);
  });
});

test("every hash of a list is found, and no other", () => {
  const listed = Array.from({ length: 100 }, (_, index) => (index * 2).toString(16).padStart(32, "0"));
  const hashes = sortedHashes(listed.toReversed());
  expect(hexHashes(hashes, 16)).toEqual(listed);
  for (let number = 0; number < 201; number++) {
    expect(hasHash(hashes, Buffer.from(number.toString(16).padStart(32, "0"), "hex"))).toBe(number % 2 === 0 && number < 200);
  }
  expect(hasHash(new Uint8Array(), new Uint8Array(16))).toBe(false);
});
