import type { Sound } from "./wav.ts";

/** How a recording measures. Levels in dB below the largest sample there can be (dBFS): 0 is the loudest. */
export interface SoundMeasures {
  readonly seconds: number;
  readonly peakDb: number;
  /** Mean level of what is no pause; recordings of one pack should be alike in it. */
  readonly levelDb: number;
  /** Before the first sound, and after the last one. */
  readonly silenceSeconds: readonly [before: number, after: number];
}

const FULL_SCALE = 32_768;
/** The level is taken over pieces of so many milliseconds … */
const PIECE_MS = 20;
/** … and one is a pause where it is this far below the loudest. */
const PAUSE_DB = 30;
/** Between two prompts that follow each other, in milliseconds. */
const GAP_MS = 200;

/** What a recording is like; undefined where there is nothing to hear in it. */
export function measureSound({ rateHz, samples }: Sound): SoundMeasures | undefined {
  const step = Math.max(1, Math.round((rateHz * PIECE_MS) / 1000));
  const powers: number[] = [];
  let peak = 0;
  for (let from = 0; from < samples.length; from += step) {
    const piece = samples.subarray(from, from + step);
    let power = 0;
    for (const sample of piece) {
      power += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    powers.push(power / piece.length);
  }
  const loudest = Math.max(0, ...powers);
  if (loudest === 0) return undefined;
  const isHeard = (power: number) => power >= loudest / 10 ** (PAUSE_DB / 10);
  const heard = powers.filter(isHeard);
  const [first, last] = [powers.findIndex(isHeard), powers.findLastIndex(isHeard)];
  const toSeconds = (pieces: number) => (pieces * step) / rateHz;
  return {
    seconds: samples.length / rateHz,
    peakDb: 20 * Math.log10(peak / FULL_SCALE),
    levelDb: 10 * Math.log10(heard.reduce((sum, power) => sum + power, 0) / heard.length / FULL_SCALE ** 2),
    silenceSeconds: [toSeconds(first), toSeconds(powers.length - 1 - last)],
  };
}

/** One after the other with a short pause between, all quieter by `gainDb` (at most 0): one sound for one device. Undefined where there are none, or of different rates. */
export function joined(sounds: readonly Sound[], gainDb: number): Sound | undefined {
  const [first] = sounds;
  if (!first || sounds.some(({ rateHz }) => rateHz !== first.rateHz)) return undefined;
  const gap = Math.round((first.rateHz * GAP_MS) / 1000);
  const length = sounds.reduce((sum, { samples }) => sum + samples.length, gap * (sounds.length - 1));
  const samples = new Int16Array(length);
  const factor = 10 ** (Math.min(0, gainDb) / 20);
  let at = 0;
  for (const sound of sounds) {
    samples.set(
      sound.samples.map((sample) => Math.round(sample * factor)),
      at,
    );
    at += sound.samples.length + gap;
  }
  return { rateHz: first.rateHz, samples };
}

/** The level that a pack's recordings should have (docs/sound.md), dBFS; and what its loudest sample must not pass. */
const [WANTED_LEVEL_DB, PEAK_LIMIT_DB] = [-20, -1] as const;

/** The sound at the level of a pack, without the silence around it but for a tenth of a second; undefined where there is nothing to hear. */
export function levelled(sound: Sound): Sound | undefined {
  const measures = measureSound(sound);
  if (!measures) return undefined;
  const { peakDb, levelDb, silenceSeconds } = measures;
  const cut = (seconds: number) => Math.round(Math.max(0, seconds - 0.1) * sound.rateHz);
  const kept = sound.samples.subarray(cut(silenceSeconds[0]), sound.samples.length - cut(silenceSeconds[1]));
  const factor = 10 ** (Math.min(WANTED_LEVEL_DB - levelDb, PEAK_LIMIT_DB - peakDb) / 20);
  return { rateHz: sound.rateHz, samples: kept.map((sample) => Math.round(sample * factor)) };
}

/** So many milliseconds of nothing, which tells whether a device can be had. */
export function silence(ms: number, rateHz: number): Sound {
  return { rateHz, samples: new Int16Array(Math.round((rateHz * ms) / 1000)) };
}
