// Today's figures: what the staff's page draws, prints and searches. Counted from the journal, without a name.
import * as v from "valibot";
import type { QrDrawing } from "./qr-drawing.ts";
import { REASONS, type Reason, type Verdict } from "./reason.ts";
import type { OverrideBecause } from "./staff-because.ts";
import { VERDICT_ORDER } from "./staff-limits.ts";
import type { EpochSeconds } from "./time.ts";

/** Answers by verdict. */
export type ByVerdict = Readonly<Record<Verdict, number>>;

/** `GET /staff/figures`: one day in Việt Nam, from its midnight on. */
export interface StaffFigures {
  /** `2026-11-27` */
  readonly day: string;
  readonly total: number;
  readonly byVerdict: ByVerdict;
  /** 24 hours, from midnight. */
  readonly byHour: readonly ByVerdict[];
  /** The most frequent first, and by name where they are even. */
  readonly byReason: readonly { readonly reason: Reason; readonly count: number }[];
  readonly byType: readonly { readonly type: string; readonly count: number }[];
  /** Never counted as accepted. */
  readonly overrides: readonly { readonly because: OverrideBecause; readonly count: number }[];
  readonly compared: { readonly matches: number; readonly differs: number };
  readonly servicePauses: number;
  /** Present where the day is longer than is counted: so many entries of its beginning are left out. */
  readonly isPartial?: true;
}

/** One of today's entries as a search finds it. */
export interface StaffEntry {
  readonly seq: number;
  readonly at: EpochSeconds;
  readonly hour: number;
  readonly reason: Reason;
  readonly code: string;
  readonly verdict: Verdict;
  readonly type?: string;
  readonly overridden?: OverrideBecause;
  readonly matches?: boolean;
}

/** `GET /staff/entries?…`: every member narrows; none: the newest. At most 100 are answered, the newest first. Never by a name: the journal has none. */
export const SearchSchema = v.strictObject({
  code: v.exactOptional(v.pipe(v.string(), v.regex(/^T-\d{3}$/))),
  reason: v.exactOptional(
    v.pipe(
      v.string(),
      v.check((name) => Object.hasOwn(REASONS, name)),
    ),
  ),
  verdict: v.exactOptional(v.picklist(VERDICT_ORDER)),
  type: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z-]{1,40}$/))),
  hour: v.exactOptional(v.pipe(v.string(), v.regex(/^(1?\d|2[0-3])$/), v.transform(Number))),
  seq: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))),
});
export type StaffSearch = v.InferOutput<typeof SearchSchema>;

/** The answer to a search. */
export interface StaffFound {
  readonly entries: readonly StaffEntry[];
  /** All that fit, also those that are not answered. */
  readonly total: number;
}

/** `GET /staff/report`: what the daily report is printed from. */
export interface StaffReport {
  readonly kiosk: string;
  readonly demo: boolean;
  readonly version: string;
  readonly at: EpochSeconds;
  /** Who has it printed. */
  readonly staff: string;
  readonly figures: StaffFigures;
  /** First and last entry of the day in the journal; absent: there was none. */
  readonly entries?: { readonly first: number; readonly last: number };
  /** The journal's tree head, signed by the device (c2sp.org/tlog-checkpoint), and the same as a QR code: it fixes all that stands in the report. */
  readonly checkpoint: string;
  readonly qr?: QrDrawing;
}
