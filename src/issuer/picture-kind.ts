import { isPgm } from "../core/pgm.ts";

/** True for the beginning of a PNG, JPEG, WebP or PGM file; anything else is taken for text. No code we know as text begins like these. */
export function isPicture(bytes: Uint8Array): boolean {
  return startsWith(bytes, "\x89PNG\r\n\x1a\n") || startsWith(bytes, "\xff\xd8\xff") || isWebp(bytes) || isPgm(bytes);
}

/** The number by which Claim 169 names the format of a photo (attribute 17), or undefined for any other file. */
export function photoFormatOf(bytes: Uint8Array): number | undefined {
  if (startsWith(bytes, "\xff\xd8\xff")) return 1;
  if (startsWith(bytes, "\x00\x00\x00\x0cjP  ") || startsWith(bytes, "\xff\x4f\xff\x51")) return 2; // JPEG 2000: JP2 file, code stream
  if (startsWith(bytes.subarray(4), "ftypavif")) return 3;
  if (isWebp(bytes)) return 4;
  return undefined;
}

function isWebp(bytes: Uint8Array): boolean {
  return startsWith(bytes, "RIFF") && startsWith(bytes.subarray(8), "WEBP");
}

/** `start` has one character a byte. */
function startsWith(bytes: Uint8Array, start: string): boolean {
  return Buffer.from(bytes.subarray(0, start.length)).toString("latin1") === start;
}
