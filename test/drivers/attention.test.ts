import { beforeAll, describe, expect, test } from "vitest";
import { createAttention, type Worth } from "../../src/drivers/attention.ts";
import { loadPreSteps, type PreSteps } from "../../src/drivers/pre-steps.ts";
import type { LookedAt } from "../../src/drivers/qr-looker.ts";
import type { Frame } from "../../src/ports.ts";
import { paste, qrFrame } from "../support/pictures.ts";

const [WIDTH, HEIGHT] = [640, 480];
const NOTHING = { symbols: [], unreadRegions: [] };
const SYMBOL = { bytes: Buffer.from("a"), text: "a", corners: [] };
const TEXT = "HC1:".padEnd(300, "6BFOXN TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA NFQGRJPC");

/** A code on grey, and what its frames are called. */
async function codeFrame(scale: number): Promise<Frame> {
  return paste([await qrFrame(TEXT, { scale })], WIDTH, HEIGHT);
}

const emptyFrame = paste([], WIDTH, HEIGHT);

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
    return (frame: Frame, frames: number, isRead = false) =>
      Array.from({ length: frames }, () => {
        clock.nowMs += 1000 / 15;
        const picture = lookedAt(frame);
        const worth = attention.worthOf(picture);
        const signals = worth === "nothing" ? undefined : attention.saw(picture, isRead ? { ...NOTHING, symbols: [SYMBOL] } : NOTHING);
        return { worth, signals };
      });
  }

  const worthOf = (seen: readonly { readonly worth: Worth }[]) => seen.map(({ worth }) => worth);

  test("looks at a room in which nothing moves once a second, with one look, and with all means as soon as something comes", async () => {
    const watch = watching();
    watch(emptyFrame, 40);
    const idle = worthOf(watch(emptyFrame, 30));
    expect(idle.filter((worth) => worth === "nothing")).toHaveLength(28);
    expect(idle.filter((worth) => worth === "one-look")).toHaveLength(2);
    expect(worthOf(watch(await codeFrame(2), 10))).toEqual(Array(10).fill("all"));
  });

  test("tires of what moves without anything like a code in it, and not of a code that is not read", async () => {
    const watch = watching();
    watch(emptyFrame, 150);
    const moved = { ...emptyFrame, luma: emptyFrame.luma.map((level, at) => (at % WIDTH < 200 ? level - 60 : level)) };
    const inVain = worthOf([...watch(moved, 20), ...watch(emptyFrame, 10)]);
    expect(inVain.slice(0, 10)).toEqual(Array(10).fill("all"));
    expect(inVain.slice(-8).filter((worth) => worth === "one-look")).toHaveLength(7);
    expect(new Set(worthOf(watch(await codeFrame(2), 24)).slice(4))).toEqual(new Set(["all"]));
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
    expect(watch(await codeFrame(3), 15, true).some(({ signals }) => signals)).toBe(false);
    const [hanging, other] = [
      await codeFrame(2),
      paste([await qrFrame(TEXT, { scale: 2 }), await qrFrame("b", { scale: 2 })], WIDTH, HEIGHT),
    ];
    const long = watching();
    long(hanging, 200);
    const moved = { ...hanging, luma: hanging.luma.map((level, at) => (at % WIDTH > 400 ? level - 60 : level)) };
    expect(long(moved, 15).some(({ signals }) => signals)).toBe(false);
    expect(long(other, 15).some(({ signals }) => signals)).toBe(true);
  });
});
