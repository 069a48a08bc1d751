import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BoardInputs } from "../board-ports.ts";
import { ALL_LOW, type Levels, type LineName, RELAY_FIRST } from "../core/indication.ts";
import type { GpioLines } from "./gpio-chardev.ts";
import { type WiredInput, wiredInputs } from "./gpio-inputs.ts";
import { type GpioWiring, wiredOutputs } from "./gpio-wiring.ts";
import { errorCode } from "./libc.ts";
import { ACTIVE_LOW_FAULT } from "./relay-release.ts";
import type { SysfsPin, TakePin } from "./sysfs-pin.ts";

/** How often inputs are looked at: often enough that the shortest press is seen twice. */
const LOOK_EVERY_MS = 20;

const SYSFS_CLOSED = "the service may not write there: install firmware/systemd/tram-kiosk-sysfs.conf and firmware/udev/60-tram-gpio.rules";

/** A chip of the older interface: its pins are numbered from `base`, which changes with the kernel (0, 512 since Linux 6.6, others). */
export interface SysfsChip {
  readonly path: string;
  readonly label: string;
  readonly base: number;
  readonly lines: number;
}

/** The chips below `/sys/class/gpio`; none where the kernel has no such interface. */
export function sysfsChips(folder: string): readonly SysfsChip[] {
  let entries: readonly string[];
  try {
    entries = readdirSync(folder);
  } catch {
    return [];
  }
  return entries
    .filter((entry) => /^gpiochip\d+$/.test(entry))
    .toSorted()
    .map((entry) => {
      const path = join(folder, entry);
      const read = (file: string) => readFileSync(join(path, file), "latin1").trim();
      return { path, label: read("label"), base: Number(read("base")), lines: Number(read("ngpio")) };
    });
}

/** The one chip that carries one of the labels. Throws with what was found instead. */
function findSysfsChip(folder: string, labels: readonly string[]): SysfsChip {
  const chips = sysfsChips(folder);
  const matches = chips.filter(({ label }) => labels.includes(label));
  const [match] = matches;
  if (match && matches.length === 1) return match;
  const seen = chips.map(({ path, label }) => `${path} (${label})`).join(", ");
  throw new Error(
    `gpio: ${match ? "more than one" : "no"} chip labelled ${labels.join(" or ")} among ${seen}; name the chip in the configuration`,
  );
}

/**
 * Takes the wired lines, all off, through the kernel's older interface, one after the other. What it was driven to is kept when the process
 * dies, so the relay is driven only while `stopFault` gives nothing: where somebody switches the lines off after us. Where one cannot be had the
 * others stay exported, and low: a pin that is exported anew is not the group's at once, so that two halves of a set might wait for one another.
 */
export function sysfsLines(take: TakePin, wiring: GpioWiring, folder: string, stopFault: () => string | undefined): GpioLines {
  const outputs = wiredOutputs(wiring, RELAY_FIRST);
  const chip = findSysfsChip(folder, wiring.labels);
  const pins = new Map<LineName, { readonly pin: SysfsPin; readonly isActiveLow: boolean; isOn: boolean }>();
  let isOpen = true;
  const relay = outputs.find(({ name }) => name === "relay");
  const relayFault = () => (relay?.isActiveLow ? ACTIVE_LOW_FAULT : stopFault());
  try {
    eachOf(outputs, ({ name, offset, isActiveLow }) => {
      pins.set(name, { pin: takePin(take, chip, offset, isActiveLow ? "high" : "low"), isActiveLow, isOn: false });
    });
  } catch (error) {
    for (const { pin } of pins.values()) pin.leave();
    throw error;
  }

  /** `isAll`: also what is so already, as far as we know: another program may have written there. */
  function drive(levels: Partial<Levels>, isAll = false): void {
    if (!isOpen) throw new Error("gpio: set after close");
    eachOf(pins, ([name, line]) => {
      const level = levels[name];
      if (level === undefined) return;
      const isOn = level && !(name === "relay" && relayFault() !== undefined);
      if (isAll || isOn !== line.isOn) line.pin.write(isOn !== line.isActiveLow);
      line.isOn = isOn;
    });
  }

  return {
    chip: `${chip.path} (${chip.label})`,
    get relayFault() {
      return relay && relayFault();
    },
    set: (levels) => drive(levels),
    astray(): readonly LineName[] {
      if (!isOpen) throw new Error("gpio: read after close");
      return [...pins].filter(([, { pin, isActiveLow, isOn }]) => pin.read() !== (isOn !== isActiveLow)).map(([name]) => name);
    },
    close(): void {
      if (!isOpen) return;
      try {
        drive(ALL_LOW, true);
      } finally {
        isOpen = false;
        eachOf(pins.values(), ({ pin }) => pin.release());
      }
    },
  };
}

/** Does it for all of them, also after one that fails: a lamp that cannot be written must not keep the relay on. Throws the first error at the end. */
function eachOf<T>(all: Iterable<T>, act: (one: T) => void): void {
  const errors: unknown[] = [];
  for (const one of all) {
    try {
      act(one);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** Watches the wired inputs. This interface cannot pull a pin: that is for the wiring or the device tree (hardware/overlay). */
export function sysfsInputs(take: TakePin, wiring: GpioWiring, folder: string, onFault: (error: Error) => void): BoardInputs {
  const chip = findSysfsChip(folder, wiring.labels);
  const taken: SysfsPin[] = [];
  const pins: ReturnType<typeof watched>[] = [];
  try {
    eachOf(wiredInputs(wiring), (input) => {
      const pin = takePin(take, chip, input.offset, "in");
      taken.push(pin);
      pins.push(watched(input, pin));
    });
  } catch (error) {
    for (const pin of taken) pin.leave();
    throw error;
  }
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  return {
    open(onChange): void {
      timer ??= setInterval(() => {
        try {
          for (const pin of pins) {
            const isActive = pin.change(performance.now());
            if (isActive !== undefined && isOpen) onChange({ line: pin.name, isActive, atMs: performance.now() });
          }
        } catch (cause) {
          clearInterval(timer);
          onFault(new Error(`gpio: the inputs cannot be read: ${errorCode(cause) ?? "unknown error"}`, { cause }));
        }
      }, LOOK_EVERY_MS);
    },
    levels: () => Object.fromEntries(pins.map(({ name, level }) => [name, level()])),
    close(): void {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      for (const { pin } of pins) pin.release();
    },
  };
}

/** An input whose new level counts once it has rested for its time. */
function watched({ name, isActiveLow, debounceMs }: WiredInput, pin: SysfsPin) {
  const level = () => pin.read() !== isActiveLow;
  let settled = level();
  let sinceMs: number | undefined;

  /** The new level where one has just come to count. */
  function change(nowMs: number): boolean | undefined {
    if (level() === settled) sinceMs = undefined;
    else sinceMs ??= nowMs;
    if (sinceMs === undefined || nowMs - sinceMs < debounceMs) return undefined;
    sinceMs = undefined;
    settled = !settled;
    return settled;
  }
  return { name, pin, level, change };
}

function takePin(take: TakePin, chip: SysfsChip, offset: number, direction: "in" | "low" | "high"): SysfsPin {
  const at = `${chip.path} (${chip.label})`;
  if (offset >= chip.lines) throw new Error(`gpio: ${at} has no line ${offset}: correct the pins in the configuration`);
  try {
    return take(chip.base + offset, direction);
  } catch (cause) {
    const code = errorCode(cause) ?? "unknown error";
    const advice =
      code === "EBUSY"
        ? "in use: stop the program that holds it, or wire another pin"
        : code === "EACCES" || code === "EPERM" || code === "EROFS"
          ? `${SYSFS_CLOSED} (firmware/README.md)`
          : "see the kernel's log";
    throw new Error(`gpio: ${at} refuses line ${offset}: ${code}; ${advice}`, { cause });
  }
}
