import { displayText } from "../core/display-text.ts";
import type { Text } from "../core/text.ts";

/** What every command of `tram central` is told. */
export interface CommonOptions {
  /** Folder of the ledger, the published trust and the time key. */
  readonly data: string;
  /** Address of the database that has the ledger; absent: the one named in the folder, or SQLite. */
  readonly database?: string;
  /** Answer in JSON lines. */
  readonly json?: boolean;
}

/** Exit codes: done; understood, and refused by a rule or not possible here; the words are wrong, or a file that they name is not what it should be. */
export const EXIT_DONE = 0;
export const EXIT_REFUSED = 1;
export const EXIT_USAGE = 2;

/** Says what a command has done: a line a language for people, or an event in JSON. */
export function say(options: CommonOptions, event: object, text: Text): void {
  sayAs("central", options, event, text);
}

/** The same of another command than `tram central`. */
export function sayAs(command: string, { json }: Pick<CommonOptions, "json">, event: object, text: Text): void {
  process.stdout.write(json ? `${JSON.stringify(event)}\n` : linesOf(command, text));
}

/** Says what is wrong, for people; the exit code comes back. */
export function complain(text: Text, code: number): number {
  return complainAs("tram central", text, code);
}

/** The same of another command than `tram central`. */
export function complainAs(command: string, text: Text, code: number): number {
  process.stderr.write(linesOf(command, text));
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
