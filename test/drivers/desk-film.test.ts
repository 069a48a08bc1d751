import { afterEach, expect, test } from "vitest";
import { deskFilm, FILM } from "../../src/core/scene/desk-film.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import { createDeskFilm, type DeskFilm } from "../../src/drivers/desk-film.ts";
import { loadQrReader } from "../../src/drivers/qr-reader.ts";

// As long as the two samples of a desk.
const TEXTS = [`6BF${"A0".repeat(190)}`, `6BF${"B1".repeat(190)}`] as const;
const PLAIN = { isGlobal: false, isDenoised: false };

let film: DeskFilm | undefined;
afterEach(() => film?.close());

test("the film shows a code too far away, a lamp in the glass, then what can be read; and another person's", async () => {
  film = createDeskFilm(TEXTS);
  const read = await loadQrReader();
  const texts: (string | undefined)[] = [];
  for (const { fromMs } of FILM.shots) {
    const bytes = await film.frame(fromMs + 1800);
    texts.push(bytes && read({ width: FILM.width, height: FILM.height, bytes }, PLAIN).symbols[0]?.text);
  }
  expect(texts).toEqual([undefined, undefined, undefined, TEXTS[0], undefined, TEXTS[1]]);
});

test("what is wrong in its shots is what the kiosk is to say", () => {
  const [, far, mirrored] = deskFilm(TEXTS);
  const advice = [far, mirrored].map((spec) => spec && createSequence(spec).frame(24).truth.advice);
  expect(advice).toEqual([["nearer"], ["glare"]]);
});

test("it gives the same frame for the same moment, also after its thread has ended, and nothing once it is closed", async () => {
  film = createDeskFilm(TEXTS, 1);
  const first = await film.frame(100);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await film.frame(100)).toEqual(first);
  await film.close();
  expect(await film.frame(100)).toBeUndefined();
});
