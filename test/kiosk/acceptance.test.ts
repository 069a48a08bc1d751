import { expect, test } from "vitest";
import { LINE_NAMES, type LineName, type Pattern } from "../../src/core/indication.ts";
import {
  askAboutContact,
  askAboutLines,
  askAboutScreen,
  movedRow,
  refusalOf,
  rowOf,
  showCardToEach,
  worseOfEach,
} from "../../src/kiosk/acceptance.ts";
import { type Check, fault, missing, ok } from "../../src/kiosk/doctor-check.ts";

const CAMERA = { kind: "camera" };
const TODO = { vi: "làm đi", en: "do it" };

/** Asks about these lines, answered in this order; what was played, asked and written down. */
async function asked(
  lines: Parameters<typeof askAboutLines>[0],
  answers: readonly (string | undefined)[],
  undriven: (line: LineName) => Check | undefined = () => undefined,
) {
  const played: Pattern[] = [];
  const questions: string[] = [];
  const left = [...answers];
  const rows = await askAboutLines(lines, { play: (pattern) => void played.push(pattern), undriven }, async ({ vi }) => {
    questions.push(vi);
    return left.shift();
  });
  return { rows, outcomes: rows.map(({ name, outcome }) => `${name} ${outcome}`), played, questions };
}

test("each line is played alone, and what the technician says is written down", async () => {
  const { outcomes, played } = await asked(["red", "green"], ["c", "k"]);
  expect(outcomes).toEqual(["seen-red seen", "seen-green not-seen"]);
  expect(played.map(({ steps }) => Object.entries(steps[0]?.set ?? {}).filter(([, isOn]) => isOn))).toEqual([
    [["red", true]],
    [["green", true]],
  ]);
});

test.each(["c", "có", "Có", "y", "YES", " c ", "vâng", "Vâng ạ.", "dạ", "Dạ, có ạ", "ừ", "ok", "OK"])("%j is a yes", async (answer) => {
  expect((await asked(["red"], [answer])).outcomes).toEqual(["seen-red seen"]);
});

test.each(["k", "Không", "dạ không", "Dạ, không ạ!", "n"])("%j is a no", async (answer) => {
  expect((await asked(["red"], [answer])).outcomes).toEqual(["seen-red not-seen"]);
});

test("nobody is asked about a line that the driver refuses, and nothing is played: the report says why", async () => {
  const refused = fault("relay", { vi: "không điều khiển rơ-le", en: "it is not driven" }, TODO);
  const { rows, questions, played } = await asked(["relay", "red"], ["c"], (line) => (line === "relay" ? refused : undefined));
  expect(rows).toMatchObject([
    { name: "seen-relay", outcome: "skipped", found: { en: "it is not driven" } },
    { name: "seen-red", outcome: "seen" },
  ]);
  expect([questions.length, played.length]).toEqual([1, 1]);
});

test("a question that got neither yes nor no is put again, and a report says no answer only of none", async () => {
  const screen = async (answers: readonly (string | undefined)[]) => {
    const left = [...answers];
    return await askAboutScreen("http://127.0.0.1:8420/", async () => left.shift());
  };
  expect(await screen(["", "hả", "vâng"])).toMatchObject({ outcome: "seen" });
  expect(await screen(["", "hả", "", "vâng"])).toMatchObject({ outcome: "skipped", found: { en: "neither yes nor no was answered" } });
  expect(await screen([undefined])).toMatchObject({ outcome: "skipped", found: { en: "there was no answer" } });
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

test.each(["k", "không", "n", "đợi đã"])("whoever answers %j does not want the door open", async (answer) => {
  const { outcomes, played } = await asked(["relay"], [answer, "c"]);
  expect([outcomes, played]).toEqual([["seen-relay skipped"], []]);
});

test("the relay is announced each time that it closes again", async () => {
  const { questions, played } = await asked(["relay"], ["", "", "", "", "k"]);
  expect(questions.filter((question) => question.includes("cửa có thể mở"))).toHaveLength(3);
  expect(played).toHaveLength(2);
});

test.each([
  ["c", "seen"],
  ["k", "not-seen"],
  ["", "skipped"],
  [undefined, "skipped"],
])("somebody is always asked whether the screen shows anything: %j", async (answer, outcome) => {
  expect(await askAboutScreen("http://127.0.0.1:8420/", async () => answer)).toMatchObject({ name: "seen-screen", outcome });
});

test("a contact is compared with what people see, and counts once it was moved", async () => {
  const answered = async (answer: string | undefined) => (await askAboutContact("door-contact", true, async () => answer))?.outcome;
  expect([await answered("c"), await answered("k"), await answered(undefined)]).toEqual([undefined, "not-seen", "skipped"]);
  expect([movedRow(ok("service-button", "x")).outcome, movedRow(fault("service-button", "x", TODO)).outcome]).toEqual(["seen", "not-seen"]);
});

/** Each name at which doctor and self-test both look. */
test.each(["source.0", "clock", "rtc", "gpio", "relay", "data", "decoder", "temperature", "power", "service"])(
  "a fault of %s that only one of the two looks has found stays a fault, with its words",
  (name) => {
    const [good, bad] = [rowOf(ok(name, "fine")), rowOf(fault(name, "broken", TODO))];
    for (const rows of [
      [good, bad],
      [bad, good],
    ])
      expect(worseOfEach(rows)).toEqual([bad]);
  },
);

test("fault is worse than needed, needed than missing, missing than ok; of two alike the later counts", () => {
  const rows = [fault("rtc", "x", TODO), missing("rtc", "x", TODO, true), missing("rtc", "x", TODO), ok("rtc", "x")].map(rowOf);
  for (let at = 0; at + 1 < rows.length; at++) expect(worseOfEach(rows.slice(at).toReversed())).toEqual([rows[at]]);
  expect(worseOfEach([rowOf(ok("rtc", "one")), rowOf(ok("rtc", "two"))])).toMatchObject([{ found: { en: "two" } }]);
});

test("every camera is shown the card, and one out of focus is not hidden by another", async () => {
  const sources = [{ kind: "camera" }, { kind: "serial" }, { kind: "camera" }] as const;
  const look = async (_: unknown, place: number) => [place === 2 ? fault("card-sizes", "blurred", TODO) : ok("card-sizes", "sharp")];
  expect(worseOfEach(await showCardToEach(sources, look))).toMatchObject([
    { name: "card-sizes.0", outcome: "ok", label: { vi: "cỡ mã, thiết bị quét 1" } },
    { name: "card-sizes.2", outcome: "fault", label: { vi: "cỡ mã, thiết bị quét 3" } },
  ]);
});

test("neither a demo nor a simulated board is accepted, and root finds too little", () => {
  const kiosk = { demo: false, board: { kind: "none" }, source: [] } as const;
  expect(refusalOf(kiosk, 998)).toBeUndefined();
  expect(refusalOf({ ...kiosk, demo: true }, 998)?.en).toContain("demo");
  expect(refusalOf({ ...kiosk, board: { kind: "simulated", relay: false } }, 998)?.en).toContain("simulated");
  expect(refusalOf(kiosk, 0)?.en).toContain("sudo -u tram");
});

test("a kiosk with more parts than a report may have is told so before the work, not after it", () => {
  const kiosk = (count: number) => ({ demo: false, board: { kind: "none" }, source: Array.from({ length: count }, () => CAMERA) }) as const;
  expect(refusalOf(kiosk(4), 998)).toBeUndefined();
  expect(refusalOf(kiosk(17), 998)?.en).toContain("17 sources are too many");
});

test("a kiosk that nobody starts at boot is not ready for a counter", () => {
  expect(rowOf(missing("service", "installed but not enabled", TODO)).outcome).toBe("needed");
});

test.each([
  ["ok", ok("rtc", "x")],
  ["missing", missing("rtc", "x", TODO)],
  ["needed", missing("rtc", "x", TODO, true)],
  ["fault", fault("rtc", "x", TODO)],
] as const)("a check is written down as %s", (outcome, check) => {
  expect(rowOf(check)).toMatchObject({ name: "rtc", outcome });
});
