import type { JournalEvent } from "../../src/core/journal-event.ts";

const VERSIONS = { root: 1, timestamp: 40, snapshot: 12, targets: 11 };

/** Events of each kind. */
export const EVENTS: readonly JournalEvent[] = [
  {
    seq: 7,
    at: 1_795_437_065.25,
    reason: "event-trust-updated",
    ...VERSIONS,
    issuedAt: 1_795_430_000,
    expiresAt: 1_799_318_000,
    origin: "folder",
  },
  {
    seq: 7,
    at: 1_795_437_065.25,
    reason: "event-trust-updated",
    ...VERSIONS,
    root: 2,
    issuedAt: 1_795_430_000,
    expiresAt: 1_799_318_000,
    proven: 1_795_430_000,
    origin: "central",
  },
  { seq: 7, at: 1_795_437_065.25, reason: "event-trust-refused", refusal: "mix-and-match", origin: "central" },
  {
    seq: 7,
    at: 1_795_437_065.25,
    reason: "event-clock",
    state: "ok",
    by: "central",
    was: 12.5,
    floor: 1_795_437_065,
    claimed: 1_795_437_065,
    leapt: 0,
    stood: 0,
  },
  {
    seq: 7,
    at: 1_795_437_065.25,
    reason: "event-floor",
    ...VERSIONS,
    proven: 1_795_430_000,
    floor: 1_795_437_065,
    issued: 1_795_430_000,
    signed: 0,
    claimed: 1_795_437_065,
    leapt: 1_209_600,
    stood: 86_400,
  },
  { seq: 7, at: 1_795_437_065.25, reason: "event-released", until: 3500, held: 3600, heldAt: 1_763_900_000 },
  { seq: 7, at: 1_795_437_065.25, reason: "event-case-opened" },
  { seq: 7, at: 1_795_437_065.25, reason: "event-override", of: 5, because: "card-compared", staff: "s-07" },
  { seq: 7, at: 1_795_437_065.25, reason: "event-compared", of: 5, matches: true, staff: "s-07" },
  { seq: 7, at: 1_795_437_065.25, reason: "event-service", on: false, because: "break", staff: "s-07" },
  { seq: 7, at: 1_795_437_065.25, reason: "event-service", on: true, staff: "s-07" },
];
