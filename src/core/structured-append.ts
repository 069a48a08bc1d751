// A symbol that is too large for one code stands in up to sixteen, which may be shown one after the other: ISO/IEC 18004:2015, 8 "Structured Append".

/** Where a code stands among those that hold one symbol. */
export interface SequencePlace {
  /** From 0. */
  readonly index: number;
  /** How many codes there are, 1 to 16. */
  readonly count: number;
  /** Exclusive or of all bytes of the whole symbol: the same in each of its codes. */
  readonly parity: number;
}

/** One of these codes. */
export interface SequencePart extends SequencePlace {
  readonly bytes: Uint8Array;
}

const MAX_COUNT = 16;
/** What was shown of a sequence is forgotten this long after its last code was seen: then it belongs to somebody who has gone. */
const FORGET_MS = 60_000;
/** Sequences that are remembered at once. Nobody holds up more; a sheet full of first codes must not fill the memory. */
const MAX_SEQUENCES = 4;

/** What was seen of sequences so far. Plain data; `NO_SEQUENCES` before the first. */
export type Sequences = readonly Sequence[];

interface Sequence extends Omit<SequencePlace, "index"> {
  /** By place; undefined: not seen yet. */
  readonly parts: readonly (Uint8Array | undefined)[];
  readonly seenMs: number;
}

/** The state before the first part. */
export const NO_SEQUENCES: Sequences = [];

/**
 * Takes note of a code of a sequence. `whole` is the symbol once all of its codes have been seen, in whatever order, and again with each
 * code of it that is seen later, as long as any is. A code that contradicts those before it, and a whole whose parity is wrong, begin anew:
 * what is put together is what was split, or nothing. `atMs` is on a monotonic clock.
 */
export function collectSequence(
  before: Sequences,
  part: SequencePart,
  atMs: number,
): { readonly after: Sequences; readonly whole?: Uint8Array } {
  const recent = before.filter(({ seenMs }) => atMs - seenMs < FORGET_MS);
  if (!isPlace(part)) return { after: recent };
  const known = recent.find((sequence) => sequence.parity === part.parity && sequence.count === part.count);
  const others = recent.filter((sequence) => sequence !== known).slice(0, MAX_SEQUENCES - 1);
  const had = known?.parts[part.index];
  const isContradicted = had !== undefined && !isSame(had, part.bytes);
  const parts = (isContradicted || !known ? Array<undefined>(part.count).fill(undefined) : known.parts).with(part.index, part.bytes);
  const after = [{ parity: part.parity, count: part.count, parts, seenMs: atMs }, ...others];
  const seen = parts.filter((bytes) => bytes !== undefined);
  if (seen.length < part.count) return { after };
  const whole = new Uint8Array(Buffer.concat(seen));
  if (whole.reduce((sum, byte) => sum ^ byte, 0) === part.parity) return { after, whole };
  return { after: [{ parity: part.parity, count: part.count, parts: parts.map(() => undefined), seenMs: atMs }, ...others] };
}

/** Whether there can be such a code. */
export function isPlace({ index, count, parity, bytes }: SequencePart): boolean {
  const isCounted = Number.isInteger(count) && count >= 1 && count <= MAX_COUNT && Number.isInteger(index) && index >= 0 && index < count;
  return isCounted && Number.isInteger(parity) && parity >= 0 && parity <= 255 && bytes.length > 0;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
