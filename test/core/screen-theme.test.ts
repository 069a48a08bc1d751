import { describe, expect, test } from "vitest";
import { BRIGHT, nextTheme, type ThemeState } from "../../src/core/screen-theme.ts";

const NIGHT = { fromMinute: 18 * 60, untilMinute: 6 * 60 };
const at = (minute: number, light?: number, atMs = 0) => ({ minute, light, atMs });

describe("the screen's theme", () => {
  test.each([
    [17 * 60 + 59, "bright"],
    [18 * 60, "dark"],
    [23 * 60 + 59, "dark"],
    [0, "dark"],
    [5 * 60 + 59, "dark"],
    [6 * 60, "bright"],
  ])("is %s minutes after midnight %s, where the configuration says so, whatever the light", (minute, theme) => {
    expect(nextTheme(BRIGHT, NIGHT, at(minute, 255)).theme).toBe(theme);
  });

  test("goes by the light only when that has changed for a minute, so that nobody who walks by turns it around", () => {
    let state: ThemeState = BRIGHT;
    for (const [ms, light] of [
      [0, 200],
      [1_000, 10],
      [30_000, 10],
      [31_000, 90],
      [32_000, 10],
      [91_000, 10],
    ] as const)
      state = nextTheme(state, undefined, at(0, light, ms));
    expect(state.theme).toBe("bright");
    state = nextTheme(state, undefined, at(0, 10, 92_000));
    expect(state.theme).toBe("dark");
    expect(nextTheme(state, undefined, at(0, 55, 200_000)).theme).toBe("dark");
  });

  test("is bright where there is neither an hour nor a light", () => {
    expect(nextTheme(BRIGHT, undefined, at(0)).theme).toBe("bright");
  });
});
