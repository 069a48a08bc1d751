import {
  bodyFromJson,
  type ClockEvent,
  type FloorEvent,
  isJournalEvent,
  type JournalBody,
  type TrustUpdated,
} from "../core/journal-event.ts";
import { highest, NO_VERSIONS, type TrustVersions } from "../core/trust-version.ts";
import { NO_TIME, raiseClaimed, raiseIssued, releaseSigned, type TimeFloor } from "../core/trusted-time.ts";
import type { Journal, StoredEntry } from "../ports.ts";

/** After so many entries the floors are written down again: a start reads no more than these, in some ten milliseconds. */
export const FLOOR_EVERY_ENTRIES = 10_000;
/** How far back floors are looked for: more than the distance of two, also for a kiosk that could not write for a while, or did so less often. */
export const MAX_ENTRIES_READ = 60_000;
/** Entries looked through at once on the way back to where all floors were said: a day or more of most counters. */
const ENTRIES_A_LOOK = 4096;
/**
 * Decisions from whose times the floor is taken; the ones before are earlier, by CLOCK_TOLERANCE_SECONDS later at most, or a clock event between
 * them says what happened. So that no start goes back from another by as much, a floor is said soon after one that has passed any over.
 */
export const MAX_DECISIONS_READ = 200;

const EVENT_MARK = Buffer.from('"reason":"event-', "utf8");
const FLOOR_MARK = Buffer.from('"reason":"event-floor"', "utf8");

/** What this kiosk has written down never to go below. */
export interface Floors {
  readonly versions: TrustVersions;
  readonly time: TimeFloor;
  /** Position of the newest record that says all of it; undefined where there is none among those that were read. */
  readonly saidAt: number | undefined;
  /** Why entries that may say more could not be read, and from which on they could; absent: all were. */
  readonly unread?: { readonly before: number; readonly cause: unknown };
}

/** The floors of a journal without entries. */
export const NO_FLOORS: Floors = { versions: NO_VERSIONS, time: NO_TIME, saidAt: undefined };

/**
 * Reads the floors back: from the newest entry that says all of them on, or, where there is none, from the newest entries. Before old entries
 * are removed the floors are said again, so that all of this is among what stays.
 */
export async function readFloors(journal: Pick<Journal, "size" | "read">): Promise<Floors> {
  const { from, events, ...unread } = await newestEvents(journal);
  const newest = Math.max(from, journal.size - MAX_DECISIONS_READ);
  let floors = events.filter(({ seq }) => seq < newest).reduce((after, { body }) => floorsAfter(after, body), NO_FLOORS);
  let decisions: Uint8Array[] = [];
  for await (const { body } of journal.read(newest)) {
    if (has(body, EVENT_MARK)) {
      floors = floorsAfter(floorsAfterDecisions(floors, decisions), body);
      decisions = [];
    } else decisions.push(body);
  }
  floors = floorsAfterDecisions(floors, decisions);
  // Nobody knows which leaps lie further back: none may be undone.
  const isPartial = from > 0 && floors.saidAt === undefined;
  return { ...floors, ...(isPartial && { time: { ...floors.time, leapt: 0, stood: 0 } }), ...unread };
}

interface NewestEvents extends Pick<Floors, "unread"> {
  /** Where the newest record is that says all floors, or else how far back was read. */
  readonly from: number;
  /** Events from there on. */
  readonly events: readonly StoredEntry[];
}

/** Looks back for that record, but not over what is damaged: the state document remembers the rest. No text of a decision can pass for an event. */
async function newestEvents(journal: Pick<Journal, "size" | "read">): Promise<NewestEvents> {
  const oldest = Math.max(0, journal.size - MAX_ENTRIES_READ);
  let events: readonly StoredEntry[] = [];
  for (let until = journal.size; until > oldest; until -= ENTRIES_A_LOOK) {
    const look = await lookBack(journal, Math.max(oldest, until - ENTRIES_A_LOOK), until);
    events = [...look.events, ...events];
    const floorAt = look.events.findLastIndex(({ body }) => isFloor(body));
    if (floorAt >= 0) return { from: events[floorAt]?.seq ?? look.from, events: events.slice(floorAt), ...look.unread };
    if (look.unread) return { from: look.from, events, ...look.unread };
  }
  return { from: oldest, events };
}

/** Events with `from <= seq < until`, or behind what is damaged there. */
async function lookBack(journal: Pick<Journal, "read">, from: number, until: number) {
  try {
    return { from, events: await eventsIn(journal, from, until) };
  } catch (cause) {
    const before = await readableFrom(journal, from, until);
    return { from: before, events: await eventsIn(journal, before, until), unread: { unread: { before, cause } } };
  }
}

async function eventsIn(journal: Pick<Journal, "read">, from: number, until: number): Promise<readonly StoredEntry[]> {
  const events: StoredEntry[] = [];
  for await (const entry of journal.read(from, until, EVENT_MARK)) if (has(entry.body, EVENT_MARK)) events.push(entry);
  return events;
}

function isFloor(body: Uint8Array): boolean {
  return has(body, FLOOR_MARK) && bodyFromJson(body)?.reason === "event-floor";
}

/** The first position from which on all entries before `until` can be read; `until` where none can. */
async function readableFrom(journal: Pick<Journal, "read">, from: number, until: number): Promise<number> {
  let [damaged, whole] = [from, until];
  while (damaged < whole) {
    const middle = Math.floor((damaged + whole) / 2);
    const isWhole = await eventsIn(journal, middle, until).then(
      () => true,
      () => false,
    );
    if (isWhole) whole = middle;
    else damaged = middle + 1;
  }
  return whole;
}

/** No text of a decision has a mark in it: a quotation mark within a JSON string has a backslash before it. */
function has(body: Uint8Array, mark: Buffer): boolean {
  return Buffer.from(body.buffer, body.byteOffset, body.length).includes(mark);
}

/**
 * The floors after decisions between two events, in their order. It is the latest time that counts, whatever led there, so the newest come first:
 * most of those before show by their time alone that they say nothing more.
 */
function floorsAfterDecisions(floors: Floors, decisions: readonly Uint8Array[]): Floors {
  return decisions.reduceRight((after, bytes) => (timeIn(bytes) <= after.time.claimed ? after : floorsAfter(after, bytes)), floors);
}

/** The time in a decision, where it is one: it stands second in each. */
function timeIn(bytes: Uint8Array): number {
  const [, at] =
    /^\{"seq":\d+,"at":([^,]+),/.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString("latin1")) ?? [];
  return Number(at);
}

/** The floors after one more record. */
function floorsAfter(floors: Floors, bytes: Uint8Array): Floors {
  const said = bodyFromJson(bytes);
  return said ? floorsAfterBody(floors, said) : floors;
}

function floorsAfterBody(floors: Floors, body: JournalBody): Floors {
  const time = body.clock === undefined ? raiseClaimed(floors.time, body.at) : floors.time;
  if (!isJournalEvent(body)) return { ...floors, time };
  switch (body.reason) {
    case "event-trust-updated":
      return { ...floors, versions: highest(floors.versions, versionsIn(body)), time: afterProof({ ...floors, time }, body) };
    case "event-clock":
      // Down as well as up: whoever proves that a clock was ahead takes back what it claimed.
      return { ...floors, time: { ...time, ...claimsIn(body) } };
    case "event-floor": {
      const { proven, issued = 0, signed = 0 } = body;
      return {
        versions: highest(floors.versions, versionsIn(body)),
        time: { proven, issued, signed, ...claimsIn(body) },
        saidAt: body.seq,
      };
    }
    case "event-trust-refused":
    case "event-released":
    case "event-door-opened":
    case "event-door-closed":
    case "event-case-opened":
    case "event-case-closed":
    case "event-override":
    case "event-compared":
    case "event-service":
      return { ...floors, time };
  }
}

function afterProof({ time, versions }: Pick<Floors, "time" | "versions">, { issuedAt, proven, timestamp }: TrustUpdated): TimeFloor {
  const raised = raiseIssued(proven === undefined ? time : { ...time, proven, issued: 0 }, issuedAt);
  // Lower only under new keys. The same number is most likely a renewed root over the timestamp of before, which is no second witness.
  return timestamp === versions.timestamp ? raised : releaseSigned(raised);
}

function claimsIn({
  floor,
  claimed = floor,
  leapt = 0,
  stood = 0,
}: ClockEvent | FloorEvent): Pick<TimeFloor, "claimed" | "leapt" | "stood"> {
  return { claimed, leapt, stood };
}

function versionsIn({ root, timestamp, snapshot, targets }: TrustVersions): TrustVersions {
  return { root, timestamp, snapshot, targets };
}
