// What drivers/pre-steps.ts measures of a frame, by the plain code.
import { type ScaledSums, scaledSums } from "../../src/core/code-likeness.ts";
import { textureSums } from "../../src/core/code-texture.ts";
import { type GreyPicture, halve } from "../../src/core/grey-picture.ts";
import type { PictureOf } from "../../src/core/measure-signals.ts";
import { crop } from "../../src/core/picture-steps.ts";

/** The sums of a picture. */
export function plainSums(picture: GreyPicture): readonly ScaledSums[] {
  return scaledSums(picture.width, (halvings, again) =>
    Array.from({ length: again + 1 }, (_, at) => textureSums(halved(picture, halvings + at))),
  );
}

/** The parts of a picture. */
export function plainPictureOf(picture: GreyPicture): PictureOf {
  return (halvings, region) => halved(region ? crop(picture, region) : picture, halvings);
}

function halved(picture: GreyPicture, times: number): GreyPicture {
  return times > 0 ? halved(halve(picture), times - 1) : picture;
}
