import { describe, expect, test } from "vitest";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { newKey, showPublicKey } from "../../src/issuer/keys.ts";
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
