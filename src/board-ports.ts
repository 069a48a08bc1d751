import type { InputName } from "./core/board/standard-pins.ts";
import type { LineName } from "./core/indication.ts";

/** The lines of the kiosk's board: lamps, buzzer, relay, by function. All outputs are low from open to the first set(), and after close(). */
export interface Lines {
  /**
   * Drives the named lines; the others keep their level. Returns when the levels are set. Throws when the hardware is broken. `toneHz`: the
   * pitch of a buzzer that goes on, where the board has more than one.
   */
  set(levels: Partial<Readonly<Record<LineName, boolean>>>, toneHz?: number): void;
  /**
   * Lines whose pin reads otherwise than it is driven, as one that is shorted does. Empty where the kernel cannot tell: it may know no more
   * than what it was asked for. Throws as set() does.
   */
  astray(): readonly LineName[];
  /** Drives every line low and releases them. Calling it twice is harmless. */
  close(): void;
}

/** One change of an input of the board. */
export interface InputChange {
  readonly line: InputName;
  /** Pressed, open: whatever the wiring's level for it. */
  readonly isActive: boolean;
  /** On a clock that never jumps, the kernel's or our own; only differences mean something. */
  readonly atMs: number;
}

/** The inputs of the kiosk's board: service button, door contact, tamper switch. */
export interface BoardInputs {
  /** Calls back for each change from the event loop, in order, never after close(). The level at the start is no change: see levels(). */
  open(onChange: (change: InputChange) => void): void;
  /** The level of each input that is wired. Throws when the hardware is broken. */
  levels(): Readonly<Partial<Record<InputName, boolean>>>;
  /** Releases the inputs. Calling it twice is harmless. */
  close(): void;
}
