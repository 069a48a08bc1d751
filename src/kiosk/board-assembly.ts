import type { Logger } from "pino";
import type { BoardInputs } from "../board-ports.ts";
import type { BoardStatus } from "../core/board-status.ts";
import { RELAY_PULSE_MS } from "../core/indication.ts";
import { type DrivenLines, gpioBoard } from "../drivers/gpio-board.ts";
import { type GpioWiring, STANDARD_WIRING, standardInputs } from "../drivers/gpio-wiring.ts";
import type { ScreenServer } from "../drivers/screen-server.ts";
import { createSimulatedLines } from "../drivers/simulated-lines.ts";
import { noteWiring } from "../drivers/taken-wiring.ts";
import type { Clock } from "../ports.ts";
import type { GpioBoardConfig } from "./board-config.ts";
import { type InputWatch, type InputWatchOptions, watchInputs } from "./board-inputs.ts";
import { type BoardLines, openBoardLines } from "./board-lines.ts";
import type { KioskConfig } from "./config.ts";
import { createLamps, type Lamps } from "./lamps.ts";

/** What a board's button and contacts lead to. */
export type BoardEvents = Pick<InputWatchOptions, "onPress" | "onHeld" | "onRepeat" | "record" | "written">;

/** The board of a running kiosk. */
export interface Board {
  readonly lamps: Lamps;
  status(): BoardStatus;
  /** Takes what could not be had before. Call it every few seconds. */
  look(): void;
  close(): Promise<void>;
}

export interface BoardOptions extends BoardEvents {
  readonly config: Pick<KioskConfig, "board">;
  readonly screen: Pick<ScreenServer, "showLamps">;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly log: Logger;
  /** What stands in for button and contacts where the board is simulated; absent: nothing does. */
  readonly simulatedInputs?: BoardInputs | undefined;
}

/** The kiosk's board, on whatever this kernel offers; undefined where the configuration has none. A board that is broken stops no kiosk. */
export async function openBoard(options: BoardOptions): Promise<Board | undefined> {
  const { board } = options.config;
  const folder = process.env["RUNTIME_DIRECTORY"];
  switch (board.kind) {
    case "none":
      await noteWiring(folder, undefined);
      return undefined;
    case "simulated":
      await noteWiring(folder, undefined);
      return simulatedBoard(options, board.relay);
    case "gpio":
      return await realBoard(options, board, folder);
  }
}

/** Where the lines of a configured board are. */
export function wiringOf({ chips, pins, activeLow, inputs, inputPins }: GpioBoardConfig): GpioWiring {
  return {
    labels: chips ?? STANDARD_WIRING.labels,
    offsets: pins ?? STANDARD_WIRING.offsets,
    activeLow,
    inputs: standardInputs(inputs, inputPins),
  };
}

function simulatedBoard(options: BoardOptions, hasRelay: boolean): Board {
  const { screen, log, simulatedInputs } = options;
  const lines = createSimulatedLines();
  lines.subscribe(screen.showLamps);
  const lamps = createLamps({ lines, ...pulse(hasRelay), onFault: (error) => log.error(error, "lamps") });
  const inputs = simulatedInputs && watchFor(options, () => simulatedInputs);
  return {
    lamps,
    status: () => ({ driver: "simulated", contacts: inputs?.contacts() ?? {} }),
    look: () => inputs?.look(),
    async close() {
      inputs?.close();
      await lamps.close();
    },
  };
}

async function realBoard(options: BoardOptions, config: GpioBoardConfig, folder: string | undefined): Promise<Board> {
  const { log } = options;
  const { inputs: _, ...outputs } = wiringOf(config);
  // Before they are taken: from then on any end of this process leaves them to `gpio safe`.
  const relayFault = await noteWiring(folder, { wiring: outputs, buzzer: config.buzzer });
  const board = await gpioBoard({ wiring: wiringOf(config), buzzer: config.buzzer, relayFault });
  const lines = openBoardLines({
    open: board.openLines,
    onLost: (error) => log.error({ err: error }, "board: no lamps, no tones, no relay; tried again every 5 s"),
    onBack(driven) {
      sayOpened(log, driven, config.relay);
      lamps.resume();
    },
    onAstray: (line) => log.error({ line }, "line reads otherwise than it is driven: shorted, or no power; run tram gpio test"),
  });
  const lamps = createLamps({ lines, ...pulse(config.relay), onFault: () => undefined }); // onLost has said it
  const driven = lines.current();
  if (driven) sayOpened(log, driven, config.relay);
  const inputs = config.inputs.length === 0 ? undefined : watchFor(options, board.openInputs);
  return {
    lamps,
    status: () => statusOf(lines, inputs, config.relay),
    look() {
      inputs?.look();
      lines.current()?.retryTone?.();
      lines.current()?.retryStop?.();
    },
    async close() {
      inputs?.close();
      await lamps.close();
    },
  };
}

function watchFor({ log, clock, onPress, onHeld, onRepeat, record, written }: BoardOptions, open: InputWatchOptions["open"]): InputWatch {
  return watchInputs({
    open,
    onPress,
    onHeld,
    ...(onRepeat && { onRepeat }),
    record,
    onContact: (contact, state) => log.warn({ contact, state }, "contact"),
    onLost: (error) => log.error({ err: error }, "board: button and contacts are not watched"),
    clock,
    ...(written && { written }),
  });
}

function pulse(hasRelay: boolean): { readonly relayPulseMs?: number } {
  return hasRelay ? { relayPulseMs: RELAY_PULSE_MS } : {};
}

function sayOpened(log: Logger, { driver, chip, relayFault, toneFault }: DrivenLines, hasRelay: boolean): void {
  log.info({ driver, chip }, "board");
  if (hasRelay && relayFault !== undefined) log.error({ fault: relayFault }, "relay is not driven");
  if (toneFault !== undefined) log.error({ fault: toneFault }, "buzzer has no tone");
}

function statusOf(lines: BoardLines<DrivenLines>, inputs: InputWatch | undefined, hasRelay: boolean): BoardStatus {
  const driven = lines.current();
  const fault = lines.fault();
  const inputsFault = inputs?.fault();
  const astray = readBack(lines);
  return {
    driver: driven?.driver ?? "none",
    ...(fault !== undefined && { fault }),
    ...(astray.length > 0 && { astray }),
    ...(hasRelay && driven?.relayFault !== undefined && { relayFault: driven.relayFault }),
    ...(driven?.toneFault !== undefined && { toneFault: driven.toneFault }),
    ...(inputsFault !== undefined && { inputsFault }),
    contacts: inputs?.contacts() ?? {},
  };
}

/** A board that does not answer is told of by the next set(). */
function readBack(lines: BoardLines<DrivenLines>): ReturnType<DrivenLines["astray"]> {
  try {
    return lines.astray();
  } catch {
    return [];
  }
}
