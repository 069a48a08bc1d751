// Proofs about the tree of merkle-tree.ts: that an entry is in it, and that a larger tree begins with a smaller one.
import { inclusionSides } from "./inclusion-sides.ts";
import { sameBytes } from "./journal-chain.ts";
import { EMPTY_ROOT, HASH_BYTES, MAX_TREE_SIZE, nodeHash } from "./merkle-tree.ts";

/** Most hashes in a proof about a tree of MAX_TREE_SIZE leaves; one more for a size that is no power of two. */
const MAX_PROOF_HASHES = 49;

/** Root of the complete subtree over the leaves `index · 2^level <= leaf < (index + 1) · 2^level`; level 0 is the leaves. */
export type NodeSource = (level: number, index: number) => Uint8Array;

/** Largest power of two below a number above 1: where RFC 6962 §2.1 splits a tree. */
function splitOf(size: number): number {
  let split = 1;
  while (2 * split < size) split *= 2;
  return split;
}

/** The level of a complete subtree with these many leaves; undefined where there is none. Exact also where the logarithm is rounded. */
function levelOf(size: number): number | undefined {
  const level = Math.round(Math.log2(size));
  return 2 ** level === size ? level : undefined;
}

/** Root over the leaves `from <= leaf < until`; `from` is a multiple of every subtree in it. */
function rangeRoot(from: number, until: number, node: NodeSource): Uint8Array {
  const size = until - from;
  const level = levelOf(size);
  if (level !== undefined) return node(level, from / size);
  const middle = from + splitOf(size);
  return nodeHash(rangeRoot(from, middle, node), rangeRoot(middle, until, node));
}

/** The root of the tree with these many leaves. */
export function treeRoot(size: number, node: NodeSource): Uint8Array {
  return size === 0 ? EMPTY_ROOT : rangeRoot(0, size, node);
}

/** Proof that a leaf is in the tree of this size (PATH, RFC 6962 §2.1.1), nearest hash first. Throws where there is no such leaf. */
export function inclusionProof(leaf: number, size: number, node: NodeSource): readonly Uint8Array[] {
  if (!(leaf >= 0 && leaf < size)) throw new Error(`merkle proof: leaf ${leaf} is not in a tree of ${size}`);
  const path = (from: number, until: number): readonly Uint8Array[] => {
    if (until - from === 1) return [];
    const middle = from + splitOf(until - from);
    return leaf < middle
      ? [...path(from, middle), rangeRoot(middle, until, node)]
      : [...path(middle, until), rangeRoot(from, middle, node)];
  };
  return path(0, size);
}

/** Proof that the tree of `size` begins with that of `from` leaves (PROOF, RFC 6962 §2.1.2); empty for none and for all of them. */
export function consistencyProof(from: number, size: number, node: NodeSource): readonly Uint8Array[] {
  if (!(from >= 0 && from <= size)) throw new Error(`merkle proof: no tree of ${from} in one of ${size}`);
  if (from === 0) return [];
  const subproof = (start: number, until: number, isWhole: boolean): readonly Uint8Array[] => {
    if (from === until) return isWhole ? [] : [rangeRoot(start, until, node)];
    const middle = start + splitOf(until - start);
    return from <= middle
      ? [...subproof(start, middle, isWhole), rangeRoot(middle, until, node)]
      : [...subproof(middle, until, false), rangeRoot(start, middle, node)];
  };
  return subproof(0, size, true);
}

/** True when the proof shows that this is the hash of leaf number `leaf` of a tree with this size and root (RFC 9162 §2.1.3.2). */
export function isIncluded(
  {
    leaf,
    leafHash,
    size,
    root,
  }: { readonly leaf: number; readonly leafHash: Uint8Array; readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  const sides = isCount(size) && areHashes(proof) ? inclusionSides(leaf, size, proof.length) : undefined;
  const climb = (hash: Uint8Array, sibling: Uint8Array, step: number) =>
    sides?.[step] === "left" ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  return sides !== undefined && sameBytes(proof.reduce(climb, leafHash), root);
}

/** A tree as a checkpoint names it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** True when the proof shows that the newer tree begins with all of the older one (RFC 9162 §2.1.4.2). */
export function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size || !areHashes(proof)) return false;
  if (older.size === newer.size) return proof.length === 0 && sameBytes(older.root, newer.root);
  // Every tree begins with the empty one, and that has one root only.
  if (older.size === 0) return proof.length === 0 && sameBytes(older.root, EMPTY_ROOT);
  // A complete subtree is its own first hash, which the proof leaves out.
  const path = levelOf(older.size) === undefined ? proof : [older.root, ...proof];
  const [first, ...siblings] = path;
  if (!first) return false;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [before, after] = [first, first];
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [before, after] = [nodeHash(sibling, before), nodeHash(sibling, after)];
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else after = nodeHash(after, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(before, older.root) && sameBytes(after, newer.root);
}

function half(number: number): number {
  return Math.floor(number / 2);
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0 && number <= MAX_TREE_SIZE;
}

function areHashes(proof: readonly Uint8Array[]): boolean {
  return proof.length <= MAX_PROOF_HASHES && proof.every(({ length }) => length === HASH_BYTES);
}
