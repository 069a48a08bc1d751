import type { Batch, ReceivedBatch } from "./core/batch.ts";
import type { Contradiction, EntryRow, KioskStatus, Position, StatusMessage } from "./core/protocol.ts";
import type { EpochSeconds } from "./core/time.ts";

/** What central answered to a batch. Everything but `stored` leaves the kiosk with its entries and something to do. */
export type PushReply =
  /** Durably kept, or already there: central now holds this much. */
  | { readonly kind: "stored"; readonly position: Position }
  /** The batch does not begin where central ends: go on from here. */
  | { readonly kind: "elsewhere"; readonly position: Position }
  /** Our journal contradicts what central holds from this entry on. No repetition can cure it. */
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction; readonly seq: number }
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

/** A batch with the proof of who sent it, kept as evidence where it contradicts an earlier one. */
export interface SignedBatch {
  readonly batch: ReceivedBatch;
  /** The request's content as it arrived, and the fields that sign it. */
  readonly content: Uint8Array;
  readonly signatureInput: string;
  readonly signature: string;
  readonly receivedAt: EpochSeconds;
  /** The kiosk's own time of signing. */
  readonly created: EpochSeconds;
}

/** A kiosk as central knows it. */
export interface EnrolledKiosk {
  readonly id: string;
  readonly publicJwk: object;
  readonly position: Position;
  readonly lastSeenAt: EpochSeconds | undefined;
  readonly clockOffsetSeconds: number | undefined;
  readonly contradiction: { readonly kind: Contradiction; readonly seq: number; readonly at: EpochSeconds } | undefined;
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

/** What became of a batch in the ledger. */
export type LedgerOutcome =
  | { readonly kind: "stored"; readonly position: Position }
  | { readonly kind: "elsewhere"; readonly position: Position }
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction; readonly seq: number }
  /** Another process holds the ledger, or its disk is full: nothing was written, repeating may help. */
  | { readonly kind: "busy" };

/** Central's record of all kiosks. What it has once taken it never changes or deletes. A rejection means a bug or broken storage. */
export interface Ledger {
  /** Makes a device known. The key of a known kiosk is never replaced. */
  enrol(id: string, publicJwk: object, at: EpochSeconds): Promise<"enrolled" | "already-enrolled" | "other-key">;
  kiosk(id: string): Promise<EnrolledKiosk | undefined>;
  /** All kiosks by id. */
  kiosks(): Promise<readonly EnrolledKiosk[]>;
  /**
   * Takes the entries that are new, in one step with the comparison of what is there: when it resolves with `stored` they
   * survive a power cut, and any other outcome has taken none of them. Entries it already holds must be the same bytes.
   */
  append(kiosk: string, upload: SignedBatch): Promise<LedgerOutcome>;
  /** Takes a status in place of the one held, if it is the very next: no other changes anything. */
  putStatus(kiosk: string, status: SignedStatus): Promise<StatusOutcome>;
  /** The newest entries of a kiosk, newest first. */
  newest(kiosk: string, count: number): Promise<readonly EntryRow[]>;
  /** Number of scans of a kiosk with `from <= at < until`, by verdict; `unknown` where this central does not know the reason. */
  countByVerdict(kiosk: string, from: EpochSeconds, until: EpochSeconds): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}
