import { describe, expect, test } from "vitest";
import { isSettable, readClockOrder, timeCommands, writeClockOrder } from "../../../src/core/set-up/clock-order.ts";

const NOW = 1_795_777_200;
const ORDER = { at: 1_800_000_000, writtenAt: NOW, zone: "Asia/Ho_Chi_Minh" } as const;

describe("an order to the clock", () => {
  test("is read back as it was written, while it is fresh", () => {
    expect(readClockOrder(writeClockOrder(ORDER), NOW + 5)).toEqual(ORDER);
    expect(readClockOrder(writeClockOrder(ORDER), NOW + 61)).toBeUndefined();
    expect(readClockOrder(writeClockOrder(ORDER), NOW - 61)).toBeUndefined();
  });

  test.each([
    ["no JSON", "{"],
    ["another format", JSON.stringify({ format: "tram-clock-2", writtenAt: NOW })],
    ["a zone that is not offered", JSON.stringify({ format: "tram-clock-1", writtenAt: NOW, zone: "../../etc/passwd" })],
    ["an argument for timedatectl", JSON.stringify({ format: "tram-clock-1", writtenAt: NOW, at: "--host=elsewhere" })],
    ["a time before there was a kiosk", JSON.stringify({ format: "tram-clock-1", writtenAt: NOW, at: 0 })],
    ["a member more", JSON.stringify({ format: "tram-clock-1", writtenAt: NOW, run: "sh" })],
    ["more than fits", `${JSON.stringify({ format: "tram-clock-1", writtenAt: NOW })}${" ".repeat(600)}`],
  ])("is none: %s", (_, text) => {
    expect(readClockOrder(Buffer.from(text), NOW)).toBeUndefined();
  });

  test("stops the time service that would refuse it, sets what it says now, and lets the network correct it later", () => {
    const commands = timeCommands(ORDER, NOW + 2.4);
    expect(commands.map(({ args }) => args.join(" "))).toEqual([
      "set-timezone Asia/Ho_Chi_Minh",
      "set-ntp false",
      "set-time @1800000002",
      "set-ntp true",
    ]);
    expect(commands.filter(({ mayFail }) => mayFail).map(({ args }) => args[0])).toEqual(["set-ntp", "set-ntp"]);
  });

  test("for the zone alone leaves the clock", () => {
    const { at: _, ...zone } = ORDER;
    expect(timeCommands(zone, NOW).map(({ args }) => args.join(" "))).toEqual(["set-timezone Asia/Ho_Chi_Minh"]);
  });
});

test("a clock is set to whole seconds between 2026 and 2099", () => {
  expect([1_767_225_600, 4_102_444_799].map(isSettable)).toEqual([true, true]);
  expect([1_767_225_599, 4_102_444_800, NOW + 0.5, Number.NaN].map(isSettable)).toEqual([false, false, false, false]);
});
