// The Merkle tree of RFC 6962 §2.1 (the same as RFC 9162 §2.1) over leaf hashes, as a log grows: only the roots of its complete subtrees are kept.
import { sha256 } from "./signature.ts";

/** Bytes of every hash in the tree. */
export const HASH_BYTES = 32;

/** Most leaves in a tree: sizes are exact numbers, and a kiosk with a decision a second needs nine million years for them. */
export const MAX_TREE_SIZE = 2 ** 48;

/** Root of the tree without leaves: the hash of nothing (RFC 6962 §2.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/**
 * A tree as far as one must know it to let it grow: the roots of the complete subtrees that it falls into from left to right, one for each
 * bit that is set in its size, the largest first.
 */
export interface Frontier {
  /** Number of leaves. */
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

/** The tree without leaves. */
export const EMPTY_FRONTIER: Frontier = { size: 0, peaks: [] };

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const node = Buffer.allocUnsafe(1 + 2 * HASH_BYTES); // every byte is written
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return sha256(node);
}

/** The tree with one more leaf, given by its hash. One node hash a leaf on average. */
export function withLeaf({ size, peaks }: Frontier, leaf: Uint8Array): Frontier {
  let kept = peaks.length;
  let root = leaf;
  // A set bit at the end of the size is a subtree as large as the one that grows.
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) root = nodeHash(peaks[--kept] ?? root, root);
  return { size: size + 1, peaks: [...peaks.slice(0, kept), root] };
}

/** The root of the tree. */
export function rootOf({ peaks }: Frontier): Uint8Array {
  const [last, ...others] = peaks.toReversed();
  return last ? others.reduce((right, left) => nodeHash(left, right), last) : EMPTY_ROOT;
}

/** How many subtrees a tree of this size falls into: the bits that are set in it. */
export function peakCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Where the complete subtrees stand that a tree of this size falls into. */
export function placesOf(size: number): readonly Omit<Peak, "peak">[] {
  return peaksOf({ size, peaks: Array.from({ length: peakCount(size) }, () => EMPTY_ROOT) });
}

/** One of the complete subtrees of a frontier, and where in the whole tree it stands. */
export interface Peak {
  readonly peak: Uint8Array;
  readonly level: number;
  readonly index: number;
}

/** The subtrees of a frontier with their places, from left to right. */
export function peaksOf({ size, peaks }: Frontier): readonly Peak[] {
  const found: Peak[] = [];
  let leaves = size;
  for (const peak of peaks.toReversed()) {
    let level = 0;
    while (leaves % 2 ** (level + 1) === 0) level++;
    leaves -= 2 ** level;
    found.unshift({ peak, level, index: leaves / 2 ** level });
  }
  return found;
}
