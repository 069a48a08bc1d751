import { setTimeout as sleep } from "node:timers/promises";
import { inject, onTestFinished, test } from "vitest";
import { OUTPUT_PINS, type OutputName } from "../../src/core/board/standard-pins.ts";
import { type Machine, switchOn } from "./qemu.ts";

const LINES = Object.keys(OUTPUT_PINS) as OutputName[];

/** What the kiosk says of itself in figures. */
export const METRICS = "busybox wget -qO- http://127.0.0.1:8420/metrics";
/** Succeeds in the machine when the kiosk judges credentials. */
export const IS_READY = `${METRICS} | grep -qx 'tram_ready 1'`;

/** Succeeds after `tram gpio safe` has run, and ended with 0; systemd forgets it with the next start. */
export const SAFE_ENDED_WELL = "systemctl show -P ExecStopPost tram-kiosk | grep -q 'gpio safe.*code=exited ; status=0'";

/** What the chip's lines are, as the simulated chip itself says; 1 is high. */
export type SeenLines = Readonly<Record<OutputName, 0 | 1>>;

/** Nothing is on. */
export const allLow = (lines: SeenLines): boolean => Object.values(lines).every((level) => level === 0);

/** A test of the emulated board; skipped where there is none, which the set-up has said. */
export const onMachine = test.skipIf("missing" in inject("machine"));

/** The machine as it was when the kiosk was first ready; it is switched off with the test. */
export async function restored(more: readonly string[] = []): Promise<Machine> {
  const given = inject("machine");
  if ("missing" in given) throw new Error(given.missing);
  const machine = await switchOn(given.files, "restored", more);
  onTestFinished(() => machine.cut());
  return machine;
}

/** Reads the lines from the chip. */
export async function linesOf(machine: Machine): Promise<SeenLines> {
  const said = await machine.ask(`board lines ${LINES.map((name) => OUTPUT_PINS[name].gpio).join(" ")}`);
  const levels = said.trim().split(" ");
  return Object.fromEntries(LINES.map((name, index) => [name, levels[index]?.endsWith("=1") ? 1 : 0])) as unknown as SeenLines;
}

/** How long to look, and which state there must not be on the way. */
interface Look {
  readonly withinMs?: number;
  readonly never?: (lines: SeenLines) => boolean;
}

/** Looks at the lines until they are so, and prints every state on the way. */
export async function untilLines(
  machine: Machine,
  isSo: (lines: SeenLines) => boolean,
  { withinMs = 30_000, never = () => false }: Look = {},
): Promise<SeenLines> {
  const startedAt = performance.now();
  let before = "";
  for (;;) {
    const lines = await linesOf(machine);
    const words = LINES.map((name) => `${name} ${lines[name]}`).join(", ");
    const passedMs = Math.round(performance.now() - startedAt);
    if (words !== before) console.log(`#   ${passedMs} ms: ${words}`);
    before = words;
    if (never(lines)) throw new Error(`the lines must never be: ${words}`);
    if (isSo(lines)) return lines;
    if (passedMs > withinMs) throw new Error(`the lines stay: ${words}`);
  }
}

/** Asks again and again until the command succeeds; gives what it said then. */
export async function untilSo(machine: Machine, command: string, withinMs = 120_000): Promise<string> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { code, output } = await machine.run(command);
    if (code === 0) return output;
    if (performance.now() > deadline) throw new Error(`machine: never so: ${command}: ${output}`);
    await sleep(100);
  }
}

/** Gives the installed kiosk another configuration, and waits until it is ready with it. */
export async function reconfigure(machine: Machine, toml: string): Promise<void> {
  await machine.ask(`echo ${Buffer.from(toml).toString("base64")} | base64 -d >/etc/tram/kiosk.toml && systemctl restart tram-kiosk`);
  await untilSo(machine, IS_READY);
}
