// What central is known to hold of this journal, and since when: by its own word, signed, and never by the network's.
import * as v from "valibot";
import { type Acknowledgement, type AcknowledgementRefusal, openAcknowledgement } from "../core/acknowledgement.ts";
import { hexOf } from "../core/hex.ts";
import { sameBytes } from "../core/journal-chain.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Journal } from "../ports.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** Name of the file in the data folder. */
export const ACKNOWLEDGED_FILE = "acknowledged.json";
/** Largest file, in bytes: as many samples as there may be. */
export const MAX_ACKNOWLEDGED_BYTES = 262_144;
/** Of all acknowledgements one a day is kept, in seconds between two: retention counts in days. */
const SAMPLE_EVERY_SECONDS = 86_400;
/** The newest is kept every hour at most: a card is worn by writing, and what is forgotten central says again. */
const KEEP_EVERY_SECONDS = 3600;
/** Central takes its time before it writes, and two of its programs may write at once: only a word so much later, in seconds, shows that it lost something. */
const LOST_AFTER_SECONDS = 60;
/** Ten years of days, and some: the oldest go. That only delays what retention removes. */
const MAX_SAMPLES = 4000;
/** More entries set aside than that are not offered to central a second time. They stay here like the others. */
const MAX_SET_ASIDE = 1000;

/** Central held all entries below `size` at this time, or before. */
interface Sample {
  readonly size: number;
  readonly at: EpochSeconds;
}

/** What is kept of acknowledgements: both numbers grow from one to the next. */
export interface KeptSamples {
  readonly samples: readonly Sample[];
  /** The word behind the newest sample: central's own time in it, and the tree's root in hex. Absent: an earlier version kept it. */
  readonly newest?: { readonly saidAt: EpochSeconds; readonly root: string };
  /** Central has gone back, as one does that was restored from an older copy: how many entries it held before, and when it said so. */
  readonly lost?: { readonly size: number; readonly saidAt: EpochSeconds };
  /** The first entry that has travelled as a hash alone, because central would not take it: nobody else can show it. Absent: there is none. */
  readonly setAsideFrom?: number;
  /** All of them, of very many the first. Absent: there is none. */
  readonly setAside?: readonly number[];
}

/** Those of a kiosk that central has never acknowledged anything of. */
export const NO_SAMPLES: KeptSamples = { samples: [] };

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const position = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const SamplesSchema = v.strictObject({
  samples: v.pipe(
    v.array(v.strictObject({ size, at: time })),
    v.maxLength(MAX_SAMPLES),
    v.check((samples) => samples.every(({ size, at }, index) => index === 0 || isGrown(samples[index - 1], { size, at }))),
  ),
  newest: v.exactOptional(v.strictObject({ saidAt: time, root: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
  lost: v.exactOptional(v.strictObject({ size, saidAt: time })),
  setAsideFrom: v.exactOptional(position),
  setAside: v.exactOptional(v.pipe(v.array(position), v.maxLength(MAX_SET_ASIDE))),
});

function isGrown(before: Sample | undefined, { size, at }: Sample): boolean {
  return before === undefined || (before.size < size && before.at <= at);
}

/** The samples in the value of a state document, or undefined where it is damaged. */
export function parseSamples(value: unknown): KeptSamples | undefined {
  const parsed = v.safeParse(SamplesSchema, value);
  return parsed.success ? parsed.output : undefined;
}

/** How many entries these samples say that central holds. */
export function acknowledgedSize({ samples }: KeptSamples): number {
  return samples.at(-1)?.size ?? 0;
}

/** How many it holds whole, with what belongs to them: up to the first that it would not take. */
export function wholeSize(kept: KeptSamples): number {
  return Math.min(acknowledgedSize(kept), kept.setAsideFrom ?? Number.POSITIVE_INFINITY);
}

/** `ahead`: of more entries than this journal has. `other-journal`: this journal never had such a tree. */
export type NotAcknowledged = AcknowledgementRefusal | "ahead" | "other-journal";

/** Central's acknowledgements of this journal. */
export interface Acknowledged {
  /** Central holds all entries below this, as far as this kiosk has been told. */
  readonly size: number;
  /** How many entries central once held, where it holds fewer now: its data was restored from an older copy. */
  readonly lost: number | undefined;
  /** Entries that have travelled as a hash alone. */
  readonly hashesOnly: readonly number[];
  /** How many entries central held at that time, or before it: whole ones, up to the first that it would not take. */
  sizeAt(at: EpochSeconds): number;
  /** When central said that it holds this entry, to a day; undefined: it has not. */
  since(seq: number): EpochSeconds | undefined;
  /** Takes an acknowledgement, a note. Resolves when it is kept as far as it is, or to why it is none; rejects where the journal cannot be read. */
  take(note: Uint8Array): Promise<NotAcknowledged | undefined>;
  /** From now on only the hash of this entry travels. Resolves when that would survive a power cut: it must, before the hash goes. */
  setAside(seq: number): Promise<void>;
  /** Keeps what was taken since it was last kept: call it before the process ends. */
  leave(): Promise<void>;
}

export interface AcknowledgedOptions {
  readonly kiosk: string;
  readonly journal: Pick<Journal, "size" | "firstSeq" | "rootAt">;
  /** Keys of the witnesses that the trust list names at this moment. */
  readonly keys: () => readonly NoteKey[];
  readonly clock: Pick<TrustedClock, "atLeast">;
  readonly kept: KeptSamples;
  /** Replaces what is kept; resolves when that would survive a power cut. */
  readonly keep: (kept: KeptSamples) => Promise<void>;
  /** Told of how many entries central is newly known to hold whole, after that was verified. */
  readonly onGrown: (size: number) => void;
  /** Told that central holds fewer entries than it once did. */
  readonly onLost?: (size: number, before: number) => void;
}

/** Starts with what is kept. */
export function createAcknowledged(options: AcknowledgedOptions): Acknowledged {
  const { kiosk, journal } = options;
  let now = options.kept;
  let keptAt = now.samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  let keptSize = acknowledgedSize(now);
  let idle: Promise<unknown> = Promise.resolve();

  async function keep(): Promise<void> {
    const kept = now;
    await options.keep(kept);
    keptSize = acknowledgedSize(kept);
    keptAt = kept.samples.at(-1)?.at ?? keptAt;
  }

  async function take(note: Uint8Array): Promise<NotAcknowledged | undefined> {
    const said = openAcknowledgement(note, kiosk, options.keys());
    if (typeof said === "string") return said;
    if (said.size > journal.size) return "ahead";
    if (isPast(now, said)) return undefined;
    // Attack: an acknowledgement of the journal that this disk was restored over, or of another that this one was exchanged for. Of what
    // was removed here there is nothing to compare; that central holds no more than that must be known all the same.
    const isRemoved = said.size < journal.firstSeq;
    if (!isRemoved && !sameBytes(said.root, await journal.rootAt(said.size))) return "other-journal";
    const before = acknowledgedSize(now);
    now = withWord(now, said, options.clock.atLeast(), journal.firstSeq);
    if (said.size < before) {
      options.onLost?.(said.size, before);
      await keep();
    } else if (said.size > before) {
      options.onGrown(wholeSize(now));
      if (Math.abs((now.samples.at(-1)?.at ?? 0) - keptAt) >= KEEP_EVERY_SECONDS) await keep();
    }
    return undefined;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = idle.then(work);
    idle = done.catch(() => undefined);
    return done;
  }

  return {
    get size() {
      return acknowledgedSize(now);
    },
    get lost() {
      return now.lost && now.lost.size > acknowledgedSize(now) ? now.lost.size : undefined;
    },
    get hashesOnly() {
      return now.setAside ?? [];
    },
    sizeAt: (at) => Math.min(now.samples.findLast((sample) => sample.at <= at)?.size ?? 0, now.setAsideFrom ?? Number.POSITIVE_INFINITY),
    since: (seq) => now.samples.find((sample) => sample.size > seq)?.at,
    take: (note) => inTurn(() => take(note)),
    setAside: (seq) =>
      inTurn(async () => {
        const { setAsideFrom = seq, setAside = [] } = now;
        if (setAside.includes(seq)) return;
        now = { ...now, setAsideFrom: Math.min(setAsideFrom, seq), setAside: [...setAside, seq].slice(0, MAX_SET_ASIDE) };
        await keep();
      }),
    leave: () => inTurn(async () => void (acknowledgedSize(now) > keptSize && (await keep()))),
  };
}

/** True for a word that a later one has overtaken, as an old stick brings it. */
function isPast(kept: KeptSamples, { size, at }: Acknowledgement): boolean {
  // From before central went back: then it held more, and does not any longer.
  if (kept.lost && at < kept.lost.saidAt) return true;
  const saidAt = kept.newest?.saidAt ?? kept.samples.at(-1)?.at ?? 0;
  return size < acknowledgedSize(kept) && at < saidAt + LOST_AFTER_SECONDS;
}

/** With this word, which is of central as it is now. `atLeast`: a time that has passed by the kiosk's clock. */
function withWord(kept: KeptSamples, { size, root, at: saidAt }: Acknowledgement, atLeast: EpochSeconds, firstSeq: number): KeptSamples {
  const before = acknowledgedSize(kept);
  const isSame = size === before;
  const newest = { saidAt: Math.max(saidAt, (isSame && kept.newest?.saidAt) || 0), root: hexOf(root) };
  const lost = size < before ? { lost: { size: Math.max(before, kept.lost?.size ?? 0), saidAt } } : {};
  if (isSame) return size === 0 ? kept : { ...kept, newest };
  const { newest: _, ...others } = kept;
  if (size === 0) return { ...others, ...lost, samples: [] };
  // The later of both clocks, so that neither one, being slow, shortens the days for which an entry is kept.
  const at = Math.ceil(Math.max(saidAt, atLeast));
  const samples = withSample(
    kept.samples.filter((sample) => sample.size < size),
    { size, at },
    firstSeq,
  );
  return { ...others, ...lost, samples, newest };
}

/** With the newest one, which takes the place of the one before on the same day. */
function withSample(samples: readonly Sample[], newest: Sample, firstSeq: number): readonly Sample[] {
  // A later time of fewer entries was a clock ahead: what is held now was held then. And of what is removed nobody asks any more.
  const before = samples.filter(({ size, at }) => at <= newest.at && size > firstSeq);
  const [previous, last] = before.slice(-2);
  const isSameDay = previous !== undefined && last !== undefined && last.at < previous.at + SAMPLE_EVERY_SECONDS;
  return [...(isSameDay ? before.slice(0, -1) : before), newest].slice(-MAX_SAMPLES);
}
