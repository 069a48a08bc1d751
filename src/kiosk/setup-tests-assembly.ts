import * as v from "valibot";
import { ALL_LOW, LINE_NAMES, type LineName } from "../core/indication.ts";
import type { Settings } from "../core/provisioning/settings.ts";
import type { Choices } from "../core/set-up/draft.ts";
import type { Text } from "../core/text.ts";
import { gpioBoard } from "../drivers/gpio-board.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { holdingSleep, systemClock } from "../drivers/system-clock.ts";
import type { Source } from "../ports.ts";
import { wiringOf } from "./board-assembly.ts";
import { BoardSchema } from "./board-config.ts";
import { ConfigSchema, type KioskConfig } from "./config.ts";
import { testAll } from "./selftest.ts";
import type { SetupReaders } from "./setup-readers-assembly.ts";
import { type SetupTests, type SetupTestsParts, setupTests } from "./setup-tests.ts";

/** Each look may take this many times longer than at a terminal, as in the test of a start. */
const PATIENCE = 3;
const SHOWN_MS = 1000;
/** A pitch that a small piezo sounds loudly. */
const TONE_HZ = 2000;
const NEVER = new AbortController().signal;

export interface SetupTestsOptions extends Pick<SetupTestsParts, "note" | "playSound"> {
  readonly data: string;
  readonly readers: SetupReaders;
  readonly choices: () => Choices;
  /** What the kiosk will be: what the sheet says, over what was chosen. */
  readonly effective: () => Settings;
}

/** The tests of the kiosk that this machine is about to be. */
export function openSetupTests({ data, readers, choices, effective, note, playSound }: SetupTestsOptions): SetupTests {
  const board = (): KioskConfig["board"] => {
    const parsed = v.safeParse(BoardSchema, effective()["board"]);
    return parsed.success ? parsed.output : { kind: "none" };
  };
  const lines = (): readonly LineName[] => {
    const config = board();
    if (config.kind !== "gpio") return [];
    const { offsets } = wiringOf(config);
    return LINE_NAMES.filter((line) => line !== "relay" && offsets[line] !== undefined);
  };
  return setupTests({
    lines,
    hasSound: () => typeof choices().sound === "object",
    playSound,
    showLine: (line) => showLine(board(), line),
    now: systemClock.now,
    note,
    async testAll() {
      const parsed = v.safeParse(ConfigSchema.entries.source, effective()["source"]);
      const source = parsed.success ? parsed.output : [];
      const checks = await testAll({
        config: { board: board(), data, demo: false, source },
        probes: machineProbes({ patience: PATIENCE }),
        sources: source.map((each) => readers.sourceOf(each) ?? absent(each.kind)),
        board: () => undefined,
        clock: systemClock,
        witnesses: () => ({ trustIssuedAt: undefined, lastEntryAt: undefined, centralAt: undefined }),
        sleep: holdingSleep,
      });
      // Nothing was said of a door yet; the acceptance asks for it.
      return checks.filter(({ name }) => name !== "relay");
    },
  });
}

/** A line alone for a second, the relay never taken. Resolves to why it cannot be driven. */
async function showLine(config: KioskConfig["board"], line: LineName): Promise<Text | undefined> {
  if (config.kind !== "gpio") return undefined;
  const wiring = wiringOf(config);
  const { relay: _, ...offsets } = wiring.offsets;
  try {
    const opened = await gpioBoard({ wiring: { ...wiring, offsets }, buzzer: config.buzzer, relayFault: "relay: not taken" });
    const taken = opened.openLines();
    try {
      taken.set({ ...ALL_LOW, [line]: true }, TONE_HZ);
      await holdingSleep(SHOWN_MS, NEVER);
      return taken.astray().includes(line) ? ASTRAY : undefined;
    } finally {
      taken.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { vi: `không điều khiển được: ${why}`, en: `cannot be driven: ${why}` };
  }
}

const ASTRAY: Text = {
  vi: "chân không theo mức được đặt, có thể bị chạm mát: rút dây rồi thử lại",
  en: "its pin does not go where it is driven, it may be shorted: pull the cable off and test again",
};

/** A source that the sheet names and nothing is there for. */
function absent(kind: Source["kind"]): Source {
  return { kind, open: () => undefined, health: () => ({ state: "missing", detail: "" }), close: () => Promise.resolve() };
}
