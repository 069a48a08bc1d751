import { regionsAround } from "../core/code-region.ts";
import { FIRST_LOOK, type Look, type LookName, NEAR_LOOKS, SECOND_LOOK, STREAM_LOOKS } from "../core/looks.ts";
import type { Region } from "../core/picture-steps.ts";
import { afterLook, afterTurn, type Light, lightOf, newRotation, nextLook, type Rotation } from "../core/view-rotation.ts";
import type { FoundSymbol } from "../ports.ts";
import { createFinds, type Finds } from "./finds.ts";
import type { LookedAt } from "./qr-looker.ts";
import type { ReadSymbol } from "./qr-reader.ts";

/** Time for further looks at a frame, over the first one, in milliseconds. The look that is under way when it is up goes to its end. */
const BUDGET_MS = 12;
/** A code that was read is looked for where it was, for so long, in milliseconds. */
const PLACE_MS = 1_500;
/** What a frame showed makes the same bytes sure in later frames, for so long, in milliseconds. */
const EARLIER_MS = 2_000;
const MAX_EARLIER = 16;

/** A further look, at the whole frame or at the place where a code seems to be. */
interface Try {
  readonly name: LookName;
  readonly look: Look;
  readonly isNear: boolean;
}

const TRIES: readonly Try[] = [
  ...Object.entries(STREAM_LOOKS).map(([name, look]) => ({ name: name as LookName, look, isNear: false })),
  ...Object.entries(NEAR_LOOKS).map(([name, look]) => ({ name: name as LookName, look, isNear: true })),
];

/** What the light speaks for. */
const LIKELY: Readonly<Record<Light, readonly LookName[]>> = { dark: ["dark"], bright: ["bright", "washed-out"], even: ["enlarged"] };
const LIKELY_TURNS = 2;
/** A part of a frame is small: its looks are quick, and a code was seen there. */
const NEAR_TURNS = 2;

/** What one frame of a camera showed, and where codes were seen that nobody could read. */
export interface Watched {
  readonly symbols: readonly FoundSymbol[];
  readonly unreadRegions: readonly Region[];
}

/** Looks at the frames of one camera, one after the other, and learns from what it sees. */
export function createFrameWatch(monotonicMs: () => number, budgetMs = BUDGET_MS): (picture: LookedAt) => Watched {
  let rotation: Rotation = newRotation(TRIES.length);
  let place: { readonly region: Region; readonly atMs: number } | undefined;
  let earlier: readonly { readonly symbol: ReadSymbol; readonly atMs: number }[] = [];
  let secondMs = 0;

  function lookFurther(picture: LookedAt, finds: Finds): void {
    const startMs = monotonicMs();
    const isTime = (): boolean => monotonicMs() - startMs < budgetMs;
    // Cheap on most machines; where it is not, it takes turns with the others.
    if (secondMs < budgetMs / 2 || rotation.turn % 2 === 0) {
      finds.add(picture.look(SECOND_LOOK));
      secondMs = monotonicMs() - startMs;
    }
    const [seen] = regionsAround(finds.unread());
    const near = seen ?? (place && startMs - place.atMs < PLACE_MS ? place.region : undefined);
    const light = picture.held ? lightOf(picture.held.histogram(near)) : "even";
    const expectation = TRIES.map(({ name, isNear }) => {
      if (isNear ? !near : finds.symbols().length > 0) return undefined;
      return (isNear ? NEAR_TURNS : 0) + (LIKELY[light].includes(name) ? LIKELY_TURNS : 0);
    });
    while (!finds.isComplete() && isTime()) {
      const index = nextLook(rotation, expectation);
      const next = index === undefined ? undefined : TRIES[index];
      if (index === undefined || !next) break;
      const before = finds.symbols().length;
      finds.add(picture.look(next.look, next.isNear ? near : undefined));
      rotation = afterLook(rotation, index, finds.symbols().length > before);
    }
    rotation = afterTurn(rotation);
  }

  return (picture) => {
    const nowMs = monotonicMs();
    earlier = earlier.filter(({ atMs }) => nowMs - atMs < EARLIER_MS).slice(-MAX_EARLIER);
    const finds = createFinds(earlier.map(({ symbol }) => symbol));
    finds.add(picture.look(FIRST_LOOK));
    if (!finds.isComplete()) lookFurther(picture, finds);
    const [read] = regionsAround(finds.symbols().map(({ corners }) => corners));
    if (read) place = { region: read, atMs: nowMs };
    earlier = [...earlier, ...finds.seen().map((symbol) => ({ symbol, atMs: nowMs }))];
    return { symbols: finds.found(), unreadRegions: regionsAround(finds.unread()) };
  };
}
