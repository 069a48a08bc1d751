import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type Changes, type EntryChange, type EvidenceChange, MAX_EVIDENCE } from "../core/ledger/changes.ts";
import type { SignedBatch } from "../core/ledger/signed-batch.ts";
import type { EpochSeconds } from "../core/time.ts";
import { CopyRows } from "./copy-rows.ts";
import { monthOf } from "./postgres-months.ts";

/** What is to be written of a kiosk, and by what it came. */
export interface KioskWrite {
  readonly kiosk: string;
  readonly changes: Changes;
  /** Absent: it was no batch. */
  readonly upload?: SignedBatch;
  /** How many batches of it are kept already. */
  readonly batches: number;
}

const ENTRY_COLUMNS = "kiosk, seq, month, received_at, at, reason, verdict, format, type, issuer, source, duration_ms, leaf, chain, body";
const BATCH_COLUMNS = "kiosk, number, month, first_seq, count, received_at, created, is_carried, signature_input, signature, content";

const STATE = `UPDATE kiosks k SET size = n.size, chain = n.chain, peaks = n.peaks, last_seen_at = n.last_seen_at, clock_offset_seconds = n.clock_offset,
  refused_from = n.refused_from, set_aside_from = n.set_aside_from, newest_size = n.newest_size, newest_root = n.newest_root,
  newest_note = n.newest_note, batches = n.batches
  FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[], $5::float8[], $6::float8[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bytea[],
    $11::text[], $12::bigint[]) AS n (id, size, chain, peaks, last_seen_at, clock_offset, refused_from, set_aside_from, newest_size, newest_root,
    newest_note, batches)
  WHERE k.id = n.id AND k.id = ANY($1::text[])`;
const TILES = `INSERT INTO tree_cache SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])
  ON CONFLICT (kiosk, tile) DO UPDATE SET root = excluded.root`;
const SEALED = `INSERT INTO sealed_parts AS s SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[], $5::float8[])
  ON CONFLICT (kiosk, seq) DO UPDATE SET bytes = excluded.bytes
  WHERE s.bytes IS NULL AND s.forgotten_at IS NULL AND s.digest = excluded.digest AND excluded.forgotten_at IS NULL`;
const CHECKPOINTS =
  "INSERT INTO checkpoints (kiosk, size, day, root, note) SELECT * FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::bytea[], $5::text[])";
const DROPPED = `DELETE FROM checkpoints c USING unnest($1::text[], $2::bigint[]) AS d (kiosk, size) WHERE c.kiosk = d.kiosk AND c.size = d.size
  AND c.kiosk = ANY($1::text[])`;
const FILL = `UPDATE entries SET body = $3, at = $4, reason = $5, verdict = $6, format = $7, type = $8, issuer = $9, source = $10, duration_ms = $11
  WHERE kiosk = $1 AND seq = $2`;
// The first ones keep their places, and the last takes that of the last before.
const EVIDENCE = `INSERT INTO contradictions (kiosk, kind, number, ordinal, seq, received_at, signature_input, signature, content)
  SELECT $1, $2, least((SELECT count(*) FROM contradictions WHERE kiosk = $1 AND kind = $2), ${MAX_EVIDENCE - 1}),
    (SELECT coalesce(max(ordinal), 0) + 1 FROM contradictions WHERE kiosk = $1), $3, $4, $5, $6, $7
  ON CONFLICT (kiosk, kind, number) DO UPDATE SET ordinal = excluded.ordinal, seq = excluded.seq, received_at = excluded.received_at,
    signature_input = excluded.signature_input, signature = excluded.signature, content = excluded.content`;

/** Writes what the rule wants written of these kiosks, which are locked. Belongs in the transaction in which the rule has asked. */
export async function writeTogether(client: PoolClient, writes: readonly KioskWrite[]): Promise<void> {
  await copyEntries(client, writes);
  await copyBatches(client, writes);
  for (const write of writes) await writeRare(client, write);
  const all = <Row>(pick: (changes: Changes, kiosk: string) => readonly Row[]) =>
    writes.flatMap(({ changes, kiosk }) => [...pick(changes, kiosk)]);
  await insertAll(
    client,
    "write-tiles",
    TILES,
    all(({ tiles = [] }, kiosk) => tiles.map(({ tile, root }) => [kiosk, tile, bytesOf(root)])),
  );
  await insertAll(
    client,
    "write-sealed",
    SEALED,
    all(({ sealed = [] }, kiosk) =>
      sealed.map(({ seq, digest, bytes, forgottenAt }) => [kiosk, seq, digest, bytes && bytesOf(bytes), forgottenAt]),
    ),
  );
  await insertAll(
    client,
    "write-checkpoints",
    CHECKPOINTS,
    all(({ checkpoints: { kept } = { dropped: [] } }, kiosk) =>
      kept ? [[kiosk, kept.size, kept.day, bytesOf(kept.root), kept.note]] : [],
    ),
  );
  await insertAll(
    client,
    "write-dropped",
    DROPPED,
    all(({ checkpoints }, kiosk) => (checkpoints?.dropped ?? []).map((size) => [kiosk, size])),
  );
  await writeStates(client, writes);
}

async function copyEntries(client: PoolClient, writes: readonly KioskWrite[]): Promise<void> {
  const rows = new CopyRows();
  let count = 0;
  for (const { kiosk, changes, upload } of writes) {
    if (!upload) continue;
    const month = monthOf(upload.receivedAt);
    for (const change of changes.inserted ?? []) putEntry(rows, kiosk, month, upload.receivedAt, change);
    count += changes.inserted?.length ?? 0;
  }
  if (count > 0) await copy(client, `COPY entries (${ENTRY_COLUMNS}) FROM STDIN WITH (FORMAT binary)`, rows, count);
}

function putEntry(rows: CopyRows, kiosk: string, month: number, receivedAt: EpochSeconds, { seq, entry, columns }: EntryChange): void {
  rows.begin(15);
  rows.text(kiosk);
  rows.count(seq);
  rows.integer(month);
  rows.float(receivedAt);
  rows.float(columns.at);
  rows.text(columns.reason);
  rows.text(columns.verdict);
  rows.text(columns.format);
  rows.text(columns.type);
  rows.text(columns.issuer);
  rows.text(columns.source);
  rows.float(columns.durationMs);
  rows.bytes(entry.leaf);
  rows.bytes(entry.chain);
  rows.bytes(entry.body);
}

/** A batch that brought something, as it was signed. */
async function copyBatches(client: PoolClient, writes: readonly KioskWrite[]): Promise<void> {
  const rows = new CopyRows();
  let count = 0;
  for (const write of writes) {
    const { kiosk, upload, batches } = write;
    if (!upload || !bringsEntries(write)) continue;
    count++;
    rows.begin(11);
    rows.text(kiosk);
    rows.count(batches);
    rows.integer(monthOf(upload.receivedAt));
    rows.count(upload.batch.from);
    rows.integer(upload.batch.entries.length);
    rows.float(upload.receivedAt);
    rows.float(upload.created);
    rows.flag(upload.isCarried ?? false);
    rows.text(upload.signatureInput);
    rows.text(upload.signature);
    rows.bytes(upload.content);
  }
  if (count > 0) await copy(client, `COPY batches (${BATCH_COLUMNS}) FROM STDIN WITH (FORMAT binary)`, rows, count);
}

function bringsEntries({ changes: { inserted = [], filled = [] } }: KioskWrite): boolean {
  return inserted.length + filled.length > 0;
}

/** Rows that are there already are a bug: the database refuses them, and with them all that goes with them. */
async function copy(client: PoolClient, sql: string, rows: CopyRows, count: number): Promise<void> {
  const stream = client.query(copyFrom(sql));
  await pipeline(Readable.from([rows.finish()]), stream);
  if (stream.rowCount !== count) throw new Error(`ledger: ${stream.rowCount} of ${count} rows were written`);
}

async function writeStates(client: PoolClient, writes: readonly KioskWrite[]): Promise<void> {
  const rows = writes.flatMap((write) => {
    const { state } = write.changes;
    if (!state) return [];
    const { size, chain, peaks, lastSeenAt, clockOffsetSeconds, refusedFrom, setAsideFrom, newest } = state;
    const last = [newest?.size, newest && bytesOf(newest.root), newest?.note, write.batches + (bringsEntries(write) ? 1 : 0)];
    return [[write.kiosk, size, bytesOf(chain), bytesOf(peaks), lastSeenAt, clockOffsetSeconds, refusedFrom, setAsideFrom, ...last]];
  });
  await insertAll(client, "write-state", STATE, rows);
}

/** What most batches do not have. */
async function writeRare(client: PoolClient, { kiosk, changes: { filled = [], evidence, checkpoints } }: KioskWrite): Promise<void> {
  for (const { seq, entry, columns } of filled) {
    const { at, reason, verdict, format, type, issuer, source, durationMs } = columns;
    const texts = [verdict, format, type, issuer, source].map((text) => text?.replaceAll("\0", "\ufffd"));
    await client.query({ name: "fill", text: FILL, values: [kiosk, seq, bytesOf(entry.body), at, reason, ...texts, durationMs] });
  }
  if (evidence) await writeEvidence(client, kiosk, evidence);
  if (checkpoints?.cosigned) {
    const { size, note } = checkpoints.cosigned;
    await client.query("UPDATE checkpoints SET note = $3 WHERE kiosk = $1 AND size = $2", [kiosk, size, note]);
  }
}

async function writeEvidence(client: PoolClient, kiosk: string, evidence: EvidenceChange): Promise<void> {
  const { contradiction, seq, receivedAt, signatureInput, signature, content } = evidence;
  await client.query(EVIDENCE, [kiosk, contradiction, seq, receivedAt, signatureInput, signature, bytesOf(content)]);
}

/** One statement for rows in columns; none without rows. */
async function insertAll(client: PoolClient, name: string, text: string, rows: readonly (readonly unknown[])[]): Promise<void> {
  const width = rows[0]?.length;
  if (width === undefined) return;
  const columns = Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
  await client.query({ name, text, values: columns });
}

/** As pg knows bytes, also inside of a list. */
function bytesOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
