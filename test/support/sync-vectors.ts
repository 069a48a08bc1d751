// Writes test/vectors/sync.json: `node test/support/sync-vectors.ts > test/vectors/sync.json`. Never to make a failing test pass.
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { signAcknowledgement, witnessOf } from "../../src/core/acknowledgement.ts";
import { encodeBatch } from "../../src/core/batch.ts";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { contentDigest, keyThumbprint, signRequest } from "../../src/core/http-signature.ts";
import { importPrivateJwk, signWith } from "../../src/core/signature.ts";
import { noteText, parseNote, verifierKeyText } from "../../src/core/signed-note.ts";
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
if (!DEVICE || !CENTRAL) throw new Error("sync vectors: no key");
const [device, witness] = [DEVICE, witnessOf(CENTRAL)];

/** Batches of the kiosk hanoi-01 and what central answers. Hashes are in hex. */
export async function syncVectors() {
  const signer = journalSigner("hanoi-01", device);
  const journal = memoryJournal(0, signer);
  await journal.append(anEntry());
  await journal.append(anEntry({ at: AT - 0.5, reason: "expired" }));
  const lines = async (wanted: WantedBatch) => Buffer.from(encodeBatch(await readBatch(journal, wanted))).toString("utf8");
  const batch = await lines({ from: 1, old: 1 });
  const content = brotliCompressSync(Buffer.from(batch));
  const digest = contentDigest(content);
  const parts = { method: "POST", path: "/v1/kiosks/hanoi-01/entries", contentDigest: digest };
  const fields = signRequest(parts, AT, keyThumbprint(device.publicKey), (bytes) => signWith(device.handle, bytes));
  const [two, root, chain] = [await journal.checkpoint(), await journal.rootAt(2), hexOf(journal.chain)];
  const setAside = await lines({ from: 0, old: 0, setAside: new Set([1]) });
  const proof = await journal.consistencyProof(1, 2);
  journal.truncate(1);
  return {
    about:
      "The kiosk hanoi-01, whose device key is test-key-ed25519 of RFC 9421, and a central whose witness key is that of RFC 8032 §7.1, TEST 1. See docs/protocol.md.",
    device: verifierKeyText(signer.key),
    witness: verifierKeyText(witness.key),
    request: { ...parts, ...fields, content: content.toString("base64") },
    batch,
    answer: {
      size: 2,
      chain,
      witnessed: cosigned(two),
      acknowledgement: signAcknowledgement("hanoi-01", { size: 2, root }, AT + 1, witness),
    },
    setAside,
    admission: await lines({ from: 1, until: 1, old: 0, held: two }),
    addCheckpoint: `old 1\n${proof.map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("")}\n${two}`,
  };
}

function cosigned(checkpoint: string): string {
  const note = parseNote(Buffer.from(checkpoint));
  if (!note) throw new Error("sync vectors: no note");
  return noteText({ ...note, signatures: [...note.signatures, witness.cosign(note.text, AT + 1)] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(await syncVectors(), null, 2)}\n`);
