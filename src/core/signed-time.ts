// The time as central signs it for one question (docs/protocol.md, "Signed time"): a nonce of the kiosk's choosing stands under the signature,
// so that an old answer is good for nothing.
import * as v from "valibot";
import { decodeBareBase64Url } from "./base64.ts";
import { isSignedBy, type PrivateKey, type PublicKey, signWith } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";

/** Where a kiosk asks for the time, under central's URL. */
export const TIME_PATH = "/v1/time";
/** Largest answer, in bytes; real ones have some 250. */
export const MAX_SIGNED_TIME_BYTES = 1024;

const NONCE = /^[A-Za-z0-9_-]{22,86}$/;
/** Seconds until the year 33658, and milliseconds after the point: one spelling, without zeros at the end. */
const TIME = /^(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{0,2}[1-9])?$/;

/** Answer to `GET /v1/time`. */
export const SignedTimeSchema = v.strictObject({
  time: v.pipe(
    v.number(),
    v.check((time) => TIME.test(String(time))),
  ),
  nonce: v.pipe(v.string(), v.regex(NONCE)),
  kid: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  /** Ed25519 or ES256, 64 bytes. */
  signature: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/)),
});

/** Answer to `GET /v1/time`. */
export type SignedTime = v.InferOutput<typeof SignedTimeSchema>;

/** A key that may say what time it is, and the name that answers carry. */
export interface TimeKey {
  readonly kid: string;
  readonly key: PublicKey;
}

/** Why an answer says nothing of the time. */
export type SignedTimeProblem = "malformed" | "nonce-mismatch" | "key-unknown" | "signature-invalid";

/** The time, or why there is none. */
export type OpenedTime = { readonly ok: true; readonly time: EpochSeconds } | { readonly ok: false; readonly problem: SignedTimeProblem };

/** True for a nonce of 16 to 64 bytes in base64url: nobody guesses the next one, and it fits a URL. */
export function isNonce(text: string): boolean {
  return NONCE.test(text) && decodeBareBase64Url(text) !== undefined;
}

/** The bytes under the signature of an answer. `time` with at most three digits after the point. */
export function timeToSign(nonce: string, time: EpochSeconds): Uint8Array {
  return Buffer.from(`tram-time-v1\n${nonce}\n${time}`, "utf8");
}

/** The answer to this nonce: the time to the millisecond, signed. */
export function signTime(
  nonce: string,
  now: EpochSeconds,
  { kid, privateKey }: { readonly kid: string; readonly privateKey: PrivateKey },
): SignedTime {
  const time = Math.floor(now * 1000) / 1000;
  const signature = Buffer.from(signWith(privateKey.handle, timeToSign(nonce, time))).toString("base64url");
  return { time, nonce, kid, signature };
}

/**
 * The time in an answer to this nonce, signed by one of these keys. It was that time at some moment between question and answer: the
 * caller must know how long ago it asked.
 */
export function openSignedTime(answer: Uint8Array, nonce: string, keys: readonly TimeKey[]): OpenedTime {
  const parsed = v.safeParse(SignedTimeSchema, answer.length > MAX_SIGNED_TIME_BYTES ? undefined : parseJson(answer));
  if (!parsed.success) return { ok: false, problem: "malformed" };
  const { time, kid, nonce: answered, signature: text } = parsed.output;
  // Attack: an answer recorded last year sets the clock back, and expired codes are good again.
  if (answered !== nonce) return { ok: false, problem: "nonce-mismatch" };
  const named = keys.filter((key) => key.kid === kid);
  if (named.length === 0) return { ok: false, problem: "key-unknown" };
  const signature = decodeBareBase64Url(text);
  const isGenuine = signature !== undefined && named.some(({ key }) => isSignedBy(key, timeToSign(nonce, time), signature));
  return isGenuine ? { ok: true, time } : { ok: false, problem: "signature-invalid" };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
