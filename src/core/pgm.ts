import type { GreyPicture } from "./grey-picture.ts";

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]);
const HASH = 0x23;
const ZERO = 0x30;

/** True where the bytes begin as a PGM file does; whether they go on as one, `parsePgm` tells. */
export function isPgm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && (bytes[1] === 0x32 || bytes[1] === 0x35) && (SPACE.has(bytes[2] ?? 0) || bytes[2] === HASH);
}

/**
 * A PGM picture (netpbm pgm(5)): raw `P5` or plain `P2`, 8 or 16 bits a sample, scaled to 8. Only the first picture of a file is
 * read, as the format's own tools do. Returns what is wrong, in a few words, for anything else and for more than `maxPixels` pixels.
 */
export function parsePgm(bytes: Uint8Array, maxPixels: number): GreyPicture | string {
  if (!isPgm(bytes)) return "not a PGM picture";
  const width = readNumber(bytes, 2);
  const height = width && readNumber(bytes, width.end);
  const white = height && readNumber(bytes, height.end);
  if (!width?.value || !height?.value || !white?.value || white.value > 65_535) return "the PGM header is damaged";
  const pixels = width.value * height.value;
  if (pixels > maxPixels) return `more than ${maxPixels} pixels`;
  const luma = bytes[1] === 0x35 ? readRaw(bytes, white, pixels) : readPlain(bytes, white, pixels);
  return luma ? { width: width.value, height: height.value, luma } : "the PGM picture is cut short or damaged";
}

/** A decimal number and the offset of the byte after it. */
interface ReadNumber {
  readonly value: number;
  readonly end: number;
}

/** The next number after white space and comments, with at most nine digits; undefined where there is none. */
function readNumber(bytes: Uint8Array, from: number): ReadNumber | undefined {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === HASH) at = lineEnd(bytes, at);
    else if (!SPACE.has(byte)) break;
  }
  const start = at;
  let value = 0;
  for (; at < bytes.length && at - start < 10; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return at > start && at - start < 10 && (at === bytes.length || SPACE.has(bytes[at] ?? 0) || bytes[at] === HASH)
    ? { value, end: at }
    : undefined;
}

function lineEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++;
  return at;
}

/** Samples of one byte, or of two (high byte first) where white is above 255, after a single white space. */
function readRaw(bytes: Uint8Array, white: ReadNumber, pixels: number): Uint8Array | undefined {
  const sampleBytes = white.value > 255 ? 2 : 1;
  const start = white.end + 1;
  if (!SPACE.has(bytes[white.end] ?? 0) || bytes.length - start < pixels * sampleBytes) return undefined;
  // A copy in any case: slice() of a Buffer would be a view of the caller's file.
  if (white.value === 255) return new Uint8Array(bytes.subarray(start, start + pixels));
  const luma = new Uint8Array(pixels);
  for (let index = 0; index < pixels; index++) {
    const at = start + index * sampleBytes;
    const sample = sampleBytes === 1 ? (bytes[at] ?? 0) : (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    luma[index] = scale(sample, white.value);
  }
  return luma;
}

function readPlain(bytes: Uint8Array, white: ReadNumber, pixels: number): Uint8Array | undefined {
  // Each sample takes two bytes at least, so that a small file cannot ask for a large picture.
  if (pixels * 2 > bytes.length - white.end) return undefined;
  const luma = new Uint8Array(pixels);
  let end = white.end;
  for (let index = 0; index < pixels; index++) {
    const sample = readNumber(bytes, end);
    if (!sample) return undefined;
    luma[index] = scale(sample.value, white.value);
    end = sample.end;
  }
  return luma;
}

function scale(sample: number, white: number): number {
  return Math.round((Math.min(sample, white) * 255) / white);
}
