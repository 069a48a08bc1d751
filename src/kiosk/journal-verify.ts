// `tram journal verify`: whether a journal is whole, and whether it is the one that its device has signed before.
import { displayJson } from "../core/display-text.ts";
import { hexOf } from "../core/hex.ts";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import type { JournalBody } from "../core/journal-event.ts";
import { HEADER_BYTES } from "../core/journal-header.ts";
import { type HistoryFinding, isContradiction, watchHistory } from "../core/journal-history.ts";
import type { Damage, JournalPart, ScannedRecord } from "../core/journal-scan.ts";
import type { TreeHead } from "../core/merkle-proof.ts";
import { EMPTY_ROOT, rootOf } from "../core/merkle-tree.ts";
import { type NoteKey, verifierKeyText } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import { type DamagedPlace, type DamagedPlaces, listPlaces } from "./damaged-places.ts";
import { type InspectJournal, type JournalExit, type Print, sayAbsent } from "./journal-command.ts";
import { contradictionLines, placeLines, problemLines, timeInVietnam } from "./journal-texts.ts";

/** What a journal is held against, and how the result is said. */
export interface VerifyOptions {
  readonly json: boolean;
  /** Of the device, as somebody else knows it; absent: the folder's own word is taken. */
  readonly key?: NoteKey;
  /** What the device has signed before. */
  readonly checkpoints?: readonly TreeHead[];
  /** What central has acknowledged by the kiosk's own word, which anybody who holds the disk can change: it can contradict, and proves nothing. */
  readonly acknowledged?: TreeHead;
  /** All damaged places from the first one on; absent: that one alone is named. */
  readonly survey?: (first: Damage) => AsyncIterable<DamagedPlace>;
}

interface Summary {
  entries: number;
  /** Position of the first entry that is there. */
  first: number;
  chain: Uint8Array;
  root: Uint8Array;
  /** How many segments' first entries were seen, and how many entries the newest of these segments' headers signs. */
  segmentsBegun: number;
  headerSize: number;
  firstAt: EpochSeconds | undefined;
  lastAt: EpochSeconds | undefined;
  /** How often an entry is earlier than the one before it; a clock was set. No damage. */
  clockSteps: number;
  firstClockStep: number | undefined;
}

/** Checks every byte, CRC, hash, signature, position and entry, holds the journal against older checkpoints, and prints what it found. */
export async function verifyJournal(inspect: InspectJournal, folder: string, options: VerifyOptions, print: Print): Promise<JournalExit> {
  const { json, checkpoints = [], acknowledged } = options;
  const say = async (lines: readonly string[]) => {
    for (const line of lines) await print(line);
  };
  const history = watchHistory([...checkpoints, ...(acknowledged ? [acknowledged] : [])]);
  const summary = emptySummary();
  for await (const part of inspect(folder, options.key)) {
    switch (part.kind) {
      case "begin":
        Object.assign(summary, emptySummary());
        summary.first = summary.headerSize = part.end.tree.size;
        summary.chain = part.end.chain;
        summary.root = rootOf(part.end.tree);
        history.reached(part.end.tree);
        break;
      case "entry":
        count(summary, part.record, part.entry);
        history.reached(part.record.tree);
        break;
      case "end": {
        summary.root = rootOf(part.end.tree);
        const findings = history.findings();
        const unsigned = unsignedEntries(summary, part, matching(findings, checkpoints));
        const lines = () => endLines(summary, part, findings, { unsigned, isGivenKey: options.key !== undefined });
        await say(json ? [endJson(folder, summary, part, findings, unsigned)] : lines());
        return findings.some(isContradiction) ? 1 : 0;
      }
      case "damage": {
        const all = options.survey && (await listPlaces(options.survey(part.damage)));
        await say(json ? [damageJson(folder, summary, part.damage, all)] : damageLines(folder, summary, part.damage, all));
        return 1;
      }
      case "absent":
        return await sayAbsent(folder, json, print);
    }
  }
  throw new Error("journal command: the check ended without a result");
}

function emptySummary(): Summary {
  const times = { firstAt: undefined, lastAt: undefined, clockSteps: 0, firstClockStep: undefined };
  return { entries: 0, first: 0, chain: EMPTY_CHAIN, root: EMPTY_ROOT, segmentsBegun: 0, headerSize: 0, ...times };
}

/**
 * How many of the newest entries nothing binds that was signed: the header of a segment signs what is before it, and a checkpoint all that it
 * is about. Attack: whoever holds the disk, without the key, can write these anew with a chain that fits.
 */
function unsignedEntries({ entries, segmentsBegun, headerSize }: Summary, end: EndPart, checkpoints: readonly TreeHead[]): number {
  const { size } = end.end.tree;
  const isLastEmpty = segmentsBegun < end.segments;
  const byHeader = !end.key ? 0 : isLastEmpty ? size : headerSize;
  const signed = Math.max(byHeader, ...checkpoints.map((checkpoint) => checkpoint.size));
  return Math.min(entries, size - signed);
}

function matching(findings: readonly HistoryFinding[], checkpoints: readonly TreeHead[]): readonly TreeHead[] {
  return checkpoints.filter(({ size }) => findings.some((finding) => finding.kind === "matches" && finding.size === size));
}

function count(summary: Summary, record: ScannedRecord, entry: JournalBody): void {
  if (summary.lastAt !== undefined && entry.at < summary.lastAt) {
    summary.clockSteps++;
    summary.firstClockStep ??= record.seq;
  }
  if (record.offset === HEADER_BYTES) {
    summary.segmentsBegun++;
    summary.headerSize = record.seq;
  }
  summary.entries++;
  summary.chain = record.chain;
  summary.firstAt ??= entry.at;
  summary.lastAt = entry.at;
}

type EndPart = Extract<JournalPart, { kind: "end" }>;

function endLines(
  summary: Summary,
  end: EndPart,
  findings: readonly HistoryFinding[],
  { unsigned, isGivenKey }: { readonly unsigned: number; readonly isGivenKey: boolean },
): readonly string[] {
  const wrong = findings.filter(isContradiction);
  const head =
    wrong.length === 0
      ? ["Nhật ký nguyên vẹn / The journal is whole"]
      : wrong.flatMap(({ kind, from, until }) => contradictionLines(kind, from, until));
  const lines = [...head, ...summaryLines(summary), `  gốc cây / root:       ${hexOf(summary.root)}`, ...keyLines(end.key, isGivenKey)];
  for (const { kind, size } of findings) {
    if (kind === "matches") lines.push(`  khớp với điểm mốc / agrees with the checkpoint of ${size} entries`);
    if (kind === "removed") lines.push(`  không so được / cannot be compared, its entries were removed: the checkpoint of ${size} entries`);
  }
  if (end.key && unsigned > 0) {
    lines.push(
      `  chưa có chữ ký nào xác nhận ${unsigned} mục cuối; đối chiếu với trung tâm: --checkpoint`,
      `  no signature binds the last ${unsigned === 1 ? "entry" : `${unsigned} entries`} yet; compare with central's: --checkpoint`,
    );
  }
  lines.push(`  tệp / files:          ${end.segments}`);
  if (end.torn) {
    const { file, offset, bytes } = end.torn;
    lines.push(
      `  Mục cuối đang được ghi hoặc bị ngắt khi mất điện, chưa từng được xác nhận: ${file}, byte ${offset}, ${bytes} byte`,
      "  A last entry is being written, or was cut off by a power cut and never acknowledged; the kiosk drops it at its next start",
    );
  }
  return lines;
}

function keyLines(key: NoteKey | undefined, isGiven: boolean): readonly string[] {
  if (!key) {
    return ["  khoá / key:           không có, chưa kiểm tra chữ ký nào / none: no signature was checked; give the device's with --key"];
  }
  const whose = isGiven ? "" : "; lấy từ chính thư mục này / from the folder itself, compare it with central's";
  return [`  khoá / key:           ${verifierKeyText(key)}${whose}`];
}

function damageLines(folder: string, summary: Summary, damage: Damage, all: DamagedPlaces | undefined): readonly string[] {
  const places = all ? placeLines(all.places, all.more) : [];
  return [...problemLines(folder, damage), ...places, "  Trước chỗ hỏng đầu tiên / before the first damage:", ...summaryLines(summary)];
}

function summaryLines({ entries, first, chain, firstAt, lastAt, clockSteps, firstClockStep }: Summary): readonly string[] {
  const lines = [`  mục / entries:        ${entries}`];
  if (first > 0) {
    lines.push(
      `  Các mục 0 – ${first - 1} đã được chính máy này xoá sau thời hạn lưu; phần còn lại vẫn chứng minh được`,
      `  Entries 0 – ${first - 1} were removed by the device itself when they were old enough; the rest can be proven still`,
    );
  }
  lines.push(`  chuỗi băm / chain:    ${hexOf(chain)}`);
  if (firstAt !== undefined && lastAt !== undefined) {
    lines.push(`  đầu tiên / first:     ${timeInVietnam(firstAt)}`, `  cuối cùng / last:     ${timeInVietnam(lastAt)}`);
  }
  if (clockSteps > 0) {
    lines.push(
      `  đồng hồ lùi ${clockSteps} lần, lần đầu ở mục ${firstClockStep}; thứ tự các mục vẫn đúng`,
      `  the clock went back ${clockSteps} times, first at entry ${firstClockStep}; the order of the entries stands`,
    );
  }
  return lines;
}

function endJson(
  folder: string,
  { root, segmentsBegun: _, headerSize: __, ...summary }: Summary,
  { segments, torn, key }: EndPart,
  findings: readonly HistoryFinding[],
  unsigned: number,
): string {
  return displayJson({
    folder,
    state: findings.some(isContradiction) ? "contradicted" : "whole",
    ...summary,
    chain: hexOf(summary.chain),
    root: hexOf(root),
    key: key && verifierKeyText(key),
    ...(!key && { signatures: "unchecked" }),
    unsigned,
    ...(findings.length > 0 && { checkpoints: findings }),
    segments,
    torn,
  });
}

function damageJson(
  folder: string,
  { root: _, segmentsBegun: __, headerSize: ___, ...summary }: Summary,
  damage: Damage,
  all: DamagedPlaces | undefined,
): string {
  const places = all && all.places.length > 0 && { damages: all.places, moreDamages: all.more };
  return displayJson({ folder, state: "damaged", ...summary, chain: hexOf(summary.chain), damage, ...places });
}
