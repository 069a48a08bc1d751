import { denseSequences } from "../../src/core/scene/dense-sequences.ts";
import type { FrameSize } from "../../src/core/scene/presets.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import type { SceneFrame } from "../../src/core/scene/truth.ts";
import type { RivalReader } from "../support/rival-readers.ts";
import { createOurWatch, type OurWatch } from "./decode-ours.ts";

/** How much slower than this machine a board is taken to be: about a Pi 5 or 4, and about a Pi 3. */
export const SLOWER = [1, 2.5, 6] as const;
/** A sequence that nobody reads counts as read when it is over. */
const FRAMES_PER_SECOND = 15;

/** What one reader made of all sequences of one size. */
export interface SequenceScore {
  readonly reader: string;
  readonly frames: number;
  readonly read: number;
  /** Texts that the sequence does not carry. */
  readonly falseTexts: number;
  /** Of each frame, in milliseconds. */
  readonly ms: readonly number[];
  /** Of each sequence: the first frame that was read, from 0; undefined where none was. */
  readonly firstFrames: readonly (number | undefined)[];
  /** Mean seconds from the beginning of a sequence to its first text, on this machine and on slower ones, in the order of SLOWER. */
  readonly firstSeconds: readonly number[];
  /** Part of the frames that are read, by condition. */
  readonly byCondition: ReadonlyMap<string, number>;
}

/** The scores of a size, and how our budget was kept. */
export interface SequencesMeasured {
  readonly sequences: number;
  readonly scores: readonly SequenceScore[];
  /** Looks that began after the budget of their frame was used up; of so many frames that were looked at further. */
  readonly lateLooks: number;
  readonly furtherFrames: number;
}

/** What is written down of a reader while the sequences go by. */
interface Tally {
  readonly ms: number[];
  readonly firstFrames: (number | undefined)[];
  readonly firstSeconds: number[][];
  readonly conditions: Map<string, { frames: number; read: number }>;
  falseTexts: number;
}

interface Looked {
  readonly frame: number;
  readonly ms: number;
  readonly isRead: boolean;
}

export interface SequencesWanted {
  readonly seed: number;
  readonly size: FrameSize;
  /** Of the 32 sequences only each so many-th. */
  readonly every: number;
  /** jsqr is so slow that at 15 frames a second it would come to this part of them only. */
  readonly jsqrEvery: number;
  readonly rivals: Readonly<Record<"defaults" | "everyOption" | "jsqr", RivalReader>>;
}

/** All readers on the dense sequences, each frame by all of them before the next, in turns: what the machine does beside it meets all alike. */
export async function measureSequences({ seed, size, every, jsqrEvery, rivals }: SequencesWanted): Promise<SequencesMeasured> {
  const specs = denseSequences(seed, size).filter((_, index) => index % every === 0);
  const readers: Readonly<Record<string, { readonly every: number; readonly read: RivalReader }>> = {
    "zxing-wasm, defaults": { every: 1, read: rivals.defaults },
    "zxing-wasm, every option": { every: 1, read: rivals.everyOption },
    jsqr: { every: jsqrEvery, read: rivals.jsqr },
  };
  const tallies = new Map([...Object.keys(readers), "ours"].map((name) => [name, newTally()]));
  const budget = { lateLooks: 0, furtherFrames: 0 };
  for (const spec of specs) {
    const sequence = createSequence(spec);
    const condition = spec.name.split(",").slice(0, -2).join(",");
    const looked = new Map([...tallies.keys()].map((name): [string, Looked[]] => [name, []]));
    // One that sees every frame, and one for each slower machine, which sees what it comes to: its budget ends earlier.
    const ours = await createOurWatch(1);
    const slower = await Promise.all(
      SLOWER.slice(1).map(async (times) => ({
        times,
        watch: await createOurWatch(times),
        freeAt: 0,
        first: undefined as number | undefined,
      })),
    );
    for (let frame = 0; frame < spec.frames; frame++) {
      const shown = sequence.frame(frame);
      const atMs = (frame / FRAMES_PER_SECOND) * 1000;
      const turns = Object.entries(readers).map(([name, { every: each, read }]) => () => {
        if (frame % each === 0) looked.get(name)?.push(lookWith(read, shown, frame, tallies.get(name)));
      });
      turns.push(() => {
        looked.get("ours")?.push(lookWithOurs(ours, shown, frame, atMs, tallies.get("ours")));
        if (ours.furtherLooks() > 0) budget.furtherFrames++;
        budget.lateLooks += ours.lateLooks();
      });
      for (let at = 0; at < turns.length; at++) turns[(at + frame) % turns.length]?.();
      for (const machine of slower) watchSlower(machine, shown, frame, spec.frames);
    }
    for (const [name, frames] of looked) {
      const tally = tallies.get(name);
      if (!tally) continue;
      tally.ms.push(...frames.map(({ ms }) => ms));
      tally.firstFrames.push(frames.find(({ isRead }) => isRead)?.frame);
      const known = tally.conditions.get(condition) ?? { frames: 0, read: 0 };
      tally.conditions.set(condition, {
        frames: known.frames + frames.length,
        read: known.read + frames.filter(({ isRead }) => isRead).length,
      });
      const own = slower.map(({ first }) => first ?? spec.frames / FRAMES_PER_SECOND);
      const seconds = SLOWER.map(
        (times, index) => (name === "ours" && index > 0 ? own[index - 1] : firstSecondsOf(frames, times, spec.frames)) ?? 0,
      );
      tally.firstSeconds.push(seconds);
    }
  }
  return { sequences: specs.length, scores: [...tallies].map(([reader, tally]) => scoreOf(reader, tally)), ...budget };
}

function lookWith(read: RivalReader, { picture, truth }: SceneFrame, frame: number, tally: Tally | undefined): Looked {
  const startMs = performance.now();
  const texts = read(picture);
  return judged(frame, performance.now() - startMs, texts, truth, tally);
}

function lookWithOurs(watch: OurWatch, { picture, truth }: SceneFrame, frame: number, atMs: number, tally: Tally | undefined): Looked {
  const { texts, ms } = watch.look(picture, atMs);
  return judged(frame, ms, texts, truth, tally);
}

function judged(frame: number, ms: number, texts: readonly string[], { codes }: SceneFrame["truth"], tally: Tally | undefined): Looked {
  const isTrue = (text: string) => codes.some((code) => code.text === text);
  if (tally) tally.falseTexts += texts.filter((text) => text !== "" && !isTrue(text)).length;
  return { frame, ms, isRead: texts.some(isTrue) };
}

/** The newest frame that is there when a slower machine is free; those before it are lost to it. */
function watchSlower(
  machine: { readonly times: number; readonly watch: OurWatch; freeAt: number; first: number | undefined },
  { picture, truth }: SceneFrame,
  frame: number,
  frames: number,
): void {
  const comesAt = frame / FRAMES_PER_SECOND;
  const isOvertaken = frame + 1 < frames && machine.freeAt >= (frame + 1) / FRAMES_PER_SECOND;
  if (isOvertaken || machine.first !== undefined) return;
  const startsAt = Math.max(comesAt, machine.freeAt);
  const { texts, ms } = machine.watch.look(picture, startsAt * 1000);
  machine.freeAt = startsAt + ms / 1000;
  if (texts.some((text) => truth.codes.some((code) => code.text === text))) machine.first = machine.freeAt;
}

/** Seconds to the first text on a machine so many times slower, where of the frames that came meanwhile only the newest waits. */
function firstSecondsOf(looked: readonly Looked[], times: number, frames: number): number {
  let freeAt = 0;
  for (const [index, { frame, ms, isRead }] of looked.entries()) {
    const next = looked[index + 1];
    if (next && freeAt >= next.frame / FRAMES_PER_SECOND) continue;
    freeAt = Math.max(frame / FRAMES_PER_SECOND, freeAt) + (ms * times) / 1000;
    if (isRead) return freeAt;
  }
  return frames / FRAMES_PER_SECOND;
}

function newTally(): Tally {
  return { ms: [], firstFrames: [], firstSeconds: [], conditions: new Map(), falseTexts: 0 };
}

function scoreOf(reader: string, { ms, firstFrames, firstSeconds, conditions, falseTexts }: Tally): SequenceScore {
  const read = [...conditions.values()].reduce((sum, condition) => sum + condition.read, 0);
  return {
    reader,
    frames: ms.length,
    read,
    falseTexts,
    ms,
    firstFrames,
    firstSeconds: SLOWER.map((_, index) => firstSeconds.reduce((sum, seconds) => sum + (seconds[index] ?? 0), 0) / firstSeconds.length),
    byCondition: new Map([...conditions].map(([name, condition]) => [name, condition.read / condition.frames])),
  };
}
