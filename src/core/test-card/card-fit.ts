import type { CardCode } from "./card-codes.ts";
import { cornersOnCard, PATCHES } from "./card-plan.ts";

/** A picture whose rows may have padding behind them: `height` rows of `stride` bytes, 0 black to 255 white. */
export interface PaddedPicture {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly luma: Uint8Array;
}

/** A point of a picture, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Takes millimetres of the card to pixels of a picture: x = xX·X + xY·Y + x0, and the same of y. Right for a card that is held flat. */
export interface CardFit {
  readonly x: readonly [number, number, number];
  readonly y: readonly [number, number, number];
}

/** One code as a picture showed it, its corners in the order of cornersOnCard(). */
export interface SeenCode {
  readonly code: CardCode;
  readonly corners: readonly Point[];
}

/** The fit with the least squares over the corners of all codes; undefined where they lie in one line. */
export function fitCard(seen: readonly SeenCode[]): CardFit | undefined {
  const pairs = seen.flatMap(({ code, corners }) => {
    const onCard = cornersOnCard(code);
    return corners.flatMap((pixel, index) => {
      const card = onCard[index];
      return card ? [{ card, pixel }] : [];
    });
  });
  const sums = (value: (pair: (typeof pairs)[number]) => number) => pairs.reduce((sum, pair) => sum + value(pair), 0);
  const matrix = [0, 1, 2].map((row) => [0, 1, 2].map((column) => sums(({ card }) => partOf(card, row) * partOf(card, column))));
  const solve = (axis: "x" | "y") =>
    solved(
      matrix,
      [0, 1, 2].map((row) => sums(({ card, pixel }) => partOf(card, row) * pixel[axis])),
    );
  const [x, y] = [solve("x"), solve("y")];
  return x && y && { x, y };
}

/** X, Y and 1: what the three figures of a fit are multiplied with. */
function partOf([x, y]: readonly [number, number], index: number): number {
  return [x, y, 1][index] ?? 0;
}

/** Cramer's rule for three unknowns. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): readonly [number, number, number] | undefined {
  const whole = determinant(matrix);
  if (Math.abs(whole) < 1e-6) return undefined;
  const unknown = (column: number) =>
    determinant(matrix.map((row, index) => row.map((value, at) => (at === column ? (right[index] ?? 0) : value)))) / whole;
  return [unknown(0), unknown(1), unknown(2)];
}

function determinant(matrix: readonly (readonly number[])[]): number {
  const [[a = 0, b = 0, c = 0] = [], [d = 0, e = 0, f = 0] = [], [g = 0, h = 0, i = 0] = []] = matrix;
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** Pixels a millimetre of the card has in the picture. */
export function pixelsPerMm({ x, y }: CardFit): number {
  return Math.sqrt(Math.abs(x[0] * y[1] - x[1] * y[0]));
}

/** Mean level of each grey patch, black first; undefined where the picture does not show all of them. */
export function patchLevels(picture: PaddedPicture, fit: CardFit): readonly number[] | undefined {
  const levels = PATCHES.greys.map((_, index) => patchLevel(picture, fit, index));
  return levels.every((level) => level !== undefined) ? levels : undefined;
}

/** Of the middle half of a patch, so that its edges do not count. */
function patchLevel({ width, height, stride, luma }: PaddedPicture, { x, y }: CardFit, index: number): number | undefined {
  const [steps, { xMm, yMm, sideMm, heightMm }] = [8, PATCHES];
  let sum = 0;
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) {
      const right = xMm + (index + 0.25 + (0.5 * (column + 0.5)) / steps) * sideMm;
      const down = yMm + (0.25 + (0.5 * (row + 0.5)) / steps) * heightMm;
      const [px, py] = [Math.round(x[0] * right + x[1] * down + x[2]), Math.round(y[0] * right + y[1] * down + y[2])];
      if (px < 0 || py < 0 || px >= width || py >= height) return undefined;
      sum += luma[py * stride + px] ?? 0;
    }
  }
  return sum / (steps * steps);
}
