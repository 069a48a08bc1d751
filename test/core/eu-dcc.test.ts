import { constants, createHash, generateKeyPairSync, sign } from "node:crypto";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CREDENTIAL_TYPES } from "../../src/core/presentation.ts";
import { array, bytes, int, map, text } from "../support/cbor-bytes.ts";
import { AT, base45, EC_KEY, EXPIRES, ISSUER, makeCredential, testKey } from "../support/credential-maker.ts";
import { dccClaims, dccOf, makeDcc } from "../support/dcc-maker.ts";
import { judge, keyEntry, reasonOf, trustWith } from "../support/judging.ts";

const TRUST = trustWith({ issuers: [{ id: ISSUER, types: [...CREDENTIAL_TYPES], keys: [keyEntry(EC_KEY)] }] });
const reason = (code: { readonly text: string }) => reasonOf(code.text, { trust: TRUST });
const alg = (label: number) => map([int(1), int(label)]);
const kid = map([int(4), bytes(EC_KEY.kid)]);

describe("an EU certificate is granted", () => {
  test("and says whose it is, what it is of, and everything else under the names of its schema", () => {
    expect(judge(makeDcc().text, { trust: TRUST })).toMatchObject({
      reason: "granted",
      format: "eu-dcc",
      type: "vaccination",
      issuer: ISSUER,
      claims: {
        version: "1.3.0",
        fullName: "Nguyễn Thị Kiểm Thử",
        familyName: "Nguyễn",
        givenName: "Thị Kiểm Thử",
        standardFamilyName: "NGUYEN",
        standardGivenName: "THI<KIEM<THU",
        dob: "1990-05-15",
        entries: [{ ci: "URN:UVCI:01:VD:TEST/1", dt: "2026-06-01", dn: 2, sd: 2 }],
      },
    });
  });

  test("also when its prefix was lost on the way", () => {
    expect(reason({ text: makeDcc().text.slice("HC1:".length) })).toBe("granted");
  });

  test.each<[string, readonly number[]]>([
    ["tag 18", [18]],
    ["tags 61 and 18", [61, 18]],
    ["no tag at all", []],
  ])("with %s", (_, tags) => {
    expect(reason(makeDcc({ tags }))).toBe("granted");
  });

  test("with the key identifier outside the signature", () => {
    expect(reason(makeDcc({ protectedHeader: alg(-7), unprotected: kid }))).toBe("granted");
  });

  test("with the algorithm outside the signature, because the key allows no other", () => {
    const unprotected = map([int(1), int(-7)], [int(4), bytes(EC_KEY.kid)]);
    expect(reason(makeDcc({ protectedHeader: map(), unprotected }))).toBe("granted");
    expect(reason(makeDcc({ protectedHeader: map(), unprotected: map([int(1), int(-8)], [int(4), bytes(EC_KEY.kid)]) }))).toBe(
      "signature-invalid",
    );
    // Elsewhere the algorithm must stand under the signature.
    expect(reasonOf(makeCredential({ key: EC_KEY, protectedHeader: map(), unprotected }).text)).toBe("malformed");
  });

  test.each<[string, Uint8Array]>([
    ["empty lists", array()],
    ["nulls", Uint8Array.of(0xf6)],
  ])("with %s in the place of the groups that it is not of", (_, nothing) => {
    const dcc = dccOf({ r: nothing, t: array(map([text("tg"), text("840539006")])), v: nothing });
    expect(judge(makeDcc({ statement: { dcc } }).text, { trust: TRUST })).toMatchObject({ reason: "granted", type: "test-result" });
  });

  test("by the second of two keys with one identifier", () => {
    const twin = testKey("ES256", 44, EC_KEY.kid);
    const trust = trustWith({ issuers: [{ id: ISSUER, types: [...CREDENTIAL_TYPES], keys: [keyEntry(twin), keyEntry(EC_KEY)] }] });
    expect(reasonOf(makeDcc().text, { trust })).toBe("granted");
    expect(reasonOf(makeDcc({ key: twin }).text, { trust })).toBe("granted");
  });

  test("with PS256", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const code = makeDcc({
      protectedHeader: alg(-37),
      unprotected: map([int(4), bytes("rsa-1")]),
      signature: (toSign) => sign("sha256", toSign, { key: privateKey, ...padding }),
    });
    const jwk = { kty: "", ...publicKey.export({ format: "jwk" }) };
    const trust = trustWith({ issuers: [{ id: ISSUER, types: ["vaccination"], keys: [{ kid: "rsa-1", jwk }] }] });
    expect(reasonOf(code.text, { trust })).toBe("granted");
  });
});

describe("an EU certificate is refused", () => {
  test.each<[string, string, Uint8Array]>([
    ["test-result", "t", array(map([text("tg"), text("840539006")]))],
    ["recovery", "r", array(map([text("tg"), text("840539006")]))],
    ["vaccination", "v", array(map([text("tg"), text("840539006")]))],
  ])("as %s where its signer may sign other kinds only", (type, member, entries) => {
    const code = makeDcc({ statement: { dcc: dccOf({ [member]: entries }) } });
    expect(judge(code.text, { trust: TRUST })).toMatchObject({ reason: "granted", type });
    const others = CREDENTIAL_TYPES.filter((other) => other !== type);
    const trust = trustWith({ issuers: [{ id: ISSUER, types: others, keys: [keyEntry(EC_KEY)] }] });
    expect(reasonOf(code.text, { trust })).toBe("issuer-not-permitted");
  });

  test("before it was issued, and not in that second", () => {
    expect(reason(makeDcc({ statement: { iat: int(AT + 1) } }))).toBe("not-yet-valid");
    expect(reason(makeDcc({ statement: { iat: int(AT) } }))).toBe("granted");
    expect(reason(makeDcc({ statement: { iat: null } }))).toBe("granted");
  });

  test("after the second in which it expires, and not in it", () => {
    const lasting = { ...TRUST, expiresAt: EXPIRES + 86_400 };
    const at = (seconds: number) => reasonOf(makeDcc().text, { trust: lasting, at: seconds });
    expect([at(EXPIRES), at(EXPIRES + 0.5)]).toEqual(["granted", "granted"]);
    expect(at(EXPIRES + 1)).toBe("expired");
    // Elsewhere `exp` is the first second after validity (RFC 8392 §3.1.4).
    expect(reasonOf(makeCredential({ key: EC_KEY }).text, { trust: lasting, at: EXPIRES })).toBe("expired");
  });

  test("when a signed key identifier leads nowhere, whatever the unsigned one says", () => {
    expect(reason(makeDcc({ protectedHeader: map([int(1), int(-7)], [int(4), bytes("nobody")]), unprotected: kid }))).toBe(
      "issuer-unknown",
    );
  });

  test.each<[string, Uint8Array]>([
    ["no group", dccOf({})],
    ["two groups, because the signer may be limited to one", dccOf({ v: array(map()), t: array(map()) })],
    ["nothing but empty groups", dccOf({ v: array(), t: array(), r: array() })],
    ["a group that is no list", dccOf({ v: map() })],
    ["no map", text("vaccinated")],
  ])("as malformed with %s", (_, dcc) => {
    expect(reason(makeDcc({ statement: { dcc } }))).toBe("malformed");
  });

  test("as malformed where the claim holds no certificate of version 1", () => {
    const payload = map([int(1), text(ISSUER)], [int(-260), map([int(2), dccOf()])]);
    expect(reason(makeDcc({ payload }))).toBe("malformed");
  });

  test("with another prefix, or with another credential behind the prefix", () => {
    const body = makeDcc().text.slice("HC1:".length);
    expect(reason({ text: `HC2:${body}` })).toBe("not-understood");
    expect(reason({ text: `HL0:${body}` })).toBe("not-understood");
    expect(reason({ text: `hc1:${body}` })).toBe("not-understood");
    expect(reason({ text: `HC1:${makeCredential().text}` })).toBe("not-understood");
  });
});

test("recompressed it is the same certificate", () => {
  const made = makeDcc();
  const otherwise = `HC1:${base45(deflateSync(made.message, { level: 1 }))}`;
  expect(otherwise).not.toBe(made.text);
  const identity = createHash("sha256").update(dccClaims()).digest("hex");
  for (const text of [made.text, otherwise])
    expect(judge(text, { trust: TRUST })).toMatchObject({ reason: "granted", credential: identity });
});
