import { describe, expect, test } from "vitest";
import { readHolderKey } from "../../src/core/holder-key.ts";
import { EC_KEY, ED_KEY } from "../support/credential-maker.ts";

const read = (value: unknown) => readHolderKey(typeof value === "string" ? value : JSON.stringify(value));
const problem = (value: unknown) => {
  const key = read(value);
  return key.ok ? undefined : key.problem.en;
};
const point = (y: number) => Buffer.alloc(32, y).toString("base64url");

describe("a holder's key is read", () => {
  test.each([
    ["Ed25519", ED_KEY.jwk],
    ["P-256", EC_KEY.jwk],
  ])("from a JWK of %s, or from a public key file around it, without what else stands there", (_, jwk) => {
    const key = { ok: true, key: jwk };
    expect(read({ ...jwk, kid: "phone", use: "sig" })).toEqual(key);
    expect(read({ issuer: "urn:phone", kid: "phone", alg: "EdDSA", jwk })).toEqual(key);
  });
});

describe("a holder's key is refused", () => {
  test.each<[string, unknown, string]>([
    [
      "where it is private",
      { ...ED_KEY.jwk, d: point(9) },
      "this is a private key; only the public one is taken, and this one is no secret any more",
    ],
    [
      "where it is private inside a key file",
      { jwk: { ...ED_KEY.jwk, d: point(9) } },
      "this is a private key; only the public one is taken, and this one is no secret any more",
    ],
    ["where it is no JSON", "{", "not a public key as JWK"],
    ["where it is no key", { keys: [ED_KEY.jwk] }, "not a public key as JWK"],
    ["of another curve", { kty: "OKP", crv: "X25519", x: point(9) }, "not a valid key of Ed25519 or P-256"],
    ["of another length", { kty: "OKP", crv: "Ed25519", x: "AAAA" }, "not a valid key of Ed25519 or P-256"],
    ["that is not on its curve", { ...EC_KEY.jwk, y: point(1) }, "not a valid key of Ed25519 or P-256"],
    [
      "of small order",
      { kty: "OKP", crv: "Ed25519", x: Buffer.from([1, ...Buffer.alloc(31)]).toString("base64url") },
      "not a valid key of Ed25519 or P-256",
    ],
    ["that is no point of Ed25519", { kty: "OKP", crv: "Ed25519", x: point(2) }, "anybody could forge signatures of this Ed25519 key"],
  ])("%s", (_, value, expected) => {
    expect(problem(value)).toBe(expected);
  });
});
