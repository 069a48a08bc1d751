import { regionsAround } from "../core/code-region.ts";
import { FIRST_LOOK, type Look, REGION_LOOKS, SECOND_LOOK, STILL_LOOKS } from "../core/looks.ts";
import { type Region, scaleOf } from "../core/picture-steps.ts";
import { collectSequence, isPlace, NO_SEQUENCES } from "../core/structured-append.ts";
import type { FoundSymbol, Frame } from "../ports.ts";
import { wholeSymbol } from "./camera-watches.ts";
import { createFinds, type Finds } from "./finds.ts";
import { copyOf } from "./hard-picture.ts";
import type { LookedOver } from "./late-reader.ts";
import type { LookedAt } from "./qr-looker.ts";

/** By this time further looks at a still have ended, in milliseconds: the last readers want some of the second, too … */
const STILL_BUDGET_MS = 550;
/** … and after this long none begins for codes beside those that were read. */
const OTHERS_BUDGET_MS = 80;
/** A look at a denoised picture takes so many times as long as one without. */
const DENOISED_TIMES = 2;
/** Larger pictures are halved before further looks, in pixels: a photo of a telephone has pixels enough, and each look takes its time. */
const HALVED_PIXELS = 4_000_000;
/** A place is handed to the last readers on its own where it is smaller than this share of the picture. */
const PART_SHARE = 0.5;

/** All that a still shows, and what the last readers may look at where that is nothing. */
export function readStill(picture: LookedAt, { width, height }: Frame, monotonicMs: () => number): LookedOver {
  const shrink: Look["steps"] = width * height > HALVED_PIXELS ? [{ step: "halve" }] : [];
  const finds = searchStill(picture, shrink, monotonicMs);
  const symbols = joined(finds.found());
  if (symbols.length > 0) return { report: { symbols, isQuiet: false }, places: [], hard: [] };
  const parts = regionsAround(finds.unread()).filter((region) => region.width * region.height < width * height * PART_SHARE);
  const hard = [...parts.slice(0, 1).flatMap((region) => copyOf(picture, [], region)), ...copyOf(picture, shrink)];
  return { report: { symbols, isQuiet: false }, places: [], hard };
}

/**
 * By one look where that reads all that it sees; else by a second, by quick looks at the places where a code was seen and not read, and,
 * where still nothing is read, by other views of the whole, until one reads something or the time is up.
 */
function searchStill(picture: LookedAt, shrink: Look["steps"], monotonicMs: () => number): Finds {
  const startMs = monotonicMs();
  const finds = createFinds();
  finds.add(picture.look(FIRST_LOOK));
  if (finds.isComplete()) return finds;
  const firstMs = monotonicMs() - startMs;
  /** Whether a look at so large a part of the picture is likely to end in time, by what the first one took. */
  const isTime = ({ steps, isDenoised }: Look, share = 1): boolean => {
    const passedMs = monotonicMs() - startMs;
    if (finds.symbols().length > 0) return passedMs < OTHERS_BUDGET_MS;
    return passedMs + firstMs * share * scaleOf(steps) ** 2 * (isDenoised ? DENOISED_TIMES : 1) < STILL_BUDGET_MS;
  };
  const near: Region[] = [];
  for (const look of [SECOND_LOOK, ...STILL_LOOKS.map(({ steps, ...how }) => ({ ...how, steps: [...shrink, ...steps] }))]) {
    if (!isTime(look)) continue;
    finds.add(picture.look(look));
    for (const region of regionsAround(finds.unread()).filter((each) => !near.some((other) => isInside(each, other)))) {
      near.push(region);
      lookCloser(picture, region, finds, isTime);
    }
    if (finds.symbols().length > 0) break;
  }
  return finds;
}

function lookCloser(picture: LookedAt, region: Region, finds: Finds, isTime: (look: Look, share: number) => boolean): void {
  const before = finds.symbols().length;
  const share = Math.min(1, (region.width * region.height) / (picture.width * picture.height));
  for (const look of REGION_LOOKS) {
    if (finds.symbols().length > before) return;
    if (isTime(look, share)) finds.add(picture.look(look, region));
  }
}

/** By its middle: corners that were guessed move from look to look. */
function isInside(region: Region, other: Region): boolean {
  const [x, y] = [region.left + region.width / 2, region.top + region.height / 2];
  const isWithin = x >= other.left && y >= other.top && x < other.left + other.width && y < other.top + other.height;
  return isWithin && region.width < other.width * 1.5;
}

/**
 * Codes of one picture that hold a symbol together, as that symbol; those whose others are not there stay what they are, and those that have no
 * place among others are none.
 */
function joined(all: readonly FoundSymbol[]): readonly FoundSymbol[] {
  const symbols = all.filter(({ sequence, bytes }) => !sequence || isPlace({ ...sequence, bytes }));
  let sequences = NO_SEQUENCES;
  let whole: readonly FoundSymbol[] = [];
  for (const { sequence, bytes, corners } of symbols) {
    if (!sequence) continue;
    const collected = collectSequence(sequences, { ...sequence, bytes }, 0);
    sequences = collected.after;
    if (collected.whole) whole = [...whole, wholeSymbol(collected.whole, corners)];
  }
  return whole.length > 0 ? [...symbols.filter(({ sequence }) => !sequence), ...whole] : symbols;
}
