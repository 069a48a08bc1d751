import type { FrameLayout } from "./frame-layout.ts";
import type { FrameRing, Slot } from "./frame-ring.ts";
import type { GreyPicture } from "./grey-picture.ts";

/** Read at most at a time, in bytes: all that a pipe of Linux holds. A larger pipe would only hold older frames. */
const READ_BYTES = 65_536;

/** A whole frame, and the slot that it lies in. */
export interface AssembledFrame extends GreyPicture {
  readonly stride: number;
  /** Gives the slot back. */
  release(): void;
}

/** Cuts a byte stream into frames, each read straight into its slot: no byte of luma is copied. */
export interface FrameAssembly {
  /** Where the next bytes of the stream go; never empty. */
  room(): Uint8Array;
  /** So many bytes were put there. The frame that they complete, if they do; `lost` where there was no slot for it. */
  filled(bytes: number): AssembledFrame | "lost" | undefined;
  /**
   * The stream has paused, as it does between two frames: the next byte starts one. Whatever came of a frame before that is given up,
   * for it is torn or has another size. Returns how many bytes that were.
   */
  paused(): number;
}

/** An assembly at the start of a stream. */
export function createFrameAssembly(layout: FrameLayout, ring: FrameRing): FrameAssembly {
  const { width, height, stride, keptBytes, frameBytes } = layout;
  const unkept = new Uint8Array(READ_BYTES);
  let slot: Slot | undefined;
  let at = 0; // bytes of the current frame that came so far

  return {
    room() {
      if (at === 0) slot ??= ring.take();
      if (slot && at < keptBytes) return slot.bytes.subarray(at, Math.min(keptBytes, at + READ_BYTES));
      return unkept.subarray(0, Math.min(frameBytes - at, READ_BYTES));
    },
    filled(bytes) {
      at += bytes;
      if (at < frameBytes) return undefined;
      at = 0;
      const full = slot;
      slot = undefined;
      if (!full) return "lost";
      if (layout.lumaByte !== undefined) gatherLuma(full.bytes, layout.lumaByte);
      return { width, height, stride, luma: full.bytes.subarray(0, stride * height), release: full.release };
    },
    paused() {
      const lost = at;
      at = 0; // the slot is filled anew
      return lost;
    },
  };
}

/** Moves every second byte to the front, in place: each is read before anything is written over it. */
function gatherLuma(bytes: Uint8Array, first: 0 | 1): void {
  for (let from = first, to = 0; from < bytes.length; from += 2, to++) bytes[to] = bytes[from] ?? 0;
}

/**
 * Gives the memory of a plane back now; whoever looks at it afterwards finds it empty. The collector would let a hundred of them gather
 * first. A plane that shares its buffer with other data is left to the collector.
 */
export function freeLuma({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength) buffer.transfer(0);
}
