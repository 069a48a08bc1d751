import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { hasPwm, openPwmTone, pwmFault, withTone } from "../../src/drivers/pwm-tone.ts";
import { createSimulatedLines } from "../../src/drivers/simulated-lines.ts";
import { olderPwm } from "../support/older-pwm.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// A folder laid out as /sys/class/pwm is: the class has a link to each device's chip, and the chip one to its device.
const root = temporaryFolder();
const folder = join(root, "class/pwm");
const chip = join(root, "devices/fe20c000.pwm/pwm/pwmchip0");

beforeEach(() => {
  rmSync(join(root, "class"), { recursive: true, force: true });
  rmSync(join(root, "devices"), { recursive: true, force: true });
  mkdirSync(join(chip, "pwm0"), { recursive: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ["export", "pwm0/enable", "pwm0/period", "pwm0/duty_cycle"]) writeFileSync(join(chip, file), "0\n");
  symlinkSync("../../../fe20c000.pwm", join(chip, "device"));
  symlinkSync(chip, join(folder, "pwmchip0"));
});

const read = (file: string) => readFileSync(join(chip, "pwm0", file), "latin1");

test("a tone is half a period on, at its pitch, and silence is off", () => {
  writeFileSync(join(chip, "pwm0/enable"), "1"); // left by a process that died in the middle of a tone
  const tone = openPwmTone(folder, "fe20c000.pwm", 0);
  expect(read("enable")).toBe("0");
  tone.sound(2000);
  expect([read("period"), read("duty_cycle"), read("enable")]).toEqual(["500000", "250000", "1"]);
  tone.sound(3000);
  expect([read("period"), read("duty_cycle")]).toEqual(["333333", "166666"]);
  tone.sound(undefined);
  expect(read("enable")).toBe("0");
});

test("a kernel that takes nothing while the period is 0 is given that first, and has nothing to be silenced", () => {
  onTestFinished(olderPwm(join(chip, "pwm0")));
  expect(() => writeFileSync(join(chip, "pwm0/enable"), "0")).toThrow("EINVAL");
  const tone = openPwmTone(folder, "fe20c000.pwm", 0);
  tone.sound(undefined);
  expect(read("enable")).toBe("0\n");
  tone.sound(2000);
  expect([read("period"), read("duty_cycle"), read("enable")]).toEqual(["500000", "250000", "1"]);
  tone.sound(3000);
  tone.sound(undefined);
  expect([read("period"), read("enable")]).toEqual(["333333", "0"]);
});

// Root may write everything: what keeps it out is a device that is gone.
test.skipIf(process.getuid?.() === 0)("a channel that is not ours is a fault before its first tone, and doctor sees it", () => {
  chmodSync(join(chip, "pwm0/enable"), 0o444);
  expect(() => openPwmTone(folder, "fe20c000.pwm", 0)).toThrow(/pwm0\/enable cannot be written: EACCES/);
  expect(pwmFault(folder, "fe20c000.pwm", 0)).toMatch(/pwm0\/enable cannot be written: EACCES/);
});

test("doctor asks whether a channel may be had, and takes none", () => {
  expect(pwmFault(folder, "fe20c000.pwm", 0)).toBeUndefined();
  rmSync(join(chip, "pwm0"), { recursive: true });
  expect(pwmFault(folder, "fe20c000.pwm", 0)).toBeUndefined();
  rmSync(join(chip, "export"));
  expect(pwmFault(folder, "fe20c000.pwm", 0)).toMatch(/export cannot be written: ENOENT/);
  expect(pwmFault(folder, "no-such.pwm", 0)).toBeUndefined();
});

test("the device is found by its name, and one that is not there is none", () => {
  expect(hasPwm(folder, "fe20c000.pwm")).toBe(true);
  expect(hasPwm(folder, "1f00098000.pwm")).toBe(false);
  mkdirSync(join(folder, "pwmchip1")); // has no device behind it
  expect(hasPwm(folder, "1f00098000.pwm")).toBe(false);
  expect(hasPwm(join(root, "no-such-folder"), "fe20c000.pwm")).toBe(false);
  expect(() => openPwmTone(folder, "1f00098000.pwm", 0)).toThrow("buzzer: no PWM device 1f00098000.pwm");
});

test("a channel that nobody has exported is asked for, and one that cannot be written is named", () => {
  rmSync(join(chip, "pwm0"), { recursive: true });
  expect(() => openPwmTone(folder, "fe20c000.pwm", 0)).toThrow(/pwm0\/enable cannot be written: ENOENT/); // no kernel made it here
  expect(readFileSync(join(chip, "export"), "latin1")).toBe("0");
});

test("with a tone the buzzer leaves the lines, and everything else stays on them", () => {
  const board = createSimulatedLines();
  const lines = withTone(board, openPwmTone(folder, "fe20c000.pwm", 0));
  lines.set({ green: true, buzzer: true }, 3000);
  expect(board.levels()).toMatchObject({ green: true, buzzer: false });
  expect([read("period"), read("enable")]).toEqual(["333333", "1"]);
  lines.set({ green: false }); // says nothing of the buzzer
  expect(read("enable")).toBe("1");
  lines.close();
  expect(read("enable")).toBe("0");
});

test("a tone that fails takes no lamp with it, is told while it lasts, and may mend", () => {
  const board = createSimulatedLines();
  const lines = withTone(board, openPwmTone(folder, "fe20c000.pwm", 0));
  rmSync(join(chip, "pwm0/enable"));
  mkdirSync(join(chip, "pwm0/enable"));
  lines.set({ red: true, buzzer: true });
  expect(board.levels().red).toBe(true);
  expect(lines.toneFault).toMatch(/^buzzer: .*enable cannot be written: EISDIR/);
  rmSync(join(chip, "pwm0/enable"), { recursive: true });
  lines.set({ buzzer: false });
  lines.retryTone();
  expect(lines.toneFault).toBeDefined(); // that it can be silent does not say that it can sound
  lines.set({ buzzer: true });
  expect(lines.toneFault).toBeUndefined();
});

test("a tone that could not even be silenced is tried again without a sound", () => {
  rmSync(join(chip, "pwm0/enable"));
  mkdirSync(join(chip, "pwm0/enable"));
  const sounded: (number | undefined)[] = [];
  const lines = withTone(createSimulatedLines(), {
    sound(hz) {
      openPwmTone(folder, "fe20c000.pwm", 0).sound(hz);
      sounded.push(hz);
    },
  });
  lines.retryTone();
  expect(lines.toneFault).toMatch(/enable cannot be written/);
  rmSync(join(chip, "pwm0/enable"), { recursive: true });
  lines.retryTone();
  lines.retryTone();
  expect([lines.toneFault, sounded]).toEqual([undefined, [undefined]]);
});
