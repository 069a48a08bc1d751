// What central is known to hold of this journal, and since when: by its own word, signed, and never by the network's.
import * as v from "valibot";
import { type AcknowledgementRefusal, openAcknowledgement } from "../core/acknowledgement.ts";
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
/** Ten years of days, and some: the oldest go. That only delays what retention removes. */
const MAX_SAMPLES = 4000;

/** Central held all entries below `size` at this time, or before. */
interface Sample {
  readonly size: number;
  readonly at: EpochSeconds;
}

/** What is kept of acknowledgements: both numbers grow from one to the next. */
export interface KeptSamples {
  readonly samples: readonly Sample[];
  /** The first entry that has travelled as a hash alone, because central would not take it: nobody else can show it. Absent: there is none. */
  readonly setAsideFrom?: number;
}

/** Those of a kiosk that central has never acknowledged anything of. */
export const NO_SAMPLES: KeptSamples = { samples: [] };

const SamplesSchema = v.strictObject({
  samples: v.pipe(
    v.array(
      v.strictObject({ size: v.pipe(v.number(), v.safeInteger(), v.minValue(1)), at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
    ),
    v.maxLength(MAX_SAMPLES),
    v.check((samples) => samples.every(({ size, at }, index) => index === 0 || isGrown(samples[index - 1], { size, at }))),
  ),
  setAsideFrom: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
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
}

/** Starts with what is kept. */
export function createAcknowledged(options: AcknowledgedOptions): Acknowledged {
  const { kiosk, journal } = options;
  let { samples, setAsideFrom } = options.kept;
  let keptAt = samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  let keptSize = acknowledgedSize({ samples });
  let idle: Promise<unknown> = Promise.resolve();
  const size = () => acknowledgedSize({ samples });

  function present(): KeptSamples {
    return { samples, ...(setAsideFrom !== undefined && { setAsideFrom }) };
  }

  async function keep(): Promise<void> {
    const kept = present();
    await options.keep(kept);
    keptSize = acknowledgedSize(kept);
    keptAt = kept.samples.at(-1)?.at ?? keptAt;
  }

  async function take(note: Uint8Array): Promise<NotAcknowledged | undefined> {
    const said = openAcknowledgement(note, kiosk, options.keys());
    if (typeof said === "string") return said;
    if (said.size > journal.size) return "ahead";
    if (said.size <= size()) return undefined;
    // Attack: an acknowledgement of the journal that this disk was restored over, or of another that this one was exchanged for.
    if (!sameBytes(said.root, await journal.rootAt(said.size))) return "other-journal";
    // The later of both clocks, so that neither one, being slow, shortens the days for which an entry is kept.
    const at = Math.ceil(Math.max(said.at, options.clock.atLeast()));
    samples = withSample(samples, { size: said.size, at }, journal.firstSeq);
    options.onGrown(wholeSize(present()));
    if (Math.abs(at - keptAt) >= KEEP_EVERY_SECONDS) await keep();
    return undefined;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = idle.then(work);
    idle = done.catch(() => undefined);
    return done;
  }

  return {
    get size() {
      return size();
    },
    sizeAt: (at) => Math.min(samples.findLast((sample) => sample.at <= at)?.size ?? 0, setAsideFrom ?? Number.POSITIVE_INFINITY),
    since: (seq) => samples.find((sample) => sample.size > seq)?.at,
    take: (note) => inTurn(() => take(note)),
    setAside: (seq) =>
      inTurn(async () => {
        if (setAsideFrom !== undefined && setAsideFrom <= seq) return;
        setAsideFrom = seq;
        await keep();
      }),
    leave: () => inTurn(async () => void (size() > keptSize && (await keep()))),
  };
}

/** With the newest one, which takes the place of the one before on the same day. */
function withSample(samples: readonly Sample[], newest: Sample, firstSeq: number): readonly Sample[] {
  // A later time of fewer entries was a clock ahead: what is held now was held then. And of what is removed nobody asks any more.
  const before = samples.filter(({ size, at }) => at <= newest.at && size > firstSeq);
  const [previous, last] = before.slice(-2);
  const isSameDay = previous !== undefined && last !== undefined && last.at < previous.at + SAMPLE_EVERY_SECONDS;
  return [...(isSameDay ? before.slice(0, -1) : before), newest].slice(-MAX_SAMPLES);
}
