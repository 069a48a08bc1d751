import { bodyFromJson, isJournalEvent, type JournalBody } from "../core/journal-event.ts";
import { highest, NO_VERSIONS, type TrustVersions } from "../core/trust-version.ts";
import { raiseClaimed, raiseProven, type TimeFloor } from "../core/trusted-time.ts";
import type { Journal } from "../ports.ts";

/** After so many entries the floors are written down again. */
export const FLOOR_EVERY_ENTRIES = 50_000;
/** How far back floors are looked for: the distance of two, and room for a kiosk that was killed before it wrote. */
const MAX_ENTRIES_READ = FLOOR_EVERY_ENTRIES + 10_000;
/** Decisions from whose times the floor is taken; the ones before are earlier, or a clock event between them says what happened. */
const MAX_DECISIONS_PARSED = 2000;

const EVENT_MARK = Buffer.from('"reason":"event-', "utf8");

/** What this kiosk has written down never to go below. */
export interface Floors {
  readonly versions: TrustVersions;
  readonly time: TimeFloor;
  /** Position of the newest record that says all of it; undefined where there is none among those that were read. */
  readonly saidAt: number | undefined;
}

/** The floors of a journal without entries. */
export const NO_FLOORS: Floors = { versions: NO_VERSIONS, time: { proven: 0, claimed: 0 }, saidAt: undefined };

/** Reads the floors back from the newest entries. */
export async function readFloors(journal: Pick<Journal, "size" | "read">): Promise<Floors> {
  let floors = NO_FLOORS;
  for await (const { seq, body } of journal.read(Math.max(0, journal.size - MAX_ENTRIES_READ))) {
    // No text of a decision has this in it: a quotation mark within a JSON string has a backslash before it.
    const isEvent = Buffer.from(body.buffer, body.byteOffset, body.length).includes(EVENT_MARK);
    if (!isEvent && seq < journal.size - MAX_DECISIONS_PARSED) continue;
    const said = bodyFromJson(body);
    if (said) floors = floorsAfter(floors, said);
  }
  return floors;
}

/** The floors after one more record. */
function floorsAfter(floors: Floors, body: JournalBody): Floors {
  const time = body.clock === undefined ? raiseClaimed(floors.time, body.at) : floors.time;
  if (!isJournalEvent(body)) return { ...floors, time };
  switch (body.reason) {
    case "event-trust-updated":
      return { ...floors, versions: highest(floors.versions, versionsIn(body)), time: raiseProven(time, body.issuedAt) };
    case "event-clock":
      // Down as well as up: whoever proves that a clock was ahead takes back what it claimed.
      return { ...floors, time: { ...time, claimed: body.floor } };
    case "event-floor":
      return {
        versions: highest(floors.versions, versionsIn(body)),
        time: { proven: Math.max(time.proven, body.proven), claimed: body.floor },
        saidAt: body.seq,
      };
    case "event-trust-refused":
      return { ...floors, time };
  }
}

function versionsIn({ root, timestamp, snapshot, targets }: TrustVersions): TrustVersions {
  return { root, timestamp, snapshot, targets };
}
