import type { PixelBox } from "./layer.ts";

/** Below this a blur changes nothing that can be seen, in pixels. */
const LEAST_SIGMA = 0.25;
/** Above this two boxes stand for the disc that a point out of focus becomes; below, a bell of few pixels. */
const MOST_BELL_SIGMA = 1.3;

/** Softens a plane of linear light inside a box, by a standard deviation in pixels; beyond the box its border goes on. */
export function soften(plane: Float32Array, width: number, box: PixelBox, sigma: number, scratch: Float32Array): void {
  if (sigma < LEAST_SIGMA || box.right <= box.left || box.bottom <= box.top) return;
  if (sigma <= MOST_BELL_SIGMA) {
    bellRows(plane, scratch, width, box, sigma);
    bellColumns(scratch, plane, width, box, sigma);
    return;
  }
  // Two boxes in turn, each with half of the variance: a box of width w has w² / 12.
  const wide = Math.sqrt(6) * sigma;
  for (let pass = 0; pass < 2; pass++) {
    boxRows(plane, scratch, width, box, wide);
    boxColumns(scratch, plane, width, box, wide);
  }
}

function bellOf(sigma: number): readonly [number, number, number, number] {
  const weight = (away: number) => Math.exp(-(away * away) / (2 * sigma * sigma));
  const sum = weight(0) + 2 * (weight(1) + weight(2) + weight(3));
  return [weight(0) / sum, weight(1) / sum, weight(2) / sum, weight(3) / sum];
}

function bellRows(from: Float32Array, to: Float32Array, width: number, { left, top, right, bottom }: PixelBox, sigma: number): void {
  const [w0, w1, w2, w3] = bellOf(sigma);
  for (let y = top; y < bottom; y++) {
    const first = y * width + left;
    const last = y * width + right - 1;
    let [a, b, c] = [from[first] ?? 0, from[first] ?? 0, from[first] ?? 0];
    let d = a;
    let e = from[Math.min(first + 1, last)] ?? 0;
    let f = from[Math.min(first + 2, last)] ?? 0;
    for (let at = first; at <= last; at++) {
      const g = from[Math.min(at + 3, last)] ?? 0;
      to[at] = d * w0 + (c + e) * w1 + (b + f) * w2 + (a + g) * w3;
      a = b;
      b = c;
      c = d;
      d = e;
      e = f;
      f = g;
    }
  }
}

function bellColumns(from: Float32Array, to: Float32Array, width: number, { left, top, right, bottom }: PixelBox, sigma: number): void {
  const [w0, w1, w2, w3] = bellOf(sigma);
  const row = (y: number) => Math.max(top, Math.min(bottom - 1, y)) * width;
  for (let y = top; y < bottom; y++) {
    const [a, b, c, d, e, f, g] = [row(y - 3), row(y - 2), row(y - 1), row(y), row(y + 1), row(y + 2), row(y + 3)];
    for (let x = left; x < right; x++) {
      to[d + x] =
        (from[d + x] ?? 0) * w0 +
        ((from[c + x] ?? 0) + (from[e + x] ?? 0)) * w1 +
        ((from[b + x] ?? 0) + (from[f + x] ?? 0)) * w2 +
        ((from[a + x] ?? 0) + (from[g + x] ?? 0)) * w3;
    }
  }
}

/** A box `wide` pixels wide, fractions of a pixel at its ends included. */
function boxRows(from: Float32Array, to: Float32Array, width: number, { left, top, right, bottom }: PixelBox, wide: number): void {
  const reach = Math.floor((wide - 1) / 2);
  const end = (wide - 1) / 2 - reach;
  for (let y = top; y < bottom; y++) {
    const first = y * width + left;
    const last = y * width + right - 1;
    let sum = (from[first] ?? 0) * (reach + 1);
    for (let away = 1; away <= reach; away++) sum += from[Math.min(first + away, last)] ?? 0;
    for (let at = first; at <= last; at++) {
      const next = from[Math.min(at + reach + 1, last)] ?? 0;
      to[at] = (sum + end * (next + (from[Math.max(at - reach - 1, first)] ?? 0))) / wide;
      sum += next - (from[Math.max(at - reach, first)] ?? 0);
    }
  }
}

function boxColumns(from: Float32Array, to: Float32Array, width: number, { left, top, right, bottom }: PixelBox, wide: number): void {
  const reach = Math.floor((wide - 1) / 2);
  const end = (wide - 1) / 2 - reach;
  const row = (y: number) => Math.max(top, Math.min(bottom - 1, y)) * width;
  // Column by column would jump through the memory: all columns' sums go down together.
  const sums = new Float64Array(right - left);
  for (let away = -reach; away <= reach; away++) {
    const start = row(top + away) + left;
    for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] ?? 0) + (from[start + x] ?? 0);
  }
  for (let y = top; y < bottom; y++) {
    const [before, leaving, entering] = [row(y - reach - 1) + left, row(y - reach) + left, row(y + reach + 1) + left];
    for (let x = 0, out = y * width + left; x < sums.length; x++, out++) {
      const sum = sums[x] ?? 0;
      const next = from[entering + x] ?? 0;
      to[out] = (sum + end * (next + (from[before + x] ?? 0))) / wide;
      sums[x] = sum + next - (from[leaving + x] ?? 0);
    }
  }
}

/** Smears a plane along a straight way during the exposure: each pixel becomes the mean of what came by, `rightPx` and `downPx` in all. */
export function smear(plane: Float32Array, width: number, box: PixelBox, rightPx: number, downPx: number): void {
  const wide = Math.max(Math.abs(rightPx), Math.abs(downPx));
  if (wide < 0.5) return;
  const isFlat = Math.abs(rightPx) >= Math.abs(downPx);
  // Lines that lean as the way does, one pixel a step, as many as there are starting points: each pixel is on exactly one of them.
  const slope = isFlat ? downPx / rightPx : rightPx / downPx;
  const [along, across] = isFlat ? [box.right - box.left, box.bottom - box.top] : [box.bottom - box.top, box.right - box.left];
  const [step, side] = isFlat ? [1, width] : [width, 1];
  const start = box.top * width + box.left;
  const lean = Int32Array.from({ length: along }, (_, at) => Math.round(at * slope));
  const [least, most] = [Math.min(0, lean[along - 1] ?? 0), Math.max(0, lean[along - 1] ?? 0)];
  const line = new Float32Array(along);
  const smeared = new Float32Array(along);
  for (let first = -most; first < across - least; first++) {
    for (let at = 0; at < along; at++) {
      const row = Math.max(0, Math.min(across - 1, first + (lean[at] ?? 0)));
      line[at] = plane[start + at * step + row * side] ?? 0;
    }
    smearLine(line, smeared, wide);
    for (let at = 0; at < along; at++) {
      const row = first + (lean[at] ?? 0);
      if (row >= 0 && row < across) plane[start + at * step + row * side] = smeared[at] ?? 0;
    }
  }
}

/** Means of a window that slides along a line; a way shorter than a pixel takes a little from both neighbours. */
function smearLine(line: Float32Array, smeared: Float32Array, wide: number): void {
  const span = wide >= 1 ? wide : 1 + wide ** 2 / 2;
  const reach = Math.floor((span - 1) / 2);
  const end = (span - 1) / 2 - reach;
  const last = line.length - 1;
  let sum = (line[0] ?? 0) * (reach + 1);
  for (let away = 1; away <= reach; away++) sum += line[Math.min(away, last)] ?? 0;
  for (let at = 0; at <= last; at++) {
    const next = line[Math.min(at + reach + 1, last)] ?? 0;
    smeared[at] = (sum + end * (next + (line[Math.max(at - reach - 1, 0)] ?? 0))) / span;
    sum += next - (line[Math.max(at - reach, 0)] ?? 0);
  }
}
