import type { Region } from "./picture-steps.ts";

/** A point of a picture, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** So much of its longer side is added around a code, on each side: its quiet zone, and where its corners were guessed wrong. */
const MARGIN = 0.25;
/** Smaller codes are not looked for: twenty-one modules would have less than a pixel each, and such finds are chance. */
const MIN_SIDE_PIXELS = 20;
/** Most places that are kept, the largest first: a page full of patterns must not take all the time. */
const MAX_REGIONS = 6;

/** The parts of a picture that hold these codes, each by its corners, with their surroundings; what overlaps is one part. */
export function regionsAround(codes: readonly (readonly Point[])[]): readonly Region[] {
  const regions = codes.map(regionAround).filter(({ width, height }) => Math.min(width, height) >= MIN_SIDE_PIXELS);
  const apart: Region[] = [];
  for (const region of regions) {
    let whole = region;
    for (let at = apart.findIndex(overlaps(whole)); at >= 0; at = apart.findIndex(overlaps(whole))) {
      const [other = whole] = apart.splice(at, 1);
      whole = unite(whole, other);
    }
    apart.push(whole);
  }
  return apart.toSorted((one, other) => other.width * other.height - one.width * one.height).slice(0, MAX_REGIONS);
}

function regionAround(corners: readonly Point[]): Region {
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const margin = Math.max(width, height) * MARGIN;
  return { left: left - margin, top: top - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** Whether two parts of a picture have a part in common. */
export function overlaps(one: Region): (other: Region) => boolean {
  return (other) =>
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height;
}

function unite(one: Region, other: Region): Region {
  const [left, top] = [Math.min(one.left, other.left), Math.min(one.top, other.top)];
  const right = Math.max(one.left + one.width, other.left + other.width);
  const bottom = Math.max(one.top + one.height, other.top + other.height);
  return { left, top, width: right - left, height: bottom - top };
}
