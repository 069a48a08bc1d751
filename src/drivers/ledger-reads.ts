import { DatabaseSync } from "node:sqlite";
import type { LedgerReader } from "../central-ports.ts";
import type { HeldEntry } from "../core/audit/entry-lines.ts";
import type { AuditedJournal, KeptEvidence } from "../core/audit/export.ts";
import { parseCheckpoint } from "../core/checkpoint.ts";
import { sameBytes } from "../core/journal-chain.ts";
import { consistencyProof, type NodeSource, treeRoot } from "../core/merkle-proof.ts";
import { TILE_LEAVES, TILE_LEVEL } from "../core/merkle-tile.ts";
import { EMPTY_FRONTIER, nodeHash, placesOf, rootOf, withLeaf } from "../core/merkle-tree.ts";
import { type Contradiction, ENTRY_LOST } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";
import { LEDGER_VERSION } from "./ledger-schema.ts";

/** How long a read waits for another process, in milliseconds; a writer holds up no reader for longer than it takes to open. */
const BUSY_TIMEOUT_MS = 10_000;

interface Range {
  readonly first: number;
  readonly until: number;
}

interface KioskColumns {
  readonly public_jwk: string;
  readonly enrolled_at: EpochSeconds;
  readonly size: number;
}

interface EntryColumns {
  readonly body: Uint8Array;
  readonly leaf: Uint8Array;
  readonly reason: string;
  readonly sealed: Uint8Array | null;
}

interface EvidenceColumns {
  readonly kind: Contradiction;
  readonly seq: number;
  readonly received_at: EpochSeconds;
  readonly signature_input: string;
  readonly signature: string;
  readonly content: Uint8Array;
}

interface NoteColumns {
  readonly size: number;
  readonly note: string;
}

/** Opens the ledger in this file to be read as it is now, also beside a central that runs. Throws where it is none of this version. */
export function openLedgerReader(path: string): LedgerReader {
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version !== LEDGER_VERSION) {
    database.close();
    const todo = Number(version) < LEDGER_VERSION ? "start central once, which brings it up to date" : "this program is older";
    throw new Error(`ledger: version ${String(version)}, and ${LEDGER_VERSION} is needed: ${todo}`);
  }
  // One moment of it: what is written from here on is not seen.
  database.exec("BEGIN");
  const sql = {
    kiosks: database.prepare("SELECT id FROM kiosks ORDER BY id"),
    kiosk: database.prepare("SELECT public_jwk, enrolled_at, size FROM kiosks WHERE id = ?"),
    inPeriod: database.prepare(
      "SELECT min(seq) AS first, max(seq) + 1 AS until FROM entries WHERE kiosk = ? AND at >= ? AND at < ? AND length(body) > 0",
    ),
    lastBefore: database.prepare("SELECT max(seq) AS seq FROM entries WHERE kiosk = ? AND at < ? AND length(body) > 0"),
    readableBelow: database.prepare("SELECT seq FROM entries WHERE kiosk = ? AND seq < ? AND length(body) > 0 ORDER BY seq DESC LIMIT 1"),
    readableFrom: database.prepare("SELECT seq FROM entries WHERE kiosk = ? AND seq >= ? AND length(body) > 0 ORDER BY seq LIMIT 1"),
    entries: database.prepare(
      "SELECT body, leaf, reason, NULL AS sealed FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq",
    ),
    withSealed: database.prepare(
      `SELECT body, leaf, reason, s.bytes AS sealed FROM entries e LEFT JOIN sealed_parts s ON s.kiosk = e.kiosk AND s.seq = e.seq
       WHERE e.kiosk = ? AND e.seq >= ? AND e.seq < ? ORDER BY e.seq`,
    ),
    notes: database.prepare(
      `SELECT size, note FROM checkpoints WHERE kiosk = ?1 AND (size BETWEEN ?2 AND ?3
         OR size IN (SELECT max(size) FROM checkpoints WHERE kiosk = ?1 AND size < ?2)
         OR size IN (SELECT min(size) FROM checkpoints WHERE kiosk = ?1 AND size > ?3 AND size <= ?4)
         OR size IN (SELECT max(size) FROM checkpoints WHERE kiosk = ?1 AND size > ?3 AND size <= ?4)
         OR size IN (SELECT max(size) FROM checkpoints WHERE kiosk = ?1)) ORDER BY size`,
    ),
    evidence: database.prepare(
      `SELECT kind, seq, received_at, signature_input, signature, content FROM contradictions
       WHERE kiosk = ? AND ((seq >= ? AND seq < ?) OR (received_at >= ? AND received_at < ?)) ORDER BY rowid`,
    ),
    leaves: database.prepare("SELECT leaf FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq"),
  };
  const hasTiles = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'tree_cache'").get() !== undefined;
  const tile = hasTiles ? database.prepare("SELECT root FROM tree_cache WHERE kiosk = ? AND tile = ?") : undefined;

  function rangeOf(kiosk: string, size: number, start: EpochSeconds, end: EpochSeconds): Range {
    const found = sql.inPeriod.get(kiosk, start, end) as { readonly first: number | null; readonly until: number | null };
    const before = (sql.lastBefore.get(kiosk, start) as { readonly seq: number | null }).seq;
    const inside = { first: found.first ?? (before ?? -1) + 1, until: found.until ?? (before ?? -1) + 1 };
    // One more on either side, whose time shows that the period is whole. Of a hash alone there is no time.
    const below = sql.readableBelow.get(kiosk, inside.first) as { readonly seq: number } | undefined;
    const behind = sql.readableFrom.get(kiosk, inside.until) as { readonly seq: number } | undefined;
    return { first: below?.seq ?? 0, until: behind ? behind.seq + 1 : size };
  }

  /** Hashes of the kiosk's tree: by the tiles that central keeps, or out of the entries alone. */
  function nodesOf(kiosk: string, trustTiles: boolean): NodeSource {
    const known = new Map<string, Uint8Array>();
    const hashTile = (index: number) => {
      let tree = EMPTY_FRONTIER;
      const rows = sql.leaves.iterate(kiosk, index * TILE_LEAVES, (index + 1) * TILE_LEAVES);
      for (const { leaf } of rows as Iterable<unknown> as Iterable<{ readonly leaf: Uint8Array }>) tree = withLeaf(tree, leaf);
      return rootOf(tree);
    };
    const tileRoot = (index: number) => {
      const kept = trustTiles ? (tile?.get(kiosk, index) as { readonly root: Uint8Array } | undefined) : undefined;
      return kept?.root ?? hashTile(index);
    };
    const leafAt = (seq: number) =>
      (sql.leaves.get(kiosk, seq, seq + 1) as { readonly leaf: Uint8Array } | undefined)?.leaf ?? new Uint8Array();
    const node: NodeSource = (level, index) => {
      const name = `${level} ${index}`;
      const found =
        known.get(name) ??
        (level === 0
          ? leafAt(index)
          : level === TILE_LEVEL
            ? tileRoot(index)
            : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1)));
      known.set(name, found);
      return found;
    };
    return node;
  }

  /** Kept hashes are never trusted: where they do not make the tree that the device has signed, all are made anew. */
  function provenNodes(kiosk: string, size: number, notes: readonly NoteColumns[]): NodeSource {
    const newest = notes.findLast((note) => note.size <= size);
    const head = newest && parseCheckpoint(newest.note.slice(0, newest.note.indexOf("\n\n") + 1));
    const kept = nodesOf(kiosk, true);
    return !head || sameBytes(treeRoot(head.size, kept), head.root) ? kept : nodesOf(kiosk, false);
  }

  return {
    kiosks: async () => (sql.kiosks.all() as unknown as readonly { readonly id: string }[]).map(({ id }) => id),
    async publicJwk(kiosk) {
      const row = sql.kiosk.get(kiosk) as KioskColumns | undefined;
      return row && JSON.parse(row.public_jwk);
    },
    async audited(kiosk, start, end): Promise<AuditedJournal | undefined> {
      const row = sql.kiosk.get(kiosk) as KioskColumns | undefined;
      if (!row) return undefined;
      const { size } = row;
      const { first, until } = rangeOf(kiosk, size, start, end);
      const notes = sql.notes.all(kiosk, first, until, size) as unknown as readonly NoteColumns[];
      const node = provenNodes(kiosk, size, notes);
      const proofOf = (of: number) => {
        if (of > size || (of >= first && of <= until)) return [];
        return of < first ? consistencyProof(of, first, node) : consistencyProof(until, of, node);
      };
      const evidence = sql.evidence.all(kiosk, first, until, start, end) as unknown as readonly EvidenceColumns[];
      return {
        publicJwk: JSON.parse(row.public_jwk),
        enrolledAt: row.enrolled_at,
        held: size,
        first,
        until,
        peaks: placesOf(first).map(({ level, index }) => node(level, index)),
        checkpoints: notes.map((note) => ({ note: note.note, proof: proofOf(note.size) })),
        evidence: evidence.map(evidenceOf),
      };
    },
    async *entries(kiosk, { first, until }, { most, withSealed }): AsyncGenerator<readonly HeldEntry[]> {
      const rows = (withSealed ? sql.withSealed : sql.entries).iterate(kiosk, first, until);
      let slice: HeldEntry[] = [];
      for (const row of rows as Iterable<unknown> as Iterable<EntryColumns>) {
        slice.push(entryOf(row));
        if (slice.length < most) continue;
        yield slice;
        slice = [];
      }
      if (slice.length > 0) yield slice;
    },
    close: async () => database.close(),
  };
}

function entryOf({ body, leaf, reason, sealed }: EntryColumns): HeldEntry {
  return { body, leaf, isLost: body.length === 0 && reason === ENTRY_LOST, ...(sealed && { sealed }) };
}

function evidenceOf({ kind, seq, received_at, signature_input, signature, content }: EvidenceColumns): KeptEvidence {
  return { contradiction: kind, seq, receivedAt: received_at, signatureInput: signature_input, signature, content };
}
