import { existsSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
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

/** Takes a channel of a PWM device by the kernel's files (Documentation/driver-api/pwm.rst of Linux), silent. Throws with what is wrong. */
export function openPwmTone(folder: string, device: string, channel: number): PwmTone {
  const chip = chipOf(folder, device);
  if (chip === undefined) throw new Error(`buzzer: no PWM device ${device} in ${folder}`);
  const pwm = join(chip, `pwm${channel}`);
  const write = (file: string, value: number) => {
    try {
      writeFileSync(join(pwm, file), String(value));
    } catch (cause) {
      throw new Error(`buzzer: ${join(pwm, file)} cannot be written: ${errorCode(cause) ?? "unknown error"} (firmware/README.md)`, {
        cause,
      });
    }
  };
  if (!existsSync(pwm)) write("../export", channel);
  write("enable", 0);

  return {
    sound(hz): void {
      if (hz === undefined) {
        write("enable", 0);
        return;
      }
      const period = Math.round(NANOSECONDS / hz);
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
export function withTone<L extends Lines>(lines: L, tone: PwmTone): TonedLines<L> {
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
