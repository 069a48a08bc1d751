import { describe, expect, test } from "vitest";
import type { BoardStatus } from "../../src/core/board-status.ts";
import type { ClockWitnesses } from "../../src/kiosk/doctor-machine.ts";
import { type SelfTestParts, testAll, testPart } from "../../src/kiosk/selftest.ts";
import type { Source, SourceHealth } from "../../src/ports.ts";

const NOW = 1_796_000_000;

const WELL: SelfTestParts["probes"] = {
  clock: async () => ({ programAt: NOW - 86_400, isSynchronised: true, rtcs: [{ name: "rtc0", at: NOW }] }),
  service: async () => ({ isSystemd: true, unit: "enabled", isNotified: true, hasHardwareWatchdog: true }),
  sensors: async () => ({ celsius: 51, isUnderVoltage: false }),
  decoder: async () => 180,
  gpio: async () => ({
    chips: [{ kind: "asked", path: "/dev/gpiochip0", label: "pinctrl-bcm2711", lines: 58, holders: [] }],
    labels: ["pinctrl-bcm2711"],
    offsets: [17, 25],
    driver: "chardev",
    relayFault: undefined,
    stopFault: undefined,
  }),
  folder: async () => ({ kind: "usable", mode: 0o700, storage: "disk", freeBytes: 24e9, writesMs: [4, 5] }),
};
const BOARD: SelfTestParts["config"]["board"] = { kind: "gpio", buzzer: "active", inputs: [], inputPins: {}, relay: true };

interface Situation {
  readonly probes?: Partial<SelfTestParts["probes"]>;
  readonly sources?: readonly Source[];
  readonly board?: BoardStatus;
  readonly demo?: boolean;
  readonly kind?: "gpio" | "none";
  readonly source?: SelfTestParts["config"]["source"];
  readonly witnesses?: ClockWitnesses;
}

const CAMERA = { kind: "camera", framesPerSecond: 15, controls: {} } as unknown as SelfTestParts["config"]["source"][number];

function parts({
  probes = {},
  sources = [],
  board,
  demo = false,
  kind = "gpio",
  source = [CAMERA],
  witnesses = {},
}: Situation): SelfTestParts & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    config: { data: "/var/lib/tram", demo, board: kind === "none" ? { kind } : BOARD, source },
    probes: { ...WELL, ...probes },
    sources,
    board: () => board,
    clock: { now: () => NOW, monotonicMs: () => 0 },
    witnesses: () => witnesses,
    sleep: async (ms) => void slept.push(ms),
  };
}

function source(healths: readonly SourceHealth[], light?: () => number | undefined): Source {
  let at = 0;
  return {
    kind: light ? "camera" : "serial",
    open: () => undefined,
    health: () => healths[Math.min(at++, healths.length - 1)] ?? { state: "missing", detail: "" },
    ...(light && { light }),
    close: async () => undefined,
  };
}

const OK: SourceHealth = { state: "ok", detail: "open" };
const STARTING: SourceHealth = { state: "starting", detail: "not opened" };
const signs = async (situation: Situation) =>
  Object.fromEntries((await testAll(parts(situation))).map(({ name, state, isNeeded }) => [name, isNeeded ? "needed" : state]));

test("a kiosk that wants for nothing says so of each part", async () => {
  expect(await signs({ sources: [source([OK]), source([OK], () => 120)] })).toEqual({
    "source.0": "ok",
    "source.1": "ok",
    decoder: "ok",
    gpio: "ok",
    relay: "ok",
    clock: "ok",
    rtc: "ok",
    temperature: "ok",
    power: "ok",
    service: "ok",
    data: "ok",
  });
});

describe("a part that is not well is named", () => {
  test.each<[string, Situation, string, string]>([
    ["a reader that is gone", { sources: [source([{ state: "missing", detail: "unplugged" }])] }, "source.0", "needed"],
    ["a reader that sends no end of line", { sources: [source([{ ...OK, advice: { vi: "xem", en: "look" } }])] }, "source.0", "fault"],
    ["a camera that sees nothing but black", { sources: [source([OK], () => 3)] }, "source.0", "needed"],
    ["a camera without a picture", { sources: [source([OK], () => undefined)] }, "source.0", "needed"],
    ["heat", { probes: { sensors: async () => ({ celsius: 91, isUnderVoltage: false }) } }, "temperature", "fault"],
    ["a weak supply", { probes: { sensors: async () => ({ celsius: 51, isUnderVoltage: true }) } }, "power", "fault"],
    [
      "a clock that is behind",
      { probes: { clock: async () => ({ programAt: NOW + 86_400, isSynchronised: false, rtcs: [] }) } },
      "clock",
      "fault",
    ],
    ["a clock before the newest trust bundle", { witnesses: { trustIssuedAt: NOW + 86_400 } }, "clock", "fault"],
    ["a clock before the journal's end", { witnesses: { lastEntryAt: NOW + 86_400 } }, "clock", "fault"],
    ["a clock six days off central's", { witnesses: { centralAt: NOW - 6 * 86_400 } }, "clock", "fault"],
    ["no real-time clock", { probes: { clock: async () => ({ programAt: 0, isSynchronised: false, rtcs: [] }) } }, "rtc", "needed"],
    [
      "a disk that is slow",
      { probes: { folder: async () => ({ kind: "usable", mode: 0o700, storage: "disk", freeBytes: 24e9, writesMs: [900] }) } },
      "data",
      "fault",
    ],
    ["lines that do not follow", { board: { driver: "chardev", astray: ["red"], contacts: {} } }, "gpio", "fault"],
    ["lines that cannot be had", { board: { driver: "none", fault: "gpio: in use", contacts: {} } }, "gpio", "fault"],
    [
      "a relay that its driver refuses",
      { board: { driver: "sysfs", relayFault: "relay: no service of systemd runs this", contacts: {} } },
      "relay",
      "fault",
    ],
    ["a buzzer without its tone", { board: { driver: "chardev", toneFault: "buzzer: no PWM", contacts: {} } }, "buzzer", "fault"],
    ["a look that fails", { probes: { decoder: async () => Promise.reject(new Error("no answer within 3.3 s")) } }, "decoder", "fault"],
  ])("%s", async (_, situation, name, sign) => {
    const all = await signs(situation);
    expect(all[name]).toBe(sign);
    expect(Object.values(all).filter((state) => state === "fault" || state === "needed").length).toBeLessThanOrEqual(2);
  });
});

test("a camera that takes its time is waited for, and not longer than eight seconds", async () => {
  const slow = parts({ sources: [source([STARTING, STARTING, STARTING, OK], () => 90)] });
  expect((await testAll(slow)).find(({ name }) => name === "source.0")?.state).toBe("ok");
  const never = parts({ sources: [source([STARTING])] });
  expect((await testAll(never)).find(({ name }) => name === "source.0")).toMatchObject({ isNeeded: true });
  expect(never.slept.reduce((sum, ms) => sum + ms, 0)).toBe(8000);
});

test("what a board says for logs is a detail, said once, behind words for people in both languages", async () => {
  const said = "gpio: /dev/gpiochip0 (x) refuses lines 17: EBUSY; in use: 17 by another";
  const status: BoardStatus = { driver: "none", fault: said, inputsFault: said, contacts: {} };
  const gpio = (await testAll(parts({ board: status }))).find(({ name }) => name === "gpio");
  const [vi, en] = ["chương trình khác đang giữ chân GPIO", "another program holds its pins"];
  expect(gpio?.found).toEqual({
    vi: `không điều khiển được đèn, còi và rơ-le: ${vi}; không đọc được nút và công tắc: ${vi}`,
    en: `lamps, buzzer and relay cannot be driven: ${en}; button and contacts cannot be read: ${en}`,
  });
  expect(gpio?.detail).toBe(said);
});

test.each([
  ["none of rpicam-vid, libcamera-vid is installed; starting again in 4000 ms", "rpicam-vid, libcamera-vid"],
  ["no USB camera is plugged in; rpicam-vid is not installed", "rpicam-vid"],
])("a camera without its program is told in Vietnamese what to install: %s", async (detail, programs) => {
  const [check] = await testAll(parts({ sources: [source([{ state: "missing", detail }], () => undefined)] }));
  expect(check?.found.vi).toBe(`chưa cài chương trình đọc camera (${programs})`);
  expect(check?.todo?.vi).toContain("apt install");
});

test("what a source says for logs is a detail behind words for people in both languages", async () => {
  const detail = "/dev/tram/reader: Error Resource temporarily unavailable Cannot lock port, for 8 s";
  const [check] = await testAll(parts({ sources: [source([{ state: "missing", detail }])] }));
  expect(check).toMatchObject({
    found: { vi: "chưa sẵn sàng: chương trình khác đang dùng nó", en: "not ready: another program has it" },
    detail,
  });
});

test("a kiosk without lamps has no lamps to test", async () => {
  expect(Object.keys(await signs({ kind: "none" }))).not.toContain("gpio");
});

test("a kiosk without a camera has no decoder to test", async () => {
  expect(Object.keys(await signs({ source: [] }))).not.toContain("decoder");
});

test.each(["rtc", "power", "relay", "buzzer", "source.1", "data"])("%s can be tested by itself", async (name) => {
  const given = parts({ sources: [source([OK]), source([OK])] });
  expect(await testPart(name, given)).toMatchObject({ name, state: "ok" });
});

test.each(["", "rt", "source.9", "__proto__", "seen-red"])("there is no part %j", async (name) => {
  expect(await testPart(name, parts({}))).toBeUndefined();
});
