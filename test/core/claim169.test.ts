import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Claims } from "../../src/core/presentation.ts";
import { array, bytes, float64, hex, int, map, tag, text } from "../support/cbor-bytes.ts";
import { claimsSet, makeCredential, type Pair, PERSON, wrap } from "../support/credential-maker.ts";
import { judge, reasonOf } from "../support/judging.ts";

const codeOf = (...pairs: readonly Pair[]) => makeCredential({ payload: claimsSet({ identity: map(...pairs) }) }).text;
const claimsOf = (...pairs: readonly Pair[]): Claims | undefined => judge(codeOf(...pairs)).claims;

/** Bytes come back as Buffer or as Uint8Array; compared as hex. */
const hexOf = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value);

describe("the attributes", () => {
  const TEXTS: readonly (readonly [number, string])[] = [
    [1, "id"],
    [2, "version"],
    [3, "language"],
    [4, "fullName"],
    [5, "firstName"],
    [6, "middleName"],
    [7, "lastName"],
    [8, "dateOfBirth"],
    [10, "address"],
    [11, "email"],
    [12, "phone"],
    [13, "nationality"],
    [15, "guardian"],
    [19, "secondaryFullName"],
    [20, "secondaryLanguage"],
    [21, "locationCode"],
    [22, "legalStatus"],
    [23, "countryOfIssuance"],
  ];

  test("of text have the names of the specification, 1.0 to 1.2", () => {
    const claims = claimsOf(...TEXTS.map(([key, name]): Pair => [int(key), text(`value of ${name}`)]));
    expect(claims).toEqual(Object.fromEntries(TEXTS.map(([, name]) => [name, `value of ${name}`])));
  });

  test("of numbers, too, and the list of fingers", () => {
    expect(claimsOf([int(9), int(2)], [int(14), int(1)], [int(17), int(4)], [int(18), array(int(0), int(10))])).toEqual({
      gender: 2,
      maritalStatus: 1,
      photoFormat: 4,
      bestQualityFingers: [0, 10],
    });
  });

  test("keep a date of birth as its issuer wrote it, in either form", () => {
    expect(claimsOf([int(8), text("19900515")])).toEqual({ dateOfBirth: "19900515" });
    expect(claimsOf([int(8), text("1990-05-15")])).toEqual({ dateOfBirth: "1990-05-15" });
  });

  test("keep a photo as bytes or as text, as issuers do", () => {
    expect(hexOf(claimsOf([int(16), bytes(hex("ffd8ff"))])?.["photo"])).toBe("ffd8ff");
    expect(claimsOf([int(16), text("/9j/")])).toEqual({ photo: "/9j/" });
  });

  test("may all be absent", () => {
    expect(judge(codeOf())).toMatchObject({ reason: "granted", claims: {} });
  });

  test("of any type do no harm", () => {
    expect(claimsOf([int(1), hex("f6")], [int(4), array(int(1))], [int(10), hex("f7")], [int(13), tag(0, text("x"))])).toEqual({
      id: null,
      fullName: [1],
      address: null,
      nationality: null,
    });
    expect(claimsOf([int(1), float64(1.1)], [int(2), hex("f97e00")], [int(3), hex("f98000")], [int(9), int(2n ** 63n)])).toEqual({
      id: 1.1,
      version: Number.NaN,
      language: -0,
      gender: "9223372036854775808",
    });
  });
});

describe("the biometrics", () => {
  const NAMES: readonly (readonly [number, string])[] = [
    [50, "rightThumb"],
    [51, "rightPointerFinger"],
    [52, "rightMiddleFinger"],
    [53, "rightRingFinger"],
    [54, "rightLittleFinger"],
    [55, "leftThumb"],
    [56, "leftPointerFinger"],
    [57, "leftMiddleFinger"],
    [58, "leftRingFinger"],
    [59, "leftLittleFinger"],
    [60, "rightIris"],
    [61, "leftIris"],
    [62, "face"],
    [63, "rightPalm"],
    [64, "leftPalm"],
    [65, "voice"],
  ];
  const record = map([int(0), text("data")], [int(1), int(0)], [int(2), int(100)], [int(3), text("mẫu")]);
  const read = { data: "data", format: 0, subFormat: 100, issuer: "mẫu" };

  test.each(NAMES)("%d is %s, one record or a list of them", (key, name) => {
    expect(claimsOf([int(key), record])).toEqual({ [name]: [read] });
    expect(claimsOf([int(key), array(record, record)])).toEqual({ [name]: [read, read] });
    expect(claimsOf([int(key), array()])).toEqual({ [name]: [] });
  });

  test("keep fields that nobody has named", () => {
    expect(claimsOf([int(62), map([int(9), int(1)], [text("note"), int(2)])])).toEqual({ face: [{ 9: 1, note: 2 }] });
  });
});

describe("keys outside the specification", () => {
  test("are kept under a name of their own", () => {
    expect(claimsOf([int(24), text("a")], [int(99), int(1)], [text("1"), text("b")], [int(-1), hex("f5")])).toEqual({
      unknown: { 24: "a", 99: 1, 1: "b", "-1": true },
    });
  });

  test.each<[string, Uint8Array]>([
    ["a map", map()],
    ["a list", array(int(1))],
    ["bytes", bytes("a")],
    ["tagged", tag(5, int(2n ** 60n))],
  ])("that are neither numbers nor texts make it malformed: %s", (_, key) => {
    expect(reasonOf(codeOf([key, int(1)]))).toBe("malformed");
  });

  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])("never touch a prototype: %s", (name) => {
    const poison = map([text("polluted"), hex("f5")]);
    const pairs: readonly Pair[] = [
      [text(name), poison],
      [int(62), map([text(name), poison])],
      [int(4), map([text(name), poison])],
    ];
    const claims = claimsOf(...pairs);
    const holders = [claims?.["unknown"], claims?.["fullName"], Array.isArray(claims?.["face"]) ? claims["face"][0] : undefined];
    for (const holder of holders) {
      expect(Object.getPrototypeOf(holder)).toBe(Object.prototype);
      expect(Object.entries(holder ?? {})).toEqual([[name, { polluted: true }]]);
    }
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a CWT", () => {
  test("without claim 169 is nothing we know", () => {
    expect(reasonOf(makeCredential({ payload: claimsSet({ identity: null }) }).text)).toBe("not-understood");
  });

  test.each<[string, Uint8Array]>([
    ["an array", array()],
    ["a text", text("{}")],
    ["bytes", bytes(map(...PERSON))],
    ["a tagged map", tag(259, map())],
    ["null", hex("f6")],
    ["undefined", hex("f7")],
  ])("whose claim 169 is %s is malformed", (_, identity) => {
    expect(reasonOf(makeCredential({ payload: claimsSet({ identity }) }).text)).toBe("malformed");
  });
});

describe("what is not signed is not told", () => {
  test("of a credential that fails, nothing but its format and type is known", () => {
    const { message } = makeCredential();
    const changed = Buffer.from(message);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(judge(wrap(changed))).toEqual({ reason: "signature-invalid", format: "claim169", type: "citizen", warnings: [] });
  });

  test("whatever the attributes are, they come back from a signed credential and from no other", () => {
    const pair = fc.tuple(fc.integer({ min: 1, max: 23 }), fc.string({ unit: "grapheme", maxLength: 30 }));
    fc.assert(
      fc.property(fc.uniqueArray(pair, { selector: ([key]) => key, maxLength: 8 }), (attributes) => {
        const pairs = attributes.map(([key, value]): Pair => [int(key), text(value)]);
        const payload = claimsSet({ identity: map(...pairs) });
        expect(Object.values(judge(makeCredential({ payload }).text).claims ?? {})).toEqual(attributes.map(([, value]) => value));
        expect(judge(makeCredential({ payload, signature: () => new Uint8Array(64) }).text)).not.toHaveProperty("claims");
      }),
      { numRuns: 100 },
    );
  });
});
