import type { GreyPicture } from "../core/grey-picture.ts";
import type { Look } from "../core/looks.ts";
import type { Region } from "../core/picture-steps.ts";
import type { FoundSymbol } from "../ports.ts";
import type { LookedAt } from "./qr-looker.ts";

/** A part of a picture for the last readers. The point (x, y) of it is (x / scale + left, y / scale + top) of the whole. */
export interface HardPicture extends GreyPicture {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** A copy of a view that outlives the next one; none where there is no such view. */
export function copyOf(picture: LookedAt, steps: Look["steps"], region?: Region): readonly HardPicture[] {
  const view = picture.view(steps, region);
  if (!view) return [];
  const { width, height, scale, left, top, bytes } = view;
  return [{ width, height, scale, left, top, luma: bytes.slice() }];
}

/** A symbol found in the part, with its corners in the whole. */
export function inWhole(symbol: FoundSymbol, { scale, left, top }: HardPicture): FoundSymbol {
  return { ...symbol, corners: symbol.corners.map(({ x, y }) => ({ x: x / scale + left, y: y / scale + top })) };
}

/** Where the part is in the whole. */
export function placeOf({ width, height, scale, left, top }: HardPicture): Region {
  return { left, top, width: width / scale, height: height / scale };
}
