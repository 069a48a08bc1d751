import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { IMPORT_ANEW, ImportedKeys } from "../../src/core/imported-keys.ts";
import { toTheEnd } from "../../src/core/revocation/steps.ts";
import { loadTrustInSteps } from "../../src/core/trust-loading.ts";
import { certificateEntry, makeCertificate } from "../support/certificate-maker.ts";
import { AT, EC_KEY, ED_KEY, ISSUER, testKey } from "../support/credential-maker.ts";
import { keyEntry, TRUST_LIST } from "../support/judging.ts";

const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
const JWKS = { Ed25519: ED_KEY.jwk, "P-256": EC_KEY.jwk, RSA };

describe("keys that were imported before", () => {
  test.each(Object.entries(JWKS))("are the very same objects: %s", (_kind, jwk) => {
    const before = new ImportedKeys();
    const key = before.jwk(jwk);
    expect(key?.algorithm).toBe(IMPORT_ANEW.jwk(jwk)?.algorithm);
    const after = new ImportedKeys(before);
    // Whatever else a JWK says, and in whatever order, the key is the same.
    expect(after.jwk({ use: "sig", kid: "another", ...jwk })).toBe(key);
    expect(after.jwk(Object.fromEntries(Object.entries(jwk).toReversed()))).toBe(key);
  });

  test("are the very same certificates", () => {
    const { der } = makeCertificate();
    const before = new ImportedKeys();
    const certificate = before.certificate(der);
    expect(certificate?.fingerprint).toEqual(IMPORT_ANEW.certificate(der)?.fingerprint);
    expect(new ImportedKeys(before).certificate(Uint8Array.from(der))).toBe(certificate);
    expect(new ImportedKeys(before).certificate(Buffer.concat([der, Buffer.alloc(1)]))).toBeUndefined();
  });

  test.each(Object.entries(JWKS))("are others where one letter is: %s", (_kind, jwk) => {
    const before = new ImportedKeys();
    const key = before.jwk(jwk);
    for (const [name, value] of Object.entries(jwk)) {
      const text = String(value);
      const changed = { ...jwk, [name]: (text.startsWith("A") ? "B" : "A") + text.slice(1) };
      const found = new ImportedKeys(before).jwk(changed);
      expect(found).not.toBe(key);
      expect(found === undefined).toBe(IMPORT_ANEW.jwk(changed) === undefined);
    }
  });

  test.each(["d", "k", "p", "oth"])("do not vouch for a JWK with the secret member %s", (member) => {
    const before = new ImportedKeys();
    before.jwk(ED_KEY.jwk);
    expect(new ImportedKeys(before).jwk({ ...ED_KEY.jwk, [member]: "AA" })).toBeUndefined();
  });

  test("are let go where the list after them had no use for them", () => {
    const before = new ImportedKeys();
    const key = before.jwk(ED_KEY.jwk);
    const between = new ImportedKeys(before);
    between.close();
    const again = new ImportedKeys(between).jwk(ED_KEY.jwk);
    expect(again).toBeDefined();
    expect(again).not.toBe(key);
  });
});

test("a bundle after another has what it has alone, and the keys of both are one", () => {
  const list = (...keys: readonly object[]) => ({ ...TRUST_LIST, issuers: [{ id: ISSUER, types: ["citizen"], keys }] });
  const certificate = { ...certificateEntry(makeCertificate()), kid: "c" };
  const [first, second] = [
    list(keyEntry(ED_KEY), certificate, keyEntry(EC_KEY)),
    list({ ...keyEntry(EC_KEY), kid: "renamed", validUntil: AT }, certificate, keyEntry(testKey("EdDSA", 77, "new"))),
  ];
  const load = (given: object, before?: ImportedKeys) => {
    const times = { version: 1, issuedAt: AT, expiresAt: AT + 1000 };
    const loaded = toTheEnd(loadTrustInSteps({ list: given, shards: [], ...times, ...(before && { before }) }));
    if (!loaded.ok) throw new Error(loaded.problem);
    return loaded.trust.keys.all;
  };
  const imported = new ImportedKeys();
  for (const jwk of [ED_KEY.jwk, EC_KEY.jwk]) imported.jwk(jwk);
  const ec = imported.jwk(EC_KEY.jwk);
  expect(load(first)).toHaveLength(3);
  const [alone, after] = [load(second), load(second, imported)];
  const facts = (keys: typeof alone) =>
    keys.map(({ key, certificate: own, ...rest }) => ({ ...rest, jwk: key.handle.export({ format: "jwk" }), own: own?.fingerprint }));
  expect(facts(after)).toEqual(facts(alone));
  expect(after[0]?.key).toBe(ec);
  expect(after[0]).toMatchObject({ name: "renamed", validUntil: AT });
});
