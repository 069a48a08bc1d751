import type { Pool, PoolClient } from "pg";
import type { KeptSealedPart } from "../central-ports.ts";
import type { EpochSeconds } from "../core/time.ts";

interface SealedColumns {
  readonly digest: string | null;
  readonly bytes: Uint8Array | null;
  readonly at: EpochSeconds;
  readonly before: EpochSeconds | null;
}

// Of an entry that has come as a hash alone nobody knows yet whether it names a part.
const OF = `SELECT s.digest, s.bytes, e.at, k.forgotten_before AS before FROM entries e JOIN kiosks k ON k.id = e.kiosk
  LEFT JOIN sealed_parts s ON s.kiosk = e.kiosk AND s.seq = e.seq
  WHERE e.kiosk = $1 AND e.seq = $2 AND (s.seq IS NOT NULL OR length(e.body) = 0)`;
const BEFORE =
  "FROM entries e WHERE e.kiosk = s.kiosk AND e.seq = s.seq AND s.kiosk = $1 AND e.kiosk = $1 AND e.at < $2 AND s.forgotten_at IS NULL";
const FORGET = `INSERT INTO sealed_parts AS s (kiosk, seq, digest, bytes, forgotten_at) SELECT kiosk, seq, '', NULL, $3 FROM entries WHERE kiosk = $1 AND seq = $2
  ON CONFLICT (kiosk, seq) DO UPDATE SET bytes = NULL, forgotten_at = excluded.forgotten_at`;

/** The sealed part of an entry; undefined: there is no such entry, or it names none. */
export async function sealedPartOf(client: Pool | PoolClient, kiosk: string, seq: number): Promise<KeptSealedPart | undefined> {
  const { rows } = await client.query<SealedColumns>(OF, [kiosk, seq]);
  const [row] = rows;
  const isBefore = row !== undefined && row.before !== null && row.at < row.before;
  return row && { digest: row.digest || undefined, bytes: row.bytes ?? undefined, ...(isBefore && { notKeptBefore: row.before }) };
}

/** Deletes parts, and from now on those that come later; returns how many there were, and before when no part is kept. Belongs in a transaction. */
export async function forgetSealed(
  client: PoolClient,
  kiosk: string,
  which: { readonly seq: number } | { readonly before: EpochSeconds },
  at: EpochSeconds,
): Promise<{ readonly count: number; readonly before: EpochSeconds | undefined }> {
  await client.query("SELECT 1 FROM kiosks WHERE id = $1 FOR UPDATE", [kiosk]);
  const count = "seq" in which ? await forgetOne(client, kiosk, which.seq, at) : await forgetBefore(client, kiosk, which.before, at);
  const { rows } = await client.query<{ readonly before: EpochSeconds | null }>(
    "SELECT forgotten_before AS before FROM kiosks WHERE id = $1",
    [kiosk],
  );
  return { count, before: rows[0]?.before ?? undefined };
}

async function forgetOne(client: PoolClient, kiosk: string, seq: number, at: EpochSeconds): Promise<number> {
  const part = await sealedPartOf(client, kiosk, seq);
  if (!part) return 0;
  await client.query(FORGET, [kiosk, seq, at]);
  return part.bytes ? 1 : 0;
}

/** What has come as a hash alone, or is still at a kiosk without a network, has no row yet, and must not get one with bytes later. */
async function forgetBefore(client: PoolClient, kiosk: string, before: EpochSeconds, at: EpochSeconds): Promise<number> {
  await client.query("UPDATE kiosks SET forgotten_before = greatest(coalesce(forgotten_before, $2), $2) WHERE id = $1", [kiosk, before]);
  const { rows } = await client.query<{ readonly count: number }>(
    `SELECT count(*) AS count FROM sealed_parts s WHERE s.bytes IS NOT NULL AND EXISTS (SELECT 1 ${BEFORE})`,
    [kiosk, before],
  );
  await client.query(`UPDATE sealed_parts s SET bytes = NULL, forgotten_at = $3 ${BEFORE}`, [kiosk, before, at]);
  return rows[0]?.count ?? 0;
}
