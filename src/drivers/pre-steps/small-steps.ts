// `double`, `halve` and `applyGamma` of core/grey-picture.ts, `takeMedian` and `crop` of core/picture-steps.ts.
import { doubleRow } from "./doubling.ts";
import { continueLine, copyLine, SLACK } from "./line.ts";

/** The rows of a picture without what lies between them. */
export function crop(src: usize, stride: usize, width: usize, height: usize, dst: usize): void {
  for (let y: usize = 0; y < height; y++) copyLine(src + y * stride, dst + y * width, width);
}

/** Each level by a table of 256. */
export function mapLevels(src: usize, stride: usize, width: usize, height: usize, dst: usize, table: usize): void {
  for (let y: usize = 0; y < height; y++) {
    const row = src + y * stride;
    const to = dst + y * width;
    for (let x: usize = 0; x < width; x += 8) {
      const levels = load<u64>(row + x);
      store<u8>(to + x, load<u8>(table + <usize>(levels & 0xff)));
      store<u8>(to + x, load<u8>(table + <usize>((levels >> 8) & 0xff)), 1);
      store<u8>(to + x, load<u8>(table + <usize>((levels >> 16) & 0xff)), 2);
      store<u8>(to + x, load<u8>(table + <usize>((levels >> 24) & 0xff)), 3);
      store<u8>(to + x, load<u8>(table + <usize>((levels >> 32) & 0xff)), 4);
      store<u8>(to + x, load<u8>(table + <usize>((levels >> 40) & 0xff)), 5);
      store<u8>(to + x, load<u8>(table + <usize>((levels >> 48) & 0xff)), 6);
      store<u8>(to + x, load<u8>(table + <usize>(levels >> 56)), 7);
    }
  }
}

/** The sums of the pairs of two rows, as eight means. */
function quarter(above: usize, below: usize): v128 {
  const upper = i16x8.extadd_pairwise_i8x16_u(v128.load(above));
  const lower = i16x8.extadd_pairwise_i8x16_u(v128.load(below));
  return i16x8.shr_u(i16x8.add(i16x8.add(upper, lower), i16x8.splat(2)), 2);
}

/** Half as wide and high. */
export function halve(src: usize, stride: usize, width: usize, height: usize, dst: usize): void {
  const half = width >> 1;
  for (let y: usize = 0; y < height >> 1; y++) {
    const above = src + 2 * y * stride;
    const below = above + stride;
    for (let x: usize = 0; x < half; x += 16) {
      const left = quarter(above + 2 * x, below + 2 * x);
      const right = quarter(above + 2 * x + 16, below + 2 * x + 16);
      v128.store(dst + y * half + x, i8x16.narrow_i16x8_u(left, right));
    }
  }
}

/** Twice as wide and high. */
export function double(src: usize, stride: usize, width: usize, height: usize, dst: usize, scratch: usize): void {
  const line = scratch + SLACK;
  const rows = line + width + SLACK;
  for (let y: usize = 0; y < height; y++) {
    copyLine(src + y * stride, line, width);
    doubleRow(line, rows, dst, y, width, height);
  }
}

function middle(a: v128, b: v128, c: v128): v128 {
  return i8x16.max_u(i8x16.min_u(a, b), i8x16.min_u(i8x16.max_u(a, b), c));
}

/**
 * The middle of nine. Each column of three is sorted once; the middle of all is that of the greatest of the lowest, the middle of the
 * middle and the lowest of the greatest.
 */
export function takeMedian(src: usize, stride: usize, width: usize, height: usize, dst: usize, scratch: usize): void {
  const low = scratch + SLACK;
  const mid = low + width + 2 * SLACK;
  const high = mid + width + 2 * SLACK;
  for (let y: usize = 0; y < height; y++) {
    const row = src + y * stride;
    const above = y > 0 ? row - stride : row;
    const below = y + 1 < height ? row + stride : row;
    for (let x: usize = 0; x < width; x += 16) {
      const a = v128.load(above + x);
      const b = v128.load(row + x);
      const c = v128.load(below + x);
      v128.store(low + x, i8x16.min_u(i8x16.min_u(a, b), c));
      v128.store(mid + x, middle(a, b, c));
      v128.store(high + x, i8x16.max_u(i8x16.max_u(a, b), c));
    }
    continueLine(low, width);
    continueLine(mid, width);
    continueLine(high, width);
    for (let x: usize = 0; x < width; x += 16) {
      const lowest = i8x16.max_u(i8x16.max_u(v128.load(low + x - 1), v128.load(low + x)), v128.load(low + x + 1));
      const between = middle(v128.load(mid + x - 1), v128.load(mid + x), v128.load(mid + x + 1));
      const highest = i8x16.min_u(i8x16.min_u(v128.load(high + x - 1), v128.load(high + x)), v128.load(high + x + 1));
      v128.store(dst + y * width + x, middle(lowest, between, highest));
    }
  }
}
