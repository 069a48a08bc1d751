import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CODE_LIKE, codeLikeness, type IsPresent } from "../../src/core/code-likeness.ts";
import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { codeOf, GOOD_PRINT, HAND, HELD_STILL, OFFICE, OFFICE_LIGHT, piCamera } from "../../src/core/scene/presets.ts";
import { sampleCodes } from "../../src/core/scene/sample-codes.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import type { SequenceSpec } from "../../src/core/scene/spec.ts";
import { plainSums } from "../support/plain-sums.ts";

const everywhere: IsPresent = () => true;
const likenessOf = (picture: GreyPicture, isPresent: IsPresent = everywhere) => codeLikeness(plainSums(picture), isPresent);

/** Stripes and steps of a room, and modules of chance where a code is. */
function roomWith(
  code: { left: number; top: number; modules: number; side: number; dark: number; light: number } | undefined,
): GreyPicture {
  const luma = Uint8Array.from({ length: 320 * 240 }, (_, at) => 60 + ((at % 320) >> 5) * 12 + (Math.floor(at / 320) >> 6) * 9);
  for (let at = 0; code && at < luma.length; at++) {
    const [x, y] = [Math.floor(((at % 320) - code.left) / code.side), Math.floor((Math.floor(at / 320) - code.top) / code.side)];
    if (x < 0 || y < 0 || x >= code.modules || y >= code.modules) continue;
    luma[at] = Math.imul(Math.imul(y * 131 + x + 7, 2_654_435_761) >>> 7, 2_246_822_519) >>> 31 ? code.light : code.dark;
  }
  return { width: 320, height: 240, luma };
}

describe("how much a frame looks like a code", () => {
  test("is enough wherever a code is that is large and clear enough to be read", () => {
    const codes = fc
      .record({
        modules: fc.integer({ min: 21, max: 45 }),
        side: fc.integer({ min: 3, max: 5 }),
        dark: fc.nat(80),
        contrast: fc.integer({ min: 70, max: 170 }),
      })
      .chain(({ dark, contrast, ...code }) =>
        fc.record({
          left: fc.nat(320 - code.modules * code.side),
          top: fc.nat(240 - code.modules * code.side),
          modules: fc.constant(code.modules),
          side: fc.constant(code.side),
          dark: fc.constant(dark),
          light: fc.constant(dark + contrast),
        }),
      );
    fc.assert(
      fc.property(codes, (code) => {
        expect(likenessOf(roomWith(code))).toBeGreaterThanOrEqual(CODE_LIKE);
      }),
      { numRuns: 60 },
    );
  });

  test("is little where there is none, and where what looks like one is of the room", () => {
    expect(likenessOf(roomWith(undefined))).toBeLessThan(CODE_LIKE / 2);
    const poster = roomWith({ left: 30, top: 40, modules: 30, side: 4, dark: 20, light: 200 });
    expect(likenessOf(poster, (x) => x > 160)).toBeLessThan(CODE_LIKE / 2);
    expect(likenessOf(poster)).toBeGreaterThan(CODE_LIKE);
  });

  test("tells a code that comes in from people who walk by, in a generated office", () => {
    const [sample] = sampleCodes(3);
    if (!sample) throw new Error("no code");
    const exposure = { metering: "room", seconds: 0.02, gain: 12, bias: 0, hunting: 0.4, drift: 0 } as const;
    const busy: SequenceSpec = {
      name: "busy",
      seed: 12,
      frames: 12,
      camera: piCamera({ width: 640, height: 480 }, { exposure }),
      light: OFFICE_LIGHT,
      room: { ...OFFICE, passersBy: 3 },
      held: [],
    };
    const coming = { ...busy, held: [{ medium: GOOD_PRINT, codes: [codeOf(sample, 50)], hand: HAND, motion: HELD_STILL }] };
    const [people, held] = [createSequence(busy), createSequence(coming)];
    expect(likenessOf(people.frame(5).picture)).toBeLessThan(CODE_LIKE);
    expect(likenessOf(held.frame(5).picture)).toBeGreaterThan(CODE_LIKE);
  });
});
