import { decide } from "../decide.ts";
import { NO_HISTORY } from "../history.ts";
import { WANT_EVERYTHING } from "../policy.ts";
import type { Reason } from "../reason.ts";
import type { EpochSeconds } from "../time.ts";
import type { CardCode, CardCodeId, CardCodes } from "./card-codes.ts";
import { fitCard, type PaddedPicture, type Point, patchLevels, pixelsPerMm, type SeenCode } from "./card-fit.ts";

/** A code in a picture. */
interface Found {
  readonly bytes: Uint8Array;
  readonly corners: readonly Point[];
}

/** What pictures of the card have shown until now. */
export interface CardScore {
  /** By code: how finely it was seen when it was read, in pixels a module, the coarsest; and what was decided on it. */
  readonly read: ReadonlyMap<CardCodeId, { readonly pixelsAModule: number; readonly reason: Reason }>;
  /** How wide a view the camera has where the card is held, in millimetres, of the last picture with a code of the card. */
  readonly viewMm?: number;
  readonly pixelsPerMm?: number;
  /** Mean levels of the grey patches, black first, of the last picture that showed them all. */
  readonly greys?: readonly number[];
}

/** Before the first picture. */
export const NOTHING_READ: CardScore = { read: new Map() };

/** The score after one more picture, which is looked at and not kept. */
export function nextScore(
  score: CardScore,
  picture: PaddedPicture,
  found: readonly Found[],
  { codes, trust }: CardCodes,
  at: EpochSeconds,
): CardScore {
  const read = new Map(score.read);
  const seen: SeenCode[] = [];
  for (const { bytes, corners } of found) {
    const { reason, credential } = decide({ symbol: bytes, source: "camera", at }, trust, WANT_EVERYTHING, NO_HISTORY);
    const code = codeOf(bytes, credential, codes);
    if (!code) continue;
    seen.push({ code, corners });
    const pixelsAModule = sidePixels(corners) / code.modules.side;
    read.set(code.id, { reason, pixelsAModule: Math.min(pixelsAModule, read.get(code.id)?.pixelsAModule ?? pixelsAModule) });
  }
  const fit = fitCard(seen);
  if (!fit) return { ...score, read };
  const fineness = pixelsPerMm(fit);
  const greys = patchLevels(picture, fit) ?? score.greys;
  return { read, viewMm: picture.width / fineness, pixelsPerMm: fineness, ...(greys && { greys }) };
}

/** A credential by its identity, whose text differs from one zlib to the next; everything else by its bytes. */
function codeOf(bytes: Uint8Array, credential: string | undefined, codes: readonly CardCode[]): CardCode | undefined {
  const text = Buffer.from(bytes).toString("utf8");
  return codes.find((code) => (code.credential === undefined ? code.text === text : code.text === text || code.credential === credential));
}

/** The mean of a code's four sides. */
function sidePixels(corners: readonly Point[]): number {
  const sides = corners.map((corner, index) => {
    const next = corners[(index + 1) % corners.length] ?? corner;
    return Math.hypot(next.x - corner.x, next.y - corner.y);
  });
  return sides.reduce((sum, side) => sum + side, 0) / Math.max(1, sides.length);
}

/** How the patches came out: every step can be told from the next, or what is wrong with the light. */
export type Light = "good" | "dark" | "bright" | "flat";

/** Two patches nearer to each other than this are one to a decoder, in levels of 255. */
const LEAST_STEP = 6;
/** White paper below this is too dark for a short exposure, above the other it has no detail left. */
const DARK_WHITE = 90;
const CLIPPED_WHITE = 252;
/** Between black and white ink; below it a faint print is lost. */
const LEAST_RANGE = 70;

/** What the grey patches say of light and exposure. */
export function lightOf(greys: readonly number[]): Light {
  const [black = 0, white = 0] = [greys[0], greys.at(-1)];
  const steps = greys.slice(1).map((level, index) => level - (greys[index] ?? 0));
  if (white > CLIPPED_WHITE && (steps.at(-1) ?? 0) < LEAST_STEP) return "bright";
  if (white < DARK_WHITE) return "dark";
  return white - black < LEAST_RANGE || steps.some((step) => step < LEAST_STEP) ? "flat" : "good";
}
