import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Lines } from "../board-ports.ts";
import { errorCode } from "./libc.ts";

/** Sounds one pitch at a time. */
export interface PwmTone {
  /** Begins to sound; undefined: falls silent. Throws when the hardware is broken. */
  sound(hz: number | undefined): void;
}

/** The pitch of a tone that names none. A small piezo is loudest at 2 to 4 kHz; older ears hear little above. */
const PLAIN_HZ = 2000;
const NANOSECONDS = 1e9;

/** Whether there is a PWM device of this name, `fe20c000.pwm` for a Pi 4's. */
export function hasPwm(folder: string, device: string): boolean {
  return chipOf(folder, device) !== undefined;
}

/** Why this process may not write a channel of a PWM device, as far as can be seen without writing; undefined: it may, or there is none. */
export function pwmFault(folder: string, device: string, channel: number): string | undefined {
  const chip = chipOf(folder, device);
  if (chip === undefined) return undefined;
  const enable = join(chip, `pwm${channel}`, "enable");
  const file = existsSync(enable) ? enable : join(chip, "export");
  try {
    accessSync(file, constants.W_OK);
    return undefined;
  } catch (cause) {
    return unwritable(file, cause).message;
  }
}

function unwritable(file: string, cause: unknown): Error {
  return new Error(`buzzer: ${file} cannot be written: ${errorCode(cause) ?? "unknown error"} (firmware/README.md)`, { cause });
}

/**
 * Takes a channel of a PWM device by the kernel's files (Documentation/driver-api/pwm.rst of Linux), silent. Throws with what is wrong. Linux 4.7
 * to 6.10 refuse to write anything, be it enable 0, while the period is 0, as it is in the beginning (pwm_apply_state(), drivers/pwm/core.c).
 */
export function openPwmTone(folder: string, device: string, channel: number): PwmTone {
  const chip = chipOf(folder, device);
  if (chip === undefined) throw new Error(`buzzer: no PWM device ${device} in ${folder}`);
  const pwm = join(chip, `pwm${channel}`);
  const write = (file: string, value: number) => {
    try {
      writeFileSync(join(pwm, file), String(value));
    } catch (cause) {
      throw unwritable(join(pwm, file), cause);
    }
  };
  const isZero = (file: string) => {
    try {
      return Number(readFileSync(join(pwm, file), "latin1")) === 0;
    } catch {
      return false; // writing says what is wrong
    }
  };

  function silence(): void {
    if (!isZero("enable")) {
      write("enable", 0);
      return;
    }
    try {
      accessSync(join(pwm, "enable"), constants.W_OK); // not ours is a fault before the first tone, too
    } catch (cause) {
      throw unwritable(join(pwm, "enable"), cause);
    }
  }

  if (!existsSync(pwm)) write("../export", channel);
  silence();
  return {
    sound(hz): void {
      if (hz === undefined) {
        silence();
        return;
      }
      const period = Math.round(NANOSECONDS / hz);
      if (isZero("period")) write("period", period);
      write("duty_cycle", 0); // the kernel refuses a period shorter than what is on of it
      write("period", period);
      write("duty_cycle", Math.floor(period / 2));
      write("enable", 1);
    },
  };
}

function chipOf(folder: string, device: string): string | undefined {
  let entries: readonly string[];
  try {
    entries = readdirSync(folder);
  } catch {
    return undefined; // a kernel without PWM
  }
  return entries
    .filter((entry) => /^pwmchip\d+$/.test(entry))
    .map((entry) => join(folder, entry))
    .find((chip) => deviceOf(chip) === device);
}

function deviceOf(chip: string): string | undefined {
  try {
    return basename(realpathSync(join(chip, "device")));
  } catch {
    return undefined; // a chip of no device
  }
}

/** Lines whose buzzer has pitches. */
export type TonedLines<L extends Lines> = L & {
  /** Why it is silent although it should sound; undefined: it is well. */
  readonly toneFault: string | undefined;
  /** Tries what failed once more, without a sound: the files of a PWM may be ours a moment after they are there. */
  retryTone(): void;
};

/** The lines with a buzzer of many pitches beside them. A tone that fails is told by `toneFault`, and takes no lamp with it. */
export function withTone<L extends Lines & { readonly relayFault?: string | undefined }>(lines: L, tone: PwmTone): TonedLines<L> {
  let silenceFault: string | undefined;
  let pitchFault: string | undefined;

  /** That it can be silent does not say that it can sound. */
  function sound(hz: number | undefined): void {
    try {
      tone.sound(hz);
      silenceFault = undefined;
      if (hz !== undefined) pitchFault = undefined;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (hz === undefined) silenceFault = fault;
      else pitchFault = fault;
    }
  }

  sound(undefined);
  return {
    ...lines,
    get relayFault() {
      return lines.relayFault; // which may change while they are held
    },
    get toneFault() {
      return pitchFault ?? silenceFault;
    },
    retryTone(): void {
      if (silenceFault !== undefined) sound(undefined);
    },
    set({ buzzer, ...others }, toneHz = PLAIN_HZ): void {
      lines.set(others);
      if (buzzer !== undefined) sound(buzzer ? toneHz : undefined);
    },
    close(): void {
      sound(undefined);
      lines.close();
    },
  };
}
