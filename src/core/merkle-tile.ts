// Tiles of the tree of merkle-tree.ts, and how a tree grows by many leaves.
import { type Frontier, nodeHash, peakCount } from "./merkle-tree.ts";

/** A tile is the complete subtree over 256 entries: what is kept of a tree is one hash for 75 kB of journal. */
export const TILE_LEVEL = 8;
/** Entries in a tile. */
export const TILE_LEAVES = 2 ** TILE_LEVEL;

/** A tree after more leaves, and the roots of the tiles that these have completed, from the left. */
export interface GrownFrontier {
  readonly tree: Frontier;
  readonly tiles: readonly { readonly tile: number; readonly root: Uint8Array }[];
  /** The tree on its way, when it had `passing` leaves; undefined: it had not. */
  readonly passed: Frontier | undefined;
}

/** The tree with these leaves behind its own: each node is hashed once, also where it is the root of a tile. */
export function withLeaves({ size, peaks }: Frontier, leaves: readonly Uint8Array[], passing: number): GrownFrontier {
  const tiles: { tile: number; root: Uint8Array }[] = [];
  let begun = size % TILE_LEAVES;
  let complete = (size - begun) / TILE_LEAVES;
  const whole = peaks.slice(0, peakCount(complete));
  let parts = peaks.slice(whole.length);
  const treeNow = () => ({ size: complete * TILE_LEAVES + begun, peaks: [...whole, ...parts] });
  let passed = size === passing ? { size, peaks } : undefined;
  for (const leaf of leaves) {
    carry(parts, begun++, leaf);
    const [root] = parts;
    if (begun === TILE_LEAVES && root) {
      tiles.push({ tile: complete, root });
      carry(whole, complete++, root);
      [parts, begun] = [[], 0];
    }
    if (complete * TILE_LEAVES + begun === passing) passed = treeNow();
  }
  return { tree: treeNow(), tiles, passed };
}

/** Adds a subtree to so many as large: two that are as large become one. */
function carry(peaks: Uint8Array[], count: number, added: Uint8Array): void {
  let node = added;
  for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(peaks.pop() ?? node, node);
  peaks.push(node);
}
