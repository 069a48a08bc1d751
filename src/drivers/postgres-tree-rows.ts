import type { Pool } from "pg";
import type { ProvenEntry } from "../central-ports.ts";
import { TILE_LEAVES } from "../core/merkle-tile.ts";
import type { TreeRows } from "./ledger-tree.ts";
import { isTransientInPostgres } from "./postgres-pool.ts";

/** Leaves and kept hashes in the tables behind this pool. */
export function postgresTreeRows(pool: Pool): TreeRows {
  return {
    async entry(kiosk, seq) {
      const text = "SELECT leaf, at, reason FROM entries WHERE kiosk = $1 AND seq = $2";
      return (await pool.query<Pick<ProvenEntry, "leaf" | "at" | "reason">>({ name: "tree-entry", text, values: [kiosk, seq] })).rows[0];
    },
    async leaves(kiosk, tile) {
      const text = "SELECT leaf FROM entries WHERE kiosk = $1 AND seq >= $2 AND seq < $3 ORDER BY seq";
      const values = [kiosk, tile * TILE_LEAVES, (tile + 1) * TILE_LEAVES];
      return (await pool.query<{ readonly leaf: Uint8Array }>({ name: "tree-leaves", text, values })).rows.map(({ leaf }) => leaf);
    },
    async kept(kiosk, count) {
      const text = "SELECT tile, root FROM tree_cache WHERE kiosk = $1 AND tile < $2 ORDER BY tile";
      const { rows } = await pool.query<{ readonly tile: number; readonly root: Uint8Array }>({
        name: "tree-kept",
        text,
        values: [kiosk, count],
      });
      return new Map(rows.map(({ tile, root }) => [tile, root]));
    },
    async keep(kiosk, hashed) {
      const text = `INSERT INTO tree_cache SELECT $1, * FROM unnest($2::bigint[], $3::bytea[]) ON CONFLICT (kiosk, tile) DO UPDATE SET root = excluded.root`;
      try {
        await pool.query(text, [kiosk, hashed.map(({ tile }) => tile), hashed.map(({ root }) => Buffer.from(root))]);
        return "kept";
      } catch (error) {
        if (isTransientInPostgres(error)) return "busy";
        throw error;
      }
    },
  };
}
