import { describe, expect, test } from "vitest";
import type { RevocationList } from "../../../src/core/revocation/list.ts";
import {
  contentOf,
  doubtAboutImport,
  type HeldList,
  type ImportAllowances,
  type IncomingList,
  type ListOrigin,
} from "../../../src/core/revocation/list-origin.ts";
import {
  lastOriginOf,
  NO_RECORD,
  originOf,
  readStatusRecord,
  withOrigin,
  withOwnList,
  withUndone,
} from "../../../src/core/revocation/status-record.ts";
import { tokenStatusList } from "../../support/revocation-lists.ts";

const URI = "https://issuer.example/status/1";
const ISSUER = "https://issuer.example";
const DAY = 86_400;
const THEN = 1_795_000_000;

function signed(places: readonly number[], origin: Partial<ListOrigin> = {}, more: Partial<IncomingList> = {}): IncomingList {
  const list = tokenStatusList(places, origin.name === undefined ? {} : { name: origin.name });
  return {
    list,
    origin: {
      kind: "token-status",
      name: URI,
      issuer: ISSUER,
      known: "signature",
      kid: "k1",
      issuedAt: THEN,
      content: contentOf(list),
      ...origin,
    },
    otherIssuers: [],
    ...more,
  };
}

function held({ list, origin }: IncomingList): HeldList {
  return { list, origin };
}

const NOTHING: HeldList = { list: undefined, origin: undefined };

function doubt(before: HeldList, incoming: IncomingList, allowances: ImportAllowances = {}): string {
  return doubtAboutImport(before, incoming, allowances)?.en ?? "taken";
}

describe("the age of a list", () => {
  const before = held(signed([1, 2]));

  test.each<[string, HeldList, IncomingList, RegExp]>([
    ["the first one", NOTHING, signed([1]), /^taken$/],
    ["a newer one", before, signed([1], { issuedAt: THEN + 1 }), /^taken$/],
    ["the same again, after a power cut", before, signed([1, 2]), /^taken$/],
    ["an older one", before, signed([1], { issuedAt: THEN - DAY }), /older than the one that is here.*--allow-older/],
    ["another of the same second", before, signed([1]), /of the same age.*says something else.*--allow-older/],
    ["one without a date", before, signed([1], { issuedAt: undefined }), /does not say when it was issued.*--allow-older/],
    [
      "one without a date after another",
      held(signed([2], { issuedAt: undefined })),
      signed([1], { issuedAt: undefined }),
      /does not say when/,
    ],
    ["one with a date after one without", held(signed([2], { issuedAt: undefined })), signed([1]), /^taken$/],
    ["an older one after the list was taken out", { list: undefined, origin: before.origin }, signed([1], { issuedAt: 0 }), /older/],
    [
      "an older one after the publisher kept the list itself and took it out",
      { list: undefined, origin: { ...signed([1, 2]).origin, isPast: true } },
      signed([1], { issuedAt: THEN - DAY }),
      /older/,
    ],
  ])("%s", (_, here, incoming, expected) => {
    expect(doubt(here, incoming)).toMatch(expected);
    expect(doubt(here, incoming, { allowOlder: true })).toBe("taken");
    // Another question, another option.
    expect(doubt(here, incoming, { newOwner: true })).toMatch(expected);
  });

  test("of health cards is their counter", () => {
    const list = (counter: number, ...rids: readonly string[]): IncomingList => {
      const content: RevocationList = { kind: "rid", name: "k", counter, rids: new Map(rids.map((rid) => [rid, undefined])) };
      return {
        list: content,
        origin: { kind: "rid", name: "k", known: "operator", counter, content: contentOf(content) },
        otherIssuers: [],
      };
    };
    expect(doubt(held(list(7, "a")), list(6))).toMatch(/ctr 6 < ctr 7/);
    expect(doubt(held(list(7, "a")), list(7))).toMatch(/same age/);
    expect(doubt(held(list(7, "a")), list(7, "a"))).toBe("taken");
    expect(doubt(held(list(7, "a")), list(8))).toBe("taken");
  });
});

describe("the owner of a list", () => {
  const other = "https://other.example";
  const own = { list: tokenStatusList([1]), origin: undefined };
  const past: ListOrigin = { ...signed([1]).origin, isPast: true };

  test.each<[string, HeldList, IncomingList, RegExp]>([
    [
      "another issuer's signature",
      held(signed([1])),
      signed([], { issuer: other, issuedAt: THEN + DAY }),
      /is the one of https:\/\/issuer\.example/,
    ],
    [
      "another issuer's signature, long after the list was taken out",
      { list: undefined, origin: held(signed([1])).origin },
      signed([], { issuer: other, issuedAt: THEN + DAY }),
      /is the one of/,
    ],
    ["a list that the publisher keeps itself", own, signed([]), /kept by the publisher itself/],
    ["a list that the publisher keeps itself since", { ...own, origin: past }, signed([], { issuedAt: THEN + 1 }), /kept by the publisher/],
    [
      "another issuer's signature, long after the publisher kept the list itself",
      { list: undefined, origin: past },
      signed([], { issuer: other, issuedAt: THEN + DAY }),
      /is the one of https:\/\/issuer/,
    ],
    ["an address that is not the issuer's", NOTHING, signed([], { issuer: other }), /not one of the issuer https:\/\/other\.example/],
    ["a list that says that it is another's", NOTHING, signed([], {}, { claimedIssuer: other }), /says that it is from https:\/\/other/],
    ["an issuer without a site", NOTHING, signed([], { issuer: "urn:example:1" }), /not one of the issuer/],
    ["a site that only begins alike", NOTHING, signed([], { issuer: "https://issuer.example.evil.example" }), /not one of the issuer/],
    ["a user before the site", NOTHING, signed([], { name: "https://issuer.example@evil.example/1" }), /not one of the issuer/],
  ])("%s takes an explicit step", (_, here, incoming, expected) => {
    expect(doubt(here, incoming)).toMatch(expected);
    expect(doubt(here, incoming)).toMatch(/--new-owner/);
    expect(doubt(here, incoming, { newOwner: true })).toBe("taken");
    expect(doubt(here, incoming, { allowOlder: true })).toMatch(expected);
  });

  test("of several issuers on one site is the one whose URI it lies below", () => {
    const at = (issuer: string, ...otherIssuers: readonly string[]) =>
      doubt(NOTHING, signed([], { name: "https://gov.example/health/status/1", issuer: `https://gov.example${issuer}` }, { otherIssuers }));
    expect(at("/edu", "https://gov.example/health")).toMatch(
      /not one of the issuer https:\/\/gov\.example\/edu, but of https:\/\/gov\.example\/health/,
    );
    expect(at("", "https://gov.example/health")).toMatch(/--new-owner/);
    expect(at("/health", "https://gov.example/edu", "https://gov.example", "https://gov.example/healthy", "https://gov.example/heal")).toBe(
      "taken",
    );
    expect(at("/edu")).toBe("taken");
  });

  test.each([
    ["the issuer's own site", signed([], { issuer: "https://issuer.example/offices/3" })],
    ["the site of a did:web", signed([], { issuer: "did:web:issuer.example:offices:3" })],
    ["a port in a did:web", signed([], { name: "https://issuer.example:8443/1", issuer: "did:web:issuer.example%3A8443" })],
    ["capitals in a host", signed([], { issuer: "HTTPS://Issuer.Example" })],
    ["the issuer by its own word", signed([], {}, { claimedIssuer: ISSUER })],
  ])("%s needs none", (_, incoming) => {
    expect(doubt(NOTHING, incoming)).toBe("taken");
  });

  test("that was confirmed once is not asked about again", () => {
    const before = held(signed([1], { issuer: other }));
    expect(doubt(before, signed([1, 2], { issuer: other, issuedAt: THEN + DAY }))).toBe("taken");
  });

  test("matters nothing to batches of EU certificates, which only add", () => {
    const list: RevocationList = { kind: "hash", name: "00", hashed: "uci", hashes: new Uint8Array(16) };
    const incoming: IncomingList = {
      list,
      origin: { kind: "hash", name: "00", known: "operator", content: contentOf(list) },
      otherIssuers: [],
    };
    expect(doubt({ list, origin: undefined }, incoming)).toBe("taken");
  });
});

describe("the publisher's record of its lists", () => {
  const { list, origin } = signed([1]);

  test("is read back as it was written, and knows one origin a list", () => {
    const record = withUndone(withOrigin(NO_RECORD, list, origin), { credential: "a b", at: THEN, reason: "nhầm" });
    expect(readStatusRecord(JSON.stringify(record))).toEqual(record);
    expect(originOf(record, list)).toMatchObject({ issuer: ISSUER, issuedAt: THEN });
    expect(originOf(withOrigin(record, list, { ...origin, issuedAt: THEN + 1 }), list)?.issuedAt).toBe(THEN + 1);
    expect(originOf(record, { ...list, name: "https://issuer.example/status/2" })).toBeUndefined();
  });

  test("keeps whose a list was, and how new, once the publisher keeps it itself", () => {
    const record = withOwnList(withOrigin(NO_RECORD, list, origin), list);
    expect(readStatusRecord(JSON.stringify(record))).toEqual(record);
    expect(originOf(record, list)).toBeUndefined();
    expect(lastOriginOf(record, list)).toMatchObject({ issuer: ISSUER, issuedAt: THEN });
    expect(withOwnList(NO_RECORD, list)).toEqual(NO_RECORD);
    // An import makes it its issuer's again.
    expect(originOf(withOrigin(record, list, origin), list)?.issuer).toBe(ISSUER);
  });

  test("tells lists of one key apart by what is hashed", () => {
    const hash = (hashed: "uci" | "signature"): RevocationList => ({ kind: "hash", name: "00", hashed, hashes: new Uint8Array(16) });
    const known: ListOrigin = { kind: "hash", name: "00", known: "operator", content: contentOf(hash("uci")) };
    expect(originOf(withOrigin(NO_RECORD, hash("uci"), known), hash("signature"))).toBeUndefined();
  });

  test("forgets the oldest undone revocations first", () => {
    let record = NO_RECORD;
    for (let at = 0; at < 1001; at++) record = withUndone(record, { credential: "a", at, reason: "r" });
    expect([record.undone.length, record.undone[0]?.at]).toEqual([1000, 1]);
  });

  test.each([
    "",
    "[]",
    '{"form":2,"origins":[],"undone":[]}',
    '{"form":1,"origins":[{}],"undone":[]}',
    '{"form":1,"origins":[],"undone":[],"x":1}',
  ])("is none in %j", (json) => {
    expect(readStatusRecord(json)).toBeUndefined();
  });
});
