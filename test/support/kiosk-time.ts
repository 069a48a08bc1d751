import type { EpochSeconds } from "../../src/core/time.ts";
import { hasNewTimestamp, hasNewTimestampKeys } from "../../src/core/trust-version.ts";
import { floorOf, NO_TIME, raiseProven, type TimeFloor } from "../../src/core/trusted-time.ts";
import { createEventRecorder, type EventRecorder } from "../../src/kiosk/event-recorder.ts";
import { type Floors, NO_FLOORS, readFloors } from "../../src/kiosk/journal-floors.ts";
import { floorsTogether, type KeptFloors, NO_KEPT_FLOORS } from "../../src/kiosk/kept-floors.ts";
import { type ClockChange, createTrustedClock, type TrustedClock } from "../../src/kiosk/trusted-clock.ts";
import { anEntry } from "./entries.ts";
import { memoryJournal } from "./memory-journal.ts";
import { heldTrust } from "./memory-vault.ts";
import type { SetClock } from "./set-clock.ts";

/** What a kiosk knows of the time, through restarts: its clock, its journal and its state document, put together as trust-assembly.ts does. */
export class KioskTime {
  readonly journal = memoryJournal();
  readonly changes: ClockChange[] = [];
  kept: KeptFloors = NO_KEPT_FLOORS;
  clock: TrustedClock;
  readonly #system: SetClock;
  readonly #builtAt: EpochSeconds;
  #recorder: EventRecorder;
  #newest = { root: 1, timestamp: 0 };
  #keysSince = 0;

  static async open(system: SetClock, builtAt: EpochSeconds): Promise<KioskTime> {
    const kiosk = new KioskTime(system, builtAt);
    await kiosk.#start();
    return kiosk;
  }

  private constructor(system: SetClock, builtAt: EpochSeconds) {
    this.#system = system;
    this.#builtAt = builtAt;
    ({ clock: this.clock, recorder: this.#recorder } = this.#from({ versions: NO_KEPT_FLOORS.versions, time: NO_TIME }, NO_FLOORS));
  }

  get floor(): TimeFloor {
    return this.clock.status().floor;
  }

  get highest(): EpochSeconds {
    return floorOf(this.floor);
  }

  /** Somebody shows a code; and what happens now and then happens, too. */
  async scan(): Promise<void> {
    const doubt = this.clock.doubt();
    await this.journal.append(anEntry({ at: this.clock.now(), ...(doubt && { clock: doubt }) }));
    await this.#recorder.repeatFloor();
  }

  /** A bundle that is newer than all before; `rotates`: under a root that replaces the keys of the timestamp. */
  async take(issuedAt: EpochSeconds, from: "central" | "folder", rotates = false): Promise<void> {
    this.#newest = { root: this.#newest.root + (rotates ? 1 : 0), timestamp: this.#newest.timestamp + 1 };
    if (rotates) this.#keysSince = this.#newest.root;
    await this.#takeNewest(issuedAt, from);
  }

  /** A root that was renewed, over the timestamp of before. */
  async takeRoot(issuedAt: EpochSeconds, from: "central" | "folder"): Promise<void> {
    this.#newest = { ...this.#newest, root: this.#newest.root + 1 };
    await this.#takeNewest(issuedAt, from);
  }

  async #takeNewest(issuedAt: EpochSeconds, from: "central" | "folder"): Promise<void> {
    const { root, timestamp } = this.#newest;
    const held = heldTrust(timestamp, issuedAt, issuedAt + 1e6);
    const taken = { ...held, versions: { ...held.versions, root }, timestampKeysSince: this.#keysSince };
    const areKeysNew = hasNewTimestampKeys(this.#keysSince, this.#recorder.versions);
    const isNew = hasNewTimestamp(timestamp, this.#keysSince, this.#recorder.versions);
    const isAnew = this.clock.proveIssued({ issuedAt, from, isNew, areKeysNew });
    await this.#recorder.trustUpdated(taken, from, isAnew);
  }

  /** Central's answer; true where it was taken. */
  async answer(at: EpochSeconds): Promise<boolean> {
    if (this.clock.proveNow(at) !== undefined) return false;
    await this.#recorder.keepFloor();
    return true;
  }

  /** Off and on again after so many seconds, which the machine's own clock may or may not have counted. */
  async restart(
    offSeconds: number,
    { orderly = true, keeps }: { readonly orderly?: boolean; readonly keeps?: KeptFloors } = {},
  ): Promise<void> {
    if (orderly) {
      await this.#recorder.keepFloor();
      await this.#recorder.sayFloor();
    }
    this.kept = keeps ?? this.kept;
    this.#system.set(this.#system.now() + offSeconds);
    await this.#start();
  }

  async #start(): Promise<void> {
    await settled();
    const written = await readFloors(this.journal);
    ({ clock: this.clock, recorder: this.#recorder } = this.#from(floorsTogether(written, this.kept), written));
    this.clock.now();
    await this.#recorder.sayFloor();
    await settled();
  }

  #from(
    { versions, time }: ReturnType<typeof floorsTogether>,
    written: Floors,
  ): { readonly clock: TrustedClock; readonly recorder: EventRecorder } {
    const clock = createTrustedClock({
      system: this.#system,
      floor: raiseProven(time, this.#builtAt),
      builtAt: this.#builtAt,
      onChange: (change) => {
        this.changes.push(change);
        void recorder.clockChanged(change);
      },
    });
    const recorder = createEventRecorder({
      journal: this.journal,
      clock,
      versions,
      written: { ...written, time: raiseProven(written.time, this.#builtAt) },
      keep: async (floors) => {
        this.kept = floors;
      },
      onAppended: () => undefined,
      onFault: (error) => {
        throw error;
      },
    });
    return { clock, recorder };
  }
}

/** Lets what is written down without being waited for come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
