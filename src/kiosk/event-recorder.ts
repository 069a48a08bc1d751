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

/** How often what the kiosk has counted is kept, in milliseconds: a card is worn by writing, and an hour is little to lose. */
const KEEP_EVERY_MS = 3_600_000;
/** The same refusal from the same origin is written again after so long, in milliseconds: an auditor sees that it lasted. */
const SAY_AGAIN_MS = 24 * 3_600_000;

export interface EventRecorderOptions {
  readonly journal: Pick<Journal, "append" | "size">;
  readonly clock: Pick<TrustedClock, "now" | "monotonicMs" | "doubt" | "status">;
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
}

/** Starts with what the journal and the state document remember. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { journal, clock, onFault } = options;
  let { versions } = options;
  let floorSaidAt = options.floorSaidAt ?? 0;
  let keptMs = clock.monotonicMs();
  /** When each refusal was last written, on the clock that never jumps. An origin that goes back and forth between two must not fill the card. */
  const refusals: Record<EventOrigin, Map<TrustRefusal, number>> = { central: new Map(), folder: new Map(), kept: new Map() };

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

  async function keepFloor(): Promise<void> {
    keptMs = clock.monotonicMs();
    const { proven, issued, signed } = clock.status().floor;
    await options.keep({ versions, proven: Math.floor(proven), issued, signed: Math.floor(signed) }).catch(onFault);
  }

  async function sayFloor(): Promise<void> {
    const before = floorSaidAt;
    floorSaidAt = journal.size;
    const { floor } = clock.status();
    const { proven, issued, signed, claimed, leapt } = floor;
    const times = { proven, floor: floorOf(floor), issued, signed, claimed, leapt };
    try {
      await journal.append({ ...head(), reason: "event-floor", ...versions, ...times });
      options.onAppended();
    } catch (error) {
      floorSaidAt = before;
      onFault(error);
    }
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
      const dates = { issuedAt, expiresAt, ...(isProvenAnew && { proven: clock.status().floor.proven }) };
      await write({ ...head(), reason: "event-trust-updated", root, timestamp, snapshot, targets, ...dates, origin });
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
      const { claimed, leapt } = floor;
      await write({ at: clock.now(), ...doubt, reason: "event-clock", state, by, was, floor: floorOf(floor), claimed, leapt });
      await keepFloor();
    },
    keepFloor,
    async repeatFloor() {
      if (clock.monotonicMs() - keptMs >= KEEP_EVERY_MS) await keepFloor();
      if (journal.size - floorSaidAt >= FLOOR_EVERY_ENTRIES) await sayFloor();
    },
  };
}
