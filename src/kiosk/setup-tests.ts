// The tests of a first run: what the machine can tell by itself, and what only somebody who stands before it sees, hears or touches.
import type { LineName } from "../core/indication.ts";
import type { SetUpDraft } from "../core/set-up/draft.ts";
import type { TestsView } from "../core/set-up/guide-view.ts";
import type { TechnicianPart } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { checkCode } from "./check-codes.ts";
import type { Check } from "./doctor-check.ts";
import { lineTest, partLabel } from "./part-labels.ts";

type Noted = SetUpDraft["tests"];

/** What can be tested as the choices stand. */
export interface SetupTestsParts {
  /** The machine's own tests. */
  readonly testAll: () => Promise<readonly Check[]>;
  /** Lamps and buzzer that are wired; never the relay: nobody has said yet that there is a door. */
  readonly lines: () => readonly LineName[];
  /** Shows a line for a second; why it stays off, or undefined. */
  readonly showLine: (line: LineName) => Promise<Text | undefined>;
  readonly hasSound: () => boolean;
  readonly playSound: () => void;
  readonly now: () => EpochSeconds;
  /** Keeps what a part came to. */
  readonly note: (name: string, state: "ok" | "missing" | "fault") => Promise<void>;
}

/** The tests' side of the step. */
export interface SetupTests {
  view(noted: Noted): TestsView;
  /** Tests a part, or `all` that the machine judges; `onChange` while it goes on. */
  test(name: string, onChange: () => void): Promise<void>;
  seen(name: string, isSeen: boolean): Promise<void>;
  /** True until the machine's tests have run in this process. */
  readonly isFresh: () => boolean;
}

const TOUCH = "touch";
/** The test that is over once any reader has read anything. */
export const READ_TEST = "read";
const SOUND = "seen-sound";
const LABELS: Readonly<Record<string, Text>> = {
  [TOUCH]: { vi: "chạm màn hình", en: "touch screen" },
  [READ_TEST]: { vi: "đọc một mã bất kỳ", en: "reading any code" },
  [SOUND]: { vi: "loa", en: "loudspeaker" },
};
const HOLD_UP: Text = { vi: "Đưa một mã QR bất kỳ vào máy đọc.", en: "Hold up any QR code." };

/** Nothing tested yet. */
export function setupTests(parts: SetupTestsParts): SetupTests {
  const checks = new Map<string, Check>();
  const unlit = new Map<string, Text>();
  const testing = new Set<string>();
  let hasRun = false;

  function machinePart(check: Check, noted: Noted): TechnicianPart {
    const { name, state, found, detail, todo, isNeeded } = check;
    const code = checkCode(check);
    return {
      name,
      label: partLabel(name),
      state,
      found,
      ...(isNeeded && { isNeeded }),
      ...(detail !== undefined && { detail }),
      ...(todo && { todo }),
      ...(code !== undefined && { code }),
      ...(noted[name] && { testedAt: noted[name].at }),
      judge: "machine",
    };
  }

  function personPart(name: string, noted: Noted, judge: "person" | "hand", during?: Text): TechnicianPart {
    const last = noted[name];
    const why = unlit.get(name);
    return {
      name,
      label: LABELS[name] ?? partLabel(name),
      state: last?.state ?? "untested",
      ...(last && { testedAt: last.at }),
      ...(why && { found: why }),
      ...(during && { during }),
      judge: why ? "machine" : judge,
    };
  }

  async function take(tested: readonly Check[]): Promise<void> {
    checks.clear();
    for (const check of tested) {
      checks.set(check.name, check);
      await parts.note(check.name, check.state);
    }
  }

  async function run(name: string): Promise<void> {
    const line = parts.lines().find((each) => lineTest(each) === name);
    if (line) {
      const why = await parts.showLine(line);
      if (why === undefined) unlit.delete(name);
      else {
        unlit.set(name, why);
        await parts.note(name, "fault");
      }
    } else if (name === SOUND) parts.playSound();
    else if (name === "all") {
      hasRun = true;
      await take(await parts.testAll());
    }
  }

  return {
    isFresh: () => !hasRun,
    view(noted) {
      return {
        now: parts.now(),
        testing: [...testing],
        parts: [
          ...[...checks.values()].map((check) => machinePart(check, noted)),
          ...parts.lines().map((line) => personPart(lineTest(line), noted, "person")),
          ...(parts.hasSound() ? [personPart(SOUND, noted, "person")] : []),
          personPart(READ_TEST, noted, "hand", HOLD_UP),
          personPart(TOUCH, noted, "hand"),
        ],
      };
    },
    async test(name, onChange) {
      if (testing.has(name)) return;
      testing.add(name);
      onChange();
      try {
        await run(name);
      } finally {
        testing.delete(name);
        onChange();
      }
    },
    async seen(name, isSeen) {
      const isKnown = name === TOUCH || name === SOUND || parts.lines().some((line) => lineTest(line) === name);
      if (isKnown) await parts.note(name, isSeen ? "ok" : "fault");
    },
  };
}
