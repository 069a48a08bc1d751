// The questions of an acceptance, and what its answers come to. What is asked, played and printed comes in.
import type { Outcome } from "../core/acceptance/report.ts";
import type { ReportRow } from "../core/acceptance/report-sheet.ts";
import { type LineName, linePattern, type Pattern } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import type { Check } from "./doctor-check.ts";
import { lineTest, partLabel } from "./part-labels.ts";

/** One tested part. */
export interface AcceptanceRow extends ReportRow {
  readonly name: string;
}

/** A person at the terminal. Undefined: there is none, or he has ended it. */
export type Ask = (question: Text) => Promise<string | undefined>;

/** Times that a line is played again for somebody who has not looked. */
const MAX_PLAYS = 3;

/** What a check comes to in a report. */
export function rowOf({ name, state, found, isNeeded }: Check): AcceptanceRow {
  const outcome: Outcome = state === "missing" && isNeeded ? "needed" : state;
  return { name, label: partLabel(name), outcome, found };
}

/** Plays each line alone and asks whether it was seen or heard. The relay is announced before: it opens a door. */
export async function askAboutLines(
  lines: readonly LineName[],
  play: (pattern: Pattern) => void,
  ask: Ask,
): Promise<readonly AcceptanceRow[]> {
  const rows: AcceptanceRow[] = [];
  for (const line of lines) {
    if (line === "relay") {
      const answer = await ask({
        vi: "Sắp đóng rơ-le một giây, cửa có thể mở. Đứng tránh ra rồi nhấn Enter",
        en: "The relay closes for a second now, a door may open. Stand clear, then press Enter",
      });
      if (answer === undefined) {
        rows.push(row(lineTest(line), "skipped", NO_ANSWER));
        continue;
      }
    }
    rows.push(await askAboutLine(line, play, ask));
  }
  return rows;
}

async function askAboutLine(line: LineName, play: (pattern: Pattern) => void, ask: Ask): Promise<AcceptanceRow> {
  const { vi, en } = partLabel(lineTest(line));
  const [sense, senses] =
    line === "buzzer" ? ["kêu", "sound"] : line === "relay" ? ["đóng (nghe tiếng tách)", "click"] : ["sáng", "light up"];
  for (let plays = 0; plays < MAX_PLAYS; plays++) {
    play(linePattern(line));
    const answer = await ask({
      vi: `${capital(vi)} có ${sense} một giây không? c = có, k = không, Enter = thử lại`,
      en: `Did the ${en} ${senses} for a second? y = yes, n = no, Enter = again`,
    });
    if (answer === undefined) return row(lineTest(line), "skipped", NO_ANSWER);
    if (isYes(answer)) return row(lineTest(line), "seen", { vi: "kỹ thuật viên xác nhận", en: "confirmed by the technician" });
    if (isNo(answer))
      return row(lineTest(line), "not-seen", {
        vi: "kỹ thuật viên không thấy: xem dây nối",
        en: "not seen by the technician: look at the wiring",
      });
  }
  return row(lineTest(line), "skipped", NO_ANSWER);
}

const NO_ANSWER: Text = { vi: "không có câu trả lời", en: "there was no answer" };

/** The service button, which somebody has pressed in time or not. */
export function buttonRow(isPressed: boolean): AcceptanceRow {
  const name = "service-button";
  return isPressed
    ? row(name, "seen", { vi: "đã nhấn, máy nhận được", en: "pressed, and the kiosk felt it" })
    : row(name, "not-seen", { vi: "không nhận được lần nhấn nào: xem dây của nút", en: "no press came: look at the button's wires" });
}

function row(name: string, outcome: Outcome, found: Text): AcceptanceRow {
  return { name, label: partLabel(name), outcome, found };
}

function isYes(answer: string): boolean {
  return /^(c|có|co|y|yes)$/i.test(answer.trim().normalize("NFC"));
}

function isNo(answer: string): boolean {
  return /^(k|không|khong|n|no)$/i.test(answer.trim().normalize("NFC"));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
