import type { Logger } from "pino";
import { openGpioLines, STANDARD_WIRING } from "../drivers/gpio-chardev.ts";
import type { ScreenServer } from "../drivers/screen-server.ts";
import { createSimulatedLines } from "../drivers/simulated-lines.ts";
import type { Lines, Output } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { createLamps } from "./lamps.ts";

/** How long the relay is held on an accepted credential, in milliseconds. */
const RELAY_PULSE_MS = 3000;

/** The board's lamps, buzzer and relay; undefined where the configuration has no board. */
export async function openLamps(config: KioskConfig, screen: ScreenServer, log: Logger): Promise<Output | undefined> {
  const { board } = config;
  if (board.kind === "none") return undefined;
  const lines = await openLines(board, screen, log);
  return createLamps({ lines, ...(board.relay && { relayPulseMs: RELAY_PULSE_MS }), onFault: (error) => log.error(error, "lamps") });
}

async function openLines(board: Exclude<KioskConfig["board"], { kind: "none" }>, screen: ScreenServer, log: Logger): Promise<Lines> {
  if (board.kind === "simulated") {
    const lines = createSimulatedLines();
    lines.subscribe(screen.showLamps);
    return lines;
  }
  const { chips = STANDARD_WIRING.labels, pins = STANDARD_WIRING.offsets, activeLow = [] } = board;
  const lines = await openGpioLines({ labels: chips, offsets: pins, activeLow });
  if (board.relay && lines.relayFault !== undefined) log.error({ fault: lines.relayFault }, "relay is not driven");
  return lines;
}
