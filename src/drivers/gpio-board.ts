import type { BoardInputs } from "../board-ports.ts";
import { chardevLines, type GpioLines } from "./gpio-chardev.ts";
import { gpioDevices } from "./gpio-chip.ts";
import { chardevInputs } from "./gpio-inputs.ts";
import { sysfsChips, sysfsInputs, sysfsLines } from "./gpio-sysfs.ts";
import { type BuzzerKind, openTone } from "./gpio-tone.ts";
import { type GpioPlaces, type GpioWiring, LINUX } from "./gpio-wiring.ts";
import { type Libc, loadLibc } from "./libc.ts";
import { withTone } from "./pwm-tone.ts";
import { askStop, keepStop } from "./stop-command.ts";
import { filePins, onoffPins } from "./sysfs-pin.ts";

/** Which of the kernel's interfaces the lines are driven by. */
export type GpioDriver = "chardev" | "sysfs";

/** Lines that have been taken. */
export interface DrivenLines extends GpioLines {
  readonly driver: GpioDriver;
  /** Why the buzzer has no pitches though it should; undefined: it has, or need not. */
  readonly toneFault?: string | undefined;
  /** Tries a tone that failed once more, without a sound. Call it now and then. */
  retryTone?(): void;
  /** Asks systemd once more who lets the relay fall, where it has not answered. Call it now and then. */
  retryStop?(): void;
}

/** What a board is opened by. */
export interface GpioBoardOptions {
  readonly wiring: GpioWiring;
  readonly buzzer?: BuzzerKind;
  /** Where the root of the file system is. Absent: `/`. */
  readonly root?: string;
  readonly places?: GpioPlaces;
  /** How the C library is had. Absent: as ever. */
  readonly load?: () => Promise<Libc>;
  /** Why a relay that no kernel lets fall must not be driven, known before. Absent: systemd is asked. */
  readonly relayFault?: string | undefined;
}

/** A board that can be opened, again and again where it was busy. */
export interface GpioBoard {
  /** By what it would be driven now. */
  driver(): GpioDriver;
  /** Takes the outputs, all off. Throws with what is wrong and what to do. */
  openLines(): DrivenLines;
  /** Takes the inputs. Throws likewise; `onFault` hears once where they break later. */
  openInputs(onFault: (error: Error) => void): BoardInputs;
}

/**
 * A board on whatever interface this kernel has: the character device before the older one. Loads what is needed for that, takes nothing; an
 * addon that cannot be loaded is a fault of the lines, and no other part's.
 */
export async function gpioBoard(options: GpioBoardOptions): Promise<GpioBoard> {
  const { wiring, buzzer, root = "/", places = LINUX, load = loadLibc, relayFault } = options;
  const loaded = await load().catch((cause: unknown) => unloadable(cause));
  const take = (await onoffPins()) ?? filePins(places.sysfs);
  const stop = keepStop((limitMs) => askStop(root, limitMs));
  const asksStop = wiring.offsets.relay !== undefined && relayFault === undefined;
  if (asksStop && driverAt(places) === "sysfs") await stop.ask();

  function libc(): Libc {
    if (loaded instanceof Error) throw loaded;
    return loaded;
  }

  function open(wanted: GpioWiring): DrivenLines {
    const driver = driverAt(places);
    // The kernel refuses a request for nothing.
    if (Object.values(wanted.offsets).every((offset) => offset === undefined)) return { ...NO_LINES, driver };
    if (driver === "sysfs") {
      // systemd may answer later: not a copy, which would keep the fault of this moment.
      const lines = sysfsLines(take, wanted, places.sysfs, () => relayFault ?? stop.fault());
      const retryStop = () => void stop.ask();
      return Object.assign(lines, asksStop ? { driver, retryStop } : { driver });
    }
    return { ...chardevLines(libc(), wanted, places), driver };
  }

  return {
    driver: () => driverAt(places),
    openLines(): DrivenLines {
      const tone = openTone(wiring, buzzer, places);
      // A pin that is taken as a line is taken from its PWM, which does not say so.
      const { buzzer: _, ...others } = wiring.offsets;
      const lines = open(tone.pwm ? { ...wiring, offsets: others } : wiring);
      if (tone.pwm) return withTone(lines, tone.pwm);
      return tone.fault === undefined ? lines : Object.assign(lines, { toneFault: tone.fault });
    },
    openInputs(onFault): BoardInputs {
      return driverAt(places) === "sysfs"
        ? sysfsInputs(take, wiring, places.sysfs, onFault)
        : chardevInputs(libc(), wiring, places, onFault);
    },
  };
}

function driverAt(places: GpioPlaces): GpioDriver {
  return gpioDevices(places.devices).length === 0 && sysfsChips(places.sysfs).length > 0 ? "sysfs" : "chardev";
}

/** Of a board whose only line is the PWM's. */
const NO_LINES: GpioLines = { chip: "PWM", relayFault: undefined, set: () => undefined, astray: () => [], close: () => undefined };

function unloadable(cause: unknown): Error {
  const why = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
  return new Error(`gpio: the addon koffi cannot be loaded: ${why}; install the kiosk anew`, { cause });
}
