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
  /** Where the next bytes of the stream go; never empty. May be asked for long before they come. */
  room(): Uint8Array;
  /** So many bytes were put there, at its start. The frame that they complete, if they do; `lost` where there was no slot for it. */
  filled(bytes: number): AssembledFrame | "lost" | undefined;
  /**
   * The stream has paused, as it does between two frames: the next byte starts one. Whatever came of a frame before that is given up,
   * for it is torn or has another size. Returns how many bytes that were.
   */
  paused(): number;
  /** The stream is over: the slot of a frame that will never be whole is given back. */
  ended(): void;
}

/** An assembly at the start of a stream. */
export function createFrameAssembly(layout: FrameLayout, ring: FrameRing): FrameAssembly {
  const { width, height, stride, keptBytes, frameBytes } = layout;
  const unkept = new Uint8Array(READ_BYTES);
  let slot: Slot | undefined;
  let at = 0; // bytes of the current frame that came so far
  let room: Uint8Array = unkept;
  let isMisplaced = false;

  return {
    room() {
      if (at === 0) slot ??= ring.take();
      room =
        slot && at < keptBytes
          ? slot.bytes.subarray(at, Math.min(keptBytes, at + READ_BYTES))
          : unkept.subarray(0, Math.min(frameBytes - at, READ_BYTES));
      return room;
    },
    filled(bytes) {
      if (isMisplaced || (at === 0 && !slot)) {
        slot ??= ring.take();
        slot?.bytes.set(room.subarray(0, Math.min(bytes, keptBytes)));
        isMisplaced = false;
      }
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
      // The room for the next bytes is given away already: they are put into their place when they are there.
      if (lost > 0) isMisplaced = true;
      at = 0; // the slot is filled anew
      return lost;
    },
    ended() {
      slot?.release();
      slot = undefined;
      at = 0;
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
