import { patternsFor, type Step } from "./indication.ts";
import type { ToneName } from "./prompts.ts";
import type { Sound } from "./wav.ts";

/** As loud as recordings are meant to be (docs/sound.md), in parts of the largest sample. */
const AMPLITUDE = 0.25;
/** A tone that begins or ends at once clicks: it rises and falls for so long, in milliseconds. */
const RAMP_MS = 5;

/** A pitch for so many milliseconds; a silence has none. */
interface Piece {
  readonly ms: number;
  readonly hz: number;
}

/** The buzzer's tone of an indication as a sound: rising is yes, two low ones are no, a single one is "look at the screen". */
export function toneSound(name: ToneName, rateHz: number): Sound {
  const samples = piecesOf(patternsFor({})[name].steps).flatMap(({ ms, hz }) => samplesOf(ms, hz, rateHz));
  return { rateHz, samples: Int16Array.from(samples) };
}

/** What the buzzer does, until it does no more. */
function piecesOf(steps: readonly Step[]): readonly Piece[] {
  const turns = steps.filter(({ set }) => set.buzzer !== undefined);
  return turns.slice(0, -1).map(({ afterMs, toneHz = 0 }, index) => ({ ms: (turns[index + 1]?.afterMs ?? afterMs) - afterMs, hz: toneHz }));
}

function samplesOf(ms: number, hz: number, rateHz: number): readonly number[] {
  const length = Math.round((rateHz * ms) / 1000);
  const ramp = Math.min(length / 2, (rateHz * RAMP_MS) / 1000);
  return Array.from({ length }, (_, index) => {
    const rise = Math.min(1, index / ramp, (length - 1 - index) / ramp);
    // Raised cosine: neither end has an edge.
    const envelope = (1 - Math.cos(Math.PI * rise)) / 2;
    return Math.round(32_767 * AMPLITUDE * envelope * Math.sin((2 * Math.PI * hz * index) / rateHz));
  });
}
