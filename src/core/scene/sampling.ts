import { type Canvas, COVER, GIVEN, MIRRORS, REFLECTED, TEXEL } from "./canvas.ts";
import type { Mirror } from "./glare.ts";
import type { Layer, PixelBox } from "./layer.ts";
import type { Lens, Matrix } from "./lens.ts";
import type { Sheet } from "./sheet.ts";

/** The light on a sheet while a row was exposed. */
export interface RowLight {
  /** Luminance of a surface that gives back all light, in cd/m². */
  readonly ambient: number;
  /** Luminance of white on a screen, in cd/m². */
  readonly screen: number;
}

/** What is looked at, and how. */
export interface Look {
  readonly lens: Lens;
  /** The way from a line of sight to the sheet (lens.ts, `towards`) while this row was exposed. */
  readonly towards: (row: number) => Matrix;
  readonly light: (row: number) => RowLight;
  readonly mirrors: readonly Mirror[];
  /** Pixels of the frame a millimetre of the sheet, about its middle. */
  readonly pixelsPerMm: number;
  readonly grid: Grid | undefined;
}

/** The sub-pixel grid of a screen as it reaches the sensor: waves of light, a few to each screen pixel. */
export interface Grid {
  readonly pitchMm: number;
  /** Height of the first and the second wave, after lens and pixel have taken their part. */
  readonly first: number;
  readonly second: number;
}

/** Screen, in coarser steps, from which a light that changes slowly is interpolated. */
const CELL = 8;
const COSINES = 1024;
const COSINE = Float32Array.from({ length: COSINES }, (_, index) => Math.cos((index / COSINES) * 2 * Math.PI));

/** Draws a sheet into an empty layer, each pixel the mean of the area it sees; returns the box of what was drawn. */
export function drawSheet(layer: Layer, sheet: Sheet, look: Look, box: PixelBox): PixelBox {
  const { lens, grid } = look;
  // Where text is concerned one sample of about a pixel's size will do; a code gets four of half its size.
  const painting = sheet.painting();
  const whole = levelFor(painting.whole, look.pixelsPerMm * 0.9);
  const patches = painting.patches.map((levels) => areaOf(levelFor(levels, look.pixelsPerMm * 1.5)));
  const shine = shineOf(look.mirrors, box);
  const shineColumns = columnsOf(box);
  const perFocal = 1 / lens.focal;
  /** The four bytes of a texel, between texels. */
  const sample = new Float64Array(TEXEL);
  const { width } = layer;
  const seen = { left: box.right, top: box.bottom, right: box.left, bottom: box.top };
  const { texels } = whole;
  const below = whole.width * TEXEL;
  for (let y = box.top; y < box.bottom; y++) {
    const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = look.towards(y);
    const { ambient, screen } = look.light(y);
    const tangentY = (y + 0.5 - lens.middleY) / lens.focal;
    let first = -1;
    let last = -1;
    for (let x = box.left; x < box.right; x++) {
      const tangentX = (x + 0.5 - lens.middleX) / lens.focal;
      const stretch = 1 + lens.distortion * (tangentX * tangentX + tangentY * tangentY);
      const sightX = tangentX * stretch;
      const sightY = tangentY * stretch;
      const scale = 1 / (m6 * sightX + m7 * sightY + m8);
      if (scale <= 0) continue;
      const u = (m0 * sightX + m1 * sightY + m2) * scale;
      const v = (m3 * sightX + m4 * sightY + m5) * scale;
      const column = (u - whole.leftMm) * whole.density - 0.5;
      const line = (v - whole.topMm) * whole.density - 0.5;
      if (!(column >= 0 && line >= 0 && column < whole.width - 1 && line < whole.height - 1)) continue;
      const patch = patchAt(patches, u, v);
      if (patch) {
        // How far a quarter of a pixel leads on the sheet.
        const quarter = 0.25 * stretch * scale * perFocal;
        const rightU = (m0 - u * m6) * quarter;
        const rightV = (m3 - v * m6) * quarter;
        const downU = (m1 - u * m7) * quarter;
        const downV = (m4 - v * m7) * quarter;
        four(patch, u, v, rightU + downU, rightV + downV, rightU - downU, rightV - downV, sample);
      } else {
        const at = (line | 0) * below + (column | 0) * TEXEL;
        if (((texels[at + 2] ?? 0) | (texels[at + 6] ?? 0) | (texels[at + below + 2] ?? 0) | (texels[at + below + 6] ?? 0)) === 0) continue;
        sample.fill(0);
        add(texels, at, below, column - (column | 0), line - (line | 0), sample);
      }
      const given = sample[GIVEN] ?? 0;
      const shown = grid && given > 0 ? given * gridAt(grid, u, v) : given;
      let light = (sample[REFLECTED] ?? 0) * ambient + shown * screen;
      if (shine) light += (sample[MIRRORS] ?? 0) * shineAt(shine, shineColumns, (x - box.left) / CELL, (y - box.top) / CELL);
      layer.light[y * width + x] = light / 255;
      layer.cover[y * width + x] = (sample[COVER] ?? 0) / 255;
      if (first < 0) first = x;
      last = x;
    }
    if (first < 0) continue;
    seen.left = Math.min(seen.left, first);
    seen.right = Math.max(seen.right, last + 1);
    seen.top = Math.min(seen.top, y);
    seen.bottom = y + 1;
  }
  return seen.bottom > seen.top ? seen : { left: box.left, top: box.top, right: box.left, bottom: box.top };
}

/** The coarsest canvas that still has so many texels a millimetre. */
function levelFor(levels: readonly Canvas[], density: number): Canvas {
  const [finest] = levels;
  if (!finest) throw new Error("scene: a sheet without a canvas");
  return levels.findLast((level) => level.density >= density) ?? finest;
}

/** A canvas and where it is on the sheet, without a border that samples beside it would need. */
interface Patch extends Canvas {
  readonly rightMm: number;
  readonly bottomMm: number;
}

function areaOf(canvas: Canvas): Patch {
  const { leftMm, topMm, density, width, height } = canvas;
  return { ...canvas, rightMm: leftMm + width / density, bottomMm: topMm + height / density };
}

function patchAt(patches: readonly Patch[], u: number, v: number): Patch | undefined {
  for (let index = 0; index < patches.length; index++) {
    const patch = patches[index];
    if (patch && u > patch.leftMm && v > patch.topMm && u < patch.rightMm && v < patch.bottomMm) return patch;
  }
  return undefined;
}

/** Adds to a sample what straight lines between four texels give, `right` and `down` (0 to 1) from the first of them. */
function add(texels: Uint8Array, at: number, below: number, right: number, down: number, sample: Float64Array): void {
  const both = right * down;
  const a = 1 - right - down + both;
  const b = right - both;
  const c = down - both;
  for (let byte = 0; byte < TEXEL; byte++) {
    const from = at + byte;
    sample[byte] =
      (sample[byte] ?? 0) +
      (texels[from] ?? 0) * a +
      (texels[from + TEXEL] ?? 0) * b +
      (texels[from + below] ?? 0) * c +
      (texels[from + below + TEXEL] ?? 0) * both;
  }
}

/** Straight lines between the cells of `shine`. */
function shineAt(shine: Float32Array, columns: number, column: number, line: number): number {
  const x = column | 0;
  const y = line | 0;
  const at = y * columns + x;
  const right = column - x;
  const down = line - y;
  const above = (shine[at] ?? 0) * (1 - right) + (shine[at + 1] ?? 0) * right;
  const below = (shine[at + columns] ?? 0) * (1 - right) + (shine[at + columns + 1] ?? 0) * right;
  return above * (1 - down) + below * down;
}

/** The mean of four samples in the quarters of a pixel, two on each of its diagonals. */
function four(patch: Patch, u: number, v: number, fallU: number, fallV: number, riseU: number, riseV: number, sample: Float64Array): void {
  sample.fill(0);
  one(patch, u + fallU, v + fallV, sample);
  one(patch, u - fallU, v - fallV, sample);
  one(patch, u + riseU, v + riseV, sample);
  one(patch, u - riseU, v - riseV, sample);
  for (let byte = 0; byte < TEXEL; byte++) sample[byte] = (sample[byte] ?? 0) / 4;
}

function one({ leftMm, topMm, density, width, height, texels }: Patch, u: number, v: number, sample: Float64Array): void {
  const column = Math.max(0, Math.min(width - 1.001, (u - leftMm) * density - 0.5));
  const line = Math.max(0, Math.min(height - 1.001, (v - topMm) * density - 0.5));
  const x = column | 0;
  const y = line | 0;
  add(texels, (y * width + x) * TEXEL, width * TEXEL, column - x, line - y, sample);
}

function gridAt({ pitchMm, first, second }: Grid, u: number, v: number): number {
  const across = ((u / pitchMm) * COSINES) & (COSINES - 1);
  const along = ((v / pitchMm) * COSINES) & (COSINES - 1);
  const columns = 1 + first * (COSINE[across] ?? 0) + second * (COSINE[(across * 2) & (COSINES - 1)] ?? 0);
  // Rows are parted by thinner gaps than the three colours of a column.
  return columns * (1 + 0.7 * first * (COSINE[along] ?? 0));
}

const columnsOf = ({ left, right }: PixelBox) => Math.ceil((right - left) / CELL) + 2;

/** What lamps add, at each corner of a cell; undefined where it is nothing. */
function shineOf(mirrors: readonly Mirror[], box: PixelBox): Float32Array | undefined {
  if (mirrors.length === 0) return undefined;
  const columns = columnsOf(box);
  const rows = Math.ceil((box.bottom - box.top) / CELL) + 2;
  const shine = new Float32Array(columns * rows);
  let most = 0;
  for (let at = 0; at < shine.length; at++) {
    let sum = 0;
    for (const mirror of mirrors) sum += mirror(box.left + (at % columns) * CELL, box.top + Math.floor(at / columns) * CELL);
    shine[at] = sum;
    most = Math.max(most, sum);
  }
  return most > 0.01 ? shine : undefined;
}
