// Means of squares and what is sharpened by them: `soften` and `sharpen` of core/grey-picture.ts.
import { doubleRow, doublingBytes } from "./doubling.ts";
import { SLACK } from "./line.ts";

/** What is made of the means: themselves, a sharpened picture, or a sharpened one of twice the size. */
const SOFTEN = 0;
const SHARPEN = 1;
const SHARPEN_AND_DOUBLE = 2;

/** A sum of `side` levels, divided by `side` and rounded, is ((sum + side / 2) × factor) >> (16 + shift): exact below side 128. */
let half: v128 = i16x8.splat(0);
let factor: v128 = i16x8.splat(0);
let shift: i32 = 0;

function divideBy(side: u32): void {
  shift = 31 - clz(side);
  half = i16x8.splat(<i16>(side >> 1));
  factor = i16x8.splat(<i16>((((<u32>1) << (16 + shift)) + side - 1) / side));
}

/** Eight sums as means. */
function meansOf(sums: v128): v128 {
  const rounded = i16x8.add(sums, half);
  const low = i32x4.extmul_low_i16x8_u(rounded, factor);
  const high = i32x4.extmul_high_i16x8_u(rounded, factor);
  // The upper half of each product is the product >> 16.
  return i16x8.shr_u(i8x16.shuffle(low, high, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31), shift);
}

/** Eight running totals: each lane and all before it. */
function totalsOf(levels: v128): v128 {
  const zero = i16x8.splat(0);
  const two = i16x8.add(levels, v128.shuffle<u16>(zero, levels, 7, 8, 9, 10, 11, 12, 13, 14));
  const four = i16x8.add(two, v128.shuffle<u16>(zero, two, 6, 7, 8, 9, 10, 11, 12, 13));
  return i16x8.add(four, v128.shuffle<u16>(zero, four, 4, 5, 6, 7, 8, 9, 10, 11));
}

/**
 * Means along a row, by the difference of two running totals. The totals overflow 16 bits and their differences do not: a window of 63
 * pixels has 16,065 at most. `totals` has room for `radius` of them before it.
 */
function meanRow(row: usize, to: usize, width: usize, radius: usize, totals: usize): void {
  const first: u16 = load<u8>(row);
  const last: u16 = load<u8>(row + width - 1);
  for (let k: usize = 0; k <= radius; k++) store<u16>(totals - 2 * k, -(<u16>k * first));
  let carry = i16x8.splat(0);
  for (let x: usize = 0; x < width; x += 16) {
    const levels = v128.load(row + x);
    const left = i16x8.add(totalsOf(i16x8.extend_low_i8x16_u(levels)), carry);
    v128.store(totals + 2 * x + 2, left);
    carry = v128.shuffle<u16>(left, left, 7, 7, 7, 7, 7, 7, 7, 7);
    const right = i16x8.add(totalsOf(i16x8.extend_high_i8x16_u(levels)), carry);
    v128.store(totals + 2 * x + 18, right);
    carry = v128.shuffle<u16>(right, right, 7, 7, 7, 7, 7, 7, 7, 7);
  }
  const all = load<u16>(totals + 2 * width);
  for (let k: usize = 1; k <= radius; k++) store<u16>(totals + 2 * (width + k), all + <u16>k * last);

  const from = totals - 2 * radius;
  const until = totals + 2 * radius + 2;
  for (let x: usize = 0; x < width; x += 16) {
    const left = i16x8.sub(v128.load(until + 2 * x), v128.load(from + 2 * x));
    const right = i16x8.sub(v128.load(until + 2 * x + 16), v128.load(from + 2 * x + 16));
    v128.store(to + x, i8x16.narrow_i16x8_u(meansOf(left), meansOf(right)));
  }
}

/** Adds a row to the sums of the columns, so many times. */
function addRow(row: usize, sums: usize, width: usize, times: u16): void {
  const factors = i16x8.splat(times);
  for (let x: usize = 0; x < width; x += 8) {
    v128.store(sums + 2 * x, i16x8.add(v128.load(sums + 2 * x), i16x8.mul(v128.load_ext<u8>(row + x), factors)));
  }
}

/** Moves the sums of eight columns on to the next row. */
function move(sums: usize, coming: v128, going: v128): v128 {
  const before = v128.load(sums);
  v128.store(sums, i16x8.add(before, i16x8.sub(coming, going)));
  return meansOf(before);
}

/** A row of means, as they are. */
function writeMeans(to: usize, sums: usize, width: usize, coming: usize, going: usize): void {
  for (let x: usize = 0; x < width; x += 16) {
    const newer = v128.load(coming + x);
    const older = v128.load(going + x);
    const left = move(sums + 2 * x, i16x8.extend_low_i8x16_u(newer), i16x8.extend_low_i8x16_u(older));
    const right = move(sums + 2 * x + 16, i16x8.extend_high_i8x16_u(newer), i16x8.extend_high_i8x16_u(older));
    v128.store(to + x, i8x16.narrow_i16x8_u(left, right));
  }
}

/** Levels moved away from the means: eighths, rounded as a clamped array of JavaScript rounds, half to even. */
function away(levels: v128, means: v128, eighths: v128): v128 {
  const exact = i16x8.add(i16x8.shl(levels, 3), i16x8.mul(i16x8.sub(levels, means), eighths));
  const isOdd = v128.and(i16x8.shr_u(exact, 3), i16x8.splat(1));
  return i16x8.shr_s(i16x8.add(i16x8.add(exact, i16x8.splat(3)), isOdd), 3);
}

/** A sharpened row. */
function writeSharpened(row: usize, to: usize, sums: usize, width: usize, coming: usize, going: usize, eighths: v128): void {
  for (let x: usize = 0; x < width; x += 16) {
    const levels = v128.load(row + x);
    const newer = v128.load(coming + x);
    const older = v128.load(going + x);
    const left = move(sums + 2 * x, i16x8.extend_low_i8x16_u(newer), i16x8.extend_low_i8x16_u(older));
    const right = move(sums + 2 * x + 16, i16x8.extend_high_i8x16_u(newer), i16x8.extend_high_i8x16_u(older));
    const sharpLeft = away(i16x8.extend_low_i8x16_u(levels), left, eighths);
    const sharpRight = away(i16x8.extend_high_i8x16_u(levels), right, eighths);
    v128.store(to + x, i8x16.narrow_i16x8_u(sharpLeft, sharpRight));
  }
}

/** Bytes of scratch memory that a picture of this width takes with this radius, whatever is done with it. */
export function scratchBytes(width: usize, radius: usize): usize {
  const totals = (width + radius * 2) * 2 + SLACK * 4;
  const sums = width * 2 + SLACK * 2;
  const line = width + SLACK * 2;
  return totals + sums + line + (radius * 2 + 2) * (width + SLACK) + doublingBytes(width) + 4096;
}

/**
 * Squares of `radius` pixels to each side. The means of as many rows as a square has are kept, and one more; of the columns only the sum
 * of what is in the square now.
 */
function overSquares(
  src: usize,
  stride: usize,
  width: usize,
  height: usize,
  dst: usize,
  scratch: usize,
  radius: usize,
  eighths: i32,
  kind: i32,
): void {
  const totals = scratch + 2 * radius + SLACK;
  const sums = totals + 2 * (width + radius) + 2 * SLACK;
  const line = sums + 2 * width + 2 * SLACK;
  const wide = line + width + SLACK;
  const ring = wide + doublingBytes(width);
  const pitch = width + SLACK;
  const kept = radius * 2 + 2;
  const last = height - 1;
  const amount = i16x8.splat(<i16>eighths);
  divideBy(<u32>(radius * 2 + 1));

  memory.fill(sums, 0, 2 * width + SLACK);
  let known: usize = 0;
  for (; known <= radius && known <= last; known++) {
    const row = ring + known * pitch;
    meanRow(src + known * stride, row, width, radius, totals);
    addRow(row, sums, width, known === 0 ? <u16>radius + 1 : 1);
  }
  // The last row stands for those below it.
  if (last < radius) addRow(ring + last * pitch, sums, width, <u16>(radius - last));

  for (let y: usize = 0; y < height; y++) {
    const below = min(y + radius + 1, last);
    if (below >= known) {
      meanRow(src + below * stride, ring + (below % kept) * pitch, width, radius, totals);
      known++;
    }
    const coming = ring + (below % kept) * pitch;
    const going = ring + ((y > radius ? y - radius : 0) % kept) * pitch;
    const row = src + y * stride;
    if (kind === SOFTEN) writeMeans(dst + y * width, sums, width, coming, going);
    else if (kind === SHARPEN) writeSharpened(row, dst + y * width, sums, width, coming, going, amount);
    else {
      writeSharpened(row, line, sums, width, coming, going, amount);
      doubleRow(line, wide, dst, y, width, height);
    }
  }
}

/** The mean of the square around each pixel. */
export function soften(src: usize, stride: usize, width: usize, height: usize, dst: usize, scratch: usize, radius: usize): void {
  overSquares(src, stride, width, height, dst, scratch, radius, 0, SOFTEN);
}

/** Each pixel moved away from that mean, by so many eighths of the difference. */
export function sharpen(
  src: usize,
  stride: usize,
  width: usize,
  height: usize,
  dst: usize,
  scratch: usize,
  radius: usize,
  eighths: i32,
): void {
  overSquares(src, stride, width, height, dst, scratch, radius, eighths, SHARPEN);
}

/** The same, and doubled, without a sharpened picture in between. */
export function sharpenAndDouble(
  src: usize,
  stride: usize,
  width: usize,
  height: usize,
  dst: usize,
  scratch: usize,
  radius: usize,
  eighths: i32,
): void {
  overSquares(src, stride, width, height, dst, scratch, radius, eighths, SHARPEN_AND_DOUBLE);
}
