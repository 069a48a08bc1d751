import type { Point } from "./code-region.ts";
import { type GreyPicture, soften } from "./grey-picture.ts";

/** Pixels a module, and modules of margin, of a code that is drawn anew. */
const SCALE = 4;
const QUIET_MODULES = 4;
/** What is darker than the mean so many pixels around it is dark. */
const AROUND_PIXELS = 20;
/** The outer ring of a finder pattern is as dark as any module of its code, along so many modules of its first row. */
const FINDER_MODULES = 7;

/**
 * A code as a clean picture, by the middle of each of its modules: what one reader says is there, for another one to read. `corners`: from the
 * upper left one around the clock; `side`: its modules.
 */
export function drawnModules(picture: GreyPicture, corners: readonly Point[], side: number): GreyPicture {
  const means = soften(picture, AROUND_PIXELS);
  const place = placesIn(corners);
  const darker = Array.from({ length: side * side }, (_, at) => {
    const { x, y } = place(((at % side) + 0.5) / side, (Math.floor(at / side) + 0.5) / side);
    const pixel = Math.floor(y) * picture.width + Math.floor(x);
    return (picture.luma[pixel] ?? 255) < (means.luma[pixel] ?? 0);
  });
  const isLightOnDark = darker.slice(0, FINDER_MODULES).filter((isDark) => isDark).length * 2 < FINDER_MODULES;
  const width = (side + 2 * QUIET_MODULES) * SCALE;
  const luma = Uint8Array.from({ length: width * width }, (_, at) => {
    const x = Math.floor((at % width) / SCALE) - QUIET_MODULES;
    const y = Math.floor(at / width / SCALE) - QUIET_MODULES;
    const isInside = x >= 0 && x < side && y >= 0 && y < side;
    return isInside && darker[y * side + x] !== isLightOnDark ? 0 : 255;
  });
  return { width, height: width, luma };
}

/** The projection of the unit square onto four corners (Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, 2.2.3). */
function placesIn([a = ORIGIN, b = ORIGIN, c = ORIGIN, d = ORIGIN]: readonly Point[]): (u: number, v: number) => Point {
  const [dx1, dy1, dx2, dy2] = [b.x - c.x, b.y - c.y, d.x - c.x, d.y - c.y];
  const [sx, sy] = [a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / determinant;
  const h = (dx1 * sy - sx * dy1) / determinant;
  return (u, v) => {
    const depth = g * u + h * v + 1;
    return {
      x: ((b.x - a.x + g * b.x) * u + (d.x - a.x + h * d.x) * v + a.x) / depth,
      y: ((b.y - a.y + g * b.y) * u + (d.y - a.y + h * d.y) * v + a.y) / depth,
    };
  };
}

const ORIGIN: Point = { x: 0, y: 0 };
