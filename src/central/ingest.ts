import type { ApiAnswer, Endpoint } from "../api-ports.ts";
import { signAcknowledgement, type Witness } from "../core/acknowledgement.ts";
import { decodeBatch, type ReceivedBatch } from "../core/batch.ts";
import type { BatchOutcome } from "../core/central-metrics.ts";
import { journalOrigin, openBareCheckpoint } from "../core/checkpoint.ts";
import { hexOf } from "../core/hex.ts";
import type { HeldJournal } from "../core/ledger/ledger-outcome.ts";
import type { VouchedBatch } from "../core/ledger/signed-batch.ts";
import { BATCH_ENCODING, BATCH_MEDIA_TYPE, type Contradiction, MAX_BATCH_BYTES } from "../core/protocol.ts";
import { noteKey } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import { unbrotli } from "../core/zlib.ts";
import { ledgerBusy, refuse } from "./endpoint.ts";
import { type SignedEndpointOptions, type SignedRequest, signedEndpoint } from "./signed-request.ts";

const BATCH = { mediaType: BATCH_MEDIA_TYPE, encoding: BATCH_ENCODING, maxBytes: MAX_BATCH_BYTES };

export interface IngestOptions extends SignedEndpointOptions {
  /** Who cosigns, if central has a key for that now. */
  readonly witness: () => Promise<Witness | undefined>;
  /** A kiosk contradicts what central holds of it: somebody has to look. */
  readonly onContradiction: (kiosk: string, contradiction: Contradiction, seq: number) => void;
  /** What became of each batch whose signature was good, and how long that took. */
  readonly onBatch?: ((batch: { readonly outcome: BatchOutcome; readonly entries: number; readonly seconds: number }) => void) | undefined;
}

/**
 * Takes batches from kiosks, however they came: who is it, is it whole, does it continue what we hold, and is it in the tree that the device
 * has signed. Nothing is stored unless all of that holds.
 */
export function createIngest({ ledger, clock, limit, witness: findWitness, onContradiction, onBatch }: IngestOptions): Endpoint {
  async function take({ kiosk, key, content, signatureInput, signature, created, isCarried }: SignedRequest): Promise<Taken> {
    const unpacked = unbrotli(content, MAX_BATCH_BYTES);
    if (!unpacked.ok)
      return refused(unpacked.reason === "too-large" ? 413 : 400, unpacked.reason === "too-large" ? "too-large" : "malformed");
    const decoded = decodeBatch(unpacked.value);
    if (typeof decoded === "string") return refused(decoded === "too-large" ? 413 : 400, decoded);
    const batch = vouched(decoded, kiosk, key);
    if (!batch) return refused(400, "checkpoint");

    const witness = await findWitness();
    const receivedAt = clock.now();
    const outcome = await ledger.append(kiosk, { batch, content, signatureInput, signature, receivedAt, created, isCarried }, witness);
    const taken = { outcome: outcome.kind, entries: batch.entries.length };
    switch (outcome.kind) {
      case "stored":
        return { ...taken, answer: { status: 200, body: { json: standingJson(kiosk, outcome.held, receivedAt, witness) } } };
      case "elsewhere":
        // Signed here, too: a central that was restored from an older copy holds less than it has said, and the kiosk must believe that.
        return { ...taken, answer: { status: 409, body: { json: standingJson(kiosk, outcome.held, receivedAt, witness) } } };
      case "contradicted":
        onContradiction(kiosk, outcome.contradiction, outcome.seq);
        return { ...taken, answer: { status: 422, body: { json: { error: outcome.contradiction, seq: outcome.seq } } } };
      case "busy":
        return { ...taken, answer: ledgerBusy() };
    }
  }

  async function receive(request: SignedRequest): Promise<ApiAnswer> {
    const startMs = clock.monotonicMs();
    const { outcome, entries, answer } = await take(request);
    onBatch?.({ outcome, entries, seconds: (clock.monotonicMs() - startMs) / 1000 });
    return answer;
  }
  return signedEndpoint({ ledger, clock, limit }, BATCH, receive);
}

/** What became of a batch, and what is said of it. */
interface Taken {
  readonly outcome: BatchOutcome;
  readonly entries: number;
  readonly answer: ApiAnswer;
}

function refused(status: number, error: string): Taken {
  return { outcome: "refused", entries: 0, answer: refuse(status, error) };
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
