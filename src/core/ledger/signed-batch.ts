// What comes from a kiosk to a ledger, after it was found to be signed by its device.
import type { ReceivedBatch } from "../batch.ts";
import type { SignedCheckpoint } from "../checkpoint.ts";
import type { EpochSeconds } from "../time.ts";

/** A batch whose checkpoints are the device's own. */
export interface VouchedBatch extends Omit<ReceivedBatch, "checkpoint" | "held"> {
  readonly checkpoint: SignedCheckpoint;
  readonly held?: SignedCheckpoint;
}

/** A batch with the proof of who sent it, kept as evidence where it contradicts an earlier one. */
export interface SignedBatch {
  readonly batch: VouchedBatch;
  /** The request's content as it arrived, and the fields that sign it. */
  readonly content: Uint8Array;
  readonly signatureInput: string;
  readonly signature: string;
  readonly receivedAt: EpochSeconds;
  /** The kiosk's own time of signing. */
  readonly created: EpochSeconds;
  /** It came on a stick: between `created` and `receivedAt` lies its way, and not the kiosk's clock. Absent: by the network. */
  readonly isCarried?: boolean;
}

/** A kiosk's checkpoint without entries, and the proof that its tree begins with the witnessed one of size `old`. */
export interface OfferedCheckpoint {
  readonly checkpoint: SignedCheckpoint;
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  readonly receivedAt: EpochSeconds;
}
