import { Socket } from "node:net";
import type { FrameAssembly } from "../core/frame-assembly.ts";
import { createPauseLimit } from "../core/frame-pause.ts";
import type { Frame } from "../ports.ts";

/** What is told of a pipe. Both may be called for the last time within the event that destroys it. */
export interface PipeEvents {
  /** A whole frame came; undefined: there was no slot for it, since whoever takes the frames is slow. */
  readonly onFrame: (frame: Frame | undefined) => void;
  /** Nothing came for as long as there is between two frames; `lostBytes` of a frame had come before it, and are given up. */
  readonly onPause: (lostBytes: number) => void;
  /** The time from one frame to the next that was asked for. */
  readonly askedMs: number;
}

/**
 * Reads frames from a pipe, whose end it takes over, straight into their slots. Node's own pipes to a child make a new buffer of each piece,
 * 21 MB a second of 1280 × 720 at 15/s, and the collector, which hardly sees memory outside its heap, let 50 MB gather.
 */
export function readPipe(fd: number, assembly: FrameAssembly, { onFrame, onPause, askedMs }: PipeEvents): Socket {
  const limit = createPauseLimit(askedMs);
  let limitMs = limit.limitMs();
  let pause = setTimeout(onSilence, limitMs);
  let reads = 0;
  const callback = (length: number) => {
    reads++;
    const frame = assembly.filled(length);
    if (frame) limit.came(performance.now());
    awaitPause();
    if (frame) onFrame(frame === "lost" ? undefined : frame);
    return true; // read on
  };
  // libuv reads into shared memory as into any other: the kernel writes, and no other thread looks until the frame is whole.
  const socket = new Socket({ fd, readable: true, writable: false, onread: { buffer: assembly.room, callback } });
  socket.on("close", () => {
    clearTimeout(pause);
    assembly.ended();
  });
  // A pipe that breaks brings no more frames, which is noticed as of any other camera that goes silent.
  socket.on("error", () => undefined);

  function awaitPause(): void {
    if (limit.limitMs() === limitMs) {
      pause.refresh();
      return;
    }
    limitMs = limit.limitMs();
    clearTimeout(pause);
    pause = setTimeout(onSilence, limitMs);
  }

  function onSilence(): void {
    // Where this program itself was busy for so long, the bytes are there and are read before this is called.
    const readsBefore = reads;
    setImmediate(() => {
      if (reads === readsBefore && !socket.destroyed) onPause(assembly.paused());
    });
  }

  return socket;
}
