/** Side of the smallest code on a card that is read, in millimetres: the one on the back of the citizen card of 2024. */
export const SMALLEST_CODE_MM = 11;
/** Modules a side of that code at most: its 132 bytes make version 7 (ISO/IEC 18004, table 7). */
export const SMALLEST_CODE_MODULES = 45;
/** Fewer pixels a module and no decoder is safe (docs/performance.md). */
export const LEAST_PIXELS_A_MODULE = 3;

/** How wide a view a picture so many pixels wide may show for the smallest code to be read, in millimetres. */
export function widestViewMm(width: number): number {
  return Math.floor((width * SMALLEST_CODE_MM) / (SMALLEST_CODE_MODULES * LEAST_PIXELS_A_MODULE));
}

/** Sizes in pixels that cameras have, the smallest first; their rows need no padding (frame-layout.ts). */
const SIZES = [
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;

/** The widest view that any of our sizes is enough for, in millimetres. */
export const WIDEST_VIEW_MM = 156;

/** The smallest size that reads the smallest code where the picture shows so many millimetres across; beyond all of them, the largest. */
export function sizeForView(viewMm: number): { readonly width: number; readonly height: number } {
  return SIZES.find(({ width }) => widestViewMm(width) >= viewMm) ?? SIZES[2];
}
