import { beforeEach, describe, expect, test } from "vitest";
import type { SetUpDraft } from "../../src/core/set-up/draft.ts";
import { fault, ok } from "../../src/kiosk/doctor-check.ts";
import { setupTests } from "../../src/kiosk/setup-tests.ts";

type Noted = SetUpDraft["tests"];
let noted: Noted;
beforeEach(() => {
  noted = {};
});

function tests(driven = true) {
  const played: string[] = [];
  const parts = setupTests({
    testAll: async () => [ok("clock", "2026"), fault("gpio", "held", { vi: "dừng nó", en: "stop it" })],
    lines: () => ["red"],
    showLine: async (line) => {
      played.push(line);
      return driven ? undefined : { vi: "bận", en: "busy" };
    },
    hasSound: () => true,
    playSound: () => void played.push("sound"),
    now: () => 100,
    note: async (name, state) => {
      noted = { ...noted, [name]: { state, at: 100 } };
    },
  });
  return { ...parts, played, part: (name: string) => parts.view(noted).parts.find((each) => each.name === name) };
}

describe("the tests of a first run", () => {
  test("of the machine's own come with what was found, what to do, and a code", async () => {
    const { test: run, part, isFresh } = tests();
    expect([isFresh(), part("gpio")]).toEqual([true, undefined]);
    await run("all", () => undefined);
    expect(part("gpio")).toMatchObject({
      state: "fault",
      todo: { en: "stop it" },
      code: expect.stringMatching(/^T-\d{3}$/),
      judge: "machine",
    });
    expect([isFresh(), noted["clock"]?.state]).toEqual([false, "ok"]);
  });

  test("of a lamp are judged by a person, who is not asked where it cannot be driven", async () => {
    const lit = tests();
    await lit.test("seen-red", () => undefined);
    expect([lit.played, lit.part("seen-red")?.judge]).toEqual([["red"], "person"]);
    await lit.seen("seen-red", false);
    expect(lit.part("seen-red")).toMatchObject({ state: "fault" });
    const dark = tests(false);
    await dark.test("seen-red", () => undefined);
    expect(dark.part("seen-red")).toMatchObject({ state: "fault", judge: "machine", found: { en: "busy" } });
  });

  test("never play the relay, and take no answer about a part that is not there", async () => {
    const { test: run, seen, played } = tests();
    await run("seen-relay", () => undefined);
    await seen("seen-relay", true);
    await seen("source.0", true);
    expect([played, noted]).toEqual([[], {}]);
  });
});
