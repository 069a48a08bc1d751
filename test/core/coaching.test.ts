import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADVICE, type Advice } from "../../src/core/advice.ts";
import { type CoachedFrame, type Coaching, NOBODY_COACHED, nextCoaching } from "../../src/core/coaching.ts";
import type { FrameSignals } from "../../src/core/frame-signals.ts";

const EVERY_MS = 100;
const size = { width: 1000, height: 500 };
const place = { left: 400, top: 200, width: 100, height: 100 };
const wrong = (...faults: Advice[]): CoachedFrame => ({ isRead: false, isQuiet: false, size, signals: { place, faults, glare: [] } });
const NOTHING: CoachedFrame = { isRead: false, isQuiet: false, size };
const READ: CoachedFrame = { isRead: true, isQuiet: false, size };
const QUIET: CoachedFrame = { isRead: false, isQuiet: true, size };

function coach(frames: readonly CoachedFrame[]): readonly Coaching[] {
  let state = NOBODY_COACHED;
  return frames.map((frame, index) => {
    state = nextCoaching(state, frame, index * EVERY_MS);
    return state;
  });
}

/** The advice that stands with each frame, a frame every 100 ms. */
const adviceIn = (frames: readonly CoachedFrame[]) => coach(frames).map(({ hint }) => hint?.advice);
const times = <T>(count: number, frame: T): T[] => Array<T>(count).fill(frame);

describe("coaching", () => {
  test("says what helps once a code was held up in vain for 1.2 seconds, and not before", () => {
    expect(adviceIn(times(14, wrong("tilt")))).toEqual([...times(12, undefined), "tilt", "tilt"]);
  });

  test("asks for another look of the phone only after four seconds, and for anything else that would help before", () => {
    const advice = adviceIn(times(50, wrong("dark-mode")));
    expect(advice.indexOf("dark-mode")).toBe(40);
    expect(adviceIn(times(50, wrong("too-bright", "dark-mode"))).slice(12)).toEqual(times(38, "too-bright"));
  });

  test("says nothing where nobody holds up anything, or nothing is known to be wrong", () => {
    expect(new Set(adviceIn([...times(30, NOTHING), ...times(30, wrong())]))).toEqual(new Set([undefined]));
  });

  test("ends with the frame in which a code is read, and begins anew after it", () => {
    const advice = adviceIn([...times(15, wrong("glare")), READ, ...times(14, wrong("glare"))]);
    expect(advice.slice(13)).toEqual(["glare", "glare", undefined, ...times(12, undefined), "glare", "glare"]);
  });

  test("outlives frames that were not measured, and ends 700 ms after the code was taken away", () => {
    const advice = adviceIn([...times(14, wrong("nearer")), ...times(9, NOTHING)]);
    expect(advice.slice(13)).toEqual([...times(7, "nearer"), ...times(3, undefined)]);
  });

  test("is not for what is now here, now there: people walk by", () => {
    const at = (left: number): CoachedFrame => ({ ...NOTHING, signals: { place: { ...place, left }, faults: ["tilt"], glare: [] } });
    expect(new Set(adviceIn(Array.from({ length: 30 }, (_, index) => at(index % 5 === 0 ? 800 : 100 + index * 10))))).toEqual(
      new Set([undefined]),
    );
    expect(adviceIn(Array.from({ length: 14 }, (_, index) => at(100 + index * 60))).at(-1)).toBe("tilt");
  });

  test("stands while nothing moves", () => {
    expect(adviceIn([...times(14, wrong("farther")), ...times(50, QUIET)]).at(-1)).toBe("farther");
  });

  test.each([
    ["quiet", QUIET],
    ["measured", wrong("farther")],
  ])("ends where no frame came for two seconds, although the next one is %s", (_, next) => {
    const held = coach(times(14, wrong("farther"))).at(-1) ?? NOBODY_COACHED;
    const lastMs = 13 * EVERY_MS;
    expect(nextCoaching(held, next, lastMs + 1_900).hint?.advice).toBe("farther");
    expect(nextCoaching(held, next, lastMs + 2_000).hint).toBeUndefined();
  });

  test("says what is most in the way of most frames, not what one frame says", () => {
    const frames = Array.from({ length: 30 }, (_, index) => (index % 4 === 0 ? wrong("moving") : wrong("out-of-focus", "tilt")));
    expect(new Set(adviceIn(frames).slice(12))).toEqual(new Set(["out-of-focus"]));
  });

  test("goes over to other advice only once the first has stood for a second and a half", () => {
    const advice = adviceIn([...times(13, wrong("too-dark")), ...times(30, wrong("nearer"))]).slice(12);
    expect(advice.slice(0, 15)).toEqual(times(15, "too-dark"));
    expect(advice.at(-1)).toBe("nearer");
    expect(new Set(advice)).toEqual(new Set(["too-dark", "nearer"]));
  });

  test("says where the light falls, in parts of the frame, and anew only when that is elsewhere", () => {
    const glare = (left: number): CoachedFrame => {
      return { ...NOTHING, signals: { place, faults: ["glare"], glare: [{ left, top: 100, width: 100, height: 50 }] } };
    };
    const hints = coach([...times(13, glare(300)), glare(350), glare(500)]).map(({ hint }) => hint);
    expect(hints[12]).toEqual({ advice: "glare", glare: [{ left: 0.3, top: 0.2, width: 0.1, height: 0.1 }] });
    expect(hints[13]).toBe(hints[12]);
    expect(hints[14]?.glare?.[0]?.left).toBe(0.5);
  });

  test("of whatever frames: never while a code is read, never within 1.2 seconds, never something that no frame said, and no flicker", () => {
    const signals = fc.record({ place: fc.constant(place), glare: fc.constant([]), faults: fc.subarray([...ADVICE], { maxLength: 3 }) });
    const frame = fc.oneof(
      { weight: 8, arbitrary: signals.map((signals: FrameSignals): CoachedFrame => ({ ...NOTHING, signals })) },
      { weight: 2, arbitrary: fc.constantFrom(NOTHING, QUIET) },
      { weight: 1, arbitrary: fc.constant(READ) },
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 80 }), (frames) => {
        const advice = adviceIn(frames);
        const said = new Set(frames.flatMap(({ signals }) => signals?.faults ?? []));
        let since = 0;
        for (const [index, now] of advice.entries()) {
          if (frames[index]?.isRead) since = index;
          if (now === undefined) continue;
          expect(said).toContain(now);
          expect(index - since).toBeGreaterThanOrEqual(12);
        }
        const changes = advice.flatMap((now, index) => (now !== undefined && now !== advice[index - 1] ? [index] : []));
        for (const [at, index] of changes.entries()) if (at > 0) expect(index - (changes[at - 1] ?? 0)).toBeGreaterThanOrEqual(12);
      }),
    );
  });
});
