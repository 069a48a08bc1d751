import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { certificateEntry, makeAuthority, makeCertificate, newKey } from "../support/certificate-maker.ts";
import { judge, reasonOf, trustWith } from "../support/judging.ts";
import { inOrder, makeSeal, SEAL_SIGNER, type SealRecipe, STATE, TEST, VACCINATION } from "../support/seal-maker.ts";

const TRUST = trustWith({ issuers: [{ id: STATE, types: ["vaccination", "test-result"], keys: [certificateEntry(SEAL_SIGNER)] }] });
const reason = (recipe: SealRecipe) => reasonOf(makeSeal(recipe), { trust: TRUST });
const data = (header: object, msg: unknown = VACCINATION) => ({ hdr: { t: "icao.vacc", v: 1, is: STATE, ...header }, msg });

describe("a seal is granted", () => {
  test("of a vaccination, and says what it says", () => {
    expect(judge(makeSeal(), { trust: TRUST })).toMatchObject({
      reason: "granted",
      format: "icao-vds-nc",
      type: "vaccination",
      issuer: STATE,
      credential: createHash("sha256")
        .update(inOrder(data({})))
        .digest("hex"),
      claims: {
        identifier: "VD-0001",
        fullName: "NGUYEN THI KIEM THU",
        dob: "1990-05-15",
        sex: "F",
        documentNumber: "Z0990001",
        additionalNumber: "099190000001",
        entries: VACCINATION["ve"],
      },
      warnings: ["no-expiry"],
    });
  });

  test("of a test", () => {
    expect(judge(makeSeal({ header: { t: "icao.test" }, message: TEST }), { trust: TRUST })).toMatchObject({
      reason: "granted",
      type: "test-result",
      claims: {
        identifier: "VD-0002",
        fullName: "NGUYEN THI KIEM THU",
        documentType: "P",
        documentNumber: "Z0990001",
        entries: [{ sp: TEST["sp"], dat: TEST["dat"], tr: TEST["tr"] }],
      },
    });
  });

  test.each<[string, SealRecipe["spell"]]>([
    ["with white space", (seal) => JSON.stringify(seal, undefined, 2)],
    ["with its signature first", ({ data: signed, sig }) => JSON.stringify({ sig, data: signed })],
    ["with other members beside, that nobody signed", (seal) => JSON.stringify({ ...seal, note: "hello" })],
    ["with letters spelt otherwise", (seal) => JSON.stringify(seal).replace("NGUYEN", "\\u004eGUYEN")],
    ["with a number spelt otherwise", (seal) => JSON.stringify(seal).replace('"v":1', '"v":1.0e0')],
  ])("%s, as the same credential", (_, spell) => {
    expect(judge(makeSeal({ ...(spell && { spell }) }), { trust: TRUST })).toEqual(
      expect.objectContaining({ reason: "granted", credential: judge(makeSeal(), { trust: TRUST }).credential }),
    );
  });

  test("with base64url with all of its padding", () => {
    const padded = (text: string) => text.padEnd(Math.ceil(text.length / 4) * 4, "=");
    const spell = (seal: object) => JSON.stringify(seal, (name, value) => (name === "cer" || name === "sigvl" ? padded(value) : value));
    expect(reason({ spell })).toBe("granted");
  });

  test("with the algorithm as an example of the specification has it", () => {
    expect(reason({ sig: { alg: "ES 256" } })).toBe("granted");
  });

  test.each([
    ["ES384", "P-384", "sha384"],
    ["ES512", "P-521", "sha512"],
  ] as const)("with %s", (alg, kind, digest) => {
    const signer = makeCertificate({ key: newKey(kind) });
    const trust = trustWith({ issuers: [{ id: STATE, types: ["vaccination"], keys: [certificateEntry(signer)] }] });
    expect(reasonOf(makeSeal({ signer, digest, sig: { alg } }), { trust })).toBe("granted");
    expect(reasonOf(makeSeal({ signer, digest }), { trust })).toBe("issuer-unknown");
  });

  test("by a signer that stands below an authority of the list", () => {
    const authority = makeAuthority({ subject: "Utopia CSCA" });
    const signer = makeCertificate({ by: authority, extendedKeyUsage: ["2.23.136.1.1.14.2"] });
    const trust = trustWith({ issuers: [{ id: STATE, types: ["vaccination"], keys: [certificateEntry(authority)] }] });
    expect(judge(makeSeal({ signer }), { trust })).toMatchObject({
      reason: "granted",
      issuer: STATE,
      keyId: createHash("sha256").update(signer.der).digest("hex").slice(0, 16),
    });
  });

  test("without its signer's certificate, by a key that the list has for the state", () => {
    const jwk = { kty: "EC", ...SEAL_SIGNER.key.publicKey.export({ format: "jwk" }) };
    const trust = trustWith({ issuers: [{ id: STATE, types: ["vaccination"], keys: [{ kid: "seal", jwk }] }] });
    expect(reasonOf(makeSeal({ sig: { cer: undefined } }), { trust })).toBe("granted");
    expect(reasonOf(makeSeal(), { trust })).toBe("granted");
  });
});

describe("a seal is refused", () => {
  test("when a word of it was changed", () => {
    const spell = (seal: object) => JSON.stringify(seal).replace("Z0990001", "Z0990002");
    expect(reason({ spell })).toBe("signature-invalid");
  });

  test("when the signer's key is not the one of the certificate", () => {
    expect(reason({ signingKey: newKey().privateKey })).toBe("signature-invalid");
  });

  test("when its state is not the one whose signer has signed", () => {
    expect(reason({ header: { is: "XYZ" } })).toBe("issuer-mismatch");
  });

  test("when its signer may sign the other kind only", () => {
    const signer = makeCertificate({ documentTypes: ["NT"] });
    const trust = trustWith({ issuers: [{ id: STATE, types: ["vaccination", "test-result"], keys: [certificateEntry(signer)] }] });
    expect(reasonOf(makeSeal({ signer }), { trust })).toBe("issuer-not-permitted");
    expect(reasonOf(makeSeal({ signer, header: { t: "icao.test" }, message: TEST }), { trust })).toBe("granted");
  });

  test("as unknown, and not as forged, when nobody knows its signer, whatever keys the state has on the list", () => {
    const stranger = makeCertificate();
    expect(reason({ signer: stranger })).toBe("issuer-unknown");
    expect(reason({ header: { is: "XYZ" }, signer: stranger })).toBe("issuer-unknown");
    // Without a certificate there is nobody but the state's own keys to have signed it.
    expect(reason({ signer: stranger, sig: { cer: undefined } })).toBe("signature-invalid");
  });

  test("as unknown when its certificate is none, unless a key of the list has signed it: nobody signed that member", () => {
    const sig = { cer: Buffer.from("no certificate").toString("base64url") };
    expect(reason({ sig, signer: makeCertificate() })).toBe("issuer-unknown");
    expect(reason({ sig })).toBe("granted");
  });

  test.each<[string, SealRecipe]>([
    ["no signature", { sig: { sigvl: undefined } }],
    ["a signature that is a number", { sig: { sigvl: 1 } }],
    ["a signature in base64 with its own two letters", { sig: { sigvl: Buffer.alloc(64, 0xfb).toString("base64") } }],
    ["half of the padding", { sig: { sigvl: `${Buffer.alloc(64).toString("base64url")}=` } }],
    ["stray bits in the signature", { sig: { sigvl: `${"A".repeat(85)}B` } }],
    ["no algorithm", { sig: { alg: undefined } }],
    ["a certificate that is null", { sig: { cer: null } }],
    ["a certificate in base64 with lines", { sig: { cer: "MIIB\nMIIB" } }],
    ["no header", { data: { msg: VACCINATION } }],
    ["no message", { data: { hdr: { t: "icao.vacc", v: 1, is: STATE } } }],
    ["a list for a message", { message: [VACCINATION] }],
    ["no type", { header: { t: undefined } }],
    ["a type that is no text", { header: { t: 1 } }],
    ["no version", { header: { v: undefined } }],
    ["a version as text", { header: { v: "1" } }],
    ["no state", { header: { is: undefined } }],
    ["a state of four letters", { header: { is: "UTOP" } }],
    ["a state in lower case", { header: { is: "uto" } }],
    ["no person", { message: { uvci: "1", ve: [] } }],
    ["a person without a name", { message: { ...VACCINATION, pid: { dob: "1990-05-15" } } }],
    ["no identifier", { message: { ...VACCINATION, uvci: undefined } }],
    ["the identifier of the other kind", { message: { ...VACCINATION, uvci: undefined, utci: "1" } }],
    ["two members of one name", { spell: (seal) => JSON.stringify(seal).replace('"msg":', '"msg":{},"msg":') }],
    ["two members of one name in what is not signed", { spell: (seal) => JSON.stringify(seal).replace('"sigvl":', '"sigvl":"","sigvl":') }],
    ["half a surrogate pair", { message: { ...VACCINATION, note: "\ud800" } }],
    ["a list deeper than 16", { message: { ...VACCINATION, note: JSON.parse(`${"[".repeat(14)}${"]".repeat(14)}`) } }],
  ])("as malformed with %s", (_, recipe) => {
    expect(reason(recipe)).toBe("malformed");
  });

  test("when its signature is in DER", () => {
    expect(reason({ encoding: "der" })).toBe("signature-invalid");
  });

  test("as unsupported with an algorithm that ICAO has not", () => {
    for (const alg of ["RS256", "none", "es256", "EdDSA", ""]) expect(reason({ sig: { alg } })).toBe("algorithm-unsupported");
  });

  test.each<[string, SealRecipe]>([
    ["type", { header: { t: "icao.visa" } }],
    ["version", { header: { v: 2 } }],
  ])("as of a %s that this kiosk does not know", (_, recipe) => {
    expect(judge(makeSeal(recipe), { trust: TRUST })).toMatchObject({ reason: "type-unknown", format: "icao-vds-nc" });
  });

  test("cut anywhere, as truncated or malformed", () => {
    const code = makeSeal();
    for (let length = 10; length < code.length; length++) {
      expect(["truncated", "malformed"]).toContain(reasonOf(code.slice(0, length), { trust: TRUST }));
    }
  });

  test("as no seal at all where the JSON is of something else", () => {
    for (const text of ["{}", '{"a":1}', '["data"]', '"data"']) expect(reasonOf(text, { trust: TRUST })).toBe("not-understood");
  });
});

test("one flipped bit of a seal leaves the same credential or none", () => {
  const code = Buffer.from(makeSeal());
  const { credential } = judge(code, { trust: TRUST });
  for (let bit = 0; bit < code.length * 8; bit++) {
    const changed = Buffer.from(code);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const decision = judge(changed, { trust: TRUST });
    if (decision.reason === "granted") expect(decision.credential).toBe(credential);
    else expect(decision.claims).toBeUndefined();
  }
});
