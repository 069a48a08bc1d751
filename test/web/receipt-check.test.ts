// The page's own reading of a receipt against the programs': both must say the same of the same bytes.
import { expect, test } from "vitest";
import { cosign, journalSigner, type LogSigner, signCheckpoint } from "../../src/core/checkpoint.ts";
import { inclusionProof, type NodeSource, treeRoot } from "../../src/core/merkle-proof.ts";
import { nodeHash } from "../../src/core/merkle-tree.ts";
import { type Receipt, receiptText } from "../../src/core/receipt.ts";
import { judgeReceipt } from "../../src/core/receipt-proof.ts";
import { importPrivateJwk, sha256 } from "../../src/core/signature.ts";
import { cosignerKey, noteText, parseNote, verifierKeyText } from "../../src/core/signed-note.ts";
import { parseTlogProof, tlogProofText } from "../../src/core/tlog-proof.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { checkReceipt } from "../../src/web/receipt-check.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

const WITNESS = cosignerKey("tram/central", TEST_SIGNER.key.publicKey);
const LEAVES = Array.from({ length: 37 }, (_, seq) => sha256(Uint8Array.of(seq)));
const node: NodeSource = (level, index) =>
  level === 0 ? (LEAVES[index] ?? new Uint8Array()) : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));

function signerOf(algorithm: "EdDSA" | "ES256"): LogSigner {
  const key = importPrivateJwk(newPrivateJwk(algorithm));
  if (!key) throw new Error("no key");
  return journalSigner("quay-3", key);
}

/** A receipt and its proof by this device. */
function shownBy(signer: LogSigner, seq: number): { readonly receipt: Receipt; readonly proofText: string } {
  const claim = { kiosk: "quay-3", seq, leaf: LEAVES[seq] ?? new Uint8Array() };
  const size = LEAVES.length;
  const note = parseNote(Buffer.from(signCheckpoint({ size, root: treeRoot(size, node) }, signer)));
  if (!note || !WITNESS) throw new Error("no note");
  const checkpoint = noteText({ ...note, signatures: [...note.signatures, cosign(note.text, WITNESS, 1_795_437_100, TEST_SIGNER.sign)] });
  const proofText = tlogProofText({ index: seq, hashes: inclusionProof(seq, size, node), checkpoint });
  return { receipt: { ...claim, signature: signer.sign(Buffer.from(receiptText(claim))) }, proofText };
}

const keysOf = (signer: LogSigner) => ({ kiosk: verifierKeyText(signer.key), ...(WITNESS && { witness: verifierKeyText(WITNESS) }) });

test.each(["EdDSA", "ES256"] as const)("a receipt of a device with %s is proven at every place of the tree", async (algorithm) => {
  const signer = signerOf(algorithm);
  for (const seq of [0, 1, 31, 32, 35, 36]) {
    const { receipt, proofText } = shownBy(signer, seq);
    const tree = await checkReceipt(receipt, { proofText, leaf: receipt.leaf }, keysOf(signer));
    expect(tree).toEqual({ size: 37, root: Buffer.from(treeRoot(37, node)).toString("base64"), witnessedAt: 1_795_437_100 });
  }
});

test.each(["EdDSA", "ES256"] as const)("with %s nothing that was changed is proven, here or by the programs", async (algorithm) => {
  const signer = signerOf(algorithm);
  const { receipt, proofText } = shownBy(signer, 17);
  const changes: readonly (readonly [string, Receipt, string])[] = [
    ["receipt-signature", { ...receipt, seq: 18 }, proofText],
    ["receipt-signature", { ...receipt, signature: receipt.signature.map((byte) => byte ^ 1) }, proofText],
    ["proof", receipt, proofText.replace("index 17", "index 16")],
    ["proof", receipt, "nothing"],
    ["checkpoint", receipt, proofText.replace("\n37\n", "\n38\n")],
    ["checkpoint", receipt, proofText.replaceAll("quay-3", "quay-4")],
    ["inclusion", receipt, proofText.replace(/\n[A-Za-z0-9+/]{43}=\n/, "\n")],
    ["inclusion", receipt, proofText.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${Buffer.alloc(32).toString("base64")}\n`)],
    ["witness", receipt, proofText.replace(/(tram\/central \S{20})./, (_, kept: string) => `${kept}${kept.endsWith("A") ? "B" : "A"}`)],
  ];
  for (const [fault, changed, text] of changes) {
    if (text === proofText && changed === receipt) continue; // the change came to nothing
    expect([fault, await checkReceipt(changed, { proofText: text, leaf: changed.leaf }, keysOf(signer))]).toEqual([fault, fault]);
    const proof = parseTlogProof(text);
    const keys = { kiosk: signer.key.publicKey, ...(WITNESS && { witness: WITNESS }) };
    expect(proof && judgeReceipt(changed, keys, { proof }).kind).not.toBe("proven");
  }
});

test("a cosignature by another key of central's blames nobody, whether it stands there alone or beside the newer one", async () => {
  const signer = signerOf("EdDSA");
  const later = signerOf("EdDSA").key.publicKey;
  const key = cosignerKey("tram/central", later);
  const { receipt, proofText } = shownBy(signer, 17);
  if (!key) throw new Error("no key");
  const keys = { kiosk: verifierKeyText(signer.key), witness: verifierKeyText(key) };
  const tree = await checkReceipt(receipt, { proofText, leaf: receipt.leaf }, keys);
  expect(tree).toEqual({ size: 37, root: Buffer.from(treeRoot(37, node)).toString("base64") });
  const line = proofText.trimEnd().split("\n").at(-1) ?? "";
  const both = proofText.replace(line, `— tram/central ${Buffer.alloc(76, 9).toString("base64")}\n${line}`);
  expect(await checkReceipt(receipt, { proofText: both, leaf: receipt.leaf }, keysOf(signer))).toMatchObject({
    witnessedAt: 1_795_437_100,
  });
});

test("another kiosk's key, however genuine, proves nothing", async () => {
  const signer = signerOf("EdDSA");
  const { receipt, proofText } = shownBy(signer, 3);
  for (const kiosk of [verifierKeyText(TEST_SIGNER.key), verifierKeyText(signer.key).replace("quay-3", "quay-4"), "nonsense"])
    expect(await checkReceipt(receipt, { proofText, leaf: receipt.leaf }, { kiosk })).toBe("key");
});
