import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterSight, hasMoved, nextGate, OPEN_GATE, type Sight } from "../../src/core/motion-gate.ts";
import { type BlockMeans, blockMeans } from "../../src/core/picture-measures.ts";
import { codeOf, GOOD_PRINT, HAND, HELD_STILL, OFFICE, OFFICE_LIGHT, piCamera } from "../../src/core/scene/presets.ts";
import { sampleCodes } from "../../src/core/scene/sample-codes.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import type { SequenceSpec } from "../../src/core/scene/spec.ts";

const COLUMNS = 80;
const ROWS = 60;
/** Milliseconds between two frames. */
const FRAME_MS = 1000 / 15;

function blocks(level: (column: number, row: number) => number): BlockMeans {
  const means = Uint8Array.from({ length: COLUMNS * ROWS }, (_, at) => Math.round(level(at % COLUMNS, Math.floor(at / COLUMNS))));
  return { side: 8, columns: COLUMNS, rows: ROWS, means };
}

/** A room of edges and surfaces, and noise that is another one in each frame. */
const room = (column: number, row: number) => 40 + ((column * 7) % 90) + ((row * 13) % 70);
const noise = (seed: number, column: number, row: number, levels: number) => {
  const hash = Math.imul(Math.imul(seed + 1, 2_654_435_761) ^ (row * COLUMNS + column), 2_246_822_519) >>> 16;
  return ((hash % 1000) / 500 - 1) * levels;
};

/** Runs frames through the gate, each `FRAME_MS` after the one before; `L` for each that is looked at, `.` for each that is not. */
function film(frames: readonly BlockMeans[], sights: (frame: number) => Sight = () => "nothing"): string {
  let gate = OPEN_GATE;
  return frames
    .map((means, frame) => {
      const { after, isQuiet } = nextGate(gate, means, frame * FRAME_MS);
      gate = isQuiet ? after : afterSight(after, sights(frame), frame * FRAME_MS);
      return isQuiet ? "." : "L";
    })
    .join("");
}

const still = (frames: number) => Array.from({ length: frames }, (_, frame) => blocks((x, y) => room(x, y) + noise(frame, x, y, 1.2)));

describe("whether something moved", () => {
  test("noise, another exposure and the bands of lamps on 50 Hz mains are no movement", () => {
    const frames = fc.record({
      seed: fc.nat(1000),
      levels: fc.double({ min: 0, max: 2, noNaN: true }),
      exposure: fc.double({ min: 0.8, max: 1.1, noNaN: true }),
      depth: fc.double({ min: 0, max: 0.15, noNaN: true }),
      phase: fc.nat(60),
    });
    fc.assert(
      fc.property(frames, ({ seed, levels, exposure, depth, phase }) => {
        const band = (row: number) => 1 + depth * Math.sin((row + phase) / 5);
        const before = blocks((x, y) => room(x, y) + noise(seed, x, y, levels));
        const now = blocks((x, y) => room(x, y) * exposure * band(y) + noise(seed + 1, x, y, levels));
        expect(hasMoved(before, now)).toBe(false);
      }),
    );
  });

  test("a code of the least size that comes into the picture is one, wherever it is and whatever the exposure does", () => {
    const place = fc.record({
      left: fc.nat(COLUMNS - 7),
      top: fc.nat(ROWS - 7),
      side: fc.integer({ min: 5, max: 7 }),
      seed: fc.nat(1000),
      exposure: fc.double({ min: 0.85, max: 1.1, noNaN: true }),
    });
    fc.assert(
      fc.property(place, ({ left, top, side, seed, exposure }) => {
        const before = blocks((x, y) => room(x, y) + noise(seed, x, y, 2));
        const isCode = (x: number, y: number) => x >= left && x < left + side && y >= top && y < top + side;
        // Modules and quiet zone: half light, half dark, with a quiet zone that is lighter than the room.
        const now = blocks((x, y) => (isCode(x, y) ? 150 + noise(seed, y, x, 60) : room(x, y) * exposure) + noise(seed + 1, x, y, 2));
        expect(hasMoved(before, now)).toBe(true);
      }),
      // Once missed: hardly two neighbours of this one change alike.
      { examples: [[{ left: 58, top: 4, side: 5, seed: 923, exposure: 1.0912 }]] },
    );
  });

  test("frames of different sizes cannot be compared, which counts as one", () => {
    const small: BlockMeans = { side: 8, columns: 1, rows: 1, means: Uint8Array.of(7) };
    expect(hasMoved(small, blocks(room))).toBe(true);
  });
});

describe("the gate", () => {
  test("is open for two seconds at the start, and then looks at a still room once a second", () => {
    expect(film(still(75))).toBe(`${"L".repeat(30)}${`${".".repeat(14)}L`.repeat(3)}`);
  });

  test("opens with the first frame in which something is new, and stays open while it moves and two seconds longer", () => {
    const frames = still(90);
    for (let frame = 50; frame < 60; frame++) frames[frame] = blocks((x, y) => (x > 10 + frame - 50 && x < 30 ? 220 : room(x, y)));
    const looks = film(frames);
    expect(looks.slice(46, 92)).toMatch(/^\.{3,4}L*$/);
    expect(looks.slice(50)).not.toContain(".");
  });

  test("adds slow changes up until they count", () => {
    const slowly = (frame: number) => blocks((x, y) => room(x, y) + (x < 8 && y < 8 ? frame * 0.6 : 0) + noise(frame, x, y, 0.4));
    // From one frame to the next it is less than noise.
    expect(hasMoved(slowly(60), slowly(61))).toBe(false);
    // Before the room would be looked at anyway, after fourteen frames.
    expect(film(Array.from({ length: 90 }, (_, frame) => slowly(frame)))).toMatch(/^L{30}\.{1,10}L{30}/);
  });

  test("stays open where a code was read and is not any more, and where one is half seen", () => {
    const read = film(still(120), (frame) => (frame === 44 ? "code" : "nothing"));
    expect(read.slice(30, 90)).toBe(`${".".repeat(14)}L${"L".repeat(29)}${".".repeat(14)}L.`);
    const half = film(still(180), () => "half-seen");
    expect(half.slice(0, 150)).toBe("L".repeat(150));
    expect(half.slice(150)).toContain(".............L");
  });
});

test("the first frame of a generated sequence that shows a code is always looked at, and an empty room hardly ever", () => {
  const [sample] = sampleCodes(3);
  if (!sample) throw new Error("no code");
  const camera = piCamera({ width: 320, height: 240 });
  const coming: SequenceSpec = {
    name: "coming",
    seed: 11,
    frames: 12,
    camera,
    light: { ...OFFICE_LIGHT, flicker: 0.6 },
    room: { ...OFFICE, clutter: 1, hasDecoys: true },
    held: [{ medium: GOOD_PRINT, codes: [codeOf(sample, 50)], hand: HAND, motion: { ...HELD_STILL, approachSeconds: 0.5 } }],
  };
  const [empty, held] = [createSequence({ ...coming, held: [] }), createSequence(coming)];
  // A still room of which the frames go round, so that the test is quick; then somebody comes.
  const [still, shown] = [[0, 1, 2, 3].map((n) => empty.frame(n)), [0, 1, 2, 3, 4, 5, 6, 7].map((n) => held.frame(n))];
  let gate = OPEN_GATE;
  const looks: boolean[] = [];
  for (const [frame, { picture, truth }] of [
    ...Array.from({ length: 42 }, (_, n) => still.slice(n % 4, (n % 4) + 1)).flat(),
    ...shown,
  ].entries()) {
    const { after, isQuiet } = nextGate(gate, blockMeans(picture, 8), frame * FRAME_MS);
    gate = after;
    looks.push(!isQuiet);
    if (truth.codes.length > 0) expect(isQuiet).toBe(false);
  }
  expect(looks.slice(30, 42).filter(Boolean).length).toBeLessThanOrEqual(1);
});
