import { describe, expect, test } from "vitest";
import { ALL_LOW, type Levels } from "../../src/core/indication.ts";
import { createSimulatedLines } from "../../src/drivers/simulated-lines.ts";

describe("the simulated board", () => {
  test("starts with everything off", () => {
    expect(createSimulatedLines().levels()).toEqual(ALL_LOW);
  });

  test("changes the named lines and keeps the others", () => {
    const lines = createSimulatedLines();
    lines.set({ green: true, buzzer: true });
    lines.set({ buzzer: false, relay: true });
    expect(lines.levels()).toEqual({ ...ALL_LOW, green: true, relay: true });
  });

  test("tells its subscribers each change once, and nothing when nothing changes", () => {
    const lines = createSimulatedLines();
    const told: Levels[] = [];
    lines.subscribe((levels) => told.push(levels));
    lines.set({ red: true });
    lines.set({ red: true });
    lines.set({});
    lines.set({ red: false });
    expect(told).toEqual([{ ...ALL_LOW, red: true }, ALL_LOW]);
  });

  test("a subscription that has ended hears nothing more", () => {
    const lines = createSimulatedLines();
    const told: Levels[] = [];
    const end = lines.subscribe((levels) => told.push(levels));
    end();
    lines.set({ red: true });
    expect(told).toEqual([]);
  });

  test("goes dark on close, and tells so; a second close is harmless", () => {
    const lines = createSimulatedLines();
    const told: Levels[] = [];
    lines.set({ relay: true });
    lines.subscribe((levels) => told.push(levels));
    lines.close();
    lines.close();
    expect(told).toEqual([ALL_LOW]);
  });

  test("refuses to be driven after close, as a real board does", () => {
    const lines = createSimulatedLines();
    lines.close();
    expect(() => lines.set({ red: true })).toThrow("simulated lines: set after close");
    expect(lines.levels()).toEqual(ALL_LOW);
  });
});
