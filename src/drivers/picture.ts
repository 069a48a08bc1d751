import { isPgm, parsePgm } from "../core/pgm.ts";
import type { LoadedPicture } from "../ports.ts";

/** Largest picture file that is looked at, in bytes. A 12-megapixel photo of a telephone has 3 to 8 MB. */
export const MAX_PICTURE_BYTES = 32 * 1024 * 1024;
/** Largest picture that is unpacked, in pixels: one byte each here, and about three more while it is decoded. */
const MAX_PIXELS = 50_000_000;
/** Larger pictures are made smaller until they fit, in pixels a side: as large as the photo of a 12-megapixel telephone. */
const MAX_SIDE = 4032;
/** Longest time that unpacking may take, in seconds. */
const MAX_SECONDS = 20;

/**
 * A frame of a picture file: PNG, JPEG, WebP, GIF, TIFF, AVIF or SVG by sharp, PGM by core/pgm.ts. Transparent parts are white, since that
 * is what a code without a background is shown on. Pixels are in the file's own order: the orientation a camera noted is not applied.
 */
export async function loadPicture(bytes: Uint8Array): Promise<LoadedPicture> {
  if (bytes.length === 0) return { ok: false, error: "the file is empty" };
  if (bytes.length > MAX_PICTURE_BYTES) return { ok: false, error: `more than ${MAX_PICTURE_BYTES} bytes` };
  if (!isPgm(bytes)) return await unpack(bytes);
  const grey = parsePgm(bytes, MAX_PIXELS);
  return typeof grey === "string" ? { ok: false, error: grey } : { ok: true, frame: { ...grey, stride: grey.width } };
}

async function unpack(bytes: Uint8Array): Promise<LoadedPicture> {
  try {
    // Loaded with the first picture: a kiosk that only watches its camera needs no image library in memory.
    const { default: sharp } = await import("sharp");
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", sequentialRead: true })
      .timeout({ seconds: MAX_SECONDS })
      // A larger one only costs memory: a code that fills a corner of it still has pixels enough.
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "white" })
      .greyscale()
      .extractChannel(0)
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { ok: true, frame: { width: info.width, height: info.height, stride: info.width, luma: data } };
  } catch (error) {
    return { ok: false, error: explain(error) };
  }
}

/** The first line of what the library says; the lines below it name its own files and functions. */
function explain(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return `not a picture that can be read: ${line.slice(0, 200)}`;
}
