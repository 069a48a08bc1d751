import type { ProvenEntry } from "../central-ports.ts";
import { parseCheckpoint } from "../core/checkpoint.ts";
import type { TileChange } from "../core/ledger/changes.ts";
import { nodesOf, tilesIn } from "../core/ledger/tile-rule.ts";
import { inclusionProof, isIncluded, type TreeHead } from "../core/merkle-proof.ts";
import { TILE_LEAVES } from "../core/merkle-tile.ts";
import { EMPTY_FRONTIER, rootOf, withLeaf } from "../core/merkle-tree.ts";

/** Tiles that are hashed, and then kept in one commit, before other requests have their turn: some 20 ms. */
const TILES_A_TURN = 16;

/** Where a ledger has leaves and kept hashes. */
export interface TreeRows {
  entry(kiosk: string, seq: number): Promise<Pick<ProvenEntry, "leaf" | "at" | "reason"> | undefined>;
  /** Leaves of a tile, in order; fewer behind the last entry. */
  leaves(kiosk: string, tile: number): Promise<readonly Uint8Array[]>;
  /** Roots of those of the first complete tiles that are kept. */
  kept(kiosk: string, count: number): Promise<ReadonlyMap<number, Uint8Array>>;
  /** `busy` where it is not the ledger's turn: what is not kept is hashed again another time. */
  keep(kiosk: string, hashed: readonly TileChange[]): Promise<"kept" | "busy">;
}

/** Proofs about the trees of the journals in a ledger. */
export interface LedgerTree {
  /**
   * An entry with the proof that it is in the tree of this checkpoint, a note, whose entries are all held. Checked against the tree's root before
   * it is handed out; rejects where the entries do not make that root.
   */
  prove(kiosk: string, seq: number, checkpoint: string | undefined): Promise<ProvenEntry | undefined>;
  /**
   * Hashes the tiles of a tree of this size anew, in slices: seconds for a long journal, in which others have their turn. `busy`: not all is kept.
   * Whoever asks meanwhile waits for the same hashing, and another kiosk's comes after it.
   */
  mend(kiosk: string, size: number): Promise<"kept" | "busy">;
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

/** The trees of a ledger, with hashes of complete tiles kept beside the entries. They are never trusted: a proof that does not hold is made anew. */
export function ledgerTree(rows: TreeRows): LedgerTree {
  const mending = new Map<string, Pass>();
  /** Ends with the last of all passes. Attack: anybody can ask for proofs, of many kiosks at once; what passes read is memory until it is collected. */
  let lastPass: Promise<unknown> = Promise.resolve();

  async function hashTile(kiosk: string, tile: number): Promise<Uint8Array> {
    return rootOf((await rows.leaves(kiosk, tile)).reduce(withLeaf, EMPTY_FRONTIER));
  }

  /** Roots of the first complete tiles, those that are kept and those that have to be hashed now: one pass a kiosk, and one at a time in all. */
  async function tilesOf(kiosk: string, count: number, isAnew: boolean): Promise<Tiles> {
    for (;;) {
      const kept = isAnew ? new Map<number, Uint8Array>() : await rows.kept(kiosk, count);
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
    const known = isAnew ? new Map<number, Uint8Array>() : await rows.kept(kiosk, count);
    const tiles: Uint8Array[] = [];
    let hashed: TileChange[] = [];
    let kept: Tiles["kept"] = "kept";
    for (let tile = 0; tile < count; tile++) {
      const root = known.get(tile) ?? (await hashTile(kiosk, tile));
      tiles.push(root);
      if (!known.has(tile)) hashed.push({ tile, root });
      if (hashed.length < TILES_A_TURN) continue;
      if (kept === "kept") kept = await rows.keep(kiosk, hashed);
      hashed = [];
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (kept === "kept" && hashed.length > 0) kept = await rows.keep(kiosk, hashed);
    return { tiles, kept };
  }

  async function inclusion(kiosk: string, seq: number, { size, root }: TreeHead): Promise<readonly Uint8Array[]> {
    // Below a complete tile only that of the entry itself is asked for, and behind the last one what is there.
    const leaves = new Map<number, readonly Uint8Array[]>();
    for (const tile of new Set([tilesIn(seq), tilesIn(size)])) leaves.set(tile, await rows.leaves(kiosk, tile));
    const leafAt = (leaf: number) => leaves.get(tilesIn(leaf))?.[leaf % TILE_LEAVES] ?? new Uint8Array();
    for (const isAnew of [false, true]) {
      const { tiles } = await tilesOf(kiosk, tilesIn(size), isAnew);
      const node = nodesOf(tiles, leafAt);
      const proof = inclusionProof(seq, size, node);
      if (isIncluded({ leaf: seq, leafHash: node(0, seq), size, root }, proof)) return proof;
    }
    throw new Error(`ledger tree: the entries of ${kiosk} do not make the tree of ${size} that it has signed`);
  }

  return {
    mend: async (kiosk, size) => (await tilesOf(kiosk, tilesIn(size), true)).kept,
    async prove(kiosk, seq, checkpoint) {
      const head = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1));
      const entry = head && (await rows.entry(kiosk, seq));
      if (checkpoint === undefined || !head || !entry) return undefined;
      return { ...entry, checkpoint, hashes: await inclusion(kiosk, seq, head) };
    },
  };
}
