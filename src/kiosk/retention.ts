// How long entries stay on this kiosk: until central has held them for some days, and for ever where it does not.

import { DAY_KEYS_REACH_SECONDS } from "../core/day-keys.ts";
import { bodyFromJson } from "../core/journal-event.ts";
import type { RetentionStatus } from "../core/screen.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { UsedName } from "../core/used-names.ts";
import type { Journal, Reserve } from "../ports.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { EventRecorder } from "./event-recorder.ts";
import { acceptedIn, type Memory, namesIn } from "./memory.ts";
import type { TrustedClock } from "./trusted-clock.ts";
import type { UsedOnce } from "./used-once.ts";

/** How often anything is looked at, in milliseconds: segments are days. */
const LOOK_EVERY_MS = 3_600_000;
/** So many of the newest entries show how many come in a day. */
const RATE_ENTRIES = 10_000;
/** Bytes of a segment an entry, some more than most. */
const ENTRY_BYTES = 320;
const DAY_SECONDS = 86_400;
/** Room for longer than ten years is no figure for anybody: no card lives so long. */
const MAX_ROOM_DAYS = 3650;
/** An entry that is lost has the time of the next one that is not, if that is near. */
const TIMES_LOOKED_AT = 100;
/** Entries after which scans have their turn. */
const ENTRIES_A_TURN = 128;
/** About so many entries go at once: what must be written before has to fit into the reserve, 24 bytes a name. */
const ENTRIES_A_STEP = 16_384;

/** Removes old entries. */
export interface Retention {
  /** Call it now and then: looks once an hour. Returns at once. */
  tick(): void;
  /** Resolves when nothing is under way; never rejects. */
  settled(): Promise<void>;
  /** Begins no further step, and resolves when nothing is under way; never rejects. */
  close(): Promise<void>;
  /** Undefined while the journal is empty. */
  status(): RetentionStatus | undefined;
}

export interface RetentionParts {
  readonly journal: Pick<Journal, "size" | "firstSeq" | "readThrough" | "releasable" | "release" | "freeBytes">;
  readonly acknowledged: Pick<Acknowledged, "sizeAt" | "since">;
  /** Before it, central is not known to hold anything, so nobody looks; absent: it is known from the beginning. */
  readonly ready?: Promise<void>;
  readonly clock: Pick<TrustedClock, "now" | "certain" | "doubt" | "monotonicMs">;
  /** Days for which an entry stays after central has acknowledged it; never fewer than re-entry may need, which only the journal has. */
  readonly keepDays: number;
  /** What must be known for ever; undefined: nobody knows at this moment, and nothing goes. */
  readonly memory: () => Memory | undefined;
  /** Keeps names out of entries that go. */
  readonly used: Pick<UsedOnce, "keep" | "merge">;
  readonly releasing: EventRecorder["releasing"];
  /** Enough for all that must be written before anything is removed: on a full disk nothing else makes room. */
  readonly reserve: Reserve;
  /** Told of what has gone: all entries below this. */
  readonly onReleased: (until: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** Looks for the first time now, beside the scans: a kiosk that was off for long has much to remove. */
export function startRetention(parts: RetentionParts): Retention {
  const { journal, acknowledged, clock } = parts;
  const keepSeconds = Math.max(parts.keepDays * DAY_SECONDS, DAY_KEYS_REACH_SECONDS);
  let lookedMs = Number.NEGATIVE_INFINITY;
  let oldestAt: EpochSeconds | undefined;
  let aDay: number | undefined;
  let underWay: Promise<void> | undefined;
  let isClosed = false;

  async function look(): Promise<void> {
    lookedMs = clock.monotonicMs();
    if (parts.ready !== undefined) await parts.ready;
    const memory = parts.memory();
    // A clock that is ahead, or has leapt, would make everything old.
    try {
      if (!clock.doubt() && memory) while (!isClosed && (await release(clock.certain() - keepSeconds, memory)));
    } finally {
      await parts.reserve.hold();
    }
    const { size, firstSeq } = journal;
    oldestAt = await timeOf(firstSeq);
    const rateFrom = Math.max(firstSeq, size - RATE_ENTRIES);
    const days = (clock.now() - ((await timeOf(rateFrom)) ?? clock.now())) / DAY_SECONDS;
    aDay = days > 0 ? (size - rateFrom) / Math.max(1, days) : undefined;
  }

  /**
   * Removes some of what central held at that time; false where there is nothing more. All of it can be done again: after a power cut before the
   * last step, it is.
   */
  async function release(before: EpochSeconds, memory: Memory): Promise<boolean> {
    const held = acknowledged.sizeAt(before);
    const from = journal.firstSeq;
    if (held <= from) return false;
    const until = (await releasable(from, Math.min(held, from + ENTRIES_A_STEP))) ?? (await releasable(from, held));
    const heldAt = until && acknowledged.since(until - 1);
    if (until === undefined || heldAt === undefined) return false;
    const names = await usedBefore(until, memory);
    await parts.reserve.giveUp();
    await parts.used.keep({ from, until, names });
    // Central may have taken its word back meanwhile, or an export have found that this is another journal.
    const isStillHeld = () => acknowledged.sizeAt(before) >= until;
    if (!isStillHeld() || !(await parts.releasing({ until, held, heldAt })) || !isStillHeld()) return false;
    // The entry before stays, too (ports.ts).
    await journal.release(until + 1);
    parts.onReleased(until);
    await parts.used.merge();
    return true;
  }

  async function releasable(from: number, held: number): Promise<number | undefined> {
    const until = await journal.releasable(held);
    return until > from ? until : undefined;
  }

  async function usedBefore(until: number, memory: Memory): Promise<readonly UsedName[]> {
    const names: UsedName[] = [];
    let read = 0;
    for await (const { body } of journal.readThrough(journal.firstSeq, until)) {
      // Of one that is lost, central holds the hash, and nobody the names.
      const accepted = body && acceptedIn(body);
      if (accepted) names.push(...namesIn(accepted, memory).forEver);
      if (++read % ENTRIES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return names;
  }

  async function timeOf(seq: number): Promise<EpochSeconds | undefined> {
    for await (const { body } of journal.readThrough(seq, Math.min(seq + TIMES_LOOKED_AT, journal.size))) {
      const at = body && bodyFromJson(body)?.at;
      if (at !== undefined) return at;
    }
    return undefined;
  }

  function tick(): void {
    const isKnown = oldestAt !== undefined || journal.size === 0;
    if (isClosed || (!underWay && isKnown && clock.monotonicMs() - lookedMs < LOOK_EVERY_MS)) return;
    underWay ??= look()
      .catch(parts.onFault)
      .finally(() => {
        underWay = undefined;
      });
  }

  tick();
  return {
    tick,
    settled: async () => await underWay,
    async close() {
      isClosed = true;
      await underWay;
    },
    status() {
      if (oldestAt === undefined) return undefined;
      const heldAt = acknowledged.since(journal.firstSeq);
      const { freeBytes } = journal;
      const roomDays = aDay && freeBytes !== undefined ? Math.floor(freeBytes / (aDay * ENTRY_BYTES)) : undefined;
      return {
        oldestAt,
        ...(heldAt !== undefined && { keptUntil: heldAt + keepSeconds }),
        ...(roomDays !== undefined && roomDays <= MAX_ROOM_DAYS && { roomDays }),
      };
    },
  };
}
