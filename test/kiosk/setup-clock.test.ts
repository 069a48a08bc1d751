import { describe, expect, test } from "vitest";
import type { ClockOrder } from "../../src/core/set-up/clock-order.ts";
import { type ClockParts, setupClock } from "../../src/kiosk/setup-clock.ts";

const NOW = 1_795_777_200;
const PROGRAM_AT = NOW - 86_400;

/** A machine whose clock somebody else may set, or nobody. */
function machine(obeys: "yes" | "no" | "nobody") {
  let ms = 0;
  let ahead = -1000 * 86_400;
  let zone = "Etc/UTC";
  const orders: ClockOrder[] = [];
  let isTakenBack = false;
  const parts: ClockParts = {
    facts: async () => ({ programAt: PROGRAM_AT, isSynchronised: false, rtcs: [] }),
    zone: async () => zone,
    clock: { now: () => NOW + ahead + ms / 1000, monotonicMs: () => ms },
    sleep: async (waitMs) => {
      ms += waitMs;
    },
    order:
      obeys === "nobody"
        ? undefined
        : {
            async give(order) {
              orders.push(order);
              if (obeys === "no") return;
              ms += 700;
              if (order.at !== undefined) ahead = order.at - NOW - ms / 1000 + 0.7;
              zone = order.zone ?? zone;
            },
            async takeBack() {
              isTakenBack = true;
            },
          },
  };
  return { clock: setupClock(parts), orders, isTakenBack: () => isTakenBack };
}

describe("the clock of a first run", () => {
  test("is behind where the program is younger than it, or the sheet", async () => {
    const { clock } = machine("nobody");
    expect(await clock.view("Asia/Ho_Chi_Minh", undefined)).toMatchObject({
      isBehind: true,
      least: { at: PROGRAM_AT, by: "program" },
      rtc: "none",
    });
    expect(await clock.view("Asia/Ho_Chi_Minh", NOW)).toMatchObject({ isBehind: true, least: { at: NOW, by: "sheet" } });
  });

  test("is set, and looked at again before anybody says so", async () => {
    const { clock, orders, isTakenBack } = machine("yes");
    const seen: unknown[] = [];
    await clock.set({ at: NOW, zone: "Asia/Ho_Chi_Minh" }, () => void seen.push(1));
    expect(orders).toMatchObject([{ at: NOW, zone: "Asia/Ho_Chi_Minh" }]);
    expect(await clock.view("Asia/Ho_Chi_Minh", undefined)).toMatchObject({ setting: "set", isBehind: false, zone: "Asia/Ho_Chi_Minh" });
    expect([isTakenBack(), seen.length]).toEqual([true, 2]);
  });

  test("that does not follow is never called set, and the order does not stay", async () => {
    const { clock, isTakenBack } = machine("no");
    await clock.set({ at: NOW }, () => undefined);
    expect(await clock.view("Asia/Ho_Chi_Minh", undefined)).toMatchObject({ setting: "failed", isBehind: true });
    expect(isTakenBack()).toBe(true);
  });

  test("that nobody may set is a command for a person, with the time in the zone that was chosen", async () => {
    const { clock } = machine("nobody");
    await clock.set({ at: NOW }, () => undefined);
    const { setting, command } = await clock.view("Asia/Ho_Chi_Minh", undefined);
    expect([setting, command]).toEqual(["unhelped", expect.stringContaining('set-time "2026-11-27 18:00:00"')]);
  });

  test("takes no time that cannot be", async () => {
    const { clock, orders } = machine("yes");
    await clock.set({ at: 5 }, () => undefined);
    expect(orders).toEqual([]);
  });
});
