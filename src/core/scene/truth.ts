import type { Advice } from "../advice.ts";
import type { GreyPicture } from "../grey-picture.ts";

/** A point in pixels of the frame: (0, 0) is the outer corner of the first pixel. */
export interface FramePoint {
  readonly x: number;
  readonly y: number;
}

/** A box in pixels of the frame. */
export interface FrameBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One frame and what is true of it. */
export interface SceneFrame {
  readonly picture: GreyPicture;
  readonly truth: FrameTruth;
}

/** What is true of a frame, from the geometry and the photometry that made it. */
export interface FrameTruth {
  /** Seconds since the first frame. */
  readonly atSeconds: number;
  readonly codes: readonly CodeTruth[];
  /** Exposure in seconds, and gain. */
  readonly exposureSeconds: number;
  readonly gain: number;
  /** Where a lamp is mirrored so brightly that light and dark modules run together. */
  readonly glare: readonly FrameBox[];
  /** What is wrong, most in the way first; empty where the code should be easy to read, or where there is none. */
  readonly advice: readonly Advice[];
}

/** One code of a frame. */
export interface CodeTruth {
  readonly text?: string;
  readonly bytes: Uint8Array;
  /** Outer corners of its finder patterns and of the fourth corner: top left, top right, bottom right, bottom left. */
  readonly corners: readonly [FramePoint, FramePoint, FramePoint, FramePoint];
  /** Modules a side. */
  readonly modules: number;
  /** Pixels a module: the mean over the code, and the least in any direction where it is tilted. */
  readonly pixelsPerModule: number;
  readonly leastPixelsPerModule: number;
  /** Angle between the line of sight and the medium's normal, in degrees. */
  readonly tilt: number;
  /** Softness by lens and focus, and the part of it by focus alone: standard deviations in pixels. */
  readonly blurPx: number;
  readonly defocusPx: number;
  /** Way of the code's middle during the exposure, in pixels. */
  readonly smearPx: number;
  /** Way of the code's middle since the frame before, in pixels. */
  readonly speedPx: number;
  /** Part of the code's modules behind fingers, 0 to 1. */
  readonly occlusion: number;
  /** Part of the code's area inside the frame, 0 to 1. */
  readonly visible: number;
  /** Luma of its light and dark modules, without noise, blur and glare. */
  readonly light: number;
  readonly dark: number;
  /** How many times brighter than the sensor can tell its light modules are; up to 1 they are not over-exposed. */
  readonly overexposure: number;
  /** Part of the code's area washed out by glare, 0 to 1. */
  readonly glare: number;
}

/** Frames that can be asked for in any order, as often as one likes. */
export interface Sequence {
  readonly name: string;
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Frame `n`, from 0; beyond `frames` it goes on. */
  frame(n: number): SceneFrame;
  /** The truth of a frame alone: without painting anything, in a millisecond. */
  truth(n: number): FrameTruth;
}
