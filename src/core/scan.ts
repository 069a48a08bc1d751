import type { EpochSeconds } from "./time.ts";
import type { ClockDoubt } from "./trusted-time.ts";

/** Where a symbol came from. A `keyboard` and a `hid` are readers on USB that are no serial line. */
export type SourceKind = "camera" | "serial" | "keyboard" | "hid" | "desk";

/**
 * Largest symbol we look at, in bytes. A QR code of version 40 carries 7,089 digits at most (ISO/IEC 18004, table 7);
 * readers may add a prefix and a suffix.
 */
export const MAX_SYMBOL_BYTES = 8192;

/** One showing of one symbol. */
export interface Scan {
  /** The bytes that the QR code carries, as the source delivered them. */
  readonly symbol: Uint8Array;
  /** Number of codes that the symbol was put together from (parts.ts); absent: it stood in one. */
  readonly parts?: number;
  readonly source: SourceKind;
  readonly at: EpochSeconds;
  /** Why `at` cannot be believed; absent: nothing speaks against it. */
  readonly clock?: ClockDoubt;
}
