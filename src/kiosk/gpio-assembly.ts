import { readFile } from "node:fs/promises";
import { LINE_NAMES, type LineName, RELAY_FIRST } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import { type DrivenLines, type GpioBoard, gpioBoard } from "../drivers/gpio-board.ts";
import { linesLeft } from "../drivers/gpio-left.ts";
import { type GpioWiring, STANDARD_WIRING } from "../drivers/gpio-wiring.ts";
import { stopRequested } from "../drivers/parent-process.ts";
import { holdingSleep } from "../drivers/system-clock.ts";
import { wiringOf } from "./board-assembly.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import type { GpioCommands, GpioSafe, GpioTest } from "./gpio-commands.ts";
import { type GpioTestResult, inputTexts, testLines } from "./gpio-test.ts";

/** `tram gpio` at a kiosk. */
export const gpioCommands: GpioCommands = { safe: safeCommand, test: testCommand };

const [EXIT_DONE, EXIT_FAULT, EXIT_USAGE] = [0, 1, 2] as const;

/** After which what could not be switched off is tried once more: udev gives a pin that sysfs has just made to its group a moment later. */
const AGAIN_MS = 1000;

/**
 * Everything off, each line by itself and the relay first: one that another program holds must not keep the door open. Where the configuration
 * has no board, or cannot be read any more, what has run may have driven the standard one: of that is switched off what was left as an output, or
 * all of it, and the exit code says that nobody knows.
 */
async function safeCommand({ config: file }: GpioSafe): Promise<number> {
  const config = await readConfig(file);
  const board = config?.board.kind === "gpio" ? config.board : undefined;
  const { inputs: _, ...wiring } = board ? wiringOf(board) : STANDARD_WIRING;
  const names = config && !board ? await linesLeft(wiring) : RELAY_FIRST;
  const buzzer = board?.buzzer;
  let failed = await switchOff(names, wiring, buzzer);
  if (failed.size > 0) {
    await holdingSleep(AGAIN_MS, new AbortController().signal);
    failed = await switchOff([...failed.keys()], wiring, buzzer);
  }
  for (const why of new Set(failed.values())) {
    complain({ vi: `không tắt được đèn, còi hoặc rơ-le: ${why}`, en: `lamps, tones or relay could not be switched off: ${why}` });
  }
  if (!config) return complain(unusable(file));
  return failed.size === 0 ? EXIT_DONE : EXIT_FAULT;
}

/** The lines that could not be, with why. */
async function switchOff(
  names: readonly LineName[],
  wiring: GpioWiring,
  buzzer: "active" | "passive" | undefined,
): Promise<ReadonlyMap<LineName, string>> {
  const failed = new Map<LineName, string>();
  for (const name of names) {
    const offset = wiring.offsets[name];
    if (offset === undefined) continue;
    try {
      const lines = (await gpioBoard({ wiring: { ...wiring, offsets: { [name]: offset } }, buzzer })).openLines();
      lines.close();
      if (lines.retryTone && lines.toneFault !== undefined) failed.set(name, lines.toneFault);
    } catch (error) {
      failed.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return failed;
}

async function testCommand({ config: file, relay = false, json = false }: GpioTest): Promise<number> {
  const config = await readConfig(file);
  if (!config) return complain(unusable(file), EXIT_USAGE);
  const { board } = config;
  if (board.kind !== "gpio") return complain(NO_BOARD, EXIT_USAGE);
  const opened = await gpioBoard({ wiring: wiringOf(board), buzzer: board.buzzer });
  const say = json ? () => undefined : print;
  const stop = new AbortController();
  void stopRequested().then(() => stop.abort());
  try {
    const lines = opened.openLines();
    const { driver, chip } = lines;
    say({ vi: `${driver}, ${chip}`, en: `${driver}, ${chip}` });
    const result = await testAll(opened, lines, board, relay, { say, signal: stop.signal });
    if (json) process.stdout.write(`${JSON.stringify({ event: stop.signal.aborted ? "stopped" : "tested", driver, chip, ...result })}\n`);
    if (stop.signal.aborted) return complain(STOPPED);
    return result.lines.some(({ state }) => state === "astray") ? EXIT_FAULT : EXIT_DONE;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (json) process.stdout.write(`${JSON.stringify({ event: "failed", why })}\n`);
    return complain({ vi: `không thử được: ${why}. ${RUNNING.vi}`, en: `it could not be tested: ${why}. ${RUNNING.en}` });
  }
}

async function testAll(
  opened: GpioBoard,
  lines: DrivenLines,
  board: Extract<KioskConfig["board"], { readonly kind: "gpio" }>,
  withRelay: boolean,
  { say, signal }: { readonly say: (text: Text) => void; readonly signal: AbortSignal },
): Promise<GpioTestResult> {
  try {
    if (lines.toneFault !== undefined) say({ vi: lines.toneFault, en: lines.toneFault });
    if (withRelay && lines.relayFault !== undefined) say({ vi: lines.relayFault, en: lines.relayFault });
    const { offsets } = wiringOf(board);
    const wired = LINE_NAMES.filter((name) => offsets[name] !== undefined);
    const shown = await testLines(lines, wired, withRelay && lines.relayFault === undefined, say, holdingSleep, signal);
    if (board.inputs.length === 0 || signal.aborted) return { lines: shown, inputs: {} };
    const inputs = opened.openInputs(() => undefined);
    const levels = inputs.levels();
    inputs.close();
    for (const text of inputTexts(levels)) say(text);
    return { lines: shown, inputs: levels };
  } finally {
    lines.close();
  }
}

async function readConfig(file: string): Promise<KioskConfig | undefined> {
  const toml = await readFile(file, "utf8").catch(() => undefined);
  const parsed = toml === undefined ? undefined : parseConfig(toml);
  return parsed?.ok ? parsed.config : undefined;
}

function print({ vi, en }: Text): void {
  process.stdout.write(vi === en ? `${vi}\n` : `${vi}\n  ${en}\n`);
}

function complain({ vi, en }: Text, code: number = EXIT_FAULT): number {
  process.stderr.write(`tram gpio: ${vi}\ntram gpio: ${en}\n`);
  return code;
}

const RUNNING: Text = {
  vi: "Nếu máy quét đang chạy, hãy dừng nó trước: sudo systemctl stop tram-kiosk",
  en: "Where the kiosk is running, stop it first: sudo systemctl stop tram-kiosk",
};

const STOPPED: Text = { vi: "đã dừng giữa chừng; mọi đường ra đã tắt", en: "stopped before its end; all lines are off" };

const NO_BOARD: Text = {
  vi: 'cấu hình không có bảng mạch thật ([board] kind = "gpio"), nên không có gì để thử',
  en: 'the configuration has no real board ([board] kind = "gpio"), so there is nothing to test',
};

function unusable(file: string): Text {
  return {
    vi: `không dùng được cấu hình ${file}: chạy tram doctor --config ${file}`,
    en: `the configuration ${file} cannot be used: run tram doctor --config ${file}`,
  };
}
