// An export as it is written: what stands in the blocks of a kiosk.
import { decodeBatch } from "../batch.ts";
import { journalOrigin } from "../checkpoint.ts";
import { contentDigest } from "../http-signature.ts";
import { type Contradiction, MAX_BATCH_BYTES } from "../protocol.ts";
import { importJwk } from "../signature.ts";
import { noteKey, verifierKeyText } from "../signed-note.ts";
import type { EpochSeconds } from "../time.ts";
import { unbrotli } from "../zlib.ts";
import { BLOCK_CHECKPOINTS, type EvidenceRecord, hashText, type KioskHead, MAX_CHECKPOINTS, recordLine } from "./records.ts";

/** A contradiction as it is kept, with the request that showed it. */
export interface KeptEvidence {
  readonly contradiction: Contradiction;
  readonly seq: number;
  readonly receivedAt: EpochSeconds;
  /** Empty where a checkpoint came by itself: the content is its note then. */
  readonly signatureInput: string;
  readonly signature: string;
  readonly content: Uint8Array;
}

/** What an export says of a kiosk beside its entries. */
export interface AuditedJournal {
  readonly publicJwk: object;
  readonly enrolledAt: EpochSeconds;
  /** Entries that are held in all. */
  readonly held: number;
  /** The entries of the period, and one more on either side where there is one: `first <= seq < until`. */
  readonly first: number;
  readonly until: number;
  /** Roots of the complete subtrees of the entries before `first`. */
  readonly peaks: readonly Uint8Array[];
  /**
   * Notes of the checkpoints of trees that end among these entries; the newest of before, the first and the newest of those behind; smallest first. `proof`: to
   * the tree of `first`, or from that of `until`; none for the others, and for one of more entries than are held.
   */
  readonly checkpoints: readonly { readonly note: string; readonly proof: readonly Uint8Array[] }[];
  /** Contradictions about these entries, or that came in the period. */
  readonly evidence: readonly KeptEvidence[];
}

/** A device's key as text, out of the JWK with which a kiosk was enrolled; empty where signed notes have none like it. */
export function enrolledKeyText(kiosk: string, publicJwk: object): string {
  const publicKey = importJwk(publicJwk);
  const key = publicKey && noteKey(journalOrigin(kiosk), publicKey);
  return key ? verifierKeyText(key) : "";
}

/** The texts of the blocks of a kiosk that stand before its entries. */
export function* headTexts(kiosk: string, journal: AuditedJournal, withSealed: boolean): Generator<Uint8Array> {
  const { publicJwk, enrolledAt, held, first, until, peaks, checkpoints, evidence } = journal;
  const head: KioskHead = {
    kiosk,
    key: enrolledKeyText(kiosk, publicJwk),
    enrolledAt,
    held,
    first,
    until,
    peaks: peaks.map(hashText),
  };
  yield recordLine(head);
  // Of a period of more than thirteen years the newest.
  const lines = checkpoints.slice(-MAX_CHECKPOINTS).map(({ note, proof }) => recordLine({ checkpoint: note, proof: proof.map(hashText) }));
  for (let at = 0; at < lines.length; at += BLOCK_CHECKPOINTS) yield Buffer.concat(lines.slice(at, at + BLOCK_CHECKPOINTS));
  for (const kept of evidence) {
    yield recordLine(evidenceRecord(kept, withSealed));
  }
}

/** Evidence as it is handed on. One that cannot be read, which no ledger of ours keeps, goes on without its content, and shows nothing. */
export function evidenceRecord(kept: KeptEvidence, withSealed: boolean): EvidenceRecord {
  const { contradiction, seq, receivedAt, signatureInput, signature, content } = kept;
  const signed = { contradiction, seq, receivedAt, signatureInput, signature };
  if (signatureInput === "") return { ...signed, digest: "", checkpoint: Buffer.from(content).toString("utf8") };
  const text = unbrotli(content, MAX_BATCH_BYTES);
  const batch = text.ok ? decodeBatch(text.value) : "malformed";
  if (typeof batch === "string") return { ...signed, digest: contentDigest(content), checkpoint: "" };
  const { checkpoint, held, sealed } = batch;
  // What is sealed is for staff systems: without it, the digest says still what was signed.
  const isShown = withSealed || sealed.length === 0;
  return {
    ...signed,
    digest: contentDigest(content),
    checkpoint: Buffer.from(checkpoint.bytes).toString("utf8"),
    ...(held && { held: Buffer.from(held.bytes).toString("utf8") }),
    ...(isShown && { content: Buffer.from(content).toString("base64") }),
  };
}
