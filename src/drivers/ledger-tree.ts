import type { DatabaseSync } from "node:sqlite";
import type { ProvenEntry } from "../central-ports.ts";
import { parseCheckpoint } from "../core/checkpoint.ts";
import { sameBytes } from "../core/journal-chain.ts";
import { inclusionProof, isConsistent, isIncluded, type NodeSource, type TreeHead, treeRoot } from "../core/merkle-proof.ts";
import { EMPTY_FRONTIER, nodeHash, rootOf, withLeaf } from "../core/merkle-tree.ts";
import type { EpochSeconds } from "../core/time.ts";
import { inOneStep } from "./ledger-step.ts";

/** Leaves under one kept hash, and its level in the tree: 1 M entries have 3,907 of them. */
const TILE_LEAVES = 256;
const TILE_LEVEL = 8;
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
  /**
   * True where the tree of the device's checkpoint begins with the first `until` entries by its proof, and is that of the entries, as far as
   * `held` of them are there. Belongs in a transaction of the caller's; the first time for a long journal it takes seconds.
   */
  beginsAs(kiosk: string, held: number, until: number, signed: SignedTree): boolean;
}

/** A tree that the device has signed, with the proof that it goes on from a smaller one. */
interface SignedTree {
  readonly checkpoint: TreeHead;
  readonly proof: readonly Uint8Array[];
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

  function leavesOf(kiosk: string, tile: number): readonly Uint8Array[] {
    const rows = sql.leaves.all(kiosk, tile * TILE_LEAVES, (tile + 1) * TILE_LEAVES) as unknown as readonly { leaf: Uint8Array }[];
    return rows.map(({ leaf }) => leaf);
  }

  /** False where the ledger is busy: what is not kept is hashed again another time. */
  function keep(kiosk: string, hashed: ReadonlyMap<number, Uint8Array>): boolean {
    const outcome = inOneStep(database, () => {
      for (const [tile, root] of hashed) sql.keep.run(kiosk, tile, root);
      return "kept" as const;
    });
    return outcome === "kept";
  }

  /** Roots of the first complete tiles, those that are kept and those that have to be hashed now. */
  async function tilesOf(kiosk: string, count: number, isAnew: boolean): Promise<readonly Uint8Array[]> {
    const kept = sql.tiles.all(kiosk, isAnew ? 0 : count) as unknown as readonly { tile: number; root: Uint8Array }[];
    const known = new Map(kept.map(({ tile, root }) => [tile, root]));
    const tiles: Uint8Array[] = [];
    const hashed = new Map<number, Uint8Array>();
    let mayKeep = true;
    for (let tile = 0; tile < count; tile++) {
      const root = known.get(tile) ?? rootOf(leavesOf(kiosk, tile).reduce(withLeaf, EMPTY_FRONTIER));
      tiles.push(root);
      if (!known.has(tile)) hashed.set(tile, root);
      if (hashed.size < TILES_A_TURN) continue;
      mayKeep &&= keep(kiosk, hashed);
      hashed.clear();
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (mayKeep && hashed.size > 0) keep(kiosk, hashed);
    return tiles;
  }

  /** The same at once, inside a transaction. */
  function tilesNow(kiosk: string, count: number, isAnew: boolean): readonly Uint8Array[] {
    const kept = sql.tiles.all(kiosk, isAnew ? 0 : count) as unknown as readonly { tile: number; root: Uint8Array }[];
    const known = new Map(kept.map(({ tile, root }) => [tile, root]));
    return Array.from({ length: count }, (_, tile) => {
      const found = known.get(tile);
      const root = found ?? rootOf(leavesOf(kiosk, tile).reduce(withLeaf, EMPTY_FRONTIER));
      if (!found) sql.keep.run(kiosk, tile, root);
      return root;
    });
  }

  function sourceOf(kiosk: string, tiles: readonly Uint8Array[]): NodeSource {
    const leaves = new Map<number, readonly Uint8Array[]>();
    const leafAt = (seq: number) => {
      const tile = Math.floor(seq / TILE_LEAVES);
      const found = leaves.get(tile) ?? leavesOf(kiosk, tile);
      leaves.set(tile, found);
      return found[seq % TILE_LEAVES] ?? new Uint8Array();
    };
    const node: NodeSource = (level, index) => {
      if (level === 0) return leafAt(index);
      if (level === TILE_LEVEL) return tiles[index] ?? new Uint8Array();
      return nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    };
    return node;
  }

  async function inclusion(kiosk: string, seq: number, { size, root }: TreeHead): Promise<readonly Uint8Array[]> {
    for (const isAnew of [false, true]) {
      const node = sourceOf(kiosk, await tilesOf(kiosk, Math.floor(size / TILE_LEAVES), isAnew));
      const proof = inclusionProof(seq, size, node);
      if (isIncluded({ leaf: seq, leafHash: node(0, seq), size, root }, proof)) return proof;
    }
    throw new Error(`ledger tree: the entries of ${kiosk} do not make the tree of ${size} that it has signed`);
  }

  return {
    beginsAs(kiosk, held, until, { checkpoint, proof }) {
      const { size, root } = checkpoint;
      return [false, true].some((isAnew) => {
        const node = sourceOf(kiosk, tilesNow(kiosk, Math.floor((size <= held ? size : until) / TILE_LEAVES), isAnew));
        if (size <= held && !sameBytes(treeRoot(size, node), root)) return false;
        return isConsistent({ size: until, root: treeRoot(until, node) }, checkpoint, proof);
      });
    },
    async prove(kiosk, seq, checkpoint) {
      const head = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1));
      const entry = sql.entry.get(kiosk, seq) as { leaf: Uint8Array; at: EpochSeconds; reason: string } | undefined;
      if (checkpoint === undefined || !head || !entry) return undefined;
      return { ...entry, checkpoint, hashes: await inclusion(kiosk, seq, head) };
    },
  };
}
