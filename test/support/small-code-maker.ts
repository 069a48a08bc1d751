// QR codes of version 1-L made bit by bit, for segments that no writer we have can make: structured append, ECI, Kanji (ISO/IEC 18004).
import type { Frame } from "../../src/ports.ts";

const SIDE = 21;
const DATA_BYTES = 19;
const CHECK_BYTES = 7;
const PIXELS_A_MODULE = 4;
const QUIET_MODULES = 4;
/** Level L and mask 0, with their BCH code, masked (table C.1). */
const FORMAT = "111011111000100";

/** Some bits of a code, the most significant first. */
export const bits = (value: number, count: number): string => value.toString(2).padStart(count, "0");

/** A byte segment, by mode indicator 4. */
export const byteSegment = (bytes: Uint8Array): string =>
  `${bits(4, 4)}${bits(bytes.length, 8)}${Array.from(bytes, (byte) => bits(byte, 8)).join("")}`;

/** What says that a code is one of several: mode indicator 3, its place, how many there are, and the parity. */
export const appendHeader = (index: number, count: number, parity: number): string =>
  bits(3, 4) + bits(index, 4) + bits(count - 1, 4) + bits(parity, 8);

/** The picture of a code of these segments, at most 19 bytes together. */
export function makeSmallCode(segments: string): Frame {
  const open = `${segments}0000`.slice(0, DATA_BYTES * 8);
  const whole = open.padEnd(Math.ceil(open.length / 8) * 8, "0");
  const data = whole.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
  for (let at = 0; data.length < DATA_BYTES; at++) data.push(at % 2 === 0 ? 0xec : 0x11);
  return draw(modulesOf([...data, ...checkBytes(data)]));
}

/** In GF(256) by x⁸ + x⁴ + x³ + x² + 1. */
function times(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product >> 7 ? 0x11d : 0);
    if ((other >> bit) & 1) product ^= one;
  }
  return product;
}

function checkBytes(data: readonly number[]): readonly number[] {
  let generator = [1];
  for (let root = 1, at = 0; at < CHECK_BYTES; at++, root = times(root, 2)) {
    generator = [...generator, 0].map((factor, index) => factor ^ times(generator[index - 1] ?? 0, root));
  }
  let rest = Array<number>(CHECK_BYTES).fill(0);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((value, index) => value ^ times(generator[index + 1] ?? 0, factor));
  }
  return rest;
}

function modulesOf(bytes: readonly number[]): readonly (readonly boolean[])[] {
  const modules: (boolean | undefined)[][] = Array.from({ length: SIDE }, () => Array<boolean | undefined>(SIDE).fill(undefined));
  const set = (x: number, y: number, isDark: boolean) => {
    const row = modules[y];
    if (row && x >= 0 && x < SIDE) row[x] = isDark;
  };
  for (const [left, top] of [
    [0, 0],
    [SIDE - 7, 0],
    [0, SIDE - 7],
  ] as const) {
    for (let y = -1; y <= 7; y++) {
      for (let x = -1; x <= 7; x++) {
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
        set(left + x, top + y, ring !== 2 && ring !== 4);
      }
    }
  }
  for (let at = 8; at < SIDE - 8; at++)
    for (const [x, y] of [
      [at, 6],
      [6, at],
    ] as const)
      set(x, y, at % 2 === 0);
  set(8, SIDE - 8, true);
  for (const [at, bit] of [...FORMAT].entries()) {
    const [x, y] = at < 6 ? [at, 8] : at < 8 ? [at + 1, 8] : at === 8 ? [8, 7] : [8, 14 - at];
    set(x, y, bit === "1");
    if (at < 7) set(8, SIDE - 1 - at, bit === "1");
    else set(SIDE - 15 + at, 8, bit === "1");
  }
  fill(modules, bytes.map((byte) => bits(byte, 8)).join(""));
  return modules.map((row) => row.map((isDark) => isDark ?? false));
}

/** Two columns at a time from the right, up and down in turns, over the column of the timing pattern. */
function fill(modules: (boolean | undefined)[][], stream: string): void {
  let at = 0;
  for (let right = SIDE - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right--;
    for (let step = 0; step < SIDE; step++) {
      const y = isUp ? SIDE - 1 - step : step;
      for (const x of [right, right - 1]) {
        const row = modules[y];
        if (row && row[x] === undefined) row[x] = (stream[at++] === "1") !== ((x + y) % 2 === 0);
      }
    }
  }
}

function draw(modules: readonly (readonly boolean[])[]): Frame {
  const side = (SIDE + 2 * QUIET_MODULES) * PIXELS_A_MODULE;
  const luma = Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)].map((pixel) => Math.floor(pixel / PIXELS_A_MODULE) - QUIET_MODULES);
    return modules[y ?? -1]?.[x ?? -1] ? 0 : 255;
  });
  return { width: side, height: side, stride: side, luma };
}
