import type { LostEntry } from "../core/damaged-segment.ts";
import type { History } from "../core/history.ts";
import type { EpochSeconds } from "../core/time.ts";
import { CLOCK_TOLERANCE_SECONDS } from "../core/trusted-time.ts";
import type { StoredEntry } from "../ports.ts";
import { type LearningParts, learnJournal, openLearntIndex } from "./history-learning.ts";
import { type Accepted, acceptedIn, namesIn } from "./memory.ts";
import type { Pseudonyms } from "./pseudonym.ts";

/** After so many entries the index learns them: so many more a start reads after a power cut. */
const SETTLE_EVERY_ENTRIES = 1000;

/** A history that learns from every accepted credential. */
export interface GrowingHistory extends History {
  remember(accepted: Accepted): void;
  /** True for a type whose credentials must be known for longer than day keys are held: they are named under the key that stays. */
  isForEver(type: Accepted["type"]): boolean;
  /** Puts what it has learnt into the index, and lets go of it. Never rejects; calling it twice is harmless. */
  close(): Promise<void>;
}

export interface HistoryParts extends LearningParts {
  readonly pseudonyms: Pick<Pseudonyms, "names">;
  /** The latest time that is known to have passed. */
  readonly atLeast: () => EpochSeconds;
  readonly onFault: (error: unknown) => void;
}

/** Lets a history learn from journal entries that were appended while it was loaded. */
export async function rememberAll(
  history: Pick<GrowingHistory, "remember">,
  entries: AsyncIterable<StoredEntry | LostEntry>,
): Promise<void> {
  for await (const { body } of entries) {
    const accepted = body && acceptedIn(body);
    if (accepted) history.remember(accepted);
  }
}

/** The later of two times, where there are any. */
function laterOf(a: EpochSeconds | undefined, b: EpochSeconds | undefined): EpochSeconds | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

/**
 * What this kiosk has accepted, as far back as the policy asks, so that a restart forgets nothing. It stands in the journal; the index is read
 * on from where it ends, and made anew where it is not of this journal.
 */
export async function loadHistory(parts: HistoryParts): Promise<GrowingHistory> {
  const { journal, memory, pseudonyms } = parts;
  const index = await openLearntIndex(parts);
  /** Accepted since, and those of them that the index is learning at this moment. */
  let fresh = new Map<string, EpochSeconds>();
  let learning: ReadonlyMap<string, EpochSeconds> = new Map();
  /** Accepted by a clock that was ahead: when that was first seen, or its holder was accepted again; by name. */
  const seenAhead = new Map<string, EpochSeconds>();
  let settling: Promise<void> | undefined;
  let isClosed = false;

  async function settle(): Promise<void> {
    // All of these are in the journal by now, and so among what is read.
    learning = fresh;
    fresh = new Map();
    try {
      await learnJournal(index, parts);
    } catch (error) {
      for (const [name, at] of learning) put(name, at);
      parts.onFault(error);
    }
    learning = new Map();
  }

  function put(name: string, at: EpochSeconds): void {
    fresh.set(name, laterOf(fresh.get(name), at) ?? at);
  }

  function settleOnce(): Promise<void> {
    settling ??= settle().finally(() => {
      settling = undefined;
    });
    return settling;
  }

  function timeOf(name: string): EpochSeconds | undefined {
    const at = [fresh.get(name), learning.get(name), index.lastAccepted(name)].reduce(laterOf, undefined);
    const now = parts.atLeast();
    if (at === undefined || at <= now + CLOCK_TOLERANCE_SECONDS) return at;
    // From a clock that was put right since. When it really was nobody knows, but it was not after this.
    const seen = seenAhead.get(name) ?? now;
    seenAhead.set(name, seen);
    return seen;
  }

  function lastAccepted(identity: string): EpochSeconds | undefined {
    // A person who came yesterday and today has a name of each day, and one under the key that stays from before there were others.
    return pseudonyms.names(identity).map(timeOf).reduce(laterOf, undefined);
  }

  return {
    lastAccepted,
    isForEver: memory.isForEver,
    wasPresented: (presentation) => lastAccepted(presentation) !== undefined,
    remember(accepted) {
      const { forEver, recent } = namesIn(accepted, memory);
      for (const { name, at } of [...forEver, ...recent]) {
        put(name, at);
        if (seenAhead.has(name)) seenAhead.set(name, at);
      }
      if (!isClosed && journal.size - index.place.size >= SETTLE_EVERY_ENTRIES) void settleOnce();
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await settling;
      await settleOnce();
      index.close();
    },
  };
}
