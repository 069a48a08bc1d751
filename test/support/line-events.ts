// A reader's line as core sees it: bytes, and pauses between them.
import { lineGuard, type Terminator } from "../../src/core/line-guard.ts";
import type { ReplyGrammar } from "../../src/core/readers/command-set.ts";
import { isWhole, mayBePart } from "../../src/core/recognise.ts";
import { symbolAssembler } from "../../src/core/serial-framing.ts";

/** A pause that a reader makes in a code. */
export const QUIET = "quiet";
/** A longer one: what comes next may be somebody else's. */
export const STALL = "stall";
/** What has ended waited for long enough, though the line is not quiet. */
export const DUE = "due";
/** Nothing came for so long that all is forgotten. */
export const FORGET = "forget";
export type LineEvent = Uint8Array | typeof QUIET | typeof STALL | typeof DUE | typeof FORGET;

interface Line {
  readonly terminator?: Terminator;
  readonly replies?: ReplyGrammar | undefined;
  readonly isTyped?: boolean;
  /** The line was just opened. */
  readonly isAmid?: boolean;
}

/** The symbols that come of it, as the kiosk knows codes. */
export function readLineEvents(
  events: readonly LineEvent[],
  { terminator = "cr", replies, isTyped, isAmid }: Line = {},
): readonly Uint8Array[] {
  const guard = lineGuard(terminator, replies);
  const assembler = symbolAssembler({ terminator, isWhole, mayBePart, isTyped });
  if (isAmid) assembler.begin();
  const symbols: Uint8Array[] = [];
  for (const event of events) {
    if (event === DUE) symbols.push(...assembler.due());
    else if (event instanceof Uint8Array) symbols.push(...guard.admit(event).flatMap((line) => assembler.line(line)));
    else {
      const { lines, unfinished } = guard.quiet();
      symbols.push(...lines.flatMap((line) => assembler.line(line)), ...assembler.quiet(unfinished));
      if (event !== QUIET) symbols.push(...assembler.stall());
      if (event === FORGET) assembler.forget();
    }
  }
  return symbols;
}
