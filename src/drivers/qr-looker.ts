import type { Point } from "../core/code-region.ts";
import type { Look } from "../core/looks.ts";
import type { Region } from "../core/picture-steps.ts";
import type { Frame } from "../ports.ts";
import type { HeldFrame, PictureView, PreSteps } from "./pre-steps.ts";
import type { Reading, ReadQr } from "./qr-reader.ts";

/** One frame that can be looked at in many ways; not to be used after the next one. */
export interface LookedAt {
  readonly width: number;
  readonly height: number;
  /** Codes in this view of the frame, or of a part of it, with corners in pixels of the frame. Nothing where there is no such view. */
  look(look: Look, region?: Region): Reading;
  /** The view itself, for another reader; its bytes are to be copied before anything else is called. */
  view(steps: Look["steps"], region?: Region): PictureView | undefined;
  /** For measurements; undefined where the frame is too large for anything but plain looks. */
  readonly held: HeldFrame | undefined;
}

const NOTHING: Reading = { symbols: [], unread: [] };

/** Looks at frames by way of the pre-steps and the reader, both on this thread. */
export function createLooker(preSteps: PreSteps, read: ReadQr): (frame: Frame) => LookedAt {
  return (frame) => {
    const held = preSteps.hold(frame);
    return {
      width: frame.width,
      height: frame.height,
      held,
      view: (steps, region) => held?.view(steps, region),
      look(look, region) {
        if (!held) return look.steps.length === 0 && !region ? read(withoutPadding(frame), look) : NOTHING;
        const view = held.view(look.steps, region);
        return view ? inFrame(read(view, look), view) : NOTHING;
      },
    };
  };
}

/** The same reading with its corners in pixels of the frame. */
function inFrame(reading: Reading, { scale, left, top }: PictureView): Reading {
  const place = ({ x, y }: Point): Point => ({ x: x / scale + left, y: y / scale + top });
  return {
    symbols: reading.symbols.map((symbol) => ({ ...symbol, corners: symbol.corners.map(place) })),
    unread: reading.unread.map((corners) => corners.map(place)),
  };
}

function withoutPadding({ width, height, stride, luma }: Frame): { width: number; height: number; bytes: Uint8Array } {
  if (stride === width) return { width, height, bytes: luma };
  const bytes = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) bytes.set(luma.subarray(y * stride, y * stride + width), y * width);
  return { width, height, bytes };
}
