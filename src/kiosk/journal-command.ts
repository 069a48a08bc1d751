// `tram journal show|export`: reads a journal and never changes it. Also works on one that a running kiosk is writing.

import { displayJson, displayLine } from "../core/display-text.ts";
import { hexOf } from "../core/hex.ts";
import type { Entry } from "../core/journal-entry.ts";
import { isJournalEvent, type JournalBody, type JournalEvent } from "../core/journal-event.ts";
import type { JournalRecord } from "../core/journal-record.ts";
import type { JournalPart } from "../core/journal-scan.ts";
import { verdictOf } from "../core/reason.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import { problemLines, timeInVietnam } from "./journal-texts.ts";

/** Checks the journal in a folder and yields what it comes upon, read only; without a key by the one that the folder names. */
export type InspectJournal = (folder: string, key?: NoteKey) => AsyncIterable<JournalPart>;

/** Takes one line of output, without its end. */
export type Print = (line: string) => void | Promise<void>;

/** Which entries to show. */
export interface JournalRange {
  /** First entry, from 0. */
  readonly from: number;
  /** How many at most. */
  readonly limit: number;
}

/** Exit code: 0 the journal is whole, 1 it is damaged or not what was signed before, 2 there is none. */
export type JournalExit = 0 | 1 | 2;

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
      case "begin":
        break;
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

/** There is no journal in the folder. */
export async function sayAbsent(folder: string, json: boolean, print: Print): Promise<JournalExit> {
  if (json) await print(displayJson({ folder, state: "absent" }));
  else {
    await print(`Không có nhật ký trong ${displayLine(folder)}. Nhật ký là thư mục journal trong thư mục dữ liệu của máy.`);
    await print(`There is no journal in ${displayLine(folder)}. It is the folder journal in the kiosk's data folder.`);
  }
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

function factText(name: string, value: string | number | boolean): string {
  if (name === "leapt" || name === "stood") return `${value} s`;
  const isTime = ["issuedAt", "expiresAt", "was", "floor", "proven", "issued", "signed", "claimed", "heldAt"].includes(name);
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
