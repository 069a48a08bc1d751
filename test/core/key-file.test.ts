import { describe, expect, test } from "vitest";
import { isIssuer, publicForm, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";

/** The key of RFC 8037 appendix A.1; its thumbprint stands in A.3. */
const RFC_8037 = {
  kty: "OKP",
  crv: "Ed25519",
  d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwjFGZ2GBlc",
};
const THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

const ISSUER = "https://issuer.example";

function fileOf(alg: "EdDSA" | "ES256"): Record<string, unknown> & { jwk: Record<string, string> } {
  return JSON.parse(writeKeyFile(newPrivateJwk(alg), { issuer: ISSUER }));
}

function problemOf(file: unknown): string {
  const read = readKeyFile(typeof file === "string" ? file : JSON.stringify(file));
  return read.ok ? "" : read.problem.en;
}

describe("a key file", () => {
  test.each(["EdDSA", "ES256"] as const)("holds a new %s key and reads back", (alg) => {
    const read = readKeyFile(writeKeyFile(newPrivateJwk(alg), { issuer: ISSUER, kid: "2026-1", demo: true }));
    expect(read).toMatchObject({ ok: true, key: { issuer: ISSUER, kid: "2026-1", isDemo: true, privateKey: { algorithm: alg } } });
  });

  test("names the key by the first 8 bytes of its thumbprint where nobody names it", () => {
    const read = readKeyFile(writeKeyFile(RFC_8037, { issuer: ISSUER }));
    expect(read.ok && Buffer.from(read.key.kid, "base64url")).toEqual(Buffer.from(THUMBPRINT, "base64url").subarray(0, 8));
  });

  test("gives verifiers everything but the secret", () => {
    const file = fileOf("ES256");
    const read = readKeyFile(JSON.stringify(file));
    const { d, ...publicJwk } = file.jwk;
    expect(read.ok && publicForm(read.key)).toEqual({ issuer: ISSUER, kid: file["kid"], alg: "ES256", jwk: publicJwk });
    expect(read.ok && JSON.stringify(publicForm(read.key))).not.toContain(d);
  });
});

describe("a file that is no usable private key is told apart", () => {
  test("a public key", () => {
    const { d: _, ...jwk } = fileOf("EdDSA").jwk;
    expect(problemOf({ ...fileOf("EdDSA"), jwk })).toBe("this is a public key; the private one is needed");
  });

  test.each(["EdDSA", "ES256"] as const)("%s halves of two keys", (alg) => {
    const [file, other] = [fileOf(alg), fileOf(alg)];
    expect(problemOf({ ...file, jwk: { ...other.jwk, d: file.jwk["d"] } })).toBe("the key is damaged: its parts do not belong together");
  });

  test("an algorithm that the key is not for", () => {
    expect(problemOf({ ...fileOf("EdDSA"), alg: "ES256" })).toBe("the key is damaged: its parts do not belong together");
  });

  test.each([
    ["not JSON", "{", "the file"],
    ["an unknown member", { ...fileOf("EdDSA"), comment: "x" }, "comment"],
    ["an issuer that is no URI", { ...fileOf("EdDSA"), issuer: "UBND xã" }, "issuer"],
    ["no key identifier", { ...fileOf("EdDSA"), kid: "" }, "kid"],
  ])("%s", (_, file, where) => {
    expect(problemOf(file)).toBe(`not a key file as tram keys new writes it (${where})`);
  });
});

test.each([
  ["https://issuer.example", true],
  ["did:web:tram.example.vn", true],
  ["urn:x", true],
  ["issuer.example", false],
  ["https://a b", false],
  ["https://xã.example", false],
  ["", false],
])("issuer %j: %s", (issuer, expected) => {
  expect(isIssuer(issuer)).toBe(expected);
});
