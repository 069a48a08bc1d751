// What is counted of a journal in an export: the entries of its period, by their own times, and what is odd about these.
import type { EpochSeconds } from "../time.ts";
import type { EntryLine } from "./entry-lines.ts";
import type { KioskFinding } from "./findings.ts";
import type { KioskHead } from "./records.ts";
import { newTally, type Tally } from "./tally.ts";

/** How often something was found, and where first. */
interface Seen {
  count: number;
  first: number;
}

/** Counts genuine entries. */
export interface PeriodCount {
  add(seq: number, line: EntryLine): void;
  readonly tally: Tally;
  /** First and last entry of the period; undefined: there was none. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
  /** `signed`: entries of the largest tree that the device is known to have signed. */
  findings(signed: number): readonly KioskFinding[];
}

/**
 * An export has an entry more on either side, to show that the period begins and ends there: what stands outside of the period is counted only
 * where an entry of the period stands on both sides of it, as when a clock was wrong for a while.
 */
export function periodCount(
  { first, until, held }: Pick<KioskHead, "first" | "until" | "held">,
  { start, end }: { readonly start: EpochSeconds; readonly end: EpochSeconds },
): PeriodCount {
  const tally = newTally();
  let waiting = newTally();
  let [waitingSince, waitingCount] = [0, 0];
  let range: PeriodCount["range"];
  let [before, lastSeq] = [Number.NEGATIVE_INFINITY, first - 1];
  /** What the first and the last entry show of the period's edges. */
  let [showsBegin, showsEnd] = [first === 0, false];
  const seen = new Map<SeenKind, Seen>();
  const see = (kind: SeenKind, seq: number, count = 1) => {
    const known = seen.get(kind);
    if (known) known.count += count;
    else seen.set(kind, { count, first: seq });
  };
  const sealed: KioskFinding[] = [];
  const endFinding = (signed: number): KioskFinding =>
    until === held && lastSeq === until - 1 && signed <= until
      ? { kind: "ends-here", size: until }
      : { kind: "cut-short", end: "end", seq: until };
  return {
    tally,
    get range() {
      return range;
    },
    add(seq, { kind, facts, sealed: part }) {
      lastSeq = seq;
      showsEnd = false;
      if (kind !== "whole") return see(kind, seq);
      if (facts?.seq !== seq) return see("unread", seq);
      if (part === "other") sealed.push({ kind: "sealed-other", seq });
      const { at } = facts;
      if (at < before) see("clock-back", seq);
      before = at;
      if (facts.isClockDoubted) see("clock-doubted", seq);
      if (seq === first && at < start) showsBegin = true;
      showsEnd = at >= end;
      if (at < start || at >= end) {
        if (!range) return;
        if (waitingCount === 0) waitingSince = seq;
        waitingCount++;
        waiting.add(facts);
        return;
      }
      range = { first: range?.first ?? seq, last: seq };
      if (waitingCount > 0) {
        see("clock-outside", waitingSince, waitingCount);
        tally.addAll(waiting);
        [waiting, waitingCount] = [newTally(), 0];
      }
      tally.add(facts);
    },
    findings: (signed) => [
      ...(showsBegin ? [] : [{ kind: "cut-short" as const, end: "begin" as const, seq: first }]),
      ...(showsEnd || until === 0 ? [] : [endFinding(signed)]),
      ...[...seen].map(([kind, { count, first: at }]): KioskFinding => ({ kind, count, first: at })),
      ...sealed,
    ],
  };
}

type SeenKind = "set-aside" | "lost" | "unread" | "clock-back" | "clock-doubted" | "clock-outside";
