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
  /** True for a code that may be a part of a longer one, whole or not; absent: none may. */
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
/** A reader's own pauses in a code, as between two packets of USB or at a full buffer, are shorter; a person who shows another code needs longer. */
const STALL_MS = 300;
/** What began is forgotten after this time, and an end of line that has not come by then does not come. */
const FORGET_MS = 2000;
/** What comes this soon after the beginning may have begun before it: readers pause for longer between codes. */
const SETTLE_MS = 80;

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
  /** Bytes since the last end of line, or since a code without one; and since when. */
  let [unended, unendedMs] = [0, 0];

  function answer(symbols: readonly Uint8Array[]): void {
    const dropped = guard.dropped + assembler.dropped;
    if (dropped > droppedBefore) onDropped(dropped - droppedBefore);
    droppedBefore = dropped;
    if (symbols.length > 0) unended = 0;
    for (const symbol of symbols) onSymbol(symbol);
  }

  function pass(line: Uint8Array): void {
    unended = 0;
    answer(assembler.line(line));
  }

  function tellUnended(): void {
    if (unended > 0) onUnended(unended);
    unended = 0;
  }

  function after(ms: number, action: () => void, isRepeat = false): void {
    clearTimeout(timer);
    const dueMs = performance.now() + ms;
    timer = setTimeout(() => {
      // What came meanwhile is still to be read.
      if (!isRepeat && performance.now() > dueMs + LATE_MS) after(gapMs, action, true);
      else action();
    }, ms);
  }

  function quiet(): void {
    const { lines, unfinished } = guard.quiet();
    for (const line of lines) pass(line);
    if (unfinished.every((byte) => byte === 0x0d || byte === 0x0a)) unended = 0; // the late half of an end of line
    answer(assembler.quiet(unfinished));
    if (unended > 0 && performance.now() - unendedMs >= FORGET_MS) tellUnended();
    if (assembler.isHolding || unended > 0) after(Math.max(0, STALL_MS - gapMs), stall);
  }

  function stall(): void {
    answer(assembler.stall());
    if (assembler.isHolding || unended > 0) after(FORGET_MS - STALL_MS, forget);
  }

  function forget(): void {
    assembler.forget();
    tellUnended();
  }

  parser?.on("data", (line: string) => pass(Buffer.from(line, "latin1")));
  assembler.begin();
  return {
    take(bytes) {
      if (performance.now() - beganMs >= SETTLE_MS && guard.isBetweenLines) assembler.settle();
      if (unended === 0) unendedMs = performance.now();
      unended += bytes.length;
      for (const line of guard.admit(bytes)) parser?.write(line);
      after(gapMs, quiet);
    },
    begin() {
      clearTimeout(timer);
      guard.quiet();
      assembler.begin();
      unended = 0;
      beganMs = performance.now();
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
