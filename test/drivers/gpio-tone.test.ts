import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { gpioBoard } from "../../src/drivers/gpio-board.ts";
import { toneFaultOf } from "../../src/drivers/gpio-tone.ts";
import type { GpioWiring } from "../../src/drivers/gpio-wiring.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = temporaryFolder();
const places = { devices: join(root, "dev"), modules: root, sysfs: join(root, "gpio"), pwm: join(root, "pwm") };
const WIRING: GpioWiring = { labels: ["pinctrl-bcm2711"], offsets: { buzzer: 12 } };

/** A Pi 4 with the PWM overlay, whose kernel has only sysfs. */
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(places.devices, { recursive: true });
  put("gpio/gpiochip512/label", "pinctrl-bcm2711\n");
  put("gpio/gpiochip512/base", "512\n");
  put("gpio/gpiochip512/ngpio", "58\n");
  put("gpio/unexport", "");
  put("gpio/gpio524/direction", "in");
  put("gpio/gpio524/value", "0");
  mkdirSync(join(root, "devices/fe20c000.pwm"), { recursive: true });
  mkdirSync(join(root, "pwm/pwmchip0"), { recursive: true });
  symlinkSync(join(root, "devices/fe20c000.pwm"), join(root, "pwm/pwmchip0/device"));
});

function put(file: string, text: string): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

const read = (file: string) => readFileSync(join(root, file), "latin1");

function exportChannel(): void {
  for (const file of ["enable", "period", "duty_cycle"]) put(`pwm/pwmchip0/pwm0/${file}`, "0");
}

test("a board whose only line is the PWM's buzzer asks the kernel for no line, and is switched off", async () => {
  exportChannel();
  put("pwm/pwmchip0/pwm0/enable", "1");
  const board = await gpioBoard({ wiring: WIRING, root, places });
  const lines = board.openLines();
  lines.set({ buzzer: true, red: true });
  expect([lines.astray(), lines.toneFault, read("gpio/gpio524/direction")]).toEqual([[], undefined, "in"]);
  lines.close();
  expect(read("pwm/pwmchip0/pwm0/enable")).toBe("0");
});

test("an active-low buzzer gets no PWM, whose silence would be its tone", async () => {
  exportChannel();
  const board = await gpioBoard({ wiring: { ...WIRING, activeLow: ["buzzer"] }, root, places });
  const lines = board.openLines();
  expect([read("gpio/gpio524/direction"), lines.toneFault]).toEqual(["high", undefined]);
  expect(toneFaultOf({ ...WIRING, activeLow: ["buzzer"] }, "passive", places)).toContain("wire it active-high");
});

test("a passive buzzer's PWM that is not ours yet is no line meanwhile, and sounds as soon as it is", async () => {
  const board = await gpioBoard({ wiring: WIRING, buzzer: "passive", root, places });
  const lines = board.openLines();
  expect([lines.toneFault, read("gpio/gpio524/direction")]).toEqual([expect.stringContaining("cannot be written"), "in"]);
  exportChannel();
  lines.retryTone?.();
  lines.set({ buzzer: true }, 2000);
  expect([lines.toneFault, read("pwm/pwmchip0/pwm0/enable")]).toEqual([undefined, "1"]);
});

test("a passive buzzer without a PWM is told with its own pin, and what to do", () => {
  expect(toneFaultOf({ ...WIRING, offsets: { buzzer: 18 } }, "passive", places)).toBe(
    "buzzer: no PWM on GPIO 18; wire it to GPIO 12 and add dtoverlay=pwm,pin=12,func=4 to config.txt, or wire an active buzzer",
  );
  rmSync(places.pwm, { recursive: true });
  expect(toneFaultOf(WIRING, "passive", places)).toContain("no PWM on GPIO 12; add dtoverlay=pwm,pin=12,func=4 to config.txt and reboot");
  expect(toneFaultOf(WIRING, "active", places)).toBeUndefined();
  expect(toneFaultOf(WIRING, undefined, places)).toBeUndefined();
});

test("an addon that cannot be loaded is a fault of the lines, and of nothing else", async () => {
  const load = () => Promise.reject(new Error("koffi: wrong ELF class\nmore"));
  const board = await gpioBoard({ wiring: WIRING, root, places: { ...places, sysfs: join(root, "no-such") }, load });
  expect(board.openLines).toThrow("gpio: the addon koffi cannot be loaded: koffi: wrong ELF class; install the kiosk anew");
  expect(() => board.openInputs(() => undefined)).toThrow("the addon koffi cannot be loaded");
});
