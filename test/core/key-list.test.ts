import { describe, expect, test } from "vitest";
import { publicForm, writeKeyFile } from "../../src/core/key-file.ts";
import { type ReadTrust, readTrust, trustInKeys } from "../../src/core/key-list.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";

const ONE = publicForm(newIssuerKey("EdDSA", { kid: "one" }));
const TWO = publicForm(newIssuerKey("ES256", { kid: "two", issuer: "https://other.example" }));
const DEMO = publicForm(newIssuerKey("EdDSA", { kid: "demo", demo: true }));

function keysOf(read: ReadTrust): readonly (readonly [string, string | undefined])[] {
  return read.ok ? read.trust.keys.all.map(({ name, issuer }) => [name, issuer]) : [];
}

describe("trust comes from a file of any of these forms", () => {
  const list = {
    version: 3,
    issuedAt: 1,
    expiresAt: 2,
    issuers: [{ id: ONE.issuer, types: ["citizen"], keys: [{ kid: "one", jwk: ONE.jwk }] }],
  };
  test.each([
    ["one public key", ONE, [["one", ONE.issuer]]],
    [
      "a list of keys",
      [ONE, TWO],
      [
        ["one", ONE.issuer],
        ["two", TWO.issuer],
      ],
    ],
    ["a bare JWK, which serves any issuer and any key identifier", ONE.jwk, [["(any)", undefined]]],
    ["a JWK set", { keys: [{ ...ONE.jwk, kid: "k" }] }, [["k", undefined]]],
    ["a trust list", list, [["one", ONE.issuer]]],
  ])("%s", (_, value, expected) => {
    expect(keysOf(readTrust(value))).toEqual(expected);
  });

  test("an empty list is trust in nobody, which is not the same as no trust", () => {
    expect(readTrust([])).toMatchObject({ ok: true, trust: { keys: { all: [] } } });
  });

  test("a key of an unsupported kind is named and left out", () => {
    const { trust, rejectedKeys } = trustInKeys([{ kid: "rsa", jwk: { kty: "RSA", n: "AQAB", e: "AQAB" } }, ONE]);
    expect(rejectedKeys).toEqual(["rsa"]);
    expect(trust.keys.all).toHaveLength(1);
  });

  test("demo keys make demo trust", () => {
    expect(readTrust([DEMO])).toMatchObject({ ok: true, trust: { isDemo: true } });
    expect(readTrust([ONE])).toMatchObject({ ok: true, trust: { isDemo: false } });
  });
});

describe("a file that gives no trust is explained", () => {
  test.each([
    [
      "a private key",
      JSON.parse(writeKeyFile(newPrivateJwk("EdDSA"), { issuer: "urn:x" })),
      /^a private key; verifiers need its public form: tram keys public FILE$/,
    ],
    ["neither key nor certificate", [{ kid: "x" }], /^0: a key has either jwk or certificate$/],
    ["a certificate that is not base64", [{ certificate: "<der>" }], /^0\.certificate: /],
    ["demo and real keys together", [DEMO, ONE], /^demo keys and real keys never stand in one list$/],
    ["a trust list with a mistake", { issuers: [], version: 0, issuedAt: 0, expiresAt: 0 }, /^version: /],
    ["something else", "text", /Expected Object/],
  ])("%s", (_, value, problem) => {
    const read = readTrust(value);
    expect(read.ok ? "" : read.problem).toMatch(problem);
  });
});
