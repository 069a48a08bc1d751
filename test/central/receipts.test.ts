import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiRequest } from "../../src/api-ports.ts";
import { createReceiptEndpoint } from "../../src/central/receipts.ts";
import { hexOf } from "../../src/core/hex.ts";
import { type Receipt, receiptFields, receiptPath } from "../../src/core/receipt.ts";
import { judgeReceipt } from "../../src/core/receipt-proof.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { parseTlogProof } from "../../src/core/tlog-proof.ts";
import { proofAnswerOf } from "../../src/issuer/receipt-central.ts";
import { batchOf, pushInto } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";
import { RECEIPT_KIOSK, receiptLedger, receiptOf, signedReceipt } from "../support/receipt-central.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const WITNESSED_AT = 1_795_437_100;
const folder = temporaryFolder();

describe("central asked about a receipt", () => {
  let central: Awaited<ReturnType<typeof receiptLedger>>;
  beforeAll(async () => {
    central = await receiptLedger(folder, 40, WITNESSED_AT);
  });
  afterAll(() => central.ledger.close());

  async function ask(path: string, headers: ApiRequest["headers"], ledger = central.ledger) {
    const endpoint = createReceiptEndpoint({ ledger, witness: async () => central.witness });
    const url = new URL(path, "http://central.example");
    const [, , , kiosk = "", seq = ""] = url.pathname.split("/");
    const request: ApiRequest = { method: "GET", url, params: { kiosk, seq }, headers, body: async () => undefined };
    const { status, body } = await endpoint(request);
    return { status, body: body && "json" in body ? (body.json as Readonly<Record<string, unknown>>) : {} };
  }
  const askFor = (receipt: Receipt, ledger = central.ledger) => ask(receiptPath(receipt), receiptFields(receipt), ledger);

  test("proves the entry, and says when and how that scan was answered", async () => {
    const receipt = await receiptOf(central.journal, 17);
    const { status, body } = await askFor(receipt);
    expect([status, body["entry"]]).toEqual([200, { at: 1_790_000_017, reason: "granted" }]);
    expect([body["key"], body["witness"]]).toEqual([verifierKeyText(TEST_SIGNER.key), verifierKeyText(central.witness.key)]);
    const proof = parseTlogProof(String(body["proof"]));
    const keys = { kiosk: TEST_SIGNER.key.publicKey, witness: central.witness.key };
    expect(judgeReceipt(receipt, keys, proof && { proof })).toEqual({ kind: "proven", size: 40, witnessedAt: WITNESSED_AT });
  });

  // Attack: the hash of an entry stands in the proofs of those beside it, and an answer named it to whoever named a wrong one.
  test("tells whoever has not got the receipt's signature nothing, also where he names the entry's hash", async () => {
    const receipt = await receiptOf(central.journal, 17);
    const beside = await receiptOf(central.journal, 16);
    const ofOther = otherSigner(RECEIPT_KIOSK).sign(Buffer.from("tram"));
    const refused = { status: 403, body: { error: "signature", key: verifierKeyText(TEST_SIGNER.key) } };
    for (const signature of [new Uint8Array(64), ofOther, beside.signature])
      for (const leaf of [receipt.leaf, new Uint8Array(32)]) expect(await askFor({ ...receipt, leaf, signature })).toEqual(refused);
    expect(await askFor({ ...receipt, seq: 4000 })).toEqual(refused);
    expect(proofAnswerOf(refused)).toEqual({
      kind: "other-key-at-central",
      centralKey: `tram/kiosk/${RECEIPT_KIOSK}+${TEST_SIGNER.key.id}`,
    });
  });

  test("tells whoever has a receipt of another entry at that place nothing of this one but the proof that it stands there", async () => {
    const other = signedReceipt({ kiosk: RECEIPT_KIOSK, seq: 17, leaf: new Uint8Array(32) });
    const { status, body } = await askFor(other);
    const { leaf } = await receiptOf(central.journal, 17);
    expect([status, body["error"], body["leaf"], body["entry"]]).toEqual([409, "other-entry", hexOf(leaf), undefined]);
    expect(JSON.stringify(body)).not.toMatch(/granted|1790000017/);
    const answer = proofAnswerOf({ status, body });
    if (answer.kind !== "proof") throw new Error(answer.kind);
    expect(judgeReceipt(other, { kiosk: TEST_SIGNER.key.publicKey }, answer.shown)).toEqual({ kind: "other-entry", size: 40 });
  });

  test("says what has not come yet, and which kiosk it does not know", async () => {
    const later = await askFor(signedReceipt({ kiosk: RECEIPT_KIOSK, seq: 40, leaf: new Uint8Array(32) }));
    expect([later.status, later.body]).toEqual([404, { error: "not-yet", size: 40 }]);
    expect(proofAnswerOf(later)).toEqual({ kind: "not-there-yet", size: 40 });
    const nobody = await askFor(signedReceipt({ kiosk: "nobody", seq: 0, leaf: new Uint8Array(32) }));
    expect([nobody.status, nobody.body]).toEqual([404, { error: "unknown-kiosk" }]);
    expect(proofAnswerOf(nobody)).toEqual({ kind: "unknown-kiosk" });
  });

  test("goes on proving what it has proved while the kiosk sends a backlog, of which it has signed more than is here", async () => {
    const { journal, ledger, witness } = await receiptLedger(temporaryFolder(), 10, WITNESSED_AT);
    for (let count = 0; count < 30; count++) await journal.append(anEntry());
    await pushInto(ledger, RECEIPT_KIOSK, await batchOf(journal, 10, 20, 10), witness, WITNESSED_AT);
    const [proven, waiting] = [await askFor(await receiptOf(journal, 5), ledger), await askFor(await receiptOf(journal, 15), ledger)];
    await ledger.close();
    expect([proven.status, proven.body["entry"]]).toEqual([200, { at: 1_790_000_005, reason: "granted" }]);
    expect([waiting.status, waiting.body]).toEqual([404, { error: "not-yet", size: 20 }]);
  });

  test.each([
    `/v1/receipts/${RECEIPT_KIOSK}/17`,
    `/v1/receipts/${RECEIPT_KIOSK}/17?leaf=00`,
    `/v1/receipts/${RECEIPT_KIOSK}/017?leaf=${"0".repeat(64)}`,
    `/v1/receipts/${RECEIPT_KIOSK}/-1?leaf=${"0".repeat(64)}`,
    `/v1/receipts/HANOI/17?leaf=${"0".repeat(64)}`,
    `/v1/receipts/${RECEIPT_KIOSK}/17?leaf=${"A".repeat(64)}`,
    `/v1/receipts/${RECEIPT_KIOSK}/17?leaf=${"0".repeat(64)}&leaf=${"0".repeat(64)}`,
    `/v1/receipts/${RECEIPT_KIOSK}/17?leaf=${"0".repeat(64)}&more=1`,
  ])("does not understand %s", async (path) => {
    const fields = receiptFields(await receiptOf(central.journal, 17));
    expect(await ask(path, fields)).toEqual({ status: 400, body: { error: "bad-request" } });
  });

  test("does not understand a question without a signature, or with one in another spelling", async () => {
    const receipt = await receiptOf(central.journal, 17);
    const field = receiptFields(receipt)["receipt-signature"];
    for (const headers of [{}, { "receipt-signature": field.slice(1, -1) }, { "receipt-signature": [field, field] }])
      expect(await ask(receiptPath(receipt), headers)).toEqual({ status: 400, body: { error: "bad-request" } });
  });

  test("whatever else answers in its place is not believed", () => {
    for (const reply of [
      { status: 200, body: "<html>" },
      { status: 302, body: {} },
      { status: 409, body: { error: "other-entry" } },
      { detail: "x" },
    ])
      expect(proofAnswerOf(reply).kind).toBe("unreachable");
  });
});
