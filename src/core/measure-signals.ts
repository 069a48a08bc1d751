// What a frame in which nothing was read says of the code that somebody holds up in it.
import type { Advice } from "./advice.ts";
import { blockIsIn, CODE_LIKE, commonTexture, heldTexture, type IsPresent, type ScaledSums } from "./code-likeness.ts";
import { type Patch, patchesOf, TEXTURE_BLOCK, type TextureMap, textureOf } from "./code-texture.ts";
import type { FrameSignals } from "./frame-signals.ts";
import type { GreyPicture } from "./grey-picture.ts";
import { measurePatch, type PatchMeasures, type PatchShape, shapeOf } from "./patch-measures.ts";
import { brightBeside, type Levels, levelsOf, ringLevel } from "./patch-surroundings.ts";
import type { Region } from "./picture-steps.ts";

/** Up to so many pixels the place of a code is judged in full; a larger one has large modules, and half its size will do. */
const MOST_FULL_PIXELS = 200_000;

/**
 * A code's light modules are darker than this where there is too little light, and its dark ones lighter where there is too much; or most
 * of it is as light as can be, and the light floods the rest.
 */
const LEAST_LIGHT = 64;
const MOST_DARK = 178;
const MOST_FULL = 0.42;
const LEAST_FLOODED = 60;
/** So much of a code, or of what is close to it, washed out by a lamp is more than error correction restores. */
const MOST_GLARE = 0.07;
/** A code that reaches over the edge of the frame is too near when it is larger than this part of the frame's height. */
const LARGE_PART = 0.6;
const LARGE_NARROW_PART = 0.45;
/** More pixels than that between light and dark: modules run together … */
const MOST_BETWEEN = 0.34;
/** … because they are as small as the picture's own softness, when the way from dark to light is no longer than this, in pixels. */
const LONGEST_EDGE_PIXELS = 3;
/** … and one way more than across it, when they are smeared; without that, such a code is seen aslant. */
const LEAST_EVENNESS = 0.8;
const LEAST_ASPECT = 0.66;
/** What is square in the frame is not seen aslant. */
const LEAST_SQUARE_ASPECT = 0.8;
const LEAST_SQUARE_EVENNESS = 0.72;
const MOST_ASLANT_EVENNESS = 0.88;
/** Around a code is light paper; where it is darker than this part of the way from dark to light, there is none. */
const LEAST_RING = 0.4;
/** A patch that has not changed is of the room. */
const LEAST_PRESENT = 0.25;
const LEAST_CONTRAST = 16;
/** What has too little texture for a code that can be read is clothes and faces, unless one of these takes its texture away. */
const FAINT: readonly Advice[] = ["too-dark", "too-bright", "glare", "out-of-focus"];
const LEAST_FILL = 0.45;
/** Narrower patches are folds and faces; a code of twenty-one modules as narrow could not be helped by anything. In pixels of the frame. */
const LEAST_SIDE = 40;
/** What has more pixels as light as can be, and shows only in a small picture or has few edges, is the edge of a lamp. */
const LAMP_FULL = 0.1;
const LAMP_PIXELS = 14;
/** Patches that are measured at most until one of them may be a code. */
const MOST_TRIED = 3;
/** People hold what they show into the middle; what lies in a corner is so much less likely it, squared. */
const LEAST_IN_MIDDLE = 0.2;

type Size = Pick<GreyPicture, "width" | "height">;

/** The frame, or a part of it, halved so many times. */
export type PictureOf = (halvings: number, region?: Region) => GreyPicture | undefined;

/**
 * What is wrong with a code that is held up in a frame of this size with this texture, and cannot be read; undefined where there is
 * nothing like a code. `isPresent`: absent where it is not known how the room looks without anybody.
 */
export function measureSignals(
  { width, height }: Size,
  scales: readonly ScaledSums[],
  pictureOf: PictureOf,
  isPresent?: IsPresent,
): FrameSignals | undefined {
  const candidates = scales.flatMap((scaled) => candidatesOf(scaled, isPresent));
  for (const candidate of candidates.toSorted((one, other) => likenessOf(other) - likenessOf(one)).slice(0, MOST_TRIED)) {
    const judged = judge(candidate, { width, height }, pictureOf, candidate.halvings === scales[0]?.halvings);
    if (!judged) continue;
    const { place, faults, glare, scale } = judged;
    return { place, faults, glare: faults.includes("glare") ? glare.boxes.map((box) => scaled(box, scale)) : [] };
  }
  return undefined;
}

/** Measures a candidate; undefined where it is no code after all. `isFirst`: it shows in the largest picture. */
function judge(candidate: Candidate, size: Size, pictureOf: PictureOf, isFirst: boolean): Judged | undefined {
  const { patch, map, scale, halvings } = candidate;
  const place = placeOf(patch, scale, size);
  const isFull = scale > 1 && isFirst && place.width * place.height <= MOST_FULL_PIXELS;
  const picture = pictureOf(halvings);
  const part = isFull ? pictureOf(0, place) : picture;
  if (!picture || !part) return undefined;
  const at = isFull ? { left: place.left / scale, top: place.top / scale } : { left: 0, top: 0 };
  const measures = measurePatch(part, map, patch, isFull ? scale : 1, at);
  if (measures.light - measures.dark < LEAST_CONTRAST) return undefined;
  const isLamp = measures.full > LAMP_FULL && measures.full < MOST_FULL && (!isFirst || measures.pixelsPerModule > LAMP_PIXELS);
  const levels = levelsOf(picture);
  const glare = brightBeside(levels, patch, isLamp ? 0 : measures.usualLight);
  const found = { ...candidate, place, measures, levels, glare, isLamp, pixelScale: isFull ? 1 : scale };
  if (candidate.texture >= CODE_LIKE) return { ...found, faults: faultsOf(found) };
  const faults = faultsOf(found).filter((advice) => FAINT.includes(advice) && (advice !== "out-of-focus" || isSquare(candidate)));
  return faults.length > 0 ? { ...found, faults } : undefined;
}

/** A patch that may be a code, in the picture in which its texture shows. */
interface Candidate extends ScaledSums {
  readonly patch: Patch;
  readonly map: TextureMap;
  readonly shape: PatchShape;
  /** How strong it is where it is not of the room, in levels a pixel. */
  readonly texture: number;
}

function candidatesOf(scaled: ScaledSums, isPresent: IsPresent | undefined): readonly Candidate[] {
  const { sums, scale } = scaled;
  const map = textureOf(sums);
  const held = isPresent ? heldTexture(scaled, isPresent) : map;
  const isIn = isPresent && blockIsIn(sums, scale, isPresent);
  return patchesOf(map)
    .filter(({ blocks }) => !isIn || blocks.filter(isIn).length > blocks.length * LEAST_PRESENT)
    .map((patch) => ({ ...scaled, patch, map, shape: shapeOf(map, patch), texture: commonTexture(held, patch.blocks) }))
    .filter(({ patch, shape }) => shape.fill >= LEAST_FILL && narrowSideOf(patch) * scale >= LEAST_SIDE);
}

interface Found extends Candidate {
  readonly place: Region;
  readonly measures: PatchMeasures;
  readonly levels: Levels;
  readonly glare: { readonly part: number; readonly boxes: readonly Region[] };
  /** It is the edge of a mirrored lamp that hides the code. */
  readonly isLamp: boolean;
  /** Pixels of the frame for one of the picture that was measured. */
  readonly pixelScale: number;
}

interface Judged extends Found {
  readonly faults: readonly Advice[];
}

function narrowSideOf({ left, top, right, bottom }: Patch): number {
  return Math.min(right + 1 - left, bottom + 1 - top) * TEXTURE_BLOCK;
}

/** What is most like a code: many strong edges in a square patch. A blurred code has weak edges and is large. */
function likenessOf({ patch, shape, scale, map }: Candidate): number {
  const aside = ((patch.left + patch.right + 1) / map.columns - 1) ** 2 + ((patch.top + patch.bottom + 1) / map.rows - 1) ** 2;
  const inMiddle = Math.max(LEAST_IN_MIDDLE, 1 - aside) ** 2;
  return (
    patch.peak ** 1.5 *
    (patch.blocks.length * scale ** 2) ** 0.7 *
    Math.min(1, shape.fill) ** 2 *
    Math.min(0.5, shape.aspect) *
    0.2 ** Math.log2(scale) *
    inMiddle
  );
}

function faultsOf({ patch, shape, measures, levels, map, glare, isLamp, pixelScale }: Found): readonly Advice[] {
  if (isLamp) return ["glare"];
  const { light, dark, full, between, evenness, pixelsPerModule } = measures;
  const isAtEdge = patch.left === 0 || patch.top === 0 || patch.right >= map.columns - 1 || patch.bottom >= map.rows - 1;
  const sides = [(patch.right + 1 - patch.left) / map.rows, (patch.bottom + 1 - patch.top) / map.rows];
  const isLarge = Math.max(...sides) > LARGE_PART && Math.min(...sides) > LARGE_NARROW_PART;
  const isRunTogether = between > MOST_BETWEEN;
  const isSmeared = evenness < (isRunTogether ? LEAST_EVENNESS : isSquare({ shape }) ? LEAST_SQUARE_EVENNESS : 0);
  const isAslant = shape.aspect < LEAST_ASPECT && evenness < MOST_ASLANT_EVENNESS;
  const isSmall = between * pixelsPerModule * pixelScale < LONGEST_EDGE_PIXELS;
  const ring = (ringLevel(levels, patch) - dark) / Math.max(1, light - dark);
  const faults: readonly (readonly [Advice, boolean])[] = [
    ["too-dark", light < LEAST_LIGHT],
    ["too-bright", dark > MOST_DARK || (full > MOST_FULL && dark > LEAST_FLOODED)],
    ["glare", glare.part > MOST_GLARE],
    ["farther", isAtEdge && isLarge],
    ["tilt", isAslant],
    ["moving", isSmeared && !isAslant],
    ["nearer", isRunTogether && !isSmeared && isSmall],
    ["out-of-focus", isRunTogether && !isSmeared && !isSmall],
    ["dark-mode", ring < LEAST_RING],
  ];
  return faults.filter(([, isSo]) => isSo).map(([advice]) => advice);
}

function isSquare({ shape }: Pick<Candidate, "shape">): boolean {
  return shape.aspect > LEAST_SQUARE_ASPECT;
}

function placeOf({ left, top, right, bottom }: Patch, scale: number, { width, height }: Size): Region {
  const side = TEXTURE_BLOCK * scale;
  return {
    left: left * side,
    top: top * side,
    width: Math.min(width, (right + 1) * side) - left * side,
    height: Math.min(height, (bottom + 1) * side) - top * side,
  };
}

function scaled({ left, top, width, height }: Region, by: number): Region {
  return { left: left * by, top: top * by, width: width * by, height: height * by };
}
