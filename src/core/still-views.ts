import { applyGamma, double, type GreyPicture, halve, sharpen, soften } from "./grey-picture.ts";

/** Another look at the same picture. */
export interface StillView {
  readonly picture: GreyPicture;
  /** Pixels of this view a pixel of the picture; corners found here are divided by it. */
  readonly scale: number;
  /** Whether one threshold for the whole picture makes black and white of it, instead of the average around each pixel. */
  readonly isGlobal: boolean;
}

/** Larger pictures are not doubled: they have pixels enough, and time is short. */
const MAX_DOUBLED_PIXELS = 4_000_000;
/** Smaller pictures are not halved: the modules of a dense code would run together. */
const MIN_HALVED_PIXELS = 400_000;

/**
 * What to try on a still in which no code was found, in the order of what it wins: measured on 531 readable pictures, of the 36 that two
 * plain looks miss these find 19. Each view is made when it is asked for; the caller stops when it will.
 */
export function* stillViews(picture: GreyPicture): Generator<StillView> {
  const isSmall = picture.width * picture.height <= MAX_DOUBLED_PIXELS;
  const isLarge = picture.width * picture.height >= MIN_HALVED_PIXELS;
  // A spot of light beside the code, or a code in deep shadow.
  yield { picture: applyGamma(sharpen(picture, 4, 1), 0.5), scale: 1, isGlobal: false };
  // Too few pixels a module.
  if (isSmall) yield { picture: double(picture), scale: 2, isGlobal: false };
  // The same, washed out.
  if (isSmall) yield { picture: double(applyGamma(picture, 2)), scale: 2, isGlobal: false };
  // Out of focus, with noise.
  yield { picture: sharpen(soften(picture, 2), 8, 3), scale: 1, isGlobal: false };
  if (isLarge) yield { picture: sharpen(halve(picture), 2, 2), scale: 0.5, isGlobal: false };
  // An over-bright screen.
  yield { picture: applyGamma(picture, 3), scale: 1, isGlobal: true };
}
