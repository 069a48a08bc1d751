import type { BoardInputs } from "../board-ports.ts";
import { BUZZER_PWM, OUTPUT_PINS } from "../core/board/standard-pins.ts";
import { chardevLines, type GpioLines } from "./gpio-chardev.ts";
import { gpioDevices } from "./gpio-chip.ts";
import { chardevInputs } from "./gpio-inputs.ts";
import { sysfsChips, sysfsInputs, sysfsLines } from "./gpio-sysfs.ts";
import { type GpioPlaces, type GpioWiring, LINUX } from "./gpio-wiring.ts";
import { type Libc, loadLibc } from "./libc.ts";
import { hasPwm, openPwmTone, type PwmTone, withTone } from "./pwm-tone.ts";
import { stopFaultOf } from "./stop-command.ts";
import { filePins, onoffPins, type TakePin } from "./sysfs-pin.ts";

/** Which of the kernel's interfaces the lines are driven by. */
export type GpioDriver = "chardev" | "sysfs";

/** Lines that have been taken. */
export interface DrivenLines extends GpioLines {
  readonly driver: GpioDriver;
  /** Why the buzzer has no pitches though it should; undefined: it has, or need not. */
  readonly toneFault?: string | undefined;
}

/** What a board is opened by. */
export interface GpioBoardOptions {
  readonly wiring: GpioWiring;
  /** `passive`: the buzzer has no tone of its own, and needs a PWM. Absent: it has what the machine has, a PWM on its pin before a plain line. */
  readonly buzzer?: "active" | "passive" | undefined;
  /** Where the root of the file system is. Absent: `/`. */
  readonly root?: string;
  readonly places?: GpioPlaces;
}

/** A board that can be opened, again and again where it was busy. */
export interface GpioBoard {
  /** Takes the outputs, all off. Throws with what is wrong and what to do. */
  openLines(): DrivenLines;
  /** Takes the inputs. Throws likewise; `onFault` hears once where they break later. */
  openInputs(onFault: (error: Error) => void): BoardInputs;
}

/** A board on whatever interface this kernel has: the character device before the older one. Loads what is needed for that, takes nothing. */
export async function gpioBoard({ wiring, buzzer, root = "/", places = LINUX }: GpioBoardOptions): Promise<GpioBoard> {
  const libc = await loadLibc();
  const take = (await onoffPins()) ?? filePins(places.sysfs);

  return {
    openLines(): DrivenLines {
      const tone = openTone(wiring, buzzer, places);
      // A pin that is taken as a line is taken from its PWM, which does not say so.
      const { buzzer: _, ...others } = wiring.offsets;
      const lines = openLines(libc, take, tone.pwm ? { ...wiring, offsets: others } : wiring, places, root);
      if (tone.pwm) return withTone(lines, tone.pwm);
      return tone.fault === undefined ? lines : { ...lines, toneFault: tone.fault };
    },
    openInputs(onFault): BoardInputs {
      return isSysfsOnly(places) ? sysfsInputs(take, wiring, places.sysfs, onFault) : chardevInputs(libc, wiring, places, onFault);
    },
  };
}

function openLines(libc: Libc, take: TakePin, wiring: GpioWiring, places: GpioPlaces, root: string): DrivenLines {
  if (isSysfsOnly(places)) return { ...sysfsLines(take, wiring, places.sysfs, stopFaultOf(root)), driver: "sysfs" };
  return { ...chardevLines(libc, wiring, places), driver: "chardev" };
}

function isSysfsOnly(places: GpioPlaces): boolean {
  return gpioDevices(places.devices).length === 0 && sysfsChips(places.sysfs).length > 0;
}

interface FoundTone {
  readonly pwm?: PwmTone;
  /** Why there is none, where there should be. */
  readonly fault?: string;
}

/** Lamps are worth more than a tone: where that is not to be had, the buzzer is a line as the others. */
function openTone(wiring: GpioWiring, buzzer: GpioBoardOptions["buzzer"], places: GpioPlaces): FoundTone {
  if (buzzer === "active" || wiring.offsets.buzzer === undefined) return {};
  const pwms = wiring.labels.flatMap((label) => (isKnown(label) ? [BUZZER_PWM[label]] : []));
  const isStandardPin = wiring.offsets.buzzer === OUTPUT_PINS.buzzer.gpio;
  const found = isStandardPin ? pwms.find(({ device }) => hasPwm(places.pwm, device)) : undefined;
  if (!found) return buzzer === "passive" ? { fault: NO_PWM } : {};
  try {
    return { pwm: openPwmTone(places.pwm, found.device, found.channel) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function isKnown(label: string): label is keyof typeof BUZZER_PWM {
  return Object.hasOwn(BUZZER_PWM, label);
}

const NO_PWM = `buzzer: no PWM on GPIO ${OUTPUT_PINS.buzzer.gpio}; add dtoverlay=pwm,pin=12,func=4 to config.txt and reboot, or wire an active buzzer`;
