// One kiosk's journal in an export, verified while it is read: what is held at a time is its tree's edge, and heads to compare with.
import { EMPTY_FRONTIER, type Frontier, peakCount, withLeaf } from "../merkle-tree.ts";
import type { NoteKey } from "../signed-note.ts";
import type { EpochSeconds } from "../time.ts";
import { comparedEntries, type EntryDifference } from "./differences.ts";
import type { EntryLine } from "./entry-lines.ts";
import { judgeEvidence } from "./evidence.ts";
import type { KioskFinding, Range } from "./findings.ts";
import { periodCount } from "./period-count.ts";
import { type CheckpointRecord, type EntriesHead, type EvidenceRecord, hashesOf, type KioskHead } from "./records.ts";
import { type OtherHead, signedHeads } from "./signed-heads.ts";
import type { Tally } from "./tally.ts";

/** What there is to know of a kiosk's journal in an export. */
export interface KioskVerdict extends Pick<KioskHead, "kiosk" | "first" | "until"> {
  readonly findings: readonly KioskFinding[];
  /** Entries of the export that the device has signed, none of them changed. */
  readonly proven: number;
  /** Of genuine entries within the period. */
  readonly tally: Tally;
  readonly witnessedAt?: EpochSeconds;
}

/** What a kiosk is held against. */
export interface KioskTrust {
  readonly key: NoteKey;
  readonly witnesses: readonly NoteKey[];
  readonly others: readonly OtherHead[];
  /** The period: `start <= at < end`. */
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
}

/** Takes a kiosk's blocks in their order: checkpoints, evidence, entries. */
export interface KioskAudit {
  checkpoint(record: CheckpointRecord): void;
  evidence(record: EvidenceRecord): void;
  entries(head: EntriesHead, lines: readonly EntryLine[]): void;
  verdict(): KioskVerdict;
}

/** Most ranges that are named; what is beyond makes the last one longer. */
const MAX_RANGES = 1000;

/** An audit of the kiosk with this head; undefined where the head contradicts itself. */
export function kioskAudit(head: KioskHead, trust: KioskTrust): KioskAudit | undefined {
  const { kiosk, first, until } = head;
  const peaks = hashesOf(head.peaks);
  if (!peaks || peaks.length !== peakCount(first) || first > until || until > head.held) return undefined;
  const heads = signedHeads(head, trust.key, trust.witnesses);
  for (const other of trust.others) heads.addOther(other);
  /** Undefined behind a gap: from there on nothing can be proven. */
  let tree: Frontier | undefined = first === 0 ? EMPTY_FRONTIER : { size: first, peaks };
  let position = first;
  let [genuine, isBegun] = [0, false];
  const period = periodCount(head, trust);
  const findings: KioskFinding[] = [];
  const claims = new Map<number, Uint8Array[]>();
  /** Places for which the device has signed another entry than the one here, should that be signed as well. */
  const twice: number[] = [];
  const open: EvidenceRecord[] = [];

  function begin(): void {
    if (!isBegun && tree) heads.reached(tree);
    isBegun = true;
  }

  function compareClaims(seq: number, leaf: Uint8Array): void {
    const claimed = claims.get(seq);
    if (claimed?.some((other) => Buffer.compare(other, leaf) !== 0)) twice.push(seq);
    claims.delete(seq);
  }

  return {
    checkpoint: (record) => heads.add(record),
    evidence(record) {
      const { contradiction, seq } = record;
      const judged = judgeEvidence(record, kiosk, trust.key);
      if (!judged) return void findings.push({ kind: "evidence-invalid", contradiction, seq });
      for (const claim of judged.heads) heads.addOther({ ...claim, by: "evidence", isOlder: true });
      for (const claim of judged.entries) claims.set(claim.seq, [...(claims.get(claim.seq) ?? []), claim.leaf]);
      if (judged.cut) findings.push({ kind: "cut-back", ...judged.cut, by: "evidence" });
      else open.push(record);
    },
    entries(block, lines) {
      begin();
      const end = block.first + block.leaves.length;
      if (block.first < position || end > until) {
        findings.push({ kind: "added", after: Math.min(block.first, until) - 1, count: lines.length });
        return;
      }
      if (block.first > position) {
        addRange(findings, { kind: "removed", from: position, until: block.first });
        tree = undefined;
      }
      position = end;
      for (const [index, leaf] of block.leaves.entries()) {
        if (claims.size > 0) compareClaims(block.first + index, leaf);
        if (!tree) continue;
        tree = withLeaf(tree, leaf);
        heads.reached(tree);
      }
      const { genuine: found, differences } = comparedEntries(block, lines);
      genuine += found.size;
      for (const difference of differences) addDifference(findings, difference);
      for (const [seq, line] of found) period.add(seq, line);
    },
    verdict() {
      begin();
      if (position < until) {
        addRange(findings, { kind: "removed", from: position, until });
        tree = undefined;
      }
      const { findings: ofHeads, covered, largest, witnessedAt } = heads.verdict(tree);
      // Of what only stands here, and is not signed, the device is not to blame.
      const rewritten = twice.filter((seq) => seq < covered).map((seq): KioskFinding => ({ kind: "rewritten", seq }));
      const all = [...findings, ...rewritten, ...ofHeads];
      if (covered < until && !all.some(({ kind }) => kind === "not-as-signed" || kind === "removed"))
        all.push({ kind: "unsigned", from: covered, until });
      const isCovered = covered === until && until > first;
      if (isCovered && trust.witnesses.length > 0 && witnessedAt === undefined) all.push({ kind: "unwitnessed", size: until });
      const isShown = all.some(({ kind }) => kind === "forked" || kind === "rewritten" || kind === "cut-back");
      if (!isShown)
        for (const { contradiction, seq, receivedAt } of open) all.push({ kind: "contradiction-open", contradiction, seq, at: receivedAt });
      return {
        kiosk,
        first,
        until,
        findings: [...all, ...period.findings(largest)],
        proven: Math.min(genuine, covered - first),
        tally: period.tally,
        ...(witnessedAt !== undefined && { witnessedAt }),
      };
    },
  };
}

function addDifference(findings: KioskFinding[], difference: EntryDifference): void {
  if (difference.kind !== "added") {
    addRange(findings, { kind: difference.kind, from: difference.seq, until: difference.seq + 1 });
    return;
  }
  const last = findings.findIndex((finding) => finding.kind === "added" && finding.after === difference.after);
  const known = findings[last];
  if (known?.kind === "added") findings[last] = { ...known, count: known.count + 1 };
  else findings.push({ kind: "added", after: difference.after, count: 1 });
}

/** Adds a range to those of its kind; one that goes on makes the last one longer. */
function addRange(findings: KioskFinding[], range: Range & { readonly kind: "changed" | "removed" | "moved" }): void {
  const ofKind = findings.findLastIndex(({ kind }) => kind === range.kind);
  const last = findings[ofKind];
  const goesOn = last !== undefined && "until" in last && (last.until === range.from || findings.length >= MAX_RANGES);
  if (goesOn && last.kind === range.kind) findings[ofKind] = { ...last, until: range.until };
  else findings.push(range);
}
