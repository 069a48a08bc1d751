import type { Witness } from "./core/acknowledgement.ts";
import type { HeldEntry } from "./core/audit/entry-lines.ts";
import type { AuditedJournal } from "./core/audit/export.ts";
import type { Batch } from "./core/batch.ts";
import type { LedgerOutcome, WitnessOutcome } from "./core/ledger/ledger-outcome.ts";
import type { OfferedCheckpoint, SignedBatch } from "./core/ledger/signed-batch.ts";
import type {
  Contradiction,
  EntryRow,
  KioskStatus,
  KnownContradiction,
  LostEntries,
  Position,
  Standing,
  StatusMessage,
} from "./core/protocol.ts";
import type { EpochSeconds } from "./core/time.ts";

/** What central answered to a batch. Everything but `stored` leaves the kiosk with its entries and something to do. */
export type PushReply =
  /** Durably kept, or already there: central now holds this much. */
  | { readonly kind: "stored"; readonly standing: Standing }
  /** The batch does not begin where central ends: go on from here. */
  | { readonly kind: "elsewhere"; readonly standing: Standing }
  /** Our journal contradicts what central holds from this entry on. No repetition can cure it. */
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction; readonly seq: number }
  /** Central will not take this batch, as it would no other like it; it may take smaller ones, or another in its place. */
  | { readonly kind: "unacceptable"; readonly detail: string }
  /** Central does not know this device, or does not understand it; repeating at leisure may help once a person has acted. */
  | { readonly kind: "refused"; readonly detail: string }
  /** No network, no answer, or an overloaded central: repeat later. Whether the batch was stored is not known. */
  | { readonly kind: "later"; readonly retryAfterSeconds?: number; readonly detail: string };

/** What central answered to a status. */
export type StatusReply =
  /** Kept: central shows it from now on. */
  | { readonly kind: "stored" }
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "later"; readonly retryAfterSeconds?: number; readonly detail: string };

/** What central answered to the question for the time. It is not yet believed: openSignedTime() of core/signed-time.ts. */
export type TimeReply =
  | { readonly kind: "time"; readonly answer: Uint8Array }
  /** This central signs no time. */
  | { readonly kind: "none" }
  | { readonly kind: "later"; readonly retryAfterSeconds?: number; readonly detail: string };

/** The way to central. No call rejects for anything the network does, and each resolves within the driver's time limit. */
export interface CentralLink {
  push(batch: Batch): Promise<PushReply>;
  /** Says how this kiosk is. One at a time: the driver numbers the messages, and asks central where to go on after a restart. */
  putStatus(status: KioskStatus): Promise<StatusReply>;
  /** Asks for the time, signed for this nonce: 16 to 64 random bytes in base64url, used once. */
  fetchTime(nonce: string): Promise<TimeReply>;
  /** Ends calls under way (they resolve with `later`) and frees the connection. */
  close(): Promise<void>;
}

/** A kiosk as central knows it. */
export interface EnrolledKiosk {
  readonly id: string;
  readonly publicJwk: object;
  readonly position: Position;
  readonly lastSeenAt: EpochSeconds | undefined;
  readonly clockOffsetSeconds: number | undefined;
  readonly contradiction: KnownContradiction | undefined;
  /** Where the newest batch on a stick began that came after what was held, as long as it still does. */
  readonly refusedFrom: number | undefined;
  /** Entries that the kiosk says it has lost, and whose bytes have not come otherwise. */
  readonly lost: LostEntries | undefined;
  /** Its newest status. */
  readonly status: { readonly message: StatusMessage; readonly receivedAt: EpochSeconds } | undefined;
}

/** A status with when it arrived, and the kiosk's own time of signing. */
export interface SignedStatus {
  readonly message: StatusMessage;
  readonly receivedAt: EpochSeconds;
  readonly created: EpochSeconds;
}

/** What became of a status in the ledger. */
export type StatusOutcome =
  | { readonly kind: "stored" }
  /** It does not follow the one held, whose sequence this is: nothing was changed. */
  | { readonly kind: "elsewhere"; readonly sequence: number }
  | { readonly kind: "busy" };

/** A sealed part in the ledger: `bytes` are absent where it never came, or was forgotten. */
export interface KeptSealedPart {
  /** Undefined where the entry itself has come as a hash alone: it may name a part. */
  readonly digest: string | undefined;
  readonly bytes: Uint8Array | undefined;
  /** No part of an entry before this time is kept, and this is one. Absent: it is none. */
  readonly notKeptBefore?: EpochSeconds;
}

/** What became of sealed parts that were to be deleted. */
export type ForgetOutcome =
  | {
      readonly kind: "forgotten";
      /** How many there were. */
      readonly count: number;
      /** Their bytes still lie in the ledger's files, because another process reads there or the disk is full: forgetting once more takes them out. */
      readonly isOnDisk: boolean;
      /** A database keeps what is deleted in its log and its copies for as long as its keepers have said. */
      readonly isInDatabase?: true;
      /** No part of an entry before this time is kept, whenever it comes. */
      readonly before?: EpochSeconds;
    }
  /** Another process holds the ledger, or its disk is full: nothing was deleted, repeating may help. */
  | { readonly kind: "busy" };

/** An entry with the proof that it is in a tree that its kiosk has signed. */
export interface ProvenEntry {
  readonly leaf: Uint8Array;
  readonly at: EpochSeconds;
  readonly reason: string;
  /**
   * Note of the tree: the largest among those kept with no entry that is not held. Without a cosignature where central had no witness key.
   */
  readonly checkpoint: string;
  /** Inclusion proof (RFC 6962 §2.1.1). */
  readonly hashes: readonly Uint8Array[];
}

/** What keeps a ledger. */
export interface LedgerKeeper {
  readonly database: "sqlite" | "postgres";
  /** Of the database. */
  readonly version: string;
  /** Of the tables: what takes an older form to this one is done when the ledger is opened. */
  readonly form: number;
}

/** Central's record of all kiosks. What it has once taken it never changes or deletes; of an entry that came as a hash it adds the bytes. A rejection means a bug or broken storage. */
export interface Ledger {
  /** Makes a device known. The key of a known kiosk is never replaced. */
  enrol(id: string, publicJwk: object, at: EpochSeconds): Promise<"enrolled" | "already-enrolled" | "other-key">;
  kiosk(id: string): Promise<EnrolledKiosk | undefined>;
  /** All kiosks by id. */
  kiosks(): Promise<readonly EnrolledKiosk[]>;
  /**
   * Takes the entries that are new, in one step with the comparison of what is there: when it resolves with `stored` they
   * survive a power cut, and any other outcome has taken none of them. Entries it already holds must be the same bytes, and the tree that the
   * device has signed must be that of its entries. A checkpoint that goes on from the witnessed one is cosigned, and kept with that.
   */
  append(kiosk: string, upload: SignedBatch, witness?: Witness): Promise<LedgerOutcome>;
  /** Takes a checkpoint by itself, in one step with the comparison: `old` must be the size of the largest witnessed one. */
  witness(kiosk: string, offer: OfferedCheckpoint, witness: Witness): Promise<WitnessOutcome>;
  /** The note of the largest checkpoint witnessed, whether its entries are held or not; undefined: none yet. */
  newestCheckpoint(kiosk: string): Promise<string | undefined>;
  /** An entry proved in the tree of that checkpoint; undefined: no checkpoint covers it yet. In a ledger of an earlier version the first one takes seconds. */
  prove(kiosk: string, seq: number): Promise<ProvenEntry | undefined>;
  /** The sealed part of an entry; undefined: there is no such entry, or it names none. */
  sealedPart(kiosk: string, seq: number): Promise<KeptSealedPart | undefined>;
  /**
   * Deletes sealed parts, of one entry or of those whose own time is before; their entries and proofs stay. What of these comes later is not kept,
   * for ever: `before` must not be in the future.
   */
  forget(kiosk: string, which: { readonly seq: number } | { readonly before: EpochSeconds }, at: EpochSeconds): Promise<ForgetOutcome>;
  /** Takes a status in place of the one held, if it is the very next: no other changes anything. */
  putStatus(kiosk: string, status: SignedStatus): Promise<StatusOutcome>;
  /** The newest entries of a kiosk, newest first. */
  newest(kiosk: string, count: number): Promise<readonly EntryRow[]>;
  /** Number of scans of a kiosk with `from <= at < until`, by verdict; `unknown` where this central does not know the reason. */
  countByVerdict(kiosk: string, from: EpochSeconds, until: EpochSeconds): Promise<Readonly<Record<string, number>>>;
  keeper(): Promise<LedgerKeeper>;
  close(): Promise<void>;
}

/** A ledger as an auditor reads it: one moment of it, whatever is written meanwhile. Nothing is changed. A rejection means broken storage. */
export interface LedgerReader {
  /** Names of all kiosks, in their order. */
  kiosks(): Promise<readonly string[]>;
  /** The public key of a kiosk as a JWK; undefined: there is no such kiosk. */
  publicJwk(kiosk: string): Promise<object | undefined>;
  /** A kiosk's journal in the period `start <= at < end`, by the entries' own times; undefined: there is no such kiosk. */
  audited(kiosk: string, start: EpochSeconds, end: EpochSeconds): Promise<AuditedJournal | undefined>;
  /** The entries of such a journal, some at a time, so that a million of them take no memory; sealed parts where they are asked for. */
  entries(
    kiosk: string,
    range: Pick<AuditedJournal, "first" | "until">,
    options: { readonly most: number; readonly withSealed: boolean },
  ): AsyncIterable<readonly HeldEntry[]>;
  close(): Promise<void>;
}
