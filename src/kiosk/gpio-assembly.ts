import { readFile } from "node:fs/promises";
import { LINE_NAMES } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import { type DrivenLines, type GpioBoard, gpioBoard } from "../drivers/gpio-board.ts";
import { STANDARD_WIRING } from "../drivers/gpio-wiring.ts";
import { systemSleep } from "../drivers/system-clock.ts";
import { wiringOf } from "./board-assembly.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import type { GpioCommands, GpioSafe, GpioTest } from "./gpio-commands.ts";
import { type GpioTestResult, inputTexts, testLines } from "./gpio-test.ts";

/** `tram gpio` at a kiosk. */
export const gpioCommands: GpioCommands = { safe: safeCommand, test: testCommand };

const [EXIT_DONE, EXIT_FAULT, EXIT_USAGE] = [0, 1, 2] as const;

/**
 * Everything off, each line by itself and the relay first: one that another program holds must not keep the door open. Where the configuration
 * cannot be read any more, what has run may have driven the standard board: that is switched off, and the exit code says that nobody knows.
 */
async function safeCommand({ config: file }: GpioSafe): Promise<number> {
  const config = await readConfig(file);
  if (config && config.board.kind !== "gpio") return EXIT_DONE;
  const board = config?.board.kind === "gpio" ? config.board : undefined;
  const { inputs: _, ...wiring } = board ? wiringOf(board) : STANDARD_WIRING;
  const faults = new Set<string>();
  for (const name of LINE_NAMES.toSorted((a, b) => Number(b === "relay") - Number(a === "relay"))) {
    const offset = wiring.offsets[name];
    if (offset === undefined) continue;
    try {
      const { openLines } = await gpioBoard({ wiring: { ...wiring, offsets: { [name]: offset } }, buzzer: board?.buzzer });
      openLines().close();
    } catch (error) {
      faults.add(error instanceof Error ? error.message : String(error));
    }
  }
  for (const why of faults) {
    complain({ vi: `không tắt được đèn, còi hoặc rơ-le: ${why}`, en: `lamps, tones or relay could not be switched off: ${why}` });
  }
  if (!config) return complain(unusable(file));
  return faults.size === 0 ? EXIT_DONE : EXIT_FAULT;
}

async function testCommand({ config: file, relay = false, json = false }: GpioTest): Promise<number> {
  const config = await readConfig(file);
  if (!config) return complain(unusable(file), EXIT_USAGE);
  const { board } = config;
  if (board.kind !== "gpio") return complain(NO_BOARD, EXIT_USAGE);
  const opened = await gpioBoard({ wiring: wiringOf(board), buzzer: board.buzzer });
  const say = json ? () => undefined : print;
  try {
    const lines = opened.openLines();
    say({ vi: `${lines.driver}, ${lines.chip}`, en: `${lines.driver}, ${lines.chip}` });
    const result = await testAll(opened, lines, board, relay, say);
    if (json) process.stdout.write(`${JSON.stringify({ event: "tested", driver: lines.driver, chip: lines.chip, ...result })}\n`);
    return result.lines.some(({ state }) => state === "astray") ? EXIT_FAULT : EXIT_DONE;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return complain({ vi: `không thử được: ${why}. ${RUNNING.vi}`, en: `it could not be tested: ${why}. ${RUNNING.en}` });
  }
}

async function testAll(
  opened: GpioBoard,
  lines: DrivenLines,
  board: Extract<KioskConfig["board"], { readonly kind: "gpio" }>,
  withRelay: boolean,
  say: (text: Text) => void,
): Promise<GpioTestResult> {
  try {
    if (lines.toneFault !== undefined) say({ vi: lines.toneFault, en: lines.toneFault });
    if (withRelay && lines.relayFault !== undefined) say({ vi: lines.relayFault, en: lines.relayFault });
    const { offsets } = wiringOf(board);
    const wired = LINE_NAMES.filter((name) => offsets[name] !== undefined);
    const shown = await testLines(lines, wired, withRelay && lines.relayFault === undefined, say, systemSleep);
    if (board.inputs.length === 0) return { lines: shown, inputs: {} };
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
