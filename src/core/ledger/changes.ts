// What a rule wants written into a ledger: all of it in one step, or nothing.
import type { ReceivedEntry } from "../batch.ts";
import type { EpochSeconds } from "../time.ts";
import type { EntryColumns } from "./entry-columns.ts";
import type { FoundContradiction } from "./ledger-outcome.ts";
import type { KeptCheckpoint, KioskState } from "./questions.ts";
import type { SignedBatch } from "./signed-batch.ts";

/** An entry that is new, or the bytes of one of which there was the hash alone. */
export interface EntryChange {
  readonly seq: number;
  readonly entry: Pick<ReceivedEntry, "body" | "leaf" | "chain">;
  readonly columns: EntryColumns;
}

/** The sealed part of an entry: kept where none is, unless it was forgotten before. */
export interface SealedChange {
  readonly seq: number;
  readonly digest: string;
  /** Undefined: it has not come. */
  readonly bytes: Uint8Array | undefined;
  /** It is never to be kept, as of this time. */
  readonly forgottenAt: EpochSeconds | undefined;
}

/** The root of a complete tile, kept so that it need not be hashed again. It is never believed. */
export interface TileChange {
  readonly tile: number;
  readonly root: Uint8Array;
}

/** What becomes of kept checkpoints, in this order. */
export interface CheckpointChanges {
  readonly kept?: KeptCheckpoint & { readonly day: number };
  /** A new note for the kept one of this size. */
  readonly cosigned?: Pick<KeptCheckpoint, "size" | "note">;
  /** Sizes of those that go. */
  readonly dropped: readonly number[];
}

/** A contradiction, with what the device has signed as evidence. Of each kind of a kiosk the first ones and the last are kept. */
export interface EvidenceChange extends FoundContradiction, Omit<SignedBatch, "batch" | "isCarried"> {}

/** All that is to be written, of one kiosk; absent members change nothing. */
export interface Changes {
  readonly state?: KioskState;
  readonly evidence?: EvidenceChange;
  readonly inserted?: readonly EntryChange[];
  readonly filled?: readonly EntryChange[];
  readonly tiles?: readonly TileChange[];
  readonly sealed?: readonly SealedChange[];
  readonly checkpoints?: CheckpointChanges;
}

/** A rule's result: what is answered, and what is written before that. */
export interface Ruling<T> {
  readonly outcome: T;
  readonly changes: Changes;
}

/** Contradicting batches kept per kiosk and kind: the first ones and the last. A broken kiosk repeats itself, and must not hide another kind. */
export const MAX_EVIDENCE = 16;
