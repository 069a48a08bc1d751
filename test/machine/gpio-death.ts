// What becomes of the lines when the process that drives them is killed, and what `tram gpio safe` (the unit's ExecStopPost=) makes of them.
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { OUTPUT_PINS } from "../../src/core/board/standard-pins.ts";
import { type Levels, LINE_NAMES } from "../../src/core/indication.ts";
import { openGpioLines } from "../../src/drivers/gpio-chardev.ts";
import { sysfsLines } from "../../src/drivers/gpio-sysfs.ts";
import { LINUX } from "../../src/drivers/gpio-wiring.ts";
import { filePins } from "../../src/drivers/sysfs-pin.ts";
import { arePins, isPi, keepsLines, pins, pinsFromOutside, prove, WIRING } from "./gpio-pins.ts";

const ALL_HIGH: Levels = { red: true, amber: true, green: true, white: true, buzzer: true, relay: true, illumination: true };
const GUEST = new URL("gpio-guest.ts", import.meta.url).pathname;
const TRAM = new URL("../../src/tram.ts", import.meta.url).pathname;

/** What another process does with the lines until it is killed. */
const HOLDS = {
  /** As the kiosk in the middle of an accept. */
  accept: async () => (await openGpioLines(WIRING)).set({ green: true, relay: true }),
  /** The relay's pin, too, on a chip where our driver refuses it: what was driven by somebody with less care, or before the kernel was told otherwise. */
  everything: async () => {
    const { relay, ...lamps } = WIRING.offsets;
    (await openGpioLines({ ...WIRING, offsets: lamps })).set(ALL_HIGH);
    (await openGpioLines({ ...WIRING, offsets: { red: relay } })).set(ALL_HIGH);
  },
  /** The same through the older interface. */
  sysfs: async () => sysfsLines(filePins(LINUX.sysfs), WIRING, LINUX.sysfs, () => undefined).set(ALL_HIGH),
} as const;

type Hold = keyof typeof HOLDS;

/** The other process. */
export async function hold(what: string): Promise<void> {
  await HOLDS[what as Hold]();
  console.log("holding");
  setInterval(() => undefined, 1000);
}

async function holder(what: Hold): Promise<ChildProcess> {
  const child = spawn(process.execPath, [GUEST, what], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("exit", () => reject(new Error(`the holder of ${what} has ended`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
}

/** A kiosk's configuration with this board. */
function configuration(name: string, board: string): string {
  const file = `/tmp/${name}.toml`;
  writeFileSync(
    file,
    `id = "board-01"\ndata = "/tmp"\n[trust]\nroot = "/tmp/root.json"\n[board]\n${board}\n[[source]]\nkind = "serial"\npath = "/dev/ttyS0"\n`,
  );
  return file;
}

const GPIO = `kind = "gpio"\n${
  isPi
    ? "relay = true"
    : `chips = ["${WIRING.labels[0]}"]\npins = { ${LINE_NAMES.map((name) => `${name} = ${WIRING.offsets[name]}`).join(", ")} }`
}`;

/** The real command, in a process of its own as systemd would start it. */
function tramGpioSafe(file: string): number | null {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [TRAM, "gpio", "safe", "--config", file], { encoding: "utf8" });
  if (signal !== null) console.log(`# Fatal error in Node: ${signal}`);
  if (status !== 0) console.log(`# tram gpio safe: ${status}: ${stdout}${stderr}`.replaceAll("\n", "\n#   "));
  return status;
}

const ends = (states: object, end: string) => Object.values(states).every((state) => state.endsWith(end));

export async function proveDeath(): Promise<void> {
  const child = await holder("accept");
  prove("another process holds green and the relay", arePins({ green: true, relay: !keepsLines }), pins());
  await kill(child);
  const { green, relay } = pins();
  console.log(`# after kill -9: green "${green}", relay "${relay}"`);
  // An input's level is no proof: QEMU knows no pull-down resistors, so a released pin reads as it was last driven.
  prove("after kill -9 nothing drives the relay's pin high", relay !== "out hi", relay);
  if (!isPi) prove("a PL061 keeps a dead process's lines: why no relay is driven on unknown chips", green === "out hi", green);
  const lines = await openGpioLines(WIRING);
  prove("the next start takes the lines over, all low", arePins({}), pins());
  lines.close();
}

/** What a process left high, relay and all, `tram gpio safe` drives low: seen from outside the board. */
export async function proveSafe(): Promise<void> {
  const board = configuration("board", GPIO);
  const elsewhere = configuration("elsewhere", 'kind = "gpio"\nchips = ["another"]');
  await kill(await holder("everything"));
  const left = await pinsFromOutside();
  if (keepsLines) {
    prove("after kill -9 all lines are driven high as before, the relay's with them", ends(left, "out hi"), left);
    const code = tramGpioSafe(elsewhere);
    const control = await pinsFromOutside();
    prove(
      "the same command for a chip that is not there says so and leaves them: nothing else lets them fall",
      code === 1 && ends(control, "out hi"),
      control,
    );
  } else {
    prove(
      "after kill -9 no line is driven",
      Object.values(left).every((state) => state.startsWith("in")),
      left,
    );
  }
  const code = tramGpioSafe(board);
  const safe = await pinsFromOutside();
  prove("tram gpio safe ends with 0", code === 0, code);
  prove("tram gpio safe drives every line low, the relay's with them", ends(safe, keepsLines ? "out lo" : "lo"), safe);
}

/** The same on a kernel that has nothing but sysfs, which keeps a dead process's pins whatever the chip does. */
export async function proveSafeBySysfs(): Promise<void> {
  const chips = readdirSync("/dev").filter((name) => name.startsWith("gpiochip"));
  for (const name of chips) renameSync(`/dev/${name}`, `/dev/hidden-${name}`);
  try {
    await kill(await holder("sysfs"));
    const left = await pinsFromOutside();
    prove("sysfs alone: after kill -9 all lines are driven high as before", ends(left, "out hi"), left);
    const code = tramGpioSafe("/tmp/board.toml");
    const safe = await pinsFromOutside();
    prove("sysfs alone: tram gpio safe ends with 0", code === 0, code);
    prove("sysfs alone: tram gpio safe drives every line low, the relay's with them", ends(safe, "lo"), safe);
  } finally {
    for (const name of chips) renameSync(`/dev/hidden-${name}`, `/dev/${name}`);
  }
}

/** The pulls of hardware/overlay, merged into the Pi's device tree: the kernel has taken them, and complains of nothing. */
export function proveOverlay(): void {
  const handles = readFileSync("/sys/kernel/debug/pinctrl/pinctrl-handles", "latin1");
  const missing = Object.values(OUTPUT_PINS).filter(({ gpio }) => !new RegExp(`CONFIGS_PIN .*gpio${gpio}\\b`).test(handles));
  prove("the pin controller has taken the overlay's pulls", missing.length === 0, handles);
  const said = execFileSync("/bin/busybox", ["dmesg"], { encoding: "utf8" }).split("\n");
  // Not the expander's behind the firmware: QEMU has neither.
  const ours = said.filter((line) => /pinctrl-bcm2835|gpio@7e200000|tram_pins/.test(line));
  for (const line of ours) console.log(`#   ${line}`);
  prove("and complains of nothing there", !ours.some((line) => /error|fail|invalid|could not|unable|-22/i.test(line)), ours);
}
