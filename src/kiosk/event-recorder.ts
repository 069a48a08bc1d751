import type { EventOrigin, UnnumberedBody } from "../core/journal-event.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustRefusal } from "../core/trust-refusal.ts";
import { highest, type TrustVersions } from "../core/trust-version.ts";
import { floorOf } from "../core/trusted-time.ts";
import type { Journal } from "../ports.ts";
import type { HeldTrust } from "../trust-ports.ts";
import { FLOOR_EVERY_ENTRIES } from "./journal-floors.ts";
import type { KeptFloors } from "./kept-floors.ts";
import type { ClockChange, TrustedClock } from "./trusted-clock.ts";

export interface EventRecorderOptions {
  readonly journal: Pick<Journal, "append" | "size">;
  readonly clock: Pick<TrustedClock, "now" | "doubt" | "status">;
  /** Versions below which no bundle is taken, when the kiosk starts. */
  readonly versions: TrustVersions;
  /** Position of the newest event-floor. */
  readonly floorSaidAt: number | undefined;
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
  /** The vault holds this. Call it after the swap: written down before, a power cut in between would make of the bundle held one below the floor. */
  trustUpdated(held: HeldTrust, origin: EventOrigin): Promise<void>;
  /** A refusal, unless it is the one that this origin met the last time. */
  trustRefused(refusal: TrustRefusal, origin: EventOrigin): Promise<void>;
  clockChanged(change: ClockChange): Promise<void>;
  /** Says the floors again where they were last said too long ago; call it now and then. */
  repeatFloor(): Promise<void>;
}

/** Starts with what the journal and the state document remember. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { journal, clock, onFault } = options;
  let { versions } = options;
  let floorSaidAt = options.floorSaidAt ?? 0;
  const refusals = new Map<EventOrigin, TrustRefusal>();

  async function write(event: UnnumberedBody): Promise<void> {
    try {
      await journal.append(event);
      options.onAppended();
    } catch (error) {
      onFault(error);
    }
  }

  /** `at` and why it may be wrong. */
  function head(): { readonly at: EpochSeconds; readonly clock?: "behind" | "ahead" } {
    const doubt = clock.doubt();
    return { at: clock.now(), ...(doubt && { clock: doubt }) };
  }

  async function keep(): Promise<void> {
    await options.keep({ versions, proven: clock.status().floor.proven }).catch(onFault);
  }

  return {
    get versions() {
      return versions;
    },
    async trustUpdated(held, origin) {
      versions = highest(versions, held.versions);
      refusals.delete(origin);
      const { root, timestamp, snapshot, targets } = held.versions;
      const { issuedAt, expiresAt } = held;
      await write({ ...head(), reason: "event-trust-updated", root, timestamp, snapshot, targets, issuedAt, expiresAt, origin });
      await keep();
    },
    async trustRefused(refusal, origin) {
      if (refusals.get(origin) === refusal) return;
      refusals.set(origin, refusal);
      await write({ ...head(), reason: "event-trust-refused", refusal, origin });
    },
    async clockChanged({ state, by, was, floor }) {
      const doubt = state === "ok" ? {} : { clock: state };
      await write({ at: clock.now(), ...doubt, reason: "event-clock", state, by, was, floor });
      await keep();
    },
    async repeatFloor() {
      if (journal.size - floorSaidAt < FLOOR_EVERY_ENTRIES) return;
      const before = floorSaidAt;
      floorSaidAt = journal.size;
      const { floor } = clock.status();
      const event = { ...versions, proven: floor.proven, floor: floorOf(floor) };
      try {
        await journal.append({ ...head(), reason: "event-floor", ...event });
        options.onAppended();
      } catch (error) {
        floorSaidAt = before;
        onFault(error);
      }
    },
  };
}
