import { expect, test } from "vitest";
import type { Point } from "../../src/core/code-region.ts";
import { drawnModules } from "../../src/core/drawn-modules.ts";
import { byteSegment, makeSmallCode } from "../support/small-code-maker.ts";

// 29 modules of 4 pixels, 4 of them quiet on each side: as it is drawn.
const { width, height, luma } = makeSmallCode(byteSegment(Buffer.from("drawn")));
const SIDE = 21;
const CORNERS: readonly Point[] = [
  { x: 16, y: 16 },
  { x: 100, y: 16 },
  { x: 100, y: 100 },
  { x: 16, y: 100 },
];

test("a code is drawn as it is, also where it is light on dark, dim, or lies on its side", () => {
  const as = (level: (x: number, y: number) => number) => ({
    width,
    height,
    luma: Uint8Array.from(luma, (_, at) => level(at % width, Math.floor(at / width))),
  });
  const own = (x: number, y: number) => luma[y * width + x] ?? 0;
  const corners = (turned: (point: Point) => Point) => CORNERS.map(turned);
  for (const [picture, places] of [
    [as(own), CORNERS],
    [as((x, y) => 255 - own(x, y)), CORNERS],
    [as((x, y) => 60 + x / 4 + own(x, y) / 16), CORNERS],
    [as((x, y) => own(y, width - 1 - x)), corners(({ x, y }) => ({ x: width - y, y: x }))],
  ] as const) {
    expect(drawnModules(picture, places, SIDE)).toEqual({ width, height, luma });
  }
});

test("a code seen aslant is drawn straight", () => {
  // The plane is tilted about its upper edge: what is further down is smaller.
  const tilted = ({ x, y }: Point): Point => ({ x: x / (1 + y / 200), y: y / (1 + y / 200) });
  const seen = Uint8Array.from(luma, (_, at) => {
    const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5];
    const depth = 1 / (1 - y / 200);
    return luma[Math.floor(y * depth) * width + Math.floor(x * depth)] ?? 255;
  });
  expect(drawnModules({ width, height, luma: seen }, CORNERS.map(tilted), SIDE)).toEqual({ width, height, luma });
});
