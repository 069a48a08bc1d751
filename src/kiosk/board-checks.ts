// What a board that runs says of itself, as rows of the doctor's: the doctor sees the machine, only whoever drives a line sees that it does not follow.
import { type BoardPart, type BoardStatus, boardFaults } from "../core/board-status.ts";
import { withCause } from "../core/fault-words.ts";
import type { LineName } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import { type Check, fault, isDenied } from "./doctor-check.ts";
import { letRelayFall, NO_RELAY, NO_TONE, SET_TONE } from "./doctor-devices.ts";
import { LOOK_FOR_SHORT, names } from "./doctor-lines.ts";

/** A part of the board that does not work: to which row it belongs, what it comes to, and what to do. */
interface Finding {
  readonly name: "gpio" | "relay" | "buzzer";
  readonly found: Text;
  readonly todo: Text;
  /** The driver's own words. */
  readonly detail?: string;
}

/** One row for each of lines, relay and buzzer that does not work; none where all is well. */
export function boardChecks(status: BoardStatus): readonly Check[] {
  const findings = boardFaults(status).map((part) => findingOf(part, status));
  const rows = [...new Set(findings.map(({ name }) => name))];
  return rows.map((row) => {
    const same = findings.filter(({ name }) => name === row);
    const details = [...new Set(same.flatMap(({ detail }) => detail ?? []))].join("; ");
    const check = fault(row, joined(same.map(({ found }) => found)), joined(same.map(({ todo }) => todo)));
    return details === "" ? check : { ...check, detail: details };
  });
}

/**
 * The doctor's rows with those of the board that runs. Where nothing can be driven and the doctor has seen why, as that there is no chip or who
 * holds it, his row says more.
 */
export function withBoard(checks: readonly Check[], status: BoardStatus): readonly Check[] {
  const isKnown = (name: string) =>
    name === "gpio" && status.fault !== undefined && checks.some((check) => check.name === name && check.state !== "ok");
  const rows = boardChecks(status).filter(({ name }) => !isKnown(name));
  return [...rows, ...checks.filter(({ name }) => rows.every((row) => row.name !== name))];
}

/** Why this line stays off whatever it is told; undefined: it is driven. */
export function undriven(line: LineName, status: BoardStatus | undefined): Check | undefined {
  if (!status) return undefined;
  const rows = boardChecks(status);
  if (status.fault !== undefined) return rows.find(({ name }) => name === "gpio");
  return line === "relay" && status.relayFault !== undefined ? rows.find(({ name }) => name === "relay") : undefined;
}

/** A board's own words are for logs, in English: people are told what they come to. */
function findingOf(
  part: BoardPart,
  { driver, fault: why = "", astray = [], relayFault = "", toneFault = "", inputsFault = "" }: BoardStatus,
): Finding {
  switch (part) {
    case "lines":
      return { name: "gpio", found: withCause(NO_LINES, "lines", why), todo: todoOf(why), detail: why };
    case "astray":
      return {
        name: "gpio",
        found: {
          vi: `chân không theo mức được đặt: ${names(astray, "vi")}`,
          en: `these do not do what they are told: ${names(astray, "en")}`,
        },
        todo: LOOK_FOR_SHORT,
      };
    case "relay":
      return {
        name: "relay",
        found: withCause(NO_RELAY, "relay", relayFault),
        todo: letRelayFall(driver),
        detail: relayFault,
      };
    case "tone":
      return { name: "buzzer", found: withCause(NO_TONE, "tone", toneFault), todo: SET_TONE, detail: toneFault };
    case "inputs":
      return { name: "gpio", found: withCause(NO_INPUTS, "inputs", inputsFault), todo: todoOf(inputsFault), detail: inputsFault };
  }
}

const NO_LINES: Text = { vi: "không điều khiển được đèn, còi và rơ-le", en: "lamps, buzzer and relay cannot be driven" };
const NO_INPUTS: Text = { vi: "không đọc được nút và công tắc", en: "button and contacts cannot be read" };

function todoOf(why: string): Text {
  if (isDenied(why) || /\bEROFS\b/.test(why)) return ALLOW;
  return /\bEBUSY\b/.test(why) ? FREE : SEE_DOCTOR;
}

const ALLOW: Text = {
  vi: "cho tài khoản của kiosk quyền dùng chân GPIO: nhóm gpio, quy tắc udev, dịch vụ (firmware/README.md)",
  en: "allow the kiosk's user the lines: group gpio, udev rule, service (firmware/README.md)",
};
const FREE: Text = {
  vi: "dừng chương trình đang giữ chân đó, hoặc nối dây sang chân khác",
  en: "stop the program that holds the line, or wire another one",
};
const SEE_DOCTOR: Text = {
  vi: "chạy tram doctor --config TỆP, xem dòng gpio",
  en: "run tram doctor --config FILE and see its row gpio",
};

/** Two that say the same are told once. */
function joined(texts: readonly Text[]): Text {
  const each = (language: keyof Text) => [...new Set(texts.map((text) => text[language]))].join("; ");
  return { vi: each("vi"), en: each("en") };
}
