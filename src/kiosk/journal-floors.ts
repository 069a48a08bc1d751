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
import type { Journal } from "../ports.ts";

/** After so many entries the floors are written down again. */
export const FLOOR_EVERY_ENTRIES = 50_000;
/** How far back floors are looked for: the distance of two, and room for a kiosk that was killed before it wrote. */
const MAX_ENTRIES_READ = FLOOR_EVERY_ENTRIES + 10_000;
/** Entries looked through at once on the way back to where all floors were said: a day or two of most counters. */
const ENTRIES_A_LOOK = 2048;
/** Decisions from whose times the floor is taken; the ones before are earlier, or a clock event between them says what happened. */
const MAX_DECISIONS_PARSED = 2000;

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
  let floors = NO_FLOORS;
  const { from, ...unread } = await newestFloor(journal);
  for await (const { seq, body } of journal.read(from)) {
    if (!has(body, EVENT_MARK) && seq < journal.size - MAX_DECISIONS_PARSED) continue;
    const said = bodyFromJson(body);
    if (said) floors = floorsAfter(floors, said);
  }
  // Nobody knows which leaps lie further back: none may be undone.
  const isPartial = from > 0 && floors.saidAt === undefined;
  return { ...floors, ...(isPartial && { time: { ...floors.time, leapt: 0, stood: 0 } }), ...unread };
}

interface FloorPlace extends Pick<Floors, "unread"> {
  readonly from: number;
}

/**
 * Where the newest record is that says all floors, or else where to begin, behind what is damaged: the state document remembers the rest. No text of
 * a decision can pass for one.
 */
async function newestFloor(journal: Pick<Journal, "size" | "read">): Promise<FloorPlace> {
  const oldest = Math.max(0, journal.size - MAX_ENTRIES_READ);
  for (let until = journal.size; until > oldest; until -= ENTRIES_A_LOOK) {
    const from = Math.max(oldest, until - ENTRIES_A_LOOK);
    try {
      const newest = await newestFloorIn(journal, from, until);
      if (newest !== undefined) return { from: newest };
    } catch (cause) {
      const before = await readableFrom(journal, from, until);
      return { from: (await newestFloorIn(journal, before, until)) ?? before, unread: { before, cause } };
    }
  }
  return { from: oldest };
}

async function newestFloorIn(journal: Pick<Journal, "read">, from: number, until: number): Promise<number | undefined> {
  let newest: number | undefined;
  for await (const { seq, body } of journal.read(from, until)) {
    if (has(body, FLOOR_MARK) && bodyFromJson(body)?.reason === "event-floor") newest = seq;
  }
  return newest;
}

/** The first position from which on all entries before `until` can be read; `until` where none can. */
async function readableFrom(journal: Pick<Journal, "read">, from: number, until: number): Promise<number> {
  let [damaged, whole] = [from, until];
  while (damaged < whole) {
    const middle = Math.floor((damaged + whole) / 2);
    const isWhole = await newestFloorIn(journal, middle, until).then(
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

/** The floors after one more record. */
function floorsAfter(floors: Floors, body: JournalBody): Floors {
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
