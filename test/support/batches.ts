import type { Ledger, PushReply, SignedBatch } from "../../src/central-ports.ts";
import { type Batch, decodeBatch, encodeBatch, type ReceivedBatch } from "../../src/core/batch.ts";
import { EMPTY_CHAIN } from "../../src/core/journal-chain.ts";
import type { Journal } from "../../src/ports.ts";

/** The entries `from <= seq < until` of a journal as a kiosk sends them. */
export async function batchOf(journal: Journal, from = 0, until = journal.size): Promise<Batch> {
  let chainBefore = EMPTY_CHAIN;
  let chainAfter = EMPTY_CHAIN;
  const bodies: Uint8Array[] = [];
  for await (const { seq, body, chain } of journal.read(0, until)) {
    if (seq < from) chainBefore = chain;
    else bodies.push(body);
    chainAfter = chain;
  }
  return { from, chainBefore, chainAfter, bodies };
}

/** The same batch as it arrives. */
function received(batch: Batch): ReceivedBatch {
  const decoded = decodeBatch(encodeBatch(batch));
  if (typeof decoded === "string") throw new Error(`batch: ${decoded}`);
  return decoded;
}

/** A batch with the proof that a ledger keeps; the signature is not looked at again there. */
export function signed(batch: Batch, receivedAt = 1_790_000_000, created = receivedAt): SignedBatch {
  return { batch: received(batch), content: encodeBatch(batch), signatureInput: "input", signature: "signature", receivedAt, created };
}

/** Puts a batch into a ledger without a network in between. */
export async function pushInto(ledger: Ledger, kiosk: string, batch: Batch): Promise<PushReply> {
  const outcome = await ledger.append(kiosk, signed(batch));
  return outcome.kind === "busy" ? { kind: "later", detail: "busy" } : outcome;
}
