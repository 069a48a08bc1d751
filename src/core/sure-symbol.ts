/** What one look says of a symbol: its bytes, the share of error correction left over (0 to 1), and the size of its code (1 to 40). */
export interface SeenSymbol {
  readonly bytes: Uint8Array;
  readonly unused: number;
  readonly version: number;
}

/**
 * Largest code whose few check bytes chance can satisfy: one in a million grids of noise passes for version 1-L, and a camera that looks
 * at a room all day sees many. From version 3 on it is one in 10^12, or less.
 */
const MAX_CHANCE_VERSION = 2;
/** With this share of the correction left over, less than three quarters of it were needed: chance does not come that near. */
const SURE_UNUSED = 0.25;

/** Whether one look is enough to believe a symbol. What is not sure counts when another look, or another frame, shows the same bytes. */
export function isSure({ unused, version }: SeenSymbol): boolean {
  return version > MAX_CHANCE_VERSION || unused >= SURE_UNUSED;
}

/** The symbols that can be believed: those that are sure, and those that an earlier look showed, too. */
export function believed<T extends SeenSymbol>(symbols: readonly T[], earlier: readonly SeenSymbol[]): readonly T[] {
  return symbols.filter((symbol) => isSure(symbol) || earlier.some(({ bytes }) => isSameBytes(bytes, symbol.bytes)));
}

/** True for two symbols of the same bytes. */
export function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
