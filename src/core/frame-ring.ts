/**
 * Slots in a ring: one is read into, one waits for the decoder, one is with it. A newer frame always finds a slot, since whoever holds
 * the one that waits gives it back first.
 */
const SLOTS = 3;

/** Room for one frame, with whoever took it until it is given back. */
export interface Slot {
  readonly bytes: Uint8Array;
  /** Calling it twice is harmless. */
  release(): void;
}

/** A few slots that are filled again and again, in memory that every thread sees. */
export interface FrameRing {
  /** A slot that nobody has; undefined where all are out. */
  take(): Slot | undefined;
}

/** A ring whose slots hold so many bytes. Its memory is there from now on and never grows. */
export function createFrameRing(slotBytes: number): FrameRing {
  const memory = new SharedArrayBuffer(SLOTS * slotBytes);
  const free = Array.from({ length: SLOTS }, (_, index) => new Uint8Array(memory, index * slotBytes, slotBytes));
  return {
    take() {
      const bytes = free.shift();
      if (!bytes) return undefined;
      let isOut = true;
      return {
        bytes,
        release() {
          if (isOut) free.push(bytes);
          isOut = false;
        },
      };
    },
  };
}
