// Runs inside an emulated board (gpio-virt.sh): drives real lines through the driver and reads them back through other parts
// of the kernel, which know nothing of us. Prints one line a proof.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Levels, LINE_NAMES, type LineName } from "../../src/core/indication.ts";
import type { AnswerView } from "../../src/core/view.ts";
import { openGpioLines } from "../../src/drivers/gpio-chardev.ts";
import { type GpioWiring, STANDARD_WIRING } from "../../src/drivers/gpio-wiring.ts";
import { createLamps } from "../../src/kiosk/lamps.ts";

const VIRT_WIRING: GpioWiring = {
  labels: ["9030000.pl061"],
  offsets: { red: 0, amber: 1, green: 2, white: 4, buzzer: 5, relay: 6, illumination: 7 }, // 3 is the machine's power button
};
const PI_PINS = "/sys/kernel/debug/pinctrl/3f200000.gpio-pinctrl-bcm2835/pins";
const isPi = existsSync(PI_PINS);
const WIRING = isPi ? STANDARD_WIRING : VIRT_WIRING;
const PERSIST = "/sys/module/pinctrl_bcm2835/parameters/persist_gpio_outputs";
const relayMayBeDriven = isPi ? readFileSync(PERSIST, "utf8").trim() === "N" : false;

let failures = 0;

function prove(sentence: string, isSo: boolean, seen: unknown): void {
  console.log(`${isSo ? "ok" : "NOT OK"} - ${sentence}${isSo ? "" : `: saw ${JSON.stringify(seen)}`}`);
  if (!isSo) failures++;
}

/** The pin's state by the pin controller's registers: `out hi`, `out lo`, `in hi`, `in lo`. */
function pin(offset: number): string {
  return isPi ? pinOfPi(offset) : pinOfPl061(offset);
}

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

function pins(): Record<LineName, string> {
  const of = (name: LineName) => pin(WIRING.offsets[name] ?? 0);
  return {
    red: of("red"),
    amber: of("amber"),
    green: of("green"),
    white: of("white"),
    buzzer: of("buzzer"),
    relay: of("relay"),
    illumination: of("illumination"),
  };
}

function arePins(expected: Partial<Levels>): boolean {
  const actual = pins();
  return LINE_NAMES.every((name) => actual[name] === (expected[name] ? "out hi" : "out lo"));
}

async function holdInAnotherProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [import.meta.filename, "hold"], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "no error",
    (error: unknown) => String(error),
  );
}

const accepted: AnswerView = {
  kind: "answer",
  id: 1,
  at: 0,
  verdict: "accept",
  reason: "granted",
  code: "T-000",
  headline: { vi: "", en: "" },
  detail: { vi: "", en: "" },
  next: { vi: "", en: "" },
  warnings: [],
};

async function proveLines(): Promise<void> {
  const lines = await openGpioLines(WIRING);
  console.log(`# chip ${lines.chip}`);
  prove("all lines are outputs and low from open on", arePins({}), pins());
  for (const name of LINE_NAMES) {
    if (name === "relay") continue;
    lines.set({ [name]: true });
    prove(`${name} drives its own pin and no other`, arePins({ [name]: true }), pins());
    lines.set({ [name]: false });
  }
  lines.set({ green: true, relay: true });
  prove(
    `the relay is ${relayMayBeDriven ? "driven" : "held low"} (${lines.relayFault ?? "no fault"})`,
    arePins({ green: true, relay: relayMayBeDriven }),
    pins(),
  );
  prove("the relay's fault is told exactly where it is held", (lines.relayFault === undefined) === relayMayBeDriven, lines.relayFault);
  const busy = await messageOf(openGpioLines(WIRING));
  prove("a second program is told who has the lines", busy.includes("EBUSY") && busy.includes("by tram-kiosk"), busy);

  const started = process.hrtime.bigint();
  for (let i = 0; i < 500; i++) lines.set({ red: i % 2 === 0, green: i % 2 === 1 });
  console.log(`# one set: ${Number(process.hrtime.bigint() - started) / 500e3} µs (emulated)`);
  lines.close();
  lines.close();
  prove(
    "after close every pin is low",
    Object.values(pins()).every((state) => state.endsWith("lo")),
    pins(),
  );
}

async function proveActiveLow(): Promise<void> {
  const lines = await openGpioLines({ ...WIRING, activeLow: ["amber", "relay"] });
  prove("an active-low lamp that is off has its pin high", pins().amber === "out hi", pins());
  lines.set({ amber: true, relay: true });
  prove("and low when it is on", pins().amber === "out lo", pins());
  prove("an active-low relay is never driven", lines.relayFault !== undefined && pins().relay === "out hi", pins());
  lines.close();
}

async function proveLamps(): Promise<void> {
  const lines = await openGpioLines(WIRING);
  const lamps = createLamps({ lines, relayPulseMs: 3000, onFault: (error) => prove("no fault", false, String(error)) });
  lamps.show(accepted);
  prove(
    "accept: green, buzzer and relay together",
    arePins({ green: true, buzzer: true, relay: relayMayBeDriven, illumination: true }),
    pins(),
  );
  await sleep(1500);
  prove("the beeps end, the relay is still pulled in", arePins({ green: true, relay: relayMayBeDriven, illumination: true }), pins());
  lamps.show({ kind: "attract" });
  prove("a new view lets the relay fall at once", arePins({ illumination: true }), pins());
  await lamps.close();
}

async function proveDeath(): Promise<void> {
  const child = await holdInAnotherProcess();
  prove("another process holds green and the relay", arePins({ green: true, relay: relayMayBeDriven }), pins());
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  const { green, relay } = pins();
  console.log(`# after kill -9: green "${green}", relay "${relay}"`);
  // An input's level is no proof: QEMU knows no pull-down resistors, so a released pin reads as it was last driven.
  prove("after kill -9 nothing drives the relay's pin high", relay !== "out hi", relay);
  if (!isPi) prove("a PL061 keeps a dead process's lines: why no relay is driven on unknown chips", green === "out hi", green);
  const lines = await openGpioLines(WIRING);
  prove("the next start takes the lines over, all low", arePins({}), pins());
  lines.close();
}

async function proveErrors(): Promise<void> {
  const wrongLabel = await messageOf(openGpioLines({ ...WIRING, labels: ["no-such-chip"] }));
  prove(
    "a wrong label is answered with the labels there are",
    wrongLabel.includes("no chip labelled no-such-chip among /dev/gpiochip0 ("),
    wrongLabel,
  );
  const wrongPin = await messageOf(openGpioLines({ ...WIRING, offsets: { red: 63 } }));
  prove("a pin the chip does not have is named", wrongPin.includes("refuses lines 63: EINVAL"), wrongPin);
}

if (process.argv[2] === "hold") {
  const lines = await openGpioLines(WIRING);
  lines.set({ green: true, relay: true });
  console.log("holding");
  setInterval(() => {}, 1000);
} else {
  console.log(
    `\n# Node ${process.version} ${process.arch}, ${isPi ? `persist_gpio_outputs ${readFileSync(PERSIST, "utf8").trim()}` : "PL061"}, ${readdirSync("/dev").filter((name) => name.startsWith("gpiochip"))}`,
  );
  await proveLines();
  await proveActiveLow();
  await proveLamps();
  await proveDeath();
  await proveErrors();
  console.log(failures === 0 ? "RESULT pass" : `RESULT fail: ${failures}`);
}
