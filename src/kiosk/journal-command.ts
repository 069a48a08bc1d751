// `tram journal verify|show|export`: reads a journal and never changes it. Also works on one that a running kiosk is writing.

import { displayJson, displayLine } from "../core/display-text.ts";
import { hexOf } from "../core/hex.ts";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import type { Entry } from "../core/journal-entry.ts";
import { isJournalEvent, type JournalBody, type JournalEvent } from "../core/journal-event.ts";
import type { JournalRecord } from "../core/journal-record.ts";
import type { Damage, JournalPart, JournalProblem, TornTail } from "../core/journal-scan.ts";
import { verdictOf } from "../core/reason.ts";
import type { EpochSeconds } from "../core/time.ts";

/** Checks the journal in a folder and yields what it comes upon, read only. */
export type InspectJournal = (folder: string) => AsyncIterable<JournalPart>;

/** Takes one line of output, without its end. */
export type Print = (line: string) => void | Promise<void>;

/** Which entries to show. */
export interface JournalRange {
  /** First entry, from 0. */
  readonly from: number;
  /** How many at most. */
  readonly limit: number;
}

/** Exit code: 0 the journal is whole, 1 it is damaged, 2 there is none. */
export type JournalExit = 0 | 1 | 2;

const PROBLEM_TEXTS: Readonly<Record<JournalProblem, { readonly vi: string; readonly en: string }>> = {
  "header-invalid": { vi: "phần đầu tệp không đúng", en: "the file does not start as a journal segment" },
  gap: { vi: "thiếu một tệp hoặc một số bản ghi", en: "a file or some entries are missing" },
  "chain-broken": { vi: "chuỗi băm bị đứt: có bản ghi bị thay đổi hoặc tráo đổi", en: "the hash chain is broken: entries were exchanged" },
  "record-invalid": { vi: "dữ liệu của bản ghi đã bị thay đổi", en: "the bytes of an entry have changed" },
  "length-wrong": {
    vi: "tệp không đúng độ dài, có thể đã mất bản ghi",
    en: "the file does not have the length it was made with, entries may be lost",
  },
  "entry-invalid": {
    vi: "bản ghi không hợp lệ, hoặc do phiên bản mới hơn ghi",
    en: "a record is no valid entry, or was written by a newer version",
  },
};

const ADVICE = {
  vi: "Không sửa, không xoá gì. Sao chép cả thư mục ra nơi khác rồi báo cho người vận hành (docs/journal.md).",
  en: 'Change and delete nothing. Copy the whole folder elsewhere and tell the operator (docs/journal.md, "When a journal is damaged").',
};

interface Summary {
  entries: number;
  chain: Uint8Array;
  firstAt: EpochSeconds | undefined;
  lastAt: EpochSeconds | undefined;
  /** How often an entry is earlier than the one before it; a clock was set. No damage. */
  clockSteps: number;
  firstClockStep: number | undefined;
}

/** Checks every byte, CRC, chain hash, position and entry, and prints what it found. */
export async function verifyJournal(inspect: InspectJournal, folder: string, json: boolean, print: Print): Promise<JournalExit> {
  const summary: Summary = {
    entries: 0,
    chain: EMPTY_CHAIN,
    firstAt: undefined,
    lastAt: undefined,
    clockSteps: 0,
    firstClockStep: undefined,
  };
  for await (const part of inspect(folder)) {
    switch (part.kind) {
      case "entry":
        count(summary, part.record, part.entry);
        break;
      case "end":
        for (const line of json ? [asJson(folder, summary, part)] : wholeLines(summary, part)) await print(line);
        return 0;
      case "damage":
        for (const line of json ? [asJson(folder, summary, part)] : damageLines(folder, summary, part.damage)) await print(line);
        return 1;
      case "absent":
        return await sayAbsent(folder, json, print);
    }
  }
  throw new Error("journal command: the check ended without a result");
}

/** Prints entries one a line, for people or, with `json`, as exportJournal() does. */
export function showJournal(
  inspect: InspectJournal,
  folder: string,
  range: JournalRange,
  json: boolean,
  print: Print,
): Promise<JournalExit> {
  return eachEntry(inspect, folder, range, json, print, json ? exportLine : showLine);
}

/** Prints entries as JSON lines: `{"seq","chain"(hex),"entry"}`. Entries before a damage are printed, then the damage. */
export function exportJournal(inspect: InspectJournal, folder: string, range: JournalRange, print: Print): Promise<JournalExit> {
  return eachEntry(inspect, folder, range, true, print, exportLine);
}

async function eachEntry(
  inspect: InspectJournal,
  folder: string,
  { from, limit }: JournalRange,
  json: boolean,
  print: Print,
  lineOf: (record: JournalRecord, entry: JournalBody) => string,
): Promise<JournalExit> {
  let left = limit;
  for await (const part of inspect(folder)) {
    switch (part.kind) {
      case "entry":
        if (left === 0) return 0;
        if (part.record.seq < from) break;
        await print(lineOf(part.record, part.entry));
        left--;
        break;
      case "end":
        return 0;
      case "damage":
        for (const line of json ? [displayJson({ damage: part.damage })] : problemLines(folder, part.damage)) await print(line);
        return 1;
      case "absent":
        return await sayAbsent(folder, json, print);
    }
  }
  return 0;
}

function count(summary: Summary, record: JournalRecord, entry: JournalBody): void {
  if (summary.lastAt !== undefined && entry.at < summary.lastAt) {
    summary.clockSteps++;
    summary.firstClockStep ??= record.seq;
  }
  summary.entries++;
  summary.chain = record.chain;
  summary.firstAt ??= entry.at;
  summary.lastAt = entry.at;
}

function wholeLines(summary: Summary, end: { readonly segments: number; readonly torn: TornTail | undefined }): string[] {
  const lines = ["Nhật ký nguyên vẹn / The journal is whole", ...summaryLines(summary), `  tệp / files:          ${end.segments}`];
  if (end.torn) {
    const { file, offset, bytes } = end.torn;
    lines.push(
      `  Một bản ghi cuối đang được ghi hoặc bị ngắt khi mất điện, chưa từng được xác nhận: ${file}, byte ${offset}, ${bytes} byte`,
      "  A last entry is being written, or was cut off by a power cut and never acknowledged; the kiosk drops it at its next start",
    );
  }
  return lines;
}

function damageLines(folder: string, summary: Summary, damage: Damage): string[] {
  return [...problemLines(folder, damage), "  Trước chỗ hỏng / before the damage:", ...summaryLines(summary)];
}

function problemLines(folder: string, { problem, file, offset, seq }: Damage): string[] {
  const { vi, en } = PROBLEM_TEXTS[problem];
  return [
    `Nhật ký bị hỏng: ${vi}. ${ADVICE.vi}`,
    `The journal is damaged: ${en}. ${ADVICE.en}`,
    `  ${displayLine(folder)}/${file}, byte ${offset}, entry ${seq} (${problem})`,
  ];
}

function summaryLines({ entries, chain, firstAt, lastAt, clockSteps, firstClockStep }: Summary): string[] {
  const lines = [`  bản ghi / entries:    ${entries}`, `  chuỗi băm / chain:    ${hexOf(chain)}`];
  if (firstAt !== undefined && lastAt !== undefined) {
    lines.push(`  đầu tiên / first:     ${timeInVietnam(firstAt)}`, `  cuối cùng / last:     ${timeInVietnam(lastAt)}`);
  }
  if (clockSteps > 0) {
    lines.push(`  đồng hồ lùi / clock went back: ${clockSteps}×, first at entry ${firstClockStep}; the order of the entries stands`);
  }
  return lines;
}

function asJson(folder: string, summary: Summary, part: Extract<JournalPart, { kind: "end" | "damage" }>): string {
  return displayJson({
    folder,
    state: part.kind === "end" ? "whole" : "damaged",
    ...summary,
    chain: hexOf(summary.chain),
    ...(part.kind === "end" ? { segments: part.segments, torn: part.torn } : { damage: part.damage }),
  });
}

async function sayAbsent(folder: string, json: boolean, print: Print): Promise<JournalExit> {
  if (json) await print(displayJson({ folder, state: "absent" }));
  else await print(`Không có nhật ký trong ${displayLine(folder)} / There is no journal in ${displayLine(folder)}`);
  return 2;
}

function exportLine(record: JournalRecord, entry: JournalBody): string {
  return displayJson({ seq: record.seq, chain: hexOf(record.chain), entry });
}

function showLine(_record: JournalRecord, body: JournalBody): string {
  return isJournalEvent(body) ? eventLine(body) : entryLine(body);
}

function eventLine({ seq, at, reason, clock, ...facts }: JournalEvent): string {
  const said = Object.entries(facts).map(([name, value]) => `${name}=${factText(name, value)}`);
  return [`#${seq}`, shownTime(at, clock), reason, ...said].join("  ");
}

function factText(name: string, value: string | number): string {
  if (name === "leapt" || name === "stood") return `${value} s`;
  const isTime = ["issuedAt", "expiresAt", "was", "floor", "proven", "issued", "signed", "claimed"].includes(name);
  if (!isTime) return String(value);
  return value === 0 ? "none" : timeInVietnam(Number(value));
}

function entryLine(entry: Entry): string {
  const { seq, at, reason, source, format, type, issuer, keyId, warnings, policy, trust, clock, durationMs } = entry;
  const facts = [
    `#${seq}`,
    shownTime(at, clock),
    verdictOf(reason),
    reason,
    source,
    ...(format ? [type ? `${format}/${type}` : format] : []),
    ...(issuer === undefined ? [] : [`issuer=${displayLine(issuer)}`]),
    ...(keyId === undefined ? [] : [`key=${displayLine(keyId)}`]),
    ...(warnings ? [`warnings=${warnings.join(",")}`] : []),
    `policy=${displayLine(policy)}`,
    `trust=${trust}`,
    `${durationMs.toFixed(1)} ms`,
  ];
  return facts.join("  ");
}

/** A time that the kiosk did not believe itself has a mark. */
function shownTime(at: EpochSeconds, clock: JournalBody["clock"]): string {
  return clock === undefined ? timeInVietnam(at) : `${timeInVietnam(at)} (clock ${clock})`;
}

/** `2026-11-23 20:31:05 +07:00`, the time that the people at the counter saw. */
function timeInVietnam(at: EpochSeconds): string {
  return `${new Date((at + 7 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ")} +07:00`;
}
