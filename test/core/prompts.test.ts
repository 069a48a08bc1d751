import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADVICE } from "../../src/core/advice.ts";
import { LETTER_NAMES, letterOf } from "../../src/core/letter-names.ts";
import { promptSheet } from "../../src/core/prompt-sheet.ts";
import { promptTexts } from "../../src/core/prompt-texts.ts";
import { isPromptName, isTone, PROMPT_NAMES, privatePromptsOf, promptsOf, toneOf } from "../../src/core/prompts.ts";
import { REASONS, type Reason } from "../../src/core/reason.ts";
import { numberWords } from "../../src/core/spoken-numbers.ts";
import { stickEndView, stickWorkingView } from "../../src/core/stick-texts.ts";
import { outOfServiceView, type View } from "../../src/core/view.ts";
import { answer } from "../support/screens.ts";

const sentTo = (vi: string): View => ({ ...answer("granted", 1), next: { vi, en: "…" } });

describe("what a view says aloud", () => {
  test.each(Object.keys(REASONS) as Reason[])("%s has a sentence of its own, which every pack can have", (reason) => {
    const said = promptsOf(answer(reason, 1));
    expect(said).toEqual([`reason.${reason}`]);
    expect(said.every((name) => promptTexts().has(name))).toBe(true);
  });

  test.each(Array.from({ length: 30 }, (_, index) => index + 1))("whoever is accepted is sent to counter %i in one sentence", (counter) => {
    expect(promptsOf(sentTo(`Mời ông bà qua quầy ${counter}.`))).toEqual([`counter.${counter}`]);
    expect(promptsOf(sentTo(`Mời qua Quầy số ${counter}`))).toEqual([`counter.${counter}`]);
    expect(promptsOf(sentTo(`Mời ông bà đến quầy ${counter}.`))).toEqual([`counter.${counter}`]);
  });

  test.each([
    "Mời ông bà qua quầy 31.",
    "Mời qua quầy 3 rồi quầy 5.",
    "Mời qua quầy 3 hoặc 4.",
    "Mời qua quầy 3-5.",
    "Mời qua quầy 3, tầng 2.",
    "Mời qua quầy 0.",
    "Mời qua quầy 3a.",
    "Mời lên tầng 2.",
    "Mời ông bà ngồi chờ, nhân viên sẽ gọi tên.",
  ])("“%s” is no sentence that the voice knows: it sends people to the screen, and to no counter", (vi) => {
    expect(promptsOf(sentTo(vi))).toEqual(["own-step"]);
    expect(promptTexts().get("own-step")?.vi).toContain("xem màn hình");
  });

  test("a counter is said to nobody who was not accepted", () => {
    expect(promptsOf({ ...answer("expired", 1), next: { vi: "Mời qua quầy 3.", en: "…" } })).toEqual(["reason.expired"]);
  });

  test("a fee is said without its amount", () => {
    const payment = { amountVnd: 120_000, qr: { modules: 1, path: "" } };
    expect(promptsOf({ ...answer("granted", 1), payment })).toEqual(["reason.granted", "payment"]);
  });

  test("screens without an answer say what they show", () => {
    expect(promptsOf({ kind: "attract" })).toEqual(["invite"]);
    for (const advice of ADVICE) expect(promptsOf({ kind: "attract", hint: { advice } })).toEqual([`hint.${advice}`]);
    expect(promptsOf(outOfServiceView("policy-missing"))).toEqual(["out-of-service"]);
    expect(promptsOf(stickWorkingView(1, 2, 3))).toEqual(["stick.working"]);
    expect(promptsOf(stickEndView(1, { kind: "done", entries: 3 }))).toEqual(["stick.done"]);
  });

  test("the room hears the same of everybody: no name, no number, nothing of whatever a credential holds", () => {
    const person = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(person, fc.constantFrom(...(Object.keys(REASONS) as Reason[])), (shown, reason) => {
        expect(promptsOf(answer(reason, 1, shown))).toEqual(promptsOf(answer(reason, 1)));
      }),
    );
  });
});

describe("what only the person hears", () => {
  test("initials and last digits are spelt, tones apart", () => {
    expect(privatePromptsOf(answer("granted", 1, "N. T. Đ. Ấ. · …001"))).toEqual([
      "initials",
      "letter.n",
      "letter.t",
      "letter.dd",
      "letter.aa",
      "last-digits",
      "digit.0",
      "digit.0",
      "digit.1",
    ]);
    expect(privatePromptsOf(answer("granted", 1, "…09x"))).toEqual(["last-digits", "digit.0", "digit.9", "letter.x"]);
    expect(privatePromptsOf(answer("granted", 1, "N. T."))).toEqual(["initials", "letter.n", "letter.t"]);
  });

  test("what there is to pay is said to them, digit by digit", () => {
    const payment = (amountVnd: number): View => ({ ...answer("granted", 1), payment: { amountVnd, qr: { modules: 1, path: "" } } });
    expect(privatePromptsOf(payment(1_250_000))).toEqual(["amount", "digit.1", "digit.2", "digit.5", "digit.0", "thousand-dong"]);
    expect(privatePromptsOf(payment(1500.0 + 1))).toEqual(["amount", "digit.1", "digit.5", "digit.0", "digit.1", "dong"]);
  });

  test("where nobody may be shown, nobody is spelt", () => {
    expect(privatePromptsOf(answer("expired", 1))).toEqual([]);
    expect(privatePromptsOf({ kind: "attract" })).toEqual([]);
  });

  test("whatever stands there, only letters and digits are said", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (shown) => {
        for (const name of privatePromptsOf(answer("granted", 1, shown))) expect(isPromptName(name)).toBe(true);
      }),
    );
  });

  test("every letter is found by itself, whatever its tone and case", () => {
    for (const [name, { letter }] of Object.entries(LETTER_NAMES)) {
      expect(letterOf(letter)).toBe(name);
      expect(letterOf(letter.toUpperCase())).toBe(name);
    }
    expect(["Ằ", "ý", "Ữ", "Ộ", "ẹ"].map(letterOf)).toEqual(["aw", "y", "uw", "oo", "e"]);
    expect(["?", "語", "", " "].map(letterOf)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("the words of the prompts", () => {
  test("every prompt but the tones has words in both languages, and no other has", () => {
    expect([...promptTexts().keys()].toSorted()).toEqual(PROMPT_NAMES.filter((name) => !isTone(name)).toSorted());
    for (const { vi, en } of promptTexts().values()) expect([vi.trim(), en.trim()]).not.toContain("");
  });

  test("no number stands there as a figure, and no headline in capitals: a machine would read them wrongly", () => {
    for (const { vi, en } of promptTexts().values()) expect(`${vi} ${en}`).not.toMatch(/\d|\{|\p{Lu}{4}| – /u);
    expect(promptTexts().get("reason.document-read")?.vi).toMatch(/^Đã đọc, chưa xác thực\. /);
    expect(promptTexts().get("counter.15")?.vi).toBe("Hợp lệ. Mời ông bà qua quầy mười lăm.");
  });

  test.each([
    [5, "năm"],
    [10, "mười"],
    [11, "mười một"],
    [15, "mười lăm"],
    [20, "hai mươi"],
    [21, "hai mươi mốt"],
    [25, "hai mươi lăm"],
    [30, "ba mươi"],
  ])("%i is read as it is said", (number, words) => expect(numberWords(number).vi).toBe(words));

  test("who reads the sheet says each sentence once, and no prompt is forgotten", () => {
    const lines = promptSheet("vi");
    expect(new Set(lines.map(({ words }) => words)).size).toBe(lines.length);
    expect(lines.flatMap(({ prompts }) => prompts).toSorted()).toEqual([...promptTexts().keys()].toSorted());
  });
});

test("tones belong to answers and to a stick that has ended, and to nothing else", () => {
  expect(toneOf(answer("granted", 1))).toBe("tone.accept");
  expect(toneOf(stickEndView(1, { kind: "failed", trouble: "full", entries: 0 }))).toBe("tone.stick-failed");
  expect(toneOf(stickWorkingView(1, 2, 3))).toBeUndefined();
  expect(toneOf({ kind: "attract" })).toBeUndefined();
  expect(toneOf(outOfServiceView("policy-missing"))).toBeUndefined();
});
