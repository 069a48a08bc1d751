import type { Ledger, PushReply } from "../../src/central-ports.ts";
import { signAcknowledgement, type Witness, witnessOf } from "../../src/core/acknowledgement.ts";
import { type Batch, decodeBatch, encodeBatch } from "../../src/core/batch.ts";
import { type LogSigner, openBareCheckpoint } from "../../src/core/checkpoint.ts";
import type { SignedBatch, VouchedBatch } from "../../src/core/ledger/signed-batch.ts";
import type { Standing } from "../../src/core/protocol.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import type { Journal } from "../../src/ports.ts";
import { TEST_SIGNER } from "./journal-signer.ts";

/** The entries `from <= seq < until` of a journal as a kiosk sends them that knows of a witnessed checkpoint of size `old`. */
export function batchOf(journal: Journal, from = 0, until = journal.size, old = 0): Promise<Batch> {
  return readBatch(journal, { from, until, old });
}

/** The same batch, or one of these bytes, as it arrives at central and is believed. */
export function vouched(batch: Batch | Uint8Array, { key }: Pick<LogSigner, "key"> = TEST_SIGNER): VouchedBatch {
  const decoded = decodeBatch(batch instanceof Uint8Array ? batch : encodeBatch(batch));
  if (typeof decoded === "string") throw new Error(`batch: ${decoded}`);
  const { checkpoint: claimed, held: claimedHeld, ...others } = decoded;
  const checkpoint = openBareCheckpoint(claimed.bytes, key);
  const held = claimedHeld && openBareCheckpoint(claimedHeld.bytes, key);
  if (typeof checkpoint === "string" || typeof held === "string") throw new Error("batch: not signed by the device of this test");
  return { ...others, checkpoint, ...(held && { held }) };
}

/** A batch with the proof that a ledger keeps; the signature is not looked at again there. */
export function signed(batch: Batch, receivedAt = 1_790_000_000, created = receivedAt): SignedBatch {
  return { batch: vouched(batch), content: encodeBatch(batch), signatureInput: "input", signature: "signature", receivedAt, created };
}

/** A central that cosigns. */
export function newWitness(): Witness {
  const key = importPrivateJwk(newPrivateJwk("EdDSA"));
  if (!key) throw new Error("witness: no key");
  return witnessOf(key);
}

/** Puts a batch into a ledger without a network in between, and answers as central does. */
export async function pushInto(ledger: Ledger, kiosk: string, batch: Batch, witness?: Witness, at = 1_790_000_000): Promise<PushReply> {
  const outcome = await ledger.append(kiosk, signed(batch, at), witness);
  if (outcome.kind === "busy") return { kind: "later", detail: "busy" };
  if (outcome.kind === "contradicted") return outcome;
  const { held, kind } = outcome;
  const standing: Standing = { size: held.size, chain: held.chain, ...(held.witnessed && { witnessed: held.witnessed.note }) };
  if (!witness) return { kind, standing };
  return { kind, standing: { ...standing, acknowledgement: signAcknowledgement(kiosk, held, at, witness) } };
}
