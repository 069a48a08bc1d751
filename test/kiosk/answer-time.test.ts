import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAnswerTime } from "../../src/kiosk/answer-time.ts";
import type { Source } from "../../src/ports.ts";
import { answer } from "../support/screens.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A source that sees a code for so many seconds. */
function holding(seconds: number): Source {
  const until = Date.now() + seconds * 1000;
  return {
    kind: "camera",
    open: () => {},
    health: () => ({ state: "ok", detail: "" }),
    holds: () => Date.now() < until,
    close: async () => {},
  };
}

function over(source: Source, place: number | "desk"): { readonly seconds: number; readonly prolonged: readonly number[] } {
  const start = Date.now();
  let ended: number | undefined;
  const prolonged: number[] = [];
  const output = {
    show: () => {},
    prolong: (view: { heldSeconds?: number }) => void prolonged.push(view.heldSeconds ?? 0),
    close: async () => {},
  };
  createAnswerTime([source], [output], () => (ended = Date.now() - start)).begin(answer("granted", 1), place);
  vi.advanceTimersByTime(200_000);
  return { seconds: (ended ?? Number.NaN) / 1000, prolonged };
}

test("an answer stands ten seconds, and longer for as long as its code is held up, a minute more at most", () => {
  expect(over(holding(3), 0)).toEqual({ seconds: 10, prolonged: [] });
  expect(over(holding(12), 0)).toEqual({ seconds: 14, prolonged: [2, 4] });
  expect(over(holding(1000), 0)).toMatchObject({ seconds: 70 });
});

test("nobody knows of a code that no source of the kiosk has read how long it is held up", () => {
  expect(over(holding(1000), "desk")).toEqual({ seconds: 10, prolonged: [] });
});
