import { displayText } from "../core/display-text.ts";
import type { Text } from "../core/text.ts";

/** What every command of `tram central` is told. */
export interface CommonOptions {
  /** Folder of the ledger, the published trust and the time key. */
  readonly data: string;
  /** Answer in JSON lines. */
  readonly json?: boolean;
}

/** Exit codes: done; understood, and refused by a rule or not possible here; the words are wrong, or a file that they name is not what it should be. */
export const EXIT_DONE = 0;
export const EXIT_REFUSED = 1;
export const EXIT_USAGE = 2;

/** Says what a command has done: a line a language for people, or an event in JSON. */
export function say({ json }: CommonOptions, event: object, text: Text): void {
  process.stdout.write(json ? `${JSON.stringify(event)}\n` : linesOf("central", text));
}

/** Says what is wrong, for people; the exit code comes back. */
export function complain(text: Text, code: number): number {
  process.stderr.write(linesOf("tram central", text));
  return code;
}

/** What is said where another process holds the ledger, or its disk is full. */
export const LEDGER_BUSY: Text = {
  vi: "sổ của trung tâm đang bận (chương trình khác đang ghi) hoặc ổ đã đầy; chưa có gì thay đổi: chạy lại lệnh này sau ít phút",
  en: "central's ledger is busy (another program is writing) or its disk is full; nothing was changed: run this again in a moment",
};

/** Vietnamese first. */
function linesOf(who: string, { vi, en }: Text): string {
  return [vi, en].map((text) => `${who}: ${displayText(text)}\n`).join("");
}
