/** Numbers by chance that are the same in every run. */
export interface Chance {
  /** From 0 to 1, without 1. */
  next(): number;
  between(from: number, to: number): number;
  /** A whole number from 0 to below `count`. */
  whole(count: number): number;
  /** About 0, with a standard deviation of 1. */
  normal(): number;
}

/** Chance that follows from a seed and a name: what is drawn for one thing does not change what another gets. */
export function createChance(seed: number, name: string): Chance {
  let state = hashOf(seed, name);
  // mulberry32: 32 bits of state, good enough for pictures.
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    whole: (count) => Math.floor(next() * count),
    // Box and Muller: two evenly spread numbers make a normal one.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** A 32-bit number out of a seed and a name (FNV-1a, then mixed). */
export function hashOf(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) | 0;
}

/** Smooth unevenness of a surface: from -1 to 1, with one hill about each unit of `x` and `y`. */
export function unevenness(x: number, y: number, seed: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [ease(x - left), ease(y - top)];
  const above = lattice(left, top, seed) * (1 - right) + lattice(left + 1, top, seed) * right;
  const below = lattice(left, top + 1, seed) * (1 - right) + lattice(left + 1, top + 1, seed) * right;
  return above * (1 - down) + below * down;
}

function lattice(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) / 2 ** 31;
}

const ease = (part: number) => part * part * (3 - 2 * part);

/** A smooth movement about 0 with a standard deviation of 1, made of waves between two frequencies in hertz. */
export function createWander(chance: Chance, fromHertz: number, toHertz: number): (seconds: number) => number {
  const WAVES = 5;
  const waves = Array.from({ length: WAVES }, () => ({
    speed: 2 * Math.PI * chance.between(fromHertz, toHertz),
    phase: chance.between(0, 2 * Math.PI),
  }));
  // A wave of height 1 has a variance of a half.
  const height = Math.sqrt(2 / WAVES);
  return (seconds) => {
    let sum = 0;
    for (const { speed, phase } of waves) sum += Math.sin(seconds * speed + phase);
    return sum * height;
  };
}

/** Normal numbers at hand, for the noise of a million pixels: which of them comes when is left to chance. */
const NORMALS = 8192;
const TABLE = normals(createChance(1, "normals"));

function normals(chance: Chance): Float32Array {
  const table = new Float32Array(NORMALS);
  for (let index = 0; index < NORMALS; index++) table[index] = chance.normal();
  return table;
}

/** Fills an array with noise of standard deviation 1, and goes on where it ended. */
export type Noise = (into: Float32Array) => void;

/** The noise that follows from a seed. */
export function createNoise(seed: number): Noise {
  let state = hashOf(seed, "noise") | 1;
  return (into) => {
    for (let index = 0; index < into.length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      into[index] = TABLE[state & (NORMALS - 1)] ?? 0;
    }
  };
}
