import { boxAround, type Canvas, capsule, paintBox, paintShape, REFLECTED, shade } from "./canvas.ts";
import { createChance, unevenness } from "./chance.ts";
import type { CodePaints } from "./code-painting.ts";
import { writeLine, writeParagraph } from "./lettering.ts";
import type { PaperSpec } from "./spec.ts";

const WHITE = 0.85;
/** Toner on paper. */
const BLACK = 0.04;

/** Paints a sheet with a heading, a table and paragraphs; the code comes afterwards. */
export function paintPaper(canvas: Canvas, spec: PaperSpec, seed: number): void {
  const chance = createChance(seed, "paper");
  const [right, bottom] = [spec.widthMm / 2, spec.heightMm / 2];
  paintBox(canvas, { left: -right, top: -bottom, right, bottom }, { reflected: WHITE });
  const { dark } = paperPaints(spec, seed);
  const width = spec.widthMm - 16;
  writeLine(canvas, chance, { left: -right + 8 + width * 0.2, top: -bottom + 7, heightMm: 4, widthMm: width * 0.6 }, dark);
  writeParagraph(canvas, chance, { left: -right + 8, top: -bottom + 15, heightMm: 2, widthMm: width, lines: 4 }, dark);
  const rows = 5;
  const tableTop = bottom - 6 - rows * 6;
  for (let row = 0; row <= rows; row++) {
    const y = tableTop + row * 6;
    paintBox(canvas, { left: -right + 8, top: y, right: right - 8, bottom: y + 0.25 }, dark);
    if (row === rows) break;
    writeLine(canvas, chance, { left: -right + 10, top: y + 2, heightMm: 2, widthMm: width * 0.3 }, dark);
    writeLine(
      canvas,
      chance,
      { left: -right + 10 + width * 0.45, top: y + 2, heightMm: 2, widthMm: width * chance.between(0.2, 0.5) },
      dark,
    );
  }
}

/** A code printed on paper. A printer low on ink leaves grey that is uneven, and pale stripes along its way. */
export function paperPaints({ ink, wear }: PaperSpec, seed: number): CodePaints {
  const black = BLACK + 0.06 * wear;
  if (ink >= 1) return { light: { reflected: WHITE - 0.1 * wear }, dark: { reflected: black } };
  const missing = 1 - ink;
  const reflected = (x: number, y: number): number => {
    const stripe = Math.max(0, unevenness(y / 1.9, 0.5, seed + 3) + 0.35 * unevenness(x / 0.35, y / 0.35, seed + 4));
    return Math.min(WHITE - 0.05, black + missing * (0.28 + 0.5 * stripe));
  };
  return { light: { reflected: WHITE - 0.1 * wear }, dark: { reflected } };
}

/** Folds, dirt and shading over everything that is printed. */
export function wearPaper(canvas: Canvas, spec: PaperSpec, seed: number): void {
  const { widthMm, heightMm, wear, crumple } = spec;
  const chance = createChance(seed, "folds");
  const [right, bottom] = [widthMm / 2, heightMm / 2];
  const folds = wear > 0.2 ? 2 : 0;
  for (let fold = 0; fold < folds; fold++) {
    const [x, y] = [chance.between(-0.3, 0.3) * widthMm, chance.between(-0.3, 0.3) * heightMm];
    const ends: readonly [number, number, number, number] = fold === 0 ? [x, -bottom, x, bottom] : [-right, y, right, y];
    const within = { left: -right, top: -bottom, right, bottom };
    const box = boxAround(...ends, 0.5);
    const clipped = {
      left: Math.max(box.left, within.left),
      top: Math.max(box.top, within.top),
      right: Math.min(box.right, right),
      bottom: Math.min(box.bottom, bottom),
    };
    paintShape(canvas, clipped, capsule(...ends, 0.18), { reflected: 0.75 }, 0.6 * wear);
  }
  if (wear <= 0 && crumple <= 0) return;
  const creases = createCreases(spec, seed);
  shade(canvas, REFLECTED, { left: -right, top: -bottom, right, bottom }, (x, y) => {
    const dirt = Math.max(0, unevenness(x / 9, y / 9, seed + 2) + 0.6 * unevenness(x / 1.6, y / 1.6, seed + 5) - 0.7);
    return Math.max(0.15, 1 - crumple * (0.12 - creases(x, y)) - 0.3 * wear * dirt);
  });
}

/** Light on a crumpled sheet: flat facets between creases, each leaning its own way, and a bright or dark line where two meet. */
function createCreases({ widthMm, heightMm, crumple }: PaperSpec, seed: number): (x: number, y: number) => number {
  const chance = createChance(seed, "creases");
  const creases = Array.from({ length: crumple > 0 ? 13 : 0 }, () => {
    const angle = chance.between(0, Math.PI);
    const [x, y] = [chance.between(-0.5, 0.5) * widthMm, chance.between(-0.5, 0.5) * heightMm];
    const [acrossX, acrossY] = [Math.cos(angle), Math.sin(angle)];
    return { acrossX, acrossY, away: x * acrossX + y * acrossY, lean: chance.between(-0.12, 0.12), reach: chance.between(12, 45), x, y };
  });
  return (x, y) => {
    let light = 0.06 * unevenness(x / 20, y / 20, seed);
    for (const crease of creases) {
      const side = x * crease.acrossX + y * crease.acrossY - crease.away;
      // A crease ends somewhere, and its facets fade into the rest of the sheet.
      const along = Math.abs((y - crease.y) * crease.acrossX - (x - crease.x) * crease.acrossY);
      const strength = 1 - (along + Math.abs(side)) / crease.reach;
      if (strength <= 0) continue;
      const ridge = side > -1.5 && side < 1.5 ? 0.8 * Math.exp(-side * side * 6) : 0;
      light += strength * crease.lean * (Math.max(-1, Math.min(1, side * 1.5)) + ridge);
    }
    return light * 1.6;
  };
}

/** How far what is printed has moved from its place on crumpled paper, in millimetres. */
export function paperShift(
  { crumple }: PaperSpec,
  seed: number,
): ((x: number, y: number) => { readonly x: number; readonly y: number }) | undefined {
  if (crumple <= 0) return undefined;
  const reach = 0.7 * crumple;
  return (x, y) => ({ x: reach * unevenness(x / 16, y / 16, seed + 6), y: reach * unevenness(x / 16, y / 16, seed + 7) });
}
