import * as v from "valibot";
import { COUNT, DOUBT, type EventHead, HEAD, MOMENT } from "./event-head.ts";
import { sameBytes } from "./journal-chain.ts";
import { type Entry, entryFromJson, entryToJson, MAX_ENTRY_BYTES, type Unnumbered } from "./journal-entry.ts";
import { STAFF_EVENTS, type StaffEvent, staffEventInOrder } from "./staff-event.ts";
import type { EpochSeconds } from "./time.ts";
import { isTrustRefusal, type TrustRefusal } from "./trust-refusal.ts";
import type { TrustVersions } from "./trust-version.ts";
import type { ClockState } from "./trusted-time.ts";

/** Where a bundle came from: central, a stick, or the kiosk's own disk, whose last update was not written down before the power went. */
export type EventOrigin = "central" | "folder" | "kept";

/** The kiosk holds another trust bundle from here on, and never again an older one. */
export interface TrustUpdated extends EventHead, TrustVersions {
  readonly reason: "event-trust-updated";
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  /** What is proven from here on, lower than before: root has replaced the keys of the timestamp, which had dated a bundle ahead. */
  readonly proven?: EpochSeconds;
  readonly origin: EventOrigin;
}

/** A bundle was offered and not taken; written when the refusal is new for this origin, and once a day while it lasts. */
export interface TrustRefusedEvent extends EventHead {
  readonly reason: "event-trust-refused";
  readonly refusal: TrustRefusal;
  readonly origin: EventOrigin;
}

/** The kiosk thinks otherwise of its clock from here on, or its clock was set. */
export interface ClockEvent extends EventHead {
  readonly reason: "event-clock";
  readonly state: ClockState;
  /** Who says so: the machine's own clock, central's signed time, or the timestamp of a bundle from a stick. */
  readonly by: "system" | "central" | "folder";
  /** What the kiosk took the time to be just before. */
  readonly was: EpochSeconds;
  /** The time floor from here on. */
  readonly floor: EpochSeconds;
  /** The parts of it that stand in the journal alone, from here on, down as well as up (trusted-time.ts). Absent in old records: `claimed` is the floor. */
  readonly claimed?: EpochSeconds;
  readonly leapt?: number;
  readonly stood?: number;
}

/** What must never be forgotten, said again before it is too far back to be read at a start. */
export interface FloorEvent extends EventHead, TrustVersions {
  readonly reason: "event-floor";
  readonly proven: EpochSeconds;
  readonly floor: EpochSeconds;
  /** Absent in old records. */
  readonly issued?: EpochSeconds;
  readonly signed?: EpochSeconds;
  readonly claimed?: EpochSeconds;
  readonly leapt?: number;
  readonly stood?: number;
}

/** The oldest entries go from this kiosk: central has held them for as long as they were to be kept here. Written before they do. */
export interface ReleasedEvent extends EventHead {
  readonly reason: "event-released";
  /** Entries below this are gone. */
  readonly until: number;
  /** How many entries central held by the acknowledgement on which this rests, and when that was. */
  readonly held: number;
  readonly heldAt: EpochSeconds;
}

/** A contact and what became of it: central keeps of an event little more than its reason. */
const CONTACT_REASONS = ["event-door-opened", "event-door-closed", "event-case-opened", "event-case-closed"] as const;

/** The door beside the kiosk or its case was opened or closed, or is found open at a start. A cable that is cut reads as open, too. */
export interface ContactEvent extends EventHead {
  readonly reason: (typeof CONTACT_REASONS)[number];
}

/** Something in the kiosk's own life that the journal must keep beside its decisions. Nothing in it says who a visitor is. */
export type JournalEvent = TrustUpdated | TrustRefusedEvent | ClockEvent | FloorEvent | ReleasedEvent | ContactEvent | StaffEvent;

/** What a record of the journal holds: a decision or an event. Reasons tell them apart; those of events begin with `event-`. */
export type JournalBody = Entry | JournalEvent;

/** A decision or an event that the journal has not given its position yet. */
export type UnnumberedBody = Unnumbered<JournalBody>;

const origin = v.picklist(["central", "folder", "kept"]);
const versions = { root: COUNT, timestamp: COUNT, snapshot: COUNT, targets: COUNT };
const claims = { claimed: v.exactOptional(MOMENT), leapt: v.exactOptional(MOMENT), stood: v.exactOptional(MOMENT) };

/** The order of the members is the order on disk. */
const EventSchema = v.variant("reason", [
  v.strictObject({
    ...HEAD,
    reason: v.literal("event-trust-updated"),
    ...versions,
    issuedAt: MOMENT,
    expiresAt: MOMENT,
    proven: v.exactOptional(MOMENT),
    origin,
    clock: DOUBT,
  }),
  v.strictObject({
    ...HEAD,
    reason: v.literal("event-trust-refused"),
    refusal: v.pipe(v.string(), v.guard(isTrustRefusal)),
    origin,
    clock: DOUBT,
  }),
  v.strictObject({
    ...HEAD,
    reason: v.literal("event-clock"),
    state: v.picklist(["ok", "behind", "ahead"]),
    by: v.picklist(["system", "central", "folder"]),
    was: MOMENT,
    floor: MOMENT,
    ...claims,
    clock: DOUBT,
  }),
  v.strictObject({
    ...HEAD,
    reason: v.literal("event-floor"),
    ...versions,
    proven: MOMENT,
    floor: MOMENT,
    issued: v.exactOptional(MOMENT),
    signed: v.exactOptional(MOMENT),
    ...claims,
    clock: DOUBT,
  }),
  v.strictObject({ ...HEAD, reason: v.literal("event-released"), until: COUNT, held: COUNT, heldAt: MOMENT, clock: DOUBT }),
  v.strictObject({ ...HEAD, reason: v.picklist(CONTACT_REASONS), clock: DOUBT }),
  ...STAFF_EVENTS,
]);

/** True for an event. */
export function isJournalEvent(body: JournalBody): body is JournalEvent {
  return body.reason.startsWith("event-");
}

/** A body as the journal stores and hashes it (docs/journal.md). Not checked: bodyFromJson() of it says whether it may be stored. */
export function bodyToJson(body: JournalBody): Uint8Array {
  return isJournalEvent(body) ? new TextEncoder().encode(JSON.stringify(inOrder(body))) : entryToJson(body);
}

/** The decision or event in these bytes, or undefined where they are not exactly what bodyToJson() writes. */
export function bodyFromJson(bytes: Uint8Array): JournalBody | undefined {
  return entryFromJson(bytes) ?? eventFromJson(bytes);
}

/** The event in these bytes, or undefined where they are not exactly what bodyToJson() writes: one spelling per event. */
export function eventFromJson(bytes: Uint8Array): JournalEvent | undefined {
  if (bytes.length > MAX_ENTRY_BYTES) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const parsed = v.safeParse(EventSchema, JSON.parse(text));
    if (!parsed.success) return undefined;
    return sameBytes(bodyToJson(parsed.output), bytes) ? parsed.output : undefined;
  } catch {
    return undefined; // neither UTF-8 nor JSON
  }
}

/** The members in the order of docs/journal.md, absent ones left out. */
function inOrder(event: JournalEvent): object {
  const { seq, at, reason, clock } = event;
  switch (event.reason) {
    case "event-trust-updated": {
      const { root, timestamp, snapshot, targets, issuedAt, expiresAt, proven, origin } = event;
      return { seq, at, reason, root, timestamp, snapshot, targets, issuedAt, expiresAt, proven, origin, clock };
    }
    case "event-trust-refused":
      return { seq, at, reason, refusal: event.refusal, origin: event.origin, clock };
    case "event-clock": {
      const { state, by, was, floor, claimed, leapt, stood } = event;
      return { seq, at, reason, state, by, was, floor, claimed, leapt, stood, clock };
    }
    case "event-floor": {
      const { root, timestamp, snapshot, targets, proven, floor, issued, signed, claimed, leapt, stood } = event;
      const times = { proven, floor, issued, signed, claimed, leapt, stood };
      return { seq, at, reason, root, timestamp, snapshot, targets, ...times, clock };
    }
    case "event-released":
      return { seq, at, reason, until: event.until, held: event.held, heldAt: event.heldAt, clock };
    case "event-door-opened":
    case "event-door-closed":
    case "event-case-opened":
    case "event-case-closed":
      return { seq, at, reason, clock };
    case "event-override":
    case "event-compared":
    case "event-service":
      return staffEventInOrder(event);
  }
}
