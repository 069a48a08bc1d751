// The report of an acceptance as text, which the device signs as a note (c2sp.org/signed-note). docs/acceptance.md has an example. One
// spelling per report: what is written otherwise than it is read is none.
import { hexOf } from "../hex.ts";
import { isKioskId } from "../protocol.ts";
import { sha256 } from "../signature.ts";
import { type NoteKey, type NoteSigner, noteText, noteVerdict, parseNote, signNote } from "../signed-note.ts";
import type { EpochSeconds } from "../time.ts";

/** How a part came out: as the machine found it, as a person saw it, or not tested at all. */
export const OUTCOMES = ["ok", "missing", "needed", "fault", "seen", "not-seen", "skipped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One tested part, by the name of its check. */
export interface AcceptedPart {
  readonly name: string;
  readonly outcome: Outcome;
}

/** What an acceptance came to. Nobody's name is in it: who was there signs on paper. */
export interface AcceptanceReport {
  readonly kiosk: string;
  /** Whole seconds. */
  readonly at: EpochSeconds;
  /** Version of Trạm. */
  readonly version: string;
  /** The board's own name, or `-`. */
  readonly board: string;
  /** SHA-256 of the configuration that was tested, lower-case hex. */
  readonly configuration: string;
  readonly parts: readonly AcceptedPart[];
}

const FIRST_LINE = "tram-acceptance-1";
const FILE_LINE = "tram-acceptance-file-1";
/** Of a report; one with more is none. */
export const MAX_PARTS = 100;
const PART = /^([a-z0-9.-]{1,40}) ([a-z-]{2,10})$/;

/** An outcome that stands in nobody's way. */
export function isFine(outcome: Outcome): boolean {
  return outcome === "ok" || outcome === "missing" || outcome === "seen";
}

/** `accepted`: nothing is broken, nothing that is needed is missing, nothing was left out, and a person has looked at it. */
export function isAccepted({ parts }: Pick<AcceptanceReport, "parts">): boolean {
  return parts.every(({ outcome }) => isFine(outcome)) && parts.some(({ outcome }) => outcome === "seen");
}

/** The report as the device signs it; ends with a line feed. */
export function reportText(report: AcceptanceReport): string {
  const { kiosk, at, version, board, configuration, parts } = report;
  const head = [FIRST_LINE, kiosk, String(at), version, oneLine(board), configuration, isAccepted(report) ? "accepted" : "not-accepted"];
  return [...head, ...parts.map(({ name, outcome }) => `${name} ${outcome}`), ""].join("\n");
}

/** A board's name may hold what a line must not. */
function oneLine(text: string): string {
  const plain = text
    .replace(/[^\x20-\x7e]/g, "")
    .trim()
    .slice(0, 80);
  return plain === "" ? "-" : plain;
}

/** The report in a text, or undefined where it is none, or none that this program could have written. */
export function parseReportText(text: string): AcceptanceReport | undefined {
  const [first, kiosk = "", time = "", version = "", board = "", configuration = "", , ...lines] = text.split("\n");
  if (first !== FIRST_LINE || !isKioskId(kiosk) || !/^\d{1,12}$/.test(time) || !/^[0-9A-Za-z.+-]{1,40}$/.test(version)) return undefined;
  if (!/^[0-9a-f]{64}$/.test(configuration)) return undefined;
  const parts = lines.slice(0, MAX_PARTS + 1).flatMap((line) => {
    const [, name = "", word = ""] = PART.exec(line) ?? [];
    const outcome = OUTCOMES.find((each) => each === word);
    return outcome === undefined ? [] : [{ name, outcome }];
  });
  const report: AcceptanceReport = { kiosk, at: Number(time), version, board, configuration, parts };
  return parts.length <= MAX_PARTS && reportText(report) === text ? report : undefined;
}

/** The report and its signature, as they stand in the QR code. */
export function signedReport(report: AcceptanceReport, key: NoteKey, sign: NoteSigner): string {
  const text = reportText(report);
  return noteText({ text, signatures: [signNote(text, key, sign)] });
}

/** A report that was checked, or why it is none of this device: `unsigned` by this key, `wrong` signature, or no report at all. */
export type OpenedReport =
  | { readonly ok: true; readonly report: AcceptanceReport }
  | { readonly ok: false; readonly why: "no-report" | "unsigned" | "wrong" | "changed" };

/** The key of a kiosk; undefined where the key that is there is not this kiosk's. */
export type KeyOfKiosk = (kiosk: string) => NoteKey | undefined;

/** The report in a note, if the device of the kiosk that it names signed it. */
export function openReport(bytes: Uint8Array, keyOf: KeyOfKiosk): OpenedReport {
  const note = parseNote(bytes);
  const report = note && parseReportText(note.text);
  if (!note || !report) return { ok: false, why: "no-report" };
  // Attack: a kiosk signs in the name of another.
  const key = keyOf(report.kiosk);
  const verdict = key ? noteVerdict(note, key) : "absent";
  return verdict === "signed" ? { ok: true, report } : { ok: false, why: verdict === "absent" ? "unsigned" : "wrong" };
}

// ---- The page: comments in a PDF, which viewers pass over. ----

const REPORT_MARK = "%tram-report ";
const FILE_MARK = "%tram-signature ";

/** The signed report as a comment for writePdf(): a long one behind the end would hide the table from viewers, which look there only. */
export function reportComment(report: string): string {
  return `${REPORT_MARK}${Buffer.from(report, "utf8").toString("base64")}`;
}

/** The PDF with a signature over every byte of it, which takes some 400 bytes behind its end. */
export function sealPdf(pdf: Uint8Array, key: NoteKey, sign: NoteSigner): Uint8Array {
  const text = fileText(pdf);
  const note = noteText({ text, signatures: [signNote(text, key, sign)] });
  return Buffer.concat([pdf, Buffer.from(`${FILE_MARK}${Buffer.from(note, "utf8").toString("base64")}\n`, "latin1")]);
}

/** The report of a sealed PDF; `changed` where a byte of the page is not what the device signed. */
export function openPdf(bytes: Uint8Array, keyOf: KeyOfKiosk): OpenedReport {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const sealAt = file.lastIndexOf(`\n${FILE_MARK}`) + 1;
  const reportAt = sealAt > 0 ? file.lastIndexOf(`\n${REPORT_MARK}`, sealAt - 2) + 1 : 0;
  const seal = sealAt > 0 ? commentIn(file.subarray(sealAt), FILE_MARK) : undefined;
  const reportEnd = reportAt > 0 ? file.indexOf("\n", reportAt) + 1 : 0;
  const report = reportEnd > 0 ? commentIn(file.subarray(reportAt, reportEnd), REPORT_MARK) : undefined;
  if (!seal || !report) return { ok: false, why: sealAt > 0 ? "changed" : "no-report" };
  const opened = openReport(report, keyOf);
  if (!opened.ok) return opened;
  const [note, key] = [parseNote(seal), keyOf(opened.report.kiosk)];
  const isWhole = note && key && note.text === fileText(file.subarray(0, sealAt)) && noteVerdict(note, key) === "signed";
  return isWhole ? opened : { ok: false, why: "changed" };
}

function commentIn(line: Buffer, mark: string): Uint8Array | undefined {
  const base64 = line.toString("latin1").slice(mark.length, -1);
  const bytes = Buffer.from(base64, "base64");
  return `${mark}${bytes.toString("base64")}\n` === line.toString("latin1") ? bytes : undefined;
}

function fileText(bytes: Uint8Array): string {
  return `${FILE_LINE}\n${hexOf(sha256(bytes))}\n`;
}
