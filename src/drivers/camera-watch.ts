import type { FrameLayout } from "../core/frame-layout.ts";

/** This many frames in a row of one wrong size are no accident: the camera sends another size than it was asked for. */
const MISFITS = 5;
/** More than this many frames a second, or than this many times what was asked for, are not a camera's. */
const MAX_FRAMES_PER_SECOND = 240;
const MAX_TIMES_ASKED = 8;

/** What the frames of one run are held against. */
export interface WatchedRun {
  readonly layout: FrameLayout;
  readonly framesPerSecond: number;
  readonly firstFrameMs: number;
  readonly stallMs: number;
}

/** Notices a program that delivers no frames, too many, or none that fit, and says so once; after stop() never. */
export function watchFrames(run: WatchedRun, onTrouble: (trouble: string) => void) {
  const { layout, framesPerSecond, firstFrameMs, stallMs } = run;
  const mostASecond = Math.max(MAX_FRAMES_PER_SECOND, MAX_TIMES_ASKED * framesPerSecond);
  let stall = setTimeout(onStall, firstFrameMs, firstFrameMs);
  let hasStarted = false;
  let isStopped = false;
  let framesSince = 0;
  let since = performance.now();
  let misfit = 0;
  let misfits = 0;
  const burst = { frames: 0, firstMs: 0, lastMs: 0, beforeMs: 0 };

  function stop(): void {
    isStopped = true;
    clearTimeout(stall);
  }

  function say(trouble: string): void {
    if (isStopped) return;
    stop();
    onTrouble(trouble);
  }

  function onStall(limitMs: number): void {
    say(`sent no frame for ${limitMs} ms`);
  }

  return {
    stop,
    /** A whole frame came. */
    came(): void {
      if (isStopped) return;
      const now = performance.now();
      if (burst.frames++ === 0) burst.firstMs = now;
      burst.lastMs = now;
      if (hasStarted) stall.refresh();
      else {
        clearTimeout(stall);
        stall = setTimeout(onStall, stallMs, stallMs);
        hasStarted = true;
      }
      if (now - since >= 1000) {
        since = now;
        framesSince = 0;
      }
      if (++framesSince > mostASecond) say(`sent more than ${mostASecond} frames a second`);
    },
    /** The stream paused, with so many bytes of a frame that is not whole. */
    paused(lostBytes: number): void {
      const bytes = burst.frames * layout.frameBytes + lostBytes;
      const isMisfit = lostBytes > 0 || isOneWrite(burst, 1000 / framesPerSecond);
      burst.beforeMs = burst.firstMs;
      burst.frames = 0;
      misfits = isMisfit && bytes === misfit ? misfits + 1 : 1;
      misfit = isMisfit ? bytes : 0;
      if (isMisfit && misfits >= MISFITS) say(`sent frames of ${bytes} bytes instead of ${layout.frameBytes}`);
    },
  };
}

/** What came between two pauses. */
interface Burst {
  readonly frames: number;
  /** When its first and its last whole frame came, and the first one of the burst before it. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly beforeMs: number;
}

/**
 * Several of our frames that came as one: the camera's are so many times larger. Where they came evenly, or as they were asked for, they are
 * its frames, and so fast that there is hardly a pause between them.
 */
function isOneWrite({ frames, firstMs, lastMs, beforeMs }: Burst, askedMs: number): boolean {
  const betweenMs = Math.min(askedMs, (firstMs - beforeMs) / frames);
  return frames > 1 && lastMs - firstMs < ((frames - 1) * betweenMs) / 2;
}
