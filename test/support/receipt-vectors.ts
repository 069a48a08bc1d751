// Writes test/vectors/receipt.json: `node test/support/receipt-vectors.ts > test/vectors/receipt.json`. Never to make a failing test pass.
import { fileURLToPath } from "node:url";
import { cosign, signCheckpoint } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { bodyToJson } from "../../src/core/journal-event.ts";
import { inclusionProof, type NodeSource, treeRoot } from "../../src/core/merkle-proof.ts";
import { nodeHash } from "../../src/core/merkle-tree.ts";
import { encodeReceipt, receiptCode, receiptFields, receiptPath, receiptText } from "../../src/core/receipt.ts";
import { cosignerKey, noteText, parseNote, verifierKeyText } from "../../src/core/signed-note.ts";
import { tlogProofText } from "../../src/core/tlog-proof.ts";
import { anEntry } from "./entries.ts";
import { TEST_SIGNER } from "./journal-signer.ts";
import { RECEIPT_KIOSK, signedReceipt } from "./receipt-central.ts";

const AT = 1_795_437_065;
const SIZE = 300;
const SEQ = 200;

/** A receipt in each of its forms, and the proof of its entry. Hashes and bytes are in hex. */
export function receiptVectors() {
  const bodies = Array.from({ length: SIZE }, (_, seq) => bodyToJson({ ...anEntry({ at: AT + seq }), seq }));
  const leaves = bodies.map(leafHash);
  const node: NodeSource = (level, index) =>
    level === 0 ? (leaves[index] ?? new Uint8Array()) : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  const receipt = signedReceipt({ kiosk: RECEIPT_KIOSK, seq: SEQ, leaf: leaves[SEQ] ?? new Uint8Array() });
  const note = parseNote(Buffer.from(signCheckpoint({ size: SIZE, root: treeRoot(SIZE, node) }, TEST_SIGNER)));
  // The kiosk's own key stands in for a witness's: as a cosigner's it has another id.
  const witness = cosignerKey("tram/central", TEST_SIGNER.key.publicKey);
  if (!note || !witness) throw new Error("receipt vectors: no checkpoint");
  const signatures = [...note.signatures, cosign(note.text, witness, AT + 600, TEST_SIGNER.sign)];
  const proof = { index: SEQ, hashes: inclusionProof(SEQ, SIZE, node), checkpoint: noteText({ ...note, signatures }) };
  return {
    about: "A receipt of the kiosk hanoi-01, whose device key is that of RFC 8032 §7.1, TEST 1. See docs/protocol.md.",
    key: verifierKeyText(TEST_SIGNER.key),
    witness: verifierKeyText(witness),
    entry: Buffer.from(bodies[SEQ] ?? []).toString(),
    leaf: hexOf(receipt.leaf),
    signed: receiptText(receipt),
    bytes: hexOf(encodeReceipt(receipt)),
    code: receiptCode(receipt, "https://central.example/r"),
    bareCode: receiptCode(receipt, undefined),
    asked: { path: receiptPath(receipt), ...receiptFields(receipt) },
    proof: tlogProofText({ ...proof, extra: encodeReceipt(receipt) }),
    witnessedAt: AT + 600,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(receiptVectors(), undefined, 2)}\n`);
