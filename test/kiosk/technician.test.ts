import { describe, expect, test } from "vitest";
import type { InputName } from "../../src/core/board/standard-pins.ts";
import type { LineName } from "../../src/core/indication.ts";
import { isWeakPin, pinWaitSeconds } from "../../src/core/technician.ts";
import { type Check, fault, ok } from "../../src/kiosk/doctor-check.ts";
import { openTechnician, type Technician } from "../../src/kiosk/technician.ts";
import { openTestBook } from "../../src/kiosk/test-book.ts";
import type { KeptFile, TechnicianPin } from "../../src/ports.ts";

const PIN = "284671";
const NOW = 1_796_000_000;

function memoryFile(): KeptFile & { bytes: Uint8Array | undefined } {
  return {
    bytes: undefined,
    async read() {
      return this.bytes;
    },
    async replace(bytes) {
      this.bytes = bytes;
    },
  };
}

/** A PIN in memory; what counts is how often it was looked at. */
function memoryPin(mistakes: number | undefined = 0): TechnicianPin & { looks: number; kept: number | undefined } {
  return {
    looks: 0,
    kept: mistakes,
    async mistakes() {
      return this.kept;
    },
    async note(next) {
      this.kept = next;
    },
    async isRight(pin) {
      this.looks++;
      return pin === PIN;
    },
    async set() {
      this.kept = 0;
    },
  };
}

async function open({
  pin = memoryPin(),
  file = memoryFile(),
  checks = [ok("rtc", "rtc0"), ok("data", "/x")] as readonly Check[],
  lines = ["green"] as readonly LineName[],
  inputs = [] as readonly InputName[],
  undriven = (_line: LineName): Check | undefined => undefined,
  contacts = (): { door?: "open" | "closed" } => ({}),
  whileWaiting = (_technician: Technician): void => undefined,
} = {}) {
  const time = { ms: 0 };
  const played: string[] = [];
  let tokens = 0;
  const technician: Technician = openTechnician({
    kiosk: "xa-vi-du-01",
    pin,
    book: await openTestBook(file),
    testAll: async () => checks,
    testPart: async (name) => checks.find((check) => check.name === name),
    lines,
    play: (line) => played.push(line),
    undriven,
    inputs,
    felt: { contacts, sleep: async () => whileWaiting(technician) },
    clock: { now: () => NOW + time.ms / 1000, monotonicMs: () => time.ms },
    newToken: () => `token-${++tokens}`,
    onFault: () => undefined,
  });
  return { technician, time, played, pin, file };
}

describe("the door", () => {
  test("opens to the PIN, and only to it", async () => {
    const { technician } = await open();
    expect(await technician.enter("999123")).toEqual({ kind: "wrong", waitSeconds: 0 });
    expect(await technician.enter(PIN)).toEqual({ kind: "in", token: "token-1" });
    expect([technician.isIn("token-1", true), technician.isIn("token-2", true), technician.isIn("", true)]).toEqual([true, false, false]);
  });

  test("stays closed where no PIN is set, or what is kept of it is damaged", async () => {
    const pin = memoryPin();
    pin.kept = undefined;
    const { technician } = await open({ pin });
    expect(await technician.enter(PIN)).toEqual({ kind: "no-pin" });
  });

  test("makes whoever is wrong wait, longer each time, and does not even look meanwhile", async () => {
    const { technician, time, pin } = await open();
    await technician.enter("111222");
    await technician.enter("111223");
    expect(await technician.enter("111224")).toEqual({ kind: "wrong", waitSeconds: 30 });
    expect(await technician.enter(PIN)).toEqual({ kind: "wait", waitSeconds: 30 });
    expect(pin.looks).toBe(3);
    time.ms += 30_000;
    expect(await technician.enter("111225")).toEqual({ kind: "wrong", waitSeconds: 60 });
    time.ms += 60_000;
    expect(await technician.enter(PIN)).toMatchObject({ kind: "in" });
    expect(pin.kept).toBe(0);
  });

  test("takes a PIN that was set during a wait at once", async () => {
    const { technician, pin } = await open({ pin: memoryPin(5) });
    expect(await technician.enter(PIN)).toEqual({ kind: "wait", waitSeconds: 120 });
    await pin.set(PIN);
    expect(await technician.enter(PIN)).toMatchObject({ kind: "in" });
  });

  test("is not opened sooner by switching the kiosk off and on", async () => {
    const { technician, time } = await open({ pin: memoryPin(5) });
    expect(await technician.enter(PIN)).toEqual({ kind: "wait", waitSeconds: 120 });
    time.ms += 120_000;
    expect(await technician.enter(PIN)).toMatchObject({ kind: "in" });
  });

  test("counts a mistake before it looks, so that a power cut saves nobody from the wait", async () => {
    const pin = memoryPin();
    const noted: (number | undefined)[] = [];
    pin.isRight = async () => {
      noted.push(pin.kept);
      return false;
    };
    const { technician } = await open({ pin });
    await technician.enter("111222");
    expect(noted).toEqual([1]);
  });

  test("counts a hundred attempts at once as a hundred", async () => {
    const { technician, pin } = await open();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => technician.enter(String(100_000 + at))));
    expect(pin.looks).toBe(3);
    expect(answers.filter(({ kind }) => kind === "wait")).toHaveLength(97);
  });

  test("opens without a PIN for two minutes after the service button was held, once", async () => {
    const { technician, time } = await open();
    technician.held();
    expect(await technician.enter(undefined)).toMatchObject({ kind: "in" });
    expect(await technician.enter(undefined)).toMatchObject({ kind: "wrong" });
    technician.held();
    time.ms += 120_000;
    expect(await technician.enter(undefined)).toMatchObject({ kind: "wrong" });
  });

  test("is not kept open by a page that asks by itself", async () => {
    const { technician, time } = await open();
    await technician.enter(PIN);
    for (let minute = 0; minute < 10; minute++) {
      expect(technician.isIn("token-1", false)).toBe(true);
      time.ms += 60_000;
    }
    expect(technician.isIn("token-1", false)).toBe(false);
  });

  test("closes after ten idle minutes, and when the technician leaves", async () => {
    const { technician, time } = await open();
    await technician.enter(PIN);
    time.ms += 599_000;
    expect(technician.isIn("token-1", true)).toBe(true);
    time.ms += 599_000;
    expect(technician.isIn("token-1", true)).toBe(true);
    time.ms += 600_000;
    expect(technician.isIn("token-1", true)).toBe(false);
    await technician.enter(PIN);
    technician.leave();
    expect(technician.isIn("token-2", true)).toBe(false);
  });
});

describe("the page", () => {
  test("shows each part, how it is and when it was tested", async () => {
    const { technician } = await open();
    await technician.testAll();
    expect(technician.view().parts).toMatchObject([
      { name: "rtc", state: "ok", testedAt: NOW, judge: "machine" },
      { name: "data", state: "ok", testedAt: NOW, judge: "machine" },
      { name: "seen-green", state: "untested", judge: "person" },
    ]);
    expect(technician.status()).toMatchObject({ state: "ok", at: NOW, parts: [] });
  });

  test("says in one line what is not well", async () => {
    const { technician } = await open({ checks: [fault("temperature", "91 °C", { vi: "", en: "" }), ok("rtc", "rtc0")] });
    await technician.testAll();
    expect(technician.status()).toEqual({
      state: "fault",
      at: NOW,
      parts: ["temperature"],
      verdict: { vi: "Tự kiểm tra: cần xem nhiệt độ", en: "Self-test: look at temperature" },
    });
  });

  test("plays a lamp, and writes down what the person has seen", async () => {
    const { technician, played } = await open();
    expect(await technician.test("seen-green")).toMatchObject({ state: "untested" });
    expect(played).toEqual(["green"]);
    expect(await technician.seen("seen-green", false)).toMatchObject({
      state: "fault",
      testedAt: NOW,
      todo: { vi: expect.stringContaining("dây") },
    });
    expect(await technician.seen("seen-green", true)).toMatchObject({ state: "ok" });
  });

  test("asks before the relay closes", async () => {
    const { technician } = await open({ lines: ["green", "relay"] });
    expect(technician.view().parts.map(({ name, before }) => [name, before?.vi.includes("cửa có thể mở")])).toEqual([
      ["seen-green", undefined],
      ["seen-relay", true],
    ]);
  });

  test("asks nothing about a line that the driver refuses, plays it not, and says why", async () => {
    const refused = fault(
      "relay",
      { vi: "không điều khiển rơ-le", en: "it is not driven" },
      { vi: "cài dịch vụ", en: "install the service" },
    );
    const file = memoryFile();
    const { technician, played } = await open({
      lines: ["green", "relay"],
      undriven: (line) => (line === "relay" ? refused : undefined),
      file,
    });
    const part = { name: "seen-relay", judge: "machine", state: "fault", found: { en: "it is not driven" }, todo: { vi: "cài dịch vụ" } };
    expect(technician.view().parts).toMatchObject([{ name: "seen-green", judge: "person" }, part]);
    expect(technician.view().parts[1]).not.toHaveProperty("before");
    expect([await technician.test("seen-relay"), await technician.seen("seen-relay", true)]).toMatchObject([part, part]);
    expect([played, file.bytes]).toEqual([[], undefined]);
  });

  test("waits for somebody to press the button, and that press is for nothing else", async () => {
    let isForTest: boolean | undefined;
    const whileWaiting = (page: Technician) => {
      isForTest = page.pressed();
    };
    const { technician } = await open({ inputs: ["service-button"], whileWaiting });
    expect(technician.view().parts.at(-1)).toMatchObject({ name: "service-button", judge: "hand", state: "untested" });
    expect(technician.pressed()).toBe(false);
    expect(await technician.test("service-button")).toMatchObject({ state: "ok", testedAt: NOW });
    expect([isForTest, technician.pressed()]).toEqual([true, false]);
  });

  test("takes a press of one button for no press of the other", async () => {
    const seen: boolean[] = [];
    const whileWaiting = (page: Technician) => void seen.push(page.pressed(), page.pressed("repeat-button"));
    const { technician } = await open({ inputs: ["service-button", "repeat-button"], whileWaiting });
    expect(technician.view().parts.at(-1)).toMatchObject({
      name: "repeat-button",
      judge: "hand",
      during: { en: "Press the repeat button within 20 seconds." },
    });
    expect(await technician.test("repeat-button")).toMatchObject({ state: "ok", found: { en: "pressed, and the kiosk felt it" } });
    expect(seen.slice(0, 2)).toEqual([false, true]);
  });

  test("says how a contact is, and waits for it to be moved", async () => {
    let door: "open" | "closed" = "closed";
    const whileWaiting = () => {
      door = "open";
    };
    const { technician } = await open({ inputs: ["door-contact"], contacts: () => ({ door }), whileWaiting });
    expect(technician.view().parts.at(-1)).toMatchObject({ found: { vi: "đóng" }, during: { vi: "Hãy mở cửa trong 20 giây." } });
    expect(await technician.test("door-contact")).toMatchObject({ state: "ok", found: { en: "closed → open, and the kiosk felt it" } });
  });

  test.each<[InputName, { door?: "closed" }]>([
    ["service-button", {}],
    ["door-contact", { door: "closed" }],
    ["tamper-switch", {}],
  ])("takes a %s that nobody feels for a fault, and the verdict of the start stays", async (input, felt) => {
    const { technician } = await open({ inputs: [input], contacts: () => felt });
    await technician.testAll();
    expect(await technician.test(input)).toMatchObject({ state: "fault", todo: { vi: expect.stringContaining("dây") } });
    expect(technician.status()?.state).toBe("ok");
  });

  test("has no button for what is not wired, or not there", async () => {
    const { technician, played } = await open();
    await technician.testAll();
    expect([await technician.test("seen-relay"), await technician.test("__proto__"), await technician.seen("rtc", true)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(played).toEqual([]);
  });

  test("remembers over a restart when each part was tested", async () => {
    const file = memoryFile();
    const before = await open({ file });
    await before.technician.testAll();
    await before.technician.seen("seen-green", true);
    const { technician } = await open({ file });
    expect(technician.view().parts).toMatchObject([{ name: "seen-green", state: "ok", testedAt: NOW }]);
  });

  test.each(["", "{", "[]", '{"x":{"state":"fine","at":1}}', '{"x":{"state":"ok","at":1,"more":1}}'])(
    "begins anew where its book is damaged: %s",
    async (text) => {
      const file = memoryFile();
      file.bytes = Buffer.from(text);
      expect((await open({ file })).technician.view().parts).toMatchObject([{ state: "untested" }]);
    },
  );

  test("tests all the same where the disk takes nothing", async () => {
    const file = memoryFile();
    file.replace = async () => {
      throw new Error("ENOSPC");
    };
    const { technician } = await open({ file });
    await technician.testAll();
    expect(technician.status()?.state).toBe("ok");
  });
});

test("waiting grows to an hour and no further", () => {
  expect([0, 2, 3, 4, 5, 10, 1000].map(pinWaitSeconds)).toEqual([0, 0, 30, 60, 120, 3600, 3600]);
});

test.each([
  ["000000", true],
  ["123456", true],
  ["987654", true],
  ["789012", true],
  ["284671", false],
  ["112233", false],
])("a PIN that everybody would try is not taken: %s", (pin, isWeak) => {
  expect(isWeakPin(pin)).toBe(isWeak);
});

test("what a driver said of a fault stands beside the words for people", async () => {
  const check = { ...fault("gpio", { vi: "không điều khiển được", en: "not driven" }, { vi: "xem", en: "look" }), detail: "gpio: EBUSY" };
  const { technician } = await open({ checks: [check], lines: [] });
  await technician.testAll();
  expect(technician.view().parts).toMatchObject([
    { name: "gpio", found: { vi: "không điều khiển được", en: "not driven" }, detail: "gpio: EBUSY" },
  ]);
});

describe("the PIN once more, before what cannot be taken back", () => {
  test("is right or wrong as before the door, and counts mistakes with it", async () => {
    const { technician, pin } = await open();
    expect(await technician.confirm(PIN)).toEqual({ kind: "right" });
    expect(await technician.confirm("999123")).toEqual({ kind: "wrong", waitSeconds: 0 });
    expect(await technician.confirm(undefined)).toEqual({ kind: "wrong", waitSeconds: 0 });
    expect(pin.kept).toBe(1);
    for (const typed of ["999124", "999125"]) await technician.confirm(typed);
    expect(await technician.confirm(PIN)).toEqual({ kind: "wait", waitSeconds: 30 });
    expect(await technician.enter(PIN)).toEqual({ kind: "wait", waitSeconds: 30 });
  });

  test("is not asked for where none is set: whoever is inside has held the button", async () => {
    const { technician } = await open({ pin: Object.assign(memoryPin(), { kept: undefined }) });
    technician.held();
    expect(await technician.enter(undefined)).toMatchObject({ kind: "in" });
    expect(await technician.confirm(undefined)).toEqual({ kind: "no-pin" });
  });

  test("is asked for although the button was held, which opens the door and nothing else", async () => {
    const { technician } = await open();
    technician.held();
    expect(await technician.confirm(undefined)).toEqual({ kind: "wrong", waitSeconds: 0 });
  });
});
