/** A grey picture without padding: `height` rows of `width` bytes, 0 black to 255 white. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly luma: Uint8Array;
}

/** Each level to the power of `gamma`, both from 0 to 1: above 1 brings out what is almost white, below 1 what is almost black. */
export function applyGamma({ width, height, luma }: GreyPicture, gamma: number): GreyPicture {
  const levels = Uint8Array.from({ length: 256 }, (_, level) => Math.round(255 * (level / 255) ** gamma));
  return { width, height, luma: luma.map((level) => levels[level] ?? level) };
}

/** Twice as wide and high, with straight lines between the pixels' centres: room for a finder that wants three pixels a module. */
export function double({ width, height, luma }: GreyPicture): GreyPicture {
  const wide = new Uint8Array(width * 2 * height);
  blend(luma, wide, { lines: height, lineStep: width, length: width, step: 1 }, { lineStep: width * 2, step: 1 });
  const both = new Uint8Array(width * 2 * height * 2);
  blend(wide, both, { lines: width * 2, lineStep: 1, length: height, step: width * 2 }, { lineStep: 1, step: width * 2 });
  return { width: width * 2, height: height * 2, luma: both };
}

interface Lines {
  readonly lineStep: number;
  readonly step: number;
}

/** Doubles each of some lines (rows or columns): a new pixel is three quarters of the nearer old one and a quarter of the next. */
function blend(from: Uint8Array, to: Uint8Array, source: Lines & { readonly lines: number; readonly length: number }, target: Lines): void {
  for (let line = 0; line < source.lines; line++) {
    const start = line * source.lineStep;
    let out = line * target.lineStep;
    let before = from[start] ?? 0;
    let here = before;
    for (let index = 0; index < source.length; index++) {
      const after = index + 1 < source.length ? (from[start + (index + 1) * source.step] ?? 0) : here;
      to[out] = (here * 3 + before + 2) >> 2;
      to[out + target.step] = (here * 3 + after + 2) >> 2;
      out += target.step * 2;
      before = here;
      here = after;
    }
  }
}

/** Half as wide and high, each pixel the mean of four: for photos whose noise is finer than their modules. */
export function halve({ width, height, luma }: GreyPicture): GreyPicture {
  const half = { width: width >> 1, height: height >> 1, luma: new Uint8Array((width >> 1) * (height >> 1)) };
  let out = 0;
  for (let y = 0; y < half.height; y++) {
    let at = y * 2 * width;
    for (let x = 0; x < half.width; x++, at += 2) {
      const sum = (luma[at] ?? 0) + (luma[at + 1] ?? 0) + (luma[at + width] ?? 0) + (luma[at + width + 1] ?? 0);
      half.luma[out++] = (sum + 2) >> 2;
    }
  }
  return half;
}

/** Sharpened: each pixel moved away from the mean of the square around it, `radius` pixels to each side, by `amount` times the difference. */
export function sharpen(picture: GreyPicture, radius: number, amount: number): GreyPicture {
  const { width, height, luma } = picture;
  const soft = soften(picture, radius).luma;
  const sharp = new Uint8ClampedArray(luma.length);
  for (let index = 0; index < luma.length; index++) {
    const level = luma[index] ?? 0;
    sharp[index] = level + (level - (soft[index] ?? 0)) * amount;
  }
  return { width, height, luma: new Uint8Array(sharp.buffer) };
}

/** The mean of the square around each pixel, `radius` pixels to each side; the border's pixels stand for what lies outside. */
export function soften({ width, height, luma }: GreyPicture, radius: number): GreyPicture {
  const rows = new Uint8Array(luma.length);
  const both = new Uint8Array(luma.length);
  for (let y = 0; y < height; y++) runningMean(luma, rows, y * width, 1, width, radius);
  for (let x = 0; x < width; x++) runningMean(rows, both, x, width, height, radius);
  return { width, height, luma: both };
}

function runningMean(from: Uint8Array, to: Uint8Array, start: number, step: number, length: number, radius: number): void {
  const last = length - 1;
  const scale = 1 / (radius * 2 + 1);
  let sum = (from[start] ?? 0) * (radius + 1);
  for (let index = 1; index <= radius; index++) sum += from[start + Math.min(index, last) * step] ?? 0;
  for (let index = 0; index < length; index++) {
    to[start + index * step] = sum * scale + 0.5;
    sum += (from[start + Math.min(index + radius + 1, last) * step] ?? 0) - (from[start + Math.max(index - radius, 0) * step] ?? 0);
  }
}
