// The clock's step of a first run: what speaks against the clock, and whether it was set.
import type { ClockFacts } from "../core/machine-facts.ts";
import { type ClockOrder, isSettable } from "../core/set-up/clock-order.ts";
import type { TimeView } from "../core/set-up/guide-view.ts";
import { TIME_ZONES, type TimeZone } from "../core/set-up/time-zones.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Clock, Sleep } from "../ports.ts";

/** As far as the clocks of two offices may be apart (core/provisioning/judge.ts). */
const TOLERANCE_SECONDS = 300;
/** A clock that was set says what was asked for, but for the time that setting it took: one program on a slow card. */
const SET_WITHIN_SECONDS = 10;
/** Whoever sets it has so long (tram-clock.service, TimeoutStartSec): systemd must start it on a slow card, in milliseconds. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 250;

/** What the step needs from the machine. */
export interface ClockParts {
  readonly facts: () => Promise<ClockFacts>;
  /** The zone in force, by its name. */
  readonly zone: () => Promise<string>;
  /** Hands an order to whoever may set clocks; `take` it back afterwards. Undefined: nobody on this machine does so for the page. */
  readonly order: { readonly give: (order: ClockOrder) => Promise<void>; readonly takeBack: () => Promise<void> } | undefined;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** The step's side of the clock. */
export interface SetupClock {
  view(chosenZone: TimeZone, sheetIssuedAt: EpochSeconds | undefined): Promise<TimeView>;
  /** Sets the clock, the zone, or both, and looks whether that is so. Never says so where it is not. */
  set(wanted: { readonly at?: EpochSeconds; readonly zone?: TimeZone }, onChange: () => void): Promise<void>;
}

const NONE = new AbortController().signal;

/** The clock of this machine. */
export function setupClock({ facts, zone, order, clock, sleep }: ClockParts): SetupClock {
  let setting: TimeView["setting"];
  let wantedAt: EpochSeconds | undefined;

  async function isSo({ at, zone: wanted }: { readonly at?: EpochSeconds; readonly zone?: TimeZone }, sinceMs: number): Promise<boolean> {
    if (wanted !== undefined && (await zone()) !== wanted) return false;
    return at === undefined || Math.abs(clock.now() - (at + (clock.monotonicMs() - sinceMs) / 1000)) <= SET_WITHIN_SECONDS;
  }

  return {
    async view(chosenZone, sheetIssuedAt) {
      const { programAt, isSynchronised, rtcs } = await facts();
      const now = clock.now();
      const least =
        sheetIssuedAt !== undefined && sheetIssuedAt > programAt
          ? ({ at: Math.floor(sheetIssuedAt), by: "sheet" } as const)
          : ({ at: Math.floor(programAt), by: "program" } as const);
      const [rtc] = rtcs;
      return {
        now,
        zone: await zone(),
        chosenZone,
        isSynchronised,
        rtc: !rtc ? "none" : rtc.batteryVolts === 0 ? "no-battery" : "there",
        least,
        isBehind: now < least.at - TOLERANCE_SECONDS,
        ...(setting && { setting }),
        command: commandFor(wantedAt, chosenZone),
      };
    },
    async set(wanted, onChange) {
      const { at } = wanted;
      if (setting === "setting" || (at !== undefined && !isSettable(at))) return;
      wantedAt = at ?? wantedAt;
      const sinceMs = clock.monotonicMs();
      if (await isSo(wanted, sinceMs)) setting = "set";
      else if (!order) setting = "unhelped";
      else {
        setting = "setting";
        onChange();
        setting = await waitFor(order, wanted, sinceMs);
      }
      onChange();
    },
  };

  async function waitFor(
    { give, takeBack }: NonNullable<ClockParts["order"]>,
    wanted: { readonly at?: EpochSeconds; readonly zone?: TimeZone },
    sinceMs: number,
  ): Promise<"set" | "failed"> {
    try {
      await give({ ...wanted, writtenAt: Math.floor(clock.now()) });
      while (clock.monotonicMs() - sinceMs < PATIENCE_MS) {
        await sleep(LOOK_EVERY_MS, NONE);
        if (await isSo(wanted, sinceMs)) return "set";
      }
      return "failed";
    } catch {
      return "failed";
    } finally {
      await takeBack().catch(() => undefined);
    }
  }
}

/** What a person at a keyboard types instead: the same, by hand. */
function commandFor(at: EpochSeconds | undefined, zone: TimeZone): string {
  const time = at === undefined ? "2026-11-27 11:00:00" : new Intl.DateTimeFormat("sv-SE", fullTime(zone)).format(at * 1000);
  return `sudo timedatectl set-timezone ${zone}; sudo timedatectl set-ntp false; sudo timedatectl set-time "${time}"; sudo timedatectl set-ntp true`;
}

/** Swedes write a date as timedatectl reads it. */
function fullTime(zone: TimeZone): Intl.DateTimeFormatOptions {
  const two = "2-digit" as const;
  return { timeZone: zone in TIME_ZONES ? zone : "Etc/UTC", year: "numeric", month: two, day: two, hour: two, minute: two, second: two };
}
