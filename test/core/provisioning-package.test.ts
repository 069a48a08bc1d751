import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCbor, encodeCbor, Tag } from "../../src/core/cbor.ts";
import { sigStructure } from "../../src/core/cose-bytes.ts";
import { CWT } from "../../src/core/cwt.ts";
import { keyThumbprint } from "../../src/core/http-signature.ts";
import { MAX_PACKAGE_BYTES, openPackage, sealPackage } from "../../src/core/provisioning/package.ts";
import { readSettings, settingsClaim, toSetting } from "../../src/core/provisioning/settings.ts";
import { sha256, signWith } from "../../src/core/signature.ts";
import { aPackage, CONTENT, newSigner, ROOT } from "../support/provisioning.ts";
import "../support/properties.ts";

const KEY = newSigner();
const MESSAGE = aPackage({}, KEY);

/** The four parts of a message, its claims taken apart. */
function partsOf(message: Uint8Array) {
  const decoded = decodeCbor(message);
  const contents: unknown = decoded.ok && decoded.value instanceof Tag ? decoded.value.contents : undefined;
  const [header, unprotected, payload, signature] = contents as [Uint8Array, Map<unknown, unknown>, Uint8Array, Uint8Array];
  const claims = decodeCbor(payload);
  if (!claims.ok || !(claims.value instanceof Map)) throw new Error("no claims");
  return { header, unprotected, payload, signature, claims: claims.value as Map<unknown, unknown> };
}

/** A message whose claims were changed and which was signed again, rightly. */
function signedAgain(change: (claims: Map<unknown, unknown>) => void, { header = partsOf(MESSAGE).header, key = KEY } = {}): Uint8Array {
  const { claims } = partsOf(MESSAGE);
  change(claims);
  const payload = encodeCbor(claims);
  return encodeCbor(new Tag(18, [header, new Map(), payload, signWith(key.handle, sigStructure(header, payload))]));
}

const refusalOf = (message: Uint8Array) => {
  const opened = openPackage(message);
  return opened.ok ? "opened" : opened.refusal;
};

describe("a package", () => {
  test.each(["EdDSA", "ES256"] as const)("signed with %s is what was sealed, and names its signer", (algorithm) => {
    const key = newSigner(algorithm);
    const opened = openPackage(sealPackage({ ...CONTENT, device: keyThumbprint(KEY.publicKey) }, key));
    expect(opened).toMatchObject({
      ok: true,
      value: {
        ...CONTENT,
        root: { kind: "bytes", bytes: new Uint8Array(ROOT) },
        device: keyThumbprint(KEY.publicKey),
        signer: keyThumbprint(key.publicKey),
        rootSha256: sha256(ROOT),
      },
    });
  });

  test("names a root that travels beside by its hash", () => {
    const opened = openPackage(aPackage({ root: { kind: "sha256", sha256: sha256(ROOT) } }));
    expect(opened).toMatchObject({ ok: true, value: { rootSha256: new Uint8Array(sha256(ROOT)) } });
  });

  test("is never another one after any change of one bit", () => {
    fc.assert(
      fc.property(fc.nat(MESSAGE.length * 8 - 1), (bit) => {
        const changed = new Uint8Array(MESSAGE);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openPackage(changed).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test("cut anywhere, or with a byte more, is refused", () => {
    for (let length = 0; length < MESSAGE.length; length += 7) expect(openPackage(MESSAGE.subarray(0, length)).ok).toBe(false);
    expect(refusalOf(Buffer.concat([MESSAGE, Uint8Array.of(0)]))).toBe("malformed");
  });

  test("of any other bytes is refused and never a throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(openPackage(bytes).ok).toBe(false);
      }),
    );
    expect(refusalOf(new Uint8Array(MAX_PACKAGE_BYTES + 1))).toBe("too-large");
  });

  test("signed by another key than the one it names is refused", () => {
    expect(refusalOf(signedAgain(() => undefined, { key: newSigner() }))).toBe("wrong-signature");
  });

  test("taken for a request for enrolment, or a credential, is refused: the type is signed", () => {
    const header = encodeCbor(
      new Map<number, unknown>([
        [1, -8],
        [16, "application/tram-enrolment+cwt"],
      ]),
    );
    expect(refusalOf(signedAgain(() => undefined, { header }))).toBe("malformed");
    expect(refusalOf(signedAgain(() => undefined, { header: encodeCbor(new Map([[1, -8]])) }))).toBe("malformed");
  });

  const wrong: readonly (readonly [string, (claims: Map<unknown, unknown>) => void])[] = [
    ["an unknown member", (claims) => claims.set(-70_099, 1)],
    ["no serial", (claims) => claims.delete(-70_000)],
    ["a serial with a point", (claims) => claims.set(-70_000, 1.5)],
    ["a serial below zero", (claims) => claims.set(-70_000, -1)],
    ["a serial beyond what numbers can tell apart", (claims) => claims.set(-70_000, 2n ** 60n)],
    ["no root", (claims) => claims.delete(-70_002)],
    ["two roots", (claims) => claims.set(-70_003, new Uint8Array(32))],
    ["an empty root", (claims) => claims.set(-70_002, new Uint8Array())],
    ["a root of 33 KiB", (claims) => claims.set(-70_002, new Uint8Array(33 * 1024))],
    ["an end before its beginning", (claims) => claims.set(CWT.exp, claims.get(CWT.iat))],
    ["no end", (claims) => claims.delete(CWT.exp)],
    ["a kiosk's name in capitals", (claims) => claims.set(CWT.sub, "Hanoi-01")],
    ["the name of a replacement", (claims) => claims.set(CWT.sub, "hanoi-01--2")],
    ["a device of 31 bytes", (claims) => claims.set(-70_005, new Uint8Array(31))],
    ["a signer with a member too many", (claims) => (claims.get(-70_001) as Map<unknown, unknown>).set(2, new Uint8Array(1))],
    ["a setting that is no setting", (claims) => (claims.get(-70_004) as Map<unknown, unknown>).set("data", new Uint8Array(1))],
    ["a setting with a point", (claims) => (claims.get(-70_004) as Map<unknown, unknown>).set("data", 1.5)],
    ["settings under a number", (claims) => (claims.get(-70_004) as Map<unknown, unknown>).set(1, "x")],
  ];
  test.each(wrong)("rightly signed, with %s, is refused", (_, change) => {
    expect(refusalOf(signedAgain(change))).toBe("malformed");
  });

  test("in another spelling of the same is refused", () => {
    const { header, payload, signature } = partsOf(MESSAGE);
    const untagged = encodeCbor([header, new Map(), payload, signature]);
    const withKeyId = encodeCbor(new Tag(18, [header, new Map([[4, Uint8Array.of(1)]]), payload, signature]));
    const twiceTagged = encodeCbor(new Tag(61, new Tag(18, [header, new Map(), payload, signature])));
    expect([untagged, withKeyId, twiceTagged].map(refusalOf)).toEqual(["malformed", "malformed", "malformed"]);
  });
});

test("what no kiosk would take is never signed", () => {
  expect(() => aPackage({ servicePoint: "hanoi-01--2" })).toThrow("no kiosk would take");
  expect(() => aPackage({ expiresAt: CONTENT.issuedAt })).toThrow("no kiosk would take");
});

describe("settings", () => {
  const setting = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.boolean(),
      fc.integer(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;

  test("come out of CBOR as they went in, whatever they are called", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), setting, { maxKeys: 4, noNullPrototype: true }), (settings) => {
        const read = toSetting(settings);
        if (read === undefined || typeof read !== "object" || Array.isArray(read)) throw new Error("a table is a setting");
        const decoded = decodeCbor(encodeCbor(settingsClaim(read)));
        expect(decoded.ok && readSettings(decoded.value)).toEqual(settings);
      }),
    );
  });

  test.each([[null], [undefined], [1.5], [Number.NaN], [new Date(0)], [{ a: [new Date(0)] }], [-0], [1n]])("have no %s", (value) => {
    expect(toSetting(value)).toBeUndefined();
  });
});
