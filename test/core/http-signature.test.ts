import { createPrivateKey, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  contentDigest,
  isRequestSignedBy,
  keyThumbprint,
  parseSignature,
  signatureBase,
  signRequest,
} from "../../src/core/http-signature.ts";
import { importJwk, isSignedBy } from "../../src/core/signature.ts";
import { newDeviceKey } from "../support/device-key.ts";

/** RFC 9421 appendix B.1.4, test-key-ed25519. */
const RFC_KEY = {
  kty: "OKP",
  crv: "Ed25519",
  d: "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU",
  x: "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs",
};

/** RFC 9421 appendix B.2.6. */
const B26_BASE = `"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`;
const B26_SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

const parts = { method: "POST", path: "/v1/kiosks/k1/entries", contentDigest: contentDigest(Buffer.from("content")) };
const key = newDeviceKey();
const fields = signRequest(parts, 1_790_000_000.9, key.keyId, key.sign);

describe("RFC 9421", () => {
  test("the signature base of appendix B.2.6 comes out byte for byte, and the RFC's signature is good for it", () => {
    const base = signatureBase(
      [
        ["date", "Tue, 20 Apr 2021 02:07:55 GMT"],
        ["@method", "POST"],
        ["@path", "/foo"],
        ["@authority", "example.com"],
        ["content-type", "application/json"],
        ["content-length", "18"],
      ],
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    );
    expect(Buffer.from(base).toString("utf8")).toBe(B26_BASE);
    const signature = sign(null, base, createPrivateKey({ key: RFC_KEY, format: "jwk" }));
    expect(signature.toString("base64")).toBe(B26_SIGNATURE);
    const publicKey = importJwk({ kty: RFC_KEY.kty, crv: RFC_KEY.crv, x: RFC_KEY.x });
    expect(publicKey && isSignedBy(publicKey, base, Buffer.from(B26_SIGNATURE, "base64"))).toBe(true);
  });

  test("the content digest of RFC 9530 appendix D comes out", () => {
    expect(contentDigest(Buffer.from('{"hello": "world"}'))).toBe("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
  });

  test("the thumbprint of RFC 8037 appendix A.3 comes out", () => {
    const publicKey = importJwk({ kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", kid: "ignored" });
    expect(publicKey && keyThumbprint(publicKey)).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  });
});

test("a signed request is recognised, with its time in whole seconds and its key's name", () => {
  const parsed = parseSignature(fields["signature-input"], fields.signature);
  expect(parsed).toMatchObject({ created: 1_790_000_000, keyId: key.keyId });
  expect(parsed && isRequestSignedBy(key.publicKey, parts, parsed)).toBe(true);
});

test.each([
  ["method", { ...parts, method: "PUT" }],
  ["path", { ...parts, path: "/v1/kiosks/k2/entries" }],
  ["content", { ...parts, contentDigest: contentDigest(Buffer.from("other content")) }],
])("a signature for another %s is not good", (_, other) => {
  const parsed = parseSignature(fields["signature-input"], fields.signature);
  expect(parsed && isRequestSignedBy(key.publicKey, other, parsed)).toBe(false);
});

test("a signature is good neither under another key, nor with another time or key name", () => {
  const parsed = parseSignature(fields["signature-input"], fields.signature);
  if (!parsed) throw new Error("our own signature was not parsed");
  expect(isRequestSignedBy(newDeviceKey().publicKey, parts, parsed)).toBe(false);
  expect(isRequestSignedBy(key.publicKey, parts, { ...parsed, created: parsed.created + 1 })).toBe(false);
  expect(isRequestSignedBy(key.publicKey, parts, { ...parsed, keyId: newDeviceKey().keyId })).toBe(false);
});

test("a clock before 1970 or at a fraction still makes a signature in the one form", () => {
  for (const created of [-5, 0, 0.4]) {
    const signed = signRequest(parts, created, key.keyId, key.sign);
    expect(parseSignature(signed["signature-input"], signed.signature)?.created).toBe(0);
  }
});

describe("there is one spelling", () => {
  const input = fields["signature-input"];
  test.each([
    ["a component less", input.replace(' "content-digest"', "")],
    ["the components in another order", input.replace('"@method" "@path"', '"@path" "@method"')],
    ["another label", input.replace("tram=", "sig1=")],
    ["a space more", input.replace(";created", "; created")],
    ["a leading zero", input.replace("created=", "created=0")],
    ["a parameter more", `${input};alg="ed25519"`],
    ["two signatures", `${input}, ${input}`],
    ["a line break at the end", `${input}\n`],
    ["no time", input.replace(/;created=[0-9]+/, "")],
    ["an empty key name", input.replace(/keyid=".*"/, 'keyid=""')],
  ])("%s is refused", (_, changed) => {
    expect(changed).not.toBe(input);
    expect(parseSignature(changed, fields.signature)).toBeUndefined();
  });

  test.each([
    ["without colons", fields.signature.replaceAll(":", "")],
    ["cut", fields.signature.replace("==:", "=:")],
    ["with bits set that base64 drops", fields.signature.replace(/.==:$/, "B==:")],
    ["in base64url", `tram=:${"-".repeat(85)}A==:`],
  ])("a signature %s is refused", (_, changed) => {
    expect(parseSignature(fields["signature-input"], changed)).toBeUndefined();
  });

  test("no other text is ever a signature, and none makes it throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(parseSignature(text, fields.signature)).toBeUndefined();
        expect(parseSignature(fields["signature-input"], text)).toBeUndefined();
      }),
    );
  });
});
