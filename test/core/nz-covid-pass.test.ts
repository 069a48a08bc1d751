import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { array, bytes, hex, int, map, text } from "../support/cbor-bytes.ts";
import { AT, EC_KEY, ED_KEY, EXPIRES, HOLDER_KEY, makeLiveCode, testKey } from "../support/credential-maker.ts";
import { judge, keyEntry, reasonOf, trustWith } from "../support/judging.ts";
import { base32, makePass, PASS_ISSUER, type PassStatement, passClaims } from "../support/pass-maker.ts";

const TRUST = trustWith({ issuers: [{ id: PASS_ISSUER, types: ["covid-pass"], keys: [keyEntry(EC_KEY)] }] });
const reason = (code: { readonly text: string }) => reasonOf(code.text, { trust: TRUST });
const stating = (statement: PassStatement) => reason(makePass({ statement }));

describe("a pass is granted", () => {
  test("and says whose it is", () => {
    expect(judge(makePass().text, { trust: TRUST })).toMatchObject({
      reason: "granted",
      format: "nz-covid-pass",
      type: "covid-pass",
      issuer: PASS_ISSUER,
      keyId: "ec-1",
      credential: createHash("sha256").update(passClaims()).digest("hex"),
      claims: {
        identifier: "urn:uuid:00010203-0405-0607-0809-0a0b0c0d0e0f",
        version: "1.0.0",
        fullName: "Kiểm Thử Nguyễn Thị",
        givenName: "Kiểm Thử",
        familyName: "Nguyễn Thị",
        dob: "1990-05-15",
      },
    });
  });

  test("of somebody with one name", () => {
    expect(judge(makePass({ statement: { subject: { familyName: null } } }).text, { trust: TRUST })).toMatchObject({
      reason: "granted",
      claims: { fullName: "Kiểm Thử", familyName: null },
    });
  });

  test("with a key that the list names as the DID document does", () => {
    const { jwk } = keyEntry(EC_KEY);
    const keys = [{ kid: `${PASS_ISSUER}#ec-1`, ...(jwk && { jwk }) }];
    expect(reasonOf(makePass().text, { trust: trustWith({ issuers: [{ id: PASS_ISSUER, types: ["covid-pass"], keys }] }) })).toBe(
      "granted",
    );
  });

  test("with more contexts after the two that must be there", () => {
    const context = array(
      text("https://www.w3.org/2018/credentials/v1"),
      text("https://nzcp.covid19.health.nz/contexts/v1"),
      text("https://example.org"),
    );
    expect(stating({ vc: { "@context": context } })).toBe("granted");
  });

  test("from its first second to the one before its end", () => {
    expect(stating({ nbf: int(AT) })).toBe("granted");
    expect(stating({ nbf: int(AT + 1) })).toBe("not-yet-valid");
    expect(stating({ exp: int(AT + 1) })).toBe("granted");
    expect(stating({ exp: int(AT) })).toBe("expired");
  });
});

describe("a pass is refused", () => {
  test("when its payload or its signature was changed", () => {
    const { message } = makePass();
    for (const at of [Buffer.from(message).indexOf("1990"), message.length - 1]) {
      const changed = Buffer.from(message);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(reason({ text: `NZCP:/1/${base32(changed)}` })).toBe("signature-invalid");
    }
  });

  test("when another key of the same name signed it, and unknown when nobody has heard of the key", () => {
    expect(reason(makePass({ key: testKey("ES256", 44, "ec-1") }))).toBe("signature-invalid");
    expect(reason(makePass({ key: testKey("ES256", 44, "key-2") }))).toBe("issuer-unknown");
  });

  test("when it names another issuer than its key's", () => {
    expect(stating({ iss: text("did:web:other.example") })).toBe("issuer-mismatch");
  });

  test("when its issuer may not issue passes", () => {
    const trust = trustWith({ issuers: [{ id: PASS_ISSUER, types: ["vaccination"], keys: [keyEntry(EC_KEY)] }] });
    expect(reasonOf(makePass().text, { trust })).toBe("issuer-not-permitted");
  });

  test.each<[string, PassStatement]>([
    ["no issuer", { iss: null }],
    ["an issuer that is no did:web", { iss: text("https://issuer.example") }],
    ["no expiry", { exp: null }],
    ["no beginning", { nbf: null }],
    ["an expiry that is text", { exp: text(String(EXPIRES)) }],
    ["no identifier", { cti: null }],
    ["an identifier of 15 bytes", { cti: bytes(new Uint8Array(15)) }],
    ["an identifier as text", { cti: text("urn:uuid:00010203-0405-0607-0809-0a0b0c0d0e0f") }],
    ["no context", { vc: { "@context": null } }],
    ["no type", { vc: { type: null } }],
    ["no version", { vc: { version: null } }],
    ["a version that is a number", { vc: { version: int(1) } }],
    ["no subject", { vc: { credentialSubject: null } }],
    ["no given name", { subject: { givenName: null } }],
    ["a family name that is a number", { subject: { familyName: int(1) } }],
    ["no date of birth", { subject: { dob: null } }],
    ["a date of birth of another spelling", { subject: { dob: text("15/05/1990") } }],
    ["a date of birth with more after it", { subject: { dob: text("1990-05-15T00:00:00Z") } }],
    ["undefined for a given name", { subject: { givenName: hex("f7") } }],
  ])("as malformed with %s", (_, statement) => {
    expect(stating(statement)).toBe("malformed");
  });

  test("as malformed without a credential", () => {
    const payload = map([int(1), text(PASS_ISSUER)], [int(4), int(EXPIRES)], [int(5), int(AT)], [int(7), bytes(new Uint8Array(16))]);
    expect(reason(makePass({ payload }))).toBe("malformed");
    expect(reason(makePass({ payload: map() }))).toBe("malformed");
  });

  test("as malformed where its algorithm is not signed", () => {
    const unprotected = map([int(1), int(-7)], [int(4), bytes("ec-1")]);
    expect(reason(makePass({ protectedHeader: map(), unprotected }))).toBe("malformed");
  });
});

describe("a kiosk that is too old says so, and blames nobody:", () => {
  const [w3c, nz] = [text("https://www.w3.org/2018/credentials/v1"), text("https://nzcp.covid19.health.nz/contexts/v1")];
  test.each<[string, PassStatement]>([
    ["another version of the credential", { vc: { version: text("1.1.0") } }],
    ["another type", { vc: { type: array(text("VerifiableCredential"), text("OtherPass")) } }],
    ["a type more", { vc: { type: array(text("VerifiableCredential"), text("PublicCovidPass"), text("Other")) } }],
    ["one type only", { vc: { type: array(text("PublicCovidPass")) } }],
    ["the contexts the other way round", { vc: { "@context": array(nz, w3c) } }],
    ["one context only", { vc: { "@context": array(w3c) } }],
  ])("%s", (_, statement) => {
    expect(stating(statement)).toBe("type-unknown");
  });

  test("another version of the code", () => {
    const code = makePass().text.replace("NZCP:/1/", "NZCP:/2/");
    expect(judge(code, { trust: TRUST })).toMatchObject({ reason: "type-unknown", format: "nz-covid-pass" });
  });
});

describe("the text of the code", () => {
  const body = makePass().text.slice("NZCP:/1/".length);

  test.each<[string, string]>([
    ["no version", `NZCP:/${body}`],
    ["a version that is no number", `NZCP:/x/${body}`],
    ["nothing in it", "NZCP:/1/"],
    ["lower-case letters", `NZCP:/1/${body.toLowerCase()}`],
    ["padding", `NZCP:/1/${body}=`],
    ["a space inside", `NZCP:/1/${body.slice(0, 8)} ${body.slice(8)}`],
    ["a second stroke", `NZCP:/1//${body}`],
    ["letters that Base32 has not", `NZCP:/1/0189${body}`],
  ])("with %s is malformed", (_, code) => {
    expect(reason({ text: code })).toBe("malformed");
  });

  test("cut anywhere is truncated or malformed, and never anything else", () => {
    for (let length = 0; length < body.length; length++) {
      expect(["truncated", "malformed"]).toContain(reason({ text: `NZCP:/1/${body.slice(0, length)}` }));
    }
  });

  test("in another scheme, or in lower case, is not a pass", () => {
    for (const scheme of ["nzcp:/1/", "AUCP:/1/", "NZCP/1/"]) expect(reason({ text: scheme + body })).toBe("not-understood");
  });

  test("with another credential in it is malformed", () => {
    const { message } = makeLiveCode({ key: HOLDER_KEY });
    expect(reason({ text: `NZCP:/1/${base32(message)}` })).toBe("malformed");
    expect(reason(makePass({ key: ED_KEY, payload: map([int(169), map()]) }))).toBe("malformed");
  });
});
