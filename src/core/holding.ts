// What central is known to hold of a journal, by its own signed words. They may come late, as on a stick; central may go back, as one does that
// was restored from an older copy; and its clock, by which alone two words are put in order, may be wrong like any other.
import * as v from "valibot";
import type { Acknowledgement } from "./acknowledgement.ts";
import { hexOf } from "./hex.ts";
import type { EpochSeconds } from "./time.ts";
import { CLOCK_TOLERANCE_SECONDS, PLAUSIBLE_SECONDS } from "./trusted-time.ts";

/** Of all acknowledgements one a day is kept, in seconds between two: retention counts in days. */
const SAMPLE_EVERY_SECONDS = 86_400;
/** Central takes its time before it writes, and two of its programs may write at once: only a word so much later, in seconds, shows that it lost something. */
const LOST_AFTER_SECONDS = 60;
/** Of a word dated further ahead of the kiosk's time than that, in seconds, one of both clocks is wrong. Less is what clocks without a network differ by, and passes within a day. */
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

/** The newest word that is believed. */
interface Word {
  /** How many entries it says that central holds, also of those set aside. */
  readonly size: number;
  /** Of the tree of these entries, hex. */
  readonly root: string;
  /** What was said before counts no more. Central's own time in it; where its date cannot be right, in the word before. */
  readonly saidAt: EpochSeconds;
}

/** What is kept of central's words. */
export interface Holding {
  /** Both numbers grow from one to the next. */
  readonly samples: readonly Sample[];
  /** Absent: there was none. */
  readonly newest?: Word;
  /** A later date that a word has borne which may be the newest, or not: what is said before it may lower what is held, and never raise it. */
  readonly aheadAt?: EpochSeconds;
  /** How many entries central held before it went back to fewer. Absent: it has not, or has as many again. */
  readonly lost?: number;
  /** Entries that have travelled as a hash alone and are not known to have come since, in order; of very many the first. */
  readonly setAside: readonly number[];
}

/** The same in its file. */
export interface KeptHolding extends Holding {
  /** Whose journal central's words are about. Absent in a file of before, which is taken for that of the kiosk it lies at. */
  readonly kiosk?: string;
}

/** That of a kiosk to which central has never said anything. */
export const NO_HOLDING: Holding = { samples: [], setAside: [] };

/** What a kiosk knows of the time when a word comes. */
export interface HearingTime {
  /** Undefined where its clock is in doubt. */
  readonly now: EpochSeconds | undefined;
  /** By central's signed time, which is not early: else a clock against which nothing speaks may still be behind. */
  readonly isConfirmed: boolean;
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
  kiosk: v.exactOptional(v.string()),
  newest: v.exactOptional(
    v.strictObject({
      size: position,
      root: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      saidAt: time,
    }),
  ),
  aheadAt: v.exactOptional(time),
  lost: v.exactOptional(size),
  setAside: v.pipe(
    v.array(position),
    v.maxLength(MAX_SET_ASIDE),
    v.check((all) => all.every((seq, index) => index === 0 || (all[index - 1] ?? seq) < seq)),
  ),
});

/**
 * What was kept, in the value of a state document; undefined where it is damaged, or of a journal under another name than this kiosk's: one that
 * was begun anew must not be held against what was said of the one before.
 */
export function parseHolding(value: unknown, kiosk?: string): KeptHolding | undefined {
  const parsed = v.safeParse(HoldingSchema, value);
  if (!parsed.success) return undefined;
  const of = parsed.output.kiosk ?? kiosk;
  return kiosk === undefined || of === kiosk ? parsed.output : undefined;
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

/** What has become of a word. */
export interface Heard {
  /** `newest`: it has taken the place of all before. `lowered`: it may be an older one, and says less. `dated-ahead`: its date, or that of another, is ahead of this clock, and it raises nothing. */
  readonly as: "newest" | "lowered" | "dated-ahead";
  readonly holding: Holding;
}

/**
 * What central is known to hold once this word has come, which must be genuine. `past`: a later one has overtaken it, as an old stick brings
 * it. `firstSeq`: the first entry that is still on the kiosk.
 */
export function hear(holding: Holding, word: Acknowledgement, time: HearingTime, firstSeq: number): Heard | "past" {
  const { saidAt, until } = orderOf(holding, time);
  const isLess = word.size < heldSize(holding) || word.whole < wholeSaid(holding);
  if (isAhead(word.at, time)) {
    // A clock that was behind all the time comes to that date one day; one that is impossible says only that it was before now.
    const aheadAt = Math.max(until, isImpossible(word.at, time) ? Math.floor(latestOf(time)) : word.at);
    const less = isLess ? lowered(holding, word, saidAt, Math.ceil(time.atLeast), firstSeq) : holding;
    return { as: isLess ? "lowered" : "dated-ahead", holding: { ...less, aheadAt } };
  }
  // Central may have gone back since: also an older word of more entries says nothing of what it holds now.
  if (word.at < saidAt || (isLess && word.at < saidAt + LOST_AFTER_SECONDS)) return "past";
  // The later of both clocks, so that neither one, being slow, shortens the days for which an entry is kept.
  const at = Math.ceil(Math.max(word.at, time.atLeast));
  if (word.at >= until) return { as: "newest", holding: replaced(holding, word, word.at, at, firstSeq) };
  if (!isLess) return isAhead(until, time) ? { as: "dated-ahead", holding } : "past";
  return { as: "lowered", holding: { ...lowered(holding, word, word.at, at, firstSeq), aheadAt: until } };
}

/** With this word, which is later than all before. */
function replaced(holding: Holding, word: Acknowledgement, saidAt: EpochSeconds, at: EpochSeconds, firstSeq: number): Holding {
  const { size, whole, root } = word;
  const before = Math.max(heldSize(holding), holding.lost ?? 0);
  const setAside = holding.setAside.filter((seq) => seq >= whole);
  return {
    samples: withSample(holding.samples, { size: whole, at }, firstSeq),
    newest: { size, root: hexOf(root), saidAt },
    ...(size < before && { lost: before }),
    setAside: whole < size ? withSeq(setAside, whole) : setAside,
  };
}

/**
 * With this word, which may be an older one: it can only lower what is held. What is taken for missing is sent again and stays here, until the
 * next right word.
 */
function lowered(holding: Holding, word: Acknowledgement, saidAt: EpochSeconds, at: EpochSeconds, firstSeq: number): Holding {
  const size = Math.min(word.size, heldSize(holding));
  const whole = Math.min(word.whole, wholeSaid(holding));
  const root = size < word.size && holding.newest ? Buffer.from(holding.newest.root, "hex") : word.root;
  const less = replaced(holding, { size, whole, root, at: word.at }, saidAt, at, firstSeq);
  return { ...less, setAside: word.whole < word.size ? withSeq(holding.setAside, word.whole) : holding.setAside };
}

/** With this entry set aside. */
export function withSetAside(holding: Holding, seq: number): Holding {
  return { ...holding, setAside: withSeq(holding.setAside, seq) };
}

function withSeq(all: readonly number[], seq: number): readonly number[] {
  return [...new Set([...all, seq])].toSorted((a, b) => a - b).slice(0, MAX_SET_ASIDE);
}

function isAhead(at: EpochSeconds, time: HearingTime): boolean {
  return isImpossible(at, time) || (time.now !== undefined && at > time.now + AHEAD_SECONDS);
}

/** A date that has not come, whatever the kiosk's clock shows, and that nobody who is right can have written. */
function isImpossible(at: EpochSeconds, { now, isConfirmed, certain }: HearingTime): boolean {
  return at > certain + PLAUSIBLE_SECONDS || (isConfirmed && now !== undefined && at > now + CLOCK_TOLERANCE_SECONDS);
}

/** The latest time that the kiosk's clock gives. */
function latestOf({ now, atLeast, certain }: HearingTime): EpochSeconds {
  return Math.max(certain, now ?? atLeast);
}

/**
 * Where a word belongs beside those that were heard: said before `saidAt` it is older, said at `until` or after it is the newest, and between
 * them nobody knows. An impossible date must not make the kiosk deaf until that day: what bore it was said before now.
 */
function orderOf({ newest, aheadAt = 0 }: Holding, time: HearingTime): { readonly saidAt: EpochSeconds; readonly until: EpochSeconds } {
  const { saidAt = 0 } = newest ?? {};
  const beforeNow = Math.max(0, Math.floor(latestOf(time) - CLOCK_TOLERANCE_SECONDS));
  const until = Math.max(...[saidAt, aheadAt].map((at) => (isImpossible(at, time) ? beforeNow : at)));
  // A day ahead it may be right: then it is later than what is said now.
  return { saidAt: isAhead(saidAt, time) ? 0 : saidAt, until };
}

/** The newest date that is kept: what is said then, or later, can raise what is held. */
export function newestDate({ newest, aheadAt }: Holding): EpochSeconds | undefined {
  return newest || aheadAt !== undefined ? Math.max(newest?.saidAt ?? 0, aheadAt ?? 0) : undefined;
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
