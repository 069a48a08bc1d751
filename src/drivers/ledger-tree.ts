import type { DatabaseSync } from "node:sqlite";
import type { ProvenEntry } from "../central-ports.ts";
import { parseCheckpoint } from "../core/checkpoint.ts";
import { sameBytes } from "../core/journal-chain.ts";
import { inclusionProof, isConsistent, isIncluded, type NodeSource, type TreeHead, treeRoot } from "../core/merkle-proof.ts";
import { EMPTY_FRONTIER, type Frontier, nodeHash, peakCount, peaksOf, rootOf, withLeaf } from "../core/merkle-tree.ts";
import type { EpochSeconds } from "../core/time.ts";
import { inOneStep } from "./ledger-step.ts";
import { TILE_LEAVES, TILE_LEVEL } from "./tile-file.ts";

/** Tiles that are hashed, and then kept in one commit, before other requests have their turn: some 20 ms. */
const TILES_A_TURN = 16;

/** Not a step of the schema: nothing is in it that the entries do not say, and it may be dropped at any time. */
const CACHE = `CREATE TABLE IF NOT EXISTS tree_cache (
  kiosk TEXT NOT NULL, tile INTEGER NOT NULL, root BLOB NOT NULL, PRIMARY KEY (kiosk, tile)
) STRICT, WITHOUT ROWID;`;

/** Proofs about the trees of the journals in a ledger. */
export interface LedgerTree {
  /**
   * An entry with the proof that it is in the tree of this checkpoint, a note, whose entries are all held. Checked against the tree's root before
   * it is handed out; rejects where the entries do not make that root.
   */
  prove(kiosk: string, seq: number, checkpoint: string | undefined): Promise<ProvenEntry | undefined>;
  /** Keeps the hashes of the tiles that these leaves complete, behind a tree that is held. Belongs in a transaction of the caller's. */
  grow(kiosk: string, before: Frontier, leaves: readonly Uint8Array[]): void;
  /**
   * True where the tree of the device's checkpoint begins with the first `until` entries of the one held by its proof, and is that one, as far as
   * it is held. `unsure` where the kept hashes do not make the held tree, as in a ledger of an earlier version: mend() makes them anew.
   * Belongs in a transaction of the caller's, and reads two tiles of leaves at most, whatever was sent.
   */
  beginsAs(kiosk: string, held: Frontier, until: number, signed: SignedTree): boolean | "unsure";
  /**
   * Hashes the tiles of a tree of this size anew, in slices: seconds for a long journal, in which others have their turn. `busy`: not all is kept.
   * Whoever asks meanwhile waits for the same hashing, and another kiosk's comes after it.
   */
  mend(kiosk: string, size: number): Promise<"kept" | "busy">;
}

/** A tree that the device has signed, with the proof that it goes on from a smaller one. */
interface SignedTree {
  readonly checkpoint: TreeHead;
  readonly proof: readonly Uint8Array[];
}

/** Roots of complete tiles from the first on, and whether all of them are kept. */
interface Tiles {
  readonly tiles: readonly Uint8Array[];
  readonly kept: "kept" | "busy";
}

/** A going over the entries of a kiosk that is under way, or waits for its turn. */
interface Pass {
  readonly count: number;
  /** It believes nothing that was kept. */
  readonly isAnew: boolean;
  readonly done: Promise<Tiles>;
}

/** The trees of this ledger, with hashes of complete tiles kept beside the entries. They are never trusted: a proof that does not hold is made anew. */
export function ledgerTree(database: DatabaseSync): LedgerTree {
  database.exec(CACHE);
  const sql = {
    entry: database.prepare("SELECT leaf, at, reason FROM entries WHERE kiosk = ? AND seq = ?"),
    leaves: database.prepare("SELECT leaf FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq"),
    tiles: database.prepare("SELECT tile, root FROM tree_cache WHERE kiosk = ? AND tile < ? ORDER BY tile"),
    keep: database.prepare("INSERT OR REPLACE INTO tree_cache VALUES (?, ?, ?)"),
  };
  const mending = new Map<string, Pass>();
  /** Ends with the last of all passes. Attack: anybody can ask for proofs, of many kiosks at once; what passes read is memory until it is collected. */
  let lastPass: Promise<unknown> = Promise.resolve();

  function leavesOf(kiosk: string, tile: number): readonly Uint8Array[] {
    const rows = sql.leaves.all(kiosk, tile * TILE_LEAVES, (tile + 1) * TILE_LEAVES) as unknown as readonly { leaf: Uint8Array }[];
    return rows.map(({ leaf }) => leaf);
  }

  /** `busy` where another process holds the ledger: what is not kept is hashed again another time. */
  function keep(kiosk: string, hashed: ReadonlyMap<number, Uint8Array>): "kept" | "busy" {
    const outcome = inOneStep(database, () => {
      for (const [tile, root] of hashed) sql.keep.run(kiosk, tile, root);
      return "kept" as const;
    });
    return outcome === "kept" ? outcome : outcome.kind;
  }

  /** Roots of those of the first complete tiles that are kept, in order. */
  function keptOf(kiosk: string, count: number): ReadonlyMap<number, Uint8Array> {
    const kept = sql.tiles.all(kiosk, count) as unknown as readonly { tile: number; root: Uint8Array }[];
    return new Map(kept.map(({ tile, root }) => [tile, root]));
  }

  /** The root of a complete tile, out of its leaves, none of which is held longer than it takes. */
  function hashTile(kiosk: string, tile: number): Uint8Array {
    let tree = EMPTY_FRONTIER;
    const rows = sql.leaves.iterate(kiosk, tile * TILE_LEAVES, (tile + 1) * TILE_LEAVES);
    for (const { leaf } of rows as Iterable<unknown> as Iterable<{ readonly leaf: Uint8Array }>) tree = withLeaf(tree, leaf);
    return rootOf(tree);
  }

  /** Roots of the first complete tiles, those that are kept and those that have to be hashed now: one pass a kiosk, and one at a time in all. */
  async function tilesOf(kiosk: string, count: number, isAnew: boolean): Promise<Tiles> {
    for (;;) {
      const kept = isAnew ? new Map<number, Uint8Array>() : keptOf(kiosk, count);
      if (kept.size === count) return { tiles: [...kept.values()], kept: "kept" };
      const underWay = mending.get(kiosk);
      if (underWay && underWay.count >= count && (underWay.isAnew || !isAnew)) return await underWay.done;
      if (underWay) {
        await underWay.done.catch(() => undefined);
        continue;
      }
      const done = lastPass.then(() => passOver(kiosk, count, isAnew)).finally(() => mending.delete(kiosk));
      lastPass = done.catch(() => undefined);
      mending.set(kiosk, { count, isAnew: isAnew || kept.size === 0, done });
      return await done;
    }
  }

  async function passOver(kiosk: string, count: number, isAnew: boolean): Promise<Tiles> {
    const known = keptOf(kiosk, isAnew ? 0 : count);
    const tiles: Uint8Array[] = [];
    const hashed = new Map<number, Uint8Array>();
    let kept: Tiles["kept"] = "kept";
    for (let tile = 0; tile < count; tile++) {
      const root = known.get(tile) ?? hashTile(kiosk, tile);
      tiles.push(root);
      if (!known.has(tile)) hashed.set(tile, root);
      if (hashed.size < TILES_A_TURN) continue;
      if (kept === "kept") kept = keep(kiosk, hashed);
      hashed.clear();
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (kept === "kept" && hashed.size > 0) kept = keep(kiosk, hashed);
    return { tiles, kept };
  }

  function sourceOf(kiosk: string, tiles: readonly Uint8Array[]): NodeSource {
    const leaves = new Map<number, readonly Uint8Array[]>();
    const leafAt = (seq: number) => {
      const tile = Math.floor(seq / TILE_LEAVES);
      const found = leaves.get(tile) ?? leavesOf(kiosk, tile);
      leaves.set(tile, found);
      return found[seq % TILE_LEAVES] ?? new Uint8Array();
    };
    const levels = levelsOver(tiles);
    const node: NodeSource = (level, index) => {
      if (level === 0) return leafAt(index);
      if (level >= TILE_LEVEL) return levels[level - TILE_LEVEL]?.[index] ?? new Uint8Array();
      return nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    };
    return node;
  }

  async function inclusion(kiosk: string, seq: number, { size, root }: TreeHead): Promise<readonly Uint8Array[]> {
    for (const isAnew of [false, true]) {
      const { tiles } = await tilesOf(kiosk, Math.floor(size / TILE_LEAVES), isAnew);
      const node = sourceOf(kiosk, tiles);
      const proof = inclusionProof(seq, size, node);
      if (isIncluded({ leaf: seq, leafHash: node(0, seq), size, root }, proof)) return proof;
    }
    throw new Error(`ledger tree: the entries of ${kiosk} do not make the tree of ${size} that it has signed`);
  }

  return {
    grow(kiosk, { size, peaks }, leaves) {
      const begun = size % TILE_LEAVES;
      let tile: Frontier = { size: begun, peaks: peaks.slice(peaks.length - peakCount(begun)) };
      let index = Math.floor(size / TILE_LEAVES);
      for (const leaf of leaves) {
        tile = withLeaf(tile, leaf);
        if (tile.size < TILE_LEAVES) continue;
        sql.keep.run(kiosk, index++, rootOf(tile));
        tile = EMPTY_FRONTIER;
      }
    },
    beginsAs(kiosk, held, until, { checkpoint, proof }) {
      const count = Math.floor(held.size / TILE_LEAVES);
      const tiles = keptOf(kiosk, count);
      const node = sourceOf(kiosk, [...tiles.values()]);
      const isHeld = peaksOf(held).every(({ peak, level, index }) => level < TILE_LEVEL || sameBytes(peak, node(level, index)));
      if (tiles.size < count || !isHeld) return "unsure";
      const { size, root } = checkpoint;
      if (size <= held.size && !sameBytes(treeRoot(size, node), root)) return false;
      return isConsistent({ size: until, root: treeRoot(until, node) }, checkpoint, proof);
    },
    async mend(kiosk, size) {
      return (await tilesOf(kiosk, Math.floor(size / TILE_LEAVES), true)).kept;
    },
    async prove(kiosk, seq, checkpoint) {
      const head = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1));
      const entry = sql.entry.get(kiosk, seq) as { leaf: Uint8Array; at: EpochSeconds; reason: string } | undefined;
      if (checkpoint === undefined || !head || !entry) return undefined;
      return { ...entry, checkpoint, hashes: await inclusion(kiosk, seq, head) };
    },
  };
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
