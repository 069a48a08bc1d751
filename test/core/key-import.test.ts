// Keys in every form that an issuer may hand over: all of them made here, by node:crypto and by hand.
import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { publicForm, writeKeyFile } from "../../src/core/key-file.ts";
import { decodeBase58 } from "../../src/core/key-import/base58.ts";
import { importIssuerKeys } from "../../src/core/key-import/import-keys.ts";
import type { ImportedKey } from "../../src/core/key-import/imported-key.ts";
import { pointFault, yOf } from "../../src/core/key-import/nist-curve.ts";
import { CREDENTIAL_TYPES } from "../../src/core/presentation.ts";
import { KeySchema, loadKey } from "../../src/core/trust.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import * as cbor from "../support/cbor-bytes.ts";
import { type CertificateRecipe, makeAuthority, makeCertificate, newKey } from "../support/certificate-maker.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import "../support/properties.ts";

const [ED, P256, P384, P521, RSA] = [newKey("Ed25519"), newKey("P-256"), newKey("P-384"), newKey("P-521"), newKey("RSA")];
const PAIRS = { Ed25519: ED, "P-256": P256, "P-384": P384, "P-521": P521, RSA };
type Kind = keyof typeof PAIRS;
const KINDS: readonly Kind[] = ["Ed25519", "P-256", "P-384", "P-521", "RSA"];

const jwkOf = (key: KeyObject) => ({ ...key.export({ format: "jwk" }) });
const bytesIn = (text: string | undefined) => Buffer.from(text ?? "", "base64url");
const pemOf = (label: string, der: Uint8Array) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END ${label}-----\n`;

function imported(file: unknown) {
  if (file instanceof Uint8Array) return importIssuerKeys(file);
  return importIssuerKeys(Buffer.from(typeof file === "string" ? file : JSON.stringify(file), "utf8"));
}

/** The one key of a file without problems. */
function onlyKey(file: unknown): ImportedKey {
  const { keys, problems } = imported(file);
  const [key] = keys;
  expect(problems).toEqual([]);
  expect(keys).toHaveLength(1);
  if (!key) throw new Error("test: no key");
  return key;
}

const refusalsOf = (file: unknown) => imported(file).problems.map(({ where, refusal }) => [where, refusal]);

/** The entry goes into a trust list, and the kiosk loads the very key from it. */
function expectToLoad(key: ImportedKey, publicKey: KeyObject): void {
  expect(v.is(KeySchema, key.entry)).toBe(true);
  const loaded = loadKey(v.parse(KeySchema, key.entry), "urn:issuer", CREDENTIAL_TYPES);
  expect(loaded?.key.handle.equals(publicKey)).toBe(true);
  expect(loaded?.kids?.length).toBeGreaterThan(0);
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
function base58(bytes: Uint8Array): string {
  let text = "";
  for (let rest = BigInt(`0x0${Buffer.from(bytes).toString("hex")}`); rest > 0n; rest /= 58n) text = `${BASE58[Number(rest % 58n)]}${text}`;
  return "1".repeat(bytes.findIndex((byte) => byte !== 0) === -1 ? bytes.length : bytes.findIndex((byte) => byte !== 0)) + text;
}

function compressed(key: KeyObject): Uint8Array {
  const { x, y } = jwkOf(key);
  return Buffer.concat([Uint8Array.of(2 + ((bytesIn(y).at(-1) ?? 0) & 1)), bytesIn(x)]);
}

const CODES = { Ed25519: "ed01", "P-256": "8024", "P-384": "8124", "P-521": "8224" };
const multikeyOf = (kind: Exclude<Kind, "RSA">) =>
  `z${base58(Buffer.concat([Buffer.from(CODES[kind], "hex"), kind === "Ed25519" ? bytesIn(jwkOf(ED.publicKey).x) : compressed(PAIRS[kind].publicKey)]))}`;

const COSE_CURVES = { Ed25519: 6, "P-256": 1, "P-384": 2, "P-521": 3 };
type Pair = readonly [number, Uint8Array];
/** A COSE_Key with more labels after those of the key itself. */
function coseKey(kind: Kind, ...more: readonly Pair[]): Uint8Array {
  const jwk = jwkOf(PAIRS[kind].publicKey);
  const own: readonly Pair[] =
    kind === "RSA"
      ? [
          [1, cbor.int(3)],
          [-1, cbor.bytes(bytesIn(jwk.n))],
          [-2, cbor.bytes(bytesIn(jwk.e))],
        ]
      : [
          [1, cbor.int(kind === "Ed25519" ? 1 : 2)],
          [-1, cbor.int(COSE_CURVES[kind])],
          [-2, cbor.bytes(bytesIn(jwk.x))],
          ...(kind === "Ed25519" ? [] : [[-3, cbor.bytes(bytesIn(jwk.y))] as const]),
        ];
  const labels = new Map<number, Uint8Array>([...own, ...more]);
  return cbor.map(...[...labels].map(([label, item]) => [cbor.int(label), item] as const));
}

describe("a key comes in, in each kind", () => {
  test.each(KINDS)("as JWK, as JWK set, as SubjectPublicKeyInfo, as COSE_Key: %s", (kind) => {
    const { publicKey } = PAIRS[kind];
    const jwk = jwkOf(publicKey);
    const spki = publicKey.export({ format: "der", type: "spki" });
    const forms: readonly (readonly [unknown, string])[] = [
      [jwk, "jwk"],
      [{ keys: [jwk] }, "jwk-set"],
      [spki, "spki"],
      [pemOf("PUBLIC KEY", spki), "spki"],
      [publicKey.export({ format: "pem", type: "spki" }).toString().replaceAll("\n", "\r\n"), "spki"],
      [spki.toString("base64"), "spki"],
      [`${spki.toString("hex")}\n`, "spki"],
      [coseKey(kind), "cose-key"],
      [cbor.array(coseKey(kind)), "cose-key"],
      [Buffer.from(coseKey(kind)).toString("hex").toUpperCase(), "cose-key"],
      [Buffer.from(coseKey(kind)).toString("base64url"), "cose-key"],
    ];
    for (const [file, source] of forms) {
      const key = onlyKey(file);
      expect([key.source, key.hasOwnKid, key.isAuthority, key.isDemo]).toEqual([source, false, false, false]);
      expect(key.entry.jwk).toEqual(jwk);
      expectToLoad(key, publicKey);
    }
    // One key has one name and one fingerprint, whatever form it came in.
    expect(new Set(forms.map(([file]) => onlyKey(file).fingerprint)).size).toBe(1);
    expect(new Set(forms.map(([file]) => onlyKey(file).entry.kid)).size).toBe(1);
  });

  test.each(KINDS)("in a certificate, as PEM and as DER, with its dates: %s", (kind) => {
    const made = makeCertificate({ key: PAIRS[kind], from: 1_700_000_000, to: 1_800_000_000 });
    for (const file of [made.der, pemOf("CERTIFICATE", made.der), Buffer.from(made.der).toString("base64")]) {
      const key = onlyKey(file);
      expect(key).toMatchObject({ source: "certificate", isAuthority: false, hasOwnKid: false });
      // Its last second is still within.
      expect(key.entry).toMatchObject({ validFrom: 1_700_000_000, validUntil: 1_800_000_001 });
      expect(Buffer.from(key.entry.kid, "base64").toString("hex")).toBe(key.fingerprint.slice(0, 16));
      expectToLoad(key, PAIRS[kind].publicKey);
    }
  });

  test.each(["Ed25519", "P-256", "P-384", "P-521"] as const)("as Multikey of a DID document: %s", (kind) => {
    const did = "did:web:issuer.example";
    const method = { id: `${did}#key-1`, type: "Multikey", controller: did, publicKeyMultibase: multikeyOf(kind) };
    const key = onlyKey({ id: did, verificationMethod: [method], assertionMethod: ["#key-1"] });
    expect(key).toMatchObject({ source: "did-document", issuer: did, hasOwnKid: true, entry: { kid: `${did}#key-1` } });
    expectToLoad(key, PAIRS[kind].publicKey);
  });

  test.each(["Ed25519", "P-256", "P-384"] as const)("as did:key, with and without its fragment: %s", (kind) => {
    const did = `did:key:${multikeyOf(kind)}`;
    for (const text of [did, `${did}#${multikeyOf(kind)}`, ` ${did}\n`]) {
      const key = onlyKey(text);
      expect(key).toMatchObject({ source: "did", issuer: did, entry: { kid: `${did}#${multikeyOf(kind)}` } });
      expectToLoad(key, PAIRS[kind].publicKey);
    }
  });

  test.each(["Ed25519", "P-256"] as const)("as did:jwk: %s", (kind) => {
    const did = `did:jwk:${Buffer.from(JSON.stringify(jwkOf(PAIRS[kind].publicKey))).toString("base64url")}`;
    const key = onlyKey(did);
    expect(key).toMatchObject({ source: "did", issuer: did, entry: { kid: `${did}#0` } });
    expectToLoad(key, PAIRS[kind].publicKey);
  });

  test("as the identifiers that the did:key specification shows", () => {
    expect(onlyKey("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK").algorithm).toBe("EdDSA");
    expect(onlyKey("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169").algorithm).toBe("ES256");
  });

  test.each(["EdDSA", "ES256"] as const)("in the public form of tram keys: %s", (algorithm) => {
    const file = publicForm(newIssuerKey(algorithm, { kid: "2026-1", demo: true, issuer: "https://issuer.example" }));
    const key = onlyKey(file);
    expect(key).toMatchObject({ source: "tram-key", algorithm, isDemo: true, issuer: "https://issuer.example", hasOwnKid: true });
    expect(key.entry).toEqual({ kid: "2026-1", jwk: file.jwk });
    expect(imported([file, publicForm(newIssuerKey(algorithm, { kid: "2026-2" }))]).keys).toHaveLength(2);
  });
});

describe("what a key is called", () => {
  const jwk = jwkOf(P256.publicKey);

  test("is what its file says, and else the name that tram keys gives", () => {
    expect(onlyKey({ ...jwk, kid: "k-1" }).entry.kid).toBe("k-1");
    const own = newPrivateJwk("ES256");
    const { kid, jwk: written } = JSON.parse(writeKeyFile(own, { issuer: "urn:x" }));
    const { d: _, ...publicJwk } = written;
    expect(onlyKey(publicJwk).entry.kid).toBe(kid);
  });

  test.each([
    ["text", Buffer.from("ed-1"), "ed-1"],
    ["bytes that are no text", Uint8Array.of(0, 1, 254, 255), "0001feff"],
    ["text with a space", Buffer.from("key 1"), "6b65792031"],
  ])("in COSE is bytes, and the list matches them: %s", (_, bytes, kid) => {
    const { entry } = onlyKey(coseKey("P-256", [2, cbor.bytes(bytes)]));
    expect(entry.kid).toBe(kid);
    const kids = loadKey(v.parse(KeySchema, entry), undefined, CREDENTIAL_TYPES)?.kids ?? [];
    expect(kids.some((reading) => Buffer.from(reading).equals(bytes))).toBe(true);
  });

  test("in a DID document is matched whole and by its fragment", () => {
    const did = "did:web:issuer.example";
    const method = { id: "#key-1", type: "JsonWebKey", controller: did, publicKeyJwk: jwk };
    const { entry } = onlyKey({ id: did, verificationMethod: [method], assertionMethod: [`${did}#key-1`] });
    const kids = loadKey(v.parse(KeySchema, entry), undefined, CREDENTIAL_TYPES)?.kids?.map((kid) => Buffer.from(kid).toString("utf8"));
    expect(kids).toEqual(expect.arrayContaining([`${did}#key-1`, "key-1"]));
  });

  test("may be too long for a list", () => {
    expect(refusalsOf({ ...jwk, kid: "k".repeat(201) })).toEqual([["", "name-too-long"]]);
    expect(onlyKey({ ...jwk, kid: "k".repeat(200) }).entry.kid).toHaveLength(200);
  });
});

describe("a private key spoils the whole file, in whatever form it stands there", () => {
  const good = jwkOf(P256.publicKey);
  const secret = jwkOf(ED.privateKey);
  const did = "did:web:x.example";
  const method = { id: `${did}#1`, type: "Multikey", controller: did };
  const certificate = pemOf("CERTIFICATE", makeCertificate().der);
  test.each<[string, unknown, string]>([
    ["a JWK", secret, ""],
    ["one of a JWK set", { keys: [good, secret, good] }, "keys.1"],
    ["a JWK with a name too long", { ...secret, kid: "k".repeat(300) }, ""],
    ["a shared secret", { keys: [good, { kty: "oct", k: "AAAA" }] }, "keys.1"],
    ["half of an RSA key's secret", { ...jwkOf(RSA.publicKey), p: "AQAB" }, ""],
    ["the key file of tram keys", writeKeyFile(newPrivateJwk("EdDSA"), { issuer: "urn:x" }), ""],
    ["PKCS #8", P256.privateKey.export({ format: "pem", type: "pkcs8" }), "pem.0"],
    ["SEC 1 beside a certificate", `${certificate}${P256.privateKey.export({ format: "pem", type: "sec1" })}`, "pem.1"],
    ["PKCS #8 in DER", P256.privateKey.export({ format: "der", type: "pkcs8" }), ""],
    ["SEC 1 in DER, as base64", P384.privateKey.export({ format: "der", type: "sec1" }).toString("base64"), ""],
    ["PKCS #1 under a public key's name", pemOf("PUBLIC KEY", RSA.privateKey.export({ format: "der", type: "pkcs1" })), "pem.0"],
    ["an encrypted one", pemOf("ENCRYPTED PRIVATE KEY", randomBytes(80)), "pem.0"],
    ["OpenSSH", pemOf("OPENSSH PRIVATE KEY", randomBytes(80)), "pem.0"],
    ["a COSE_Key", coseKey("Ed25519", [-4, cbor.bytes(randomBytes(32))]), ""],
    ["a COSE_Key of RSA", coseKey("RSA", [-3, cbor.bytes(randomBytes(32))]), ""],
    ["a symmetric COSE_Key", cbor.map([cbor.int(1), cbor.int(4)], [cbor.int(-1), cbor.bytes(randomBytes(32))]), ""],
    ["did:key", `did:key:z${base58(Buffer.concat([Buffer.from("8026", "hex"), randomBytes(32)]))}`, ""],
    ["did:jwk", `did:jwk:${Buffer.from(JSON.stringify(secret)).toString("base64url")}`, ""],
    [
      "a DID document, in a method that signs nothing",
      { id: did, verificationMethod: [{ ...method, publicKeyJwk: secret }], assertionMethod: [] },
      "verificationMethod.0",
    ],
    [
      "a DID document, beside its public half",
      { id: did, verificationMethod: [{ ...method, publicKeyMultibase: multikeyOf("P-256"), secretKeyMultibase: "z" }] },
      "verificationMethod.0",
    ],
  ])("%s", (_, file, where) => {
    const { keys } = imported(file);
    expect(keys).toEqual([]);
    expect(refusalsOf(file)).toEqual([[where, "private-key"]]);
  });
});

describe("what a key is for", () => {
  const jwk = jwkOf(RSA.publicKey);
  test.each<[string, unknown]>([
    ["encryption", { ...jwk, use: "enc" }],
    ["signing only, which needs the private half", { ...jwk, key_ops: ["sign"] }],
    ["another algorithm", { ...jwk, alg: "RS256" }],
    ["another algorithm, in tram's own form", { issuer: "urn:x", kid: "k", alg: "ES256", jwk: jwkOf(ED.publicKey) }],
    ["another operation, in COSE", coseKey("P-256", [4, cbor.array(cbor.int(1))])],
    ["another algorithm, in COSE", coseKey("P-256", [3, cbor.int(-35)])],
    ["an algorithm nobody knows, in COSE", coseKey("P-256", [3, cbor.int(-999)])],
    ["certificates of its own, which it may not sign", makeCertificate({ keyUsage: 0x20 }).der],
  ])("is not %s", (_, file) => {
    expect(refusalsOf(file)).toEqual([[expect.any(String), "not-for-signing"]]);
  });

  test.each<[string, unknown]>([
    ["in JOSE", { ...jwk, use: "sig", key_ops: ["verify"], alg: "PS256" }],
    ["in COSE", coseKey("RSA", [3, cbor.int(-37)], [4, cbor.array(cbor.text("verify"))])],
    ["in COSE, fully specified", coseKey("Ed25519", [3, cbor.int(-19)], [4, cbor.array(cbor.int(1), cbor.int(2))])],
  ])("is said rightly %s, and taken off", (_, file) => {
    expect(Object.keys(onlyKey(file).entry.jwk ?? {})).not.toContain("alg");
  });

  test("keeps what a SMART Health Card's list of revoked cards needs", () => {
    expect(onlyKey({ ...jwkOf(P256.publicKey), kid: "k", crlVersion: 3 }).entry.jwk).toMatchObject({ crlVersion: 3 });
    expect(refusalsOf({ ...jwkOf(P256.publicKey), kid: "k", crlVersion: -1 })).toEqual([["", "malformed"]]);
  });

  test("in a DID document is what assertionMethod names", () => {
    const did = "did:web:issuer.example";
    const method = (id: string, kind: "Ed25519" | "P-256") => ({
      id: `${did}#${id}`,
      type: "Multikey",
      controller: did,
      publicKeyMultibase: multikeyOf(kind),
    });
    const document = {
      id: did,
      verificationMethod: [method("login", "Ed25519")],
      authentication: ["#login"],
      assertionMethod: [method("signs", "P-256")],
    };
    expect(imported(document).keys.map(({ entry }) => entry.kid)).toEqual([`${did}#signs`]);
    expect(refusalsOf(document)).toEqual([["verificationMethod.0", "not-for-signing"]]);
    expect(refusalsOf({ ...document, assertionMethod: undefined })).toEqual([["verificationMethod.0", "not-for-signing"]]);
    // As a resolver gives it.
    expect(imported({ didDocument: document, didDocumentMetadata: {} }).keys).toHaveLength(1);
  });
});

describe("a DID document's methods", () => {
  const did = "did:web:issuer.example";
  const documentOf = (method: object) => ({
    id: did,
    verificationMethod: [{ id: "#1", controller: did, ...method }],
    assertionMethod: ["#1"],
  });
  const x = bytesIn(jwkOf(ED.publicKey).x);

  test("may be those of 2018 to 2020", () => {
    for (const [method, publicKey] of [
      [{ type: "Ed25519VerificationKey2018", publicKeyBase58: base58(x) }, ED.publicKey],
      [{ type: "Ed25519VerificationKey2020", publicKeyMultibase: multikeyOf("Ed25519") }, ED.publicKey],
      [{ type: "JsonWebKey2020", publicKeyJwk: jwkOf(P384.publicKey) }, P384.publicKey],
      [{ type: "EcdsaSecp256r1VerificationKey2019", publicKeyBase58: base58(compressed(P256.publicKey)) }, P256.publicKey],
    ] as const) {
      expectToLoad(onlyKey(documentOf(method)), publicKey);
    }
  });

  test("end when they say so", () => {
    const method = { type: "Multikey", publicKeyMultibase: multikeyOf("P-256") };
    expect(onlyKey(documentOf({ ...method, expires: "2027-01-01T00:00:00Z" })).entry.validUntil).toBe(1_798_761_600);
    expect(refusalsOf(documentOf({ ...method, expires: "soon" }))).toEqual([["verificationMethod.0", "malformed"]]);
    expect(refusalsOf(documentOf({ ...method, revoked: "2026-01-01T00:00:00Z" }))).toEqual([["verificationMethod.0", "revoked"]]);
  });

  test.each<[string, object, string]>([
    ["with two keys", { publicKeyMultibase: multikeyOf("P-256"), publicKeyJwk: jwkOf(P256.publicKey) }, "malformed"],
    ["with none", { type: "Multikey" }, "unsupported-kind"],
    ["of another document", { id: "did:web:other.example#1", publicKeyMultibase: multikeyOf("P-256") }, "malformed"],
    ["without a name", { id: "#", publicKeyMultibase: multikeyOf("P-256") }, "malformed"],
    ["of a kind we do not know", { type: "Ed25519VerificationKey2038", publicKeyBase58: base58(x) }, "unsupported-kind"],
    [
      "of another curve",
      { publicKeyMultibase: `z${base58(Buffer.concat([Buffer.from("e701", "hex"), randomBytes(33)]))}` },
      "unsupported-kind",
    ],
    ["in another base", { publicKeyMultibase: `u${x.toString("base64url")}` }, "malformed"],
    [
      "with half a point",
      { publicKeyMultibase: `z${base58(Buffer.concat([Buffer.from("8024", "hex"), compressed(P256.publicKey).subarray(0, 20)]))}` },
      "not-canonical",
    ],
  ])("are refused %s", (_, method, refusal) => {
    expect(refusalsOf(documentOf(method))).toEqual([["verificationMethod.0", refusal]]);
  });
});

describe("points that are written in half", () => {
  test.each(["P-256", "P-384", "P-521"] as const)("come back whole, in COSE and by arithmetic: %s", (curve) => {
    for (let round = 0; round < 8; round++) {
      const { publicKey } = generateKeyPairSync("ec", { namedCurve: curve });
      const [x, y] = [bytesIn(jwkOf(publicKey).x), bytesIn(jwkOf(publicKey).y)];
      const isOdd = ((y.at(-1) ?? 0) & 1) === 1;
      expect(Buffer.from(yOf(curve, x, isOdd) ?? []).equals(y)).toBe(true);
      expect(Buffer.from(yOf(curve, x, !isOdd) ?? []).equals(y)).toBe(false);
      expect([pointFault(curve, x, y), pointFault(curve, y, x)]).toEqual([undefined, "not-on-curve"]);
      const file = cbor.map(
        [cbor.int(1), cbor.int(2)],
        [cbor.int(-1), cbor.int(COSE_CURVES[curve])],
        [cbor.int(-2), cbor.bytes(x)],
        [cbor.int(-3), Uint8Array.of(isOdd ? 0xf5 : 0xf4)],
      );
      expectToLoad(onlyKey(file), publicKey);
    }
  });

  test("belong to nothing where no point has this x", () => {
    const x = Array.from({ length: 40 }, (_, value) => Buffer.concat([new Uint8Array(31), Uint8Array.of(value)])).find(
      (candidate) => yOf("P-256", candidate, true) === undefined,
    );
    expect(refusalsOf(coseKey("P-256", [-2, cbor.bytes(x ?? "")], [-3, Uint8Array.of(0xf5)]))).toEqual([["", "not-on-curve"]]);
  });
});

describe("a certificate", () => {
  test("says whether it may sign others", () => {
    expect(onlyKey(makeAuthority().der).isAuthority).toBe(true);
  });

  const WITH_RSA = { key: RSA };
  test.each<[string, CertificateRecipe, string]>([
    ["signed over SHA-1", { ...WITH_RSA, signature: "rsa-sha1" }, "weak-certificate"],
    ["signed over SHA-1 with ECDSA", { signature: "ecdsa-sha1" }, "weak-certificate"],
    ["signed over SHA-1 by default", { ...WITH_RSA, signature: "pss-sha1" }, "weak-certificate"],
    ["with a critical extension of its own", { more: [["1.2.3.4", true, Buffer.from("0500", "hex")]] }, "critical-extension"],
    ["of a short key", { key: newKey("RSA-1024") }, "too-short"],
    [
      "of a key on another curve",
      { key: generateKeyPairSync("ec", { namedCurve: "secp256k1" }), signingKey: P256.privateKey },
      "unsupported-kind",
    ],
    [
      "of a key for PSS only",
      { key: generateKeyPairSync("rsa-pss", { modulusLength: 2048 }), signingKey: P256.privateKey },
      "unsupported-kind",
    ],
    ["larger than a kiosk looks at", { more: [["1.2.3.4", false, randomBytes(4000)]] }, "too-large"],
  ])("is refused %s", (_, recipe, refusal) => {
    expect(refusalsOf(makeCertificate(recipe).der)).toEqual([["", refusal]]);
  });

  test("from before 1970 has simply begun", () => {
    expect(onlyKey(makeCertificate({ from: -1000 }).der).entry).not.toHaveProperty("validFrom");
  });

  test("stands in one file with others, with text between them for people", () => {
    const [one, two] = [makeCertificate(), makeAuthority()];
    const file = `subject=C = VN\n${pemOf("CERTIFICATE", one.der)}\n\nand its root:\n${pemOf("CERTIFICATE", two.der)}${pemOf(
      "PUBLIC KEY",
      ED.publicKey.export({ format: "der", type: "spki" }),
    )}`;
    expect(imported(file).keys.map(({ source, isAuthority }) => [source, isAuthority])).toEqual([
      ["certificate", false],
      ["certificate", true],
      ["spki", false],
    ]);
    expect(imported(`${file}${pemOf("CERTIFICATE", one.der)}`).keys).toHaveLength(3);
  });
});

describe("a file that cannot be read is explained", () => {
  const jwk = JSON.stringify(jwkOf(P256.publicKey));
  const certificate = pemOf("CERTIFICATE", makeCertificate().der);
  test.each<[string, unknown, string, string]>([
    ["empty", "", "", "no-key"],
    ["a letter", "Dear operator, our key follows by separate mail.", "", "no-key"],
    ["JSON of something else", { hello: "world" }, "", "no-key"],
    ["an empty set", { keys: [] }, "", "no-key"],
    ["cut off", jwk.slice(0, -3), "", "malformed"],
    ["with two members of one name", jwk.replace("{", '{"kty":"OKP",'), "", "malformed"],
    ["PEM cut off", certificate.slice(0, -40), "pem.0", "malformed"],
    ["PEM with a damaged letter", certificate.replace(/^M/m, "*"), "pem.0", "malformed"],
    ["a certificate with bytes after it", Buffer.concat([makeCertificate().der, Uint8Array.of(0)]), "", "malformed"],
    ["a request for a certificate", pemOf("CERTIFICATE REQUEST", randomBytes(80)), "pem.0", "unsupported-kind"],
    ["an identifier that must be looked up", "did:web:issuer.example", "", "document-needed"],
    ["an identifier with another's fragment", `did:key:${multikeyOf("P-256")}#z6Mk`, "", "malformed"],
    ["random bytes", Buffer.from("ff00ff", "hex"), "", "no-key"],
    [
      "a COSE_Key in another spelling",
      Buffer.concat([Uint8Array.of(0xbf), coseKey("P-256").subarray(1), Uint8Array.of(0xff)]),
      "",
      "no-key",
    ],
    ["a COSE_Key with a name that is no bytes", coseKey("P-256", [2, cbor.text("k")]), "", "malformed"],
    ["a file of more than 1 MiB", Buffer.alloc(1024 * 1024 + 1, 0x20), "", "too-large"],
    ["a key file with a member of its own", { issuer: "urn:x", kid: "k", note: "x", jwk: jwkOf(P256.publicKey) }, "", "malformed"],
  ])("%s", (_, file, where, refusal) => {
    expect(imported(file).keys).toEqual([]);
    expect(refusalsOf(file)).toEqual([[where, refusal]]);
  });

  test("too many keys: none of them, rather than the first thousand", () => {
    const keys = (count: number) => ({
      keys: Array.from({ length: count }, (_, index) => ({ ...jwkOf(P256.publicKey), kid: `k${index}` })),
    });
    expect(imported(keys(1000)).keys).toHaveLength(1000);
    expect(refusalsOf(keys(1001))).toEqual([["", "too-many-keys"]]);
  });

  test("one bad key of many: named by its place, the others come in", () => {
    const file = { keys: [jwkOf(P256.publicKey), { kty: "EC", crv: "secp256k1", x: "AA", y: "AA" }, 7, jwkOf(ED.publicKey)] };
    expect(imported(file).keys).toHaveLength(2);
    expect(refusalsOf(file)).toEqual([
      ["keys.1", "unsupported-kind"],
      ["keys.2", "malformed"],
    ]);
  });
});

describe("no file makes the importer throw, and whatever it takes loads", () => {
  const files: readonly Uint8Array[] = [
    Buffer.from(JSON.stringify({ keys: KINDS.map((kind) => ({ ...jwkOf(PAIRS[kind].publicKey), kid: kind })) })),
    Buffer.from(pemOf("CERTIFICATE", makeCertificate().der)),
    makeCertificate({ key: RSA }).der,
    P521.publicKey.export({ format: "der", type: "spki" }),
    cbor.array(...KINDS.map((kind) => coseKey(kind, [2, cbor.bytes("kid")], [4, cbor.array(cbor.int(2))]))),
    Buffer.from(`did:key:${multikeyOf("P-256")}`),
    Buffer.from(
      JSON.stringify({
        id: "did:web:x",
        verificationMethod: [{ id: "#1", publicKeyMultibase: multikeyOf("Ed25519"), expires: "2027-01-01T00:00:00Z" }],
        assertionMethod: ["#1"],
      }),
    ),
  ];

  function expectSound(bytes: Uint8Array): void {
    const { keys, problems } = importIssuerKeys(bytes);
    expect(keys.length + problems.length).toBeGreaterThan(0);
    for (const { entry } of keys) expect(loadKey(v.parse(KeySchema, entry), undefined, CREDENTIAL_TYPES)?.kids).toBeDefined();
  }

  test("bytes changed, cut and put in", () => {
    const change = fc.record({ at: fc.nat(5000), byte: fc.nat(255), kind: fc.constantFrom("set", "cut", "insert") });
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 3 }), (file, changes) => {
        let bytes = Buffer.from(file);
        for (const { at, byte, kind } of changes) {
          const from = at % (bytes.length + 1);
          const rest = bytes.subarray(kind === "insert" ? from : from + 1);
          bytes = Buffer.concat([
            bytes.subarray(0, from),
            ...(kind === "cut" ? [] : [Uint8Array.of(byte)]),
            ...(kind === "cut" ? [] : [rest]),
          ]);
        }
        expectSound(bytes);
      }),
      { numRuns: 400 },
    );
  });

  test("any bytes, any text, any JSON", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectSound), { numRuns: 300 });
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.constantFrom("", "did:key:z", "did:jwk:", "-----BEGIN "),
        (text, head) => expectSound(Buffer.from(`${head}${text}`)),
      ),
      { numRuns: 300 },
    );
    const member = fc.constantFrom(
      "keys",
      "id",
      "verificationMethod",
      "assertionMethod",
      "publicKeyJwk",
      "kty",
      "jwk",
      "kid",
      "__proto__",
      "didDocument",
    );
    const value = fc.letrec((tie) => ({
      item: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("did:x", "#1", "OKP", 1, null, true),
        fc.array(tie("item"), { maxLength: 3 }),
        tie("object"),
      ),
      object: fc.dictionary(member, tie("item"), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(value.object, (json) => expectSound(Buffer.from(JSON.stringify(json)))),
      { numRuns: 500 },
    );
  });
});

describe("base58", () => {
  test("comes back as it went", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(Buffer.from(decodeBase58(base58(bytes)) ?? [])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test("has one spelling for each value, and no letters beside its alphabet", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...BASE58, "0", "O", "I", "l", "é"), maxLength: 60 }), (text) => {
        const bytes = decodeBase58(text);
        expect(bytes === undefined ? undefined : base58(bytes)).toBe(/^[1-9A-HJ-NP-Za-km-z]*$/.test(text) ? text : undefined);
      }),
    );
    expect(decodeBase58("2".repeat(201))).toBeUndefined();
  });
});
