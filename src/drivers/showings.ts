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

/** A timer this late tells that our own loop was busy, not that the line was quiet: what came meanwhile is read before it counts. */
const LATE_MS = 20;
/** A code that has ended and goes on nevertheless, as the reader put Enter into it, goes on at once. */
const END_MS = 25;
/** A reader's own pauses in a code, as between two packets of USB or at a full buffer, are shorter; a person who shows another code needs longer. */
const STALL_MS = 300;
/** What began is forgotten after this time, and an end of line that has not come by then does not come. */
const FORGET_MS = 2000;
/** What comes this soon after the beginning may have begun before it: a reader pauses in a code for almost as long. */
const SETTLE_MS = STALL_MS;
/** So much is worked off before other work has its turn, and no other slice is begun in that turn after this time. */
const SLICE_BYTES = 512;
const SLICE_MS = 4;
/** More than that waits only where noise comes faster than it can be looked at. In bytes. */
const MAX_WAITING_BYTES = 1 << 20;

/** The guard bounds and holds what is unfinished, parser-readline cuts lines, the assembler makes symbols. */
export async function createShowings(
  { terminator = "cr", gapMs = 80, prefix, suffix, replies, isWhole, mayBePart, isTyped }: ShowingOptions & { readonly isTyped?: boolean },
  onSymbol: (symbol: Uint8Array) => void,
  { onDropped, onUnended }: ShowingReports,
): Promise<Showings> {
  const guard = lineGuard(terminator, replies);
  const assembler = symbolAssembler({ terminator, prefix, suffix, isWhole, mayBePart, isTyped });
  const parser = terminator === "none" ? undefined : await openParser(terminator);
  /** What a silent line means, by the time since its last byte. */
  const steps = [
    { ms: gapMs, run: quiet },
    { ms: STALL_MS, run: () => answer(assembler.stall()) },
    { ms: FORGET_MS, run: forget },
  ] as const;
  let step = 0;
  const [silence, ended] = [delay(), delay()];
  let [lastMs, endedMs] = [0, Number.POSITIVE_INFINITY];
  let waiting = Buffer.alloc(0);
  let working: NodeJS.Immediate | undefined;
  let droppedBefore = 0;
  let beganMs = performance.now();
  /** Bytes since the last end of line, or since a code without one; and since when. */
  let [unended, unendedMs] = [0, 0];

  function answer(symbols: readonly Uint8Array[]): void {
    const dropped = guard.dropped + assembler.dropped;
    if (dropped > droppedBefore) onDropped(dropped - droppedBefore);
    droppedBefore = dropped;
    if (symbols.length > 0) [unended, endedMs] = [0, Number.POSITIVE_INFINITY];
    if (symbols.length > 0) ended.set(STALL_MS, due);
    for (const symbol of symbols) onSymbol(symbol);
  }

  function due(): void {
    answer(assembler.due());
  }

  function pass(line: Uint8Array): void {
    unended = 0;
    answer(assembler.line(line));
  }

  function quiet(): void {
    const { lines, unfinished } = guard.quiet();
    for (const line of lines) pass(line);
    if (unfinished.every((byte) => byte === 0x0d || byte === 0x0a)) unended = 0; // the late half of an end of line
    answer(assembler.quiet(unfinished));
    if (performance.now() - unendedMs >= FORGET_MS) tellUnended();
  }

  function forget(): void {
    assembler.forget();
    tellUnended();
  }

  function tellUnended(): void {
    if (unended > 0) onUnended(unended);
    unended = 0;
  }

  function awaitStep(): void {
    const next = steps[step];
    if (next && (step === 0 || assembler.isHolding || unended > 0)) silence.set(next.ms - (performance.now() - lastMs), takeStep);
    else step = steps.length;
  }

  function takeStep(): void {
    const next = steps[step++];
    next?.run();
    awaitStep();
  }

  /** Where our loop was busy, no timer has told of a silence. Where only a pause ends a code, a short one is not taken for it. */
  function catchUp(): void {
    const silentMs = performance.now() - lastMs;
    while (silentMs >= Math.max(steps[step]?.ms ?? Number.POSITIVE_INFINITY, terminator === "none" ? STALL_MS : 0)) takeStep();
  }

  function admit(bytes: Uint8Array): void {
    lastMs = performance.now();
    if (lastMs - beganMs >= SETTLE_MS && guard.isBetweenLines) assembler.settle();
    if (unended === 0) unendedMs = lastMs;
    unended += bytes.length;
    for (const line of guard.admit(bytes)) parser?.write(line);
    step = 0;
    awaitStep();
    if (!assembler.isWaiting) return;
    endedMs = Math.min(endedMs, lastMs);
    ended.set(Math.min(END_MS, endedMs + gapMs - lastMs), due);
  }

  function work(): void {
    working = undefined;
    const untilMs = performance.now() + SLICE_MS;
    while (waiting.length > 0 && performance.now() < untilMs) {
      const slice = waiting.subarray(0, SLICE_BYTES);
      waiting = waiting.subarray(SLICE_BYTES);
      admit(slice);
    }
    if (waiting.length > 0) working = setImmediate(work);
  }

  function stop(): void {
    silence.clear();
    ended.clear();
    clearImmediate(working);
    [waiting, working, step, unended] = [Buffer.alloc(0), undefined, steps.length, 0];
  }

  function begin(): void {
    stop();
    guard.quiet();
    assembler.begin();
    beganMs = performance.now();
  }

  parser?.on("data", (line: string) => pass(Buffer.from(line, "latin1")));
  begin();
  return {
    take(bytes) {
      if (waiting.length + bytes.length > MAX_WAITING_BYTES) {
        begin();
        onDropped(1);
      } else if (working) waiting = Buffer.concat([waiting, bytes]);
      else {
        catchUp();
        waiting = Buffer.from(bytes);
        work();
      }
    },
    begin,
    settled: () => new Promise((resolve) => setTimeout(resolve, Math.max(0, beganMs + SETTLE_MS - performance.now()))),
    awaitAnswer: guard.awaitAnswer,
    end() {
      stop();
      parser?.destroy();
    },
  };
}

/** One timer. What came while our own loop was busy is read before it fires. */
function delay() {
  let timer: NodeJS.Timeout | undefined;
  return {
    set(ms: number, action: () => void): void {
      clearTimeout(timer);
      const dueMs = performance.now() + ms;
      timer = setTimeout(
        () => {
          if (performance.now() > dueMs + LATE_MS) timer = setTimeout(action, LATE_MS);
          else action();
        },
        Math.max(0, ms),
      );
    },
    clear(): void {
      clearTimeout(timer);
    },
  };
}

/** Latin-1 keeps every byte; UTF-8, the default, would not. The terminator stays on, because without it empty lines would be lost. */
async function openParser(terminator: Exclude<Terminator, "none">): Promise<ReadlineParser> {
  const { ReadlineParser } = await import("@serialport/parser-readline");
  return new ReadlineParser({ delimiter: TERMINATORS[terminator], encoding: "latin1", includeDelimiter: true });
}
