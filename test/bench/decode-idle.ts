import { sceneCatalogue } from "../../src/core/scene/catalogue.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import type { RivalReader } from "../support/rival-readers.ts";
import { createOurWatch } from "./decode-ours.ts";

const SIZE = { width: 1280, height: 720 };
const FRAMES_PER_SECOND = 15;
/** After something has moved every frame is looked at for a while: a room is idle after so many seconds. */
const WARM_UP_SECONDS = 3;
/** jsqr takes up to seconds with a frame full of noise: a few of them must do. */
const JSQR_FRAMES = 2;

/** Rooms without a code: idle ones, in which nothing moves but noise and light, and others, in which people walk by. */
const ROOMS: Readonly<Record<string, { readonly scene: string; readonly isIdle: boolean }>> = {
  "empty room": { scene: "empty room", isIdle: true },
  "lamps on 50 Hz mains": { scene: "empty room, flicker", isIdle: true },
  "bright window, drifting exposure": { scene: "empty room, window", isIdle: true },
  "people before a notice board": { scene: "empty room, busy", isIdle: false },
  "3 lux, somebody walks by": { scene: "empty room, night", isIdle: false },
};

/** All that look. */
export type Looker = "ours" | "defaults" | "everyOption" | "jsqr";

/** What they made of one room. */
export interface RoomScore {
  readonly room: string;
  readonly isIdle: boolean;
  readonly frames: number;
  /** Frames that ours looked at. */
  readonly looked: number;
  /** Milliseconds of each frame. */
  readonly ms: Readonly<Record<Looker, readonly number[]>>;
  /** Texts in frames without a code; jsqr's empty ones are no texts. */
  readonly falseTexts: Readonly<Record<Looker, number>>;
}

/** All readers on rooms without a code, 15 frames a second of 1280 × 720, each frame by all of them before the next. */
export async function measureRooms(
  seed: number,
  seconds: number,
  rivals: Readonly<Record<Exclude<Looker, "ours">, RivalReader>>,
): Promise<readonly RoomScore[]> {
  const scenes = sceneCatalogue(seed, undefined, SIZE);
  const scores: RoomScore[] = [];
  for (const [room, { scene, isIdle }] of Object.entries(ROOMS)) {
    const spec = scenes.find(({ name }) => name === scene)?.spec;
    if (!spec) throw new Error(`bench: no scene ${scene}`);
    const sequence = createSequence(isIdle ? { ...spec, room: { ...spec.room, passersBy: 0 } } : spec);
    const ours = await createOurWatch(1);
    const ms: Record<Looker, number[]> = { ours: [], defaults: [], everyOption: [], jsqr: [] };
    const falseTexts: Record<Looker, number> = { ours: 0, defaults: 0, everyOption: 0, jsqr: 0 };
    let looked = 0;
    const first = WARM_UP_SECONDS * FRAMES_PER_SECOND;
    const last = first + seconds * FRAMES_PER_SECOND;
    for (let frame = 0; frame < last; frame++) {
      const { picture } = sequence.frame(frame);
      const seen = ours.look(picture, (frame / FRAMES_PER_SECOND) * 1000);
      falseTexts.ours += seen.texts.length;
      if (frame < first) continue;
      ms.ours.push(seen.ms);
      if (!seen.isQuiet) looked++;
      for (const [name, read] of [
        ["defaults", rivals.defaults],
        ["everyOption", rivals.everyOption],
        ["jsqr", rivals.jsqr],
      ] as const) {
        if (name === "jsqr" && ms.jsqr.length >= JSQR_FRAMES) continue;
        const startMs = performance.now();
        falseTexts[name] += read(picture).filter((text) => text !== "").length;
        ms[name].push(performance.now() - startMs);
      }
    }
    scores.push({ room, isIdle, frames: last - first, looked, ms, falseTexts });
  }
  return scores;
}
