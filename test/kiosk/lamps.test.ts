import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Lines } from "../../src/board-ports.ts";
import { ALL_LOW, type Levels, LINE_NAMES, lampCheckPattern, linePattern } from "../../src/core/indication.ts";
import type { Verdict } from "../../src/core/reason.ts";
import type { View } from "../../src/core/view.ts";
import { createSimulatedLines } from "../../src/drivers/simulated-lines.ts";
import { createLamps } from "../../src/kiosk/lamps.ts";
import { createTime } from "../support/time.ts";

/** Nothing is on but the light on what is held up. */
const WAITING: Levels = { ...ALL_LOW, illumination: true };
const NO_TEXT = { vi: "", en: "" };
const ATTRACT: View = { kind: "attract" };
const OUT_OF_SERVICE: View = { kind: "out-of-service", code: "T-900", detail: NO_TEXT, next: NO_TEXT };
const VERDICTS: readonly Verdict[] = ["accept", "refuse", "read-only", "unreadable", "cannot-check"];

let answers = 0;
function answer(verdict: Verdict): View {
  answers += 1;
  const texts = { headline: NO_TEXT, detail: NO_TEXT, next: NO_TEXT };
  return { kind: "answer", id: answers, at: 0, verdict, reason: "granted", code: "T-000", ...texts, warnings: [] };
}

let time = createTime();
let board = createSimulatedLines();
let faults: unknown[] = [];

beforeEach(() => {
  time = createTime();
  board = createSimulatedLines();
  faults = [];
});

function start(relayPulseMs?: number, lines: Lines = board) {
  const onFault = (error: unknown) => faults.push(error);
  return createLamps({ lines, onFault, after: time.after, now: time.now, ...(relayPulseMs === undefined ? {} : { relayPulseMs }) });
}

describe("the lamps", () => {
  test("an answer is on the lines when show() returns", () => {
    start(3000).show(answer("accept"));
    expect(board.levels()).toEqual({ ...WAITING, green: true, buzzer: true, relay: true });
  });

  test.each([ATTRACT, OUT_OF_SERVICE])(
    "a call for staff blinks amber once a second at most while nobody is answered, and goes with it: %j",
    (view) => {
      const lamps = start();
      lamps.show(view);
      time.pass(5000);
      const changes: boolean[] = [];
      lamps.call(true);
      expect(board.levels()).toEqual({ ...WAITING, amber: true });
      board.subscribe(({ amber }) => changes.push(amber));
      time.pass(10_000);
      expect(changes.filter((isOn) => isOn).length).toBeLessThanOrEqual(10);
      expect(changes).toContain(false);
      lamps.show(answer("accept"));
      time.pass(2000);
      expect(board.levels()).toMatchObject({ green: true, amber: false });
      lamps.show(view);
      time.pass(1500);
      lamps.call(false);
      time.pass(1500);
      expect(board.levels().amber).toBe(false);
    },
  );

  test("the beeps end, then the relay falls, and the lamp stays on", () => {
    start(3000).show(answer("accept"));
    time.pass(1000);
    expect(board.levels()).toEqual({ ...WAITING, green: true, relay: true });
    time.pass(2000);
    expect(board.levels()).toEqual({ ...WAITING, green: true });
    expect(time.pending()).toBe(0);
  });

  test("without a configured pulse the relay is never driven", () => {
    const moved: boolean[] = [];
    board.subscribe((levels) => moved.push(levels.relay));
    start().show(answer("accept"));
    time.pass(20_000);
    expect(moved).not.toContain(true);
  });

  test("a new view ends the old pattern at once: buzzer silent, relay fallen, nothing of it comes later", () => {
    const lamps = start(3000);
    lamps.show(answer("accept"));
    time.pass(40);
    lamps.show(ATTRACT);
    expect(board.levels()).toEqual(WAITING);
    const later: Levels[] = [];
    board.subscribe((levels) => later.push(levels));
    time.pass(20_000);
    expect(later).toEqual([]);
  });

  test("a second accept pulses the relay for its own full time", () => {
    const lamps = start(3000);
    lamps.show(answer("accept"));
    time.pass(2000);
    lamps.show(answer("accept"));
    time.pass(2999);
    expect(board.levels().relay).toBe(true);
    time.pass(1);
    expect(board.levels().relay).toBe(false);
  });

  test("the same answer shown again neither beeps nor opens again", () => {
    const lamps = start(3000);
    const accepted = answer("accept");
    lamps.show(accepted);
    time.pass(5000);
    lamps.show(accepted);
    expect(board.levels()).toEqual({ ...WAITING, green: true });
  });

  test("out of service, shown again and again, blinks no faster for it", () => {
    let flashes = 0;
    let wasRed = false;
    board.subscribe(({ red }) => {
      if (red && !wasRed) flashes += 1;
      wasRed = red;
    });
    const lamps = start();
    for (let i = 0; i < 99; i++) {
      lamps.show(OUT_OF_SERVICE);
      time.pass(100);
    }
    expect(flashes).toBe(5);
  });

  test("two answers at once are on the lines at once; the third's lamps wait dark for the rest of the second, and only the newest's are lit", () => {
    const lamps = start(3000);
    lamps.show(answer("refuse"));
    time.pass(100);
    lamps.show(answer("accept"));
    expect(board.levels()).toMatchObject({ red: false, green: true, relay: true });
    time.pass(100);
    lamps.show(answer("refuse"));
    expect(board.levels()).toEqual({ ...WAITING, buzzer: true });
    time.pass(100);
    lamps.show(answer("accept"));
    time.pass(699);
    expect(board.levels()).toEqual({ ...WAITING, relay: true });
    time.pass(1);
    expect(board.levels()).toEqual({ ...WAITING, green: true, relay: true });
  });

  test("buzzer and relay wait for nothing, however often somebody is answered, and the pulse is no longer for it", () => {
    const lamps = start(3000);
    for (let scan = 0; scan < 40; scan++) {
      lamps.show(answer("accept"));
      expect(board.levels()).toMatchObject({ relay: true, buzzer: true });
      time.pass(20);
      lamps.show(ATTRACT);
      expect(board.levels().relay).toBe(false);
      time.pass(20);
    }
    lamps.show(answer("accept"));
    time.pass(2999);
    expect(board.levels()).toEqual({ ...WAITING, green: true, relay: true });
    time.pass(1);
    expect(board.levels()).toEqual({ ...WAITING, green: true });
  });

  test("lamps that had to wait come on as far as their pattern has gone by then, and blink on", () => {
    const lamps = start();
    lamps.show(answer("refuse"));
    lamps.show(answer("accept"));
    lamps.show(OUT_OF_SERVICE);
    expect(board.levels()).toEqual(ALL_LOW);
    time.pass(999);
    expect(board.levels()).toEqual(ALL_LOW);
    time.pass(1001);
    expect(board.levels()).toEqual({ ...ALL_LOW, red: true });
    time.pass(1000);
    expect(board.levels()).toEqual(ALL_LOW);
  });

  test("a stick's end is heard while an answer stands, cuts no relay, changes no lamp, and is not heard again when it is shown", () => {
    const lamps = start(3000);
    const done: View = { kind: "stick", id: 1, state: "done", headline: NO_TEXT, detail: NO_TEXT, next: NO_TEXT };
    lamps.show(answer("accept"));
    time.pass(500);
    lamps.hear(done);
    expect(board.levels()).toEqual({ ...WAITING, green: true, relay: true, buzzer: true });
    time.pass(2499);
    expect(board.levels()).toEqual({ ...WAITING, green: true, relay: true });
    time.pass(1);
    expect(board.levels()).toEqual({ ...WAITING, green: true });
    lamps.show(answer("refuse"));
    time.pass(5000);
    const tones: boolean[] = [];
    board.subscribe((levels) => tones.push(levels.buzzer));
    lamps.show(done);
    time.pass(5000);
    expect([board.levels().white, tones.includes(true)]).toEqual([true, false]);
  });

  test("a view ends a stick's tones, too", () => {
    const lamps = start(3000);
    lamps.hear({ kind: "stick", id: 1, state: "done", headline: NO_TEXT, detail: NO_TEXT, next: NO_TEXT });
    lamps.show(ATTRACT);
    time.pass(5000);
    expect([board.levels(), time.pending()]).toEqual([WAITING, 0]);
  });

  test("nothing is demonstrated while somebody goes through the door; the next may cut what a technician has had played", () => {
    const lamps = start(3000);
    lamps.show(answer("accept"));
    time.pass(1000);
    lamps.demonstrate(lampCheckPattern());
    expect(board.levels()).toEqual({ ...WAITING, green: true, relay: true });
    time.pass(2000);
    lamps.demonstrate(linePattern("relay"));
    expect(board.levels()).toEqual({ ...ALL_LOW, relay: true });
    lamps.demonstrate(linePattern("white"));
    expect(board.levels()).toEqual({ ...ALL_LOW, white: true });
  });

  test("whatever is shown and when, demonstrations among it: the lamps together flash no more than three times in any second (WCAG 2.3.1)", () => {
    const view = fc.oneof(
      fc.constantFrom(...VERDICTS).map(answer),
      fc.constantFrom(ATTRACT, OUT_OF_SERVICE),
      fc.constantFrom(lampCheckPattern(), linePattern("white")),
    );
    const soon = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 3000 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(view, soon), { maxLength: 30 }), (showings) => {
        time = createTime();
        board = createSimulatedLines();
        const rises = new Set<number>(); // what goes on at once is one flash
        let before = board.levels();
        board.subscribe((levels) => {
          const lamps = ["red", "amber", "green", "white", "illumination"] as const;
          if (lamps.some((lamp) => levels[lamp] && !before[lamp])) rises.add(time.now());
          before = levels;
        });
        const lamps = start();
        for (const [shown, ms] of showings) {
          if ("steps" in shown) lamps.demonstrate(shown);
          else lamps.show(shown);
          time.pass(ms);
        }
        void lamps.close();
        for (const from of rises) expect([...rises].filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 200 },
    );
  });

  test("a demonstration ends in what is shown, or with the next view", () => {
    const lamps = start(3000);
    lamps.show(OUT_OF_SERVICE);
    lamps.demonstrate(linePattern("white"));
    expect(board.levels()).toEqual({ ...ALL_LOW, white: true });
    time.pass(1000);
    expect(board.levels()).toEqual({ ...ALL_LOW, red: true });
    time.pass(1000);
    lamps.demonstrate(linePattern("white"));
    lamps.show(ATTRACT);
    expect(board.levels()).toEqual(WAITING);
    time.pass(5000);
    expect(board.levels()).toEqual(WAITING);
  });

  test("a demonstration reads the lines back at the end of each step, while its lamp is still on", () => {
    const read: string[] = [];
    const astray = () => {
      read.push(LINE_NAMES.filter((name) => board.levels()[name]).join());
      return [];
    };
    const lamps = start(3000, { ...board, astray });
    lamps.show(answer("accept"));
    time.pass(3000);
    lamps.demonstrate(lampCheckPattern());
    time.pass(10_000);
    expect(read).toEqual(["red", "amber", "green", "white", "illumination", "buzzer"]);
  });

  test("an answer is never played twice, be it after a demonstration or when lost lines are back: its relay was for somebody who has gone", () => {
    const lamps = start(3000);
    lamps.show(answer("accept"));
    time.pass(3000);
    lamps.demonstrate(linePattern("white"));
    time.pass(1000);
    lamps.resume();
    expect(board.levels()).toEqual(ALL_LOW);
    lamps.show(ATTRACT);
    lamps.resume();
    expect(board.levels()).toEqual(WAITING);
  });

  test("whatever is shown and when: the relay is on only during an accept and never longer than its pulse, and the end is dark", () => {
    const view = fc.oneof(fc.constantFrom(...VERDICTS).map(answer), fc.constantFrom(ATTRACT, OUT_OF_SERVICE));
    fc.assert(
      fc.property(fc.array(fc.tuple(view, fc.integer({ min: 0, max: 5000 })), { maxLength: 20 }), (showings) => {
        time = createTime();
        board = createSimulatedLines();
        const lamps = start(3000);
        for (const [shown, ms] of showings) {
          lamps.show(shown);
          const isAccept = shown.kind === "answer" && shown.verdict === "accept";
          if (!isAccept) expect(board.levels().relay).toBe(false);
          time.pass(ms);
          if (ms >= 3000) expect(board.levels()).toMatchObject({ relay: false, buzzer: false });
        }
        void lamps.close();
        expect(board.levels()).toEqual(ALL_LOW);
        expect(time.pending()).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test("close() in the middle of a pulse leaves everything off, and a later view is ignored", async () => {
    const lamps = start(3000);
    lamps.show(answer("accept"));
    await lamps.close();
    await lamps.close();
    lamps.show(answer("refuse"));
    expect(board.levels()).toEqual(ALL_LOW);
    expect(time.pending()).toBe(0);
    expect(faults).toEqual([]);
  });

  test("a relay pulse out of bounds is refused at the start, not at the first accept", () => {
    expect(() => start(60_000)).toThrow(RangeError);
  });
});

describe("broken lines", () => {
  /** A board whose wire can be cut. */
  function breakable() {
    const wire = { isCut: false, closed: 0 };
    const lines: Lines = {
      set(levels) {
        if (wire.isCut) throw new Error("gpio: cannot set its lines: EIO");
        board.set(levels);
      },
      astray: () => [],
      close() {
        wire.closed += 1;
        if (wire.isCut) throw new Error("gpio: cannot set its lines: EIO");
        board.close();
      },
    };
    return { wire, lines };
  }

  test("are told once, reported while they last, and never thrown at the kiosk", () => {
    const { wire, lines } = breakable();
    const lamps = start(3000, lines);
    wire.isCut = true;
    for (const verdict of VERDICTS) lamps.show(answer(verdict));
    time.pass(10_000);
    expect(faults.map(String)).toEqual(["Error: gpio: cannot set its lines: EIO"]);
    expect(lamps.health()).toEqual({ state: "missing", detail: "gpio: cannot set its lines: EIO" });
  });

  test("that work again show the next view, and their next fault is told again", () => {
    const { wire, lines } = breakable();
    const lamps = start(3000, lines);
    wire.isCut = true;
    lamps.show(answer("refuse"));
    wire.isCut = false;
    lamps.show(answer("accept"));
    expect(board.levels().green).toBe(true);
    expect(lamps.health()).toEqual({ state: "ok", detail: "" });
    wire.isCut = true;
    lamps.show(answer("refuse"));
    expect(faults.length).toBe(2);
  });

  test("that fail once in the middle of a pulse let the relay fall at once, not at its time", () => {
    let sets = 0;
    const lamps = start(3000, {
      set(levels) {
        sets += 1;
        if (sets === 2) throw new Error("gpio: a bad moment"); // the end of the first beep
        board.set(levels);
      },
      astray: () => [],
      close: () => board.close(),
    });
    lamps.show(answer("accept"));
    time.pass(80);
    expect(board.levels()).toEqual(ALL_LOW);
    expect(faults.length).toBe(1);
    expect(time.pending()).toBe(0);
  });

  test("that fail under a stick's tone let the relay fall at once, and nothing of the answer comes later", () => {
    const { wire, lines } = breakable();
    const lamps = start(3000, lines);
    lamps.show(answer("accept"));
    time.pass(500);
    wire.isCut = true;
    lamps.hear({ kind: "stick", id: 1, state: "failed", headline: NO_TEXT, detail: NO_TEXT, next: NO_TEXT });
    expect([faults.length, time.pending()]).toEqual([1, 0]);
  });

  test("that cannot even be closed do not keep the kiosk from ending", async () => {
    const { wire, lines } = breakable();
    const lamps = start(3000, lines);
    wire.isCut = true;
    await expect(lamps.close()).resolves.toBeUndefined();
    expect(wire.closed).toBe(1);
    expect(faults.length).toBe(1);
  });
});
