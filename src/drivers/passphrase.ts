import { openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { readInput } from "./input-file.ts";

/** Longest passphrase, in bytes. */
const MAX_BYTES = 1024;

const ENTER: readonly number[] = [0x0a, 0x0d];
const INTERRUPT: readonly number[] = [0x03, 0x04]; // Ctrl-C, Ctrl-D
const ERASE: readonly number[] = [0x08, 0x7f];
const ERASE_LINE = 0x15; // Ctrl-U

/**
 * Asks a question on the terminal and reads the answer without showing it, whatever standard input and output are. Resolves to undefined
 * where there is no terminal, or where the person ends the question with Ctrl-C.
 */
export async function askWithoutEcho(question: string): Promise<string | undefined> {
  let fd: number;
  try {
    fd = openSync("/dev/tty", "r+");
  } catch {
    return undefined; // no terminal: a timer, a pipeline
  }
  const terminal = new ReadStream(fd);
  try {
    terminal.setRawMode(true);
    writeSync(fd, question);
    return await lineOf(terminal);
  } finally {
    writeSync(fd, "\n");
    terminal.setRawMode(false);
    terminal.destroy();
  }
}

/** The passphrase in the first line of a file, or of standard input for `-`. Rejects with a sentence for the user. */
export async function readPassphrase(file: string): Promise<string> {
  const text = Buffer.from(await readInput(file, MAX_BYTES)).toString("utf8");
  return normalised(text.split("\n")[0] ?? "");
}

function lineOf(terminal: ReadStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed: number[] = [];
    terminal.on("error", () => resolve(undefined));
    terminal.on("end", () => resolve(undefined));
    terminal.on("data", (bytes: Buffer) => {
      for (const byte of bytes) {
        if (ENTER.includes(byte)) return resolve(normalised(Buffer.from(typed).toString("utf8")));
        if (INTERRUPT.includes(byte)) return resolve(undefined);
        if (ERASE.includes(byte)) typed = withoutLastLetter(typed);
        else if (byte === ERASE_LINE) typed = [];
        else if (typed.length < MAX_BYTES) typed.push(byte);
      }
    });
  });
}

function withoutLastLetter(bytes: readonly number[]): number[] {
  return [...Buffer.from([...Buffer.from(bytes).toString("utf8")].slice(0, -1).join(""))];
}

/** Vietnamese letters come composed or decomposed, by the keyboard: one passphrase is one text on every machine. */
function normalised(text: string): string {
  return text.replace(/\r$/, "").normalize("NFC");
}
