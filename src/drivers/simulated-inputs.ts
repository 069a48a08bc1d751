import type { BoardInputs, InputChange } from "../board-ports.ts";
import type { InputName } from "../core/board/standard-pins.ts";

/** The desk's button and contacts. */
export interface SimulatedInputs extends BoardInputs {
  /** Somebody has pressed, let go, opened or closed it. */
  change(line: InputName, isActive: boolean): void;
}

/** Inputs without hardware, all of them wired and at rest, for the desk and the demo. `now`: milliseconds on a clock that never jumps. */
export function createSimulatedInputs(now: () => number): SimulatedInputs {
  const levels: Record<InputName, boolean> = {
    "service-button": false,
    "door-contact": false,
    "tamper-switch": false,
    "repeat-button": false,
  };
  let tell: ((change: InputChange) => void) | undefined;
  let isClosed = false;

  return {
    open(onChange): void {
      tell = onChange;
    },
    levels() {
      if (isClosed) throw new Error("simulated inputs: read after close");
      return { ...levels };
    },
    change(line, isActive): void {
      if (isClosed || levels[line] === isActive) return;
      levels[line] = isActive;
      tell?.({ line, isActive, atMs: now() });
    },
    close(): void {
      isClosed = true;
    },
  };
}
