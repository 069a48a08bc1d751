import type { DatabaseSync } from "node:sqlite";
import type { ProvenEntry } from "../central-ports.ts";
import { TILE_LEAVES } from "../core/merkle-tile.ts";
import { inOneStep } from "./ledger-step.ts";
import type { TreeRows } from "./ledger-tree.ts";

/** Not a step of the schema: nothing is in it that the entries do not say, and it may be dropped at any time. */
const CACHE = `CREATE TABLE IF NOT EXISTS tree_cache (
  kiosk TEXT NOT NULL, tile INTEGER NOT NULL, root BLOB NOT NULL, PRIMARY KEY (kiosk, tile)
) STRICT, WITHOUT ROWID;`;

/** Leaves and kept hashes in this ledger. */
export function ledgerTreeRows(database: DatabaseSync): TreeRows {
  database.exec(CACHE);
  const sql = {
    entry: database.prepare("SELECT leaf, at, reason FROM entries WHERE kiosk = ? AND seq = ?"),
    leaves: database.prepare("SELECT leaf FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq"),
    tiles: database.prepare("SELECT tile, root FROM tree_cache WHERE kiosk = ? AND tile < ? ORDER BY tile"),
    keep: database.prepare("INSERT OR REPLACE INTO tree_cache VALUES (?, ?, ?)"),
  };
  return {
    entry: async (kiosk, seq) => sql.entry.get(kiosk, seq) as unknown as Pick<ProvenEntry, "leaf" | "at" | "reason"> | undefined,
    async leaves(kiosk, tile) {
      const rows = sql.leaves.all(kiosk, tile * TILE_LEAVES, (tile + 1) * TILE_LEAVES);
      return (rows as unknown as readonly { readonly leaf: Uint8Array }[]).map(({ leaf }) => leaf);
    },
    async kept(kiosk, count) {
      const rows = sql.tiles.all(kiosk, count) as unknown as readonly { readonly tile: number; readonly root: Uint8Array }[];
      return new Map(rows.map(({ tile, root }) => [tile, root]));
    },
    async keep(kiosk, hashed) {
      const outcome = inOneStep(database, () => {
        for (const { tile, root } of hashed) sql.keep.run(kiosk, tile, root);
        return "kept" as const;
      });
      return outcome === "kept" ? outcome : outcome.kind;
    },
  };
}
