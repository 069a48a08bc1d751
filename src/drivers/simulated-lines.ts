import type { Lines } from "../board-ports.ts";
import { ALL_LOW, type Levels, LINE_NAMES } from "../core/indication.ts";

/** The desk's board: lines that exist only here, for a page to draw. */
export interface SimulatedLines extends Lines {
  /** The level of every line now. */
  levels(): Levels;
  /** Calls back after each change with the level of every line; the result ends the subscription. */
  subscribe(onChange: (levels: Levels) => void): () => void;
}

/** A board without hardware, for the desk and the demo. Behaves as the GPIO driver does, down to refusing to work after close(). */
export function createSimulatedLines(): SimulatedLines {
  const subscribers = new Set<(levels: Levels) => void>();
  let levels = ALL_LOW;
  let isClosed = false;

  function change(next: Levels): void {
    if (LINE_NAMES.every((name) => next[name] === levels[name])) return;
    levels = next;
    for (const tell of subscribers) tell(levels);
  }

  return {
    set(changes): void {
      if (isClosed) throw new Error("simulated lines: set after close");
      change({ ...levels, ...changes });
    },
    astray: () => [],
    close(): void {
      isClosed = true;
      change(ALL_LOW);
    },
    levels: () => levels,
    subscribe(onChange): () => void {
      subscribers.add(onChange);
      return () => subscribers.delete(onChange);
    },
  };
}
