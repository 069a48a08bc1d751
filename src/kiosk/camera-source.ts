import { type CoachedFrame, type Coaching, GAP_MS, type Hint, NOBODY_COACHED, nextCoaching } from "../core/coaching.ts";
import { freeLuma } from "../core/frame-assembly.ts";
import { meanLevel } from "../core/mean-level.ts";
import { mirrorPicture } from "../core/mirror-picture.ts";
import { NOTHING_SHOWN, nextShowings } from "../core/showing.ts";
import type { Camera, Clock, Decoder, Frame, FrameReport, Source } from "../ports.ts";
import { type After, afterTimeout } from "./after.ts";

/** What a camera source is made of. */
export interface CameraSourceParts {
  readonly camera: Camera;
  /** Stays its owner's: close() leaves it open, since pictures of the desk use it, too. */
  readonly decoder: Decoder;
  readonly clock: Clock;
  /** The camera's name, where there are several: the decoder keeps what it learns of each apart. */
  readonly name?: string;
  /** Absent: the event loop's own timers. */
  readonly after?: After;
}

/** How often the light is measured, in milliseconds. */
const LIGHT_EVERY_MS = 1000;

/** Pictures in the mirror come no faster, milliseconds; and nobody stands there any more when nothing has moved for so long. */
const MIRROR_EVERY_MS = 200;
const STILL_MS = 4000;

/** A source that watches a camera. One frame is decoded at a time; of those that come meanwhile only the newest waits. */
export function createCameraSource({ camera, decoder, clock, name, after = afterTimeout }: CameraSourceParts): Source {
  let onSymbol: ((symbol: Uint8Array) => void) | undefined;
  let waiting: SeenFrame | undefined;
  let decoding: Promise<void> | undefined;
  let onHint: ((hint: Hint | undefined) => void) | undefined;
  let showings = NOTHING_SHOWN;
  let coaching = NOBODY_COACHED;
  let stopWaiting = () => {};
  let fault: string | undefined;
  const mirror = createMirror();
  let light: { readonly level: number; readonly atMs: number } | undefined;

  function onFrame(frame: Frame): void {
    if (!onSymbol) {
      giveBack(frame);
      return;
    }
    const nowMs = clock.monotonicMs();
    if (!light || nowMs - light.atMs >= LIGHT_EVERY_MS) light = { level: meanLevel(frame), atMs: nowMs };
    mirror.see(frame, nowMs);
    // Where decoding is slower than the camera, most frames end here.
    if (waiting) giveBack(waiting.frame);
    const { width, height } = frame;
    waiting = { frame, size: { width, height }, atMs: nowMs };
    decoding ??= decodeWaiting().finally(() => {
      decoding = undefined;
    });
  }

  async function decodeWaiting(): Promise<void> {
    for (let next = takeWaiting(); next && onSymbol; next = takeWaiting()) {
      const report = await lookAt(next.frame);
      // A frame that could not be looked at says nothing about what it showed.
      if (report) take(report, next);
    }
  }

  function take(report: FrameReport, { size, atMs }: SeenFrame): void {
    const symbols = report.symbols.map(({ bytes }) => bytes);
    const next = nextShowings(showings, symbols, atMs, report.isQuiet);
    showings = next.after;
    if (!report.isQuiet) mirror.moved(atMs);
    // What helps is over before the answer comes.
    coach({ ...report, size, isRead: symbols.length > 0 }, atMs);
    for (const symbol of next.shown) onSymbol?.(symbol);
  }

  function coach(frame: CoachedFrame, atMs: number): void {
    stopWaiting();
    say(nextCoaching(coaching, frame, atMs));
    // A camera that has stopped sees nobody: its last hint is for somebody who may have gone.
    if (coaching.hint && onHint) stopWaiting = after(GAP_MS, () => say(NOBODY_COACHED));
  }

  function say(next: Coaching): void {
    const { hint } = coaching;
    coaching = next;
    if (next.hint !== hint) onHint?.(next.hint);
  }

  async function lookAt(frame: Frame): Promise<FrameReport | undefined> {
    try {
      const report = await decoder.watch(frame, name);
      fault = undefined;
      return report;
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
      return undefined;
    } finally {
      frame.release?.();
    }
  }

  function takeWaiting(): SeenFrame | undefined {
    const next = waiting;
    waiting = undefined;
    return next;
  }

  return {
    kind: "camera",
    open(callback, hintCallback) {
      onSymbol = callback;
      onHint = hintCallback;
      camera.open(onFrame);
    },
    health: () => (fault === undefined ? camera.health() : { state: "missing", detail: fault }),
    light: () => light?.level,
    mirror: mirror.follow,
    holds: () => showings.codes.some(({ seenMs }) => clock.monotonicMs() - seenMs < GAP_MS),
    async close() {
      onSymbol = onHint = undefined;
      stopWaiting();
      if (waiting) giveBack(waiting.frame);
      waiting = undefined;
      await camera.close();
      await decoding;
      showings = NOTHING_SHOWN;
      coaching = NOBODY_COACHED;
    },
  };
}

/** A frame with the time at which it came, in monotonic milliseconds: decoding takes its time, and the code was shown before. */
interface SeenFrame {
  readonly frame: Frame;
  readonly size: CoachedFrame["size"];
  readonly atMs: number;
}

/** Shows whoever moves before the camera what it sees. */
function createMirror() {
  let show: ((picture: Uint8Array | undefined) => void) | undefined;
  let shownMs = Number.NEGATIVE_INFINITY;
  let movedMs = Number.NEGATIVE_INFINITY;
  let isOn = false;
  return {
    follow(onPicture: (picture: Uint8Array | undefined) => void) {
      show = onPicture;
    },
    moved(atMs: number) {
      movedMs = atMs;
    },
    see(frame: Frame, nowMs: number) {
      if (!show || nowMs - shownMs < MIRROR_EVERY_MS) return;
      const isSomebodyThere = nowMs - movedMs < STILL_MS;
      if (isSomebodyThere) show(mirrorPicture(frame));
      else if (isOn) show(undefined);
      [isOn, shownMs] = [isSomebodyThere, nowMs];
    },
  };
}

function giveBack(frame: Frame): void {
  if (frame.release) frame.release();
  else freeLuma(frame.luma);
}
