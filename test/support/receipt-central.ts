import { join } from "node:path";
import type { Ledger } from "../../src/central-ports.ts";
import { witnessOf } from "../../src/core/acknowledgement.ts";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { type Receipt, type ReceiptClaim, receiptText } from "../../src/core/receipt.ts";
import { makeCentralKey, publicCentralKey, readCentralKey } from "../../src/drivers/central-key.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import type { Journal } from "../../src/ports.ts";
import { batchOf, pushInto } from "./batches.ts";
import { TEST_SIGNER } from "./journal-signer.ts";
import { memoryJournal } from "./memory-journal.ts";

/** The kiosk of TEST_SIGNER. */
export const RECEIPT_KIOSK = "hanoi-01";

/** A receipt as the kiosk of the tests signs it, of whatever it is told. */
export function signedReceipt(claim: ReceiptClaim): Receipt {
  return { ...claim, signature: TEST_SIGNER.sign(Buffer.from(receiptText(claim))) };
}

/** The receipt of an entry of this journal. */
export async function receiptOf(journal: Journal, seq: number): Promise<Receipt> {
  for await (const { body } of journal.read(seq, seq + 1)) return signedReceipt({ kiosk: RECEIPT_KIOSK, seq, leaf: leafHash(body) });
  throw new Error(`receipt: the journal has no entry ${seq}`);
}

/** Central's data in a folder: so many entries of one kiosk, witnessed at a time of its own. Close the ledger. */
export async function receiptLedger(folder: string, size: number, witnessedAt: number) {
  const ledger: Ledger = openSqliteLedger(join(folder, "ledger.sqlite"));
  await ledger.enrol(RECEIPT_KIOSK, publicJwkOf(TEST_SIGNER.key.publicKey), 1);
  await makeCentralKey(folder, "witness", { replace: false });
  const pair = await readCentralKey(folder, "witness");
  if (!pair) throw new Error("receipts: no witness key");
  const witness = witnessOf(pair.privateKey);
  const journal = memoryJournal(size);
  for (let from = 0; from < size; from += 500)
    await pushInto(ledger, RECEIPT_KIOSK, await batchOf(journal, from, Math.min(size, from + 500)), witness, witnessedAt);
  return { ledger, journal, witness, witnessJwk: publicCentralKey(pair) };
}
