// Writes test/vectors/sync.json: `node test/support/sync-vectors.ts > test/vectors/sync.json`. Never to make a failing test pass.
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { signAcknowledgement, witnessOf } from "../../src/core/acknowledgement.ts";
import { encodeBatch } from "../../src/core/batch.ts";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { contentDigest, keyThumbprint, signRequest } from "../../src/core/http-signature.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { receiptCode } from "../../src/core/receipt.ts";
import { signReceipt } from "../../src/core/receipt-signature.ts";
import { sealedDigest } from "../../src/core/sealed-part.ts";
import { importPrivateJwk, type PrivateKey, signWith } from "../../src/core/signature.ts";
import { noteText, parseNote, verifierKeyText } from "../../src/core/signed-note.ts";
import { encodeStickBatch } from "../../src/core/stick-batch.ts";
import { readBatch, type WantedBatch } from "../../src/kiosk/journal-batch.ts";
import { anEntry } from "./entries.ts";
import { memoryJournal } from "./memory-journal.ts";

const AT = 1_795_437_072;

/** RFC 9421 B.1.4, test-key-ed25519: the device. RFC 8032 §7.1, TEST 1: central. Everybody knows both. */
const DEVICE = importPrivateJwk({
  kty: "OKP",
  crv: "Ed25519",
  d: "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU",
  x: "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs",
});
const CENTRAL = importPrivateJwk({
  kty: "OKP",
  crv: "Ed25519",
  d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
});
/** RFC 9421 B.1.3, test-key-ecc-p256. */
const P256 = importPrivateJwk({
  kty: "EC",
  crv: "P-256",
  x: "qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA",
  y: "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0",
  d: "UpuF81l-kOxbjf7T4mNSv0r5tN67Gim7rnf6EFpcYDs",
});
if (!DEVICE || !CENTRAL || !P256) throw new Error("sync vectors: no key");
const [device, witness, p256] = [DEVICE, witnessOf(CENTRAL), P256];

/** Batches of the kiosk hanoi-01 and what central answers. Hashes are in hex. */
export async function syncVectors() {
  const signer = journalSigner("hanoi-01", device);
  const journal = memoryJournal(0, signer);
  await journal.append(anEntry());
  await journal.append(anEntry({ at: AT - 0.5, reason: "expired" }));
  const lines = async (wanted: WantedBatch) => Buffer.from(encodeBatch(await readBatch(journal, wanted))).toString("utf8");
  const batch = await lines({ from: 1, old: 1 });
  const request = requestOf(batch, device);
  const { contentDigest: digest, content, "signature-input": input, signature } = request;
  const fields = { "signature-input": input, signature };
  const stickFile = encodeStickBatch({ kiosk: "hanoi-01", contentDigest: digest, fields, content: Buffer.from(content, "base64") });
  const [two, root, chain] = [await journal.checkpoint(), await journal.rootAt(2), hexOf(journal.chain)];
  const setAside = await lines({ from: 0, old: 0, setAside: new Set([1]) });
  const proof = await journal.consistencyProof(1, 2);
  const withSealed = await sealedLines();
  journal.truncate(1);
  const one = await journal.checkpoint();
  return {
    about:
      "The kiosk hanoi-01, whose device key is test-key-ed25519 of RFC 9421 (p256: test-key-ecc-p256), and a central whose witness key is that of RFC 8032 §7.1, TEST 1. See docs/protocol.md.",
    device: verifierKeyText(signer.key),
    witness: verifierKeyText(witness.key),
    request,
    stickFile: Buffer.from(stickFile).toString("base64"),
    batch,
    answer: {
      size: 2,
      chain,
      witnessed: cosigned(two),
      acknowledgement: signAcknowledgement("hanoi-01", { size: 2, root }, AT + 1, witness),
    },
    elsewhere: {
      size: 1,
      chain: hexOf(journal.chain),
      witnessed: cosigned(one),
      acknowledgement: signAcknowledgement("hanoi-01", { size: 1, root: await journal.rootAt(1) }, AT + 1, witness),
    },
    acknowledgementWithSetAside: signAcknowledgement("hanoi-01", { size: 2, root, setAsideFrom: 1 }, AT + 1, witness),
    contradiction: { error: "forked", seq: 1 },
    setAside,
    lost: setAside.replace('{"setAside":', '{"lost":'),
    withSealed,
    p256: await p256Vectors(),
    admission: await lines({ from: 1, until: 1, old: 0, held: two }),
    otherLife: await otherLife(),
    addCheckpoint: `old 1\n${proof.map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("")}\n${two}`,
  };
}

/** A batch of this device, as it travels. */
function requestOf(batch: string, { publicKey, handle }: PrivateKey) {
  const content = brotliCompressSync(Buffer.from(batch));
  const parts = { method: "POST", path: "/v1/kiosks/hanoi-01/entries", contentDigest: contentDigest(content) };
  const fields = signRequest(parts, AT, keyThumbprint(publicKey), (bytes) => signWith(handle, bytes));
  return { ...parts, ...fields, content: content.toString("base64") };
}

/** A batch of two entries with a sealed part, and one that names a part which does not come. Nobody can open this one: bytes, counted up. */
async function sealedLines(): Promise<string> {
  const part = Uint8Array.from({ length: 329 }, (_, index) => (index === 0 ? 1 : index % 256));
  const journal = memoryJournal(0, journalSigner("hanoi-01", device));
  await journal.append(anEntry({ sealed: sealedDigest(part) }));
  await journal.append(anEntry({ sealed: sealedDigest(Uint8Array.of(1)) }));
  const sealed = { read: async (digest: string) => (digest === sealedDigest(part) ? part : undefined) };
  return Buffer.from(encodeBatch(await readBatch(journal, { from: 0, old: 0, sealed }))).toString("utf8");
}

/**
 * Two lives of one journal with the first entry in common. Central takes `first`, two entries, and then `repeats`, which brings the common entry and the
 * other life's checkpoint of three: nothing contradicts yet, and the witnessed tree stays that of the first.
 */
async function otherLife() {
  const journals = [memoryJournal(0, journalSigner("hanoi-01", device)), memoryJournal(0, journalSigner("hanoi-01", device))] as const;
  const [one, other] = journals;
  for (const journal of journals) await journal.append(anEntry());
  await one.append(anEntry({ at: AT - 0.5, reason: "expired" }));
  for (const seconds of [10, 20]) await other.append(anEntry({ at: AT + seconds }));
  const first = Buffer.from(encodeBatch(await readBatch(one, { from: 0, old: 0 }))).toString("utf8");
  const repeats = Buffer.from(encodeBatch(await readBatch(other, { from: 0, until: 1, old: 0 }))).toString("utf8");
  return { first, repeats, size: 2, chain: hexOf(one.chain), witnessed: await one.checkpoint() };
}

/** What a device with a P-256 key signs. Its signatures are others each time. */
async function p256Vectors() {
  const signer = journalSigner("hanoi-01", p256);
  const journal = memoryJournal(0, signer);
  await journal.append(anEntry());
  const batch = await readBatch(journal, { from: 0, old: 0 });
  const [entry] = batch.entries;
  if (!entry || !("body" in entry)) throw new Error("sync vectors: no entry");
  const text = Buffer.from(encodeBatch(batch)).toString("utf8");
  const receipt = receiptCode(signReceipt({ kiosk: "hanoi-01", seq: 0, leaf: leafHash(entry.body) }, p256), undefined);
  return { device: verifierKeyText(signer.key), checkpoint: batch.checkpoint, request: requestOf(text, p256), receipt };
}

function cosigned(checkpoint: string): string {
  const note = parseNote(Buffer.from(checkpoint));
  if (!note) throw new Error("sync vectors: no note");
  return noteText({ ...note, signatures: [...note.signatures, witness.cosign(note.text, AT + 1)] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(await syncVectors(), null, 2)}\n`);
