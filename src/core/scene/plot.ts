import type { CameraSpec, CodeSpec, HandSpec, LightSpec, MediumSpec, MotionSpec, RoomSpec } from "./spec.ts";

/** What a scene has that an ordinary one has not: a code held still, in an office, by a person with one finger over the edge. */
export interface Plot {
  readonly says: string;
  /** Names of sample codes; none for a room without a code, several for several things held up. */
  readonly codes: readonly string[];
  readonly medium?: MediumSpec;
  /** Length of a code's side; in its place on the medium. */
  readonly code?: Partial<CodeSpec>;
  readonly motion?: Partial<MotionSpec>;
  readonly hand?: Partial<HandSpec>;
  readonly camera?: Partial<CameraSpec>;
  readonly isWebcam?: true;
  readonly light?: Partial<LightSpec>;
  readonly room?: Partial<RoomSpec>;
}

/** Where the code of a card is. */
export const ON_CARD = { rightMm: 27, belowMm: 10 } as const;
/** A code of this size in its place on a card. */
export const card = (sideMm: number, more: Partial<CodeSpec> = {}): Partial<CodeSpec> => ({ sideMm, ...ON_CARD, ...more });
/** A card's code is small: its middle comes before the lens, and nearer. */
export const CARD_MOTION: Partial<MotionSpec> = { rightMm: -ON_CARD.rightMm, belowMm: -ON_CARD.belowMm, distanceMm: 105, driftMm: 1.5 };
export const CARD_CAMERA: Partial<CameraSpec> = { focusMm: 120 };
/** A room that is full of things, and of people. */
export const BUSY: Partial<RoomSpec> = { clutter: 1, hasDecoys: true, passersBy: 3 };
