// The pins of an emulated board as other parts of the kernel have them, which know nothing of us, and as the controller's registers have them
// when they are read from outside the board.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { type Levels, LINE_NAMES, type LineName } from "../../src/core/indication.ts";
import { type GpioWiring, STANDARD_WIRING } from "../../src/drivers/gpio-wiring.ts";

const VIRT_WIRING: GpioWiring = {
  labels: ["9030000.pl061"],
  offsets: { red: 0, amber: 1, green: 2, white: 4, buzzer: 5, relay: 6, illumination: 7 }, // 3 is the machine's power button
};
const PI_PINS = "/sys/kernel/debug/pinctrl/3f200000.gpio-pinctrl-bcm2835/pins";
const PERSIST = "/sys/module/pinctrl_bcm2835/parameters/persist_gpio_outputs";

/** A Raspberry Pi 3B; else it is QEMU's `virt` with a PL061. */
export const isPi = existsSync(PI_PINS);
/** Whether the kernel leaves a dead process's lines as they were: `persist_gpio_outputs` of the Pi's driver, and a PL061 always. */
export const keepsLines = !isPi || readFileSync(PERSIST, "utf8").trim() === "Y";
export const WIRING = isPi ? STANDARD_WIRING : VIRT_WIRING;

let failures = 0;

export function prove(sentence: string, isSo: boolean, seen: unknown): void {
  console.log(`${isSo ? "ok" : "NOT OK"} - ${sentence}${isSo ? "" : `: saw ${JSON.stringify(seen)}`}`);
  if (!isSo) failures++;
}

/** How many proofs have failed. */
export function failed(): number {
  return failures;
}

export function pins(): Record<LineName, string> {
  return eachLine((offset) => (isPi ? pinOfPi(offset) : pinOfPl061(offset)));
}

export function arePins(expected: Partial<Levels>): boolean {
  const actual = pins();
  return LINE_NAMES.every((name) => actual[name] === (expected[name] ? "out hi" : "out lo"));
}

function eachLine(of: (offset: number) => string): Record<LineName, string> {
  return Object.fromEntries(LINE_NAMES.map((name) => [name, of(WIRING.offsets[name] ?? 0)])) as Record<LineName, string>;
}

/** By the kernel's debugfs, which asks the controller: `out hi`, `out lo`, `in hi`, `in lo`. */
function pinOfPi(offset: number): string {
  const match = new RegExp(`^pin ${offset} .* function gpio_(in|out) in (hi|lo)`, "m").exec(readFileSync(PI_PINS, "utf8"));
  return match ? `${match[1]} ${match[2]}` : "unknown";
}

function pinOfPl061(offset: number): string {
  const base = 512; // the first dynamic number since Linux 6.6; this is the machine's only chip
  const held = new RegExp(`gpio-${base + offset} .*\\) (in|out)\\s+(hi|lo)`).exec(readFileSync("/sys/kernel/debug/gpio", "utf8"));
  if (held) return `${held[1]} ${held[2]}`;
  writeFileSync("/sys/class/gpio/export", String(base + offset));
  const read = (name: string) => readFileSync(`/sys/class/gpio/gpio${base + offset}/${name}`, "utf8").trim();
  const state = `${read("direction")} ${read("value") === "1" ? "hi" : "lo"}`;
  writeFileSync("/sys/class/gpio/unexport", String(base + offset));
  return state;
}

/** BCM2835 ARM Peripherals, 6.1: GPFSEL0 to 2 with three bits a pin, 1 for an output, and GPLEV0. */
const PI_REGISTERS = [0x3f200000, 0x3f200004, 0x3f200008, 0x3f200034] as const;
/** PL061 manual, 3.3: GPIODIR, 1 for an output, and GPIODATA with no line masked. */
const PL061_REGISTERS = [0x9030400, 0x90303fc] as const;

/** The same by the controller's registers, read from outside: past the kernel, and whatever may be wrong in it. */
export async function pinsFromOutside(): Promise<Record<LineName, string>> {
  const addresses = isPi ? PI_REGISTERS : PL061_REGISTERS;
  const words = addresses.map((address) => `0x${address.toString(16)}`);
  const held = (await ask(`LOOK ${words.join(" ")}`)).split(" ").map(Number);
  console.log(`#   read from outside: ${words.map((word, at) => `${word} 0x${held[at]?.toString(16).padStart(8, "0")}`).join(", ")}`);
  const levels = held.at(-1) ?? 0;
  return eachLine((offset) => {
    const directions = held[isPi ? Math.floor(offset / 10) : 0] ?? 0;
    const isOutput = isPi ? ((directions >> (3 * (offset % 10))) & 7) === 1 : ((directions >> offset) & 1) === 1;
    return `${isOutput ? "out" : "in"} ${(levels >> offset) & 1 ? "hi" : "lo"}`;
  });
}

/** Says a line to gpio-host.ts, and takes what it types. */
async function ask(line: string): Promise<string> {
  const console = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
  try {
    return await console.question(`${line}\n`);
  } finally {
    console.close();
  }
}
