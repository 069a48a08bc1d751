// What a frame in which nothing was read says of the code that somebody holds up in it.
import type { Advice } from "./advice.ts";
import { type Patch, patchesOf, TEXTURE_BLOCK, type TextureMap, textureOf } from "./code-texture.ts";
import type { FrameSignals } from "./frame-signals.ts";
import { type GreyPicture, halve } from "./grey-picture.ts";
import { measurePatch, type PatchMeasures, type PatchShape, shapeOf } from "./patch-measures.ts";
import { brightBeside, type Levels, levelsOf, ringLevel } from "./patch-surroundings.ts";
import type { Region } from "./picture-steps.ts";

/** Frames wider than this are looked at in half their size first; only the place of the code is looked at in full. */
const MOST_WIDTH = 800;
/** The smallest picture in which a code is looked for is so many times smaller than the first. */
const MOST_REDUCED = 4;
/** A larger place is judged in half its size, too: its modules are large. In pixels. */
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

/** A part of the frame, or all of it, halved if one likes. The bytes may be overwritten by the next call. */
export type PictureOf = (isHalved: boolean, region?: Region) => GreyPicture | undefined;

/** Whether what is at a place of the frame was not there while nobody held up anything. */
export type IsPresent = (x: number, y: number) => boolean;

/**
 * What is wrong with a code that is held up in a frame of this size and cannot be read; undefined where there is nothing like a code.
 * `isPresent`: absent where it is not known how the room looks without anybody.
 */
export function measureSignals({ width, height }: Size, pictureOf: PictureOf, isPresent?: IsPresent): FrameSignals | undefined {
  const own = width > MOST_WIDTH ? 2 : 1;
  const first = pictureOf(own === 2);
  if (!first) return undefined;
  const candidates: Candidate[] = [];
  let picture = first;
  // What is blurred, or so near that a block lies within a module, shows its texture when it is seen smaller.
  for (let scale = own; scale <= own * MOST_REDUCED; scale *= 2) {
    if (scale > own) picture = halve(picture);
    candidates.push(...candidatesOf(picture, scale, isPresent));
  }
  const found = candidates
    .toSorted((one, other) => likenessOf(other) - likenessOf(one))
    .slice(0, MOST_TRIED)
    .map((candidate) => judge(candidate, { width, height }, pictureOf, own))
    .find((judged) => judged !== undefined);
  if (!found) return undefined;
  const faults = faultsOf(found);
  return { place: found.place, faults, glare: faults.includes("glare") ? found.glare.boxes.map((box) => scaled(box, found.scale)) : [] };
}

/** Measures a candidate; undefined where it is no code after all. */
function judge(candidate: Candidate, size: Size, pictureOf: PictureOf, own: number): Found | undefined {
  const { patch, map, scale, picture } = candidate;
  const place = placeOf(patch, scale, size);
  const isFull = scale > 1 && scale === own && place.width * place.height <= MOST_FULL_PIXELS;
  const part = isFull ? pictureOf(false, place) : picture;
  if (!part) return undefined;
  const at = isFull ? { left: place.left / scale, top: place.top / scale } : { left: 0, top: 0 };
  const measures = measurePatch(part, map, patch, isFull ? scale : 1, at);
  if (measures.light - measures.dark < LEAST_CONTRAST) return undefined;
  const isLamp = measures.full > LAMP_FULL && measures.full < MOST_FULL && (scale > own || measures.pixelsPerModule > LAMP_PIXELS);
  const levels = levelsOf(picture);
  const glare = brightBeside(levels, patch, isLamp ? 0 : measures.usualLight);
  return { ...candidate, place, measures, levels, glare, isLamp, pixelScale: isFull ? 1 : scale };
}

/** A patch that may be a code, in the picture in which its texture shows. */
interface Candidate {
  readonly patch: Patch;
  readonly shape: PatchShape;
  readonly map: TextureMap;
  readonly picture: GreyPicture;
  /** Pixels of the frame for one of the picture. */
  readonly scale: number;
}

function candidatesOf(picture: GreyPicture, scale: number, isPresent: IsPresent | undefined): readonly Candidate[] {
  const map = textureOf(picture);
  return patchesOf(map)
    .filter((patch) => !isPresent || isMostly(patch, map, (x, y) => isPresent(x * scale, y * scale)))
    .map((patch) => ({ patch, shape: shapeOf(map, patch), map, picture, scale }))
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
  const isSquare = shape.aspect > LEAST_SQUARE_ASPECT;
  const isSmeared = evenness < (isRunTogether ? LEAST_EVENNESS : isSquare ? LEAST_SQUARE_EVENNESS : 0);
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

function isMostly({ blocks }: Patch, { columns }: TextureMap, isPresent: IsPresent): boolean {
  const half = TEXTURE_BLOCK / 2;
  const count = blocks.filter((block) =>
    isPresent((block % columns) * TEXTURE_BLOCK + half, Math.floor(block / columns) * TEXTURE_BLOCK + half),
  ).length;
  return count > blocks.length * LEAST_PRESENT;
}
