import { closeSync, existsSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** One pin of the kernel's older interface, by its number there. Levels are the pin's own: true is high. */
export interface SysfsPin {
  read(): boolean;
  write(isHigh: boolean): void;
  /** Lets go of it and keeps it as it is, for the next attempt: udev gives a pin that has just been made to its group only a moment later. */
  leave(): void;
  /** Gives the pin back. A level that was driven stays as it is: this interface knows no release. */
  release(): void;
}

/** Takes a pin: an input, or an output that begins low or high. Throws with the system's error. */
export type TakePin = (number: number, direction: "in" | "low" | "high") => SysfsPin;

/** The class of the package onoff (6.0.3, README.md "API"), as far as it is used here. */
interface OnoffGpio {
  readSync(): number;
  writeSync(value: number): void;
  setActiveLow(isInverted: boolean): void;
  setDirection(direction: string): void;
  unexport(): void;
}

/**
 * Takes pins through the package onoff where somebody has installed it and built its addon for this Node; undefined where not. It is no
 * dependency: its addon has no prebuild, and building one takes a compiler and Node's headers (docs/decisions/0024-gpio.md).
 */
export async function onoffPins(): Promise<TakePin | undefined> {
  const Gpio = await loadOnoff();
  if (!Gpio) return undefined;
  return onoffPinsBy((number, direction) => new Gpio(number, direction));
}

/** The same with the class at hand. It closes a pin's file only where it un-exports it, so what is left is kept open. */
export function onoffPinsBy(make: (number: number, direction: string) => OnoffGpio): TakePin {
  const left = new Map<number, OnoffGpio>();
  return (number, direction) => {
    const kept = left.get(number);
    left.delete(number);
    kept?.setDirection(direction);
    const gpio = kept ?? make(number, direction);
    gpio.setActiveLow(false);
    return {
      read: () => gpio.readSync() === 1,
      write: (isHigh) => gpio.writeSync(isHigh ? 1 : 0),
      leave: () => void left.set(number, gpio),
      release: () => gpio.unexport(),
    };
  };
}

async function loadOnoff(): Promise<(new (gpio: number, direction: string) => OnoffGpio) | undefined> {
  const name: string = "onoff"; // by a variable: it need not be installed
  try {
    return ((await import(name)) as { readonly Gpio: new (gpio: number, direction: string) => OnoffGpio }).Gpio;
  } catch {
    return undefined;
  }
}

/** Takes pins by the files below a folder, `/sys/class/gpio` (Documentation/userspace-api/gpio/sysfs.rst of Linux). Needs no package. */
export function filePins(folder: string): TakePin {
  return (number, direction) => {
    const pin = join(folder, `gpio${number}`);
    // One that is there was left by a process that died, most likely our own: this interface keeps a dead process's pins.
    if (!existsSync(pin)) writeFileSync(join(folder, "export"), String(number));
    // Whoever it was may have turned its values about. "low" and "high" mean the pin's own level, whatever stands here (sysfs.rst).
    writeFileSync(join(pin, "active_low"), "0");
    writeFileSync(join(pin, "direction"), direction);
    const fd = openSync(join(pin, "value"), direction === "in" ? "r" : "r+");
    const buffer = Buffer.alloc(1);
    return {
      read: () => readSync(fd, buffer, 0, 1, 0) === 1 && buffer.toString("latin1") === "1",
      write: (isHigh) => void writeSync(fd, isHigh ? "1" : "0", 0),
      leave: () => closeSync(fd),
      release(): void {
        closeSync(fd);
        writeFileSync(join(folder, "unexport"), String(number));
      },
    };
  };
}
