import * as v from "valibot";
import { COUNT, DOUBT, type EventHead, HEAD } from "./event-head.ts";
import { isOverrideBecause, isServiceBecause, type OverrideBecause, type ServiceBecause, STAFF_CODE } from "./staff-because.ts";

/** A person of the staff let somebody go on whom the kiosk had not accepted. The entry stays what it is: an override is never counted as accepted. */
export interface OverrideEvent extends EventHead {
  readonly reason: "event-override";
  /** Position of the entry that is overridden. */
  readonly of: number;
  readonly because: OverrideBecause;
  /** A code, never a name. */
  readonly staff: string;
}

/** A person of the staff has compared an unsigned document with the card itself. */
export interface ComparedEvent extends EventHead {
  readonly reason: "event-compared";
  readonly of: number;
  readonly matches: boolean;
  readonly staff: string;
}

/** Staff have put the kiosk out of service, or into service again. */
export interface ServiceEvent extends EventHead {
  readonly reason: "event-service";
  readonly on: boolean;
  /** Present where it goes out of service, and only there. */
  readonly because?: ServiceBecause;
  readonly staff: string;
}

/** Something that staff did, journalled before it is said to be done. */
export type StaffEvent = OverrideEvent | ComparedEvent | ServiceEvent;

const staff = v.pipe(v.string(), v.regex(STAFF_CODE));
const because = v.pipe(v.string(), v.guard(isServiceBecause));

/** Their shapes, for the journal's parser. */
export const STAFF_EVENTS = [
  v.strictObject({
    ...HEAD,
    reason: v.literal("event-override"),
    of: COUNT,
    because: v.pipe(v.string(), v.guard(isOverrideBecause)),
    staff,
    clock: DOUBT,
  }),
  v.strictObject({ ...HEAD, reason: v.literal("event-compared"), of: COUNT, matches: v.boolean(), staff, clock: DOUBT }),
  v.variant("on", [
    v.strictObject({ ...HEAD, reason: v.literal("event-service"), on: v.literal(true), staff, clock: DOUBT }),
    v.strictObject({ ...HEAD, reason: v.literal("event-service"), on: v.literal(false), because, staff, clock: DOUBT }),
  ]),
] as const;

/** The members in the order of docs/journal.md. */
export function staffEventInOrder(event: StaffEvent): object {
  const { seq, at, reason, staff, clock } = event;
  switch (event.reason) {
    case "event-override":
      return { seq, at, reason, of: event.of, because: event.because, staff, clock };
    case "event-compared":
      return { seq, at, reason, of: event.of, matches: event.matches, staff, clock };
    case "event-service":
      return { seq, at, reason, on: event.on, because: event.because, staff, clock };
  }
}
