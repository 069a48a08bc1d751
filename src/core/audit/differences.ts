// Which entries of a block are not those whose hashes stand before them.
import { hexOf } from "../hex.ts";
import { sameBytes } from "../journal-chain.ts";
import type { EntryLine } from "./entry-lines.ts";
import type { EntriesHead } from "./records.ts";

/** One entry that is not as it should be. */
export type EntryDifference =
  /** Other bytes stand in its place. */
  | { readonly kind: "changed"; readonly seq: number }
  | { readonly kind: "removed"; readonly seq: number }
  /** It stands in another place than its own. */
  | { readonly kind: "moved"; readonly seq: number }
  /** There is no such entry: it was put in behind this one, or before all of them (−1). */
  | { readonly kind: "added"; readonly after: number };

/** The entries that have the hash of a place, by place, and what is wrong with the others. */
export interface ComparedEntries {
  readonly genuine: ReadonlyMap<number, EntryLine>;
  readonly differences: readonly EntryDifference[];
}

/** Compares the entries of a block with the hashes that stand before them. */
export function comparedEntries({ first, leaves }: EntriesHead, lines: readonly EntryLine[]): ComparedEntries {
  const isWhole = lines.length === leaves.length && lines.every(({ leaf }, index) => sameBytes(leaf, leaves[index] ?? NOTHING));
  if (isWhole) return { genuine: new Map(lines.map((line, index) => [first + index, line])), differences: [] };
  return comparedByHash(first, leaves, lines);
}

const NOTHING = new Uint8Array();

function comparedByHash(first: number, leaves: readonly Uint8Array[], lines: readonly EntryLine[]): ComparedEntries {
  const places = new Map(leaves.map((leaf, index) => [hexOf(leaf), first + index]));
  const genuine = new Map<number, EntryLine>();
  const strangers: { readonly line: EntryLine; readonly index: number; readonly after: number }[] = [];
  let after = first - 1;
  for (const [index, line] of lines.entries()) {
    const place = places.get(hexOf(line.leaf));
    if (place === undefined || genuine.has(place)) strangers.push({ line, index, after });
    else {
      genuine.set(place, line);
      after = place;
    }
  }
  const found = [...genuine.keys()];
  const differences: EntryDifference[] = found
    .toSorted((a, b) => a - b)
    .flatMap((place, index) => (found[index] === place ? [] : [{ kind: "moved" as const, seq: place }]));
  const missing = new Set(leaves.map((_, index) => first + index).filter((place) => !genuine.has(place)));
  for (const { line, index, after } of strangers) {
    // By what it says of itself, else by where it stands.
    const places = [line.facts?.seq, lines.length === leaves.length ? first + index : undefined];
    const place = places.find((seq) => seq !== undefined && missing.has(seq));
    differences.push(place === undefined ? { kind: "added", after } : { kind: "changed", seq: place });
    if (place !== undefined) missing.delete(place);
  }
  const inOrder = new Map([...genuine].toSorted(([a], [b]) => a - b));
  return { genuine: inOrder, differences: [...differences, ...[...missing].map((seq) => ({ kind: "removed" as const, seq }))] };
}
