import { describe, expect, test } from "vitest";
import { decodeReceipt } from "../../src/core/receipt.ts";
import { judgeReceipt } from "../../src/core/receipt-proof.ts";
import { cosignerKey, parseVerifierKey } from "../../src/core/signed-note.ts";
import { parseTlogProof, type TlogProof } from "../../src/core/tlog-proof.ts";
import { receiptExit, resultTexts } from "../../src/issuer/receipt-words.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";
import { signedReceipt } from "../support/receipt-central.ts";
import { receiptVectors } from "../support/receipt-vectors.ts";

const VECTORS = receiptVectors();
const receipt = decodeReceipt(Buffer.from(VECTORS.bytes, "hex"));
const proof = parseTlogProof(VECTORS.proof);
const witness = parseVerifierKey(VECTORS.witness);
if (!receipt || !proof || !witness) throw new Error("receipt: the vectors cannot be read");
const keys = { kiosk: TEST_SIGNER.key.publicKey };
const changed = (change: Partial<TlogProof>) => ({ proof: { ...proof, ...change } });

describe("a receipt", () => {
  test("is proven by its kiosk's signature and the signed tree, and tells when central witnessed that tree", () => {
    expect(judgeReceipt(receipt, keys, { proof })).toEqual({ kind: "proven", size: 300 });
    expect(judgeReceipt(receipt, { ...keys, witness }, { proof })).toEqual({ kind: "proven", size: 300, witnessedAt: VECTORS.witnessedAt });
  });

  test("is proven and not witnessed by another key of central's than the one that cosigned, and says which one that was", () => {
    const later = cosignerKey("tram/central", otherSigner("hanoi-01").key.publicKey);
    if (!later) throw new Error("no key");
    const judged = judgeReceipt(receipt, { ...keys, witness: later }, { proof });
    expect(judged).toEqual({ kind: "proven", size: 300, otherWitness: `tram/central+${witness.id}` });
    expect([resultTexts(judged, true).at(-1)?.en, receiptExit(judged, true)]).toEqual([
      expect.stringContaining(`(tram/central+${witness.id})`),
      3,
    ]);
  });

  test("is only signed where there is no proof, and forged by any other key, whatever the proof", () => {
    expect(judgeReceipt(receipt, keys, undefined)).toEqual({ kind: "signed" });
    const stranger = { kiosk: otherSigner("hanoi-01").key.publicKey };
    expect(judgeReceipt(receipt, stranger, { proof })).toEqual({ kind: "forged" });
  });

  test("with another entry at its place is a contradiction, which the kiosk itself has signed", () => {
    const other = signedReceipt({ ...receipt, leaf: new Uint8Array(32).fill(9) });
    expect(judgeReceipt(other, keys, { proof, leaf: receipt.leaf })).toEqual({ kind: "other-entry", size: 300 });
    // Nobody makes one up: the hash that is said to stand there must lead to the signed root.
    const invented = { proof, leaf: new Uint8Array(32).fill(8) };
    expect(judgeReceipt(receipt, keys, invented)).toEqual({ kind: "proof-faulty", fault: "not-included" });
  });

  test.each([
    ["other-place", { index: 201 }],
    ["not-included", { hashes: proof.hashes.slice(1) }],
    ["not-included", { hashes: proof.hashes.with(0, new Uint8Array(32)) }],
    ["malformed", { checkpoint: "nothing" }],
    ["signature-invalid", { checkpoint: proof.checkpoint.replace("\n300\n", "\n301\n") }],
    ["other-log", { checkpoint: proof.checkpoint.replaceAll("hanoi-01", "hanoi-02") }],
  ] as const)("is shown by no proof that is %s", (fault, change) => {
    expect(judgeReceipt(receipt, keys, changed(change))).toEqual({ kind: "proof-faulty", fault });
  });

  test("is not proven by a note that only the witness has signed, nor witnessed by a wrong cosignature", () => {
    const lines = proof.checkpoint.trimEnd().split("\n");
    const unsigned = [...lines.slice(0, -2), lines.at(-1), ""].join("\n");
    expect(judgeReceipt(receipt, keys, changed({ checkpoint: unsigned }))).toEqual({ kind: "proof-faulty", fault: "unsigned" });
    const line = lines.at(-1) ?? "";
    const broken = proof.checkpoint.replace(line, `${line.slice(0, -10)}AAAAAAAA${line.slice(-2)}`);
    const asked = { ...keys, witness };
    expect(judgeReceipt(receipt, asked, changed({ checkpoint: broken }))).toEqual({ kind: "proof-faulty", fault: "witness-invalid" });
    const alone = [...lines.slice(0, -1), ""].join("\n");
    expect(judgeReceipt(receipt, asked, changed({ checkpoint: alone }))).toEqual({ kind: "proven", size: 300 });
  });
});
