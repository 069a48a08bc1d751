// Sets of numbers below 2³², each an ascending array.

/** Numbers handled between two pauses. */
const STEP = 65_536;

/** True where this number is among them. */
export function hasNumber(numbers: Uint32Array, number: number): boolean {
  let [from, until] = [0, numbers.length];
  while (from < until) {
    const middle = (from + until) >>> 1;
    const found = numbers[middle] ?? 0;
    if (found === number) return true;
    if (found < number) from = middle + 1;
    else until = middle;
  }
  return false;
}

/** The numbers of `a` that are not in `b`. */
export function difference(a: Uint32Array, b: Uint32Array): Uint32Array {
  let inB = 0;
  return a.filter((number) => {
    while ((b[inB] ?? Number.POSITIVE_INFINITY) < number) inB++;
    return b[inB] !== number;
  });
}

/** All numbers of both; undefined where one is in both. Pauses now and then. */
export function* unionOf(a: Uint32Array, b: Uint32Array): Generator<void, Uint32Array | undefined> {
  const union = new Uint32Array(a.length + b.length);
  for (let [at, inA, inB] = [0, 0, 0]; at < union.length; at++) {
    const [left = Number.POSITIVE_INFINITY, right = Number.POSITIVE_INFINITY] = [a[inA], b[inB]];
    if (left === right) return undefined;
    union[at] = Math.min(left, right);
    if (left < right) inA++;
    else inB++;
    if (at % STEP === STEP - 1) yield;
  }
  return union;
}

/** True where no number is in two of the sets. Pauses now and then. */
export function* areApart(sets: readonly Uint32Array[]): Generator<void, boolean> {
  let merged = sets;
  // Two by two, like a tournament: with 255 sets each number is looked at eight times and not 255.
  while (merged.length > 1) {
    const round: Uint32Array[] = [];
    for (let index = 0; index < merged.length; index += 2) {
      const [a, b] = [merged[index], merged[index + 1]];
      const union = a && b ? yield* unionOf(a, b) : a;
      if (!union) return false;
      round.push(union);
    }
    merged = round;
  }
  return true;
}
