// Writes test/vectors/journal.json: `node test/support/journal-vectors.ts > test/vectors/journal.json`. Never to make a failing test pass.
import { fileURLToPath } from "node:url";
import { cosign, releasedKey, signCheckpoint } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { bodyToJson, type UnnumberedBody } from "../../src/core/journal-event.ts";
import { encodeRecord } from "../../src/core/journal-record.ts";
import { JOURNAL_START, type JournalEnd } from "../../src/core/journal-scan.ts";
import { consistencyProof, inclusionProof, type NodeSource } from "../../src/core/merkle-proof.ts";
import { nodeHash, rootOf, withLeaf } from "../../src/core/merkle-tree.ts";
import { cosignerKey, signatureLine, verifierKeyText } from "../../src/core/signed-note.ts";
import { anEntry } from "./entries.ts";
import { headerBytes } from "./journal-bytes.ts";
import { TEST_SIGNER } from "./journal-signer.ts";

const AT = 1_795_437_065;
/** Entries are appended one, one, and then five at once. */
const GROUP_FROM = 2;

const BODIES: readonly UnnumberedBody[] = [
  anEntry(),
  anEntry({ reason: "expired", at: AT + 6.5 }),
  { at: AT + 7, reason: "event-trust-refused", refusal: "mix-and-match", origin: "central" },
  anEntry({ reason: "document-read", at: AT + 7.125, format: "citizen-card", type: "citizen-card", warnings: ["text-repaired"] }),
  anEntry({ presentation: "AAECAwQFBgcICQoLDA0ODw", at: AT + 8 }),
  anEntry({ issuer: "Bộ Công an \u2013 thử nghiệm", at: AT + 8.5 }),
  { at: AT + 9, reason: "not-understood", source: "desk", policy: "", trust: 0, clock: "behind", durationMs: 0.25 },
];

/** A journal of seven records, and everything that another program must come to when it reads them. Hashes and bytes are in hex. */
export function journalVectors() {
  const bodies = BODIES.map((body, seq) => bodyToJson({ ...body, seq }));
  const leaves = bodies.map(leafHash);
  const ends: JournalEnd[] = [JOURNAL_START];
  for (const leaf of leaves) {
    const { chain, tree } = ends.at(-1) ?? JOURNAL_START;
    ends.push({ chain: linkOf(chain, leaf), tree: withLeaf(tree, leaf) });
  }
  const endAt = (size: number) => ends[size] ?? JOURNAL_START;
  const node: NodeSource = (level, index) =>
    level === 0 ? (leaves[index] ?? new Uint8Array()) : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  let groupBytes = 0;
  const records = bodies.map((body, seq) => {
    const record = encodeRecord(body, endAt(seq + 1).chain, seq > GROUP_FROM ? groupBytes : 0);
    groupBytes = seq >= GROUP_FROM ? groupBytes + record.length : 0;
    return record;
  });
  const size = bodies.length;
  const checkpoint = signCheckpoint({ size, root: rootOf(endAt(size).tree) }, TEST_SIGNER);
  const text = checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1);
  // The kiosk's own key stands in for a witness's: as a cosigner's it has another id.
  const witness = cosignerKey("tram/central", TEST_SIGNER.key.publicKey);
  if (!witness) throw new Error("journal vectors: no cosigner's key");
  return {
    about: "A journal of the kiosk hanoi-01, whose device key is that of RFC 8032 §7.1, TEST 1. See docs/journal.md.",
    key: verifierKeyText(TEST_SIGNER.key),
    segment: { bytes: 1_048_576, header: hexOf(headerBytes(0, JOURNAL_START, 1_048_576)) },
    /** Of a segment that begins after all seven. */
    secondSegment: { from: size, header: hexOf(headerBytes(1, endAt(size), 1_048_576)) },
    /** The file of that name, where these seven are gone. */
    released: signCheckpoint({ size, root: rootOf(endAt(size).tree) }, { ...TEST_SIGNER, key: releasedKey(TEST_SIGNER.key) }),
    entries: bodies.map((body, seq) => ({
      body: Buffer.from(body).toString(),
      leaf: hexOf(leafHash(body)),
      chain: hexOf(endAt(seq + 1).chain),
      root: hexOf(rootOf(endAt(seq + 1).tree)),
      record: hexOf(records[seq] ?? new Uint8Array()),
    })),
    checkpoint,
    witness: { key: verifierKeyText(witness), at: AT + 60, line: signatureLine(cosign(text, witness, AT + 60, TEST_SIGNER.sign)) },
    inclusion: [0, 2, 6].map((seq) => ({ seq, size, proof: inclusionProof(seq, size, node).map(hexOf) })),
    consistency: [1, 3, 4, 6].map((from) => ({ from, size, proof: consistencyProof(from, size, node).map(hexOf) })),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(journalVectors(), undefined, 2)}\n`);
