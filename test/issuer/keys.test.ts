import { describe, expect, test } from "vitest";
import { fingerprintOfKey } from "../../src/core/key-fingerprint.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { newKey, showFingerprints, showPublicKey } from "../../src/issuer/keys.ts";
import { memoryWorld } from "../support/issuer-parts.ts";

const OPTIONS = { issuer: "https://issuer.example", alg: "EdDSA", kid: "k1", out: "issuer.key" } as const;

function world() {
  return memoryWorld({ newPrivateJwk });
}

function jsonFile(files: ReadonlyMap<string, Uint8Array>, name: string) {
  return JSON.parse(Buffer.from(files.get(name) ?? "").toString());
}

describe("tram keys new", () => {
  test("writes the private key for its owner only, and the public one for everybody", async () => {
    const { parts, files, privateFiles, stdout, stderr } = world();
    expect(await newKey({ ...OPTIONS, public: "issuer.pub" }, parts)).toBe(0);
    expect([...privateFiles]).toEqual(["issuer.key"]);
    const { d, ...publicJwk } = jsonFile(files, "issuer.key").jwk;
    expect(jsonFile(files, "issuer.pub")).toEqual({ issuer: "https://issuer.example", kid: "k1", alg: "EdDSA", jwk: publicJwk });
    expect(stdout()).toContain("k1");
    expect(stdout() + stderr()).not.toContain(d);
  });

  test("never replaces a key unasked, and says what to do", async () => {
    const { parts, files, stderr } = world();
    await newKey(OPTIONS, parts);
    const before = files.get("issuer.key");
    expect(await newKey(OPTIONS, parts)).toBe(1);
    expect(files.get("issuer.key")).toBe(before);
    expect(stderr()).toMatch(/issuer\.key exists; choose another name, or add --force/);
    expect(await newKey({ ...OPTIONS, force: true }, parts)).toBe(0);
    expect(files.get("issuer.key")).not.toEqual(before);
  });

  test("answers in JSON with the public form", async () => {
    const { parts, stdout } = world();
    await newKey({ ...OPTIONS, alg: "ES256", demo: true, json: true }, parts);
    expect(JSON.parse(stdout())).toMatchObject({ kid: "k1", alg: "ES256", demo: true, out: "issuer.key", jwk: { crv: "P-256" } });
    expect(JSON.parse(stdout()).jwk).not.toHaveProperty("d");
  });

  test("says why a file could not be written", async () => {
    const { parts, stderr } = world();
    const full = async () => {
      throw new Error("ENOSPC: no space left on device");
    };
    expect(await newKey(OPTIONS, { ...parts, writePrivate: full })).toBe(1);
    expect(await newKey({ ...OPTIONS, public: "p" }, { ...parts, writeOutput: full })).toBe(1);
    expect(stderr()).toContain("cannot write issuer.key: ENOSPC");
    expect(stderr()).toContain("cannot write p: ENOSPC");
  });
});

describe("tram keys public", () => {
  test("prints the same public form again", async () => {
    const { parts, files, stdout } = world();
    await newKey({ ...OPTIONS, public: "issuer.pub" }, parts);
    const before = stdout().length;
    expect(await showPublicKey("issuer.key", parts)).toBe(0);
    expect(JSON.parse(stdout().slice(before))).toEqual(jsonFile(files, "issuer.pub"));
  });

  test("warns of a private key that others can read", async () => {
    const { parts, privateFiles, stderr } = world();
    await newKey(OPTIONS, parts);
    privateFiles.clear();
    expect(await showPublicKey("issuer.key", parts)).toBe(0);
    expect(stderr()).toMatch(/warning: other users of this machine can read the private key; run: chmod 600 issuer\.key/);
  });

  test("explains a file that is not there, and one that is no private key", async () => {
    const { parts, files, stderr } = world();
    expect(await showPublicKey("nowhere", parts)).toBe(2);
    expect(stderr()).toContain("cannot read the key nowhere: no such file; make a key with: tram keys new");
    await newKey({ ...OPTIONS, public: "issuer.pub" }, parts);
    expect(await showPublicKey("issuer.pub", parts)).toBe(2);
    expect(stderr()).toContain("issuer.pub: this is a public key; the private one is needed");
    expect(files.size).toBe(2);
  });
});

describe("tram keys fingerprint", () => {
  test("prints what tram keys new has printed, so that the issuer's paper and the clerk's screen can be compared", async () => {
    const { parts, stdout } = world();
    await newKey({ ...OPTIONS, public: "issuer.pub" }, parts);
    const fingerprint = /fingerprint: ((?:[0-9a-f]{4} ){4}[0-9a-f]{4})\n/.exec(stdout())?.[1];
    const before = stdout().length;
    expect(await showFingerprints(["issuer.pub"], {}, parts)).toBe(0);
    expect(stdout().slice(before)).toBe(`${fingerprint}   k1   issuer.pub\n`);
  });

  test("is the RFC 7638 thumbprint, of RFC 8037 appendix A for one", async () => {
    const { parts, files, stdout } = world();
    const jwk = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
    files.set("key.json", Buffer.from(JSON.stringify(jwk)));
    expect(await showFingerprints(["key.json"], { json: true }, parts)).toBe(0);
    const thumbprint = Buffer.from("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "base64url").toString("hex");
    expect(JSON.parse(stdout()).keys).toMatchObject([{ file: "key.json", fingerprint: thumbprint }]);
  });

  test("is there of a key to seal to, which no issuer has, as the draft shows it", async () => {
    const { parts, files, stdout } = world();
    const jwk = { crv: "X25519", kty: "OKP", x: "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo" };
    files.set("seal.json", Buffer.from(JSON.stringify({ kid: "2026-12", ...jwk })));
    expect(await showFingerprints(["seal.json"], { json: true }, parts)).toBe(0);
    expect(JSON.parse(stdout()).keys).toEqual([{ file: "seal.json", kid: "2026-12", fingerprint: fingerprintOfKey({ jwk }) }]);
  });

  test("takes no private key, and no file that is none", async () => {
    const { parts, stderr } = world();
    await newKey(OPTIONS, parts);
    expect(await showFingerprints(["issuer.key"], {}, parts)).toBe(2);
    expect(await showFingerprints(["nowhere"], {}, parts)).toBe(2);
    expect(stderr()).toMatch(/this is a private key[\s\S]*cannot read nowhere/);
  });
});
