import { constants, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseCoseSign1 } from "../../src/core/cose.ts";
import { sigStructure } from "../../src/core/cose-bytes.ts";
import { array, bytes, hex, int, map, tag, text } from "../support/cbor-bytes.ts";
import { newKey } from "../support/certificate-maker.ts";
import { EC_KEY, ISSUER, makeCredential, type Pair, type Recipe, wrap } from "../support/credential-maker.ts";
import { reasonOf, trustWith } from "../support/judging.ts";

const EDDSA: Pair = [int(1), int(-8)];
const KID: Pair = [int(4), bytes("ed-1")];
const OTHER_KID: Pair = [int(4), bytes("ed-2")];
const UNDEFINED = hex("f7");
const NULL = hex("f6");

/** The reason for a credential with these headers, signed with the right key. */
function withHeaders(protectedPairs: readonly Pair[], unprotectedPairs: readonly Pair[] = []): string {
  return reasonOf(makeCredential({ protectedHeader: map(...protectedPairs), unprotected: map(...unprotectedPairs) }).text);
}

describe("the envelope", () => {
  test.each<[string, Recipe]>([
    ["tag 18", { tags: [18] }],
    ["tags 61 and 18", { tags: [61, 18] }],
    ["no tag", { tags: [] }],
  ])("may have %s", (_, recipe) => {
    expect(reasonOf(makeCredential(recipe).text)).toBe("granted");
  });

  test.each<[readonly number[], string]>([
    [[61], "malformed"],
    [[61, 61, 18], "malformed"],
    [[18, 18], "malformed"],
    [[18, 61], "malformed"],
    [[17], "malformed"],
    [[98], "malformed"],
    [[55799, 18], "malformed"],
    [[16], "malformed"],
    [[96], "encrypted-unsupported"],
    [[61, 96], "encrypted-unsupported"],
  ])("with tags %j is %s", (tags, reason) => {
    expect(reasonOf(makeCredential({ tags }).text)).toBe(reason);
  });

  test.each([[16], [61, 16]])("is encrypted where an Encrypt0 of three parts stands there, with tags %j", (...tags) => {
    const encrypted = array(bytes(map([int(1), int(1)])), map([int(5), bytes("nonce")]), bytes("ciphertext"));
    expect(reasonOf(wrap(tags.reduceRight((item, number) => tag(number, item), encrypted)))).toBe("encrypted-unsupported");
    expect(reasonOf(wrap(tags.reduceRight((item, number) => tag(number, item), int(0))))).toBe("malformed");
  });

  const [header, none, payload, signature] = [bytes(map(EDDSA, KID)), map(), bytes(map()), bytes(new Uint8Array(64))];
  test.each<[string, Uint8Array]>([
    ["three parts", array(header, none, payload)],
    ["five parts", array(header, none, payload, signature, int(0))],
    ["a map in place of the array", map([int(0), header])],
    ["a protected header that is not wrapped in bytes", array(map(EDDSA, KID), none, payload, signature)],
    ["a protected header that is text", array(text("a"), none, payload, signature)],
    ["a protected header that is an array", array(bytes(array(int(1), int(-8))), none, payload, signature)],
    ["two items in the protected header", array(bytes(Buffer.concat([map(EDDSA, KID), int(0)])), none, payload, signature)],
    ["a duplicate label in the protected header", array(bytes(map(EDDSA, EDDSA)), none, payload, signature)],
    ["a duplicate label in the unprotected header", array(header, map(KID, OTHER_KID), payload, signature)],
    ["an unprotected header in bytes", array(header, bytes(map()), payload, signature)],
    ["a detached payload", array(header, none, NULL, signature)],
    ["an undefined payload", array(header, none, UNDEFINED, signature)],
    ["a tagged payload", array(header, none, tag(24, payload), signature)],
    ["a text for a payload", array(header, none, text("{}"), signature)],
    ["no signature", array(header, none, payload, NULL)],
    ["a tagged protected header", array(tag(24, header), none, payload, signature)],
  ])("with %s is malformed", (_, message) => {
    expect(parseCoseSign1(tag(18, message))).toEqual({ ok: false, reason: "malformed" });
  });

  test("signs what RFC 9052 §4.4 says, at every length of its byte strings", () => {
    for (const length of [0, 1, 23, 24, 255, 256, 65_535]) {
      const [short, long] = [Buffer.alloc(3, 7), Buffer.alloc(length, 9)];
      expect(Buffer.from(sigStructure(short, long))).toEqual(array(text("Signature1"), bytes(short), bytes(""), bytes(long)));
      expect(Buffer.from(sigStructure(long, short))).toEqual(array(text("Signature1"), bytes(long), bytes(""), bytes(short)));
    }
  });
});

describe("the algorithm", () => {
  test.each<[string, Pair[], Pair[], string]>([
    ["EdDSA", [EDDSA, KID], [], "granted"],
    ["Ed25519, its fully specified twin", [[int(1), int(-19)], KID], [], "granted"],
    ["nowhere", [KID], [], "malformed"],
    ["nowhere, in a header of no bytes", [], [KID], "malformed"],
    ["outside the signature only", [KID], [EDDSA], "malformed"],
    ["inside EdDSA and outside HMAC", [EDDSA, KID], [[int(1), int(5)]], "granted"],
    ["ES256 for an Ed25519 key", [[int(1), int(-7)], KID], [], "signature-invalid"],
    ["HMAC 256/256", [[int(1), int(5)], KID], [], "algorithm-unsupported"],
    ["none", [[int(1), int(0)], KID], [], "algorithm-unsupported"],
    ["ES384 for an Ed25519 key", [[int(1), int(-35)], KID], [], "signature-invalid"],
    ["ES256K", [[int(1), int(-47)], KID], [], "algorithm-unsupported"],
    ["PS384", [[int(1), int(-38)], KID], [], "algorithm-unsupported"],
    ["RS256", [[int(1), int(-257)], KID], [], "algorithm-unsupported"],
    ["EdDSA as text", [[int(1), text("EdDSA")], KID], [], "algorithm-unsupported"],
    ["EdDSA as bytes", [[int(1), bytes(hex("27"))], KID], [], "algorithm-unsupported"],
    ["EdDSA as a bignum", [[int(1), tag(3, bytes(hex("07")))], KID], [], "algorithm-unsupported"],
    ['EdDSA under the label "1" as text', [[text("1"), int(-8)], KID], [], "malformed"],
    ["null", [[int(1), NULL], KID], [], "algorithm-unsupported"],
  ])("%s", (_, inside, outside, reason) => {
    expect(withHeaders(inside, outside)).toBe(reason);
  });
});

test.each([-7, -9])("the algorithm %d is ES256", (algorithm) => {
  const protectedHeader = map([int(1), int(algorithm)], [int(4), bytes("ec-1")]);
  expect(reasonOf(makeCredential({ key: EC_KEY, protectedHeader }).text)).toBe("granted");
});

test.each<[number, "P-384" | "P-521" | "RSA", string]>([
  [-35, "P-384", "sha384"],
  [-51, "P-384", "sha384"],
  [-36, "P-521", "sha512"],
  [-52, "P-521", "sha512"],
  [-37, "RSA", "sha256"],
])("the algorithm %d is verified with a %s key and %s", (algorithm, kind, digest) => {
  const { publicKey, privateKey: key } = newKey(kind);
  const jwk = { kty: "", ...publicKey.export({ format: "jwk" }) };
  const trust = trustWith({ issuers: [{ id: ISSUER, types: ["citizen"], keys: [{ kid: "key", jwk }] }] });
  const { text: code } = makeCredential({
    protectedHeader: map([int(1), int(algorithm)], [int(4), bytes("key")]),
    signature: (toSign) =>
      kind === "RSA"
        ? sign(digest, toSign, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
        : sign(digest, toSign, { key, dsaEncoding: "ieee-p1363" }),
  });
  expect(reasonOf(code, { trust })).toBe("granted");
});

describe("the key identifier", () => {
  test.each<[string, Pair[], Pair[], string]>([
    ["inside the signature", [EDDSA, KID], [], "granted"],
    ["outside the signature", [EDDSA], [KID], "granted"],
    ["on both sides, where the inner one wins", [EDDSA, KID], [OTHER_KID], "granted"],
    ["on both sides, also when the inner one leads nowhere", [EDDSA, OTHER_KID], [KID], "issuer-unknown"],
    ["absent: every key is tried", [EDDSA], [], "granted"],
    ["empty", [EDDSA, [int(4), bytes("")]], [], "issuer-unknown"],
    ["as text", [EDDSA, [int(4), text("ed-1")]], [], "malformed"],
    ["as text outside, unheard of where the inner one wins", [EDDSA, KID], [[int(4), text("ed-1")]], "granted"],
    ["undefined", [EDDSA, [int(4), UNDEFINED]], [], "malformed"],
    ["undefined outside", [EDDSA], [[int(4), UNDEFINED]], "malformed"],
    ["undefined inside does not let the outer one in", [EDDSA, [int(4), UNDEFINED]], [KID], "malformed"],
  ])("%s", (_, inside, outside, reason) => {
    expect(withHeaders(inside, outside)).toBe(reason);
  });
});

describe("an extension that must be understood", () => {
  const CRIT: Pair = [int(2), array(int(-70001))];
  test.each<[string, Pair[], Pair[], string]>([
    ["makes us stop", [EDDSA, CRIT, KID], [], "extension-unsupported"],
    ["makes us stop, whatever else is wrong", [CRIT], [], "extension-unsupported"],
    ["may not stand outside the signature", [EDDSA, KID], [CRIT], "malformed"],
    ["that names nothing makes us stop, too", [EDDSA, [int(2), array()], KID], [], "extension-unsupported"],
  ])("%s", (_, inside, outside, reason) => {
    expect(withHeaders(inside, outside)).toBe(reason);
  });

  test("headers that need not be understood are left alone", () => {
    expect(
      withHeaders(
        [EDDSA, KID, [int(3), int(61)], [text("note"), map()]],
        [
          [int(33), bytes("certificate")],
          [text("x"), array()],
        ],
      ),
    ).toBe("granted");
  });
});
