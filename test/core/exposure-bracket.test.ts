import { describe, expect, test } from "vitest";
import { isBlownOut, NO_BRACKET, nextBracket } from "../../src/core/exposure-bracket.ts";

/** Which frames of a sequence had a dark exposure ordered after them; `isBlown` says what the camera sees with the exposure in force. */
function darkFrames(frames: number, isBlown: (at: number, isDark: boolean) => boolean): string {
  let bracket = NO_BRACKET;
  let drawn = "";
  for (let at = 0; at < frames; at++) {
    bracket = nextBracket(bracket, isBlown(at, bracket.isDark));
    drawn += bracket.isDark ? "#" : ".";
  }
  return drawn;
}

describe("exposures", () => {
  test("stay as they are while nothing is blown out, or only for a moment", () => {
    expect(darkFrames(100, () => false)).not.toContain("#");
    expect(darkFrames(100, (at) => at % 10 < 3)).not.toContain("#");
  });

  test("alternate while a bright screen is held up, and stop when it is gone", () => {
    const drawn = darkFrames(80, (at, isDark) => at >= 5 && at < 40 && !isDark);
    expect(drawn).toMatch(/^\.{8}#{8}\.{8}#{8}\.+$/);
    expect(drawn.slice(50)).not.toContain("#");
  });

  test("leave a window that is always there alone after a while, and try again much later", () => {
    const drawn = darkFrames(1_400, (_, isDark) => !isDark);
    expect(drawn.lastIndexOf("#", 600)).toBeLessThan(120);
    expect(drawn.slice(700)).toContain("#");
  });
});

describe("a picture", () => {
  const picture = (whiteRows: number) => {
    const luma = new Uint8Array(64 * 48).fill(120);
    luma.fill(255, 0, whiteRows * 64);
    return { width: 60, height: 48, stride: 64, luma };
  };

  test("is blown out where as much as a screen is white, and not where a spot is", () => {
    expect(isBlownOut(picture(0))).toBe(false);
    expect(isBlownOut(picture(1))).toBe(false);
    expect(isBlownOut(picture(8))).toBe(true);
    expect(isBlownOut(picture(48))).toBe(true);
  });

  test("is looked at without its padding", () => {
    const padded = picture(0);
    for (let y = 0; y < 48; y++) padded.luma.fill(255, y * 64 + 60, (y + 1) * 64);
    expect(isBlownOut(padded)).toBe(false);
  });
});
