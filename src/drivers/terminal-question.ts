import { openSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { ReadStream, WriteStream } from "node:tty";

/**
 * Asks a question on the terminal, whatever standard input and output are, and resolves to the line that was typed. Undefined where there is
 * no terminal, or where the person ends the question (Ctrl-C, Ctrl-D). `onInterrupt`: hears of Ctrl-C, which is a key here and no signal.
 */
export async function askOnTerminal(question: string, onInterrupt: () => void = () => undefined): Promise<string | undefined> {
  let fds: readonly [number, number];
  try {
    fds = [openSync("/dev/tty", "r"), openSync("/dev/tty", "w")];
  } catch {
    return undefined; // no terminal: a timer, a pipeline
  }
  const [input, output] = [new ReadStream(fds[0]), new WriteStream(fds[1])];
  const lines = createInterface({ input, output, terminal: true });
  const gone = new AbortController();
  lines.on("SIGINT", () => {
    onInterrupt();
    gone.abort();
  });
  lines.on("close", () => gone.abort());
  try {
    return await lines.question(question, { signal: gone.signal });
  } catch {
    return undefined;
  } finally {
    lines.close();
    input.destroy();
    output.destroy();
  }
}
