import type { Witness } from "../../src/core/acknowledgement.ts";
import { newAudit } from "../../src/core/audit/audit.ts";
import { encodeBlock, encodeLastBlock, linkAfter, NO_BLOCK } from "../../src/core/audit/block.ts";
import { entriesText, type HeldEntry } from "../../src/core/audit/entry-lines.ts";
import { auditExit, type FileFinding, type KioskFinding, weightOf } from "../../src/core/audit/findings.ts";
import { type AuditKeys, auditKeysText, parseAuditKeys } from "../../src/core/audit/keys.ts";
import type { KioskVerdict } from "../../src/core/audit/kiosk-audit.ts";
import { AUDIT_FORMAT, type ExportHead, hashText, type KioskHead, recordLine } from "../../src/core/audit/records.ts";
import type { OtherHead } from "../../src/core/audit/signed-heads.ts";
import { blockSplitter } from "../../src/core/audit/splitting.ts";
import { type LogSigner, parseCheckpoint, signCheckpoint } from "../../src/core/checkpoint.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { bodyToJson, type UnnumberedBody } from "../../src/core/journal-event.ts";
import { consistencyProof, type NodeSource, treeRoot } from "../../src/core/merkle-proof.ts";
import { nodeHash, placesOf } from "../../src/core/merkle-tree.ts";
import { noteText, parseNote, verifierKeyText } from "../../src/core/signed-note.ts";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import { anEntry } from "./entries.ts";
import { TEST_SIGNER } from "./journal-signer.ts";

/** The day of the exports of these tests. */
const DAY = "2026-11-27";
export const DAY_START = startOfDayInVietnam(DAY);

/** Hashes of the tree over these leaves. */
export function nodesOver(leaves: readonly Uint8Array[]): NodeSource {
  const node: NodeSource = (level, index) =>
    level === 0 ? (leaves[index] ?? new Uint8Array()) : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  return node;
}

/** Entries, the first and the last outside of the day, those between a minute apart. */
export function dayOf(size: number, change: (seq: number) => Partial<ReturnType<typeof anEntry>> = () => ({})): readonly Uint8Array[] {
  const at = (seq: number) => (seq === 0 ? DAY_START - 60 : seq === size - 1 ? DAY_START + 86_400 : DAY_START + seq * 60);
  return bodiesOf(Array.from({ length: size }, (_, seq) => anEntry({ at: at(seq), ...change(seq) })));
}

/** Entries and events as they stand in a journal. */
export function bodiesOf(entries: readonly UnnumberedBody[]): readonly Uint8Array[] {
  return entries.map((entry, seq) => bodyToJson({ ...entry, seq }));
}

/** A checkpoint of the first `size` of these leaves, cosigned where there is a witness. */
export function checkpointOf(leaves: readonly Uint8Array[], size: number, signer: LogSigner, witness?: Witness, at = DAY_START): string {
  const note = signCheckpoint({ size, root: treeRoot(size, nodesOver(leaves)) }, signer);
  const parsed = parseNote(Buffer.from(note));
  if (!witness || !parsed) return note;
  return noteText({ ...parsed, signatures: [...parsed.signatures, witness.cosign(parsed.text, at)] });
}

/** What an export is made of here. */
export interface MadeExport {
  readonly bodies: readonly Uint8Array[];
  readonly first?: number;
  readonly until?: number;
  /** Sizes of the checkpoints in it. */
  readonly checkpoints?: readonly number[];
  /** Notes that stand in it as well. */
  readonly notes?: readonly string[];
  readonly signer?: LogSigner;
  readonly witness?: Witness;
  readonly kiosk?: string;
  readonly head?: Partial<ExportHead>;
  readonly held?: number;
  readonly blockEntries?: number;
}

/** The texts of the blocks of an export, as central would write them. */
export function exportTexts(made: MadeExport): Uint8Array[] {
  const {
    bodies,
    first = 0,
    until = bodies.length,
    signer = TEST_SIGNER,
    kiosk = "hanoi-01",
    witness,
    notes = [],
    blockEntries = 4,
  } = made;
  const leaves = bodies.map(leafHash);
  const node = nodesOver(leaves);
  const head: ExportHead = {
    format: AUDIT_FORMAT,
    from: DAY,
    to: DAY,
    all: false,
    kiosks: 1,
    sealed: false,
    exportedAt: DAY_START + 200_000,
    exportedBy: "test",
    software: "0.1.0",
    ...made.head,
  };
  const kioskHead: KioskHead = {
    kiosk,
    key: verifierKeyText(signer.key),
    enrolledAt: 1,
    held: made.held ?? bodies.length,
    first,
    until,
    peaks: placesOf(first).map(({ level, index }) => hashText(node(level, index))),
  };
  const proofOf = (size: number) =>
    size < first ? consistencyProof(size, first, node) : size > until && size <= bodies.length ? consistencyProof(until, size, node) : [];
  const all = [...(made.checkpoints ?? [bodies.length]).map((size) => checkpointOf(leaves, size, signer, witness)), ...notes];
  const records = all.map((note) => {
    const size = parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1))?.size ?? 0;
    return recordLine({ checkpoint: note, proof: proofOf(size).map(hashText) });
  });
  const blocks: Uint8Array[] = [];
  for (let at = first; at < until; at += blockEntries) {
    const entries = bodies.slice(at, Math.min(until, at + blockEntries)).map((body) => ({ body, leaf: leafHash(body), isLost: false }));
    blocks.push(entriesText(at, entries, head.sealed));
  }
  return [recordLine(head), recordLine(kioskHead), ...(records.length > 0 ? [Buffer.concat(records)] : []), ...blocks];
}

/** A block of entries, whatever they are. */
export function entriesBlock(first: number, entries: readonly HeldEntry[]): Uint8Array {
  return entriesText(first, entries, false);
}

/** A file with these blocks, and its last one. */
export function fileOf(texts: readonly Uint8Array[]): Uint8Array {
  const blocks: Uint8Array[] = [];
  let before = NO_BLOCK;
  const add = (block: Uint8Array) => {
    blocks.push(block);
    before = linkAfter(block);
  };
  for (const text of texts) add(encodeBlock(text, before));
  add(encodeLastBlock(recordLine({ end: AUDIT_FORMAT, blocks: texts.length }), before));
  return Buffer.concat(blocks);
}

/** What an auditor of the tests' device believes. */
export function auditKeys(witness?: Witness, signers: readonly LogSigner[] = [TEST_SIGNER]): AuditKeys {
  const keys = parseAuditKeys(
    auditKeysText(
      witness ? [witness.key] : [],
      signers.map(({ key }) => key),
    ),
  );
  if (typeof keys === "number") throw new Error("audit: the keys of this test are none");
  return keys;
}

/** What came out of a file. */
export interface Audited {
  readonly exit: 0 | 1 | 2 | 3;
  readonly kiosks: readonly KioskVerdict[];
  /** Of all kiosks. */
  readonly findings: readonly KioskFinding[];
  readonly file: readonly FileFinding[];
  readonly scans: number;
}

const TEST_KEYS = auditKeys();

/** Verifies a file as `tram audit verify` does. */
export function audited(
  file: Uint8Array,
  keys: AuditKeys = TEST_KEYS,
  others: readonly OtherHead[] = [],
  pieceBytes = file.length,
): Audited {
  const audit = newAudit({ keys, othersOf: () => others, asked: [] });
  const splitter = blockSplitter();
  const kiosks: KioskVerdict[] = [];
  for (let at = 0; at < file.length; at += pieceBytes) {
    for (const block of splitter.push(file.subarray(at, at + pieceBytes))) {
      const verdicts = audit.block(block);
      if (verdicts === "no-export") return { exit: 2, kiosks, findings: [], file: [], scans: 0 };
      kiosks.push(...verdicts);
    }
  }
  const end = audit.end(splitter.rest > 0);
  if (!end) return { exit: 2, kiosks, findings: [], file: [], scans: 0 };
  kiosks.push(...end.last);
  const findings = kiosks.flatMap((verdict) => verdict.findings);
  const exit = auditExit(new Set([...findings, ...end.verdict.findings].map(weightOf)));
  return { exit, kiosks, findings, file: end.verdict.findings, scans: end.verdict.tally.scans };
}
