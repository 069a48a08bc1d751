import { beforeAll, describe, expect, test } from "vitest";
import { createAttention, type Worth } from "../../src/drivers/attention.ts";
import type { Watched } from "../../src/drivers/frame-watch.ts";
import { loadPreSteps, type PreSteps } from "../../src/drivers/pre-steps.ts";
import type { LookedAt } from "../../src/drivers/qr-looker.ts";
import type { Frame } from "../../src/ports.ts";
import { paste, qrFrame } from "../support/pictures.ts";

const [WIDTH, HEIGHT] = [640, 480];
const NOTHING = { symbols: [], unreadRegions: [] };
const READ = { ...NOTHING, symbols: [{ bytes: Buffer.from("a"), text: "a", corners: [] }] };
const HALF_SEEN = { ...NOTHING, unreadRegions: [{ left: 10, top: 150, width: 180, height: 180 }] };
const TEXT = "HC1:".padEnd(300, "6BFOXN TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA NFQGRJPC");

/** A code on grey, and what its frames are called. */
async function codeFrame(scale: number): Promise<Frame> {
  return paste([await qrFrame(TEXT, { scale })], WIDTH, HEIGHT);
}

const emptyFrame = paste([], WIDTH, HEIGHT);

/** The same frame with a plain dark figure at its right side. */
function somebodyIn(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.map((level, at) => (at % WIDTH > 400 ? level - 60 : level)) };
}

describe("the attention for a camera", () => {
  let preSteps: PreSteps;
  beforeAll(async () => {
    preSteps = await loadPreSteps();
  });

  /** Frames that come fifteen times a second. `isRead`: the look reads a code. */
  function watching() {
    const clock = { nowMs: 0 };
    const attention = createAttention(() => clock.nowMs);
    const lookedAt = (frame: Frame): LookedAt => {
      const held = preSteps.hold(frame);
      return {
        width: frame.width,
        height: frame.height,
        held,
        look: () => ({ symbols: [], unread: [] }),
        view: (...how) => held?.view(...how),
      };
    };
    return (frame: Frame, frames: number, seen: Watched = NOTHING) =>
      Array.from({ length: frames }, () => {
        clock.nowMs += 1000 / 15;
        const picture = lookedAt(frame);
        const worth = attention.worthOf(picture);
        const signals = worth === "nothing-new" ? undefined : attention.saw(picture, seen);
        return { worth, signals };
      });
  }

  const worthOf = (seen: readonly { readonly worth: Worth }[]) => seen.map(({ worth }) => worth);

  test("looks at a room in which nothing moves once a second, with one look, and with all means as soon as something comes", async () => {
    const watch = watching();
    watch(emptyFrame, 40);
    const idle = worthOf(watch(emptyFrame, 30));
    expect(idle.filter((worth) => worth === "nothing-new")).toHaveLength(28);
    expect(idle.filter((worth) => worth === "one-look")).toHaveLength(2);
    expect(worthOf(watch(await codeFrame(2), 10))).toEqual(Array(10).fill("all"));
  });

  test("looks now and then at what moves and is not like a code, and with all means at what is, from its first frame on", async () => {
    const watch = watching();
    watch(emptyFrame, 150);
    const people = worthOf([...watch(somebodyIn(emptyFrame), 20), ...watch(emptyFrame, 8)]);
    expect(people.filter((_, frame) => frame % 4 !== 0)).toEqual(Array(21).fill("no-look"));
    // No plain look reads a faint code.
    const glances = people.filter((_, frame) => frame % 4 === 0);
    expect(glances).toEqual(["one-look", "faint-look", "one-look", "faint-look", "one-look", "faint-look", "one-look"]);
    expect(worthOf(watch(somebodyIn(await codeFrame(2)), 28))).toEqual(Array(28).fill("all"));
  });

  test("tires of what is like a code and shows nothing of one, and not of a part of one, nor of what is more like one", async () => {
    const watch = watching();
    watch(emptyFrame, 150);
    const faint = { ...emptyFrame, luma: (await codeFrame(2)).luma.map((level) => 80 + level / 2) };
    const stirred = (frames: number, frame: Frame, seen: Watched = NOTHING) =>
      worthOf(Array.from({ length: frames }, (_, at) => watch(at % 2 === 0 ? somebodyIn(frame) : frame, 1, seen)).flat());
    const tired = stirred(90, faint);
    expect(new Set(tired.slice(0, 75))).toEqual(new Set(["all"]));
    expect(tired.slice(75).filter((worth) => worth === "all")).toHaveLength(5);
    expect(tired.slice(75).filter((worth) => worth === "no-look")).toHaveLength(10);
    expect(new Set(stirred(30, await codeFrame(2)))).toEqual(new Set(["all"]));
    expect(new Set(stirred(120, await codeFrame(2), HALF_SEEN))).toEqual(new Set(["all"]));
  });

  test("says where the code is that was not read, only where one is, and a few times a second", async () => {
    const watch = watching();
    expect(watch(emptyFrame, 150).filter(({ signals }) => signals)).toEqual([]);
    const signals = watch(await codeFrame(2), 15).flatMap(({ signals }) => signals ?? []);
    expect(signals.length).toBeGreaterThanOrEqual(4);
    expect(signals.length).toBeLessThanOrEqual(6);
    const { place, faults } = signals.at(-1) ?? { place: undefined, faults: undefined };
    expect(place?.left).toBeLessThan(40);
    expect(place?.width).toBeGreaterThan(60);
    expect(faults).toEqual([]);
  });

  test("says nothing of a code that is read, nor of what has hung in the room for long", async () => {
    const watch = watching();
    watch(emptyFrame, 150);
    expect(watch(await codeFrame(3), 15, READ).some(({ signals }) => signals)).toBe(false);
    const [hanging, other] = [
      await codeFrame(2),
      paste([await qrFrame(TEXT, { scale: 2 }), await qrFrame("b", { scale: 2 })], WIDTH, HEIGHT),
    ];
    const long = watching();
    long(hanging, 200);
    expect(long(somebodyIn(hanging), 15).some(({ signals }) => signals)).toBe(false);
    expect(long(other, 15).some(({ signals }) => signals)).toBe(true);
  });
});
