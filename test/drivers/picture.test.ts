import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { loadPicture, MAX_PICTURE_BYTES } from "../../src/drivers/picture.ts";
import { qrFrame, toPgm } from "../support/pictures.ts";

/** 4 × 2 pixels: black, red, green, white above; transparent black, half-transparent black, white, black below. */
const PIXELS = Buffer.from([
  ...[0, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 255, 255, 255, 255, 255],
  ...[0, 0, 0, 0, 0, 0, 0, 128, 255, 255, 255, 255, 0, 0, 0, 255],
]);
const image = () => sharp(PIXELS, { raw: { width: 4, height: 2, channels: 4 } });

async function lumaOf(bytes: Uint8Array): Promise<number[]> {
  const picture = await loadPicture(bytes);
  if (!picture.ok) throw new Error(picture.error);
  expect(picture.frame).toMatchObject({ width: 4, height: 2, stride: 4 });
  return [...picture.frame.luma];
}

describe("a picture file", () => {
  test("becomes grey, and what is transparent becomes white", async () => {
    const luma = await lumaOf(await image().png().toBuffer());
    expect([luma[0], luma[3], luma[4], luma[6], luma[7]]).toEqual([0, 255, 255, 255, 0]);
    expect(luma[2]).toBeGreaterThan(luma[1] ?? 255); // green is brighter than red
    expect(luma[5]).toBeGreaterThan(100);
    expect(luma[5]).toBeLessThan(160);
  });

  test.each(["jpeg", "webp", "tiff", "gif", "avif"] as const)("may be %s", async (format) => {
    const opaque = image().flatten({ background: "white" });
    const luma = await lumaOf(await opaque.toFormat(format, format === "gif" ? {} : { quality: 100 }).toBuffer());
    expect(luma[0]).toBeLessThan(100);
    expect(luma[6]).toBeGreaterThan(155);
  });

  test("may have 16 bits a sample, a palette, one channel or four inks", async () => {
    const opaque = () => image().flatten({ background: "white" });
    for (const bytes of [
      await opaque().toColourspace("rgb16").png().toBuffer(),
      await opaque().png({ palette: true }).toBuffer(),
      await opaque().greyscale().png().toBuffer(),
      await opaque().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer(),
    ]) {
      const luma = await lumaOf(bytes);
      expect(luma[0]).toBeLessThan(100);
      expect(luma[3]).toBeGreaterThan(200);
    }
  });

  test("may be PGM", async () => {
    const frame = await qrFrame("grey");
    expect(await loadPicture(toPgm(frame))).toEqual({ ok: true, frame });
  });

  test.each([
    ["empty", Buffer.alloc(0), "the file is empty"],
    ["too long", Buffer.alloc(MAX_PICTURE_BYTES + 1), `more than ${MAX_PICTURE_BYTES} bytes`],
    ["a text", Buffer.from("Xin chào"), "not a picture that can be read: "],
    ["a PGM without pixels", Buffer.from("P5 100 100 255 "), "the PGM picture is cut short or damaged"],
  ])("that is %s is told so", async (_, bytes, error) => {
    expect(await loadPicture(bytes)).toEqual({ ok: false, error: expect.stringContaining(error) });
  });

  test("that promises more pixels than memory should hold is refused before they are unpacked", async () => {
    const flat = sharp({ create: { width: 10_000, height: 6_000, channels: 3, background: "white" }, limitInputPixels: false });
    const bomb = await flat.toColourspace("b-w").png({ compressionLevel: 1 }).toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage.rss();
    expect(await loadPicture(bomb)).toEqual({ ok: false, error: expect.stringContaining("pixel limit") });
    expect(process.memoryUsage.rss() - before).toBeLessThan(40_000_000);
  });

  test("that is cut short is an error in one line, not a crash", async () => {
    const whole = await sharp((await qrFrame("cut")).luma, { raw: { width: 100, height: 84, channels: 1 } })
      .png()
      .toBuffer();
    const picture = await loadPicture(whole.subarray(0, whole.length / 2));
    expect(picture).toEqual({ ok: false, error: expect.stringMatching(/^not a picture that can be read: [^\n]*$/) });
  });

  test("never makes the loader throw", async () => {
    const seeds = await Promise.all([
      image().png().toBuffer(),
      image().webp().toBuffer(),
      image().tiff().toBuffer(),
      image().gif().toBuffer(),
    ]);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="4" height="2"/></svg>');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds, svg), fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 }), async (seed, at, patch) => {
        const bytes = Buffer.from(seed);
        bytes.set(patch.subarray(0, bytes.length - (at % bytes.length)), at % bytes.length);
        const picture = await loadPicture(bytes);
        if (picture.ok) expect(picture.frame.luma.length).toBe(picture.frame.stride * picture.frame.height);
      }),
      { numRuns: 200 },
    );
  });
});
