// What central is known to hold of a journal, by its own signed words. They may come late, as on a stick; central may go back, as one does that
// was restored from an older copy; and its clock, by which alone two words are put in order, may be wrong like any other.
import * as v from "valibot";
import type { Acknowledgement } from "./acknowledgement.ts";
import { hexOf } from "./hex.ts";
import type { EpochSeconds } from "./time.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./trusted-time.ts";

/** Of all acknowledgements one a day is kept, in seconds between two: retention counts in days. */
const SAMPLE_EVERY_SECONDS = 86_400;
/** Central takes its time before it writes, and two of its programs may write at once: only a word so much later, in seconds, shows that it lost something. */
const LOST_AFTER_SECONDS = 60;
/** A word dated further ahead of the kiosk's time than that, in seconds, has a wrong date. Less is what clocks without a network differ by, and passes within a day. */
const AHEAD_SECONDS = 86_400;
/** Ten years of days, and some: the oldest go. That only delays what retention removes. */
const MAX_SAMPLES = 4000;
/** Of more entries set aside than that the first are kept; central names the next one when it has these. */
const MAX_SET_ASIDE = 1000;

/** Central held all entries below `size`, whole, at this time or before. */
interface Sample {
  readonly size: number;
  readonly at: EpochSeconds;
}

/** When a word was said, as far as that is known. */
interface Dates {
  /** Central's own time in it; where its date cannot be right, in the word before. */
  readonly saidAt: EpochSeconds;
  /** The kiosk's own time when it came, the latest that its clock gave: it was said before. */
  readonly heardAt: EpochSeconds;
  /** Its date cannot be right: it was said at some time before it was heard. */
  readonly isUndated?: true;
  /** The date that could not be right. It counts as soon as the kiosk's clock has come to it: then it was that clock which was behind. */
  readonly aheadAt?: EpochSeconds;
}

/** The newest word that is believed. */
interface Word extends Dates {
  /** How many entries it says that central holds, also of those set aside. */
  readonly size: number;
  /** Of the tree of these entries, hex. */
  readonly root: string;
}

/** What is kept of central's words. */
export interface Holding {
  /** Both numbers grow from one to the next. */
  readonly samples: readonly Sample[];
  /** Absent: there was none. */
  readonly newest?: Word;
  /** How many entries central held before it went back to fewer. Absent: it has not, or has as many again. */
  readonly lost?: number;
  /** Entries that have travelled as a hash alone and are not known to have come since, in order; of very many the first. */
  readonly setAside: readonly number[];
}

/** That of a kiosk to which central has never said anything. */
export const NO_HOLDING: Holding = { samples: [], setAside: [] };

/** What a kiosk knows of the time when a word comes. */
export interface HearingTime {
  /** Undefined where its clock is in doubt: then no date can be called wrong. */
  readonly now: EpochSeconds | undefined;
  /** A time that has passed by its clock. */
  readonly atLeast: EpochSeconds;
  /** The same without leaps that nothing has confirmed. */
  readonly certain: EpochSeconds;
}

const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const position = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const isGrown = (before: Sample | undefined, { size, at }: Sample) => before === undefined || (before.size < size && before.at <= at);
const HoldingSchema = v.strictObject({
  samples: v.pipe(
    v.array(v.strictObject({ size, at: time })),
    v.maxLength(MAX_SAMPLES),
    v.check((samples) => samples.every((sample, index) => isGrown(samples[index - 1], sample))),
  ),
  newest: v.exactOptional(
    v.strictObject({
      size: position,
      root: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      saidAt: time,
      heardAt: time,
      isUndated: v.exactOptional(v.literal(true)),
      aheadAt: v.exactOptional(time),
    }),
  ),
  lost: v.exactOptional(size),
  setAside: v.pipe(
    v.array(position),
    v.maxLength(MAX_SET_ASIDE),
    v.check((all) => all.every((seq, index) => index === 0 || (all[index - 1] ?? seq) < seq)),
  ),
});

/** What was kept, in the value of a state document; undefined where it is damaged. */
export function parseHolding(value: unknown): Holding | undefined {
  const parsed = v.safeParse(HoldingSchema, value);
  return parsed.success ? parsed.output : undefined;
}

/** How many entries central holds, be it as a hash alone. */
export function heldSize({ newest }: Holding): number {
  return newest?.size ?? 0;
}

/** How many it holds whole, with what belongs to them: up to the first that it would not take. */
export function wholeSize(holding: Holding): number {
  return Math.min(wholeSaid(holding), holding.setAside[0] ?? Number.POSITIVE_INFINITY);
}

/** The same by central's word alone, which does not know yet what was set aside since. */
function wholeSaid({ samples }: Holding): number {
  return samples.at(-1)?.size ?? 0;
}

/** How many it held whole at that time, or before it. */
export function wholeSizeAt(holding: Holding, at: EpochSeconds): number {
  return Math.min(holding.samples.findLast((sample) => sample.at <= at)?.size ?? 0, wholeSize(holding));
}

/**
 * What central is known to hold once this word has come, which must be genuine. `past`: a later one has overtaken it, as an old stick brings
 * it. `dated-ahead`: its date cannot be right, so nobody knows whether it is the newest. `firstSeq`: the first entry that is still on the kiosk.
 */
export function hear(holding: Holding, word: Acknowledgement, time: HearingTime, firstSeq: number): Holding | "past" | "dated-ahead" {
  const { saidAt, until } = orderOf(holding.newest, time);
  const isLess = word.size < heldSize(holding) || word.whole < wholeSaid(holding);
  // The later of both clocks, so that neither one, being slow, shortens the days for which an entry is kept.
  const at = Math.ceil(Math.max(word.at, time.atLeast));
  const heardAt = Math.floor(Math.max(time.certain, time.now ?? time.atLeast));
  const aheadAt = holding.newest?.aheadAt;
  if (isAhead(word.at, time)) {
    if (!isLess) return "dated-ahead";
    const dates: Dates = { saidAt, heardAt, isUndated: true, aheadAt: Math.max(word.at, aheadAt ?? 0) };
    return lowered(holding, word, dates, Math.ceil(time.atLeast), firstSeq);
  }
  // Central may have gone back since: also an older word of more entries says nothing of what it holds now.
  if (word.at < saidAt || (isLess && word.at < saidAt + LOST_AFTER_SECONDS)) return "past";
  if (word.at >= until) return replaced(holding, word, { saidAt: word.at, heardAt }, at, firstSeq);
  if (!isLess) return "past";
  const dates: Dates = { saidAt: word.at, heardAt: until, isUndated: true, ...(aheadAt !== undefined && { aheadAt }) };
  return lowered(holding, word, dates, at, firstSeq);
}

/** With this word, which is later than all before. */
function replaced(holding: Holding, { size, whole, root }: Acknowledgement, dates: Dates, at: EpochSeconds, firstSeq: number): Holding {
  const before = Math.max(heldSize(holding), holding.lost ?? 0);
  const setAside = holding.setAside.filter((seq) => seq >= whole);
  return {
    samples: withSample(holding.samples, { size: whole, at }, firstSeq),
    newest: { size, root: hexOf(root), ...dates },
    ...(size < before && { lost: before }),
    setAside: whole < size ? withSeq(setAside, whole) : setAside,
  };
}

/**
 * With this word, which may be an older one: it can only lower what is held. What is taken for missing is sent again and stays here, until the
 * next right word.
 */
function lowered(holding: Holding, word: Acknowledgement, dates: Dates, at: EpochSeconds, firstSeq: number): Holding {
  const size = Math.min(word.size, heldSize(holding));
  const whole = Math.min(word.whole, wholeSaid(holding));
  const root = size < word.size && holding.newest ? Buffer.from(holding.newest.root, "hex") : word.root;
  const less = replaced(holding, { size, whole, root, at: word.at }, dates, at, firstSeq);
  return { ...less, setAside: word.whole < word.size ? withSeq(holding.setAside, word.whole) : holding.setAside };
}

/** With this entry set aside. */
export function withSetAside(holding: Holding, seq: number): Holding {
  return { ...holding, setAside: withSeq(holding.setAside, seq) };
}

function withSeq(all: readonly number[], seq: number): readonly number[] {
  return [...new Set([...all, seq])].toSorted((a, b) => a - b).slice(0, MAX_SET_ASIDE);
}

function isAhead(at: EpochSeconds, { now }: HearingTime): boolean {
  return now !== undefined && at > now + AHEAD_SECONDS;
}

/**
 * Where a word belongs beside the newest one: said before `saidAt` it is older, said at `until` or after it is later, and between them nobody
 * knows. A wrong date must not make the kiosk deaf until that day.
 */
function orderOf(newest: Word | undefined, time: HearingTime): { readonly saidAt: EpochSeconds; readonly until: EpochSeconds } {
  if (!newest) return { saidAt: 0, until: 0 };
  const { aheadAt } = newest;
  if (aheadAt !== undefined && !isAhead(aheadAt, time)) return { saidAt: aheadAt, until: aheadAt };
  const isWrong = isAhead(newest.saidAt, time);
  const saidAt = isWrong ? 0 : newest.saidAt;
  if (!isWrong && !newest.isUndated) return { saidAt, until: saidAt };
  // It was said before it was heard; where the kiosk's clock was wrong then as well, what is said now is later.
  const { heardAt } = newest;
  return { saidAt, until: time.now !== undefined && heardAt > time.now ? Math.floor(time.now - CLOCK_TOLERANCE_SECONDS) : heardAt };
}

/** With the newest one, which takes the place of the one before on the same day. */
function withSample(samples: readonly Sample[], newest: Sample, firstSeq: number): readonly Sample[] {
  // A later time of fewer entries was a clock ahead: what is held now was held then. And of what is removed nobody asks any more.
  const before = samples.filter(({ size, at }) => size <= newest.size && at <= newest.at && size > firstSeq);
  const [previous, last] = before.slice(-2);
  if (newest.size === 0 || before.at(-1)?.size === newest.size) return before;
  const isSameDay = previous !== undefined && last !== undefined && last.at < previous.at + SAMPLE_EVERY_SECONDS;
  return [...(isSameDay ? before.slice(0, -1) : before), newest].slice(-MAX_SAMPLES);
}
