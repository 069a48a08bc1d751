import { beforeEach, describe, expect, test } from "vitest";
import type { LineName } from "../../src/core/indication.ts";
import { createSimulatedLines, type SimulatedLines } from "../../src/drivers/simulated-lines.ts";
import { openBoardLines } from "../../src/kiosk/board-lines.ts";
import { createTime } from "../support/time.ts";

let time = createTime();
let lost: string[] = [];
let back = 0;
let board = createSimulatedLines();
/** What the next attempt to take the lines ends in; undefined: they are there. */
let refusal: string | undefined;

beforeEach(() => {
  time = createTime();
  lost = [];
  back = 0;
  board = createSimulatedLines();
  refusal = undefined;
});

function open() {
  return openBoardLines<SimulatedLines>({
    open() {
      if (refusal !== undefined) throw new Error(refusal);
      return board;
    },
    onLost: (error) => lost.push(String(error)),
    onBack: () => back++,
    onAstray: (line) => lost.push(`astray ${line}`),
    after: time.after,
  });
}

describe("the lines of a board", () => {
  test("that are there are driven, and let go at the end", () => {
    const lines = open();
    lines.set({ green: true });
    expect(board.levels().green).toBe(true);
    expect([lines.fault(), lines.current(), back]).toEqual([undefined, board, 0]);
    lines.close();
    lines.close();
    expect(board.levels().green).toBe(false);
    expect(() => lines.set({ red: true })).toThrow("board: set after close");
    expect(time.pending()).toBe(0);
  });

  test.each([
    ["are busy", "gpio: /dev/gpiochip0 (x) refuses lines 17: EBUSY; in use: 17 by another; stop that, or wire other pins"],
    ["may not be opened", "gpio: no chip labelled x among /dev/gpiochip0 (EACCES); add the kiosk's user to the group gpio"],
    ["the kernel does not have", "gpio: no gpiochip in /dev: this machine has no such lines, run without lamps"],
  ])("that %s are told once and taken as soon as they can be had", (_, message) => {
    refusal = message;
    const lines = open();
    expect(() => lines.set({ red: true })).toThrow(message);
    time.pass(60_000);
    expect(lost).toEqual([`Error: ${message}`]);
    expect([lines.fault(), lines.current(), lines.astray()]).toEqual([message, undefined, []]);
    refusal = undefined;
    time.pass(5000);
    expect([lines.fault(), lines.current(), back]).toEqual([undefined, board, 1]);
    lines.set({ red: true });
    expect(board.levels().red).toBe(true);
  });

  test("that break are switched off as far as they can be, given back, and taken anew", () => {
    const lines = open();
    const broken = board;
    lines.set({ relay: true });
    broken.close(); // now every set() throws
    board = createSimulatedLines();
    expect(() => lines.set({ relay: false })).toThrow("simulated lines: set after close");
    expect(lines.fault()).toContain("set after close");
    time.pass(5000);
    lines.set({ green: true });
    expect(board.levels().green).toBe(true);
    expect([lost.length, back]).toEqual([1, 1]);
  });

  test("are not taken any more once the kiosk ends", () => {
    refusal = "busy";
    open().close();
    expect(time.pending()).toBe(0);
  });
});

test("a line that is shorted to ground is told once, and remembered until it reads right while it is on", () => {
  const shorted = new Set<LineName>(["green"]);
  const plain = board;
  board = { ...plain, astray: () => [...shorted].filter((name) => plain.levels()[name]) };
  const lines = open();
  lines.set({ green: true });
  expect(lines.astray()).toEqual(["green"]);
  lines.set({ green: false });
  expect(lines.astray()).toEqual(["green"]); // off, it reads right, and says nothing
  lines.set({ green: true });
  lines.astray();
  expect(lost).toEqual(["astray green"]);
  shorted.clear();
  expect(lines.astray()).toEqual([]);
  shorted.add("green");
  lines.astray();
  expect(lost).toEqual(["astray green", "astray green"]);
});
