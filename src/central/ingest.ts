import type { HeldJournal, Ledger, VouchedBatch } from "../central-ports.ts";
import { signAcknowledgement, type Witness } from "../core/acknowledgement.ts";
import { decodeBatch, type ReceivedBatch } from "../core/batch.ts";
import { journalOrigin, openBareCheckpoint } from "../core/checkpoint.ts";
import { hexOf } from "../core/hex.ts";
import { BATCH_ENCODING, BATCH_MEDIA_TYPE, MAX_BATCH_BYTES } from "../core/protocol.ts";
import { noteKey } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import { unbrotli } from "../core/zlib.ts";
import type { Clock } from "../ports.ts";
import { type ApiAnswer, type Endpoint, ledgerBusy, refuse } from "./endpoint.ts";
import { type SignedRequest, signedEndpoint } from "./signed-request.ts";

const BATCH = { mediaType: BATCH_MEDIA_TYPE, encoding: BATCH_ENCODING, maxBytes: MAX_BATCH_BYTES };

export interface IngestOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Who cosigns, if central has a key for that now. */
  readonly witness: () => Promise<Witness | undefined>;
  /** A kiosk contradicts what central holds of it: somebody has to look. */
  readonly onContradiction: (kiosk: string, contradiction: string, seq: number) => void;
}

/**
 * Takes batches from kiosks, however they came: who is it, is it whole, does it continue what we hold, and is it in the tree that the device
 * has signed. Nothing is stored unless all of that holds.
 */
export function createIngest({ ledger, clock, witness: findWitness, onContradiction }: IngestOptions): Endpoint {
  async function receive({ kiosk, key, content, signatureInput, signature, created, isCarried }: SignedRequest): Promise<ApiAnswer> {
    const unpacked = unbrotli(content, MAX_BATCH_BYTES);
    if (!unpacked.ok) return unpacked.reason === "too-large" ? refuse(413, "too-large") : refuse(400, "malformed");
    const decoded = decodeBatch(unpacked.value);
    if (typeof decoded === "string") return refuse(decoded === "too-large" ? 413 : 400, decoded);
    const batch = vouched(decoded, kiosk, key);
    if (!batch) return refuse(400, "checkpoint");

    const witness = await findWitness();
    const receivedAt = clock.now();
    const outcome = await ledger.append(kiosk, { batch, content, signatureInput, signature, receivedAt, created, isCarried }, witness);
    switch (outcome.kind) {
      case "stored":
        return { status: 200, body: { json: standingJson(kiosk, outcome.held, receivedAt, witness) } };
      case "elsewhere":
        // Signed here, too: a central that was restored from an older copy holds less than it has said, and the kiosk must believe that.
        return { status: 409, body: { json: standingJson(kiosk, outcome.held, receivedAt, witness) } };
      case "contradicted":
        onContradiction(kiosk, outcome.contradiction, outcome.seq);
        return { status: 422, body: { json: { error: outcome.contradiction, seq: outcome.seq } } };
      case "busy":
        return ledgerBusy();
    }
  }
  return signedEndpoint({ ledger, clock }, BATCH, receive);
}

/** The batch with its checkpoints believed, or undefined where this device has not signed them for its journal. */
function vouched(batch: ReceivedBatch, kiosk: string, publicKey: SignedRequest["key"]): VouchedBatch | undefined {
  const { checkpoint: claimed, held: claimedHeld, ...others } = batch;
  const key = noteKey(journalOrigin(kiosk), publicKey);
  const checkpoint = key && openBareCheckpoint(claimed.bytes, key);
  if (!checkpoint || typeof checkpoint === "string") return undefined;
  if (!claimedHeld) return { ...others, checkpoint };
  const held = openBareCheckpoint(claimedHeld.bytes, key);
  return typeof held === "string" ? undefined : { ...others, checkpoint, held };
}

/** Where central stands, core/protocol.ts, StandingSchema. */
function standingJson(kiosk: string, held: HeldJournal, at: EpochSeconds, witness: Witness | undefined) {
  const { size, chain, witnessed } = held;
  return {
    size,
    chain: hexOf(chain),
    ...(witnessed && { witnessed: witnessed.note }),
    ...(witness && { acknowledgement: signAcknowledgement(kiosk, held, at, witness) }),
  };
}
