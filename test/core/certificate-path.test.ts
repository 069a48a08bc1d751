import { sign, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signersOfPath } from "../../src/core/certificate-path.ts";
import { CREDENTIAL_TYPES } from "../../src/core/presentation.ts";
import { importCertificate } from "../../src/core/signature.ts";
import type { TrustList, TrustMaterial } from "../../src/core/trust.ts";
import { array, bytes, int, map } from "../support/cbor-bytes.ts";
import {
  type CertificateRecipe,
  certificateEntry,
  der,
  type MadeCertificate,
  makeAuthority,
  makeCertificate,
  newKey,
  oid,
} from "../support/certificate-maker.ts";
import { AT, EC_KEY, ISSUER, makeCredential, type Pair } from "../support/credential-maker.ts";
import { judge, keyEntry, reasonOf, trustWith } from "../support/judging.ts";

type Entry = TrustList["issuers"][number]["keys"][number];

function trusting(...keys: readonly Entry[]): TrustMaterial {
  return trustWith({ issuers: [{ id: ISSUER, types: [...CREDENTIAL_TYPES], keys: [...keys] }] });
}

const root = makeAuthority();
const TRUST = trusting(certificateEntry(root));

/** True where the list lends its trust to the first of these. */
function isVouchedFor(chain: readonly MadeCertificate[], trust = TRUST, at = AT): boolean {
  return (
    signersOfPath(
      chain.map((certificate) => certificate.der),
      trust,
      at,
    ).length > 0
  );
}

describe("a signer is vouched for", () => {
  test("by an authority of the list that has signed its certificate", () => {
    const signer = makeCertificate({ by: root });
    const [lent, ...more] = signersOfPath([signer.der], TRUST, AT);
    expect(more).toEqual([]);
    expect(lent).toMatchObject({ issuer: ISSUER, types: CREDENTIAL_TYPES, kids: undefined });
    const message = Buffer.from("message");
    const handle = lent?.key.handle ?? "";
    expect(verify("sha256", message, handle, sign("sha256", message, signer.key.privateKey))).toBe(true);
  });

  test("by an authority between, and with the listed one sent along or not", () => {
    const between = makeAuthority({ subject: "Between", by: root });
    const signer = makeCertificate({ by: between });
    expect(isVouchedFor([signer, between])).toBe(true);
    expect(isVouchedFor([signer, between, root])).toBe(true);
    expect(isVouchedFor([makeCertificate({ by: root }), root])).toBe(true);
  });

  test("by an authority between that is itself on the list", () => {
    const between = makeAuthority({ subject: "Between", by: makeAuthority({ subject: "Unknown root" }) });
    expect(isVouchedFor([makeCertificate({ by: between }), between], trusting(certificateEntry(between)))).toBe(true);
  });

  test("by being on the list itself, whatever its dates and extensions", () => {
    const odd = makeCertificate({ to: AT - 1, keyUsage: 0x04, more: [["1.2.3", true, Buffer.alloc(2)]] });
    expect(isVouchedFor([odd], trusting(certificateEntry(odd)))).toBe(true);
  });

  test.each([
    ["P-256", "ecdsa-sha256"],
    ["P-384", "ecdsa-sha384"],
    ["P-521", "ecdsa-sha384"],
    ["Ed25519", "ed25519"],
    ["RSA", "rsa-sha256"],
    ["RSA", "pss-sha256"],
  ] as const)("by an authority with %s that signs with %s", (kind, signature) => {
    const authority = makeAuthority({ key: newKey(kind), ...(kind !== "RSA" && { signature }) });
    expect(isVouchedFor([makeCertificate({ by: authority, signature })], trusting(certificateEntry(authority)))).toBe(true);
  });

  test("by the one of several authorities of one name that has signed", () => {
    const generations = [makeAuthority(), makeAuthority(), makeAuthority()];
    const trust = trusting(...generations.map(certificateEntry));
    for (const by of generations) expect(isVouchedFor([makeCertificate({ by })], trust)).toBe(true);
  });

  test.each<[string, CertificateRecipe]>([
    ["no extensions at all", { version: 1 }],
    ["nonRepudiation", { keyUsage: 0x40 }],
    ["extensions that need not be understood", { more: [["1.2.3.4", false, Buffer.from("anything")]] }],
    ["a critical one that we understand", { more: [["2.5.29.37", true, der(0x30, oid("2.5.29.37.0"))]] }],
  ])("with %s", (_, recipe) => {
    expect(isVouchedFor([makeCertificate({ by: root, ...recipe })])).toBe(true);
  });
});

describe("nobody is vouched for", () => {
  test("by a stranger who bears the authority's name", () => {
    const stranger = makeAuthority();
    expect(isVouchedFor([makeCertificate({ by: stranger })])).toBe(false);
    expect(isVouchedFor([makeCertificate({ by: stranger }), stranger])).toBe(false);
    expect(isVouchedFor([makeCertificate({ by: stranger }), stranger, root])).toBe(false);
  });

  test("by an authority's key when the certificate names another", () => {
    expect(isVouchedFor([makeCertificate({ by: root, issuer: "Somebody else" })])).toBe(false);
  });

  test("by itself", () => {
    expect(isVouchedFor([makeCertificate()])).toBe(false);
    expect(isVouchedFor([makeAuthority({ subject: "Other" })])).toBe(false);
  });

  test("by a signer that is put above another, genuine or listed", () => {
    const signer = makeCertificate({ subject: "Signer", by: root });
    const forged = makeCertificate({ subject: "Forged", by: signer });
    expect(isVouchedFor([forged, signer])).toBe(false);
    expect(isVouchedFor([forged, signer], trusting(certificateEntry(signer)))).toBe(false);
    expect(isVouchedFor([forged], trusting(certificateEntry(signer)))).toBe(false);
    expect(isVouchedFor([forged, signer, root])).toBe(false);
  });

  test.each<[string, CertificateRecipe]>([
    ["says that it is none", { authority: false }],
    ["may not sign certificates", { keyUsage: 0x80 }],
    ["is of a version without extensions", { version: 1 }],
    ["demands what we do not understand (name constraints)", { more: [["2.5.29.30", true, der(0x30)]] }],
    ["was signed over SHA-1", { signature: "ecdsa-sha1" }],
    ["is past its last day", { to: AT - 1 }],
    ["has not begun", { from: AT + 1 }],
  ])("by an authority between that %s", (_, recipe) => {
    const between = makeAuthority({ subject: "Between", by: root, ...recipe });
    expect(isVouchedFor([makeCertificate({ by: between }), between])).toBe(false);
  });

  test.each<[string, CertificateRecipe]>([
    ["may only sign certificates", { keyUsage: 0x04 }],
    ["demands what we do not understand", { more: [["1.2.3.4", true, Buffer.from("anything")]] }],
    ["has one extension twice", { keyUsage: 0x80, more: [["2.5.29.15", true, Buffer.from("03020780", "hex")]] }],
    ["was signed over SHA-1", { signature: "ecdsa-sha1" }],
    ["is past its last second", { to: AT - 1 }],
    ["has not begun", { from: AT + 1 }],
    ["has a key that is too short", { key: newKey("RSA-1024") }],
  ])("to a signer whose certificate %s", (_, recipe) => {
    expect(isVouchedFor([makeCertificate({ by: root, ...recipe })])).toBe(false);
  });

  test.each(["rsa-sha1", "pss-sha1"] as const)("with %s, which two different certificates may share", (signature) => {
    const authority = makeAuthority({ key: newKey("RSA") });
    const [good, bad] = [makeCertificate({ by: authority }), makeCertificate({ by: authority, signature })];
    const trust = trusting(certificateEntry(authority));
    expect([isVouchedFor([good], trust), isVouchedFor([bad], trust)]).toEqual([true, false]);
  });

  test("past the length that an authority allows", () => {
    const short = makeAuthority({ pathLength: 0 });
    const between = makeAuthority({ subject: "Between", by: short });
    const trust = trusting(certificateEntry(short));
    expect(isVouchedFor([makeCertificate({ by: short })], trust)).toBe(true);
    expect(isVouchedFor([makeCertificate({ by: between }), between], trust)).toBe(false);

    const narrow = makeAuthority({ subject: "Narrow", by: root, pathLength: 0 });
    const below = makeAuthority({ subject: "Below", by: narrow });
    expect(isVouchedFor([makeCertificate({ by: narrow }), narrow])).toBe(true);
    expect(isVouchedFor([makeCertificate({ by: below }), below, narrow])).toBe(false);
    const wide = makeAuthority({ subject: "Wide", by: root, pathLength: 1 });
    const belowWide = makeAuthority({ subject: "Below", by: wide });
    expect(isVouchedFor([makeCertificate({ by: belowWide }), belowWide, wide])).toBe(true);
  });

  test("by more than three certificates, by none, by junk, or in the wrong order", () => {
    const one = makeAuthority({ subject: "One", by: root });
    const two = makeAuthority({ subject: "Two", by: one });
    const three = makeAuthority({ subject: "Three", by: two });
    expect(isVouchedFor([makeCertificate({ by: two }), two, one])).toBe(true);
    expect(isVouchedFor([makeCertificate({ by: three }), three, two, one])).toBe(false);
    expect(isVouchedFor([one, makeCertificate({ by: one })])).toBe(false);
    expect(isVouchedFor([makeCertificate({ by: two }), one, two])).toBe(false);
    expect(signersOfPath([], TRUST, AT)).toEqual([]);
    expect(signersOfPath([Buffer.alloc(4096, 0x30)], TRUST, AT)).toEqual([]);
  });

  test("by a certificate in other bytes: PEM, or with something after its end", () => {
    const signer = makeCertificate({ by: root });
    const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(signer.der).toString("base64")}\n-----END CERTIFICATE-----\n`;
    for (const other of [Buffer.from(pem), Buffer.concat([signer.der, Buffer.alloc(1)])]) {
      expect(importCertificate(other)).toBeUndefined();
      expect(signersOfPath([other], TRUST, AT)).toEqual([]);
    }
  });

  test("by a certificate that is longer than 4 KiB", () => {
    const padding = (size: number) => makeCertificate({ by: root, more: [["1.2.3.4", false, Buffer.alloc(size)]] });
    expect(isVouchedFor([padding(3000)])).toBe(true);
    expect(isVouchedFor([padding(4000)])).toBe(false);
  });

  test("when one flipped bit of its certificate makes it another", () => {
    const signer = makeCertificate({ by: root });
    for (let bit = 0; bit < signer.der.length * 8; bit++) {
      const changed = Buffer.from(signer.der);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(signersOfPath([changed], TRUST, AT)).toEqual([]);
    }
  });
});

describe("time and the list", () => {
  test("decide anew at each scan, although the path is remembered", () => {
    const signer = makeCertificate({ by: root, from: AT, to: AT + 9 });
    const seen = [AT - 1, AT, AT + 9, AT + 10, AT].map((at) => isVouchedFor([signer], TRUST, at));
    expect(seen).toEqual([false, true, true, false, true]);
  });

  test("an authority of the list counts while the list says so, whatever its certificate says", () => {
    const old = makeAuthority({ to: AT - 1 });
    const signer = makeCertificate({ by: old });
    expect(isVouchedFor([signer], trusting(certificateEntry(old)))).toBe(true);
    expect(isVouchedFor([signer], trusting({ ...certificateEntry(old), validUntil: AT }))).toBe(false);
    expect(isVouchedFor([signer], trusting({ ...certificateEntry(old), validUntil: AT }, certificateEntry(old)))).toBe(true);
  });

  test("a signer is withdrawn by listing it with an end, although its authority is on the list", () => {
    const signer = makeCertificate({ by: root });
    const withdrawn = { ...certificateEntry(signer), validUntil: AT - 1 };
    expect(isVouchedFor([signer], trusting(certificateEntry(root)))).toBe(true);
    expect(isVouchedFor([signer], trusting(certificateEntry(root), withdrawn))).toBe(false);
    const between = makeAuthority({ subject: "Between", by: root });
    const stopped = { ...certificateEntry(between), validUntil: AT - 1 };
    expect(isVouchedFor([makeCertificate({ by: between }), between], trusting(certificateEntry(root), stopped))).toBe(false);
  });
});

describe("what an authority lends", () => {
  const typesOf = (recipe: CertificateRecipe, authority: CertificateRecipe = {}) => {
    const by = makeAuthority(authority);
    return signersOfPath([makeCertificate({ by, ...recipe }).der], trusting(certificateEntry(by)), AT)[0]?.types;
  };
  const HEALTH = "1.3.6.1.4.1.1847.2021.1";

  test.each<[string, CertificateRecipe, readonly string[]]>([
    ["everything, where it says nothing", {}, CREDENTIAL_TYPES],
    ["everything, for any use", { extendedKeyUsage: ["2.5.29.37.0"] }, CREDENTIAL_TYPES],
    ["everything, for signing documents", { extendedKeyUsage: ["1.3.6.1.5.5.7.3.36"] }, CREDENTIAL_TYPES],
    ["tests", { extendedKeyUsage: [`${HEALTH}.1`] }, ["test-result"]],
    ["vaccinations", { extendedKeyUsage: [`${HEALTH}.2`] }, ["vaccination"]],
    ["recoveries", { extendedKeyUsage: ["1.3.6.1.4.1.0.1847.2021.1.3"] }, ["recovery"]],
    ["two of them", { extendedKeyUsage: [`${HEALTH}.2`, `${HEALTH}.3`] }, ["vaccination", "recovery"]],
    ["seals", { extendedKeyUsage: ["2.23.136.1.1.14.2"] }, ["vaccination", "test-result"]],
    ["seals of tests", { extendedKeyUsage: ["2.23.136.1.1.14.2"], documentTypes: ["NT"] }, ["test-result"]],
    ["nothing to the certificate of a web server", { extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"] }, []],
    ["one use to a web server that has one", { extendedKeyUsage: ["1.3.6.1.5.5.7.3.1", `${HEALTH}.2`] }, ["vaccination"]],
  ])("to a signer: %s", (_, recipe, types) => {
    expect(typesOf(recipe)).toEqual(types);
  });

  test("is no more than it may sign itself", () => {
    expect(typesOf({}, { extendedKeyUsage: [`${HEALTH}.1`] })).toEqual(["test-result"]);
    expect(typesOf({ extendedKeyUsage: [`${HEALTH}.2`] }, { extendedKeyUsage: [`${HEALTH}.1`] })).toEqual([]);
    const between = makeAuthority({ subject: "Between", by: root, extendedKeyUsage: [`${HEALTH}.3`] });
    const signer = makeCertificate({ by: between });
    expect(signersOfPath([signer.der, between.der], TRUST, AT)[0]?.types).toEqual(["recovery"]);
  });
});

describe("a Claim 169 credential with its certificates (COSE x5chain)", () => {
  const signer = makeCertificate({ by: root, subject: "Civil registry" });

  /** A credential signed with ES256, with its signer's certificate and those above it in one of its headers. */
  function credential(
    { der: own, key }: MadeCertificate,
    above: readonly MadeCertificate[] = [],
    more: readonly Pair[] = [],
    place: "protected" | "unprotected" = "unprotected",
  ): string {
    const x5chain: Pair = [int(33), above.length === 0 ? bytes(own) : array(bytes(own), ...above.map((one) => bytes(one.der)))];
    return makeCredential({
      protectedHeader: map([int(1), int(-7)], ...more, ...(place === "protected" ? [x5chain] : [])),
      unprotected: map(...(place === "protected" ? [] : [x5chain])),
      signature: (toSign) => sign("sha256", toSign, { key: key.privateKey, dsaEncoding: "ieee-p1363" }),
    }).text;
  }

  test("is granted where they lead to the country's root on the list", () => {
    for (const place of ["protected", "unprotected"] as const) {
      expect(judge(credential(signer, [], [], place), { trust: TRUST })).toMatchObject({
        reason: "granted",
        format: "claim169",
        type: "citizen",
        issuer: ISSUER,
        claims: { fullName: "Nguyễn Thị Kiểm Thử" },
      });
    }
    const registry = makeAuthority({ subject: "Registry", by: root });
    expect(reasonOf(credential(makeCertificate({ by: registry }), [registry]), { trust: TRUST })).toBe("granted");
  });

  test("is granted with a key identifier that nobody knows, and with one that somebody has", () => {
    expect(reasonOf(credential(signer, [], [[int(4), bytes("nobody")]]), { trust: TRUST })).toBe("granted");
    const trust = trusting(certificateEntry(root), keyEntry(EC_KEY));
    expect(reasonOf(credential(signer, [], [[int(4), bytes(EC_KEY.kid)]]), { trust })).toBe("granted");
  });

  test("is of nobody that we know where they lead elsewhere", () => {
    const stranger = makeAuthority();
    expect(reasonOf(credential(makeCertificate({ by: stranger }), [stranger]), { trust: TRUST })).toBe("issuer-unknown");
    expect(reasonOf(credential(makeCertificate()), { trust: TRUST })).toBe("issuer-unknown");
    expect(reasonOf(credential(signer), { trust: trusting(keyEntry(EC_KEY)) })).toBe("issuer-unknown");
  });

  test("is forged where they are another's", () => {
    const mine = makeCertificate();
    const text = makeCredential({
      protectedHeader: map([int(1), int(-7)]),
      unprotected: map([int(33), bytes(signer.der)]),
      signature: (toSign) => sign("sha256", toSign, { key: mine.key.privateKey, dsaEncoding: "ieee-p1363" }),
    }).text;
    expect(reasonOf(text, { trust: TRUST })).toBe("signature-invalid");
  });

  test("is not permitted to a signer of something else, and not with another algorithm than its key's", () => {
    const server = makeCertificate({ by: root, extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"] });
    expect(reasonOf(credential(server), { trust: TRUST })).toBe("issuer-not-permitted");
    const rsa = makeCertificate({ by: root, key: newKey("RSA") });
    const text = makeCredential({
      protectedHeader: map([int(1), int(-7)]),
      unprotected: map([int(33), bytes(rsa.der)]),
      signature: () => new Uint8Array(64),
    }).text;
    expect(reasonOf(text, { trust: TRUST })).toBe("issuer-unknown");
  });

  test("a genuine one is not harmed by certificates that somebody else puts beside it", () => {
    const trust = trusting(keyEntry(EC_KEY), certificateEntry(root));
    for (const chain of [
      [bytes(signer.der)],
      [bytes("junk")],
      [bytes(new Uint8Array(4096)), bytes(new Uint8Array(4096)), bytes(root.der)],
    ]) {
      const unprotected = map([int(33), chain.length === 1 ? (chain[0] ?? bytes("")) : array(...chain)]);
      expect(reasonOf(makeCredential({ key: EC_KEY, unprotected }).text, { trust })).toBe("granted");
    }
  });

  test("a header that holds no certificates, or too many, is malformed", () => {
    const beside = (value: Uint8Array) => reasonOf(makeCredential({ key: EC_KEY, unprotected: map([int(33), value]) }).text);
    expect(beside(array())).toBe("malformed");
    expect(beside(int(1))).toBe("malformed");
    expect(beside(array(int(1)))).toBe("malformed");
    expect(beside(bytes(new Uint8Array(4097)))).toBe("malformed");
    expect(beside(array(...Array.from({ length: 4 }, () => bytes("a"))))).toBe("malformed");
  });
});

test("the worst certificates take little time: long keys, many authorities of one name, and nothing remembered", () => {
  const authorities = Array.from({ length: 50 }, () => makeAuthority({ key: newKey("P-521") }));
  const trust = trusting(...authorities.map(certificateEntry));
  const stranger = makeAuthority({ key: newKey("P-521") });
  const [above, below] = [makeAuthority({ by: stranger, key: newKey("P-521") }), makeCertificate({ by: stranger })];
  const from = performance.now();
  for (let round = 0; round < 5; round++) {
    const fresh = makeCertificate({ by: stranger, subject: `Signer ${round}` });
    expect(isVouchedFor([fresh, above, stranger], trust)).toBe(false);
  }
  expect(isVouchedFor([below, above, stranger], trust)).toBe(false);
  // Six of them, on a machine that may be busy.
  expect(performance.now() - from).toBeLessThan(1500);
});
