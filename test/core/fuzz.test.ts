import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayJson } from "../../src/core/display-text.ts";
import { claimsToJson } from "../../src/core/json-claims.ts";
import { verdictOf } from "../../src/core/reason.ts";
import { array, bytes, float64, head, hex, int, longHead, map, tag, text } from "../support/cbor-bytes.ts";
import {
  base45,
  claimsSet,
  EC_KEY,
  ED_KEY,
  headerOf,
  makeCredential,
  type Pair,
  PERSON,
  signBytes,
  testKey,
  wrap,
} from "../support/credential-maker.ts";
import { judge, reasonOf } from "../support/judging.ts";

const KEYS = [ED_KEY, EC_KEY] as const;
const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function flipped(content: Uint8Array, bit: number): Uint8Array {
  const changed = Buffer.from(content);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

/** Nothing that nobody signed is accepted, and nothing of it is believed. */
function expectNotBelieved(symbol: string | Uint8Array): void {
  const decision = judge(symbol);
  expect(verdictOf(decision.reason)).not.toBe("accept");
  expect(decision.credential).toBeUndefined();
  if (verdictOf(decision.reason) !== "read-only") expect(decision.claims).toBeUndefined();
}

describe("garbage", () => {
  test("of bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectNotBelieved), { numRuns: 2000 });
  });

  test("of letters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectNotBelieved), { numRuns: 2000 });
  });

  test("of Base45 that begins like a credential", () => {
    const letters = fc.array(fc.constantFrom(...BASE45), { maxLength: 400 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.constantFrom("V7F", "Y9F", "6BF", "NCF"), letters, (prefix, rest) => {
        expectNotBelieved(prefix + rest);
        expect(["truncated", "base45-invalid", "compression-invalid", "malformed"]).toContain(reasonOf((prefix + rest).trimEnd()));
      }),
      { numRuns: 2000 },
    );
  });

  test("of bytes in a zlib stream as it should be", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        expect(reasonOf(wrap(content))).toBe("malformed");
      }),
      { numRuns: 2000 },
    );
  });

  test("of fields between bars", () => {
    const field = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom("099190000001", "", "-", "$", "1", "2", "01/01/2026", "15051990", "4e67", "Nữ"),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 18 }), (fields) => {
        expectNotBelieved(fields.join("|"));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a valid credential cut anywhere", () => {
  test.each(KEYS)("as text is truncated ($algorithm)", (key) => {
    const { text: code } = makeCredential({ key });
    for (let length = 3; length < code.length; length++) {
      // Two letters left of a group of three may look like one byte, which the compressed data did not have there.
      const possible = length % 3 === 2 ? ["truncated", "compression-invalid"] : ["truncated"];
      expect(possible).toContain(reasonOf(code.slice(0, length)));
    }
    for (let length = 0; length < 3; length++) expect(reasonOf(code.slice(0, length))).toBe("not-understood");
    for (let from = 1; from < code.length; from++) expectNotBelieved(code.slice(from));
  });

  test.each(KEYS)("in its COSE message is malformed ($algorithm)", (key) => {
    const { message } = makeCredential({ key });
    for (let length = 0; length < message.length; length++) expect(reasonOf(wrap(message.subarray(0, length)))).toBe("malformed");
    for (const tail of [hex("00"), hex("ff"), hex("f6"), message]) expect(reasonOf(wrap(Buffer.concat([message, tail])))).toBe("malformed");
  });

  test("in its payload, signed like that, is malformed", () => {
    const payload = claimsSet();
    for (let length = 0; length < payload.length; length++) {
      expect(reasonOf(makeCredential({ payload: payload.subarray(0, length) }).text)).toBe("malformed");
    }
  });
});

describe("every flipped bit of a valid credential", () => {
  test.each(KEYS)("of its COSE message is refused ($algorithm)", (key) => {
    const { message } = makeCredential({ key });
    const reasons = new Set<string>();
    for (let bit = 0; bit < message.length * 8; bit++) {
      const symbol = wrap(flipped(message, bit));
      expectNotBelieved(symbol);
      reasons.add(reasonOf(symbol));
    }
    expect(reasons).toEqual(new Set(["signature-invalid", "malformed", "issuer-unknown", "algorithm-unsupported", "not-understood"]));
  });

  test.each(KEYS)("leaves it valid only in the unsigned header, and then it is the same credential ($algorithm)", (key) => {
    const unprotected = map([int(4), bytes("another")], [int(33), bytes("certificate")], [text("note"), int(24)]);
    const { message, text: code } = makeCredential({ key, unprotected });
    const [original, from] = [judge(code), Buffer.from(message).indexOf(unprotected)];
    expect(original.reason).toBe("granted");
    let stillValid = 0;
    for (let bit = 0; bit < message.length * 8; bit++) {
      const decision = judge(wrap(flipped(message, bit)));
      if (decision.reason !== "granted") continue;
      stillValid++;
      expect(bit >> 3).toBeGreaterThanOrEqual(from);
      expect(bit >> 3).toBeLessThan(from + unprotected.length);
      expect(decision).toEqual(original);
    }
    expect(stillValid).toBeGreaterThan(100);
  });

  test("of its key identifier, where that is unsigned, finds another key, none, or tries all: never another credential", () => {
    const { message, text: code } = makeCredential({ protectedHeader: map([int(1), int(-8)]), unprotected: map([int(4), bytes("ed-1")]) });
    const original = judge(code);
    for (let bit = 0; bit < message.length * 8; bit++) {
      const decision = judge(wrap(flipped(message, bit)));
      if (decision.reason === "granted") expect(decision).toEqual(original);
      else expect(decision.credential).toBeUndefined();
    }
  });

  test("of its zlib stream or its text leaves the same credential or none", () => {
    const { message, text: code } = makeCredential();
    const original = judge(code);
    const stream = deflateSync(message, { level: 9 });
    for (let bit = 0; bit < stream.length * 8; bit++) {
      const decision = judge(base45(flipped(stream, bit)));
      if (decision.reason === "granted") expect(decision).toEqual(original);
    }
    for (let bit = 0; bit < code.length * 8; bit++) {
      const decision = judge(flipped(Buffer.from(code), bit));
      if (decision.reason === "granted") expect(decision).toEqual(original);
    }
  });
});

describe("a valid credential edited by chance", () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 4 });

  test("at any layer is the same credential or none", () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), edits, fc.constantFrom("message", "stream", "code"), (key, changes, layer) => {
        const made = makeCredential({ key });
        const edited = (content: Uint8Array) =>
          changes.reduce((now, [at, drop, insert]) => splice(now, at % (now.length + 1), drop, insert), content);
        const symbol = {
          message: () => wrap(edited(made.message)),
          stream: () => base45(edited(deflateSync(made.message))),
          code: () => edited(Buffer.from(made.text)),
        }[layer]();
        const decision = judge(symbol);
        if (decision.reason === "granted") expect(decision).toEqual(judge(made.text));
        else expect(decision.credential).toBeUndefined();
      }),
      { numRuns: 1500 },
    );
  });

  function splice(content: Uint8Array, at: number, drop: number, insert: Uint8Array): Uint8Array {
    return Buffer.concat([content.subarray(0, at), insert, content.subarray(at + drop)]);
  }
});

describe("nothing that a trusted key did not sign is accepted", () => {
  const rogues = [testKey("EdDSA", 66, "ed-1"), testKey("ES256", 66, "ec-1"), testKey("EdDSA", 67, "nobody")];
  const header = fc.tuple(fc.constantFrom(-8, -7, -19, -9, 5, 0, -35), fc.constantFrom("ed-1", "ec-1", "nobody", undefined));

  test("whatever its headers claim", () => {
    fc.assert(
      fc.property(fc.constantFrom(...rogues), header, header, fc.nat(3), (key, [alg, kid], [outerAlg, outerKid], tags) => {
        const pairs = (algorithm: number, name: string | undefined): Pair[] => [
          [int(1), int(algorithm)],
          ...(name === undefined ? [] : [[int(4), bytes(name)] as const]),
        ];
        const { text: code } = makeCredential({
          key,
          protectedHeader: map(...pairs(alg, kid)),
          unprotected: map(...pairs(outerAlg, outerKid)),
          tags: [[18], [], [61, 18], [16]][tags] ?? [],
        });
        expectNotBelieved(code);
      }),
      { numRuns: 500 },
    );
  });

  test("nor what was signed as something else: another context, another header, another payload", () => {
    const header = headerOf(ED_KEY);
    const payload = claimsSet();
    const contexts = [
      array(text("Signature"), bytes(header), bytes(""), bytes(payload)),
      array(text("Signature1"), bytes(header), bytes("aad"), bytes(payload)),
      array(text("Signature1"), bytes(""), bytes(""), bytes(payload)),
      array(text("Signature1"), bytes(header), bytes(""), bytes("")),
      array(text("MAC0"), bytes(header), bytes(""), bytes(payload)),
      payload,
    ];
    for (const context of contexts) {
      const signature = signBytes(ED_KEY, context);
      expect(reasonOf(makeCredential({ payload, signature: () => signature }).text)).toBe("signature-invalid");
    }
  });
});

describe("content that is hostile and rightly signed", () => {
  const item = fc.letrec<{ item: Uint8Array }>((tie) => ({
    item: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }).map(int),
      fc.uint8Array({ maxLength: 8 }).map(bytes),
      fc.uint8Array({ maxLength: 8 }).map(text),
      fc.constantFrom("__proto__", "constructor", "\u202e", "\0", "then", "toJSON").map(text),
      fc.double().map(float64),
      fc.constantFrom("f4", "f5", "f6", "f7", "e0", "f8ff", "f97e00", "f97e01", "f97c00", "f98000", "9fff", "ff", "1801").map(hex),
      fc.array(tie("item"), { maxLength: 4 }).map((items) => array(...items)),
      fc.array(fc.tuple(tie("item"), tie("item")), { maxLength: 4 }).map((pairs) => map(...pairs)),
      fc.tuple(fc.constantFrom(0, 1, 2, 3, 18, 24, 61, 55799), tie("item")).map(([number, inner]) => tag(number, inner)),
    ),
  })).item;

  test("as attributes, claims, header or message never makes anything throw, nor JSON of it", () => {
    const pairs = fc.array(fc.tuple(fc.oneof(fc.integer({ min: -2, max: 200 }).map(int), item), item), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, fc.constantFrom("identity", "claims", "protected", "unprotected", "message"), (content, place) => {
        const whole = map(...content);
        const symbol = {
          identity: () => makeCredential({ payload: claimsSet({ identity: whole }) }).text,
          claims: () => makeCredential({ payload: claimsSet({ more: content }) }).text,
          protected: () => makeCredential({ protectedHeader: whole }).text,
          unprotected: () => makeCredential({ unprotected: whole }).text,
          message: () => wrap(tag(18, whole)),
        }[place]();
        const { reason, claims = {} } = judge(symbol);
        expect(typeof displayJson(claimsToJson(claims))).toBe("string");
        if (place === "message" || place === "protected") expect(reason).not.toBe("granted");
      }),
      { numRuns: 2500 },
    );
  });

  const repeat = (count: number, part: Uint8Array) => Buffer.concat(Array.from({ length: count }, () => part));
  test.each<[string, Uint8Array]>([
    ["a string of 2^64 - 1 bytes", head(2, 2n ** 64n - 1n)],
    ["an array of 2^53 items", head(4, 2n ** 53n)],
    ["a map of 2^32 pairs", head(5, 2n ** 32n)],
    ["5,000 nested arrays", Buffer.concat([repeat(5000, hex("81")), hex("00")])],
    ["5,000 nested maps", Buffer.concat([repeat(5000, hex("a100")), hex("00")])],
    ["an indefinite array", hex("9fff")],
    ["an indefinite text", hex("7f6161ff")],
    ["a duplicate key", map([int(1), int(1)], [int(1), int(2)])],
    ["a duplicate key in another spelling", map([int(1), int(1)], [longHead(0, 1, 1), int(2)])],
    ["a duplicate key deep inside", map([int(24), array(map([text("a"), int(1)], [text("a"), int(1)]))])],
    ["a long integer", map([int(9), longHead(0, 2, 4)])],
    ["a long length", map([int(1), Buffer.concat([longHead(3, 1, 1), hex("61")])])],
    ["a long float", map([int(24), float64(1.5)])],
    ["a NaN with a payload", map([int(24), hex("fb7ff8000000000001")])],
    ["text that is no UTF-8", map([int(4), text(hex("ff"))])],
  ])("is malformed everywhere: %s", (_, hostile) => {
    expect(reasonOf(makeCredential({ payload: claimsSet({ identity: hostile }) }).text)).toBe("malformed");
    expect(reasonOf(makeCredential({ payload: claimsSet({ more: [[int(700), hostile]] }) }).text)).toBe("malformed");
    expect(reasonOf(makeCredential({ unprotected: map([int(700), hostile]) }).text)).toBe("malformed");
    expect(reasonOf(makeCredential({ protectedHeader: map([int(1), int(-8)], [int(4), bytes("ed-1")], [int(700), hostile]) }).text)).toBe(
      "malformed",
    );
    expect(reasonOf(makeCredential({ payload: hostile }).text)).toBe("malformed");
    expect(reasonOf(wrap(hostile))).toBe("malformed");
  });
});

describe("what is large", () => {
  test("never holds much memory or much time", () => {
    const symbols = [
      wrap(new Uint8Array(2_500_000)),
      wrap(Buffer.alloc(65_536, 0x80)),
      wrap(Buffer.concat([head(4, 65_000), Buffer.alloc(65_000, 0x80)])),
      wrap(Buffer.concat([head(4, 65_000), Buffer.alloc(65_000, 0xa0)])),
      makeCredential({ payload: Buffer.concat([claimsSet({ identity: map(...PERSON, [int(16), bytes(new Uint8Array(60_000))]) })]) }).text,
      "0".repeat(7089),
      "A".repeat(8192),
      "NCF".padEnd(8190, "0"),
      "|".repeat(8192),
      "0|".repeat(4096),
      `099190000001|${"0".repeat(8000)}`,
      `GD4990000000001|${"4e".repeat(4000)}|1990|2|||||$`,
      `x${" ".repeat(8190)}x`,
      "Ã©".repeat(2048),
      "\0".repeat(8192),
      Buffer.alloc(8192, 0xff),
      Buffer.alloc(8193, 0x20),
    ];
    for (const symbol of symbols) judge(symbol);
    const before = process.memoryUsage();
    for (const symbol of symbols) {
      const start = performance.now();
      for (let round = 0; round < 5; round++) judge(symbol);
      expect([String(symbol).slice(0, 20), Math.floor((performance.now() - start) / 5 / 250)]).toEqual([String(symbol).slice(0, 20), 0]);
    }
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(96 * 1024 * 1024);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(16 * 1024 * 1024);
  });

  test("gives the right reason", () => {
    expect(reasonOf(wrap(new Uint8Array(2_500_000)))).toBe("too-large");
    expect(reasonOf("0".repeat(7089))).toBe("not-understood");
    expect(reasonOf("0".repeat(8193))).toBe("too-large");
    expect(reasonOf(makeCredential({ payload: claimsSet({ identity: map([int(16), bytes(new Uint8Array(65_000))]) }) }).text)).toBe(
      "granted",
    );
    expect(reasonOf(makeCredential({ payload: claimsSet({ identity: map([int(16), bytes(new Uint8Array(65_536))]) }) }).text)).toBe(
      "too-large",
    );
  });
});
