import type { ContactEvent, EventOrigin, ReleasedEvent, UnnumberedBody } from "../core/journal-event.ts";
import type { StaffEvent } from "../core/staff-event.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustRefusal } from "../core/trust-refusal.ts";
import { highest, isBelow, type TrustVersions } from "../core/trust-version.ts";
import { floorOf } from "../core/trusted-time.ts";
import type { Journal } from "../ports.ts";
import type { HeldTrust } from "../trust-ports.ts";
import { FLOOR_EVERY_ENTRIES, type Floors, MAX_DECISIONS_READ } from "./journal-floors.ts";
import type { KeptFloors } from "./kept-floors.ts";
import type { StaffAct } from "./staff-actions.ts";
import type { ClockChange, TrustedClock } from "./trusted-clock.ts";

/** How often what the kiosk has counted is kept, in milliseconds: a card is worn by writing, and an hour is little to lose. */
const KEEP_EVERY_MS = 3_600_000;
/** How often the journal says it as well, in milliseconds: so much at most is lost with the state document. */
const SAY_FLOOR_EVERY_MS = 24 * 3_600_000;
/** At a start and a stop the journal says it again where it would else know less by so much, in seconds. */
const WORTH_SAYING_SECONDS = 3600;
/** The same refusal from the same origin is written again after so long, in milliseconds: an auditor sees that it lasted. */
const SAY_AGAIN_MS = 24 * 3_600_000;

export interface EventRecorderOptions {
  readonly journal: Pick<Journal, "append" | "size">;
  readonly clock: Pick<TrustedClock, "now" | "monotonicMs" | "doubt" | "status">;
  /** Versions below which no bundle is taken, when the kiosk starts. */
  readonly versions: TrustVersions;
  /** What the journal alone says when the kiosk starts. */
  readonly written: Floors;
  /** Replaces the state document; resolves when that would survive a power cut. */
  readonly keep: (floors: KeptFloors) => Promise<void>;
  /** Told after each event that was appended. */
  readonly onAppended: () => void;
  /** Told of what could not be written down. */
  readonly onFault: (error: unknown) => void;
}

/** Writes down what happens to the kiosk itself. No call rejects, and none is waited for by a scan. */
export interface EventRecorder {
  /** Versions below which no bundle is taken. */
  readonly versions: TrustVersions;
  /**
   * The vault holds this. Call it after the swap: written down before, a power cut in between would make of the bundle held one below the
   * floor. `isProvenAnew`: as the clock says.
   */
  trustUpdated(held: HeldTrust, origin: EventOrigin, isProvenAnew: boolean): Promise<void>;
  /** A refusal: at once where it is new for this origin, and again every day for as long as it lasts. */
  trustRefused(refusal: TrustRefusal, origin: EventOrigin): Promise<void>;
  clockChanged(change: ClockChange): Promise<void>;
  /** Keeps the time that has passed beside the journal: after a proof, and when the kiosk stops. */
  keepFloor(): Promise<void>;
  /** Keeps it, and says the floors again in the journal, where that was last done too long ago; call it now and then. */
  repeatFloor(): Promise<void>;
  /** Says the floors in the journal where it does not know as much: at the start, and when the kiosk stops. */
  sayFloor(): Promise<void>;
  /** A door or the case was opened or closed; false where that could not be written down. */
  contactChanged(reason: ContactEvent["reason"]): Promise<boolean>;
  /** Staff did something; resolves to the event as it was written, or to undefined where it could not be. */
  staffDid(act: StaffAct): Promise<StaffEvent | undefined>;
  /**
   * Says the floors, whatever was said before, and that old entries go; false where that could not be written down, and then none may go: what
   * must not be forgotten might be among them.
   */
  releasing(what: Pick<ReleasedEvent, "until" | "held" | "heldAt">): Promise<boolean>;
}

/** Starts with what the journal and the state document remember. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { journal, clock, onFault } = options;
  let { versions } = options;
  const { versions: inJournal, time, saidAt = 0 } = options.written;
  /** What the journal says of it. */
  let written = { versions: inJournal, proven: time.proven, signed: time.signed };
  let keptMs = clock.monotonicMs();
  /** The newest event-floor. */
  let said = { entries: saidAt, ms: keptMs };
  /** With so many entries since, it is said again: the first time once there are some that this start has not looked at. */
  let mostSince = MAX_DECISIONS_READ;
  /** When each refusal was last written, on the clock that never jumps. An origin that goes back and forth between two must not fill the card. */
  const refusals: Record<EventOrigin, Map<TrustRefusal, number>> = { central: new Map(), folder: new Map(), kept: new Map() };

  async function write(event: UnnumberedBody): Promise<boolean> {
    try {
      await journal.append(event);
      options.onAppended();
      return true;
    } catch (error) {
      onFault(error);
      return false;
    }
  }

  /** `at` and why it may be wrong. */
  function head(): { readonly at: EpochSeconds; readonly clock?: "behind" | "ahead" } {
    const doubt = clock.doubt();
    return { at: clock.now(), ...(doubt && { clock: doubt }) };
  }

  async function keepFloor(): Promise<void> {
    keptMs = clock.monotonicMs();
    const { proven, issued, signed } = clock.status().floor;
    await options.keep({ versions, proven: Math.floor(proven), issued, signed: Math.floor(signed) }).catch(onFault);
  }

  async function appendFloor(): Promise<boolean> {
    const before = said;
    said = { entries: journal.size, ms: clock.monotonicMs() };
    const start = head(); // first: what this look finds out is written before, and must not be said otherwise after it
    const { floor } = clock.status();
    const { proven, issued, signed, claimed, leapt, stood } = floor;
    const times = { proven, floor: floorOf(floor), issued, signed, claimed, leapt, stood };
    const saying = { versions, proven, signed };
    const isSaid = await write({ ...start, reason: "event-floor", ...versions, ...times });
    if (isSaid) written = saying;
    else said = before;
    return isSaid;
  }

  function isMoreThanWritten(): boolean {
    const { proven, signed } = clock.status().floor;
    const more = Math.max(proven - written.proven, signed - written.signed);
    return isBelow(written.versions, versions) || more > WORTH_SAYING_SECONDS;
  }

  return {
    get versions() {
      return versions;
    },
    async trustUpdated(held, origin, isProvenAnew) {
      versions = highest(versions, held.versions);
      refusals[origin].clear();
      const { root, timestamp, snapshot, targets } = held.versions;
      const { issuedAt, expiresAt } = held;
      const { proven, signed } = clock.status().floor;
      const dates = { issuedAt, expiresAt, ...(isProvenAnew && { proven }) };
      const saying = {
        versions,
        proven: isProvenAnew ? proven : Math.max(written.proven, issuedAt),
        signed: Math.min(written.signed, signed),
      };
      if (await write({ ...head(), reason: "event-trust-updated", root, timestamp, snapshot, targets, ...dates, origin })) written = saying;
      await keepFloor();
    },
    async trustRefused(refusal, origin) {
      const writtenMs = refusals[origin].get(refusal) ?? Number.NEGATIVE_INFINITY;
      if (clock.monotonicMs() - writtenMs < SAY_AGAIN_MS) return;
      refusals[origin].set(refusal, clock.monotonicMs());
      await write({ ...head(), reason: "event-trust-refused", refusal, origin });
    },
    async clockChanged({ state, by, was, floor }) {
      const doubt = state === "ok" ? {} : { clock: state };
      const { claimed, leapt, stood } = floor;
      const claims = { floor: floorOf(floor), claimed, leapt, stood };
      await write({ at: clock.now(), ...doubt, reason: "event-clock", state, by, was, ...claims });
      await keepFloor();
    },
    keepFloor,
    async repeatFloor() {
      if (clock.monotonicMs() - keptMs >= KEEP_EVERY_MS) await keepFloor();
      const isLong = journal.size - said.entries >= mostSince || clock.monotonicMs() - said.ms >= SAY_FLOOR_EVERY_MS;
      if (!isLong || (await appendFloor())) mostSince = FLOOR_EVERY_ENTRIES;
    },
    async sayFloor() {
      if (isMoreThanWritten()) await appendFloor();
    },
    contactChanged: (reason) => write({ ...head(), reason }),
    async staffDid(act) {
      try {
        const event = { ...head(), ...act };
        const { seq } = await journal.append(event);
        options.onAppended();
        return { seq, ...event };
      } catch (error) {
        onFault(error);
        return undefined;
      }
    },
    async releasing({ until, held, heldAt }) {
      return (await appendFloor()) && (await write({ ...head(), reason: "event-released", until, held, heldAt }));
    },
  };
}
