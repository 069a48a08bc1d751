// A card that is too large for one code comes in several, shown one after the other (SMART Health Cards, "Chunking Larger SHCs"; given up
// by the framework in 2022, but such cards are on paper).
import { readHealthCardText } from "./formats/health-card-text.ts";
import { MAX_SYMBOL_BYTES, type Scan } from "./scan.ts";
import { readText } from "./symbol-text.ts";
import type { EpochSeconds } from "./time.ts";

/** Most codes of one card. The framework names no limit; nine hold 10,700 characters, three times the largest card we know. */
export const MAX_PARTS = 9;

/** A part counts for this long after the last one was shown: then it belongs to somebody who has gone. */
export const FORGET_PARTS_SECONDS = 60;

/** The parts of one card shown so far. Plain data; `NO_PARTS` before the first. */
export interface CollectedParts {
  /** By place; null: not shown yet. */
  readonly digits: readonly (string | null)[];
  /** When the last part was shown. */
  readonly atSeconds: EpochSeconds;
}

/** The state before the first part. */
export const NO_PARTS: CollectedParts = { digits: [], atSeconds: Number.NEGATIVE_INFINITY };

/**
 * Takes note of a symbol, and says what was shown with it: the whole card where its last part has come, in whatever order; else the
 * symbol itself. Parts do not say which card they are of: one that contradicts those before it begins another card. Of a whole card
 * nothing is kept. `atSeconds` may come from any clock.
 */
export function collectPart(
  before: CollectedParts,
  symbol: Uint8Array,
  atSeconds: EpochSeconds,
): { readonly after: CollectedParts; readonly shown: Pick<Scan, "symbol" | "parts"> } {
  const code = symbol.length > MAX_SYMBOL_BYTES ? undefined : readHealthCardText(readText(symbol).text);
  if (!code || code.count === 1 || code.count > MAX_PARTS) return { after: before, shown: { symbol } };
  const known = before.digits[code.part - 1] ?? null;
  const isOfSameCard = before.digits.length === code.count && (known === null || known === code.digits);
  const isRecent = Math.abs(atSeconds - before.atSeconds) < FORGET_PARTS_SECONDS;
  const digits = isOfSameCard && isRecent ? before.digits : Array<null>(code.count).fill(null);
  const withThis = digits.with(code.part - 1, code.digits);
  if (withThis.includes(null)) return { after: { digits: withThis, atSeconds }, shown: { symbol } };
  return { after: NO_PARTS, shown: { symbol: Buffer.from(`shc:/${withThis.join("")}`, "latin1"), parts: code.count } };
}

/** True for one of several codes of a card. */
export function isPart(symbol: Uint8Array): boolean {
  const code = symbol.length > MAX_SYMBOL_BYTES ? undefined : readHealthCardText(readText(symbol).text);
  return code !== undefined && code.count > 1;
}
