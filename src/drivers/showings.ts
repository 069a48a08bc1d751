import { performance } from "node:perf_hooks";
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
}

/** From one connection's bytes to its showings. */
export interface Showings {
  take(bytes: Uint8Array): void;
  /** Forgets what is not whole, and says nothing more. */
  end(): void;
}

/** A timer this late tells that our own loop was busy, not that the line was quiet. */
const LATE_MS = 20;
/** Bytes without a terminator are forgotten after this time. */
const FORGET_MS = 2000;

/**
 * The guard bounds and holds what is unfinished, parser-readline cuts lines, the assembler makes symbols. `onDropped` hears how many showings
 * were too long for any code.
 */
export async function createShowings(
  { terminator = "cr", gapMs = 80, prefix, suffix, replies, isWhole }: ShowingOptions,
  onSymbol: (symbol: Uint8Array) => void,
  onDropped: (count: number) => void,
): Promise<Showings> {
  const guard = lineGuard(terminator, replies);
  const assembler = symbolAssembler({ terminator, prefix, suffix, isWhole });
  const parser = terminator === "none" ? undefined : await openParser(terminator);
  let timer: NodeJS.Timeout | undefined;
  let droppedBefore = 0;

  function answer(symbol: Uint8Array | undefined): void {
    const dropped = guard.dropped + assembler.dropped;
    if (dropped > droppedBefore) onDropped(dropped - droppedBefore);
    droppedBefore = dropped;
    if (symbol) onSymbol(symbol);
  }

  function awaitQuiet(isRepeat: boolean): void {
    clearTimeout(timer);
    const dueMs = performance.now() + gapMs;
    timer = setTimeout(() => {
      if (!isRepeat && performance.now() > dueMs + LATE_MS) return awaitQuiet(true);
      const { lines, unfinished } = guard.quiet();
      for (const line of lines) answer(assembler.line(line));
      answer(assembler.quiet(unfinished));
      if (assembler.isHolding) timer = setTimeout(assembler.forget, FORGET_MS);
    }, gapMs);
  }

  parser?.on("data", (line: string) => answer(assembler.line(Buffer.from(line, "latin1"))));
  return {
    take(bytes) {
      for (const line of guard.admit(bytes)) parser?.write(line);
      awaitQuiet(false);
    },
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
