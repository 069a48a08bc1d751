// Keys that are worth a day each: who has today's can make tomorrow's, and never yesterday's again.
import * as v from "valibot";
import { hmacSha256 } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";

/** Bytes of a key. */
export const DAY_KEY_BYTES = 32;
/** Most keys that are held at once: a month of days, and as many for a clock that went back and forth. */
const MAX_DAY_KEYS = 64;
/** For this long, in seconds, names can be found again by day keys. What must be known longer is named under the key that stays. */
export const DAY_KEYS_REACH_SECONDS = 31 * 86_400;
/** Largest text of what is held, in bytes. */
const MAX_DAY_KEYS_BYTES = 4096;

/** So long, in seconds, the key before may still be used while the next is being written. */
const WRITING_SECONDS = 60;

const INFO = Buffer.from("tram-pseudonym-day", "utf8");

/** Keys that are still needed. Only the oldest is kept: the others follow from it. */
export interface DayKeyRing {
  readonly oldest: Uint8Array;
  /** When each key was taken into use, and the one before was used no more; the oldest key first, never empty. Lower again where a clock was wrong. */
  readonly taken: readonly EpochSeconds[];
}

/** Days since 1970-01-01 in Việt Nam (UTC+7). */
function dayOf(at: EpochSeconds): number {
  return Math.floor((at + 7 * 3600) / 86_400);
}

/** The key after this one: HKDF-SHA-256 without salt (RFC 5869), from which there is no way back. */
export function nextDayKey(key: Uint8Array): Uint8Array {
  const extracted = hmacSha256(new Uint8Array(32), key);
  return Uint8Array.from(hmacSha256(extracted, Buffer.concat([INFO, Uint8Array.of(1)])));
}

/** All keys of a ring, oldest first. */
export function keysOf({ oldest, taken }: DayKeyRing): readonly Uint8Array[] {
  const keys = [oldest];
  for (let last = oldest; keys.length < taken.length; keys.push(last)) last = nextDayKey(last);
  return keys;
}

/**
 * The ring at this time: with another key where it is another day, and without those whose names nobody has to find any more. `certain`: the
 * time that has passed whatever the clock, which may be ahead, says; by that alone a key goes.
 */
export function turned(
  ring: DayKeyRing,
  { now, certain }: { readonly now: EpochSeconds; readonly certain: EpochSeconds },
  rememberSeconds: number,
): DayKeyRing {
  const { taken } = ring;
  const isToday = taken.slice(-1).every((at) => dayOf(at) === dayOf(now));
  const grown = isToday ? taken : [...taken, now];
  // A key is in use until the next one is. Of later ones the earliest: one that a wrong clock took must not keep a key for years.
  const isNeeded = (index: number) => Math.min(...grown.slice(index + 1)) + WRITING_SECONDS + rememberSeconds > certain;
  let first = 0;
  while (first < grown.length - 1 && !isNeeded(first)) first++;
  // Rather no other key than one less that is needed.
  const next = grown.length - first > MAX_DAY_KEYS ? taken : grown;
  if (first === 0) return next === taken ? ring : { oldest: ring.oldest, taken: next };
  let { oldest } = ring;
  for (let dropped = 0; dropped < first; dropped++) oldest = nextDayKey(oldest);
  return { oldest, taken: next.slice(first) };
}

const RingSchema = v.strictObject({
  form: v.literal(2),
  key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  taken: v.pipe(v.array(v.pipe(v.number(), v.finite(), v.minValue(0))), v.minLength(1), v.maxLength(MAX_DAY_KEYS)),
});

/** A ring as it is kept: one line of JSON. */
export function writeDayKeys({ oldest, taken }: DayKeyRing): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ form: 2, key: Buffer.from(oldest).toString("base64url"), taken })}\n`);
}

/** The ring in these bytes, or undefined where they are not exactly what writeDayKeys() writes. */
export function readDayKeys(bytes: Uint8Array): DayKeyRing | undefined {
  if (bytes.length > MAX_DAY_KEYS_BYTES) return undefined;
  try {
    const parsed = v.safeParse(RingSchema, JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)));
    if (!parsed.success) return undefined;
    const ring = { oldest: Uint8Array.from(Buffer.from(parsed.output.key, "base64url")), taken: parsed.output.taken };
    return Buffer.compare(writeDayKeys(ring), bytes) === 0 ? ring : undefined;
  } catch {
    return undefined; // neither UTF-8 nor JSON
  }
}
