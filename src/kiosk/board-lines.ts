import type { Lines } from "../board-ports.ts";
import { ALL_LOW, type Levels, LINE_NAMES, type LineName } from "../core/indication.ts";
import { type After, afterTimeout } from "./after.ts";

/** Between two attempts to take the lines. */
const RETRY_MS = 5000;

export interface BoardLinesOptions<L extends Lines> {
  /** Takes the lines, all off. Throws with what is wrong and what to do. */
  readonly open: () => L;
  /** Told what is wrong when the lines are lost or cannot be had, once until they are there. */
  readonly onLost: (error: unknown) => void;
  /** Told when the lines are there, from the second attempt on. */
  readonly onBack: (lines: L) => void;
  /** Told of each line that reads otherwise than it is driven, once until it has read right at that level. */
  readonly onAstray?: (line: LineName) => void;
  readonly after?: After;
}

/** The lines of a board that may be busy, broken, or not there yet. */
export interface BoardLines<L extends Lines> extends Lines {
  /** Those that read otherwise than they are driven, or last did at the level at which they were driven: a short to ground shows only while on. */
  astray(): readonly LineName[];
  /** What is driven now; undefined: nothing can be. */
  current(): L | undefined;
  /** Why it cannot; undefined where it can. */
  fault(): string | undefined;
}

/**
 * Takes the lines of a board and, where they cannot be had or break, tries again for as long as the kiosk runs: another program may hold them,
 * or udev has not given them to us yet. Until then set() throws at once with what is wrong, which delays no answer.
 */
export function openBoardLines<L extends Lines>({
  open,
  onLost,
  onBack,
  onAstray,
  after = afterTimeout,
}: BoardLinesOptions<L>): BoardLines<L> {
  let lines: L | undefined;
  let fault: string | undefined;
  let cancel = () => {};
  let isClosed = false;
  let driven: Levels = ALL_LOW;
  /** The level at which each of them was seen to be wrong. */
  const astray = new Map<LineName, boolean>();

  /** Throws when the hardware is broken. */
  function readBack(from: L): void {
    const wrong = from.astray();
    for (const line of LINE_NAMES) {
      const level = driven[line];
      if (!wrong.includes(line)) {
        if (astray.get(line) === level) astray.delete(line);
      } else if (!astray.has(line)) {
        astray.set(line, level);
        onAstray?.(line);
      }
    }
  }

  function attempt(isFirst: boolean): void {
    try {
      lines = open();
      driven = ALL_LOW;
      fault = undefined;
    } catch (error) {
      lose(error);
      return;
    }
    if (!isFirst) onBack(lines);
  }

  function lose(error: unknown): void {
    if (fault === undefined) onLost(error);
    fault = error instanceof Error ? error.message : String(error);
    lines = undefined;
    cancel = after(RETRY_MS, () => attempt(false));
  }

  function taken(): L {
    if (isClosed) throw new Error("board: set after close");
    if (!lines) throw new Error(fault ?? "board: no lines");
    return lines;
  }

  attempt(true);
  return {
    current: () => lines,
    fault: () => fault,
    set(levels, toneHz): void {
      const working = taken();
      try {
        working.set(levels, toneHz);
        driven = { ...driven, ...levels };
      } catch (error) {
        letGo(working);
        lose(error);
        throw error;
      }
    },
    astray(): readonly LineName[] {
      if (lines) readBack(lines);
      return [...astray.keys()];
    },
    close(): void {
      if (isClosed) return;
      isClosed = true;
      cancel();
      lines?.close();
      lines = undefined;
    },
  };
}

/** What broke between the relay's on and its off is switched off once more, and given back. */
function letGo(lines: Lines): void {
  try {
    lines.set(ALL_LOW);
  } catch {
    // what the relay does now is decided by the kernel and the wiring (hardware/README.md)
  }
  try {
    lines.close();
  } catch {
    // reported as what broke
  }
}
