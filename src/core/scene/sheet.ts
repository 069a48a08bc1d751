import { type Canvas, createCanvas, halvings, type MmBox, TEXEL } from "./canvas.ts";
import { CARD, cardPaints, paintCard, wearCard } from "./card.ts";
import { bytesOf, modulesOf } from "./code-modules.ts";
import { type CodePaints, codeBox, paintCode } from "./code-painting.ts";
import { type Hand, handAt, hiddenPart, paintLimbs } from "./hand.ts";
import { paintPaper, paperPaints, paperShift, wearPaper } from "./paper.ts";
import { breakGlass, paintPanel, paintPhone, phonePaints } from "./phone.ts";
import type { CodeSpec, HeldSpec, MediumSpec } from "./spec.ts";

/** Something flat that is held up: the thing, its codes, and the hand around it. */
export interface Sheet {
  readonly medium: MediumSpec;
  readonly codes: readonly PlacedCode[];
  /** Painted once for all frames, when the first of them is drawn. */
  painting(): Painting;
}

/** A sheet as it looks. */
export interface Painting {
  /** Everything, fine enough for text, and ever coarser. */
  readonly whole: readonly Canvas[];
  /** Each code with its quiet zone, fine enough for modules of two pixels, and ever coarser. */
  readonly patches: readonly (readonly Canvas[])[];
}

/** A code where it is on the sheet. */
export interface PlacedCode {
  readonly spec: CodeSpec;
  readonly bytes: Uint8Array;
  readonly modules: number;
  /** Where a point of the code is, from (0, 0) its top left corner to (1, 1), in millimetres on the sheet. */
  readonly place: (across: number, downwards: number) => { readonly x: number; readonly y: number };
  /** Reflectance and own light of light and of dark modules, as they are without dirt. */
  readonly light: { readonly reflected: number; readonly given: number };
  readonly dark: { readonly reflected: number; readonly given: number };
  readonly occlusion: number;
}

/** Most texels a millimetre of the whole, and texels a module of a code. */
const MOST_DENSITY = 5;
const MODULE_TEXELS = 7;
/** How far the sheet reaches beyond the thing: for hand and arm, and where only fingers may look out. */
const MARGIN_MM = 110;
const FINGER_MARGIN_MM = 15;

/** Lays out what is held up, to be seen with about so many pixels a millimetre. What no QR code can hold is left out. */
export function createSheet({ medium, codes, hand }: HeldSpec, pixelsPerMm: number, seed: number): Sheet {
  const thing = sizeOf(medium);
  const holding = handAt(hand, thing, seed);
  const shift = medium.kind === "paper" ? paperShift(medium, seed) : undefined;
  const around = {
    left: thing.left - (hand.edge === "left" ? MARGIN_MM : FINGER_MARGIN_MM),
    top: thing.top - FINGER_MARGIN_MM,
    right: thing.right + (hand.edge === "left" ? FINGER_MARGIN_MM : MARGIN_MM),
    bottom: thing.bottom + MARGIN_MM,
  };
  const drawn = codes.flatMap((spec) => {
    const modules = modulesOf(spec);
    return modules ? [{ spec, modules }] : [];
  });
  const paints = paintsOf(medium, seed);

  function painted(box: MmBox, density: number): readonly Canvas[] {
    const canvas = createCanvas(box, density);
    paintLimbs(canvas, holding.behind, holding.skin);
    paintMedium(canvas, medium, seed);
    for (const { spec, modules } of drawn) {
      if (medium.kind === "phone") paintPanel(canvas, medium, spec);
      paintCode(canvas, spec, modules, paints);
    }
    wear(canvas, medium, seed);
    const moved = shift ? shifted(canvas, shift) : canvas;
    paintLimbs(moved, holding.front, holding.skin);
    return halvings(moved);
  }

  function paintAll(): Painting {
    const patches = drawn.map(({ spec, modules }) => {
      const module = spec.sideMm / modules.side;
      // On crumpled paper the code has moved a little.
      const margin = Math.max(spec.quietModules, 1) * module + (shift ? 1.5 : 0);
      return painted(within(codeBox(spec, margin), thing), MODULE_TEXELS / module);
    });
    return { whole: painted(around, Math.max(1, Math.min(MOST_DENSITY, pixelsPerMm * 1.25))), patches };
  }

  let painting: Painting | undefined;
  return {
    medium,
    painting() {
      painting ??= paintAll();
      return painting;
    },
    codes: drawn.map(({ spec, modules }) => placed(spec, modules.side, paints, holding, shift)),
  };
}

type Shift = (x: number, y: number) => { readonly x: number; readonly y: number };

function placed(spec: CodeSpec, modules: number, paints: CodePaints, hand: Hand, shift: Shift | undefined): PlacedCode {
  const box = codeBox(spec);
  const { light, dark } = spec.isInverted ? { light: paints.dark, dark: paints.light } : paints;
  const at = ({ reflected, given = 0 }: CodePaints["light"]) => ({
    reflected: typeof reflected === "number" ? reflected : reflected(spec.rightMm, spec.belowMm),
    given,
  });
  return {
    spec,
    bytes: bytesOf(spec.content),
    modules,
    place(across, downwards) {
      const flat = { x: box.left + (box.right - box.left) * across, y: box.top + (box.bottom - box.top) * downwards };
      return shift ? unshifted(flat, shift) : flat;
    },
    light: at(light),
    dark: at(dark),
    occlusion: hiddenPart(box, hand.front),
  };
}

function sizeOf(medium: MediumSpec): MmBox {
  const { width, height } = medium.kind === "card" ? CARD : { width: medium.widthMm, height: medium.heightMm };
  return { left: -width / 2, top: -height / 2, right: width / 2, bottom: height / 2 };
}

function within(box: MmBox, thing: MmBox): MmBox {
  return {
    left: Math.max(box.left, thing.left),
    top: Math.max(box.top, thing.top),
    right: Math.min(box.right, thing.right),
    bottom: Math.min(box.bottom, thing.bottom),
  };
}

function paintMedium(canvas: Canvas, medium: MediumSpec, seed: number): void {
  if (medium.kind === "card") paintCard(canvas, seed);
  else if (medium.kind === "paper") paintPaper(canvas, medium, seed);
  else paintPhone(canvas, medium, seed);
}

function paintsOf(medium: MediumSpec, seed: number): CodePaints {
  if (medium.kind === "card") return cardPaints(medium);
  return medium.kind === "paper" ? paperPaints(medium, seed) : phonePaints();
}

function wear(canvas: Canvas, medium: MediumSpec, seed: number): void {
  if (medium.kind === "card") wearCard(canvas, medium, seed);
  else if (medium.kind === "paper") wearPaper(canvas, medium, seed);
  else breakGlass(canvas, medium, seed);
}

/** A canvas whose texels were moved: each takes what is `shift` away from it. */
function shifted(from: Canvas, shift: Shift): Canvas {
  const { width, height, density, leftMm, topMm } = from;
  const texels = new Uint8Array(from.texels.length);
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++, out += TEXEL) {
      const away = shift(leftMm + (x + 0.5) / density, topMm + (y + 0.5) / density);
      const column = Math.max(0, Math.min(width - 1, Math.round(x + away.x * density)));
      const row = Math.max(0, Math.min(height - 1, Math.round(y + away.y * density)));
      const at = (row * width + column) * TEXEL;
      for (let byte = 0; byte < TEXEL; byte++) texels[out + byte] = from.texels[at + byte] ?? 0;
    }
  }
  return { ...from, texels };
}

/** Where a point of the flat sheet has gone: the place from which `shift` leads to it. */
function unshifted(flat: { readonly x: number; readonly y: number }, shift: Shift): { readonly x: number; readonly y: number } {
  let [x, y] = [flat.x, flat.y];
  for (let round = 0; round < 5; round++) {
    const away = shift(x, y);
    x = flat.x - away.x;
    y = flat.y - away.y;
  }
  return { x, y };
}
