import { describe, expect, test } from "vitest";
import type { ScreenStatus } from "../../src/core/screen.ts";
import { createScreenSide, noticedBy } from "../../src/kiosk/screen-side.ts";

/** A kiosk where this is who would notice a call, and what came of calls. */
function open(noticed: ScreenStatus["callsNoticed"]) {
  const heard: boolean[] = [];
  let told = 0;
  const side = createScreenSide({
    config: {
      screen: { port: 0, panel: "7-inch", touch: true, languages: ["vi"] },
      journal: { keepDays: 30 },
      desk: false,
    } as unknown as Parameters<typeof createScreenSide>[0]["config"],
    clock: { now: () => 1_800_000_000, monotonicMs: () => 0 } as Parameters<typeof createScreenSide>[0]["clock"],
    sources: [],
    policy: () => undefined,
    minute: () => 0,
    noticed: () => noticed,
    mirror: () => {},
  });
  const call = () =>
    side.callHelp({ helpCalled: (isHeard) => void heard.push(isHeard) }, () => {
      told++;
    });
  return { side, call, heard, told: () => told };
}

describe("a call for staff", () => {
  test.each(["desk", "lamp"] as const)("is made where the %s shows it", (noticed) => {
    const { side, call, heard, told } = open(noticed);
    expect(call()).toBe(true);
    expect(side.status()).toMatchObject({ callsNoticed: noticed, helpCalledAt: 1_800_000_000 });
    expect([heard, told()]).toEqual([[true], 1]);
  });

  test.each(["nobody", undefined] as const)("is not made, and whoever calls is told so, where %s would notice", (noticed) => {
    const { side, call, heard } = open(noticed);
    expect(call()).toBe(false);
    expect(side.status().helpCalledAt).toBeUndefined();
    expect(heard).toEqual([false]);
  });

  test("is noticed by staff at a desk that listens, or else by a lamp that works", () => {
    const [desk, empty] = [true, false].map((isWatched) => ({ isWatched: () => isWatched }));
    const [lamp, broken] = (["ok", "missing"] as const).map((state) => ({ health: () => ({ state }) }));
    expect([noticedBy(desk, lamp), noticedBy(empty, lamp), noticedBy(undefined, lamp)]).toEqual(["desk", "lamp", "lamp"]);
    expect([noticedBy(empty, broken), noticedBy(empty, undefined), noticedBy(undefined, broken)]).toEqual(["nobody", "nobody", undefined]);
  });
});
