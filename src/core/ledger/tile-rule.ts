// The tree of a kiosk's journal by its tiles: complete subtrees over 256 entries, whose roots are kept beside the entries and never believed.
import { sameBytes } from "../journal-chain.ts";
import { isConsistent, type NodeSource, type TreeHead, treeRoot } from "../merkle-proof.ts";
import { TILE_LEAVES, TILE_LEVEL } from "../merkle-tile.ts";
import { type Frontier, nodeHash, peaksOf } from "../merkle-tree.ts";
import { type Asking, ask } from "./questions.ts";

/** How many complete tiles a tree of this size has. */
export function tilesIn(size: number): number {
  return Math.floor(size / TILE_LEAVES);
}

/** The nodes of a tree with these complete tiles; `leafAt` is asked for leaves below and behind them. */
export function nodesOf(tiles: readonly Uint8Array[], leafAt: (seq: number) => Uint8Array): NodeSource {
  const levels = levelsOver(tiles);
  const node: NodeSource = (level, index) => {
    if (level === 0) return leafAt(index);
    if (level >= TILE_LEVEL) return levels[level - TILE_LEVEL]?.[index] ?? new Uint8Array();
    return nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  };
  return node;
}

/** A tree that the device has signed, with the proof that it goes on from a smaller one. */
export interface SignedTree {
  readonly checkpoint: TreeHead;
  readonly proof: readonly Uint8Array[];
}

/**
 * True where the tree of the device's checkpoint begins with the first `until` entries of the one held by its proof, and is that one, as far as it
 * is held. `unsure` where the kept hashes do not make the held tree, as in a ledger of an earlier version: they have to be made anew. Asks for two
 * tiles of leaves at most, whatever was sent.
 */
export function* beginsAs(held: Frontier, until: number, { checkpoint, proof }: SignedTree): Asking<boolean | "unsure"> {
  const count = tilesIn(held.size);
  const tiles = yield* ask("tiles", { count });
  const { size, root } = checkpoint;
  const edges = [...new Set([until, ...(size <= held.size ? [size] : [])].filter((edge) => edge % TILE_LEAVES !== 0).map(tilesIn))];
  const leaves = new Map<number, readonly Uint8Array[]>();
  for (const tile of edges) leaves.set(tile, yield* ask("leaves", { from: tile * TILE_LEAVES, until: (tile + 1) * TILE_LEAVES }));
  const node = nodesOf(tiles, (seq) => leaves.get(tilesIn(seq))?.[seq % TILE_LEAVES] ?? new Uint8Array());
  const isHeld = peaksOf(held).every(({ peak, level, index }) => level < TILE_LEVEL || sameBytes(peak, node(level, index)));
  if (tiles.length < count || !isHeld) return "unsure";
  if (size <= held.size && !sameBytes(treeRoot(size, node), root)) return false;
  return isConsistent({ size: until, root: treeRoot(until, node) }, checkpoint, proof);
}

/** Roots of the complete subtrees over these complete tiles, level by level, from the tiles themselves up. */
function levelsOver(tiles: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const levels = [tiles];
  for (let below = tiles; below.length > 1; below = levels.at(-1) ?? []) levels.push(pairsOf(below));
  return levels;
}

function pairsOf(below: readonly Uint8Array[]): readonly Uint8Array[] {
  const pairs: Uint8Array[] = [];
  for (let index = 1; index < below.length; index += 2)
    pairs.push(nodeHash(below[index - 1] ?? new Uint8Array(), below[index] ?? new Uint8Array()));
  return pairs;
}
