import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeCbor } from "../../src/core/cbor.ts";
import { hasForbiddenCharacters } from "../../src/core/display-text.ts";
import { ATTRIBUTE_KEYS } from "../../src/core/formats/claim169-attributes.ts";
import { TYPED_CREDENTIALS } from "../../src/core/formats/typed-credential.ts";
import { issue } from "../../src/core/issue.ts";
import { claimsToJson } from "../../src/core/json-claims.ts";
import { publicForm } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { type Claims, CREDENTIAL_TYPES, type CredentialType } from "../../src/core/presentation.ts";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import { array, bytes, float64, hex, int, map, tag, text } from "../support/cbor-bytes.ts";
import { AT, ED_KEY, EXPIRES, ISSUER, type Pair, PERSON } from "../support/credential-maker.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import { judge, keyEntry, trustWith } from "../support/judging.ts";
import "../support/properties.ts";
import { makeTyped, TYPED_EXAMPLES, type TypedExample, type TypedRecipe } from "../support/typed-examples.ts";

const TRUST = trustWith({ issuers: [{ id: ISSUER, types: [...CREDENTIAL_TYPES], keys: [keyEntry(ED_KEY)] }] });

const exampleOf = (type: CredentialType): TypedExample => {
  const example = TYPED_EXAMPLES.find((candidate) => candidate.type === type);
  if (!example) throw new Error(`no example of ${type}`);
  return example;
};
const judgeTyped = (example: TypedExample, recipe: TypedRecipe = {}, at = AT) =>
  judge(makeTyped(example, recipe).text, { trust: TRUST, at });
const reasonOf = (example: TypedExample, recipe: TypedRecipe = {}, at = AT) => judgeTyped(example, recipe, at).reason;
const changed = (example: TypedExample, key: number, value: Uint8Array) => ({
  typed: map(...example.pairs.map((pair, at): Pair => (at === key - 1 ? [pair[0], value] : pair))),
});

describe.each(TYPED_EXAMPLES)("a credential of type $type", (example) => {
  const { type, pairs, optional, claims } = example;

  test("is read as docs/formats.md describes it", () => {
    expect(judgeTyped(example)).toMatchObject({ reason: "granted", format: "cwt", type, warnings: [] });
    expect(judgeTyped(example).claims).toEqual(claims);
  });

  test("has the attributes of a person beside its own where claim 169 is there", () => {
    const person = { id: "VD-0001", fullName: "Nguyễn Thị Kiểm Thử", dateOfBirth: "19900515", gender: 2 };
    expect(judgeTyped(example, { identity: map(...PERSON) }).claims).toEqual({ ...person, ...claims });
    expect(reasonOf(example, { identity: text("nobody") })).toBe("malformed");
  });

  test.each(pairs.map((_, at) => at + 1))("is malformed without claim %d, where it must have it", (key) => {
    const typed = map(...pairs.filter((_, at) => at !== key - 1));
    expect(reasonOf(example, { typed })).toBe(optional.includes(key) ? "granted" : "malformed");
  });

  test.each(pairs.map((_, at) => at + 1))("is malformed where claim %d is of another kind", (key) => {
    const wrong: readonly Uint8Array[] = [
      hex("f6"),
      hex("f7"),
      hex("f5"),
      int(-1),
      int(2n ** 53n),
      float64(1.5),
      bytes("2026-11-23"),
      text(""),
      text("một\nhai"),
      text("hai".concat("\u202e", "một")),
      text("Việt".normalize("NFD")),
      text("x".repeat(201)),
      array(),
      array(int(1)),
      array(text("")),
      array(array()),
      array(array(text("a"), text("b"), text("c"))),
      map(),
      tag(0, text("2026-11-23")),
    ];
    expect(wrong.map((value) => reasonOf(example, changed(example, key, value)))).toEqual(wrong.map(() => "malformed"));
  });

  test("keeps claims of a later version under unknown, beside those of claim 169", () => {
    const typed = map(...pairs, [int(23), array(text("mới"), int(1))]);
    expect(judgeTyped(example, { typed }).claims).toEqual({ ...claims, unknown: { "23": ["mới", 1] } });
    const identity = map([int(30), text("vn")]);
    expect(judgeTyped(example, { typed, identity }).claims).toEqual({ ...claims, unknown: { "23": ["mới", 1], "30": "vn" } });
    expect(judgeTyped(example, { identity }).claims).toEqual({ ...claims, unknown: { "30": "vn" } });
  });

  test.each<[string, Uint8Array]>([
    ["0", int(0)],
    ["24, which Claim 169 leaves open", int(24)],
    ["-1", int(-1)],
    ["a text", text("cardNumber")],
    ["__proto__", text("__proto__")],
  ])("has no key %s", (_, key) => {
    expect(reasonOf(example, { typed: map(...pairs, [key, text("x")]) })).toBe("malformed");
  });

  test.each<[string, Uint8Array | null]>([
    ["nothing", null],
    ["null", hex("f6")],
    ["a list", array()],
    ["nothing known", map([int(20), text("x")])],
  ])("states something: %s is malformed", (_, typed) => {
    expect(reasonOf(example, { typed })).toBe("malformed");
  });

  test("has an identifier of 16 bytes or none", () => {
    const reasons = [[], [bytes(new Uint8Array(16))], [bytes(new Uint8Array(15))], [bytes("")], [text("0123456789abcdef")]].map((id) =>
      reasonOf(example, { more: id.map((value) => [int(7), value]) }),
    );
    expect(reasons).toEqual(["granted", "granted", "malformed", "malformed", "malformed"]);
  });

  test("is not for issuers of other types", () => {
    const others = CREDENTIAL_TYPES.filter((other) => other !== type);
    const trust = trustWith({ issuers: [{ id: ISSUER, types: others, keys: [keyEntry(ED_KEY)] }] });
    expect(judge(makeTyped(example).text, { trust }).reason).toBe("issuer-not-permitted");
  });
});

describe("a value at the edge of what its kind allows", () => {
  const bytesOf = (length: number) => text("ệ".repeat(Math.floor(length / 3)).padEnd(length - 2 * Math.floor(length / 3), "x"));
  const days = (...all: readonly string[]) => all.map(text);
  test.each<[CredentialType, number, readonly Uint8Array[], readonly Uint8Array[]]>([
    ["health-insurance", 1, [text("1"), bytesOf(40)], [bytesOf(41)]],
    ["health-insurance", 2, [int(1), int(5)], [int(0), int(6), text("4")]],
    ["health-insurance", 3, [bytesOf(200)], [bytesOf(201)]],
    ["health-insurance", 4, days("2024-02-29"), days("2025-02-29", "2026-1-1", "20260101", "2026-01-01 ", "2026-13-01", "1799-12-31")],
    [
      "prescription",
      1,
      [text("99000ABCDEFG-N")],
      days("99001abc1234", "99001abc1234-cc", "99001abc12345-c", "9900labc1234-7", "A9001abc1234-c"),
    ],
    ["prescription", 4, [array(...Array(20).fill(item("a", "b", "c", "d")))], [array(...Array(21).fill(item("a", "b", "c", "d")))]],
    [
      "prescription",
      4,
      [array(item("a", "b", "c", "d"))],
      [array(item("a", "b", "c", "d", "e")), array(item("a", "b", "", "d")), item("a", "b", "c", "d")],
    ],
    ["student", 4, days("1999-2000", "2099-2100"), days("2026-2028", "2027-2026", "2026-27", "2026–2027", "0999-1000")],
    ["household-address", 2, days("00004"), days("0004", "990011", "9900a", "٩٩٠٠١")],
    ["household-address", 3, [array(...Array(5).fill(text("a")))], [array(...Array(6).fill(text("a")))]],
    [
      "household-address",
      4,
      days("7P28RV5X+9J", "22222222+22", "CVXXXXXX+XXXXXXX"),
      days("7p28rv5x+9j", "7P280000+", "RV5X+9J", "7P28RV5X9J", "DP28RV5X+9J", "7X28RV5X+9J", "7P28RV5X+9"),
    ],
    ["producer", 2, [array(text("Vải"))], [text("Vải"), array(text("Vải"), int(1)), array(...Array(21).fill(text("a")))]],
    ["producer", 3, [int(1), int(1_000_000_000)], [int(0), int(1_000_000_001)]],
    ["application", 5, [int(0), int(999_999_999_999)], [int(1_000_000_000_000)]],
  ])("%s, claim %d", (type, key, right, wrong) => {
    const example = exampleOf(type);
    expect(right.map((value) => reasonOf(example, changed(example, key, value)))).toEqual(right.map(() => "granted"));
    expect(wrong.map((value) => reasonOf(example, changed(example, key, value)))).toEqual(wrong.map(() => "malformed"));
  });
});

describe("the type", () => {
  const example = exampleOf("student");
  test.each<[string, Uint8Array, string]>([
    ["of a later version", text("vn.tram.student.2"), "type-unknown"],
    ["in other letters", text("VN.TRAM.STUDENT"), "type-unknown"],
    ["empty", text(""), "type-unknown"],
    ["a number", int(3), "malformed"],
    ["bytes", bytes("vn.tram.student"), "malformed"],
    ["undefined", hex("f7"), "malformed"],
  ])("%s", (_, vct, reason) => {
    expect(reasonOf(example, { vct })).toBe(reason);
  });

  test("goes before claim 169: a credential of an unknown type does not pass for a citizen's", () => {
    expect(reasonOf(example, { vct: text("vn.example.library-card"), identity: map(...PERSON) })).toBe("type-unknown");
  });
});

test("whatever stands in the map of typed claims, the answer is a reason and never a throw", () => {
  const { item } = fc.letrec<{ item: unknown }>((tie) => ({
    item: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, undefined),
      fc.integer(),
      fc.double(),
      fc.string({ unit: "binary" }),
      fc.uint8Array(),
      fc.array(tie("item"), { maxLength: 5 }),
      fc
        .array(fc.tuple(fc.oneof(fc.integer({ min: -1, max: 30 }), fc.string()), tie("item")), { maxLength: 6 })
        .map((pairs) => new Map(pairs)),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...TYPED_EXAMPLES), item, item, (example, typed, identity) => {
      const reason = reasonOf(example, { typed: encodeCbor(typed), identity: encodeCbor(identity) });
      expect(["granted", "malformed", "too-large"]).toContain(reason);
    }),
    { numRuns: 500 },
  );
});

describe("the days of a health insurance", () => {
  const example = exampleOf("health-insurance");
  const from = startOfDayInVietnam("2026-01-01");
  const after = startOfDayInVietnam("2028-01-01");
  const trust = trustWith({
    issuedAt: 0,
    expiresAt: after + 1e6,
    issuers: [{ id: ISSUER, types: ["health-insurance"], keys: [keyEntry(ED_KEY)] }],
  });
  const at = (seconds: number, recipe: TypedRecipe) => judge(makeTyped(example, recipe).text, { at: seconds, trust }).reason;
  const always: TypedRecipe = { nbf: null, exp: null };

  test("count in Việt Nam, the last one whole, where the credential itself has no limits", () => {
    expect([from - 1, from, after - 1, after].map((seconds) => at(seconds, always))).toEqual([
      "not-yet-valid",
      "granted",
      "granted",
      "expired",
    ]);
  });

  test("narrow the limits of the credential and never widen them", () => {
    expect(at(after, { nbf: null, exp: int(after + 1000) })).toBe("expired");
    expect(at(AT, { nbf: null, exp: int(AT) })).toBe("expired");
    expect(at(from - 1, { nbf: int(0) })).toBe("not-yet-valid");
    expect(at(AT - 1, { nbf: int(AT) })).toBe("not-yet-valid");
    expect(at(EXPIRES, changed(example, 5, text("2099-12-31")))).toBe("expired");
  });

  test("are no limits where there is no last one", () => {
    const open = map(...example.pairs.slice(0, 4));
    expect(at(after, { ...always, typed: open })).toBe("granted");
    expect(judge(makeTyped(example, { ...always, typed: open }).text, { trust }).warnings).toEqual(["no-expiry"]);
  });
});

test("every name, key and type is the only one of its kind, and no name is an attribute of Claim 169", () => {
  for (const { claims } of TYPED_CREDENTIALS) {
    const [names, keys] = [claims.map(({ name }) => name), claims.map(({ key }) => key)];
    expect(names.filter((name) => ATTRIBUTE_KEYS.has(name) || name === "unknown")).toEqual([]);
    expect([new Set(names).size, new Set(keys).size]).toEqual([claims.length, claims.length]);
    expect(keys.filter((key) => !(Number.isInteger(key) && key >= 1 && key <= 23))).toEqual([]);
  }
  expect(new Set(TYPED_CREDENTIALS.map(({ vct }) => vct)).size).toBe(TYPED_CREDENTIALS.length);
  expect(TYPED_CREDENTIALS.map(({ type, vct }) => [type, vct])).toEqual(TYPED_EXAMPLES.map(({ type, vct }) => [type, vct]));
});

describe("what is issued reads back as it was given", () => {
  const KEY = newIssuerKey();
  const { trust } = trustInKeys([publicForm(KEY)]);
  const isLine = (most: number) => (value: string) =>
    Buffer.byteLength(value) <= most && !/\n/.test(value) && !hasForbiddenCharacters(value);
  const line = (most: number) =>
    fc
      .string({ unit: "grapheme", minLength: 1, maxLength: Math.min(most, 60) })
      .map((value) => value.normalize("NFC"))
      .filter(isLine(most));
  const day = fc
    .date({ min: new Date("1800-01-02"), max: new Date("2200-12-30"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const digits = (unit: string, length: number) => fc.string({ unit: fc.constantFrom(...unit), minLength: length, maxLength: length });
  const plus = "23456789CFGHJMPQRVWX";
  const given: Readonly<Record<string, fc.Arbitrary<Claims>>> = {
    "health-insurance": fc.record(
      {
        cardNumber: line(40),
        benefitLevel: fc.integer({ min: 1, max: 5 }),
        facility: line(200),
        validFrom: fc.constant("2020-01-01"),
        validTo: fc.constant("2199-01-01"),
      },
      { requiredKeys: ["cardNumber", "benefitLevel", "facility", "validFrom"] },
    ),
    prescription: fc.record({
      prescriptionCode: fc.tuple(digits("0123456789", 2), digits("09azAZ", 10), digits("czN", 1)).map(([a, b, c]) => `${a}${b}-${c}`),
      facility: line(200),
      issuedOn: day,
      items: fc.array(
        fc.record({ name: line(200), strength: line(200), quantity: line(200), dose: line(200) }, { noNullPrototype: true }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
    student: fc.record({
      studentNumber: line(40),
      schoolCode: line(40),
      class: line(40),
      schoolYear: fc.integer({ min: 1000, max: 2998 }).map((year) => `${year}-${year + 1}`),
    }),
    "household-address": fc.record(
      {
        addressCode: line(40),
        communeCode: digits("0123456789", 5),
        addressLines: fc.array(line(200), { minLength: 1, maxLength: 5 }),
        plusCode: fc.tuple(digits("2345678", 2), digits(plus, 6), digits(plus, 3)).map(([a, b, c]) => `${a}${b}+${c}`),
      },
      { requiredKeys: ["addressCode", "communeCode", "addressLines"] },
    ),
    producer: fc.record(
      {
        growingAreaCode: line(40),
        products: fc.array(line(100), { minLength: 1, maxLength: 20 }),
        areaSquareMetres: fc.integer({ min: 1, max: 1e9 }),
        cooperative: line(200),
      },
      { requiredKeys: ["growingAreaCode", "products", "areaSquareMetres"] },
    ),
    application: fc.record(
      {
        applicationNumber: line(40),
        procedureCode: line(40),
        office: line(200),
        dueDate: day,
        feeVnd: fc.integer({ min: 0, max: 999_999_999_999 }),
      },
      { requiredKeys: ["applicationNumber", "procedureCode", "office"] },
    ),
  };

  test.each(TYPED_CREDENTIALS)("$type", ({ type }) => {
    const person = fc.record({ fullName: line(100), dateOfBirth: fc.constant("19900515") }, { requiredKeys: [] });
    fc.assert(
      fc.property(given[type] ?? fc.constant({}), person, (claims, identity) => {
        const issued = issue({ type, claims: { ...claims, ...identity }, issuedAt: AT - 60, expires: AT + 3600 }, KEY);
        if (!issued.ok) throw new Error(issued.problems.map(({ en }) => en).join("; "));
        const decision = judge(issued.text, { trust });
        expect(decision).toMatchObject({ reason: "granted", type, credential: issued.credential });
        expect(claimsToJson(decision.claims ?? {})).toEqual({ ...identity, ...claims });
      }),
      { numRuns: 150 },
    );
  });
});

function item(...parts: readonly string[]): Uint8Array {
  return array(...parts.map((part) => text(part)));
}
