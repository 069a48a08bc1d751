import type { ConditionAnswer } from "./condition.ts";
import type { Decision } from "./decision.ts";
import { displayLine, displayText } from "./display-text.ts";
import { isList } from "./list.ts";
import type { Claims, ClaimValue } from "./presentation.ts";
import { type Reason, type Verdict, verdictOf } from "./reason.ts";
import type { SourceKind } from "./scan.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import type { AnswerView } from "./view.ts";
import type { Warning } from "./warning.ts";

/** A code that the desk can hold up, and how the kiosk should answer it. */
export interface DeskSample {
  /** Letters, digits and hyphens. */
  readonly id: string;
  readonly label: Text;
  readonly expect: Expectation;
  /** How it should answer it from the second time on; absent: the same again. */
  readonly afterwards?: Expectation;
  /** What the QR code carries, as text. */
  readonly text: string;
  /** A picture of the code: one SVG document with a quiet zone of its own. */
  readonly svg: string;
}

/** How a scan should end. */
export interface Expectation {
  readonly reason: Reason;
  readonly verdict: Verdict;
}

/** What the desk page has to know about the world it stands in for. */
export interface DeskSetup {
  /** Path of the pseudo-terminal that is the serial reader's line. */
  readonly serialLine?: string;
  /** True where the kiosk can write to that line for the page. */
  readonly serialWritable: boolean;
  readonly centralUrl?: string;
  /** The page that stands in for a citizen's telephone. */
  readonly walletUrl?: string;
  /** The page on which the issuer takes credentials back. */
  readonly issuerUrl?: string;
  /** The staff's page of this kiosk. */
  readonly staffUrl?: string;
  /** The set-up page of another machine, which is not set up yet. */
  readonly newKioskUrl?: string;
  /** True where the network cable and the USB port can be used from the page. */
  readonly hasSockets: boolean;
  /** What can stand in for a webcam. */
  readonly film?: FilmFacts;
}

/** A film of frames as a camera takes them, for a desk without a webcam. Lengths in pixels and milliseconds. */
export interface FilmFacts {
  readonly width: number;
  readonly height: number;
  readonly lastsMs: number;
  /** What happens in it, and from when. */
  readonly shots: readonly { readonly fromMs: number; readonly says: Text }[];
}

/** Seconds for which the desk may show what a credential disclosed; afterwards it is gone from memory, too. */
export const DISCLOSED_SECONDS = 60;

/** One decision as the staff beside the kiosk see it. */
export interface DeskDecision {
  /** Absent when the journal failed. */
  readonly seq?: number;
  readonly at: EpochSeconds;
  readonly reason: Reason;
  readonly verdict: Verdict;
  readonly code: string;
  readonly headline: Text;
  readonly detail: Text;
  readonly source: SourceKind;
  readonly type?: string;
  readonly issuer?: string;
  readonly warnings: readonly Warning[];
  readonly durationMs: number;
  readonly disclosed?: readonly DisclosedRow[];
  /** The policy's yes/no questions about the holder. As long in memory as what is disclosed. */
  readonly answers?: readonly AnswerRow[];
  /** What the holder has to pay, in VND. As long in memory as what is disclosed. */
  readonly feeVnd?: number;
}

/** One of the policy's questions, by the label that the policy gives it or else by its id, and its answer. */
export interface AnswerRow {
  readonly label: Text;
  readonly answer: ConditionAnswer["answer"];
}

/** A decision without what only staff at the counter may see, and only for a minute. */
export function withoutDetails({ disclosed: _disclosed, answers: _answers, feeVnd: _feeVnd, ...kept }: DeskDecision): DeskDecision {
  return kept;
}

/** True where there is something that must be gone after a minute. */
export function hasDetails({ disclosed, answers, feeVnd }: DeskDecision): boolean {
  return disclosed !== undefined || answers !== undefined || feeVnd !== undefined;
}

/** One attribute that the policy lets staff see, as text. */
export interface DisclosedRow {
  readonly name: string;
  readonly value: string;
}

/** What the desk tells of a journal entry; any Entry is one, and so is one that could not be appended. */
export type DeskEntry = Pick<DeskDecision, "seq" | "at" | "reason" | "source" | "type" | "issuer" | "durationMs"> & {
  readonly warnings?: readonly Warning[];
};

/** A decision for the desk: the entry as recorded, the words as shown, and what staff may see. */
export function deskDecision(
  entry: DeskEntry,
  view: Pick<AnswerView, "code" | "headline" | "detail">,
  { disclosed, answers, fee }: Pick<Decision, "disclosed" | "answers" | "fee"> = {},
): DeskDecision {
  return {
    ...(entry.seq !== undefined && { seq: entry.seq }),
    at: entry.at,
    reason: entry.reason,
    verdict: verdictOf(entry.reason),
    code: view.code,
    headline: view.headline,
    detail: view.detail,
    source: entry.source,
    ...(entry.type !== undefined && { type: entry.type }),
    ...(entry.issuer !== undefined && { issuer: displayLine(entry.issuer) }),
    warnings: entry.warnings ?? [],
    durationMs: entry.durationMs,
    ...(disclosed && { disclosed: disclosedRows(disclosed) }),
    ...(answers && { answers: answers.map(answerRow) }),
    ...(fee && { feeVnd: fee.amountVnd }),
  };
}

const MAX_ROWS = 40;
const MAX_VALUE_CHARACTERS = 400;
const MAX_DEPTH = 4;

function answerRow({ condition: { id, label = { vi: id, en: id } }, answer }: ConditionAnswer): AnswerRow {
  return { label, answer };
}

/**
 * Claims as rows of text that is safe to show, in their order; binary values by their size, absent ones left out. Never more than 40 rows of
 * 400 characters.
 */
export function disclosedRows(claims: Claims): readonly DisclosedRow[] {
  return Object.entries(claims)
    .filter(([, value]) => value !== null)
    .slice(0, MAX_ROWS)
    .map(([name, value]) => ({ name: displayLine(clip(name)), value: displayText(clip(textOf(value, MAX_DEPTH))) }));
}

function textOf(value: ClaimValue, depth: number): string {
  if (value === null) return "–";
  if (value instanceof Uint8Array) return `${value.length} B`;
  if (typeof value === "boolean") return value ? "✓" : "✗";
  if (typeof value !== "object") return String(value);
  if (depth === 0) return "…";
  // Records (the medicines of a prescription) a line each, by their values: the names of their fields are a programmer's.
  if (isList(value)) return value.map((item) => textOf(item, depth - 1)).join(value.some(isRecord) ? "\n" : ", ");
  return Object.values(value)
    .filter((item) => item !== null)
    .map((item) => textOf(item, depth - 1))
    .join(" · ");
}

function isRecord(value: ClaimValue): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array) && !isList(value);
}

function clip(text: string): string {
  return text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text;
}
