import type { CardCode, CardCodeId } from "./card-codes.ts";

/** The card that is cut out of the sheet: ISO 216 A6, upright. */
export const CARD = { widthMm: 105, heightMm: 148 } as const;

/** Upper left corner of each code on the card, in millimetres from the card's. Round each at least its quiet zone of four modules stays free. */
export const CODE_PLACES: Readonly<Record<CardCodeId, readonly [number, number]>> = {
  "size-11": [6, 20],
  "size-15": [21.5, 18],
  "size-18": [41.5, 16.5],
  "size-25": [65, 13],
  inverted: [10, 49],
  "low-contrast": [43.5, 49],
  damaged: [77, 49],
  valid: [5, 81],
  expired: [38.5, 81],
  revoked: [72, 81],
};

/** Grey patches, black to white, in one row. */
export const PATCHES = { xMm: 7, yMm: 119, sideMm: 13, heightMm: 7, greys: [0, 0.17, 0.33, 0.5, 0.67, 0.83, 1] } as const;

/** A scale with a line a millimetre, to check the printer by and to hold against a distance. */
export const RULER = { xMm: 7.5, yMm: 132, lengthMm: 90 } as const;

/** The four corners of a code on the card, in the order in which decoders tell them: top left, top right, bottom right, bottom left. */
export function cornersOnCard({ id, sideMm }: Pick<CardCode, "id" | "sideMm">): readonly (readonly [number, number])[] {
  const [x, y] = CODE_PLACES[id];
  return [
    [x, y],
    [x + sideMm, y],
    [x + sideMm, y + sideMm],
    [x, y + sideMm],
  ];
}
