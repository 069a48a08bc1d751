import { regionsAround } from "../core/code-region.ts";
import {
  FIRST_LOOK,
  type Look,
  type LookName,
  NEAR_LOOKS,
  SECOND_LOOK,
  STREAM_LOOKS,
  USUAL_LOOK,
  USUAL_NEAR_LOOKS,
} from "../core/looks.ts";
import { type Region, scaleOf } from "../core/picture-steps.ts";
import { afterLook, afterTurn, type Light, lightOf, newRotation, nextLook, type Rotation } from "../core/view-rotation.ts";
import type { FoundSymbol } from "../ports.ts";
import { createFinds, type Finds } from "./finds.ts";
import type { LookedAt } from "./qr-looker.ts";
import type { ReadSymbol } from "./qr-reader.ts";

/** Most time for further looks at a frame, over the first one, in milliseconds. The look that is under way when it is up goes to its end. */
export const BUDGET_MS = 12;
/** The same, in times of the first look: on a fast machine, or in a small frame, there is no need to spend it all. */
const BUDGET_FIRST_LOOKS = 1.9;
/** How much of the mean time of first looks each new one is. */
const MEAN_SHARE = 0.1;
/** A code that was read is looked for where it was, for so long, in milliseconds. */
const PLACE_MS = 1_500;
/** What a frame showed makes the same bytes sure in later frames, for so long, in milliseconds. */
const EARLIER_MS = 2_000;
const MAX_EARLIER = 16;

/** A further look, at the whole frame or at the place where a code seems to be. */
interface Try {
  readonly name: LookName | "usual";
  readonly look: Look;
  readonly isNear: boolean;
}

const TRIES: readonly Try[] = [
  { name: "usual", look: USUAL_LOOK, isNear: false },
  ...USUAL_NEAR_LOOKS.map((look) => ({ name: "usual" as const, look, isNear: true })),
  ...Object.entries(STREAM_LOOKS).map(([name, look]) => ({ name: name as LookName, look, isNear: false })),
  ...Object.entries(NEAR_LOOKS).map(([name, look]) => ({ name: name as LookName, look, isNear: true })),
];

/** What the light speaks for. */
const LIKELY: Readonly<Record<Light, readonly Try["name"][]>> = { dark: ["dark"], bright: ["bright", "washed-out"], even: ["enlarged"] };
const LIKELY_TURNS = 2;
/** A part of a frame is small: its looks are quick, and a code was seen there. */
const NEAR_TURNS = 2;
/** A view of a part has at most so many times the pixels of the frame: a large part, doubled twice, would take more memory than all the rest. */
const MOST_TIMES_PIXELS = 4;
/** One try in so many of a look is thorough, the others quick. */
const THOROUGH_EVERY = 4;
/** One frame in so many is left to the looks that are not usual. */
const UNUSUAL_EVERY = 3;

/** What one frame of a camera showed, and where codes were seen that nobody could read. */
export interface Watched {
  readonly symbols: readonly FoundSymbol[];
  readonly unreadRegions: readonly Region[];
}

/** Looks at the next frame; `only`: once, in this way, since nothing speaks for a code in it. */
export type FrameWatch = (picture: LookedAt, only?: Look) => Watched;

/** Looks at the frames of one camera, one after the other, and learns from what it sees. */
export function createFrameWatch(monotonicMs: () => number, budgetMs = BUDGET_MS): FrameWatch {
  let rotation: Rotation = newRotation(TRIES.length);
  let place: { readonly region: Region; readonly atMs: number } | undefined;
  let earlier: readonly { readonly symbol: ReadSymbol; readonly atMs: number }[] = [];
  let firstMs: number | undefined;
  let secondMs = 0;
  const costMs: number[] = [];
  const failures: number[] = [];

  function lookFurther(picture: LookedAt, finds: Finds, firstMs: number): void {
    const startMs = monotonicMs();
    const endMs = startMs + Math.min(budgetMs, firstMs * BUDGET_FIRST_LOOKS);
    // Cheap on most machines; where it is not, it takes turns with the others.
    const isSecond = secondMs < (endMs - startMs) / 2 || rotation.turn % 2 === 0;
    if (isSecond) {
      finds.add(picture.look(rotation.turn % UNUSUAL_EVERY === 1 ? SECOND_LOOK : { ...SECOND_LOOK, isQuick: true }));
      secondMs = monotonicMs() - startMs;
    }
    const [seen] = regionsAround(finds.unread());
    const near = seen ?? (place && startMs - place.atMs < PLACE_MS ? place.region : undefined);
    const light = picture.held ? lightOf(picture.held.histogram(near)) : "even";
    const share = near ? (near.width * near.height) / (picture.width * picture.height) : 0;
    const expectation = TRIES.map(({ name, look, isNear }) => {
      if (isNear ? !near || share * scaleOf(look.steps) ** 2 > MOST_TIMES_PIXELS : finds.symbols().length > 0) return undefined;
      return (isNear ? NEAR_TURNS : 0) + (LIKELY[light].includes(name) ? LIKELY_TURNS : 0);
    });
    const first = firstTries(near !== undefined, expectation);
    for (let tried = isSecond ? 1 : 0; !finds.isComplete(); tried++) {
      const beginMs = monotonicMs();
      const index = first.shift() ?? nextLook(rotation, expectation);
      const next = index === undefined ? undefined : TRIES[index];
      if (index === undefined || !next) break;
      // The first one begins in any case, so that each gets its turn; another where there is time left, and no third that will not fit.
      if (tried > 0 && beginMs + (tried > 1 ? (costMs[index] ?? 0) : 0) >= endMs) break;
      const before = finds.symbols().length;
      const isQuick = (failures[index] ?? 0) % THOROUGH_EVERY !== THOROUGH_EVERY - 1;
      finds.add(picture.look(isQuick ? { ...next.look, isQuick } : next.look, next.isNear ? near : undefined));
      const hasFound = finds.symbols().length > before;
      costMs[index] = monotonicMs() - beginMs;
      // What finds something is done in the same way again, and once more where it fails.
      if (!hasFound && rotation.favourite?.look !== index) failures[index] = (failures[index] ?? 0) + 1;
      rotation = afterLook(rotation, index, hasFound);
    }
    rotation = afterTurn(rotation);
  }

  /**
   * What found something last, then the usual looks, unless it is the turn of the others. At the whole they take turns: one reads codes on
   * over-bright screens that the other does not, and both together take too long.
   */
  function firstTries(isNear: boolean, expectation: readonly (number | undefined)[]): number[] {
    const turn = rotation.turn % UNUSUAL_EVERY;
    const name = isNear || turn === 1 ? "usual" : "enlarged";
    const usual = [...TRIES.keys()].filter((index) => turn !== 0 && TRIES[index]?.name === name && TRIES[index].isNear === isNear);
    const favourite = rotation.favourite ? [rotation.favourite.look] : [];
    return [...new Set([...favourite, ...usual])].filter((index) => expectation[index] !== undefined);
  }

  return (picture, only) => {
    const nowMs = monotonicMs();
    earlier = earlier.filter(({ atMs }) => nowMs - atMs < EARLIER_MS).slice(-MAX_EARLIER);
    const finds = createFinds(earlier.map(({ symbol }) => symbol));
    const look = only ?? FIRST_LOOK;
    finds.add(picture.look(look));
    const tookMs = monotonicMs() - nowMs;
    // Another only look takes another time, and would make the budget of first looks another one.
    if (look === FIRST_LOOK) firstMs = firstMs === undefined ? tookMs : firstMs + (tookMs - firstMs) * MEAN_SHARE;
    if (!finds.isComplete() && !only) lookFurther(picture, finds, firstMs ?? tookMs);
    const [read] = regionsAround(finds.symbols().map(({ corners }) => corners));
    if (read) place = { region: read, atMs: nowMs };
    earlier = [...earlier, ...finds.seen().map((symbol) => ({ symbol, atMs: nowMs }))];
    return { symbols: finds.found(), unreadRegions: regionsAround(finds.unread()) };
  };
}
