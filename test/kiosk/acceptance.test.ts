import { expect, test } from "vitest";
import { LINE_NAMES, type Pattern } from "../../src/core/indication.ts";
import { askAboutLines, buttonRow, rowOf } from "../../src/kiosk/acceptance.ts";
import { fault, missing, ok } from "../../src/kiosk/doctor-check.ts";

const TODO = { vi: "làm đi", en: "do it" };

/** Asks about these lines, answered in this order; what was played, asked and written down. */
async function asked(lines: Parameters<typeof askAboutLines>[0], answers: readonly (string | undefined)[]) {
  const played: Pattern[] = [];
  const questions: string[] = [];
  const left = [...answers];
  const rows = await askAboutLines(
    lines,
    (pattern) => played.push(pattern),
    async ({ vi }) => {
      questions.push(vi);
      return left.shift();
    },
  );
  return { outcomes: rows.map(({ name, outcome }) => `${name} ${outcome}`), played, questions };
}

test("each line is played alone, and what the technician says is written down", async () => {
  const { outcomes, played } = await asked(["red", "green"], ["c", "k"]);
  expect(outcomes).toEqual(["seen-red seen", "seen-green not-seen"]);
  expect(played.map(({ steps }) => Object.entries(steps[0]?.set ?? {}).filter(([, isOn]) => isOn))).toEqual([
    [["red", true]],
    [["green", true]],
  ]);
});

test.each(["c", "có", "Có", "y", "YES", " c "])("%j is a yes", async (answer) => {
  expect((await asked(["red"], [answer])).outcomes).toEqual(["seen-red seen"]);
});

test("whoever has not looked sees it again, three times at most", async () => {
  const { outcomes, played } = await asked(["buzzer"], ["", "hả", "", "c"]);
  expect(outcomes).toEqual(["seen-buzzer skipped"]);
  expect(played).toHaveLength(3);
});

test("without a person nothing is accepted unseen", async () => {
  expect((await asked(LINE_NAMES, [])).outcomes.every((outcome) => outcome.endsWith(" skipped"))).toBe(true);
});

test("the relay is announced before it closes, and not closed where nobody answers", async () => {
  const { questions, played } = await asked(["relay"], ["", "c"]);
  expect(questions[0]).toContain("cửa có thể mở");
  expect(played).toHaveLength(1);
  expect((await asked(["relay"], [undefined])).played).toHaveLength(0);
});

test("a button that was not pressed is not accepted", () => {
  expect([buttonRow(true).outcome, buttonRow(false).outcome]).toEqual(["seen", "not-seen"]);
});

test.each([
  ["ok", ok("rtc", "x")],
  ["missing", missing("rtc", "x", TODO)],
  ["needed", missing("rtc", "x", TODO, true)],
  ["fault", fault("rtc", "x", TODO)],
] as const)("a check is written down as %s", (outcome, check) => {
  expect(rowOf(check)).toMatchObject({ name: "rtc", outcome });
});
