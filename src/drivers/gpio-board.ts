import type { BoardInputs } from "../board-ports.ts";
import { chardevLines, type GpioLines } from "./gpio-chardev.ts";
import { gpioDevices } from "./gpio-chip.ts";
import { chardevInputs } from "./gpio-inputs.ts";
import { sysfsChips, sysfsInputs, sysfsLines } from "./gpio-sysfs.ts";
import { type BuzzerKind, openTone } from "./gpio-tone.ts";
import { type GpioPlaces, type GpioWiring, LINUX } from "./gpio-wiring.ts";
import { type Libc, loadLibc } from "./libc.ts";
import { withTone } from "./pwm-tone.ts";
import { stopFaultOf } from "./stop-command.ts";
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
}

/** A board that can be opened, again and again where it was busy. */
export interface GpioBoard {
  /** Takes the outputs, all off. Throws with what is wrong and what to do. */
  openLines(): DrivenLines;
  /** Takes the inputs. Throws likewise; `onFault` hears once where they break later. */
  openInputs(onFault: (error: Error) => void): BoardInputs;
}

/**
 * A board on whatever interface this kernel has: the character device before the older one. Loads what is needed for that, takes nothing; an
 * addon that cannot be loaded is a fault of the lines, and no other part's.
 */
export async function gpioBoard({ wiring, buzzer, root = "/", places = LINUX, load = loadLibc }: GpioBoardOptions): Promise<GpioBoard> {
  const loaded = await load().catch((cause: unknown) => unloadable(cause));
  const take = (await onoffPins()) ?? filePins(places.sysfs);

  function libc(): Libc {
    if (loaded instanceof Error) throw loaded;
    return loaded;
  }

  function open(wanted: GpioWiring): DrivenLines {
    const driver = isSysfsOnly(places) ? "sysfs" : "chardev";
    // The kernel refuses a request for nothing.
    if (Object.values(wanted.offsets).every((offset) => offset === undefined)) return { ...NO_LINES, driver };
    if (driver === "sysfs") return { ...sysfsLines(take, wanted, places.sysfs, stopFaultOf(root)), driver };
    return { ...chardevLines(libc(), wanted, places), driver };
  }

  return {
    openLines(): DrivenLines {
      const tone = openTone(wiring, buzzer, places);
      // A pin that is taken as a line is taken from its PWM, which does not say so.
      const { buzzer: _, ...others } = wiring.offsets;
      const lines = open(tone.pwm ? { ...wiring, offsets: others } : wiring);
      if (tone.pwm) return withTone(lines, tone.pwm);
      return tone.fault === undefined ? lines : { ...lines, toneFault: tone.fault };
    },
    openInputs(onFault): BoardInputs {
      return isSysfsOnly(places) ? sysfsInputs(take, wiring, places.sysfs, onFault) : chardevInputs(libc(), wiring, places, onFault);
    },
  };
}

function isSysfsOnly(places: GpioPlaces): boolean {
  return gpioDevices(places.devices).length === 0 && sysfsChips(places.sysfs).length > 0;
}

/** Of a board whose only line is the PWM's. */
const NO_LINES: GpioLines = { chip: "PWM", relayFault: undefined, set: () => undefined, astray: () => [], close: () => undefined };

function unloadable(cause: unknown): Error {
  const why = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
  return new Error(`gpio: the addon koffi cannot be loaded: ${why}; install the kiosk anew`, { cause });
}
