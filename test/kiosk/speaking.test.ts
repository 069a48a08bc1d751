import { beforeEach, describe, expect, test } from "vitest";
import type { SoundChange } from "../../src/core/sound-request.ts";
import { stickEndView, stickWorkingView } from "../../src/core/stick-texts.ts";
import type { Utterance } from "../../src/core/utterance.ts";
import { type AnswerView, outOfServiceView, type View } from "../../src/core/view.ts";
import type { After } from "../../src/kiosk/after.ts";
import { createSpeaking, type Speaking } from "../../src/kiosk/speaking.ts";
import type { HeadphonesState } from "../../src/sound-ports.ts";
import { answer } from "../support/screens.ts";

const MAI: AnswerView = { ...answer("granted", 1, "L. T. M. · …007"), next: { vi: "Mời ông bà qua quầy 3.", en: "…" } };
const ATTRACT: View = { kind: "attract" };
const FAR: View = { kind: "attract", hint: { advice: "nearer" } };
const DARK: View = { kind: "attract", hint: { advice: "too-dark" } };
const PRIVATE = /^(letter|digit|initials|last-digits|amount)/;

let nowMs = 0;
let due: { readonly atMs: number; readonly call: () => void }[] = [];
let said: Utterance[] = [];
let headphones: HeadphonesState = "out";
let isPlaying = false;

const after: After = (delayMs, call) => {
  const timer = { atMs: nowMs + delayMs, call };
  due.push(timer);
  return () => {
    due = due.filter((each) => each !== timer);
  };
};

/** Time goes by, and everything that follows from it happens. */
async function pass(ms: number): Promise<void> {
  const untilMs = nowMs + ms;
  for (;;) {
    await heard();
    const next = due.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
    if (!next) break;
    due = due.filter((each) => each !== next);
    nowMs = Math.max(nowMs, next.atMs);
    next.call();
  }
  nowMs = untilMs;
}

/** What is said by now, `headphones:` before what only they hear; then it is forgotten. */
async function heard(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}
async function words(): Promise<readonly string[]> {
  await heard();
  const all = said.map(({ to, language, prompts }) => `${to === "room" ? "" : "headphones: "}${language}: ${prompts.join(" ")}`);
  said = [];
  return all;
}

function open(options: { readonly hasTones?: boolean; readonly isToldOfHeadphones?: boolean; readonly minute?: number } = {}): Speaking {
  const { hasTones = false, isToldOfHeadphones = false, minute = 600 } = options;
  return createSpeaking({
    speaker: {
      play: (utterance) => void said.push(utterance),
      stop: () => {},
      isPlaying: () => isPlaying,
      headphones: async () => headphones,
      fault: () => undefined,
      close: async () => {},
    },
    volume: { usualDb: -9, mute: { fromMinute: 22 * 60, untilMinute: 6 * 60 } },
    hasTones,
    isToldOfHeadphones,
    languages: ["vi", "en", "km"],
    clock: { monotonicMs: () => nowMs },
    minuteOfDay: () => minute,
    after,
  });
}

beforeEach(() => {
  [nowMs, due, said, headphones, isPlaying] = [0, [], [], "out", false];
});

describe("a kiosk that speaks", () => {
  test("says nothing by itself while nobody is there, and invites whoever presses the button", async () => {
    const speaking = open();
    speaking.show(ATTRACT);
    await pass(60_000);
    expect(await words()).toEqual([]);
    speaking.repeat();
    expect(await words()).toEqual(["vi: invite"]);
  });

  test("says an answer once, however often the screen shows it, and again when asked", async () => {
    const speaking = open();
    speaking.show(MAI);
    speaking.show(MAI);
    expect(await words()).toEqual(["vi: counter.3"]);
    speaking.repeat();
    expect(await words()).toEqual(["vi: counter.3"]);
  });

  test("an answer can be heard again for 20 s after it has gone, as the last one, after the invitation: the next visitor may have pressed", async () => {
    const speaking = open();
    speaking.show(MAI);
    await pass(10_000);
    speaking.show(ATTRACT);
    await pass(19_000);
    await words();
    speaking.repeat();
    expect(await words()).toEqual(["vi: invite last-answer counter.3"]);
    await pass(20_000);
    speaking.repeat();
    expect(await words()).toEqual(["vi: invite"]);
  });

  test("an answer that stands longer, since its code is still held up, is said once, and can be heard again for so much longer", async () => {
    const speaking = open();
    speaking.show(MAI);
    await pass(9000);
    speaking.prolong?.({ ...MAI, heldSeconds: 10 });
    await pass(30_000);
    expect(await words()).toEqual(["vi: counter.3"]);
    speaking.show(ATTRACT);
    speaking.repeat();
    expect(await words()).toEqual(["vi: invite last-answer counter.3"]);
  });

  test("has a tone before it where the loudspeaker stands in for a buzzer", async () => {
    const speaking = open({ hasTones: true });
    speaking.show(answer("expired", 1));
    expect(await words()).toEqual(["vi: tone.refuse reason.expired"]);
    speaking.repeat();
    expect(await words()).toEqual(["vi: reason.expired"]);
  });

  test("says of a stick how it ended, of a kiosk out of service nothing unless it is asked", async () => {
    const speaking = open();
    speaking.show(stickWorkingView(1, 2, 3));
    speaking.show(stickEndView(1, { kind: "done", entries: 3 }));
    speaking.show(outOfServiceView("policy-missing"));
    expect(await words()).toEqual(["vi: stick.done"]);
    speaking.repeat();
    expect(await words()).toEqual(["vi: out-of-service"]);
  });

  test("says that staff were called, and that nobody has heard it", async () => {
    const speaking = open();
    speaking.helpCalled(true);
    expect(await words()).toEqual(["vi: help-called"]);
    speaking.helpCalled(false);
    expect(await words()).toEqual(["vi: help-unheard"]);
  });

  test("says what came of a press, in the language of the screen, and that again when asked: not what the visitor before was told", async () => {
    const speaking = open();
    speaking.show(MAI);
    await pass(10_000);
    speaking.show(ATTRACT);
    await words();
    speaking.change({ chosen: "large-text.on", language: "en" });
    expect(await words()).toEqual(["en: chosen.large-text.on"]);
    speaking.repeat();
    expect(await words()).toEqual(["en: chosen.large-text.on"]);
    speaking.show(answer("expired", 2));
    await words();
    speaking.repeat();
    expect(await words()).toEqual(["en: reason.expired"]);
  });

  test("says that it is out of service to whoever holds up a code, at most every 6 s", async () => {
    const speaking = open();
    speaking.show(outOfServiceView("policy-missing"));
    speaking.dropped();
    await pass(5900);
    speaking.dropped();
    expect(await words()).toEqual(["vi: out-of-service"]);
    await pass(200);
    speaking.dropped();
    expect(await words()).toEqual(["vi: out-of-service"]);
  });

  test("says no more once it is closed", async () => {
    const speaking = open();
    speaking.show(MAI);
    await speaking.close();
    speaking.repeat();
    speaking.helpCalled(true);
    speaking.dropped();
    await pass(60_000);
    expect(await words()).toEqual([]);
  });
});

describe("coaching", () => {
  test("comes at once, and then at most once in 6 s, as what then helps", async () => {
    const speaking = open();
    speaking.show(FAR);
    expect(await words()).toEqual(["vi: hint.nearer"]);
    await pass(2000);
    speaking.show(DARK);
    await pass(3900);
    expect(await words()).toEqual([]);
    await pass(200);
    expect(await words()).toEqual(["vi: hint.too-dark"]);
  });

  test("is not said any more where it no longer helps", async () => {
    const speaking = open();
    speaking.show(FAR);
    await words();
    speaking.show(DARK);
    speaking.show(ATTRACT);
    await pass(10_000);
    expect(await words()).toEqual([]);
  });

  test("waits for what is being said, and an answer waits for nothing", async () => {
    const speaking = open();
    isPlaying = true;
    speaking.show(FAR);
    await pass(1900);
    expect(await words()).toEqual([]);
    isPlaying = false;
    await pass(600);
    expect(await words()).toEqual(["vi: hint.nearer"]);
    isPlaying = true;
    speaking.show(MAI);
    expect(await words()).toEqual(["vi: counter.3"]);
  });
});

describe("what is about a person", () => {
  test("is said in headphones, and then the room hears nothing", async () => {
    headphones = "in";
    open().show(MAI);
    expect(await words()).toEqual(["headphones: vi: counter.3 initials letter.l letter.t letter.m last-digits digit.0 digit.0 digit.7"]);
  });

  test.each(["out", "none", "unknown", "in"] as const)("never reaches the room, headphones being %s", async (state) => {
    headphones = state;
    const speaking = open({ hasTones: true });
    const changes: readonly SoundChange[] = [{ volume: 1 }, { headphones: true }, { language: "en" }, { button: "repeat" }];
    speaking.show(MAI);
    for (const change of changes) {
      speaking.repeat();
      await heard();
      speaking.change(change);
      await heard();
    }
    expect(said.filter(({ to, prompts }) => to === "room" && prompts.some((name) => PRIVATE.test(name)))).toEqual([]);
  });

  test("where nothing tells whether headphones are in, both hear the answer and they alone the rest", async () => {
    headphones = "unknown";
    open().show({ ...MAI, person: "…007" });
    expect(await words()).toEqual(["vi: counter.3", "headphones: vi: counter.3 last-digits digit.0 digit.0 digit.7"]);
  });

  test("can be heard for 15 s, also where the answer stands longer, and not by whoever comes next", async () => {
    headphones = "in";
    const speaking = open();
    const payment = { amountVnd: 1000, qr: { modules: 1, path: "" } };
    speaking.show({ ...MAI, payment });
    await pass(14_000);
    speaking.repeat();
    expect((await words()).filter((each) => each.includes("letter"))).toHaveLength(2);
    await pass(2000);
    speaking.repeat();
    expect(await words()).toEqual(["headphones: vi: counter.3 payment"]);
    await pass(45_000);
    speaking.show(ATTRACT);
    speaking.repeat();
    expect(await words()).toEqual(["headphones: vi: invite last-answer counter.3 payment"]);
  });

  test("a keypad's word counts, not what a sound card makes of its jack", async () => {
    headphones = "in";
    const speaking = open({ isToldOfHeadphones: true });
    speaking.show(MAI);
    expect(await words()).toEqual(["vi: counter.3"]);
    speaking.change({ headphones: true });
    expect(await words()).toEqual([expect.stringMatching(/^headphones: vi: counter\.3 initials/)]);
    speaking.change({ headphones: false });
    speaking.repeat();
    expect(await words()).toEqual(["vi: counter.3"]);
  });
});

describe("whoever stands there", () => {
  test("hears the language of the screen, until 20 s after the answer has gone", async () => {
    const speaking = open();
    speaking.change({ language: "km" });
    expect(await words()).toEqual(["km: language invite"]);
    await pass(15_000);
    speaking.show(MAI);
    expect(await words()).toEqual(["km: counter.3"]);
    await pass(29_000);
    speaking.show(ATTRACT);
    speaking.repeat();
    expect(await words()).toEqual(["km: invite last-answer counter.3"]);
    await pass(21_000);
    speaking.repeat();
    expect(await words()).toEqual(["vi: invite"]);
  });

  test("gets no language that the screen does not have", async () => {
    const speaking = open();
    speaking.repeat("fr");
    speaking.repeat("en");
    expect(await words()).toEqual(["en: invite"]);
  });

  test("hears what a button is called, and a language by its own name", async () => {
    const speaking = open();
    speaking.change({ button: "call-staff" });
    expect(await words()).toEqual(["vi: button.call-staff"]);
    speaking.change({ languageButton: "en" });
    expect(await words()).toEqual(["en: language"]);
    speaking.repeat();
    expect(await words()).toEqual(["vi: invite"]);
  });

  test("hears it louder at each press, and the next visitor as usual", async () => {
    const speaking = open();
    speaking.change({ volume: 1 });
    speaking.change({ volume: 1 });
    await heard();
    expect(said.map(({ gainDb }) => gainDb).at(-1)).toBe(-3);
    await pass(20_000);
    speaking.repeat();
    await heard();
    expect(said.at(-1)?.gainDb).toBe(-9);
  });

  test("at night hears nothing in the room, and everything in headphones", async () => {
    const speaking = open({ minute: 23 * 60 });
    speaking.show(MAI);
    speaking.repeat();
    expect(await words()).toEqual([]);
    headphones = "in";
    speaking.repeat();
    expect(await words()).toEqual([expect.stringMatching(/^headphones: vi: counter\.3 /)]);
  });
});
