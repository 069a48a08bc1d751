// The thread behind desk-film.ts: making a frame takes as long as a kiosk may take for everything else.
import { parentPort, workerData } from "node:worker_threads";
import { deskFilm, FILM } from "../core/scene/desk-film.ts";
import { createSequence } from "../core/scene/sequence.ts";
import type { Sequence } from "../core/scene/truth.ts";
import type { FilmAnswer, FilmRequest, FilmTexts } from "./desk-film.ts";

const specs = deskFilm((workerData as FilmTexts).texts);
const shots = new Map<number, Sequence>();

/** What does not move in a shot is painted once. */
function shotAt(index: number): Sequence | undefined {
  const spec = specs[index];
  const shot = shots.get(index) ?? (spec && createSequence(spec));
  if (shot) shots.set(index, shot);
  return shot;
}

parentPort?.on("message", ({ id, atMs }: FilmRequest) => {
  const index = FILM.shots.findLastIndex(({ fromMs }) => fromMs <= atMs);
  const shot = shotAt(index);
  if (!shot) return;
  const number = Math.floor(((atMs - (FILM.shots[index]?.fromMs ?? 0)) / 1000) * shot.framesPerSecond);
  const luma = new Uint8Array(shot.frame(number).picture.luma);
  parentPort?.postMessage({ id, luma } satisfies FilmAnswer, [luma.buffer]);
  // So that the film does not stop where the next shot begins.
  if (!shots.has(index + 1)) setImmediate(shotAt, index + 1);
});
