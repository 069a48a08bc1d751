import type { Pool } from "pg";
import type { EnrolledKiosk, Ledger, SignedStatus, StatusOutcome } from "../central-ports.ts";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import { EVENT_VERDICT } from "../core/ledger/entry-columns.ts";
import { ENTRY_LOST } from "../core/protocol.ts";
import { type EntryColumns, entryOf, type KioskColumns, kioskOf } from "./ledger-rows.ts";
import { ledgerTree } from "./ledger-tree.ts";
import type { PostgresAddress } from "./postgres-address.ts";
import { postgresJournals } from "./postgres-journals.ts";
import { inOneTransaction, openPostgresPool } from "./postgres-pool.ts";
import { POSTGRES_FORM } from "./postgres-schema.ts";
import { forgetSealed, sealedPartOf } from "./postgres-sealed.ts";
import { postgresTreeRows } from "./postgres-tree-rows.ts";

/** Where tables lie, so that they are apart from what else there is in a database. */
const SCHEMA = "tram";

const KIOSK_SQL = `SELECT k.id, k.public_jwk, k.size, k.chain, k.last_seen_at, k.clock_offset_seconds, k.refused_from, s.message AS status,
  s.received_at AS status_at, coalesce(c.found, '[]') AS contradictions, coalesce(l.lost, '{"count":0,"first":0}') AS lost
  FROM kiosks k LEFT JOIN statuses s ON s.kiosk = k.id
  LEFT JOIN (SELECT kiosk, json_agg(json_build_object('row', ordinal, 'kind', kind, 'seq', seq, 'at', received_at))::text AS found
    FROM (SELECT DISTINCT ON (kiosk, kind) * FROM contradictions ORDER BY kiosk, kind, ordinal DESC) newest GROUP BY kiosk) c ON c.kiosk = k.id
  LEFT JOIN (SELECT kiosk, json_build_object('count', count(*), 'first', min(seq))::text AS lost
    FROM entries WHERE length(body) = 0 AND reason = '${ENTRY_LOST}' GROUP BY kiosk) l ON l.kiosk = k.id`;
const COUNT = `SELECT coalesce(verdict, 'unknown') AS verdict, count(*) AS count FROM entries
  WHERE kiosk = $1 AND at >= $2 AND at < $3 AND coalesce(verdict, '') <> '${EVENT_VERDICT}' GROUP BY 1`;
const COVERING = `SELECT note FROM checkpoints WHERE kiosk = $1 AND size > $2 AND size <= (SELECT size FROM kiosks WHERE id = $1)
  ORDER BY size DESC LIMIT 1`;
const SEEN = "UPDATE kiosks SET last_seen_at = $2, clock_offset_seconds = $3 WHERE id = $1";
const PUT_STATUS = `INSERT INTO statuses (kiosk, sequence, received_at, message) VALUES ($1, $2, $3, $4)
  ON CONFLICT (kiosk) DO UPDATE SET sequence = excluded.sequence, received_at = excluded.received_at, message = excluded.message`;

/** Opens the ledger in this database, making its tables where there are none. Rejects when it cannot be used. */
export async function openPostgresLedger(address: PostgresAddress, schema: string = SCHEMA): Promise<Ledger> {
  const pool = await openPostgresPool(address, schema);
  const tree = ledgerTree(postgresTreeRows(pool));
  const journals = postgresJournals(pool);

  async function find(id: string): Promise<EnrolledKiosk | undefined> {
    const { rows } = await pool.query<KioskColumns>({ name: "kiosk", text: `${KIOSK_SQL} WHERE k.id = $1`, values: [id] });
    return rows[0] && kioskOf(rows[0]);
  }

  async function noteOf(text: string, values: readonly unknown[]): Promise<string | undefined> {
    return (await pool.query<{ readonly note: string | null }>(text, [...values])).rows[0]?.note ?? undefined;
  }

  return {
    async enrol(id, publicJwk, at) {
      const jwk = JSON.stringify(publicJwk);
      const { rowCount } = await pool.query(
        "INSERT INTO kiosks (id, public_jwk, enrolled_at, size, chain, peaks, batches) VALUES ($1, $2, $3, 0, $4, '', 0) ON CONFLICT DO NOTHING",
        [id, jwk, at, EMPTY_CHAIN],
      );
      if (rowCount === 1) return "enrolled";
      return JSON.stringify((await find(id))?.publicJwk) === jwk ? "already-enrolled" : "other-key";
    },
    kiosk: find,
    kiosks: async () => (await pool.query<KioskColumns>(`${KIOSK_SQL} ORDER BY k.id`)).rows.map(kioskOf),
    async append(kiosk, upload, witness) {
      let outcome = await journals.take(kiosk, upload, witness);
      if (outcome.kind === "unsure") {
        if ((await tree.mend(kiosk, outcome.size)) === "busy") return { kind: "busy" };
        outcome = await journals.take(kiosk, upload, witness);
      }
      if (outcome.kind === "unsure") throw new Error(`ledger: the entries of ${kiosk} do not make the tree that is held`);
      return outcome;
    },
    witness: journals.witness,
    newestCheckpoint: async (kiosk) => await noteOf("SELECT newest_note AS note FROM kiosks WHERE id = $1", [kiosk]),
    prove: async (kiosk, seq) => await tree.prove(kiosk, seq, await noteOf(COVERING, [kiosk, seq])),
    sealedPart: async (kiosk, seq) => await sealedPartOf(pool, kiosk, seq),
    async forget(kiosk, which, at) {
      const step = await inOneTransaction(pool, async (client) => ({
        kind: "done" as const,
        ...(await forgetSealed(client, kiosk, which, at)),
      }));
      if (step.kind === "busy") return step;
      const { count, before } = step;
      return { kind: "forgotten", count, isOnDisk: false, isInDatabase: true, ...(before !== undefined && { before }) };
    },
    putStatus: async (kiosk, status) => await takeStatus(pool, kiosk, status),
    async newest(kiosk, count) {
      const text =
        "SELECT seq, at, reason, verdict, format, type, issuer, source, duration_ms FROM entries WHERE kiosk = $1 ORDER BY seq DESC LIMIT $2";
      return (await pool.query<EntryColumns>({ name: "newest", text, values: [kiosk, count] })).rows.map(entryOf);
    },
    async countByVerdict(kiosk, from, until) {
      const { rows } = await pool.query<{ readonly verdict: string; readonly count: number }>(COUNT, [kiosk, from, until]);
      return Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count]));
    },
    async keeper() {
      const { rows } = await pool.query<{ readonly version: string }>("SELECT current_setting('server_version') AS version");
      return { database: "postgres", version: rows[0]?.version ?? "", form: POSTGRES_FORM };
    },
    close: async () => await pool.end(),
  };
}

/** What becomes of this status. A repeated one changes nothing, not even when the kiosk was last seen. */
async function takeStatus(pool: Pool, kiosk: string, { message, receivedAt, created }: SignedStatus): Promise<StatusOutcome> {
  return await inOneTransaction(pool, async (client) => {
    const { rows: known } = await client.query("SELECT 1 FROM kiosks WHERE id = $1 FOR UPDATE", [kiosk]);
    if (known.length === 0) throw new Error(`ledger: kiosk ${kiosk} is not enrolled`);
    const { rows } = await client.query<{ readonly sequence: number }>("SELECT sequence FROM statuses WHERE kiosk = $1", [kiosk]);
    const sequence = rows[0]?.sequence ?? 0;
    if (message.sequence !== sequence + 1) return { kind: "elsewhere", sequence };
    await client.query(SEEN, [kiosk, receivedAt, created - receivedAt]);
    await client.query(PUT_STATUS, [kiosk, message.sequence, receivedAt, JSON.stringify(message)]);
    return { kind: "stored" };
  });
}
