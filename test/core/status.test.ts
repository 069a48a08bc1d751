// What revocation lists do to credentials of every format that names one.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { HASHED, type RevocationList } from "../../src/core/revocation/list.ts";
import { revocationsOf } from "../../src/core/revocation/revocations.ts";
import { sortedHashes } from "../../src/core/revocation/sorted-hashes.ts";
import type { TrustMaterial } from "../../src/core/trust.ts";
import { array, hex, int, map, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, EC_KEY, ISSUER, makeCredential, type Pair, wrap } from "../support/credential-maker.ts";
import { makeDcc } from "../support/dcc-maker.ts";
import { CARD_KEY, cardOf, makeCard } from "../support/health-card-maker.ts";
import { keyEntry, reasonOf, trustWith } from "../support/judging.ts";
import { makePass, PASS_ISSUER } from "../support/pass-maker.ts";
import { tokenStatusList } from "../support/revocation-lists.ts";

const URI = "https://issuer.example/status/1";
const OTHER = "https://issuer.example/status/2";

/** A kiosk that trusts the test issuer's keys, also for these formats, and holds these lists. */
function holding(...lists: readonly RevocationList[]): TrustMaterial {
  const keys = [keyEntry(EC_KEY), keyEntry(CARD_KEY)];
  const trust = trustWith({
    issuers: [
      { id: ISSUER, types: ["citizen", "vaccination", "health-card"], keys: [...keys, keyEntry({ ...EC_KEY, kid: "ed-1" })] },
      { id: PASS_ISSUER, types: ["covid-pass"], keys },
    ],
  });
  return { ...trust, revocations: revocationsOf(lists) };
}

const reason = (code: string, ...lists: readonly RevocationList[]) => reasonOf(code, { trust: holding(...lists) });

/** The second place is revoked, the third suspended, the fourth something else. */
const STATUSES = tokenStatusList([], {
  bits: 2,
  values: new Map([
    [1, Uint32Array.of(1)],
    [2, Uint32Array.of(2)],
    [3, Uint32Array.of(3)],
  ]),
});
const EXPIRED = { expiresAt: AT };

/** One entry of a W3C credential. */
const entry = (index: unknown, changes: object = {}) => ({
  id: `${URI}#${index}`,
  type: "BitstringStatusListEntry",
  statusPurpose: "revocation",
  statusListIndex: index,
  statusListCredential: URI,
  ...changes,
});

/** JSON as CBOR. */
function cborOf(value: unknown): Uint8Array {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return int(value);
  if (Array.isArray(value)) return array(...value.map(cborOf));
  if (typeof value === "object" && value !== null)
    return map(...Object.entries(value).map(([name, member]): Pair => [text(name), cborOf(member)]));
  return hex("f6");
}

const HEALTH_CARD = ["https://smarthealth.cards#health-card"];

/** A health card with this as its `credentialStatus`, where VC 1.1 has it. */
function cardWith(credentialStatus: unknown): string {
  const card = cardOf() as { readonly vc: object };
  return makeCard({ payload: { ...card, vc: { ...card.vc, type: HEALTH_CARD, credentialStatus } } });
}

const FORMATS: readonly [string, (status: unknown) => string][] = [
  ["a SMART Health Card", cardWith],
  ["a SMART Health Card with the members of VC 2.0", (credentialStatus) => makeCard({ payload: { ...cardOf(), credentialStatus } })],
  ["an NZ COVID pass", (status) => makePass({ statement: { vc: { credentialStatus: cborOf(status) } } }).text],
];

describe.each(FORMATS)("credentialStatus of %s", (_, made) => {
  test.each<[string, unknown, readonly RevocationList[], string]>([
    ["is in force where its place says so", entry("0"), [STATUSES], "granted"],
    ["is revoked where its place says so", entry("1"), [STATUSES], "revoked"],
    ["is suspended where its place says so", entry("2", { statusPurpose: "suspension" }), [STATUSES], "suspended"],
    ["may have a place as a number", entry(1), [STATUSES], "revoked"],
    ["may be an entry of the draft of 2021", entry("1", { type: "StatusList2021Entry" }), [STATUSES], "revoked"],
    ["may have several types", entry("1", { type: ["BitstringStatusListEntry", "Other"] }), [STATUSES], "revoked"],
    ["may be a list of entries, of which each counts", [entry("0"), entry("1")], [STATUSES], "revoked"],
    [
      "is suspended by one entry where the other says that it is not revoked",
      [entry("0"), entry("2", { statusPurpose: "suspension" })],
      [STATUSES],
      "suspended",
    ],
    [
      "is unknown where one of the lists is missing",
      [entry("0"), entry("0", { statusListCredential: OTHER })],
      [STATUSES],
      "status-unknown",
    ],
    [
      "is revoked where one of the lists is missing and the other revokes",
      [entry("1"), entry("0", { statusListCredential: OTHER })],
      [STATUSES],
      "revoked",
    ],
    ["is unknown without any list", entry("0"), [], "status-unknown"],
    ["is unknown past the end of the list", entry("1000"), [STATUSES], "status-unknown"],
    ["is unknown where its place says something else", entry("3"), [STATUSES], "status-unknown"],
    ["is unknown for another purpose", entry("0", { statusPurpose: "retention" }), [STATUSES], "status-unknown"],
    ["is unknown for another type", { id: "x", type: "RevocationList2020Status" }, [STATUSES], "status-unknown"],
    ["is unknown with two bits a credential", entry("0", { statusSize: 2 }), [STATUSES], "status-unknown"],
    ["does not matter for the purpose refresh", entry("1", { statusPurpose: "refresh" }), [], "granted"],
    ["does not matter for the purpose message", entry("1", { statusPurpose: "message", statusSize: 4 }), [], "granted"],
    ["may be an empty list", [], [], "granted"],
    ["is malformed without a purpose", entry("0", { statusPurpose: 1 }), [STATUSES], "malformed"],
    ["is malformed without a place", entry(-1), [STATUSES], "malformed"],
    ["is malformed with a place in another spelling", entry("01"), [STATUSES], "malformed"],
    ["is malformed with a name that is too long", entry("0", { statusListCredential: "u".repeat(201) }), [STATUSES], "malformed"],
    ["is malformed as text", "active", [STATUSES], "malformed"],
    ["is malformed as null", null, [STATUSES], "malformed"],
    ["is malformed with 17 entries", Array(17).fill(entry("0")), [STATUSES], "malformed"],
  ])("%s", (_name, status, lists, expected) => {
    expect(reason(made(status), ...lists)).toBe(expected);
  });
});

describe("the claim status", () => {
  const inCwt = (status: Uint8Array) => makeCredential({ key: EC_KEY, payload: claimsSet({ more: [[int(65_535), status]] }) }).text;
  const list = (index: number, uri = URI) => cborOf({ status_list: { idx: index, uri } });
  const inCard = (status: unknown) => makeCard({ payload: { ...cardOf(), status } });

  test.each<[string, string, string]>([
    ["of a CWT is looked up", inCwt(list(1)), "revoked"],
    ["of a CWT may say that it is in force", inCwt(list(0)), "granted"],
    ["of a CWT that names another mechanism is unknown", inCwt(cborOf({ identifier_list: { id: "x", uri: URI } })), "status-unknown"],
    ["of a CWT that names nothing is malformed", inCwt(map()), "malformed"],
    ["of a CWT with a place below 0 is malformed", inCwt(list(-1)), "malformed"],
    ["of a JWT is looked up", inCard({ status_list: { idx: 1, uri: URI } }), "revoked"],
    ["of a JWT may say that it is in force", inCard({ status_list: { idx: 0, uri: URI } }), "granted"],
    ["of a JWT that names another mechanism is unknown", inCard({ assertion: {} }), "status-unknown"],
    ["of a JWT as text is malformed", inCard("valid"), "malformed"],
  ])("%s", (_, code, expected) => {
    expect(reason(code, STATUSES)).toBe(expected);
  });

  test("is answered by all lists of one name: none takes back what another says", () => {
    expect(reason(inCwt(list(5)), STATUSES, tokenStatusList([5]))).toBe("revoked");
    expect(reason(inCwt(list(1)), STATUSES, tokenStatusList([]))).toBe("revoked");
    expect(reason(inCwt(list(0)), STATUSES, tokenStatusList([], { size: 0 }))).toBe("status-unknown");
  });
});

describe("an EU certificate", () => {
  const made = makeDcc();
  const digest = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex").slice(0, 32);
  const UCI = "URN:UVCI:01:VD:TEST/1";
  // The last 64 bytes of the message are the signature, the first half of it is r.
  const signature = made.message.subarray(-64);
  const HASHES = { signature: digest(signature.subarray(0, 32)), uci: digest(UCI), countrycodeuci: digest(`${ISSUER}${UCI}`) };
  const KID = Buffer.from(EC_KEY.kid).toString("hex");
  const listOf = (hashed: (typeof HASHED)[number], hash: string, more: object = {}): RevocationList => ({
    kind: "hash",
    name: KID,
    hashed,
    hashes: sortedHashes(["0".repeat(32), hash, "f".repeat(32)]),
    ...more,
  });

  test.each(HASHED)("is revoked by the hash of its %s, and by no other", (hashed) => {
    expect(reason(made.text, listOf(hashed, HASHES[hashed]))).toBe("revoked");
    expect(reason(made.text, listOf(hashed, digest("another")))).toBe("granted");
    for (const other of HASHED.filter((each) => each !== hashed)) expect(reason(made.text, listOf(other, HASHES[hashed]))).toBe("granted");
  });

  test("is not touched by the list of another key", () => {
    expect(reason(made.text, listOf("uci", HASHES.uci, { name: "00" }))).toBe("granted");
  });

  test("is revoked whichever of its two signatures it shows", () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const s = order - BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
    const other = Buffer.concat([made.message.subarray(0, -32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
    const list = listOf("signature", HASHES.signature);
    expect(reason(`HC1:${wrap(other)}`, { ...list, hashes: new Uint8Array() } as RevocationList)).toBe("granted");
    expect(reason(`HC1:${wrap(other)}`, list)).toBe("revoked");
  });

  test("without an identifier is unknown to a list of identifiers", () => {
    const code = makeDcc({ statement: { dcc: cborOf({ v: [{ co: "VD", dt: "2026-06-01" }], ver: "1.3.0", nam: { fn: "A" } }) } }).text;
    expect(reason(code, listOf("uci", HASHES.uci))).toBe("status-unknown");
    expect(reason(code)).toBe("granted");
  });
});

describe("a list that is past its end", () => {
  const credential = makeCredential({
    key: EC_KEY,
    payload: claimsSet({ more: [[int(65_535), cborOf({ status_list: { idx: 1, uri: URI } })]] }),
  });
  const inForce = makeCredential({
    key: EC_KEY,
    payload: claimsSet({ more: [[int(65_535), cborOf({ status_list: { idx: 0, uri: URI } })]] }),
  });
  const identity = createHash("sha256").update(credential.payload).digest("hex");
  const identities = (members: object): RevocationList => ({
    kind: "identity",
    name: ISSUER,
    revoked: new Uint8Array(),
    suspended: new Uint8Array(),
    ...EXPIRED,
    ...members,
  });
  const plain = makeCredential({ key: EC_KEY }).text;
  const card = makeCard({ payload: cardOf({ rid: "abc" }) });
  const rids = (...listed: readonly string[]): RevocationList => ({
    kind: "rid",
    name: CARD_KEY.kid,
    counter: 1,
    rids: new Map(listed.map((rid) => [rid, undefined])),
    ...EXPIRED,
  });

  test.each<[string, string, readonly RevocationList[], string]>([
    ["still revokes by place", credential.text, [{ ...STATUSES, ...EXPIRED }], "revoked"],
    ["no longer says that a place is in force", inForce.text, [{ ...STATUSES, ...EXPIRED }], "status-unknown"],
    ["says so until its last second", inForce.text, [{ ...STATUSES, expiresAt: AT + 1 }], "granted"],
    ["still revokes by identity", credential.text, [identities({ revoked: sortedHashes([identity]) }), STATUSES], "revoked"],
    ["no longer suspends by identity", plain, [identities({ suspended: sortedHashes([identity]) })], "status-unknown"],
    ["leaves all credentials of its issuer unknown", plain, [identities({})], "status-unknown"],
    ["still revokes a health card", card, [rids("abc")], "revoked"],
    ["no longer says that a health card is in force", card, [rids("x")], "status-unknown"],
    [
      "leaves an EU certificate unknown",
      makeDcc().text,
      [{ kind: "hash", name: Buffer.from(EC_KEY.kid).toString("hex"), hashed: "uci", hashes: new Uint8Array(), ...EXPIRED }],
      "status-unknown",
    ],
  ])("%s", (_, code, lists, expected) => {
    expect(reason(code, ...lists)).toBe(expected);
  });
});

test("what is worst counts: revoked before suspended before unknown", () => {
  const claims: Pair[] = [[int(65_535), cborOf({ status_list: { idx: 9, uri: OTHER } })]];
  const { text: code, payload } = makeCredential({ key: EC_KEY, payload: claimsSet({ more: claims }) });
  const identity = sortedHashes([createHash("sha256").update(payload).digest("hex")]);
  const none = new Uint8Array();
  const list = (revoked: Uint8Array, suspended: Uint8Array): RevocationList => ({ kind: "identity", name: ISSUER, revoked, suspended });
  expect(reason(code)).toBe("status-unknown");
  expect(reason(code, list(none, identity))).toBe("suspended");
  expect(reason(code, list(identity, identity))).toBe("revoked");
});
