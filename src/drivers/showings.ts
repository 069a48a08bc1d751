import type { ReadlineParser } from "@serialport/parser-readline";
import { lineGuard, TERMINATORS, type Terminator } from "../core/line-guard.ts";
import type { ReplyGrammar } from "../core/readers/command-set.ts";
import { symbolAssembler } from "../core/serial-framing.ts";

/** How a reader's bytes become showings. */
export interface ShowingOptions {
  /** What the reader sends after a code. Default `cr`, which also takes CRLF. */
  readonly terminator?: Terminator;
  /** What the reader is set to put before and after each code. */
  readonly prefix?: string;
  readonly suffix?: string;
  /** A line that was quiet for this long says nothing more of the same code. Default 80. */
  readonly gapMs?: number;
  /** What is a reply to a command and no code; absent: those of the most common readers. */
  readonly replies?: ReplyGrammar;
  /** True for a whole code of a known format, false for a part of one: what is whole is answered without waiting for more. */
  readonly isWhole: (symbol: Uint8Array) => boolean;
  /** True where a whole code may be a part of a longer one; absent: none may. */
  readonly mayBePart?: (symbol: Uint8Array) => boolean;
}

/** What an operator may want to hear of a line, and never what was on it. */
interface ShowingReports {
  /** So many showings were too long for any code. */
  readonly onDropped: (count: number) => void;
  /** Bytes come again and again, and no end of line with them: the speed or the terminator is another one. */
  readonly onUnended: (bytes: number) => void;
}

/** From one connection's bytes to its showings. */
export interface Showings {
  take(bytes: Uint8Array): void;
  /**
   * The line begins anew, as it did when this was made: at another speed. What came before belongs to nothing. A first line that came too
   * soon for its beginning to have been heard is dropped, unless it is whole and cannot be a part of another one.
   */
  begin(): void;
  /** Resolves when the beginning of whatever comes is heard. */
  settled(): Promise<void>;
  /** Between a command and its answer replies are passed over wherever they stand. */
  awaitAnswer(isDue: boolean): void;
  /** Forgets what is not whole, and says nothing more. */
  end(): void;
}

/** A timer this late tells that our own loop was busy, not that the line was quiet. */
const LATE_MS = 20;
/** Bytes without a terminator are forgotten after this time. */
const FORGET_MS = 2000;
/** What comes this soon after the beginning may have begun before it: readers pause for longer between codes. */
const SETTLE_MS = 80;
/** A slow reader pauses once or twice in a code; so many pauses without an end of line are none of that. */
const MAX_PAUSES = 3;

/** The guard bounds and holds what is unfinished, parser-readline cuts lines, the assembler makes symbols. */
export async function createShowings(
  { terminator = "cr", gapMs = 80, prefix, suffix, replies, isWhole, mayBePart, isTyped }: ShowingOptions & { readonly isTyped?: boolean },
  onSymbol: (symbol: Uint8Array) => void,
  { onDropped, onUnended }: ShowingReports,
): Promise<Showings> {
  const guard = lineGuard(terminator, replies);
  const assembler = symbolAssembler({ terminator, prefix, suffix, isWhole, mayBePart, isTyped });
  const parser = terminator === "none" ? undefined : await openParser(terminator);
  let timer: NodeJS.Timeout | undefined;
  let droppedBefore = 0;
  let beganMs = performance.now();
  /** The beginning of what comes was not heard. */
  let isAmid = true;
  /** What came since the last end of line: pauses, and bytes. */
  let [pauses, unended] = [0, 0];

  function answer(symbol: Uint8Array | undefined): void {
    const dropped = guard.dropped + assembler.dropped;
    if (dropped > droppedBefore) onDropped(dropped - droppedBefore);
    droppedBefore = dropped;
    if (symbol && !(isAmid && isDoubtful(symbol))) onSymbol(symbol);
    // The rest of what began unheard ends here: what follows has a beginning.
    if (isAmid) assembler.forget();
    isAmid = false;
  }

  function isDoubtful(symbol: Uint8Array): boolean {
    return !isWhole(symbol) || mayBePart?.(symbol) === true;
  }

  function pass(line: Uint8Array): void {
    [pauses, unended] = [0, 0];
    answer(assembler.line(line));
  }

  function tellUnended(): void {
    onUnended(unended);
    [pauses, unended] = [0, 0];
  }

  function awaitQuiet(isRepeat: boolean): void {
    clearTimeout(timer);
    const dueMs = performance.now() + gapMs;
    timer = setTimeout(() => {
      if (!isRepeat && performance.now() > dueMs + LATE_MS) return awaitQuiet(true);
      const { lines, unfinished } = guard.quiet();
      for (const line of lines) pass(line);
      answer(assembler.quiet(unfinished));
      if (!assembler.isHolding) return;
      if (++pauses >= MAX_PAUSES) tellUnended();
      timer = setTimeout(() => {
        assembler.forget();
        if (unended > 0) tellUnended();
      }, FORGET_MS);
    }, gapMs);
  }

  parser?.on("data", (line: string) => pass(Buffer.from(line, "latin1")));
  return {
    take(bytes) {
      if (performance.now() - beganMs >= SETTLE_MS && guard.isBetweenLines) isAmid = false;
      unended += bytes.length;
      for (const line of guard.admit(bytes)) parser?.write(line);
      awaitQuiet(false);
    },
    begin() {
      clearTimeout(timer);
      guard.quiet();
      assembler.forget();
      [pauses, unended] = [0, 0];
      [isAmid, beganMs] = [true, performance.now()];
    },
    settled: () => new Promise((resolve) => setTimeout(resolve, Math.max(0, beganMs + SETTLE_MS - performance.now()))),
    awaitAnswer: guard.awaitAnswer,
    end() {
      clearTimeout(timer);
      parser?.destroy();
    },
  };
}

/** Latin-1 keeps every byte; UTF-8, the default, would not. The terminator stays on, because without it empty lines would be lost. */
async function openParser(terminator: Exclude<Terminator, "none">): Promise<ReadlineParser> {
  const { ReadlineParser } = await import("@serialport/parser-readline");
  return new ReadlineParser({ delimiter: TERMINATORS[terminator], encoding: "latin1", includeDelimiter: true });
}
