// A person holds up one code, and the camera sees it as well as the serial reader: that is one scan. Two people with the same code are two.
import { isSameBytes } from "./sure-symbol.ts";
import { readText } from "./symbol-text.ts";

/** Two sources that yield the same symbol within so many milliseconds saw the same showing of it. */
export const TWIN_MS = 500;
/** Symbols remembered at once: what sources yield in that time, and more. */
const MAX_RECENT = 16;

/** A symbol that was taken for a scan. */
interface RecentScan {
  readonly symbol: Uint8Array;
  /** What it says; undefined where that is not certain. */
  readonly text: string | undefined;
  /** The sources that have seen this showing, by number. */
  readonly sources: readonly number[];
  readonly atMs: number;
}

/** What came of late. Plain data; `NO_SCANS` before the first. */
export type RecentScans = readonly RecentScan[];

/** The state before the first symbol. */
export const NO_SCANS: RecentScans = [];

/**
 * Whether a symbol is a scan, or what another source has yielded already: whichever comes first is the scan. The same source never repeats
 * itself, so what it yields again was shown again. What a serial reader puts before a text, and what it makes of its letters, does not make it
 * another one. `atMs` is on a monotonic clock, in milliseconds.
 */
export function takeSymbol(
  before: RecentScans,
  symbol: Uint8Array,
  source: number,
  atMs: number,
): { readonly after: RecentScans; readonly isTwin: boolean } {
  const recent = before.filter((scan) => atMs - scan.atMs < TWIN_MS);
  const text = certainText(symbol);
  const isSame = (scan: RecentScan): boolean => isSameBytes(scan.symbol, symbol) || (text !== undefined && scan.text === text);
  const twin = recent.find((scan) => !scan.sources.includes(source) && isSame(scan));
  if (!twin) return { after: [...recent, { symbol, text, sources: [source], atMs }].slice(-MAX_RECENT), isTwin: false };
  const seen = { ...twin, sources: [...twin.sources, source] };
  return { after: recent.map((scan) => (scan === twin ? seen : scan)), isTwin: true };
}

function certainText(symbol: Uint8Array): string | undefined {
  const { text, warnings } = readText(symbol);
  return warnings.includes("text-lossy") ? undefined : text;
}
