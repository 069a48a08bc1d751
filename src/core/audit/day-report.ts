// The daily report of a kiosk as central prints it: what is counted, and the tree head that fixes all of it.

import type { Reason } from "../reason.ts";
import { REASON_TEXTS } from "../reason-texts.ts";
import { OVERRIDE_BECAUSES, SERVICE_BECAUSES } from "../staff-because.ts";
import type { Text } from "../text.ts";
import type { EpochSeconds } from "../time.ts";
import type { KioskFinding } from "./findings.ts";
import { byCount, type TalliedVerdict, type Tally } from "./tally.ts";
import { kioskText } from "./texts.ts";

/** What a report is made of. */
export interface DayReport {
  readonly kiosk: string;
  /** `2026-11-27` */
  readonly day: string;
  readonly madeAt: EpochSeconds;
  readonly version: string;
  readonly tally: Tally;
  /** First and last entry of the day in the journal; absent: there was none. */
  readonly entries?: { readonly first: number; readonly last: number };
  /** What is to be known: lost and set aside entries, odd clocks, contradictions. */
  readonly findings: readonly KioskFinding[];
  /** The note of the tree that has all entries of the day in it, or else of the newest; absent: the kiosk has signed none yet. */
  readonly head?: { readonly note: string; readonly size: number; readonly hasAll: boolean };
}

/** A line of a table: how many, of what. */
export interface CountedRow {
  readonly count: number;
  readonly code?: string;
  readonly text: Text;
}

/** A table with its heading; empty ones are left out. */
export interface CountedTable {
  readonly title: Text;
  readonly rows: readonly CountedRow[];
}

/** Verdicts in the order in which they are drawn, each with its words and its grey, which a black and white printer tells apart. */
export const DRAWN_VERDICTS: readonly { readonly verdict: TalliedVerdict; readonly text: Text; readonly grey: number }[] = [
  { verdict: "accept", text: { vi: "Chấp nhận", en: "Accepted" }, grey: 0.15 },
  { verdict: "read-only", text: { vi: "Chỉ đọc", en: "Read only" }, grey: 0.4 },
  { verdict: "refuse", text: { vi: "Từ chối", en: "Refused" }, grey: 0.58 },
  { verdict: "unreadable", text: { vi: "Không đọc được", en: "Unreadable" }, grey: 0.74 },
  { verdict: "cannot-check", text: { vi: "Không kiểm tra được", en: "Cannot check" }, grey: 0.87 },
];

/** What is counted apart from verdicts and hours. */
export function tablesOf({ tally }: DayReport): readonly CountedTable[] {
  const rows = (counts: ReadonlyMap<string, number>, rowOf: (name: string) => Omit<CountedRow, "count">) =>
    byCount(counts).map(([name, count]) => ({ count, ...rowOf(name) }));
  const known = (texts: Readonly<Record<string, Text>>) => (name: string) => ({ text: texts[name] ?? { vi: name, en: name } });
  const tables: readonly CountedTable[] = [
    { title: { vi: "Theo lý do", en: "By reason" }, rows: rows(tally.byReason, reasonRow) },
    {
      title: { vi: "Nhân viên quyết định khác (không tính là chấp nhận)", en: "Overrides by staff (never counted as accepted)" },
      rows: rows(tally.overrides, known(OVERRIDE_BECAUSES)),
    },
    { title: { vi: "Tạm dừng phục vụ", en: "Put out of service" }, rows: rows(tally.pauses, known(SERVICE_BECAUSES)) },
  ];
  return tables.filter((table) => table.rows.length > 0);
}

function reasonRow(name: string): Omit<CountedRow, "count"> {
  const known = Object.hasOwn(REASON_TEXTS, name) ? REASON_TEXTS[name as Reason] : undefined;
  return known ? { code: known.code, text: known.staff } : { text: { vi: name, en: name } };
}

/** What the report says beside its numbers. */
export function remarksOf({ findings, head, entries }: DayReport): readonly Text[] {
  const told = findings.filter(({ kind }) => kind !== "cut-short" && kind !== "ends-here").map(kioskText);
  if (!entries) return told;
  if (!head) return [...told, { vi: "Máy chưa ký gốc cây nào.", en: "The kiosk has signed no tree head yet." }];
  if (head.hasAll) return told;
  const later = {
    vi: `Gốc cây mới nhất chỉ có ${head.size} mục, chưa có hết các mục của ngày này: in lại sau khi máy nối mạng.`,
    en: `The newest tree head is of ${head.size} entries and does not have all of this day yet: print this again when the kiosk was online.`,
  };
  return [...told, later];
}

const PDF_MARK = "%TRAM-CHECKPOINT ";
const HTML_MARK = '<pre id="checkpoint">';

/** The line of a PDF in which its tree head stands for programs. */
export function pdfComment(note: string): string {
  return `${PDF_MARK}${Buffer.from(note, "utf8").toString("base64url")}`;
}

/** The element of a page in which its tree head stands. What kiosk and central sign has no letter that HTML would have to escape. */
export function noteElement(note: string): string {
  return `${HTML_MARK}${note.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>`;
}

/** The tree head in the file of a report; undefined: it is none. Not verified. */
export function noteInReport(file: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const inPdf = bytes.indexOf(PDF_MARK);
  if (bytes.subarray(0, 5).toString("latin1") === "%PDF-" && inPdf > 0) {
    const [letters = ""] = /^[A-Za-z0-9_-]*/.exec(bytes.subarray(inPdf + PDF_MARK.length, inPdf + 12_000).toString("latin1")) ?? [];
    return Buffer.from(letters, "base64url");
  }
  const from = bytes.indexOf(HTML_MARK);
  const end = from < 0 ? -1 : bytes.indexOf("</pre>", from);
  return end < 0 ? undefined : bytes.subarray(from + HTML_MARK.length, end);
}
