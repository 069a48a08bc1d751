// The tree of a kiosk's journal as central sees it grow: by the entries it holds, and by the checkpoints that the device has signed.
import type { BatchProofs } from "./batch.ts";
import { sameBytes } from "./journal-chain.ts";
import { isConsistent, type TreeHead } from "./merkle-proof.ts";
import { type GrownFrontier, withLeaves } from "./merkle-tile.ts";
import { EMPTY_ROOT, type Frontier, HASH_BYTES, peakCount, rootOf } from "./merkle-tree.ts";

/** What central knows of a kiosk's tree. The witnessed checkpoint is of no fewer entries than are held, and begins with them. */
export interface HeldTree {
  /** Over all entries that are held. */
  readonly tree: Frontier;
  /** The largest checkpoint witnessed; that of the empty tree where there is none. */
  readonly witnessed: TreeHead;
}

/** The same after a batch. */
export interface GrownTree extends HeldTree, Pick<GrownFrontier, "tiles"> {}

/** Nothing is known yet. */
export const NOTHING_WITNESSED: TreeHead = { size: 0, root: EMPTY_ROOT };

/** What a batch brings: leaf hashes that are new, and the device's checkpoint with its proofs. */
export interface OfferedGrowth extends Pick<BatchProofs<TreeHead>, "checkpoint" | "old" | "oldProof" | "proof"> {
  readonly leaves: readonly Uint8Array[];
  /** Position after the last entry of the batch, which central may have had before. */
  readonly until: number;
}

/** The tree with these entries and the tiles that they complete, or undefined where the device has signed another one than they make: a fork. */
export function grownTree({ tree: before, witnessed }: HeldTree, offered: OfferedGrowth): GrownTree | undefined {
  const { leaves, until, checkpoint, old, oldProof, proof } = offered;
  const { tree, tiles, passed } = withLeaves(before, leaves, witnessed.size);
  // Of a batch that ends before what is held, the tree is not known any more: the ledger answers from the hashes that it keeps.
  const reachesEnd = until === tree.size;
  if (reachesEnd && !isConsistent(headOf(tree), checkpoint, proof)) return undefined;

  const isWitnessed = witnessed.size > 0;
  if (passed && isWitnessed && !sameBytes(rootOf(passed), witnessed.root)) return undefined;
  if (checkpoint.size < witnessed.size) return { tree, tiles, witnessed };
  // Two trees of one size, both signed by the device, need no other proof.
  if (isWitnessed && checkpoint.size === witnessed.size && !sameBytes(checkpoint.root, witnessed.root)) return undefined;
  const goesOn = isWitnessed && old === witnessed.size;
  if (goesOn && !isConsistent(witnessed, checkpoint, oldProof)) return undefined;
  // By what is held, or by the witnessed tree that begins with what is held: either ties the new one to both.
  const isTied = (reachesEnd && witnessed.size <= tree.size) || goesOn;
  return { tree, tiles, witnessed: isTied ? { size: checkpoint.size, root: checkpoint.root } : witnessed };
}

/** A tree's size and root. */
export function headOf(tree: Frontier): TreeHead {
  return { size: tree.size, root: rootOf(tree) };
}

/** The peaks of a tree in one piece, as a ledger keeps them. */
export function encodePeaks({ peaks }: Frontier): Uint8Array {
  return Buffer.concat(peaks);
}

/** The tree of this size with these peaks. Throws where they are not as many as it must have: the ledger is damaged. */
export function decodePeaks(size: number, bytes: Uint8Array): Frontier {
  const count = peakCount(size);
  if (bytes.length !== count * HASH_BYTES) throw new Error(`ledger: ${bytes.length} bytes are no tree of ${size} entries`);
  return { size, peaks: Array.from({ length: count }, (_, index) => bytes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES)) };
}
