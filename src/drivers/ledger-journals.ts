import type { DatabaseSync } from "node:sqlite";
import type { FoundContradiction, HeldJournal, LedgerOutcome, OfferedCheckpoint, SignedBatch, WitnessOutcome } from "../central-ports.ts";
import type { Witness } from "../core/acknowledgement.ts";
import type { ReceivedEntry } from "../core/batch.ts";
import { decodePeaks, encodePeaks, grownTree, type HeldTree, headOf, NOTHING_WITNESSED } from "../core/held-tree.ts";
import { EMPTY_CHAIN, sameBytes } from "../core/journal-chain.ts";
import { isConsistent } from "../core/merkle-proof.ts";
import { rootOf } from "../core/merkle-tree.ts";
import { ENTRY_LOST, ENTRY_SET_ASIDE, ENTRY_UNREAD, type EntrySummary, isEvent, type Position } from "../core/protocol.ts";
import { REASONS, type Verdict } from "../core/reason.ts";
import { noteText } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { LedgerCheckpoints } from "./ledger-checkpoints.ts";
import { EVENT_VERDICT } from "./ledger-rows.ts";
import type { LedgerSealedParts } from "./ledger-sealed.ts";
import type { LedgerTree } from "./ledger-tree.ts";

/** Contradicting batches kept per kiosk and kind: the first ones and the last. A broken kiosk repeats itself, and must not hide another kind. */
const MAX_EVIDENCE = 16;

/** What a kiosk's journal has come to in the ledger. */
interface Held extends HeldTree {
  readonly position: Position;
}

/** The journals of kiosks. Every call belongs in a transaction of the caller's. */
export interface LedgerJournals {
  /** What becomes of this batch; nothing yet where LedgerTree.mend() has to make sure of the tree of this size before. */
  take(
    kiosk: string,
    upload: SignedBatch,
    witness: Witness | undefined,
  ): LedgerOutcome | { readonly kind: "unsure"; readonly size: number };
  /** What becomes of this checkpoint, which came without entries (c2sp.org/tlog-witness). */
  witness(kiosk: string, offer: OfferedCheckpoint, witness: Witness): WitnessOutcome;
}

/** The tables of entries and of contradictions in this ledger. */
export function ledgerJournals(
  database: DatabaseSync,
  checkpoints: LedgerCheckpoints,
  sealedParts: LedgerSealedParts,
  ledgerTree: Pick<LedgerTree, "beginsAs" | "grow">,
): LedgerJournals {
  const sql = {
    held: database.prepare("SELECT size, chain, peaks FROM kiosks WHERE id = ?"),
    seen: database.prepare("UPDATE kiosks SET last_seen_at = ?, clock_offset_seconds = ? WHERE id = ?"),
    carried: database.prepare("UPDATE kiosks SET last_seen_at = max(coalesce(last_seen_at, ?1), ?1) WHERE id = ?2"),
    refused: database.prepare("UPDATE kiosks SET refused_from = ? WHERE id = ?"),
    advance: database.prepare("UPDATE kiosks SET size = ?, chain = ?, peaks = ? WHERE id = ?"),
    chains: database.prepare("SELECT seq, chain FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq"),
    insert: database.prepare("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    hashesOnly: database.prepare("SELECT seq FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? AND length(body) = 0"),
    // Named, because SQLite would rather read all entries of the kiosk. What the device has lost nobody waits for.
    setAsideFrom: database.prepare(
      `SELECT min(seq) AS seq FROM entries INDEXED BY entries_set_aside
       WHERE kiosk = ? AND length(body) = 0 AND reason <> '${ENTRY_LOST}'`,
    ),
    fill: database.prepare(
      `UPDATE entries SET body = ?, at = ?, reason = ?, verdict = ?, format = ?, type = ?, issuer = ?, source = ?, duration_ms = ?
       WHERE kiosk = ? AND seq = ?`,
    ),
    makeRoom: database.prepare(
      `DELETE FROM contradictions WHERE rowid = (SELECT max(rowid) FROM contradictions WHERE kiosk = ?1 AND kind = ?2)
       AND (SELECT count(*) FROM contradictions WHERE kiosk = ?1 AND kind = ?2) >= ?3`,
    ),
    evidence: database.prepare("INSERT INTO contradictions VALUES (?, ?, ?, ?, ?, ?, ?)"),
  };

  function heldOf(kiosk: string): Held {
    const row = sql.held.get(kiosk) as { readonly size: number; readonly chain: Uint8Array; readonly peaks: Uint8Array } | undefined;
    if (!row) throw new Error(`ledger: kiosk ${kiosk} is not enrolled`);
    const { size, chain, peaks } = row;
    return {
      position: { size, chain },
      tree: decodePeaks(size, peaks),
      witnessed: checkpoints.newest(kiosk) ?? NOTHING_WITNESSED,
    };
  }

  function answerOf(kiosk: string): HeldJournal {
    const { position, tree } = heldOf(kiosk);
    const { seq } = sql.setAsideFrom.get(kiosk) as { readonly seq: number | null };
    return { ...position, root: rootOf(tree), ...(seq !== null && { setAsideFrom: seq }), witnessed: checkpoints.newest(kiosk) };
  }

  function contradicted(kiosk: string, found: FoundContradiction, upload: Omit<SignedBatch, "batch">): LedgerOutcome {
    const { receivedAt, signatureInput, signature, content } = upload;
    sql.makeRoom.run(kiosk, found.contradiction, MAX_EVIDENCE);
    sql.evidence.run(kiosk, found.contradiction, found.seq, receivedAt, signatureInput, signature, content);
    return { kind: "contradicted", ...found };
  }

  /** Compares all that both have. The chain after an entry covers everything up to it, so equal chains mean equal entries. */
  function differenceFrom(
    kiosk: string,
    held: Position,
    { from, entries, chainBefore }: SignedBatch["batch"],
  ): FoundContradiction | undefined {
    const overlapEnd = Math.min(held.size, from + entries.length);
    const rows = sql.chains.all(kiosk, Math.max(0, from - 1), overlapEnd) as unknown as readonly { seq: number; chain: Uint8Array }[];
    const before = from === 0 ? EMPTY_CHAIN : rows.at(0)?.chain;
    if (!before || !sameBytes(before, chainBefore)) return { contradiction: "forked", seq: from };
    const rewritten = rows.find(({ seq, chain }) => {
      const entry = entries[seq - from];
      return entry && !sameBytes(entry.chain, chain);
    });
    return rewritten && { contradiction: "rewritten", seq: rewritten.seq };
  }

  function insert(kiosk: string, fresh: readonly ReceivedEntry[], from: number, receivedAt: EpochSeconds): void {
    for (const [index, entry] of fresh.entries()) {
      const { body, leaf, chain, summary = bareSummary(entry, receivedAt) } = entry;
      sql.insert.run(kiosk, from + index, body, leaf, chain, receivedAt, ...columnsOf(summary));
    }
  }

  /** Adds the bytes of entries of which only the hash had come. Their chain was compared, so they are the ones. */
  function fill(kiosk: string, { from, entries }: SignedBatch["batch"], receivedAt: EpochSeconds): void {
    const rows = sql.hashesOnly.all(kiosk, from, from + entries.length) as unknown as readonly { readonly seq: number }[];
    for (const { seq } of rows) {
      const entry = entries[seq - from];
      // Set aside, and then lost before it was taken: it will not come any more.
      if (!entry || (entry.body.length === 0 && !entry.isLost)) continue;
      sql.fill.run(entry.body, ...columnsOf(entry.summary ?? bareSummary(entry, receivedAt)), kiosk, seq);
    }
  }

  return {
    take(kiosk, upload, witness) {
      const { position, ...held } = heldOf(kiosk);
      const { batch, receivedAt, created } = upload;
      if (upload.isCarried) sql.carried.run(Math.min(created, receivedAt), kiosk);
      else sql.seen.run(receivedAt, created - receivedAt, kiosk);
      // Nobody but the device can sign that it once had more than it has now.
      if (batch.held) return contradicted(kiosk, { contradiction: "truncated", seq: batch.checkpoint.size }, upload);
      if (batch.from > position.size) {
        // By the network the kiosk hears where to go on, and does; of a stick only whoever carries it has heard.
        if (upload.isCarried) sql.refused.run(batch.from, kiosk);
        return { kind: "elsewhere", held: answerOf(kiosk) };
      }
      const difference = differenceFrom(kiosk, position, batch);
      if (difference) return contradicted(kiosk, difference, upload);
      const fresh = batch.entries.slice(position.size - batch.from);
      const until = batch.from + batch.entries.length;
      const leaves = fresh.map(({ leaf }) => leaf);
      const grown = grownTree(held, { ...batch, until, leaves });
      // Of a batch that ends before what is held, the tree is known by its hashes alone.
      const begins = until >= position.size || ledgerTree.beginsAs(kiosk, held.tree, until, batch);
      if (begins === "unsure") return { kind: "unsure", size: position.size };
      if (!grown || !begins) return contradicted(kiosk, { contradiction: "forked", seq: batch.from }, upload);

      fill(kiosk, batch, receivedAt);
      insert(kiosk, fresh, position.size, receivedAt);
      ledgerTree.grow(kiosk, held.tree, leaves);
      const last = fresh.at(-1);
      if (last) sql.advance.run(grown.tree.size, last.chain, encodePeaks(grown.tree), kiosk);
      sealedParts.keep(kiosk, batch, receivedAt);
      // A smaller one than the one witnessed, as on a stick of the day before: what comes with it is proved in it, should nothing come after.
      const isCovered = batch.checkpoint.size <= grown.tree.size;
      if (isCovered || grown.witnessed.size === batch.checkpoint.size) checkpoints.keep(kiosk, batch.checkpoint, receivedAt, witness);
      const isElsewhere = batch.entries.length === 0 && batch.from < position.size;
      return { kind: isElsewhere ? "elsewhere" : "stored", held: answerOf(kiosk) };
    },

    witness(kiosk, { checkpoint, old, proof, receivedAt }, witness) {
      const { tree, witnessed } = heldOf(kiosk);
      // What is held counts as known also where no checkpoint of it was ever witnessed, as in a ledger of an earlier version.
      const known = witnessed.size < tree.size ? headOf(tree) : witnessed;
      if (old !== known.size) return { kind: "elsewhere", size: known.size };
      if (checkpoint.size === known.size && !sameBytes(checkpoint.root, known.root)) {
        // Two trees of one size, both signed by the device: that needs no other proof.
        const content = Buffer.from(noteText(checkpoint.note), "utf8");
        contradicted(
          kiosk,
          { contradiction: "forked", seq: old },
          { receivedAt, created: receivedAt, signatureInput: "", signature: "", content },
        );
        return { kind: "elsewhere", size: known.size };
      }
      if (!isConsistent(known, checkpoint, proof)) return { kind: "unproven" };
      checkpoints.keep(kiosk, checkpoint, receivedAt, witness);
      return { kind: "witnessed" };
    },
  };
}

/** What is listed of an entry that cannot be read: that it came, and when. */
function bareSummary({ body, isLost }: Pick<ReceivedEntry, "body" | "isLost">, receivedAt: EpochSeconds): Omit<EntrySummary, "seq"> {
  return { at: receivedAt, reason: isLost ? ENTRY_LOST : body.length === 0 ? ENTRY_SET_ASIDE : ENTRY_UNREAD };
}

/** What is listed of an entry, from `at` on in the table's order. */
function columnsOf({ at, reason, format, type, issuer, source, durationMs }: Omit<EntrySummary, "seq">): (string | number | null)[] {
  const verdict = isEvent(reason) ? EVENT_VERDICT : verdictOfAny(reason);
  return [at, reason, verdict ?? null, format ?? null, type ?? null, issuer ?? null, source ?? null, durationMs ?? null];
}

/** The verdict of a reason that may come from a newer kiosk. */
function verdictOfAny(reason: string): Verdict | undefined {
  return Object.entries(REASONS).find(([name]) => name === reason)?.[1];
}
