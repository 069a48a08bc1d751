import { afterAll, describe, expect, test } from "vitest";
import { loadPicture } from "../../src/drivers/picture.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import type { Frame } from "../../src/ports.ts";
import { asKnown, type KnownPicture, pictureSet, readKnownPicture } from "../support/picture-set.ts";

const set = pictureSet();
const readable = set.filter(({ texts }) => texts.length > 0);
const negative = set.filter((picture) => picture.negative);
/** A part of the set keeps the run short; pictures of one kind follow each other, so that each kind is in it. */
const every = (step: number, pictures: readonly KnownPicture[]) => pictures.filter((_, index) => index % step === 0);

describe.skipIf(set.length === 0)("of pictures that others made", () => {
  const decoder = createQrDecoder();
  afterAll(() => decoder.close());

  async function load(picture: KnownPicture): Promise<() => Frame> {
    const loaded = await loadPicture(readKnownPicture(picture));
    if (!loaded.ok) throw new Error(`${picture.file}: ${loaded.error}`);
    const { luma, ...size } = loaded.frame;
    return () => ({ ...size, luma: new Uint8Array(luma) });
  }

  test("as stills at least 96 in 100 readable ones are read, and in a stream 92", async () => {
    const sample = every(6, readable);
    const counts = { still: 0, stream: 0 };
    for (const picture of sample) {
      const copy = await load(picture);
      for (const patience of ["still", "stream"] as const) {
        const symbols = patience === "still" ? await decoder.decode(copy()) : (await decoder.watch(copy())).symbols;
        const texts = symbols.map(({ text }) => asKnown(text));
        if (picture.texts.some((text) => texts.includes(asKnown(text)))) counts[patience]++;
      }
    }
    expect(counts.still / sample.length).toBeGreaterThanOrEqual(0.96);
    expect(counts.stream / sample.length).toBeGreaterThanOrEqual(0.92);
  });

  // All of them, and the rates of the whole set beside other readers': npm run bench:decode.
  test("none without a code is read, however long it is looked at", async () => {
    for (const picture of every(4, negative)) {
      const copy = await load(picture);
      expect([picture.file, await decoder.decode(copy())]).toEqual([picture.file, []]);
    }
  });
});
