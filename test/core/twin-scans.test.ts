import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_SCANS, takeSymbol } from "../../src/core/twin-scans.ts";

type Came = readonly [atMs: number, source: number, text: string];

/** The symbols that are scans, each as `text@milliseconds`. */
function scansOf(came: readonly Came[]): string[] {
  let recent = NO_SCANS;
  return came.flatMap(([atMs, source, text]) => {
    const { after, isTwin } = takeSymbol(recent, Buffer.from(text), source, atMs);
    recent = after;
    return isTwin ? [] : [`${text}@${atMs}`];
  });
}

const [CAMERA, SERIAL, SECOND_CAMERA] = [0, 1, 2];

describe("what several sources see", () => {
  test.each<[string, readonly Came[], readonly string[]]>([
    [
      "the camera first, then the serial reader: one scan",
      [
        [0, CAMERA, "a"],
        [300, SERIAL, "a"],
      ],
      ["a@0"],
    ],
    [
      "the serial reader first, then the camera: one scan",
      [
        [0, SERIAL, "a"],
        [499, CAMERA, "a"],
      ],
      ["a@0"],
    ],
    [
      "half a second apart: two people",
      [
        [0, CAMERA, "a"],
        [500, SERIAL, "a"],
      ],
      ["a@0", "a@500"],
    ],
    [
      "the same source twice: shown twice",
      [
        [0, CAMERA, "a"],
        [100, CAMERA, "a"],
      ],
      ["a@0", "a@100"],
    ],
    [
      "other bytes: another code",
      [
        [0, CAMERA, "a"],
        [100, SERIAL, "b"],
      ],
      ["a@0", "b@100"],
    ],
    [
      "the reader's mark before the text, and its end after it: one scan",
      [
        [0, CAMERA, "Nguyễn"],
        [100, SERIAL, "]Q1Nguyễn\r"],
      ],
      ["Nguyễn@0"],
    ],
    [
      "letters that the reader took apart: one scan",
      [
        [0, SERIAL, Buffer.from("Nguyễn").toString("latin1")],
        [100, CAMERA, "Nguyễn"],
      ],
      [`${Buffer.from("Nguyễn").toString("latin1")}@0`],
    ],
    [
      "two cameras and a reader: one scan",
      [
        [0, CAMERA, "a"],
        [100, SERIAL, "a"],
        [200, SECOND_CAMERA, "a"],
      ],
      ["a@0"],
    ],
    [
      "shown twice in front of both: two scans",
      [
        [0, CAMERA, "a"],
        [50, SERIAL, "a"],
        [200, CAMERA, "a"],
        [250, SERIAL, "a"],
      ],
      ["a@0", "a@200"],
    ],
    [
      "the time counts from the scan, not from its twin",
      [
        [0, CAMERA, "a"],
        [400, SERIAL, "a"],
        [600, SERIAL, "a"],
      ],
      ["a@0", "a@600"],
    ],
  ])("%s", (_, came, expected) => {
    expect(scansOf(came)).toEqual(expected);
  });

  test("bytes that are no certain text are twins only where they are the same", () => {
    const bytes = Uint8Array.of(0xff, 0x41);
    const { after } = takeSymbol(NO_SCANS, bytes, CAMERA, 0);
    expect(takeSymbol(after, Uint8Array.of(0xff, 0x41, 0x20), SERIAL, 100).isTwin).toBe(false);
    expect(takeSymbol(after, bytes.slice(), SERIAL, 100).isTwin).toBe(true);
  });

  test("a source alone loses nothing, and no symbol is held back that no other source has seen", () => {
    const one = fc.tuple(fc.nat(400), fc.nat(2), fc.constantFrom("a", "b", "c"));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (steps) => {
        let atMs = 0;
        const came = steps.map(([waitMs, source, text]): Came => {
          atMs += waitMs;
          return [atMs, source, text];
        });
        const alone = came.filter(([, source]) => source === CAMERA);
        expect(scansOf(alone)).toHaveLength(alone.length);
        const scans = scansOf(came);
        for (const [index, [at, source, text]] of came.entries()) {
          const hasOther = came.slice(0, index).some(([before, other, same]) => same === text && other !== source && at - before < 500);
          if (!hasOther) expect(scans).toContain(`${text}@${at}`);
        }
      }),
    );
  });
});
