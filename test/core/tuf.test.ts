// The kiosk's own reader of TUF metadata, against the library that publishers use and against what no publisher would write.

import { sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { Point } from "@noble/ed25519";
import { Metadata, type Signature, Snapshot } from "@tufjs/models";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_DELTA_BYTES } from "../../src/core/revocation/delta.ts";
import { MAX_SHARD_BYTES } from "../../src/core/revocation/shard.ts";
import { isTrustRefusal, TRUST_REFUSALS } from "../../src/core/trust-refusal.ts";
import { MAX_BUNDLE_BYTES, MAX_GROUPS_BYTES, MAX_LIST_BYTES, MAX_UPDATE_BYTES } from "../../src/core/trust-targets.ts";
import { highest, isBelow } from "../../src/core/trust-version.ts";
import { checkBundle, firstRoot, MAX_ROOTS } from "../../src/core/tuf-chain.ts";
import { canonicalTuf, readTufJson } from "../../src/core/tuf-json.ts";
import { importTufKey, isTufSignature } from "../../src/core/tuf-key.ts";
import { MAX_METADATA_BYTES, MAX_TARGETS, readTufFile } from "../../src/core/tuf-metadata.ts";
import { keyJson, newSigner, signedFile, TufSimulator } from "../support/tuf-simulator.ts";

const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

describe("canonical JSON", () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(
        fc.string({ unit: "binary" }).filter((name) => name.isWellFormed() && name !== "__proto__"),
        tie("value"),
        { maxKeys: 4 },
      ),
    ),
  })).value;

  test("has the bytes that the publisher's library signs", () => {
    fc.assert(
      fc.property(json, (extra) => {
        const unrecognizedFields = { extra } as never;
        const metadata = new Metadata(
          new Snapshot({ specVersion: "1.0.31", version: 1, expires: "2027-01-01T00:00:00Z", unrecognizedFields }),
        );
        let signed: Uint8Array = new Uint8Array();
        metadata.sign((bytes) => {
          signed = bytes;
          return { keyID: "k", sig: "00", toJSON: () => ({}) } as Signature;
        });
        const item = readTufJson(bytesOf(metadata.signed.toJSON()))?.item;
        // Nested too deep, it is not read at all.
        if (item) expect(Buffer.from(canonicalTuf(item) ?? []).toString()).toBe(Buffer.from(signed).toString());
      }),
    );
  });

  test.each([
    ["a number that is not whole", '{"a":1.5}'],
    ["two members of one name", '{"a":1,"a":2}'],
    ["a byte order mark", '\ufeff{"a":1}'],
    ["no object", "[1]"],
    ["nothing", ""],
  ])("of %s there is none", (_name, text) => {
    const item = readTufJson(bytesOf(text))?.item;
    expect(item && canonicalTuf(item)).toBeUndefined();
  });

  test("of bytes that are no UTF-8 there is none", () => {
    expect(readTufJson(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))).toBeUndefined();
  });
});

describe("a key in root metadata", () => {
  test.each([
    ["of small order", "0100000000000000000000000000000000000000000000000000000000000000"],
    ["of order eight", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
    ["not canonical", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"],
    ["not on the curve", "0200000000000000000000000000000000000000000000000000000000000000"],
    ["in capitals", "D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A"],
    ["too short", "d75a98"],
  ])("that is %s is not admitted, and the whole root is refused", (_name, point) => {
    expect(importTufKey("ed25519", "ed25519", point)).toBeUndefined();
    const publisher = new TufSimulator();
    publisher.signed.root.keys["e".repeat(64)] = { keytype: "ed25519", scheme: "ed25519", keyval: { public: point } };
    publisher.publish("root");
    expect(firstRoot(publisher.file("root"))).toMatchObject({ ok: false, refusal: "malformed" });
  });

  test("with a torsion component is not admitted either", () => {
    const T8 = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    const mixed = Point.BASE.multiply(5n).add(T8).toHex();
    expect(importTufKey("ed25519", "ed25519", Point.BASE.multiply(5n).toHex())).toHaveProperty("key");
    expect(importTufKey("ed25519", "ed25519", mixed)).toBeUndefined();
  });

  test("is Ed25519 in hex, or P-256 as PEM under both of its names; others are unknown", () => {
    const [ed25519, p256] = [keyJson(newSigner()), keyJson(newSigner("ES256"))];
    expect(importTufKey("ed25519", "ed25519", ed25519.keyval.public)).toHaveProperty("key.algorithm", "EdDSA");
    for (const kind of ["ecdsa", "ecdsa-sha2-nistp256"]) {
      expect(importTufKey(kind, "ecdsa-sha2-nistp256", p256.keyval.public)).toHaveProperty("key.algorithm", "ES256");
    }
    expect(importTufKey("ecdsa", "ecdsa-sha2-nistp256", p256.keyval.public.replace("\n", " "))).toBeUndefined();
    expect(importTufKey("ecdsa", "ecdsa-sha2-nistp256", ed25519.keyval.public)).toBeUndefined();
    expect(importTufKey("rsa", "rsassa-pss-sha256", "x")).toBe("unknown");
    expect(importTufKey("ed25519", "ed25519ph", ed25519.keyval.public)).toBe("unknown");
  });

  test("of P-256 verifies signatures in DER, in their one spelling", () => {
    const signer = newSigner("ES256");
    const key = importTufKey("ecdsa", "ecdsa-sha2-nistp256", keyJson(signer).keyval.public);
    if (!key || key === "unknown") throw new Error("no key");
    for (let count = 0; count < 200; count++) {
      const message = Buffer.from(`message ${count}`);
      const der = sign("sha256", message, signer.handle);
      expect(isTufSignature(key, message, der.toString("hex"))).toBe(true);
      expect(isTufSignature(key, Buffer.from("another"), der.toString("hex"))).toBe(false);
      expect(isTufSignature(key, message, `${der.toString("hex")}00`)).toBe(false);
      expect(isTufSignature(key, message, der.toString("hex").toUpperCase())).toBe(false);
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => !isTufSignature(key, bytes, Buffer.from(bytes).toString("hex"))));
  });
});

describe("metadata", () => {
  // biome-ignore lint/suspicious/noExplicitAny: what is made wrong has no type
  type Change = (signed: any) => void;
  const check = (publisher: TufSimulator) => {
    const anchor = firstRoot(publisher.anchor);
    if (!anchor.ok) return anchor;
    const { length } = [...publisher.served.keys()].filter((name) => name.endsWith(".root.json"));
    const roots = Array.from(
      { length: length - 1 },
      (_, index) => publisher.served.get(`metadata/${index + 2}.root.json`) ?? new Uint8Array(),
    );
    return checkBundle(anchor.value, {
      roots,
      timestamp: publisher.file("timestamp"),
      snapshot: publisher.file("snapshot"),
      targets: publisher.file("targets"),
    });
  };

  test("of a plain repository pass", () => {
    expect(check(new TufSimulator())).toMatchObject({ ok: true });
  });

  test.each<[string, "root" | "timestamp" | "snapshot" | "targets", Change]>([
    ["of another major version", "timestamp", (signed) => Object.assign(signed, { spec_version: "2.0.0" })],
    ["of a version that is no version", "timestamp", (signed) => Object.assign(signed, { spec_version: "1" })],
    ["of version 0", "timestamp", (signed) => Object.assign(signed, { version: 0 })],
    ["of a version that no number can hold", "timestamp", (signed) => Object.assign(signed, { version: 2 ** 53 })],
    ["of half a version", "snapshot", (signed) => Object.assign(signed, { version: 1.5 })],
    ["of another kind", "timestamp", (signed) => Object.assign(signed, { _type: "snapshot" })],
    ["issued after they expire", "timestamp", (signed) => Object.assign(signed, { issued: "2199-01-01T00:00:00Z" })],
    ["without the time of issue", "timestamp", (signed) => Object.assign(signed, { issued: undefined })],
    ["that name a file without its length", "timestamp", (signed) => Object.assign(signed.meta["snapshot.json"], { length: undefined })],
    ["that name a file without its hash", "timestamp", (signed) => Object.assign(signed.meta["snapshot.json"], { hashes: undefined })],
    ["with another hash only", "snapshot", (signed) => Object.assign(signed.meta["targets.json"], { hashes: { sha512: "00".repeat(64) } })],
    ["with a hash in capitals", "snapshot", (signed) => Object.assign(signed.meta["targets.json"].hashes, { sha256: "AB".repeat(32) })],
    ["without consistent snapshots", "root", (signed) => Object.assign(signed, { consistent_snapshot: false })],
    ["without a role", "root", (signed) => Object.assign(signed.roles, { snapshot: undefined })],
    ["with a threshold of nothing", "root", (signed) => Object.assign(signed.roles.root, { threshold: 0 })],
    ["with a threshold that is no number", "root", (signed) => Object.assign(signed.roles.root, { threshold: "1" })],
  ])("%s are malformed", (_name, role, change) => {
    const publisher = new TufSimulator();
    change(publisher.signed[role]);
    publisher.publish(role, { bump: false });
    if (role === "snapshot") {
      // As the timestamp would name it.
      publisher.updateTimestamp();
    }
    expect(check(publisher)).toMatchObject({ ok: false, refusal: "malformed" });
  });

  test("that nobody has signed are of no use, and a root may not skip a version", () => {
    const publisher = new TufSimulator();
    publisher.serve("timestamp", signedFile(publisher.signed.timestamp, []));
    expect(check(publisher)).toMatchObject({ refusal: "wrong-signature" });
    publisher.publish("timestamp");
    publisher.signed.root.version = 2;
    publisher.publish("root"); // 3
    publisher.served.set("metadata/2.root.json", publisher.file("root"));
    publisher.served.delete("metadata/3.root.json");
    expect(check(publisher)).toMatchObject({ refusal: "root-chain" });
  });

  test("of any bytes never throw", () => {
    const anchor = firstRoot(new TufSimulator().anchor);
    if (!anchor.ok) throw new Error("no root");
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytesOf)), (bytes) => {
        expect(firstRoot(bytes).ok).toBe(false);
        expect(checkBundle(anchor.value, { roots: [], timestamp: bytes, snapshot: bytes, targets: bytes }).ok).toBe(false);
      }),
    );
  });
});

test("the higher floor is that of the higher root, and role by role under one root", () => {
  const [a, b] = [
    { root: 2, timestamp: 9, snapshot: 1, targets: 5 },
    { root: 2, timestamp: 3, snapshot: 4, targets: 5 },
  ];
  expect(highest(a, b)).toEqual({ root: 2, timestamp: 9, snapshot: 4, targets: 5 });
  expect(highest({ ...a, timestamp: 99_999 }, { ...b, root: 3 })).toEqual({ ...b, root: 3 });
  expect([isBelow(a, b), isBelow(b, b)]).toEqual([true, false]);
});

test("every refusal has its words in both languages, and says what to do next", () => {
  for (const [name, { detail, next }] of Object.entries(TRUST_REFUSALS)) {
    expect(isTrustRefusal(name)).toBe(true);
    for (const text of [detail, next])
      expect([name, text.vi.length > 20, text.en.length > 20, text.vi !== text.en]).toEqual([name, true, true, true]);
  }
  expect(isTrustRefusal("constructor")).toBe(false);
});

describe("docs/protocol.md", () => {
  const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

  test("has a timestamp that is signed by the key beside it", () => {
    const example = /```json\n(\{\n {2}"signatures".*?)```/s.exec(page)?.[1] ?? "";
    const { keytype, scheme, keyval } = JSON.parse(/as root lists it: `(.*?)`/.exec(page)?.[1] ?? "{}");
    const [file, key] = [readTufFile("timestamp", bytesOf(example)), importTufKey(keytype, scheme, keyval.public)];
    if (!file.ok || !key || key === "unknown") throw new Error("the page's example is none");
    expect([...file.value.signatures.values()].map((sig) => isTufSignature(key, file.value.signedBytes, sig))).toEqual([true]);
  });

  test.each([
    ["`N.root.json`", MAX_METADATA_BYTES.root],
    ["`timestamp.json`", MAX_METADATA_BYTES.timestamp],
    ["`N.snapshot.json`", MAX_METADATA_BYTES.snapshot],
    ["`N.targets.json`", MAX_METADATA_BYTES.targets],
    ["targets", MAX_TARGETS],
    ["roots since the kiosk's own", MAX_ROOTS],
    ["`trust-list.json`", MAX_LIST_BYTES],
    ["`groups.json`", MAX_GROUPS_BYTES],
    ["a status shard", MAX_SHARD_BYTES],
    ["a status delta", MAX_DELTA_BYTES],
    ["all that a kiosk must hold", MAX_BUNDLE_BYTES],
    ["an appliance update", MAX_UPDATE_BYTES],
  ])("says the program's limit for %s", (name, limit) => {
    expect(page.split("\n").some((line) => line.startsWith(`| ${name} `) && new RegExp(`\\| ${limit}( bytes)? *\\|$`).test(line))).toBe(
      true,
    );
  });

  test("names every refusal", () => {
    for (const name of Object.keys(TRUST_REFUSALS)) expect(page).toContain(`\`${name}\``);
  });
});
