import { expect, test } from "vitest";
import { ALL_LOW, LINE_NAMES, type LineName } from "../../src/core/indication.ts";
import { createSimulatedLines } from "../../src/drivers/simulated-lines.ts";
import { inputTexts, testLines } from "../../src/kiosk/gpio-test.ts";

const GOES_ON = new AbortController().signal;

async function look(
  mayPullIn: boolean,
  shorted: readonly LineName[] = [],
  wired: readonly LineName[] = LINE_NAMES,
  onShown: () => void = () => undefined,
  signal = GOES_ON,
) {
  const board = createSimulatedLines();
  const seen: string[] = [];
  const said: string[] = [];
  const lines = { ...board, astray: () => shorted };
  const sleep = async () => {
    seen.push(LINE_NAMES.filter((name) => board.levels()[name]).join());
    onShown();
  };
  const results = await testLines(lines, wired, mayPullIn, ({ en }) => said.push(en), sleep, signal);
  return { board, seen, said, results };
}

test("each wired line is on alone, in turn, and all are off at the end", async () => {
  const { board, seen, said, results } = await look(true);
  expect(seen).toEqual([...LINE_NAMES]);
  expect(board.levels()).toEqual(ALL_LOW);
  expect(results.every(({ state }) => state === "driven")).toBe(true);
  expect(said.slice(0, 2)).toEqual(["red: is the red lamp lit?", "amber: is the amber lamp lit?"]);
});

test("the relay is left out unless it was asked for, and so is what is not wired", async () => {
  const { seen, results } = await look(false, [], ["red", "relay"]);
  expect(seen).toEqual(["red"]);
  expect(results).toEqual([
    { line: "red", state: "driven" },
    { line: "relay", state: "skipped" },
  ]);
});

test("a line that does not follow is named, with what to do", async () => {
  const { said, results } = await look(false, ["green"], ["red", "green"]);
  expect(results).toEqual([
    { line: "red", state: "driven" },
    { line: "green", state: "astray" },
  ]);
  expect(said.at(-1)).toBe("green: its pin does not go where it is driven, it may be shorted: pull the cable off and test again");
});

test("one that is stopped leaves nothing on, and shows nothing more", async () => {
  const stop = new AbortController();
  const { board, seen } = await look(true, [], LINE_NAMES, () => stop.abort(), stop.signal);
  expect(seen).toEqual(["red"]);
  expect(board.levels()).toEqual(ALL_LOW);
});

test("inputs are told by what they mean", () => {
  expect(inputTexts({ "service-button": true, "tamper-switch": false }).map(({ en }) => en)).toEqual([
    "service-button: pressed",
    "tamper-switch: case closed",
  ]);
});
