import { applyGamma, double, type GreyPicture, halve, sharpen, soften } from "./grey-picture.ts";

/**
 * One step from a picture to another look at it. Each is defined by its function in grey-picture.ts; the kiosk makes the same bytes faster
 * (drivers/pre-steps.ts).
 */
export type PictureStep =
  | { readonly step: "gamma"; readonly gamma: number }
  | { readonly step: "soften"; readonly radius: number }
  | { readonly step: "sharpen"; readonly radius: number; readonly amount: number }
  | { readonly step: "median" }
  | { readonly step: "double" }
  | { readonly step: "halve" };

/** A rectangle of whole pixels: from `left` and `top`, which are in it. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Largest radius of `soften` and `sharpen` here, in pixels; the smallest is 1. */
export const MAX_RADIUS = 31;
/** Largest amount of `sharpen`; amounts are multiples of 1/8, which whole numbers of 16 bits can follow exactly. */
export const MAX_AMOUNT = 15;

/** The picture after these steps, one after the other. */
export function applySteps(picture: GreyPicture, steps: readonly PictureStep[]): GreyPicture {
  return steps.reduce(applyStep, picture);
}

function applyStep(picture: GreyPicture, step: PictureStep): GreyPicture {
  switch (step.step) {
    case "gamma":
      return applyGamma(picture, step.gamma);
    case "soften":
      return soften(picture, step.radius);
    case "sharpen":
      return sharpen(picture, step.radius, step.amount);
    case "median":
      return takeMedian(picture);
    case "double":
      return double(picture);
    case "halve":
      return halve(picture);
  }
}

/** Pixels after these steps a pixel before them, on each side. */
export function scaleOf(steps: readonly PictureStep[]): number {
  return steps.reduce((scale, { step }) => (step === "double" ? scale * 2 : step === "halve" ? scale / 2 : scale), 1);
}

/** The whole pixels of the frame that a rectangle touches; undefined where it lies beside the frame. */
export function regionWithin(frame: { readonly width: number; readonly height: number }, region: Region): Region | undefined {
  const left = Math.max(0, Math.floor(region.left));
  const top = Math.max(0, Math.floor(region.top));
  const width = Math.min(frame.width, Math.ceil(region.left + region.width)) - left;
  const height = Math.min(frame.height, Math.ceil(region.top + region.height)) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

/** That part of a picture; the region must lie within it. */
export function crop(picture: GreyPicture, { left, top, width, height }: Region): GreyPicture {
  const luma = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * picture.width + left;
    luma.set(picture.luma.subarray(start, start + width), y * width);
  }
  return { width, height, luma };
}

/** The middle level of the nine around each pixel, which takes single wrong pixels out; the border's pixels stand for what lies outside. */
function takeMedian({ width, height, luma }: GreyPicture): GreyPicture {
  const middle = new Uint8Array(luma.length);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(y - 1, 0), y, Math.min(y + 1, height - 1)].map((row) => row * width);
    for (let x = 0; x < width; x++) {
      const columns = [Math.max(x - 1, 0), x, Math.min(x + 1, width - 1)];
      const levels = Uint8Array.from(rows.flatMap((row) => columns.map((column) => luma[row + column] ?? 0))).sort();
      middle[y * width + x] = levels[4] ?? 0;
    }
  }
  return { width, height, luma: middle };
}
