import type { Lines } from "../board-ports.ts";
import type { InputName } from "../core/board/standard-pins.ts";
import { ALL_LOW, LINE_NAMES, type LineName } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import type { Sleep } from "../ports.ts";

const SHOWN_MS = 1000;
/** A pitch that a small piezo sounds loudly. */
const TONE_HZ = 2000;

const LINE_TEXTS: Readonly<Record<LineName, Text>> = {
  red: { vi: "đèn đỏ sáng?", en: "is the red lamp lit?" },
  amber: { vi: "đèn vàng sáng?", en: "is the amber lamp lit?" },
  green: { vi: "đèn xanh sáng?", en: "is the green lamp lit?" },
  white: { vi: "đèn trắng sáng?", en: "is the white lamp lit?" },
  buzzer: { vi: "còi kêu?", en: "does the buzzer sound?" },
  relay: { vi: "rơ-le hút, cửa mở?", en: "does the relay pull in, and the door open?" },
  illumination: { vi: "đèn soi mã sáng?", en: "is the light on the code lit?" },
};

const INPUT_TEXTS: Readonly<Record<InputName, { readonly active: Text; readonly idle: Text }>> = {
  "service-button": { active: { vi: "đang bấm", en: "pressed" }, idle: { vi: "không bấm", en: "not pressed" } },
  "door-contact": { active: { vi: "cửa mở, hoặc đứt dây", en: "door open, or cable cut" }, idle: { vi: "cửa đóng", en: "door closed" } },
  "tamper-switch": {
    active: { vi: "vỏ máy mở, hoặc đứt dây", en: "case open, or cable cut" },
    idle: { vi: "vỏ máy đóng", en: "case closed" },
  },
  "repeat-button": { active: { vi: "đang bấm", en: "pressed" }, idle: { vi: "không bấm", en: "not pressed" } },
};

/** What the test came to. */
export interface GpioTestResult {
  readonly lines: readonly { readonly line: LineName; readonly state: "driven" | "astray" | "skipped" }[];
  readonly inputs: Readonly<Partial<Record<InputName, boolean>>>;
}

/**
 * Shows each wired line alone for a second, the relay only where it may be, and reads it back meanwhile. `say` takes a line for people; after
 * `signal` the line that is on goes off, and nothing more is shown.
 */
export async function testLines(
  lines: Lines,
  wired: readonly LineName[],
  mayPullIn: boolean,
  say: (text: Text) => void,
  sleep: Sleep,
  signal: AbortSignal,
): Promise<GpioTestResult["lines"]> {
  const results: { line: LineName; state: "driven" | "astray" | "skipped" }[] = [];
  for (const line of LINE_NAMES.filter((name) => wired.includes(name))) {
    if (signal.aborted) break;
    if (line === "relay" && !mayPullIn) {
      results.push({ line, state: "skipped" });
      continue;
    }
    const { vi, en } = LINE_TEXTS[line];
    say({ vi: `${line}: ${vi}`, en: `${line}: ${en}` });
    lines.set({ ...ALL_LOW, [line]: true }, TONE_HZ);
    await sleep(SHOWN_MS, signal);
    const isAstray = lines.astray().includes(line);
    lines.set(ALL_LOW);
    if (isAstray) say(astrayText(line));
    results.push({ line, state: isAstray ? "astray" : "driven" });
  }
  return results;
}

/** What the inputs read, a line each. */
export function inputTexts(levels: GpioTestResult["inputs"]): readonly Text[] {
  return Object.entries(levels).map(([name, isActive]) => {
    const { active, idle } = INPUT_TEXTS[name as InputName];
    const { vi, en } = isActive ? active : idle;
    return { vi: `${name}: ${vi}`, en: `${name}: ${en}` };
  });
}

function astrayText(line: LineName): Text {
  return {
    vi: `${line}: chân không lên mức cao khi bật, có thể bị chạm mát: rút dây rồi thử lại`,
    en: `${line}: its pin does not go where it is driven, it may be shorted: pull the cable off and test again`,
  };
}
