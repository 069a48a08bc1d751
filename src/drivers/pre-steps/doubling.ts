// Twice as wide and high, row by row: `double` of core/grey-picture.ts, with new pixels on straight lines between the old.
import { continueLine, SLACK } from "./line.ts";

/** Bytes that `doubleRow` needs for itself at this width. */
export function doublingBytes(width: usize): usize {
  return (width * 2 + SLACK) * 3;
}

/** The place of a row that is already twice as wide. Three of them are kept, the one above, the one below and the one between. */
function wideRow(rows: usize, y: usize, width: usize): usize {
  return rows + (y % 3) * (width * 2 + SLACK);
}

/** Doubles the next row of a picture, `line`, with a byte free before it, and writes what can now be known: all rows up to 2 × y. */
export function doubleRow(line: usize, rows: usize, dst: usize, y: usize, width: usize, height: usize): void {
  const here = wideRow(rows, y, width);
  continueLine(line, width);
  widen(line, here, width);
  const length = width * 2;
  const above = y > 0 ? wideRow(rows, y - 1, width) : here;
  const out = dst + y * 2 * length;
  if (y > 0) blend(above, here, out - length, length);
  blend(here, above, out, length);
  if (y + 1 === height) blend(here, here, out + length, length);
}

/** (3 × near + far + 2) >> 2 without leaving 8 bits: the outer average rounds up, the inner one is made to round down. */
function threeQuarters(near: v128, far: v128): v128 {
  const odd = v128.and(v128.xor(near, far), i8x16.splat(1));
  return i8x16.avgr_u(near, i8x16.sub(i8x16.avgr_u(near, far), odd));
}

function widen(line: usize, wide: usize, width: usize): void {
  for (let x: usize = 0; x < width; x += 16) {
    const here = v128.load(line + x);
    const left = threeQuarters(here, v128.load(line + x - 1));
    const right = threeQuarters(here, v128.load(line + x + 1));
    v128.store(wide + 2 * x, i8x16.shuffle(left, right, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(wide + 2 * x + 16, i8x16.shuffle(left, right, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
  }
}

function blend(near: usize, far: usize, to: usize, length: usize): void {
  for (let x: usize = 0; x < length; x += 16) v128.store(to + x, threeQuarters(v128.load(near + x), v128.load(far + x)));
}
