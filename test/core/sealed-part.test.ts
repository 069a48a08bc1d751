import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Claims } from "../../src/core/presentation.ts";
import {
  decodePersonal,
  decodeSealed,
  encodePersonal,
  encodeSealed,
  isSealedDigest,
  MAX_SEALED_BYTES,
  sealedDigest,
} from "../../src/core/sealed-part.ts";

const CLAIMS: Claims = { fullName: "Nguyễn Thị Kiểm Thử", cardNumber: "GD4010990000001", photo: new Uint8Array(9), note: null };

function insideOf(claims: Claims, wanted: readonly string[]) {
  const inside = encodePersonal(claims, wanted);
  return inside && decodePersonal(inside);
}

describe("what is sealed of a person", () => {
  test("is what the policy names and the card says, and nothing else", () => {
    expect(insideOf(CLAIMS, ["fullName", "dob", "note"])).toEqual({
      attributes: new Map([["fullName", "Nguyễn Thị Kiểm Thử"]]),
      leftOut: [],
    });
  });

  test("is nothing where the card says none of it, or the policy names nothing", () => {
    expect(encodePersonal(CLAIMS, ["dob", "note", "toString"])).toBeUndefined();
    expect(encodePersonal(CLAIMS, [])).toBeUndefined();
  });

  test("is never a picture, and that one was left out is said", () => {
    const read = insideOf({ ...CLAIMS, nested: [{ picture: new Uint8Array(1) }] }, ["photo", "cardNumber", "nested"]);
    expect(read).toEqual({ attributes: new Map([["cardNumber", "GD4010990000001"]]), leftOut: ["nested", "photo"] });
  });

  test("has the same length for a short name and a long one", () => {
    const lengthOf = (fullName: string) => encodePersonal({ fullName }, ["fullName"])?.length;
    expect([lengthOf("A"), lengthOf("Công Tằng Tôn Nữ Thị Kiểm Thử Dài".repeat(4))]).toEqual([256, 256]);
    expect(lengthOf("A".repeat(256))).toBe(512);
  });

  test("loses its longest attributes where there is no room, whole and by name", () => {
    const claims = { a: "x".repeat(1500), b: "y".repeat(1500), c: "z".repeat(100), d: "ế".repeat(600) };
    expect(insideOf(claims, ["a", "b", "c", "d"])).toEqual({
      attributes: new Map([
        ["c", claims.c],
        ["a", claims.a],
      ]),
      leftOut: ["b", "d"],
    });
    expect(encodePersonal({ a: "x".repeat(5000) }, ["a"])?.length).toBe(256);
  });

  test("comes back as it was, whatever a card says", () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.string({ unit: "binary" }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.array(tie("any"), { maxLength: 3 }),
      ),
    })).any as fc.Arbitrary<Claims[string]>;
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, unit: "binary" }), value, { maxKeys: 12 }), (claims) => {
        const inside = encodePersonal(claims, Object.keys(claims));
        if (!inside) {
          expect(Object.keys(claims)).toEqual([]);
          return;
        }
        const read = decodePersonal(inside);
        expect(inside.length % 256).toBe(0);
        expect(inside.length).toBeLessThanOrEqual(2048);
        expect([...(read?.attributes.keys() ?? []), ...(read?.leftOut ?? [])].toSorted()).toEqual(Object.keys(claims).toSorted());
      }),
    );
  });

  test("is refused where it is spelt in any other way", () => {
    const inside = encodePersonal(CLAIMS, ["fullName", "photo"]) ?? new Uint8Array();
    for (const text of ["", "{}", '{"attributes":[]}', '{"attributes":{},"leftOut":[]}', '{"attributes":{},"leftOut":[1]}', "null"]) {
      const padded = Buffer.alloc(256);
      padded.write(text);
      expect(decodePersonal(padded)).toBeUndefined();
    }
    expect(decodePersonal(inside.subarray(1))).toBeUndefined();
    expect(decodePersonal(Buffer.concat([inside, Buffer.alloc(256)]))).toBeUndefined();
    expect(decodePersonal(Buffer.alloc(2304, "a"))).toBeUndefined();
    expect(decodePersonal(Buffer.alloc(256, 0xff))).toBeUndefined();
  });
});

describe("a sealed part", () => {
  const taken = { keyId: new Uint8Array(8).fill(1), encapsulated: new Uint8Array(32).fill(2), ciphertext: new Uint8Array(272).fill(3) };
  const bytes = encodeSealed(taken);

  test("comes apart as it was put together", () => {
    const again = decodeSealed(bytes);
    expect(again && encodeSealed(again)).toEqual(bytes);
    expect(Buffer.from(again?.keyId ?? [])).toEqual(Buffer.from(taken.keyId));
  });

  test("has a version, and as many bytes as a padded part can have", () => {
    const longest = encodeSealed({ ...taken, ciphertext: new Uint8Array(2064) });
    expect(longest.length).toBe(MAX_SEALED_BYTES);
    expect(decodeSealed(longest)).toBeDefined();
    const wrong = [bytes.subarray(1), bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.of(0)]), new Uint8Array(), new Uint8Array(57)];
    for (const other of [...wrong, encodeSealed({ ...taken, ciphertext: new Uint8Array(2320) }), bytes.with(0, 2)])
      expect(decodeSealed(other)).toBeUndefined();
  });

  test("is named by its digest, in one spelling", () => {
    const digest = sealedDigest(bytes);
    expect(isSealedDigest(digest)).toBe(true);
    expect(isSealedDigest(`${digest.slice(0, -1)}B`)).toBe(false);
    expect(isSealedDigest(`${digest}=`)).toBe(false);
    expect(isSealedDigest("../state.json")).toBe(false);
  });
});
