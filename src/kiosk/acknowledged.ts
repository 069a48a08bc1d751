// What central is known to hold of this journal, and since when: by its own word, signed, and never by the network's.
import { type AcknowledgementRefusal, openAcknowledgement } from "../core/acknowledgement.ts";
import { type HearingTime, type Holding, hear, heldSize, newestDate, wholeSize, wholeSizeAt, withSetAside } from "../core/holding.ts";
import { sameBytes } from "../core/journal-chain.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Journal } from "../ports.ts";
import type { OwnComparison } from "./own-comparison.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** Name of the file in the data folder. */
export const ACKNOWLEDGED_FILE = "acknowledged.json";
/** Largest file, in bytes: as much as may be kept. */
export const MAX_ACKNOWLEDGED_BYTES = 262_144;
/** Where central has as much as before or more, that is kept every hour at most, in seconds: a card is worn by writing, and what is forgotten central says again. */
const KEEP_EVERY_SECONDS = 3600;

/**
 * `ahead`: of more entries than this journal has. `other-journal`: this journal never had such a tree, or is not the one that was signed.
 * `dated-ahead`: by the kiosk's clock it, or a later one, has not been said yet.
 */
export type NotAcknowledged = AcknowledgementRefusal | "ahead" | "other-journal" | "dated-ahead";

/** Central's acknowledgements of this journal. */
export interface Acknowledged {
  /** Central holds all entries below this, as far as this kiosk has been told. */
  readonly size: number;
  /** The same for whole ones: up to the first of which it has the hash alone. */
  readonly wholeSize: number;
  /** When central said the newest of its words that are believed; undefined: it has said none. */
  readonly saidAt: EpochSeconds | undefined;
  /** How many of its words, since this program began, were each later than all before: times cannot say that of a clock that was wrong. */
  readonly news: number;
  /** How many entries central once held, where it holds fewer now: its data was restored from an older copy. */
  readonly lost: number | undefined;
  /** Entries that have travelled as a hash alone, and that central has not said since that it holds whole. */
  readonly hashesOnly: readonly number[];
  /** How many entries central held at that time, or before it: whole ones, up to the first that it would not take. */
  sizeAt(at: EpochSeconds): number;
  /** When central said that it holds this entry whole, and all before it, to a day; undefined: it has not. */
  since(seq: number): EpochSeconds | undefined;
  /** Takes an acknowledgement, a note. Resolves when it is kept as far as it is, or to why it is none; rejects where the journal cannot be read, or compared with what was signed of it. */
  take(note: Uint8Array): Promise<NotAcknowledged | undefined>;
  /** From now on only the hash of this entry travels. Resolves when that would survive a power cut: it must, before the hash goes. */
  setAside(seq: number): Promise<void>;
  /** Keeps what was taken since it was last kept: call it before the process ends. */
  leave(): Promise<void>;
}

export interface AcknowledgedOptions {
  readonly kiosk: string;
  readonly journal: Pick<Journal, "size" | "firstSeq" | "rootAt">;
  /**
   * Where the journal is not known to go on from what was signed of it, nothing counts as held and no word is believed, so that what is kept shows
   * it also at the next start: central may hold other entries than these, and none of them may be removed or left out.
   */
  readonly comparison: Pick<OwnComparison, "goesOn" | "contradiction" | "settled">;
  /** Keys of the witnesses that the trust list names at this moment. */
  readonly keys: () => readonly NoteKey[];
  readonly clock: Pick<TrustedClock, "now" | "doubt" | "atLeast" | "certain" | "status">;
  readonly kept: Holding;
  /** Replaces what is kept; resolves when that would survive a power cut. */
  readonly keep: (holding: Holding) => Promise<void>;
  /** Told of how many entries central is newly known to hold whole, after that was verified. */
  readonly onGrown: (size: number) => void;
  /** Told that central holds fewer entries than it once did. */
  readonly onLost?: (size: number, before: number) => void;
}

function hearingTime(clock: AcknowledgedOptions["clock"]): HearingTime {
  const isConfirmed = clock.status().by === "central";
  return { now: clock.doubt() ? undefined : clock.now(), isConfirmed, atLeast: clock.atLeast(), certain: clock.certain() };
}

/** Starts with what is kept. */
export function createAcknowledged(options: AcknowledgedOptions): Acknowledged {
  const { kiosk, journal, comparison, clock } = options;
  let { kept } = options;
  let now = kept;
  let news = 0;
  let idle: Promise<unknown> = Promise.resolve();

  async function keep(holding: Holding): Promise<void> {
    await options.keep(holding);
    kept = holding;
  }

  async function take(note: Uint8Array): Promise<NotAcknowledged | undefined> {
    const said = openAcknowledgement(note, kiosk, options.keys());
    if (typeof said === "string") return said;
    await comparison.settled;
    if (comparison.contradiction) return "other-journal";
    if (!comparison.goesOn) throw new Error("the journal cannot be compared with what was signed of it, so no word of central's counts");
    if (said.size > journal.size) return "ahead";
    const heard = hear(now, said, hearingTime(clock), journal.firstSeq);
    if (heard === "past") return undefined;
    // Attack: an acknowledgement of the journal that this disk was restored over, or of another that this one was exchanged for. Of what
    // was removed here there is nothing to compare; that central holds no more than that must be known all the same.
    const isRemoved = said.size < journal.firstSeq;
    if (!isRemoved && !sameBytes(said.root, await journal.rootAt(said.size))) return "other-journal";
    const before = now;
    now = heard.holding;
    // The same word again, as from a stick that stays in, is no news.
    if (heard.as === "newest" && now.newest?.saidAt !== before.newest?.saidAt) news++;
    if (wholeSize(now) > wholeSize(before)) options.onGrown(wholeSize(now));
    if (said.size < heldSize(before)) options.onLost?.(said.size, heldSize(before));
    if (isDue(before)) await keep(now);
    return heard.as === "dated-ahead" ? heard.as : undefined;
  }

  /** That central has lost something, or has taken what it would not take, is kept at once; of what only grows, or stays, some. */
  function isDue(before: Holding): boolean {
    const isLess = (than: Holding) => wholeSize(now) < wholeSize(than) || heldSize(now) < heldSize(than);
    // Also what could not be kept the last time, as on a full disk.
    if ([before, kept].some((than) => isLess(than) || now.setAside.length !== than.setAside.length)) return true;
    // Also a later word of as many entries: after a power cut an old stick's word would be later than the one before it.
    const seconds = (newestDate(now) ?? 0) - (newestDate(kept) ?? Number.NEGATIVE_INFINITY);
    return Math.abs(seconds) >= KEEP_EVERY_SECONDS;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = idle.then(work);
    idle = done.catch(() => undefined);
    return done;
  }

  return {
    get size() {
      return comparison.goesOn ? heldSize(now) : 0;
    },
    get wholeSize() {
      return comparison.goesOn ? wholeSize(now) : 0;
    },
    get saidAt() {
      return now.newest?.saidAt;
    },
    get news() {
      return news;
    },
    get lost() {
      return comparison.goesOn ? now.lost : undefined;
    },
    get hashesOnly() {
      return now.setAside;
    },
    sizeAt: (at) => (comparison.goesOn ? wholeSizeAt(now, at) : 0),
    since: (seq) => (comparison.goesOn ? now.samples.find(({ size }) => size > seq)?.at : undefined),
    take: (note) => inTurn(() => take(note)),
    setAside: (seq) =>
      inTurn(async () => {
        const aside = withSetAside(now, seq);
        await keep(aside);
        now = aside;
      }),
    leave: () => inTurn(async () => void (now !== kept && (await keep(now)))),
  };
}
