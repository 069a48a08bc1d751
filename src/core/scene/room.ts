import { type Canvas, capsule, createCanvas, GIVEN, paintBox, paintShape, REFLECTED, TEXEL } from "./canvas.ts";
import { type Chance, createChance, unevenness } from "./chance.ts";
import { drawBars, drawFakeCode, writeLine, writeParagraph } from "./lettering.ts";
import { soften } from "./softness.ts";
import type { RoomSpec } from "./spec.ts";

/** The room without people as the camera sees it, in cd/m²: it does not move, so that one picture will do for all frames. */
export function createRoom(
  spec: RoomSpec,
  size: { readonly width: number; readonly height: number },
  blurPx: number,
  seed: number,
): Float32Array {
  const { width, height } = size;
  // Painted in pixels: a millimetre of this canvas is one.
  const canvas = createCanvas({ left: 0, top: 0, right: width, bottom: height }, 1);
  const chance = createChance(seed, "room");
  paintWalls(canvas, chance, seed);
  if (spec.windowLuminance > 0) paintWindow(canvas, chance);
  const things = Math.round(spec.clutter * 16);
  for (let thing = 0; thing < things; thing++) paintThing(canvas, chance);
  if (spec.hasDecoys) paintDecoys(canvas, chance);
  const bright = spec.lux / Math.PI / 255;
  const room = new Float32Array(width * height);
  // Rooms are lit in patches, near their lamps and windows.
  const spots = Float32Array.from({ length: width }, (_, x) => 1 + 0.3 * unevenness((2.5 * x) / width, 0.5, seed + 2));
  for (let y = 0, at = 0; y < height; y++) {
    const lit = bright * (1.1 - (0.3 * y) / height);
    for (let x = 0; x < width; x++, at++) {
      const mirrored = (canvas.texels[at * TEXEL + REFLECTED] ?? 0) * lit * (spots[x] ?? 1);
      room[at] = mirrored + ((canvas.texels[at * TEXEL + GIVEN] ?? 0) / 255) * spec.windowLuminance;
    }
  }
  soften(room, width, { left: 0, top: 0, right: width, bottom: height }, blurPx, new Float32Array(room.length));
  return room;
}

function paintWalls(canvas: Canvas, chance: Chance, seed: number): void {
  const { width, height } = canvas;
  const wall = chance.between(0.35, 0.6);
  const floorTop = height * chance.between(0.68, 0.8);
  const slope = chance.between(-0.25, 0.25);
  paintBox(
    canvas,
    { left: 0, top: 0, right: width, bottom: height },
    {
      reflected: (x, y) => wall * (1 + slope * (x / width - 0.5) - 0.25 * (y / height)) + 0.012 * unevenness(x / 3, y / 3, seed),
    },
  );
  paintBox(
    canvas,
    { left: 0, top: floorTop, right: width, bottom: height },
    { reflected: (x, y) => 0.22 + 0.05 * unevenness(x / 40, y / 12, seed + 1) },
  );
  paintBox(canvas, { left: 0, top: floorTop - height * 0.015, right: width, bottom: floorTop }, { reflected: 0.15 });
  // A door, whose frame is the strongest edge of most rooms.
  const door = width * chance.between(0.05, 0.8);
  const wide = width * 0.17;
  paintBox(canvas, { left: door, top: height * 0.16, right: door + wide, bottom: floorTop }, { reflected: 0.7 });
  paintBox(
    canvas,
    { left: door + 9, top: height * 0.175, right: door + wide - 9, bottom: floorTop },
    { reflected: chance.between(0.12, 0.3) },
  );
  paintBox(canvas, { left: door + wide - 26, top: height * 0.46, right: door + wide - 14, bottom: height * 0.475 }, { reflected: 0.75 });
}

function paintWindow(canvas: Canvas, chance: Chance): void {
  const { width, height } = canvas;
  const [left, top] = [width * chance.between(0.05, 0.6), height * 0.06];
  const [right, bottom] = [left + width * 0.3, height * 0.5];
  paintBox(canvas, { left: left - 6, top: top - 6, right: right + 6, bottom: bottom + 6 }, { reflected: 0.7 });
  const panes = 2 + chance.whole(2);
  for (let pane = 0; pane < panes; pane++) {
    const from = left + ((right - left) * pane) / panes + 3;
    const to = left + ((right - left) * (pane + 1)) / panes - 3;
    paintBox(canvas, { left: from, top, right: to, bottom }, { reflected: 0.3, given: 1 });
    paintBox(
      canvas,
      { left: from, top: bottom - (bottom - top) * chance.between(0.2, 0.4), right: to, bottom },
      { reflected: 0.2, given: 0.4 },
    );
  }
}

/** A poster, a shelf with files, a chair or a row of goods, somewhere. */
function paintThing(canvas: Canvas, chance: Chance): void {
  const { width, height } = canvas;
  const unit = width / 100;
  const [left, top] = [chance.between(-0.05, 0.92) * width, chance.between(0.05, 0.62) * height];
  const kind = chance.whole(4);
  if (kind === 0) {
    const [right, bottom] = [left + unit * chance.between(8, 15), top + unit * chance.between(11, 20)];
    paintBox(canvas, { left, top, right, bottom }, { reflected: chance.between(0.6, 0.8) });
    paintBox(
      canvas,
      { left: left + unit, top: top + unit, right: right - unit, bottom: top + (bottom - top) * 0.4 },
      { reflected: chance.between(0.1, 0.5) },
    );
    const text = { left: left + unit, top: top + (bottom - top) * 0.48, heightMm: unit * 0.7, widthMm: right - left - 2 * unit, lines: 4 };
    writeParagraph(canvas, chance, text, { reflected: 0.1 });
  } else if (kind === 1) {
    for (let file = 0, at = left; file < 9; file++) {
      const wide = unit * chance.between(0.8, 1.8);
      paintBox(
        canvas,
        { left: at, top: top + unit * chance.between(0, 1), right: at + wide, bottom: top + unit * 9 },
        { reflected: chance.between(0.05, 0.7) },
      );
      at += wide + 1;
    }
    paintBox(canvas, { left: left - unit, top: top + unit * 9, right: left + unit * 15, bottom: top + unit * 9.8 }, { reflected: 0.3 });
  } else if (kind === 2) {
    const seat = height * chance.between(0.7, 0.85);
    paintShape(
      canvas,
      { left, top: seat - unit * 10, right: left + unit * 12, bottom: seat + unit * 12 },
      capsule(left + unit * 2, seat - unit * 7, left + unit * 9, seat - unit * 7, unit * 1.6),
      { reflected: 0.1 },
    );
    paintBox(canvas, { left: left + unit, top: seat, right: left + unit * 10, bottom: seat + unit * 1.4 }, { reflected: 0.12 });
    for (const leg of [1, 9])
      paintBox(
        canvas,
        { left: left + unit * leg, top: seat - unit * 7, right: left + unit * (leg + 0.6), bottom: seat + unit * 12 },
        { reflected: 0.5 },
      );
  } else {
    paintBox(canvas, { left, top, right: left + unit * 22, bottom: top + unit * 4 }, { reflected: chance.between(0.08, 0.3) });
    writeLine(canvas, chance, { left: left + unit, top: top + unit, heightMm: unit * 2, widthMm: unit * 20 }, { reflected: 0.75 });
  }
}

/** What makes finders start: a checked floor, bar codes, a poster with squares and rings. */
function paintDecoys(canvas: Canvas, chance: Chance): void {
  const { width, height } = canvas;
  const unit = width / 100;
  const floor = height * 0.82;
  for (let row = 0, top = floor; top < height; row++) {
    const tall = 6 + row * 5;
    for (let column = 0; column * tall * 1.6 < width; column++) {
      if ((row + column) % 2 === 0) continue;
      paintBox(canvas, { left: column * tall * 1.6, top, right: (column + 1) * tall * 1.6, bottom: top + tall }, { reflected: 0.06 });
    }
    top += tall;
  }
  const bars = { left: width * chance.between(0.02, 0.2), top: height * chance.between(0.1, 0.6) };
  paintBox(
    canvas,
    { left: bars.left - unit, top: bars.top - unit, right: bars.left + unit * 13, bottom: bars.top + unit * 7 },
    { reflected: 0.75 },
  );
  drawBars(canvas, chance, { ...bars, right: bars.left + unit * 12, bottom: bars.top + unit * 5 }, { reflected: 0.06 });
  for (const hasRings of [true, false]) {
    const field = {
      left: width * chance.between(0.05, 0.85),
      top: height * chance.between(0.08, 0.6),
      side: unit * chance.between(6, 12),
      squares: 25,
      hasRings,
    };
    drawFakeCode(canvas, chance, field, { reflected: 0.06 }, { reflected: 0.75 });
  }
}
