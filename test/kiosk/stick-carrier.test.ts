import { beforeEach, describe, expect, test, vi } from "vitest";
import type { StickEnd } from "../../src/core/stick-texts.ts";
import type { StickView } from "../../src/core/view.ts";
import type { Carried } from "../../src/kiosk/stick-carried.ts";
import { type StickCarrier, startStickCarrier } from "../../src/kiosk/stick-carrier.ts";
import type { StickExport } from "../../src/kiosk/stick-export.ts";
import type { JournalStick } from "../../src/stick-ports.ts";
import { manualSleep } from "../support/manual-sleep.ts";
import { type SetClock, setClock } from "../support/set-clock.ts";

const NOW = 1_795_500_000;
const STICK: JournalStick = { path: "/run/media/USB", mark: "1" };

let sticks: readonly JournalStick[];
let clock: SetClock;
let sleep: ReturnType<typeof manualSleep>;
let views: (StickView | undefined)[];
let ends: StickEnd[];
let answers: string[];
let carried: Carried | undefined;
let exports: {
  readonly path: string;
  readonly finish: (result: StickExport | Error) => void;
  readonly say: (done: number, total: number) => void;
}[];
let carrier: StickCarrier;

beforeEach(() => {
  [sticks, views, ends, answers, exports, carried] = [[], [], [], [], [], undefined];
  [clock, sleep] = [setClock(NOW), manualSleep()];
  carrier = startStickCarrier({
    sticks: { look: async () => sticks },
    exportTo: (path, say) =>
      new Promise((resolve, reject) => {
        exports.push({ path, say, finish: (result) => (result instanceof Error ? reject(result) : resolve(result)) });
      }),
    takeAnswer: async (path) => answers.push(path) !== 4,
    readCarried: async () => carried,
    keepCarried: async (news) => {
      carried = news;
    },
    size: () => 412,
    acknowledged: () => 12,
    notify: (view) => views.push(view),
    onEnded: (end) => ends.push(end),
    onFault: () => undefined,
    clock,
    sleep: sleep.sleep,
  });
});

/** The carrier looks once more for sticks, after so many seconds. */
async function look(seconds = 1.5): Promise<void> {
  const { length } = sleep.waits;
  clock.pass(seconds);
  sleep.end();
  await vi.waitFor(() => expect(sleep.waits.length).toBeGreaterThan(length), { interval: 2 });
}
async function press(): Promise<(typeof exports)[number]> {
  const { length } = exports;
  carrier.press();
  await vi.waitFor(() => expect(exports.length).toBe(length + 1), { interval: 2 });
  return exports[length] ?? expect.fail("no export");
}
const DONE: StickExport = { entries: 400, until: 412, written: 1, kept: 0 };
const lastView = () => views.at(-1);

describe("the stick at the kiosk", () => {
  test("a press with a stick in writes, says so while it works and when the stick may go, and remembers when", async () => {
    sticks = [STICK];
    await look();
    expect(carrier.status()).toEqual({ isStickIn: true, isWriting: false, toCarry: 400 });
    const { path, say, finish } = await press();
    expect(path).toBe(STICK.path);
    expect(lastView()).toMatchObject({ kind: "stick", state: "working", headline: { vi: "Đang ghi, đừng rút USB" } });
    expect(carrier.status().isWriting).toBe(true);
    clock.pass(1);
    say(100, 400);
    expect(lastView()).toMatchObject({ progress: 0.25, detail: { en: "100 of 400 journal entries are written." } });
    finish(DONE);
    await vi.waitFor(() => expect(ends).toEqual([{ kind: "done", entries: 400 }]));
    expect(lastView()).toMatchObject({
      state: "done",
      headline: { vi: "Xong. Rút USB được rồi" },
      detail: { vi: "Trên USB có 400 mục nhật ký." },
    });
    expect(carried).toEqual({ until: 412, at: clock.now() });
    expect(carrier.status()).toEqual({ isStickIn: true, isWriting: false, toCarry: 0, carriedAt: clock.now() });
    await carrier.close();
  });

  test("words change twice a second at most, and the lamps are not started over by them: it is one press", async () => {
    sticks = [STICK];
    const { say, finish } = await press();
    for (let done = 0; done < 50; done++) say(done, 50);
    expect(views.length).toBe(1);
    clock.pass(1);
    say(50, 50);
    expect(new Set(views.map((view) => view?.id))).toEqual(new Set([1]));
    finish(DONE);
    await carrier.close();
  });

  test("pressed again while it works, nothing more happens", async () => {
    sticks = [STICK];
    const { finish } = await press();
    carrier.press();
    carrier.press();
    finish(DONE);
    await vi.waitFor(() => expect(ends.length).toBe(1));
    expect(exports.length).toBe(1);
    await carrier.close();
  });

  test("the end is shown until the stick is pulled out; that it failed is not taken back by that", async () => {
    sticks = [STICK];
    await look();
    (await press()).finish(DONE);
    await vi.waitFor(() => expect(ends.length).toBe(1));
    await look(30);
    expect(lastView()).toMatchObject({ state: "done" });
    sticks = [];
    await look();
    expect(lastView()).toBeUndefined();
    sticks = [STICK];
    await look();
    (await press()).finish({ ...DONE, trouble: "gone" });
    await vi.waitFor(() => expect(ends.length).toBe(2));
    sticks = [];
    await look();
    expect(lastView()).toMatchObject({ state: "failed", seconds: 20 });
    await carrier.close();
  });

  test("without a stick a press says what to do", async () => {
    carrier.press();
    await vi.waitFor(() => expect(ends).toEqual([{ kind: "failed", trouble: "no-stick", entries: 0 }]));
    expect(lastView()).toMatchObject({ state: "failed", next: { vi: "Cắm USB rồi thử lại." } });
    await carrier.close();
  });

  test.each([
    ["gone", "Không mất gì cả"],
    ["full", "vẫn dùng được"],
    ["read-only", "chỉ đọc được"],
    ["other-journal", "nhật ký khác"],
  ] as const)("%s: it is said, nothing counts as carried, and the next press goes on", async (trouble, words) => {
    sticks = [STICK];
    (await press()).finish({ ...DONE, entries: 100, until: 112, trouble });
    await vi.waitFor(() => expect(ends).toEqual([{ kind: "failed", trouble, entries: 100 }]));
    expect(lastView()?.detail.vi).toContain(words);
    expect([carried, carrier.status().toCarry]).toEqual([undefined, 400]);
    (await press()).finish(DONE);
    await vi.waitFor(() => expect(ends.length).toBe(2));
    expect(lastView()).toMatchObject({ state: "done", id: 2 });
    await carrier.close();
  });

  test("a journal that cannot be read is said as such", async () => {
    sticks = [STICK];
    (await press()).finish(new Error("damaged"));
    await vi.waitFor(() => expect(ends).toEqual([{ kind: "failed", trouble: "journal-failed", entries: 0 }]));
    await carrier.close();
  });

  test("central's answer is taken once from each stick, and again when it is another one", async () => {
    sticks = [STICK];
    await look();
    await look();
    expect(answers).toEqual([STICK.path]);
    sticks = [{ ...STICK, mark: "2" }];
    await look();
    expect(answers.length).toBe(2);
    sticks = [];
    await look();
    sticks = [{ ...STICK, mark: "2" }];
    await look();
    expect(answers.length).toBe(3);
    await carrier.close();
  });

  test("an answer that cannot be believed yet, because the trust beside it is not in force, is taken again", async () => {
    for (const mark of ["1", "2", "3", "4"]) {
      sticks = [{ ...STICK, mark }];
      await look();
    }
    expect(answers.length).toBe(4);
    await look();
    await look();
    expect(answers.length).toBe(5);
    await carrier.close();
  });
});
