import { describe, expect, test } from "vitest";
import {
  type ListedCredential,
  newTokenStatusList,
  standingIn,
  undoesRevocation,
  withPublished,
  withStanding,
} from "../../../src/core/revocation/edit.ts";
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
    expect(edited([], credential, "revoked", "revoked")).toMatchObject([{ counter: 1 }]);
    // For more cards than before, and never for fewer of them.
    const all: ListedCredential = { kind: "rid", name: "kid", rid: "abc" };
    expect(edited(edited([], credential, "revoked"), all, "revoked")).toMatchObject([{ counter: 2, rids: new Map([["abc", undefined]]) }]);
    expect(edited(edited([], all, "revoked"), credential, "revoked")).toMatchObject([{ counter: 1, rids: new Map([["abc", undefined]]) }]);
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

describe("how a credential stands", () => {
  const place: ListedCredential = { kind: "token-status", name: URI, place: 7 };
  const identity: ListedCredential = { kind: "identity", name: "https://issuer.example", identity: ID };
  const rid: ListedCredential = { kind: "rid", name: "kid", rid: "abc" };
  const hash: ListedCredential = { kind: "hash", name: "00ff", hashed: "uci", hash: "cd".repeat(16) };

  test.each<[string, ListedCredential, readonly Standing[]]>([
    ["by place", place, ["revoked", "suspended", "valid"]],
    ["by identity", identity, ["revoked", "suspended", "valid"]],
    ["by rid", rid, ["revoked", "valid"]],
    ["by hash", hash, ["revoked", "valid"]],
  ])("is what was noted last, %s", (_, credential, standings) => {
    expect(standingIn([], credential)).toBe("valid");
    for (const standing of standings) expect(standingIn(edited([tokenStatusList([3])], credential, standing), credential)).toBe(standing);
  });

  test("is unclear where the list has a value of its issuer's own", () => {
    const lists = [tokenStatusList([], { bits: 4, values: new Map([[11, Uint32Array.of(7)]]) })];
    expect(standingIn(lists, place)).toBe("unclear");
    expect(undoesRevocation("unclear", "valid")).toBe(true);
  });

  test("is undone only where it was revoked", () => {
    const undoing = (["valid", "suspended", "revoked"] as const).flatMap((before) =>
      (["valid", "suspended", "revoked"] as const).filter((after) => undoesRevocation(before, after)).map((after) => `${before} ${after}`),
    );
    expect(undoing).toEqual(["revoked valid", "revoked suspended"]);
  });

  test("in force needs no list", () => {
    expect(edited([], identity, "valid")).toEqual([]);
    expect(edited([], rid, "valid")).toEqual([]);
  });
});

describe("a list that its issuer has published anew", () => {
  test("takes the place of the old one", () => {
    const lists = withPublished([tokenStatusList([1]), tokenStatusList([2], { name: "https://other.example" })], tokenStatusList([5]));
    expect(lists).toEqual([tokenStatusList([2], { name: "https://other.example" }), tokenStatusList([5])]);
  });

  test("is added to the old one where it is a batch of EU certificates", () => {
    const batch = (...hashes: readonly string[]): RevocationList => ({
      kind: "hash",
      name: "00",
      hashed: "uci",
      hashes: sortedHashes(hashes),
    });
    const [a, b] = ["0".repeat(32), "f".repeat(32)];
    expect(withPublished([batch(a)], batch(b, a))).toEqual([batch(a, b)]);
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
