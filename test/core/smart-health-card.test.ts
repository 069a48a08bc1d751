import { createHash, sign } from "node:crypto";
import { deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verdictOf } from "../../src/core/reason.ts";
import { isWhole } from "../../src/core/recognise.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { AT, EC_KEY, ED_KEY, ISSUER, testKey } from "../support/credential-maker.ts";
import {
  base64url,
  CARD_KEY,
  type CardStatement,
  cardOf,
  digitsOf,
  IMMUNIZATION,
  makeCard,
  makeJws,
  PATIENT,
  splitCard,
} from "../support/health-card-maker.ts";
import { judge, keyEntry, reasonOf, trustWith } from "../support/judging.ts";

const ISSUERS: TrustList["issuers"] = [{ id: ISSUER, types: ["health-card"], keys: [keyEntry(CARD_KEY)] }];
const TRUST = trustWith({ issuers: ISSUERS });
const reason = (text: string) => reasonOf(text, { trust: TRUST });
const claimsOf = (statement: CardStatement) => judge(makeCard({ payload: cardOf(statement) }), { trust: TRUST }).claims;
const header = { alg: "ES256", zip: "DEF", kid: CARD_KEY.kid };
const JSON_TEXT = JSON.stringify(cardOf());

describe("a SMART Health Card is granted", () => {
  test("and says whose it is and what a clinic needs", () => {
    expect(judge(makeCard(), { trust: TRUST })).toEqual({
      reason: "granted",
      format: "smart-health-card",
      type: "health-card",
      issuer: ISSUER,
      keyId: CARD_KEY.kid,
      credential: createHash("sha256").update(JSON_TEXT).digest("hex"),
      claims: {
        fullName: "Nguyễn Thị Kiểm Thử",
        dateOfBirth: "1990-05-15",
        gender: "female",
        immunizations: [
          {
            code: "207",
            system: "http://hl7.org/fhir/sid/cvx",
            status: "completed",
            date: "2025-11-01",
            lotNumber: "TEST1",
            performer: "Trạm Y tế Xã Ví Dụ",
          },
        ],
      },
      disclosed: {},
      warnings: ["no-expiry"],
    });
  });

  test.each([
    ["in capitals, as a reader may write its scheme", makeCard().replace("shc", "SHC")],
    ["with white space of the reader around it", ` \t\r\n${makeCard()} \r\n`],
    ["with the reader's AIM prefix", `]Q1${makeCard()}`],
    ["as the one and only part", makeCard().replace("shc:/", "shc:/1/1/")],
    ["with white space around its JSON, which is signed with it", makeCard({ payload: ` \t\n${JSON_TEXT}\n ` })],
    ["with members that we do not know", makeCard({ header: { ...header, typ: "JWT" }, payload: { ...cardOf(), note: {} } })],
  ])("%s", (_, text) => {
    expect(reason(text)).toBe("granted");
  });

  test("until the second in which it expires, and from the fraction of a second on in which it begins", () => {
    expect(reason(makeCard({ payload: cardOf({ exp: AT + 0.5 }) }))).toBe("granted");
    expect(reason(makeCard({ payload: cardOf({ exp: AT }) }))).toBe("expired");
    expect(reason(makeCard({ payload: cardOf({ nbf: AT }) }))).toBe("granted");
    expect(reason(makeCard({ payload: cardOf({ nbf: AT + 0.001 }) }))).toBe("not-yet-valid");
    // Written in milliseconds by mistake.
    expect(reason(makeCard({ payload: cardOf({ nbf: AT * 1000 }) }))).toBe("not-yet-valid");
  });
});

test("it is the same card however it is compressed, signed again or under another key", () => {
  const { privateKey } = CARD_KEY;
  const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const otherS = (toSign: Uint8Array) => {
    const signature = sign("sha256", toSign, { key: privateKey, dsaEncoding: "ieee-p1363" });
    const s = order - BigInt(`0x${signature.subarray(32).toString("hex")}`);
    return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
  };
  const next = testKey("ES256", 6, "next");
  const trust = trustWith({ issuers: [{ id: ISSUER, types: ["health-card"], keys: [keyEntry(CARD_KEY), keyEntry(next)] }] });
  const cards = [
    makeCard(),
    makeCard({ signature: otherS }),
    makeCard({ compress: (payload) => deflateRawSync(payload, { level: 1 }) }),
    makeCard({ key: next }),
  ];
  expect(new Set(cards).size).toBe(cards.length);
  const decisions = cards.map((card) => judge(card, { trust }));
  expect(decisions.map((decision) => decision.reason)).toEqual(Array(cards.length).fill("granted"));
  expect(new Set(decisions.map((decision) => decision.credential)).size).toBe(1);
});

describe("who signed it", () => {
  test.each<[string, string, string]>([
    ["nobody we know: another key identifier", makeCard({ header: { ...header, kid: "0".repeat(43) } }), "issuer-unknown"],
    ["another one under the key's identifier", makeCard({ key: { ...EC_KEY, kid: CARD_KEY.kid } }), "signature-invalid"],
    ["the key, but in DER", makeCard({ signature: (bytes) => sign("sha256", bytes, CARD_KEY.privateKey) }), "signature-invalid"],
    ["nobody: no signature", makeCard({ signature: () => new Uint8Array() }), "signature-invalid"],
    ["a signature that is a byte too long", makeCard({ signature: () => new Uint8Array(65) }), "signature-invalid"],
    ["in the name of another issuer", makeCard({ payload: cardOf({ iss: "https://other.example" }) }), "issuer-mismatch"],
    ["in the name of another spelling of its issuer", makeCard({ payload: cardOf({ iss: `${ISSUER}/` }) }), "issuer-mismatch"],
    ["nobody: algorithm none", makeCard({ header: { ...header, alg: "none" } }), "algorithm-unsupported"],
    ["another algorithm", makeCard({ header: { ...header, alg: "ES384" } }), "algorithm-unsupported"],
    ["EdDSA", makeCard({ key: ED_KEY, header: { ...header, alg: "EdDSA" }, signature: () => new Uint8Array(64) }), "algorithm-unsupported"],
  ])("%s", (_, text, expected) => {
    expect(reason(text)).toBe(expected);
  });

  test("an issuer that may not issue health cards is not permitted", () => {
    const trust = trustWith({ issuers: [{ id: ISSUER, types: ["citizen"], keys: [keyEntry(CARD_KEY)] }] });
    expect(reasonOf(makeCard(), { trust })).toBe("issuer-not-permitted");
  });
});

describe("it is unreadable", () => {
  const jws = makeJws();
  const [head = "", body = "", signature = ""] = jws.split(".");
  const without = (name: string) => makeCard({ header: Object.fromEntries(Object.entries(header).filter(([key]) => key !== name)) });
  const rewritten = (text: string) => `shc:/${digitsOf(text)}`;
  const payload = (statement: CardStatement) => makeCard({ payload: cardOf(statement) });
  const doubled = makeCard({ payload: JSON_TEXT.replace('"nbf":', '"iss":"https://other.example","nbf":') });

  test.each<[string, string]>([
    ["no digits", "shc:/"],
    ["no slash", makeCard().replace("shc:/", "shc:")],
    ["a digit missing", makeCard().slice(0, -1)],
    ["a letter among the digits", makeCard().replace(/\d\d$/, "1x")],
    ["white space among the digits", makeCard().replace(/(\d{20})$/, " $1")],
    ["digits of another script", makeCard().replace(/\d\d$/, "٣٣")],
    ["a pair that stands for no letter of base64url", makeCard().replace(/\d\d$/, "78")],
    ["part 3 of 2", makeCard().replace("shc:/", "shc:/3/2/")],
    ["part 0 of 2", makeCard().replace("shc:/", "shc:/0/2/")],
    ["part 01 of 2", makeCard().replace("shc:/", "shc:/01/2/")],
    ["a part without number", makeCard().replace("shc:/", "shc:/1/")],
    ["two texts", rewritten(`${head}.${body}`)],
    ["four texts", rewritten(`${jws}.${signature}`)],
    ["padding", rewritten(`${jws}==`)],
    ["the other alphabet of base64", rewritten(`${head}.${body}.${signature.slice(0, -4)}+/+/`)],
    ["another spelling of its signature", rewritten(`${jws.slice(0, -1)}${jws.endsWith("A") ? "B" : "Z"}`)],
    ["a head that is no JSON", rewritten(`${base64url("ES256")}.${body}.${signature}`)],
    ["a head that is no object", rewritten(`${base64url("[]")}.${body}.${signature}`)],
    ["a head that says a thing twice", rewritten(`${base64url(`{"kid":"a",${JSON.stringify(header).slice(1)}`)}.${body}.${signature}`)],
    ["no zip in the head", without("zip")],
    ["no alg in the head", without("alg")],
    ["no kid in the head", without("kid")],
    ["a kid that is no text", makeCard({ header: { ...header, kid: 7 } })],
    ["another compression in the head", makeCard({ header: { ...header, zip: "GZ" } })],
    ["no compression at all", makeCard({ header: { alg: "ES256", kid: CARD_KEY.kid }, compress: (content) => content })],
    ["a byte-order mark before the JSON", makeCard({ payload: `\ufeff${JSON_TEXT}` })],
    ["something after the JSON", makeCard({ payload: `${JSON_TEXT}x` })],
    ["JSON that says a thing twice", doubled],
    ["letters that are no UTF-8", makeCard({ payload: Buffer.from(JSON_TEXT, "latin1") })],
    ["no issuer", payload({ iss: undefined })],
    ["an issuer that is no text", payload({ iss: 5 })],
    ["no beginning", payload({ nbf: undefined })],
    ["a beginning that is a text", payload({ nbf: String(AT) })],
    ["an expiry that is a text", payload({ exp: String(AT + 1) })],
    ["an expiry that is null", payload({ exp: null })],
    ["a revocation identifier that is too long", payload({ rid: "x".repeat(25) })],
    ["a revocation identifier with other letters", payload({ rid: "base64==" })],
    ["an empty revocation identifier", payload({ rid: "" })],
    ["a revocation identifier that is no text", payload({ rid: 5 })],
    ["no types", payload({ type: undefined })],
    ["no bundle", makeCard({ payload: { iss: ISSUER, nbf: AT, vc: { type: ["https://smarthealth.cards#health-card"] } } })],
    ["no claims", makeCard({ payload: "[]" })],
  ])("as malformed with %s", (_, text) => {
    expect(reason(text)).toBe("malformed");
    expect(judge(text, { trust: TRUST })).toMatchObject({ format: "smart-health-card" });
  });

  const deflated = (change: (stream: Buffer) => Uint8Array) => makeCard({ compress: (content) => change(deflateRawSync(content)) });
  test.each<[string, string, string]>([
    ["a zlib head around it", makeCard({ compress: (content) => deflateSync(content) }), "compression-invalid"],
    ["a byte after its end", deflated((stream) => Buffer.concat([stream, Uint8Array.of(0)])), "compression-invalid"],
    ["another stream after its end", deflated((stream) => Buffer.concat([stream, stream])), "compression-invalid"],
    ["no known kind of block", makeCard({ compress: () => Uint8Array.of(0xff, 0xff) }), "compression-invalid"],
    ["its end cut off", deflated((stream) => stream.subarray(0, -5)), "truncated"],
    ["nothing in it", makeCard({ compress: () => new Uint8Array() }), "truncated"],
    ["more than is allowed in it", makeCard({ payload: JSON.stringify({ pad: "0".repeat(65_536) }) }), "too-large"],
  ])("with a compressed part that has %s", (_, text, expected) => {
    expect(reason(text)).toBe(expected);
  });

  test("as too large where no code holds so much, or it comes in more parts than we keep", () => {
    expect(reason(`shc:/${"00".repeat(4096)}`)).toBe("too-large");
    expect(reason(`shc:/1/10/${digitsOf(jws)}`)).toBe("too-large");
    expect(reason(`shc:/10/999/${digitsOf(jws)}`)).toBe("too-large");
  });
});

test("one of several codes is a part, and the reader is not told that nothing comes after it", () => {
  for (const part of splitCard(makeJws(), 3)) {
    expect(judge(part, { trust: TRUST })).toEqual({ reason: "more-parts-needed", format: "smart-health-card", warnings: [] });
    expect(isWhole(Buffer.from(part))).toBe(false);
  }
  expect(isWhole(Buffer.from(makeCard()))).toBe(true);
  expect(isWhole(Buffer.from(makeCard().slice(0, -2)))).toBe(false);
});

test("a signed statement of another kind, and one that demands an extension, are said to be unknown here", () => {
  expect(reason(makeCard({ payload: cardOf({ type: ["VerifiableCredential", "https://smarthealth.cards#immunization"] }) }))).toBe(
    "type-unknown",
  );
  expect(reason(makeCard({ header: { ...header, crit: ["b64"], b64: false } }))).toBe("extension-unsupported");
});

describe("what it says", () => {
  test("of the person: the whole name where it is given, else its parts, as far as they are there", () => {
    const nameOf = (name: unknown) => claimsOf({ resources: [{ resourceType: "Patient", name }] })?.["fullName"];
    expect(nameOf([{ text: "Kiểm Thử Nguyễn", family: "Nguyễn" }])).toBe("Kiểm Thử Nguyễn");
    expect(nameOf([{ family: "Nguyễn" }])).toBe("Nguyễn");
    expect(nameOf([{ given: ["Thử", 5, ""] }])).toBe("Thử");
    for (const name of [undefined, null, [], {}, "Nguyễn", [{}], [{ given: "Thử" }], [{ given: [] }]]) expect(nameOf(name)).toBe(null);
  });

  test("of results, conditions, allergies and medicines: code, words, status, date and finding", () => {
    const concept = (code: string, text?: string) => ({ coding: [{ system: "http://loinc.org", code }], ...(text && { text }) });
    const resources = [
      PATIENT,
      { resourceType: "Observation", status: "final", code: concept("8310-5", "Thân nhiệt"), effectivePeriod: { start: "2026-01-02" } },
      { resourceType: "Observation", code: concept("8310-5"), valueQuantity: { value: 37.5, unit: "°C" } },
      { resourceType: "Observation", code: concept("94558-4"), valueCodeableConcept: concept("260415000", "Không phát hiện") },
      { resourceType: "Observation", code: concept("1"), valueString: "âm tính" },
      { resourceType: "Condition", code: concept("38341003"), clinicalStatus: concept("active"), recordedDate: "2020" },
      { resourceType: "AllergyIntolerance", code: concept("7980", "Penicillin") },
      { resourceType: "MedicationStatement", status: "active", medicationCodeableConcept: concept("860975"), effectiveDateTime: "2026-02" },
      { resourceType: "Composition" },
      { resourceType: "Composition" },
    ];
    expect(claimsOf({ resources })).toMatchObject({
      observations: [
        { code: "8310-5", system: "http://loinc.org", display: "Thân nhiệt", status: "final", date: "2026-01-02" },
        { code: "8310-5", value: "37.5 °C" },
        { code: "94558-4", value: "Không phát hiện" },
        { code: "1", value: "âm tính" },
      ],
      conditions: [{ code: "38341003", status: "active", date: "2020" }],
      allergies: [{ code: "7980", display: "Penicillin" }],
      medications: [{ code: "860975", status: "active", date: "2026-02" }],
      otherResources: ["Composition"],
    });
  });

  test("is told whatever JSON stands in its place", () => {
    const shape = fc.letrec((tie) => ({
      item: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), fc.array(tie("item"), { maxLength: 3 }), tie("object")),
      object: fc.dictionary(
        fc.constantFrom("resourceType", "name", "coding", "code", "vaccineCode", "performer", "actor", "valueQuantity", "__proto__"),
        fc.oneof(tie("item"), fc.constantFrom("Patient", "Immunization", "Observation", "constructor")),
        { maxKeys: 5 },
      ),
    }));
    fc.assert(
      fc.property(fc.array(shape.item, { maxLength: 4 }), (resources) => {
        const claims = claimsOf({ resources: [...resources, IMMUNIZATION] });
        expect(claims).toMatchObject({ immunizations: expect.arrayContaining([expect.objectContaining({ lotNumber: "TEST1" })]) });
      }),
      { numRuns: 300 },
    );
  });
});

describe("never accepted is a card", () => {
  const card = Buffer.from(makeJws());
  const expectNotAccepted = (jws: Uint8Array) =>
    expect(verdictOf(reason(`shc:/${digitsOf(Buffer.from(jws).toString("latin1"))}`))).not.toBe("accept");

  test("with one bit flipped anywhere", () => {
    for (let bit = 0; bit < card.length * 7; bit++) {
      const changed = Buffer.from(card);
      const at = Math.floor(bit / 7);
      changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 7));
      expectNotAccepted(changed);
    }
  });

  test("of letters that anybody may have written", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."eyJhbGciOiJFUzI1NiJ9.-_"), maxLength: 200 });
    fc.assert(
      fc.property(letters, (jws) => {
        expect(["malformed", "compression-invalid", "truncated", "algorithm-unsupported"]).toContain(reason(`shc:/${digitsOf(jws)}`));
      }),
    );
  });
});

describe("revocation", () => {
  const withCrl = (crlVersion: number | undefined, ridLists: TrustList["ridLists"]) => {
    const { kid, jwk } = keyEntry(CARD_KEY);
    const entry = { ...(kid && { kid }), jwk: { kty: "", ...jwk, ...(crlVersion !== undefined && { crlVersion }) } };
    return trustWith({ issuers: [{ id: ISSUER, types: ["health-card"], keys: [entry] }], ...(ridLists && { ridLists }) });
  };
  const listOf = (ctr: number, ...rids: readonly string[]) => ({ kid: CARD_KEY.kid, method: "rid" as const, ctr, rids: [...rids] });
  const card = makeCard({ payload: cardOf({ rid: "rid-1" }) });

  test.each<[string, number | undefined, TrustList["ridLists"], string]>([
    ["its issuer does not revoke", undefined, undefined, "granted"],
    ["it is not on the list", 1, [listOf(1, "rid-2")], "granted"],
    ["it is on the list", 1, [listOf(1, "rid-2", "rid-1")], "revoked"],
    ["it is on the list, and the key does not say how new that must be", undefined, [listOf(1, "rid-1")], "revoked"],
    ["the list is newer than the key demands", 1, [listOf(7, "rid-1")], "revoked"],
    ["there should be a list and is none", 1, undefined, "status-unknown"],
    ["the list is older than the key demands, whatever it says", 2, [listOf(1, "rid-1")], "status-unknown"],
    ["the list is another key's", 1, [{ ...listOf(1, "rid-1"), kid: "other" }], "status-unknown"],
    ["of two lists the newer has taken it back", 1, [listOf(2), listOf(1, "rid-1")], "granted"],
    ["of two lists the newer revokes it", 1, [listOf(1), listOf(2, "rid-1")], "revoked"],
    ["it began before the time behind its identifier", 1, [listOf(1, `rid-1.${AT - 86_400}`)], "revoked"],
    ["it began at the time behind its identifier or later", 1, [listOf(1, `rid-1.${AT - 86_401}`)], "granted"],
    ["it stands there twice, once for cards before its time", 1, [listOf(1, "rid-1.5", "rid-1")], "revoked"],
    ["it stands there twice, in the other order", 1, [listOf(1, "rid-1", "rid-1.5")], "revoked"],
    ["it stands there for two times", 1, [listOf(1, "rid-1.5", `rid-1.${AT}`, "rid-1.6")], "revoked"],
  ])("where %s", (_, crlVersion, ridLists, expected) => {
    expect(reasonOf(card, { trust: withCrl(crlVersion, ridLists) })).toBe(expected);
  });

  test("cannot reach a card without an identifier, which needs no list", () => {
    expect(reasonOf(makeCard(), { trust: withCrl(1, [listOf(1, "rid-1")]) })).toBe("granted");
    expect(reasonOf(makeCard(), { trust: withCrl(1, undefined) })).toBe("granted");
  });
});
