import type { Point } from "../core/code-region.ts";
import { believed, isSameBytes } from "../core/sure-symbol.ts";
import type { FoundSymbol } from "../ports.ts";
import type { Reading, ReadSymbol } from "./qr-reader.ts";

/** What looks at one picture have found together. */
export interface Finds {
  add(reading: Reading): void;
  /** The symbols that can be believed; codes of the same bytes are one, unless one look saw them beside each other. */
  symbols(): readonly ReadSymbol[];
  /** Corners of codes that were seen, and not read or not surely. */
  unread(): readonly (readonly Point[])[];
  /** Whatever these looks read, sure or not. */
  seen(): readonly ReadSymbol[];
  /** The same, as it goes to others: without how sure it was. */
  found(): readonly FoundSymbol[];
  /** Something was read, and nothing was seen beside it. */
  isComplete(): boolean;
}

/** Nothing found yet. `earlier`: what other pictures of the same moment showed, which makes sure what one look alone would not. */
export function createFinds(earlier: readonly ReadSymbol[] = []): Finds {
  const seen: ReadSymbol[] = [];
  const found: ReadSymbol[] = [];
  const unread: (readonly Point[])[] = [];
  const isRead = (corners: readonly Point[]): boolean => found.some((symbol) => isWithin(middleOf(corners), symbol.corners));
  const finds: Finds = {
    add(reading) {
      const sure = believed(reading.symbols, [...earlier, ...seen]);
      found.push(...sure.filter(({ bytes }) => !found.some((other) => isSameBytes(other.bytes, bytes))));
      seen.push(...reading.symbols);
      unread.push(...reading.unread, ...reading.symbols.filter((symbol) => !sure.includes(symbol)).map(({ corners }) => corners));
    },
    symbols: () => found,
    seen: () => seen,
    found: () => found.map(({ unused, version, ...symbol }) => symbol),
    unread: () => unread.filter((corners) => !isRead(corners)),
    isComplete: () => found.length > 0 && finds.unread().length === 0,
  };
  return finds;
}

function middleOf(corners: readonly Point[]): Point {
  const count = corners.length || 1;
  return { x: corners.reduce((sum, { x }) => sum + x, 0) / count, y: corners.reduce((sum, { y }) => sum + y, 0) / count };
}

function isWithin({ x, y }: Point, corners: readonly Point[]): boolean {
  const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
  return x >= Math.min(...xs) && x <= Math.max(...xs) && y >= Math.min(...ys) && y <= Math.max(...ys);
}
