// The verifier of an export: told of one block after the other, it needs the device's and the witnesses' public keys, and nothing else.
import { sameBytes } from "../journal-chain.ts";
import { parseVerifierKey, verifierKeyText } from "../signed-note.ts";
import { startOfDayInVietnam } from "../time.ts";
import { type Block, decodeBlock, encodeLastBlock, linkAfter, NO_BLOCK } from "./block.ts";
import { entryLinesIn, linesIn } from "./entry-lines.ts";
import type { FileFinding } from "./findings.ts";
import type { AuditKeys } from "./keys.ts";
import { type KioskAudit, type KioskVerdict, kioskAudit } from "./kiosk-audit.ts";
import {
  type BlockHead,
  blockHeadIn,
  type CheckpointRecord,
  checkpointIn,
  type ExportHead,
  type KioskHead,
  MAX_CHECKPOINTS,
} from "./records.ts";
import type { OtherHead } from "./signed-heads.ts";
import { newTally, type Tally } from "./tally.ts";

/** Seconds of a day. */
const DAY = 86_400;

/** Most findings about a file as a whole that are told. */
const MAX_FINDINGS = 1000;

/** What a file is held against. */
export interface AuditTrust {
  readonly keys: AuditKeys;
  /** Heads from elsewhere that this kiosk's device has signed; `exportedAt` is when the file was made. */
  readonly othersOf: (kiosk: string, exportedAt: number) => readonly OtherHead[];
  /** Kiosks of which somebody has given a head, and wants to be told. */
  readonly asked: readonly string[];
}

/** What came out of a whole file. */
export interface AuditVerdict {
  readonly head: ExportHead;
  readonly findings: readonly FileFinding[];
  readonly tally: Tally;
  readonly kiosks: number;
  /** Entries that are proven, of those that there should be. */
  readonly proven: number;
  readonly entries: number;
}

/** Takes a file's blocks in their order. */
export interface Audit {
  /** The verdicts of kiosks that are known now: each comes when the next kiosk begins, or at the end. `no-export`: the file is none. */
  block(bytes: Uint8Array): readonly KioskVerdict[] | "no-export";
  /** No further block comes. `rest`: bytes are left that are none. Undefined: there was no export at all. */
  end(rest: boolean): { readonly last: readonly KioskVerdict[]; readonly verdict: AuditVerdict } | undefined;
}

/** Where the reader is: what may come next depends on it. */
type Place = "start" | "kiosks" | "checkpoints" | "evidence" | "entries" | "ended";

/** What may stand behind what. */
const FOLLOWS: Readonly<Record<Place, readonly BlockHead["kind"][]>> = {
  start: ["export"],
  kiosks: ["kiosk", "end"],
  checkpoints: ["checkpoints", "evidence", "entries", "kiosk", "end"],
  evidence: ["evidence", "entries", "kiosk", "end"],
  entries: ["entries", "kiosk", "end"],
  ended: [],
};

/** A new audit. */
export function newAudit({ keys, othersOf, asked }: AuditTrust): Audit {
  const findings: FileFinding[] = [];
  const tally = newTally();
  let place: Place = "start";
  let head: ExportHead | undefined;
  let [before, count] = [NO_BLOCK, 0];
  let [kiosks, proven, entries, checkpoints] = [0, 0, 0, 0];
  let lastKiosk = "";
  let current: { readonly head: KioskHead; readonly audit: KioskAudit | "no-key" | "other-key" } | undefined;
  const missing = new Set(keys.kiosks.keys());
  const unused = new Set(asked);

  const find = (finding: FileFinding) => {
    if (findings.length < MAX_FINDINGS) findings.push(finding);
  };
  const malformed = (block: number) => find({ kind: "file-malformed", block });

  function finishKiosk(): readonly KioskVerdict[] {
    if (!current) return [];
    const { head: of, audit } = current;
    current = undefined;
    const { kiosk, first, until } = of;
    entries += until - first;
    if (typeof audit === "string") {
      const finding = audit === "no-key" ? { kind: audit } : { kind: audit, key: of.key };
      return [{ kiosk, first, until, findings: [finding], proven: 0, tally: newTally() }];
    }
    const verdict = audit.verdict();
    proven += verdict.proven;
    tally.addAll(verdict.tally);
    return [verdict];
  }

  function beginKiosk(record: KioskHead, of: ExportHead, block: number): void {
    kiosks++;
    checkpoints = 0;
    // In the order of their names, each once: also of a kiosk that is there twice only one can be counted.
    if (record.kiosk <= lastKiosk) malformed(block);
    lastKiosk = record.kiosk;
    missing.delete(record.kiosk);
    unused.delete(record.kiosk);
    const key = keys.kiosks.get(record.kiosk);
    const enrolled = parseVerifierKey(record.key);
    const isOther = key !== undefined && (!enrolled || verifierKeyText(enrolled) !== verifierKeyText(key));
    if (!key || isOther) {
      current = { head: record, audit: key ? "other-key" : "no-key" };
      return;
    }
    const audit = kioskAudit(record, {
      key,
      witnesses: keys.witnesses,
      others: othersOf(record.kiosk, of.exportedAt),
      start: startOfDayInVietnam(of.from),
      end: startOfDayInVietnam(of.to) + DAY,
    });
    if (audit) current = { head: record, audit };
    else malformed(block);
  }

  function takeCheckpoints(first: CheckpointRecord, lines: readonly Uint8Array[], block: number): void {
    const records = [first, ...lines.map(checkpointIn)];
    checkpoints += records.length;
    const audit = current?.audit;
    for (const record of records) {
      if (!record || checkpoints > MAX_CHECKPOINTS) malformed(block);
      else if (typeof audit === "object") audit.checkpoint(record);
    }
  }

  /** What a block says, in its place. */
  function take(said: BlockHead, lines: readonly Uint8Array[], block: number): readonly KioskVerdict[] {
    const isAlone = said.kind !== "checkpoints" && said.kind !== "entries";
    if (!FOLLOWS[place].includes(said.kind) || (isAlone && lines.length > 0)) malformed(block);
    const audit = typeof current?.audit === "object" ? current.audit : undefined;
    switch (said.kind) {
      case "export":
        head ??= said.record;
        place = "kiosks";
        return [];
      case "kiosk": {
        const done = finishKiosk();
        if (head) beginKiosk(said.record, head, block);
        place = "checkpoints";
        return done;
      }
      case "checkpoints":
        takeCheckpoints(said.record, lines, block);
        return [];
      case "evidence":
        audit?.evidence(said.record);
        place = "evidence";
        return [];
      case "entries":
        audit?.entries(said.record, entryLinesIn(lines, head?.sealed ?? false));
        place = "entries";
        return [];
      case "end":
        if (said.record.blocks !== block) malformed(block);
        place = "ended";
        return finishKiosk();
    }
  }

  /** A block that cannot be unpacked, or does not follow the one before, has changed; what it says is told all the same. */
  function opened(bytes: Uint8Array, block: number): Block | undefined {
    const found = decodeBlock(bytes);
    if (!found) find({ kind: "file-damaged", block });
    else if (!sameBytes(found.before, before)) find({ kind: "file-damaged", block: Math.max(0, block - 1) });
    before = linkAfter(bytes);
    return found;
  }

  return {
    block(bytes) {
      const block = count++;
      const found = opened(bytes, block);
      const lines = found && linesIn(found.text);
      const [first, ...others] = lines ?? [];
      const said = first && blockHeadIn(first);
      if (block === 0 && said?.kind !== "export") return "no-export";
      if (!found) return [];
      if (!said) {
        malformed(block);
        return [];
      }
      // The last block has one spelling, down to how it is not packed.
      if (said.kind === "end" && !sameBytes(encodeLastBlock(found.text, found.before), bytes)) find({ kind: "file-damaged", block });
      return take(said, others, block);
    },
    end(rest) {
      if (!head) return undefined;
      if (rest) find(place === "ended" ? { kind: "file-malformed", block: count } : { kind: "file-damaged", block: count });
      if (place !== "ended") find({ kind: "file-cut" });
      const last = finishKiosk();
      if (kiosks !== head.kiosks) find({ kind: "kiosks-missing", said: head.kiosks, found: kiosks });
      if (head.all) for (const kiosk of missing) find({ kind: "not-exported", kiosk });
      for (const kiosk of unused) find({ kind: "head-unused", kiosk });
      return { last, verdict: { head, findings: merged(findings), tally, kiosks, proven, entries } };
    },
  };
}

/** Each once. */
function merged(findings: readonly FileFinding[]): readonly FileFinding[] {
  const known = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...known.values()];
}
