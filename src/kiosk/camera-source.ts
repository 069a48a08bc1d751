import { freeLuma } from "../core/frame-assembly.ts";
import { NOTHING_SHOWN, nextShowings } from "../core/showing.ts";
import type { Camera, Clock, Decoder, Frame, Source } from "../ports.ts";

/** What a camera source is made of. */
export interface CameraSourceParts {
  readonly camera: Camera;
  /** Stays its owner's: close() leaves it open, since pictures of the desk use it, too. */
  readonly decoder: Decoder;
  readonly clock: Clock;
}

/** A source that watches a camera. One frame is decoded at a time; of those that come meanwhile only the newest waits. */
export function createCameraSource({ camera, decoder, clock }: CameraSourceParts): Source {
  let onSymbol: ((symbol: Uint8Array) => void) | undefined;
  let waiting: SeenFrame | undefined;
  let decoding: Promise<void> | undefined;
  let showings = NOTHING_SHOWN;
  let fault: string | undefined;

  function onFrame(frame: Frame): void {
    if (!onSymbol) return;
    // Where decoding is slower than the camera, most frames end here.
    if (waiting) freeLuma(waiting.frame.luma);
    waiting = { frame, atMs: clock.monotonicMs() };
    decoding ??= decodeWaiting().finally(() => {
      decoding = undefined;
    });
  }

  async function decodeWaiting(): Promise<void> {
    for (let next = takeWaiting(); next && onSymbol; next = takeWaiting()) {
      const symbols = await lookAt(next.frame);
      // A frame that could not be looked at says nothing about what it showed.
      if (!symbols) continue;
      const { after, shown } = nextShowings(showings, symbols, next.atMs);
      showings = after;
      for (const symbol of shown) onSymbol?.(symbol);
    }
  }

  async function lookAt(frame: Frame): Promise<readonly Uint8Array[] | undefined> {
    try {
      const found = await decoder.decode(frame);
      fault = undefined;
      return found.map(({ bytes }) => bytes);
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  function takeWaiting(): SeenFrame | undefined {
    const next = waiting;
    waiting = undefined;
    return next;
  }

  return {
    kind: "camera",
    open(callback) {
      onSymbol = callback;
      camera.open(onFrame);
    },
    health: () => (fault === undefined ? camera.health() : { state: "missing", detail: fault }),
    async close() {
      onSymbol = undefined;
      waiting = undefined;
      await camera.close();
      await decoding;
      showings = NOTHING_SHOWN;
    },
  };
}

/** A frame with the time at which it came, in monotonic milliseconds: decoding takes its time, and the code was shown before. */
interface SeenFrame {
  readonly frame: Frame;
  readonly atMs: number;
}
