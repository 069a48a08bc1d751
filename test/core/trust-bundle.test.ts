import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importJwk, isSignedBy } from "../../src/core/signature.ts";
import type { TrustList } from "../../src/core/trust.ts";
import {
  MAX_TRUST_BUNDLE_BYTES,
  openTrustBundle,
  preAuthEncoding,
  sealTrustBundle,
  TRUST_PAYLOAD_TYPE,
} from "../../src/core/trust-bundle.ts";

const LIST: TrustList = {
  version: 7,
  issuedAt: 1_790_000_000,
  expiresAt: 1_800_000_000,
  issuers: [{ id: "https://issuer.example", name: { vi: "Bộ Y tế", en: "Ministry of Health" }, types: ["citizen"], keys: [] }],
};
const EXPECTED = { demo: false, notBelowVersion: 0 };

const root = newRoot();
const sealed = sealTrustBundle(LIST, root.privateKey);

function newRoot() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = importJwk(publicKey.export({ format: "jwk" }));
  if (!key) throw new Error("Node made a key that we cannot import");
  return { key, privateKey };
}

/** An envelope around any payload, signed by the right key: what only the publisher could do wrong. */
function sealAnything(payload: string, payloadType = TRUST_PAYLOAD_TYPE): Uint8Array {
  const bytes = Buffer.from(payload, "utf8");
  const sig = sign(null, preAuthEncoding(payloadType, bytes), root.privateKey).toString("base64");
  return Buffer.from(JSON.stringify({ payload: bytes.toString("base64"), payloadType, signatures: [{ sig }] }));
}

interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string; readonly keyid?: string }[];
}

/** The sealed bundle with some members of its envelope replaced. */
function edit(change: (envelope: Envelope) => Partial<Envelope>): Uint8Array {
  const envelope: Envelope = JSON.parse(Buffer.from(sealed).toString("utf8"));
  return Buffer.from(JSON.stringify({ ...envelope, ...change(envelope) }));
}

describe("DSSE", () => {
  // github.com/secure-systems-lab/dsse, protocol.md, "Test Vectors".
  const pae = preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world"));

  test("the pre-authentication encoding of the specification comes out", () => {
    expect(Buffer.from(pae).toString("utf8")).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  });

  test("the signature of the specification is good for it", () => {
    const key = importJwk({
      kty: "EC",
      crv: "P-256",
      x: "Z805D3eqNZywjCI19lInBJOp7YMrCrzAH3CVTAOQ0jg",
      y: "DHgr1U4mkSWkT0Qzr_FDLOlOErynOqZ6yAzqEmCN33Q",
    });
    const signature = Buffer.from("A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==", "base64");
    expect(key && isSignedBy(key, pae, signature)).toBe(true);
  });

  test("lengths are bytes, not characters", () => {
    expect(Buffer.from(preAuthEncoding("t/€", Buffer.from("€"))).toString("utf8")).toBe("DSSEv1 5 t/€ 3 €");
  });

  test("an empty payload has its place, too", () => {
    expect(Buffer.from(preAuthEncoding("x", new Uint8Array(0))).toString("utf8")).toBe("DSSEv1 1 x 0 ");
  });
});

describe("a bundle is taken over", () => {
  test("when a root key signed it; the list comes back as it was", () => {
    expect(openTrustBundle(sealed, [root.key], EXPECTED)).toEqual({ ok: true, list: LIST });
  });

  test("when any of several root keys signed it, so that a root key can be changed", () => {
    expect(openTrustBundle(sealed, [newRoot().key, root.key], EXPECTED).ok).toBe(true);
  });

  test("when one of several signatures is ours, whatever the key hints say", () => {
    const bundle = edit(({ signatures: [own] }) => ({
      signatures: [
        { sig: "AAAA", keyid: "somebody else" },
        { sig: own?.sig ?? "", keyid: "not what you think" },
      ],
    }));
    expect(openTrustBundle(bundle, [root.key], EXPECTED).ok).toBe(true);
  });

  test("when it is the version we hold, and when URL-safe base64 carries it", () => {
    expect(openTrustBundle(sealed, [root.key], { demo: false, notBelowVersion: 7 }).ok).toBe(true);
    const urlSafe = edit(({ payload }) => ({ payload: Buffer.from(payload, "base64").toString("base64url") }));
    expect(openTrustBundle(urlSafe, [root.key], EXPECTED).ok).toBe(true);
  });

  test("in a demo, when it is a demo bundle", () => {
    const bundle = sealTrustBundle({ ...LIST, demo: true }, root.privateKey);
    expect(openTrustBundle(bundle, [root.key], { demo: true, notBelowVersion: 0 }).ok).toBe(true);
  });
});

describe("a bundle is refused, by name", () => {
  const real = { bundle: sealed, keys: [root.key], expected: EXPECTED };
  test.each([
    ["too-large", { ...real, bundle: Buffer.alloc(MAX_TRUST_BUNDLE_BYTES + 1, 0x20) }],
    ["malformed", { ...real, bundle: Buffer.from("<html>log in to this network</html>") }],
    ["malformed", { ...real, bundle: Buffer.alloc(0) }],
    ["malformed", { ...real, bundle: Buffer.from([0xff, 0xfe]) }],
    ["malformed", { ...real, bundle: edit((envelope) => ({ payload: `${envelope.payload}!` })) }],
    ["malformed", { ...real, bundle: edit(() => ({ signatures: [] })) }],
    ["malformed", { ...real, bundle: edit(() => ({ signatures: Array(9).fill({ sig: "AAAA" }) })) }],
    ["payload-type", { ...real, bundle: edit(() => ({ payloadType: "application/vnd.in-toto+json" })) }],
    ["payload-type", { ...real, bundle: sealAnything(JSON.stringify(LIST), "text/plain") }],
    ["signature", { ...real, keys: [newRoot().key] }],
    ["signature", { ...real, keys: [] }],
    ["signature", { ...real, bundle: edit(() => ({ payload: Buffer.from("{}").toString("base64") })) }],
    ["signature", { ...real, bundle: edit(() => ({ signatures: [{ sig: "not base64!" }] })) }],
    ["schema", { ...real, bundle: sealAnything("{}") }],
    ["schema", { ...real, bundle: sealAnything("not json") }],
    ["schema", { ...real, bundle: sealAnything(JSON.stringify({ ...LIST, surprise: 1 })) }],
    ["schema", { ...real, bundle: sealAnything(JSON.stringify({ ...LIST, version: 0 })) }],
    ["rollback", { ...real, expected: { demo: false, notBelowVersion: 8 } }],
    ["demo-outside-demo", { ...real, bundle: sealTrustBundle({ ...LIST, demo: true }, root.privateKey) }],
    ["real-inside-demo", { ...real, expected: { demo: true, notBelowVersion: 0 } }],
  ])("%s", (refusal, { bundle, keys, expected }) => {
    const opened = openTrustBundle(bundle, keys, expected);
    expect(opened).toMatchObject({ ok: false, refusal });
    expect(!opened.ok && opened.detail.length).toBeGreaterThan(5);
  });

  test("a refused version says both numbers", () => {
    const opened = openTrustBundle(sealed, [root.key], { demo: false, notBelowVersion: 8 });
    expect(opened).toEqual({ ok: false, refusal: "rollback", detail: "version 7 is older than 8" });
  });
});

test("whatever bit of a bundle flips, it is refused or says the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: sealed.length * 8 - 1 }), (bit) => {
      const flipped = Uint8Array.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const opened = openTrustBundle(flipped, [root.key], EXPECTED);
      if (opened.ok) expect(opened.list).toEqual(LIST);
    }),
    { numRuns: 2000 },
  );
});
