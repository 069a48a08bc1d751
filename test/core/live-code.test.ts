import { createPublicKey, verify } from "node:crypto";
import * as ed25519 from "@noble/ed25519";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCbor } from "../../src/core/cbor.ts";
import { cborHead } from "../../src/core/cose-bytes.ts";
import { CLOCK_DRIFT_SECONDS, LIVE_SECONDS, liveCode, RENEW_SECONDS } from "../../src/core/live-code.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { head, int, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, confirmationOf, HOLDER_KEY, makeCredential, makeLiveCode, signBytes, wrap } from "../support/credential-maker.ts";
import { type Circumstances, judge, reasonOf } from "../support/judging.ts";

const CREDENTIAL = makeCredential({ payload: claimsSet({ more: [confirmationOf()] }) });

function shown(issuedAt = AT, audience?: string): string {
  const code = liveCode(CREDENTIAL.message, issuedAt, audience);
  return wrap(code.signed(signBytes(HOLDER_KEY, code.toSign)));
}
const reason = (code: string, circumstances: Circumstances = {}) => reasonOf(code, circumstances);

describe("a live code made by a wallet", () => {
  test("is granted as the credential inside it, without a warning", () => {
    const decision = judge(shown(), { policy: { ...WANT_EVERYTHING, live: { citizen: "required" } } });
    expect(decision).toMatchObject({ reason: "granted", type: "citizen", warnings: [] });
    expect(decision.credential).toBe(judge(CREDENTIAL.text).credential);
    expect(decision.presentation).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each<[string, number, string | undefined]>([
    ["for any service point", AT, undefined],
    ["for this one", AT, "https://quay-3.example"],
    ["for one with a long name in Vietnamese", AT, "Quầy tiếp nhận và trả kết quả, xã Ví Dụ"],
    ["in 1970", 0, undefined],
    ["after 2106, when 32 bits are full", 2 ** 32 + 7, undefined],
  ])("is byte for byte what another encoder makes: %s", (_, issuedAt, audience) => {
    const made = makeLiveCode({ credential: CREDENTIAL.message, iat: int(issuedAt), ...(audience && { aud: text(audience) }) });
    expect(shown(issuedAt, audience)).toBe(made.text);
  });

  test("cuts the time to whole seconds, as a clock of milliseconds needs", () => {
    expect(shown(AT + 0.999)).toBe(shown(AT));
  });

  test("lives long enough to be renewed three times, and is refused as a photograph 90 seconds later", () => {
    expect(RENEW_SECONDS * 4).toBeLessThanOrEqual(LIVE_SECONDS);
    expect(reason(shown(), { at: AT + LIVE_SECONDS })).toBe("granted");
    expect(reason(shown(), { at: AT + LIVE_SECONDS + CLOCK_DRIFT_SECONDS })).toBe("presentation-expired");
  });

  test("made for this service point is refused at another", () => {
    const code = shown(AT, "https://quay-3.example");
    expect(reason(code, { policy: { ...WANT_EVERYTHING, audience: "https://quay-3.example" } })).toBe("granted");
    expect(reason(code, { policy: { ...WANT_EVERYTHING, audience: "https://quay-4.example" } })).toBe("audience-mismatch");
  });

  test("signed by anybody else is refused", async () => {
    const code = liveCode(CREDENTIAL.message, AT);
    const { secretKey } = await ed25519.keygenAsync();
    expect(reason(wrap(code.signed(await ed25519.signAsync(code.toSign, secretKey))))).toBe("holder-proof-invalid");
  });

  test("is deterministic CBOR that says the same after every decoder, whatever stands in it", () => {
    const anyBytes = fc.uint8Array({ maxLength: 600 });
    fc.assert(
      fc.property(anyBytes, fc.nat(2 ** 31), fc.option(fc.string(), { nil: undefined }), (credential, issuedAt, audience) => {
        const embedded = Buffer.concat([head(2, credential.length), credential]);
        const code = liveCode(embedded, issuedAt, audience);
        const token = decodeCbor(code.signed(new Uint8Array(64)));
        expect(token).toMatchObject({ ok: true, value: { tag: 18 } });
        expect(liveCode(embedded, issuedAt, audience).toSign).toEqual(code.toSign);
      }),
    );
  });
});

test("signAsync of the page's library signs what node:crypto verifies", async () => {
  const { secretKey, publicKey } = await ed25519.keygenAsync();
  const code = liveCode(CREDENTIAL.message, AT);
  const signature = await ed25519.signAsync(code.toSign, secretKey);
  const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") };
  expect(verify(null, code.toSign, createPublicKey({ key: jwk, format: "jwk" }), signature)).toBe(true);
});

test("the head of a CBOR item takes the shortest form at every size", () => {
  for (const argument of [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    for (const major of [0, 2, 3]) expect(Buffer.from(cborHead(major, argument))).toEqual(Buffer.from(head(major, argument)));
  }
});
