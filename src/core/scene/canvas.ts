/**
 * A flat surface to paint on, measured in millimetres from its own origin. A texel has four bytes, each 0 to 255 for 0 to 1: what it
 * mirrors of the light on it, what it gives off by itself, how much of it is there at all, and how much of that mirrors lamps (all of a
 * screen or a card, nothing of a finger). Light is already multiplied by what is there.
 */
export interface Canvas {
  readonly leftMm: number;
  readonly topMm: number;
  /** Texels a millimetre. */
  readonly density: number;
  readonly width: number;
  readonly height: number;
  readonly texels: Uint8Array;
}

/** The four bytes of a texel. */
export const REFLECTED = 0;
export const GIVEN = 1;
export const COVER = 2;
export const MIRRORS = 3;
/** Bytes of a texel. */
export const TEXEL = 4;

/** What is painted: a reflectance and a part of the screen's white, each 0 to 1, or one that depends on the place. */
export interface Paint {
  readonly reflected: number | ((xMm: number, yMm: number) => number);
  readonly given?: number;
  readonly isDull?: true;
}

/** A box in millimetres. */
export interface MmBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A shape: how far outside of it a point is, in millimetres; negative inside. */
export type Shape = (xMm: number, yMm: number) => number;

/** An empty canvas. */
export function createCanvas({ left, top, right, bottom }: MmBox, density: number): Canvas {
  const width = Math.max(1, Math.ceil((right - left) * density));
  const height = Math.max(1, Math.ceil((bottom - top) * density));
  return { leftMm: left, topMm: top, density, width, height, texels: new Uint8Array(width * height * TEXEL) };
}

/** Paints what of a shape lies inside a box, with soft edges one texel wide. */
export function paintShape(canvas: Canvas, box: MmBox, shape: Shape, paint: Paint, opacity = 1): void {
  const { density, leftMm, topMm } = canvas;
  const { fromX, toX, fromY, toY } = texelsOf(canvas, box);
  for (let y = fromY; y < toY; y++) {
    const yMm = topMm + (y + 0.5) / density;
    for (let x = fromX; x < toX; x++) {
      const xMm = leftMm + (x + 0.5) / density;
      const part = 0.5 - shape(xMm, yMm) * density;
      if (part > 0) lay(canvas, y * canvas.width + x, Math.min(part, 1) * opacity, paint, xMm, yMm);
    }
  }
}

/** Paints a box, exact to a fraction of a texel. */
export function paintBox(canvas: Canvas, box: MmBox, paint: Paint, opacity = 1): void {
  const { density, leftMm, topMm } = canvas;
  const [left, right] = [(box.left - leftMm) * density, (box.right - leftMm) * density];
  const [top, bottom] = [(box.top - topMm) * density, (box.bottom - topMm) * density];
  const { fromX, toX, fromY, toY } = texelsOf(canvas, box);
  for (let y = fromY; y < toY; y++) {
    const tall = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = fromX; x < toX; x++) {
      const part = tall * (Math.min(right, x + 1) - Math.max(left, x)) * opacity;
      if (part > 0) lay(canvas, y * canvas.width + x, part, paint, leftMm + (x + 0.5) / density, topMm + (y + 0.5) / density);
    }
  }
}

function texelsOf({ density, leftMm, topMm, width, height }: Canvas, { left, top, right, bottom }: MmBox) {
  return {
    fromX: Math.max(0, Math.floor((left - leftMm) * density)),
    toX: Math.min(width, Math.ceil((right - leftMm) * density)),
    fromY: Math.max(0, Math.floor((top - topMm) * density)),
    toY: Math.min(height, Math.ceil((bottom - topMm) * density)),
  };
}

function lay({ texels }: Canvas, texel: number, part: number, { reflected, given = 0, isDull }: Paint, xMm: number, yMm: number): void {
  const at = texel * TEXEL;
  blend(texels, at + REFLECTED, typeof reflected === "number" ? reflected : reflected(xMm, yMm), part);
  blend(texels, at + GIVEN, given, part);
  blend(texels, at + COVER, 1, part);
  blend(texels, at + MIRRORS, isDull ? 0 : 1, part);
}

function blend(texels: Uint8Array, at: number, level: number, part: number): void {
  const before = texels[at] ?? 0;
  texels[at] = Math.max(0, Math.min(255, before + (level * 255 - before) * part + 0.5));
}

/** Changes light that is there already, inside a box: `REFLECTED` or `GIVEN` times `factor(x, y)`. */
export function shade(
  canvas: Canvas,
  which: typeof REFLECTED | typeof GIVEN,
  box: MmBox,
  factor: (xMm: number, yMm: number) => number,
): void {
  const { width, density, leftMm, topMm, texels } = canvas;
  const { fromX, toX, fromY, toY } = texelsOf(canvas, box);
  for (let y = fromY; y < toY; y++) {
    for (let x = fromX, at = (y * width + fromX) * TEXEL; x < toX; x++, at += TEXEL) {
      const before = texels[at + which] ?? 0;
      if (before === 0) continue;
      const after = before * factor(leftMm + (x + 0.5) / density, topMm + (y + 0.5) / density);
      texels[at + which] = Math.max(0, Math.min(texels[at + COVER] ?? 0, after + 0.5));
    }
  }
}

/** The box with round corners: for `paintShape`. */
export function roundBox({ left, top, right, bottom }: MmBox, radiusMm: number): Shape {
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  const [halfX, halfY] = [(right - left) / 2 - radiusMm, (bottom - top) / 2 - radiusMm];
  return (x, y) => {
    const [overX, overY] = [Math.abs(x - middleX) - halfX, Math.abs(y - middleY) - halfY];
    return Math.hypot(Math.max(overX, 0), Math.max(overY, 0)) + Math.min(Math.max(overX, overY), 0) - radiusMm;
  };
}

/** A line with round ends, `radiusMm` to each side: for `paintShape`. */
export function capsule(fromX: number, fromY: number, toX: number, toY: number, radiusMm: number): Shape {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const square = alongX * alongX + alongY * alongY || 1;
  return (x, y) => {
    const part = Math.max(0, Math.min(1, ((x - fromX) * alongX + (y - fromY) * alongY) / square));
    return Math.hypot(x - fromX - alongX * part, y - fromY - alongY * part) - radiusMm;
  };
}

/** The box around a point or two, `margin` to each side. */
export function boxAround(fromX: number, fromY: number, toX: number, toY: number, margin: number): MmBox {
  return {
    left: Math.min(fromX, toX) - margin,
    top: Math.min(fromY, toY) - margin,
    right: Math.max(fromX, toX) + margin,
    bottom: Math.max(fromY, toY) + margin,
  };
}

/** A canvas and smaller ones of it, each half as fine: what is looked at from farther away is looked at in a coarser one. */
export function halvings(canvas: Canvas): readonly Canvas[] {
  const all = [canvas];
  for (let last = canvas; last.width > 4 && last.height > 4 && all.length < 8; ) {
    last = halved(last);
    all.push(last);
  }
  return all;
}

function halved(from: Canvas): Canvas {
  const [width, height] = [from.width >> 1, from.height >> 1];
  const half = new Uint8Array(width * height * TEXEL);
  const { texels } = from;
  const below = from.width * TEXEL;
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0, at = y * 2 * below; x < width; x++, at += TEXEL) {
      for (let end = at + TEXEL; at < end; at++, out++) {
        const sum = (texels[at] ?? 0) + (texels[at + TEXEL] ?? 0) + (texels[at + below] ?? 0) + (texels[at + below + TEXEL] ?? 0);
        half[out] = (sum + 2) >> 2;
      }
    }
  }
  return { ...from, density: from.density / 2, width, height, texels: half };
}
