import { createHash } from "node:crypto";

/** Chance out of a seed: whoever has the seed has the same choices again. */
export interface Chance {
  /** 0 ≤ next() < 1. */
  next(): number;
  /** A whole number, 0 ≤ below(end) < end. */
  below(end: number): number;
  happens(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** A chance of its own under this name, however often this one is asked. */
  named(name: string): Chance;
}

/** The chance of a seed and a name. */
export function chanceOf(seed: number, name = ""): Chance {
  let state = createHash("sha256").update(`${seed} ${name}`).digest().readUInt32LE();
  // mulberry32, public domain: good enough to choose faults.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    next,
    below,
    happens: (share) => next() < share,
    pick(from) {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error("chance: nothing to pick from");
      return picked;
    },
    named: (more) => chanceOf(seed, `${name}/${more}`),
  };
}
