import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importPrivateJwk, type PrivateKey } from "../../src/core/signature.ts";
import { isNonce, MAX_SIGNED_TIME_BYTES, openSignedTime, type SignedTime, signTime, timeToSign } from "../../src/core/signed-time.ts";

function newKey(kid: string, kind: "ed25519" | "P-256" = "ed25519") {
  const pair = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: kind });
  const privateKey = importPrivateJwk(pair.privateKey.export({ format: "jwk" })) as PrivateKey;
  return { kid, privateKey, key: privateKey.publicKey };
}

const NONCE = "q83vEjRWeJCrze8SNFZ4kA";
const key = newKey("time-1");
const bytesOf = (answer: object) => Buffer.from(JSON.stringify(answer));
const answer = signTime(NONCE, 1_795_437_072.125, key);
const open = (value: object, nonce = NONCE, keys = [key]) => openSignedTime(bytesOf(value), nonce, keys);

describe("a signed time", () => {
  test.each(["ed25519", "P-256"] as const)("by a key of kind %s says the time, and is good for its own nonce", (kind) => {
    const signer = newKey("k", kind);
    expect(open(signTime(NONCE, 1_795_437_072.125, signer), NONCE, [signer])).toEqual({ ok: true, time: 1_795_437_072.125 });
  });

  test("is over a line of its own, the nonce, and the time as it stands in the answer", () => {
    expect(Buffer.from(timeToSign(NONCE, 1_795_437_072.125)).toString()).toBe(`tram-time-v1\n${NONCE}\n1795437072.125`);
    const handle = createPrivateKey(key.privateKey.handle.export({ format: "pem", type: "pkcs8" }));
    const signature = sign(null, Buffer.from(`tram-time-v1\n${NONCE}\n1795437072.125`), handle).toString("base64url");
    expect(answer).toEqual({ time: 1_795_437_072.125, nonce: NONCE, kid: "time-1", signature });
  });

  test.each<[string, object, string]>([
    ["to another question", { nonce: "AAAAAAAAAAAAAAAAAAAAAA" }, "nonce-mismatch"],
    ["by a key that this kiosk does not know", { kid: "time-2" }, "key-unknown"],
    ["with another time", { time: 1_795_437_073 }, "signature-invalid"],
    ["with another signature", { signature: signTime(NONCE, 1, key).signature }, "signature-invalid"],
    ["with a signature in a second spelling", { signature: `${answer.signature.slice(0, 85)}_` }, "signature-invalid"],
    ["with a time as text", { time: "1795437072.125" }, "malformed"],
    ["with a time before 1970", { time: -1 }, "malformed"],
    ["with a time in exponents", { time: 1e21 }, "malformed"],
    ["with a time finer than milliseconds", { time: 1_795_437_072.0001 }, "malformed"],
    ["with a member too many", { leap: true }, "malformed"],
  ])("%s says nothing", (_, change, problem) => {
    expect(open({ ...answer, ...change })).toEqual({ ok: false, problem });
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a login page", "<html>Please log in</html>"],
    ["null", "null"],
    ["endless", `${JSON.stringify(answer)}${" ".repeat(MAX_SIGNED_TIME_BYTES)}`],
  ])("that is %s says nothing", (_, text) => {
    expect(openSignedTime(Buffer.from(text), NONCE, [key])).toEqual({ ok: false, problem: "malformed" });
  });

  test("says nothing where no key may say the time", () => {
    expect(open(answer, NONCE, [])).toEqual({ ok: false, problem: "key-unknown" });
  });

  test("is tried with every key of its name: while a key is replaced there may be two", () => {
    expect(open(answer, NONCE, [newKey("time-1"), key])).toEqual({ ok: true, time: answer.time });
  });

  test("at any time of the next 30,000 years is read back as it was, down to the millisecond", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 999_999_999_999, noNaN: true }), (now) => {
        const opened = open(signTime(NONCE, now, key));
        expect(opened.ok && Math.abs(opened.time - now) <= 0.0011).toBe(true);
      }),
    );
  });

  test("with any byte of it changed never says another time", () => {
    const bytes = bytesOf(answer);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        const opened = openSignedTime(changed, NONCE, [key]);
        expect(!opened.ok || opened.time === answer.time).toBe(true);
      }),
    );
  });

  test("fits the bound with the longest names there are", () => {
    const long: SignedTime = signTime("A".repeat(86), 999_999_999_999.999, { ...key, kid: "k".repeat(200) });
    expect(bytesOf(long).length).toBeLessThan(MAX_SIGNED_TIME_BYTES);
  });
});

describe("a nonce", () => {
  test.each([NONCE, Buffer.alloc(16, 1).toString("base64url"), Buffer.alloc(64, 2).toString("base64url")])("may be %s", (nonce) => {
    expect(isNonce(nonce)).toBe(true);
  });

  test.each([
    ["empty", ""],
    ["shorter than 16 bytes", Buffer.alloc(15).toString("base64url")],
    ["longer than 64 bytes", Buffer.alloc(65).toString("base64url")],
    ["in another alphabet", "+/+/+/+/+/+/+/+/+/+/+/"],
    ["padded", `${NONCE}==`],
    ["with bits left over", `${NONCE.slice(0, 21)}B`],
    ["on two lines", `${NONCE.slice(0, 21)}\n`],
  ])("may not be %s", (_, nonce) => {
    expect(isNonce(nonce)).toBe(false);
  });
});
