// What an acceptance asks of whoever stands there: the screen, the lines, the button and the contacts.
import { pino } from "pino";
import { LINE_NAMES, type LineName } from "../core/indication.ts";
import { VERSION } from "../core/version.ts";
import { startScreenServer } from "../drivers/screen-server.ts";
import { holdingSleep, systemClock } from "../drivers/system-clock.ts";
import { askOnTerminal } from "../drivers/terminal-question.ts";
import { type AcceptanceRow, type Ask, askAboutContact, askAboutLines, askAboutScreen, movedRow, noPageRow } from "./acceptance.ts";
import { type Person, watchBoard } from "./acceptance-board.ts";
import { type Board, openBoard, wiringOf } from "./board-assembly.ts";
import type { GpioBoardConfig } from "./board-config.ts";
import type { KioskConfig } from "./config.ts";
import { type ButtonName, checkMoved, contactState, type Felt, moveText } from "./input-test.ts";
import type { Print } from "./journal-command.ts";

const SILENT = pino({ level: "silent" });

interface PersonAtTerminal extends Person {
  readonly print: Print;
}

/**
 * The rows that only a person can fill, and what the board says of itself meanwhile. There is always at least one: a kiosk that nobody has
 * looked at is not accepted. After `over`, by Ctrl-C or otherwise, nothing is asked or played any more.
 */
export async function askPeople(config: KioskConfig, print: Print, over: AbortController): Promise<readonly AcceptanceRow[]> {
  const { signal } = over;
  const ask: Ask = async ({ vi, en }) => (signal.aborted ? undefined : await askOnTerminal(`${vi}\n${en}\n> `, () => over.abort()));
  const screen = await askAboutPicture(config, ask);
  if (config.board.kind !== "gpio" || signal.aborted) return [screen];
  return [screen, ...(await askAboutBoard(config, config.board, { ask, print, signal }))];
}

/** The kiosk's own page is served on its port for as long as the question stands: a browser that shows it comes back by itself. */
async function askAboutPicture({ id, screen }: KioskConfig, ask: Ask): Promise<AcceptanceRow> {
  const options = {
    port: screen.port,
    status: {
      kiosk: id,
      demo: false,
      version: VERSION,
      clock: { state: "ok", by: "system", floor: 0, systemOffsetSeconds: 0 },
      backlog: 0,
      sources: [],
    },
    onFault: () => undefined,
  } as const;
  const server = await startScreenServer(options).catch((error: unknown) => String(error));
  if (typeof server === "string") return noPageRow(server);
  try {
    return await askAboutScreen(`${server.url}/`, ask);
  } finally {
    await server.close();
  }
}

async function askAboutBoard(config: KioskConfig, wired: GpioBoardConfig, person: PersonAtTerminal): Promise<readonly AcceptanceRow[]> {
  const presses: Record<ButtonName, number> = { "service-button": 0, "repeat-button": 0 };
  const press = () => void presses["service-button"]++;
  const board = await openBoard({
    config,
    screen: { showLamps: () => undefined },
    clock: systemClock,
    log: SILENT,
    onPress: press,
    onHeld: press,
    onRepeat: () => void presses["repeat-button"]++,
    record: () => Promise.resolve(true),
  });
  if (!board) return [];
  try {
    const { offsets } = wiringOf(wired);
    const lines = LINE_NAMES.filter((line): line is LineName => offsets[line] !== undefined && (line !== "relay" || wired.relay));
    const { demonstrate } = board.lamps;
    const watched = watchBoard({ play: demonstrate, status: board.status }, person);
    const rows = [...(await askAboutLines(lines, watched, watched.ask))];
    rows.push(...(await askAboutInputs(wired.inputs, board, (button) => presses[button], person)));
    return [...rows, ...watched.rows()];
  } finally {
    await board.close();
  }
}

async function askAboutInputs(
  inputs: GpioBoardConfig["inputs"],
  board: Board,
  presses: Felt["presses"],
  { ask, print, signal }: PersonAtTerminal,
): Promise<readonly AcceptanceRow[]> {
  const felt: Felt = { contacts: () => board.status().contacts, presses, sleep: holdingSleep };
  const rows: AcceptanceRow[] = [];
  for (const input of new Set(inputs)) {
    if (signal.aborted) break;
    const state = contactState(input, felt);
    const isWrong = state && (await askAboutContact(input, state === "open", ask));
    if (isWrong) {
      rows.push(isWrong);
      continue;
    }
    const { vi, en } = moveText(input, state);
    await print(vi);
    await print(en);
    rows.push(movedRow(await checkMoved(input, felt, signal)));
  }
  return rows;
}
