import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { boardFaults } from "../../src/core/board-status.ts";
import { metricsText, NO_SCANS } from "../../src/core/metrics.ts";
import { STANDARD_WIRING } from "../../src/drivers/gpio-wiring.ts";
import { noteWiring, readTaken } from "../../src/drivers/taken-wiring.ts";
import { type Board, openBoard, wiringOf } from "../../src/kiosk/board-assembly.ts";
import { type KioskConfig, parseConfig } from "../../src/kiosk/config.ts";
import { boardNotices } from "../../src/web/board-notices.ts";
import { STATUS } from "../support/screens.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function boardOf(toml: string): KioskConfig["board"] {
  const parsed = parseConfig(
    `id = "k"\ndata = "/d"\n[trust]\nroot = "/r"\n[[source]]\nkind = "serial"\npath = "/dev/null"\n[board]\n${toml}`,
  );
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.config.board;
}

async function openFrom(toml: string, logged: string[] = []): Promise<Board | undefined> {
  return await openBoard({
    config: { board: boardOf(toml) },
    screen: { showLamps: () => undefined },
    clock: { monotonicMs: () => 0 },
    log: pino({ level: "info" }, { write: (line: string) => void logged.push(line) }),
    onPress: () => undefined,
    onHeld: () => undefined,
    record: async () => true,
  });
}

test("a configuration without a board has none, and one on a desk is drawn", async () => {
  expect(await openFrom('kind = "none"')).toBeUndefined();
  const desk = await openFrom('kind = "simulated"');
  expect(desk?.status()).toEqual({ driver: "simulated", contacts: {} });
  await desk?.close();
});

// No chip has this label, whatever machine this is: a kernel without the character device, without sysfs, or with other chips.
test("a board that this machine does not have stops nothing: it is told once in the log, in the status, in the metrics and at the desk", async () => {
  const logged: string[] = [];
  const board = await openFrom('kind = "gpio"\nchips = ["no-such-chip"]\nrelay = true\n', logged);
  board?.lamps.show({ kind: "attract" });
  board?.look();
  const status = board?.status();
  expect(status).toMatchObject({
    driver: "none",
    fault: expect.stringMatching(/^gpio: no /),
    inputsFault: expect.any(String),
    contacts: {},
  });
  expect(status && boardFaults(status)).toEqual(["lines", "inputs"]);
  expect(logged.map((line) => JSON.parse(line).msg)).toEqual([
    "board: no lamps, no tones, no relay; tried again every 5 s",
    "board: button and contacts are not watched",
  ]);
  const page = metricsText({
    status: { ...STATUS, ...(status && { board: status }) },
    scans: NO_SCANS,
    syncedAt: undefined,
    refusedAt: {},
  });
  expect(page).toContain('tram_board_fault{part="lines"} 1\ntram_board_fault{part="astray"} 0\n');
  expect(boardNotices({ ...STATUS, ...(status && { board: status }) }).map(({ what }) => what.en)).toEqual([
    "Lamps, tones and relay do not work.",
    "The button and the contacts of door and case cannot be read.",
  ]);
  await board?.close();
});

test("a kiosk notes which pins it takes before it does, and the next one that it takes none", async () => {
  const folder = temporaryFolder();
  vi.stubEnv("RUNTIME_DIRECTORY", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const board = await openFrom('kind = "gpio"\nchips = ["no-such-chip"]\npins = { red = 17, relay = 24 }\nbuzzer = "active"\n');
  const wiring = { labels: ["no-such-chip"], offsets: { red: 17, relay: 24 }, activeLow: [] };
  expect(await readTaken(folder)).toEqual({ wiring, buzzer: "active" });
  await board?.close();
  await openFrom('kind = "none"');
  expect(await readTaken(folder)).toBeUndefined();
});

test("pins that cannot be noted are a fault of the relay, for nobody would know later which to let fall", async () => {
  const fault = await noteWiring(join(temporaryFolder(), "no-such"), { wiring: STANDARD_WIRING, buzzer: undefined });
  expect(fault).toContain("relay: the service cannot note which pins it takes");
});

test("the desk says that the case is open before it says anything of lamps, and staff how a door is opened", () => {
  const board = {
    driver: "chardev",
    astray: ["green"],
    relayFault: "relay: x",
    toneFault: "buzzer: x",
    contacts: { case: "open", door: "open" },
  } as const;
  const notices = boardNotices({ ...STATUS, board });
  expect(notices.map(({ tone, what }) => `${tone} ${what.en}`)).toEqual([
    "red The case is open, or the cable of its switch is cut.",
    "amber A line is shorted (green).",
    "amber The kiosk opens no door: its relay is not safe to drive.",
    "amber The buzzer does not sound as it should: it has no tone.",
  ]);
  const page = metricsText({ status: { ...STATUS, board }, scans: NO_SCANS, syncedAt: undefined, refusedAt: {} });
  expect(page).toContain('tram_contact_open{contact="case"} 1\ntram_contact_open{contact="door"} 1\n');
});

test("a wiring is the standard one but for what the configuration says, and its inputs are those that are wired", () => {
  const board = boardOf('kind = "gpio"\nactiveLow = ["amber"]\ninputs = ["door-contact"]\ninputPins = { door-contact = 5 }\n');
  if (board.kind !== "gpio") throw new Error("not a board");
  const wiring = wiringOf(board);
  expect(wiring.offsets).toMatchObject({ red: 17, buzzer: 12, relay: 25 });
  expect(wiring.activeLow).toEqual(["amber"]);
  expect(wiring.inputs).toEqual({ "door-contact": { offset: 5, pull: "up", isActiveLow: false, debounceMs: 50 } });
});
