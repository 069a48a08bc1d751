import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LINE_NAMES, type LineName, RELAY_FIRST } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import { type FolderLock, lockFolder } from "../drivers/folder-lock.ts";
import { type DrivenLines, type GpioBoard, gpioBoard } from "../drivers/gpio-board.ts";
import { linesLeft } from "../drivers/gpio-left.ts";
import type { BuzzerKind } from "../drivers/gpio-tone.ts";
import { type GpioWiring, STANDARD_WIRING } from "../drivers/gpio-wiring.ts";
import { stopRequested } from "../drivers/parent-process.ts";
import { holdingSleep } from "../drivers/system-clock.ts";
import { isSameWiring, RUN_FOLDER, readTaken, type TakenWiring } from "../drivers/taken-wiring.ts";
import { wiringOf } from "./board-assembly.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import type { GpioCommands, GpioSafe, GpioTest } from "./gpio-commands.ts";
import { type GpioTestResult, inputTexts, testLines } from "./gpio-test.ts";

/** `tram gpio` at a kiosk. */
export const gpioCommands: GpioCommands = { safe: safeCommand, test: testCommand };

const [EXIT_DONE, EXIT_FAULT, EXIT_USAGE] = [0, 1, 2] as const;

/** After which what could not be switched off is tried once more: udev gives a pin that sysfs has just made to its group a moment later. */
const AGAIN_MS = 1000;

/** Some lines to switch off. */
interface Outputs extends TakenWiring {
  readonly names: readonly LineName[];
}

/**
 * Everything off, each line by itself and the relay first: one that another program holds must not keep the door open. First what the kiosk itself
 * has noted that it took, for the configuration may have been edited since; then what that says. Where the configuration has no board, of the
 * standard one is switched off what was left as an output. Where it cannot be read any more, and there is no note, all of the standard one is,
 * and the exit code says that nobody knows.
 */
async function safeCommand({ config: file }: GpioSafe): Promise<number> {
  const config = await readConfig(file);
  const taken = await readTaken(process.env["RUNTIME_DIRECTORY"] ?? RUN_FOLDER);
  const configured = config || !taken ? await configuredOutputs(config) : undefined;
  // Of the standard board only what is left as an output is looked at: a tone by PWM would not be.
  const isEdited = taken && !(configured?.names === RELAY_FIRST && isSameWiring(taken, configured));
  let left = await switchOff([...(isEdited ? [{ ...taken, names: RELAY_FIRST }] : []), ...(configured ? [configured] : [])]);
  if (left.length > 0) {
    await holdingSleep(AGAIN_MS, new AbortController().signal);
    left = await switchOff(left);
  }
  for (const why of new Set(left.map((each) => each.why))) {
    complain({ vi: `không tắt được đèn, còi hoặc rơ-le: ${why}`, en: `lamps, tones or relay could not be switched off: ${why}` });
  }
  if (!config) complain(unusable(file));
  return left.length > 0 || (!config && !taken) ? EXIT_FAULT : EXIT_DONE;
}

async function configuredOutputs(config: KioskConfig | undefined): Promise<Outputs> {
  if (config?.board.kind === "gpio") {
    const { inputs: _, ...wiring } = wiringOf(config.board);
    return { names: RELAY_FIRST, wiring, buzzer: config.board.buzzer };
  }
  return { names: config ? await linesLeft(STANDARD_WIRING) : RELAY_FIRST, wiring: STANDARD_WIRING, buzzer: undefined };
}

/** Lines that could not be switched off, with the reason. */
interface Left extends Outputs {
  readonly why: string;
}

/** Gives what could not be. */
async function switchOff(all: readonly Outputs[]): Promise<readonly Left[]> {
  const left: Left[] = [];
  for (const { names, wiring, buzzer } of all) {
    for (const name of names) {
      const offset = wiring.offsets[name];
      if (offset === undefined) continue;
      const why = await lineOff({ ...wiring, offsets: { [name]: offset } }, buzzer);
      if (why !== undefined) left.push({ names: [name], wiring, buzzer, why });
    }
  }
  return left;
}

async function lineOff(wiring: GpioWiring, buzzer: BuzzerKind): Promise<string | undefined> {
  try {
    // A relay is let fall whoever else would do so: nobody is asked.
    const lines = (await gpioBoard({ wiring, buzzer, relayFault: "relay: only switched off" })).openLines();
    lines.close();
    return lines.retryTone && lines.toneFault;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
  let lock: FolderLock | undefined;
  try {
    lock = opened.driver() === "sysfs" ? keepKioskOut(config.data) : undefined;
    const lines = opened.openLines();
    // Also where nobody reads on: a pipe that has ended, or a full disk, ends the process with what it has switched on.
    process.once("exit", () => closeQuietly(lines));
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
  } finally {
    lock?.release();
  }
}

/** Sysfs keeps no two programs from one pin: the lock of the kiosk's journal does. Throws where a kiosk has it, or where that cannot be seen. */
function keepKioskOut(data: string): FolderLock | undefined {
  const journal = join(data, "journal");
  // Not there: no kiosk has run. It would be ours if we made it, and no kiosk could open it.
  if (!statSync(join(journal, "lock"), { throwIfNoEntry: false })) return undefined;
  const lock = lockFolder(journal);
  if (!lock) throw new Error(`a kiosk is running with ${data}`);
  return lock;
}

function closeQuietly(lines: DrivenLines): void {
  try {
    lines.close();
  } catch {
    // the process is ending: nobody is left to be told
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
