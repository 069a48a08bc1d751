import type { LineName } from "../core/indication.ts";
import type { RestingLines, RunningBoard } from "../core/machine-facts.ts";
import type { Text } from "../core/text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, fault } from "./doctor-check.ts";
import { checkGpio } from "./doctor-devices.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import { lineLabel } from "./part-labels.ts";

/** What is known of the levels on the lines, and from whom. */
interface LineLevels {
  readonly running?: RunningBoard | undefined;
  readonly resting?: RestingLines | undefined;
}

/**
 * The lamps' chip, and whether a line of it is shorted: the kiosk that runs has read back what it drives; where none does, the pins are read at rest.
 * Without a board in the configuration they may be anybody's, and are not touched.
 */
export async function examineLines(config: KioskConfig | undefined, probes: DoctorProbes): Promise<readonly Check[]> {
  const board = config?.board;
  const checks = checkGpio(await probes.gpio(board?.kind === "gpio" ? board : {}), board);
  if (config === undefined || board?.kind !== "gpio") return checks;
  const { port } = config.screen;
  const running = port === 0 ? undefined : await probes.runningBoard(port).catch(() => undefined);
  // What hangs on these pins can only be told where everything else about them is well.
  const isWell = checks.some(({ name, state }) => name === "gpio" && state === "ok");
  const resting = running || !isWell ? undefined : await probes.linesAtRest(board).catch(() => undefined);
  return checks.map((check) => (check.name === "gpio" ? withLevels(check, { running, resting }) : check));
}

function withLevels(check: Check, { running, resting }: LineLevels): Check {
  if (check.state !== "ok") return check;
  if (running && running.astray.length > 0) {
    return coded(
      "board-astray",
      fault(
        check.name,
        also(check.found, {
          vi: `; kiosk đang chạy báo chân không theo mức được đặt: ${names(running.astray, "vi")}`,
          en: `; the running kiosk says that these do not do what they are told: ${names(running.astray, "en")}`,
        }),
        LOOK_FOR_SHORT,
      ),
    );
  }
  if (resting && resting.on.length > 0) {
    return coded(
      "board-astray",
      fault(
        check.name,
        also(check.found, {
          vi: `; không ai điều khiển mà vẫn ở mức bật: ${names(resting.on, "vi")}`,
          en: `; nobody drives these, and they read as switched on: ${names(resting.on, "en")}`,
        }),
        LOOK_FOR_SHORT,
      ),
    );
  }
  return { ...check, also: [...(check.also ?? []), running ? READ_BACK : resting ? restText(resting) : NOT_READ] };
}

/** A line that does not follow. */
export const LOOK_FOR_SHORT: Text = {
  vi: "dây chạm vào dây khác hoặc vào nguồn: tắt nguồn, xem dây theo hardware/README.md; rồi sudo systemctl stop tram-kiosk và tram gpio test",
  en: "the wire touches another one, or a supply: power off, look at it (hardware/README.md); then sudo systemctl stop tram-kiosk and tram gpio test",
};
const READ_BACK: Text = {
  vi: "kiosk đang chạy đọc lại: không thấy chạm mạch; dây đứt, hoặc chạm ở mức đang đặt, thì không thấy được",
  en: "read back by the running kiosk: no short; a cut wire, or a short to the level that is driven now, does not show",
};
const NOT_READ: Text = {
  vi: "chưa đọc mức các chân nên không biết có chạm mạch không: tram gpio test, khi kiosk đã dừng",
  en: "levels were not read, so a short would not be known: tram gpio test, while the kiosk is stopped",
};

/** Which pins were looked at, and what a look at rest cannot see. */
function restText({ asked }: RestingLines): Text {
  if (asked.length === 0) return NOT_READ;
  return {
    vi: `mức nghỉ đúng: ${names(asked, "vi")}; chạm xuống đất, dây đứt thì không thấy được khi nghỉ: tram gpio test`,
    en: `at rest as it should be: ${names(asked, "en")}; a short to ground or a cut wire does not show at rest: tram gpio test`,
  };
}

/** Lines as people call them. */
export function names(lines: readonly LineName[], language: keyof Text): string {
  return lines.map((line) => lineLabel(line)[language]).join(", ");
}

function also(text: Text, more: Text): Text {
  return { vi: text.vi + more.vi, en: text.en + more.en };
}
