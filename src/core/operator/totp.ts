// One-time codes by time: RFC 6238 over RFC 4226, with SHA-1, six digits and 30 s, because authenticator programs know nothing else for sure.
import { encodeBase32 } from "../base32.ts";
import type { EpochSeconds } from "../time.ts";

/** RFC 6238 §5.2: the recommended step, in seconds. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 §4 R6: at least 128 bits, 160 recommended. */
export const TOTP_SECRET_BYTES = 20;
/** RFC 6238 §5.2: one step for the way; a phone's clock may be as much ahead. */
const STEPS_AROUND = 1;

/** HMAC-SHA-1 (RFC 2104), 20 bytes. */
export type HmacSha1 = (key: Uint8Array, bytes: Uint8Array) => Uint8Array;

/** The code of a step (RFC 4226 §5.3); `digits` are six but for the RFC's own examples. */
export function codeOfStep(secret: Uint8Array, step: number, hmac: HmacSha1, digits = DIGITS): string {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(step));
  const mac = hmac(secret, counter);
  const at = (mac[19] ?? 0) & 0x0f;
  const number = new DataView(mac.buffer, mac.byteOffset + at, 4).getUint32(0) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** The step in which a code is right now, or undefined. Attack: one that was read over a shoulder; a step is good once, and none before it. */
export function stepOf(
  code: string,
  secret: Uint8Array,
  { now, after, hmac }: { readonly now: EpochSeconds; readonly after: number; readonly hmac: HmacSha1 },
): number | undefined {
  const current = Math.floor(now / STEP_SECONDS);
  let found: number | undefined;
  for (let step = current - STEPS_AROUND; step <= current + STEPS_AROUND; step++) {
    if (step > after && codeOfStep(secret, step, hmac) === code) found ??= step;
  }
  return found;
}

/** What authenticator programs read from a QR code ("Key URI Format"). */
export function totpUri(secret: Uint8Array, name: string, place: string): string {
  const issuer = encodeURIComponent(`Trạm ${place}`);
  return `otpauth://totp/${issuer}:${encodeURIComponent(name)}?secret=${encodeBase32(secret)}&issuer=${issuer}`;
}
