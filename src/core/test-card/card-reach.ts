import { LEAST_PIXELS_A_MODULE, SMALLEST_CODE_MODULES } from "../camera-size.ts";

/** Sizes of codes that people hold up, in millimetres. */
const REACH_SIZES = [11, 15, 18, 25] as const;

/** How far away a code as dense as that of a citizen card can be read in one size, as a multiple of the distance at which the card was held. */
export interface Reach {
  readonly sizeMm: number;
  readonly times: number;
}

/** By how finely the card was seen: a code twice as far away has half the pixels. */
export function reachesOf(pixelsPerMm: number): readonly Reach[] {
  return REACH_SIZES.map((sizeMm) => ({ sizeMm, times: (pixelsPerMm * sizeMm) / (SMALLEST_CODE_MODULES * LEAST_PIXELS_A_MODULE) }));
}

/** The horizontal opening angle of a camera that shows so wide a view at this distance, in degrees. */
export function openingAngle(viewMm: number, distanceMm: number): number {
  return (2 * Math.atan(viewMm / 2 / distanceMm) * 180) / Math.PI;
}
