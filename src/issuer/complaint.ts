import { displayText } from "../core/display-text.ts";
import type { Text } from "../core/text.ts";

/** Exit codes of the commands that judge nothing: done; not done; not understood, or an option's file cannot be used. */
export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** Says what happened and what to do, one line a language, without anything that could steer a terminal. */
export function complain(err: (text: string) => void, command: string, { vi, en }: Text): void {
  const line = (text: string) => `tram ${command}: ${displayText(text).replaceAll("\n", " ")}\n`;
  err(line(vi) + line(en));
}

/** The sentence in an error; what is thrown need not be one. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
