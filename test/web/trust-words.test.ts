import { describe, expect, test } from "vitest";
import type { ScreenStatus, Timekeeping } from "../../src/core/screen.ts";
import { faultsOf } from "../../src/core/status-faults.ts";
import type { Text } from "../../src/core/text.ts";
import { TRUST_REFUSALS, type TrustRefusal } from "../../src/core/trust-refusal.ts";
import { hasRemark } from "../../src/web/citizen-attract.ts";
import { cornerWords } from "../../src/web/citizen-corner.ts";
import { timekeepingWords } from "../../src/web/clock-words.ts";
import { noticesOf } from "../../src/web/trust-notices.ts";
import { STATUS } from "../support/screens.ts";

const DAY = 86_400;
const END = 1_800_000_000; // 15/01/2027 15:00 in Việt Nam
const status = (changes: Partial<ScreenStatus>): ScreenStatus => ({ ...STATUS, ...changes });
const trust = (state: "good" | "warning" | "grace" | "stopped", secondsLeft: number) =>
  status({ trust: { version: 7, ageSeconds: 60, expiresAt: END, state, secondsLeft } });
const { trust: _none, ...WITHOUT } = STATUS;
const TESTED = { state: "ok", at: END - 5, verdict: { vi: "Tự kiểm tra: tốt", en: "Self-test: all well" }, parts: [] } as const;
const clock = (state: "behind" | "ahead") => status({ clock: { ...STATUS.clock, state, floor: END } });

test.each<[string, ScreenStatus, string, string, string]>([
  ["weeks left", trust("good", 27.9 * DAY), "good", "Dữ liệu kiểm tra còn 27 ngày", "Checking data: 27 d left"],
  ["days left", trust("warning", 6.2 * DAY), "amber", "Dữ liệu kiểm tra chỉ còn 6 ngày", "Checking data: only 6 d left"],
  ["hours left", trust("warning", 5 * 3600), "amber", "Dữ liệu kiểm tra chỉ còn 5 giờ", "Checking data: only 5 h left"],
  ["grace", trust("grace", 2 * DAY), "amber", "Dữ liệu kiểm tra đã quá hạn, dùng tạm 2 ngày", "Checking data: expired, 2 d of grace"],
  ["the end", trust("stopped", 0), "red", "Dữ liệu kiểm tra đã hết hạn", "Checking data: expired"],
  ["no bundle yet", WITHOUT, "red", "Chưa có dữ liệu kiểm tra", "No checking data yet"],
  ["a group that nobody knows", status({ unknownGroup: "x" }), "red", "Máy chưa được cài đặt đúng", "The kiosk is not set up right"],
  [
    "a part that is not well",
    status({ selfTest: { ...TESTED, state: "fault", parts: ["rtc", "source.0"] } }),
    "amber",
    "Tự kiểm tra: 2 bộ phận cần xem",
    "Self-test: 2 to look at",
  ],
  ["a start a moment ago", status({ selfTest: TESTED }), "good", "Tự kiểm tra: tốt", "Self-test: all well"],
  [
    "a start that is long over",
    status({ selfTest: { ...TESTED, at: END - 61 } }),
    "good",
    "Dữ liệu kiểm tra còn 29 ngày",
    "Checking data: 29 d left",
  ],
  ["a clock that cannot be right", clock("behind"), "red", "Đồng hồ của máy sai", "The kiosk's clock is wrong"],
])("the corner of the screen says in plain words: %s", (_, given, tone, vi, en) => {
  expect(cornerWords(given, END)).toEqual({ tone, text: { vi, en } });
});

test("the corner of the screen has the kiosk's name alone while weeks are left and nothing is wrong", () => {
  expect(hasRemark(trust("good", 27 * DAY), END)).toBe(false);
  expect(hasRemark(status({ selfTest: { ...TESTED, at: END - 61 } }), END)).toBe(false);
  const told = [trust("warning", 6 * DAY), WITHOUT, clock("behind"), status({ unknownGroup: "x" }), status({ selfTest: TESTED })];
  expect(told.map((given) => hasRemark(given, END))).toEqual(told.map(() => true));
});

describe("staff are told", () => {
  test("nothing where all is well", () => {
    expect(noticesOf(trust("good", 27 * DAY))).toEqual([]);
  });

  test.each<[string, ScreenStatus, string, RegExp]>([
    ["that a week is left, and until when", trust("warning", 3 * DAY), "amber", /only 3 d left, until 15\/01\/2027\./],
    ["that revocations may be missing in the grace", trust("grace", 3 * DAY), "amber", /Recent revocations may be missing/],
    ["since when nothing can be checked", trust("stopped", 0), "red", /expired on 15\/01\/2027\. Nothing signed/],
    ["that there is no bundle", WITHOUT, "red", /no trust bundle yet/],
    ["which group is unknown", status({ unknownGroup: "clinicss" }), "red", /no group “clinicss”.*T-512/],
    [
      "what is not taken for want of a key to seal to",
      status({ unsealableTypes: ["citizen", "student"] }),
      "red",
      /citizen, student.*T-513/,
    ],
    ["how late it is at least", clock("behind"), "red", /it is 15:00 15\/01\/2027 or later/],
    ["that the clock is ahead", clock("ahead"), "red", /too far ahead/],
    [
      "that its journal contradicts central's",
      status({ syncStopped: "forked: from 47" }),
      "red",
      /contradicts central's copy.*forked: from 47/,
    ],
    [
      "or what it signed, and only that",
      status({ journalContradiction: { kind: "forked", size: 9 }, syncStopped: "x" }),
      "red",
      /of 9 ent/,
    ],
    ["that its journal is damaged", status({ journalDamagedAt: 7 }), "red", /damaged from entry 7/],
    ["that the disk is full", status({ journalRoom: "none" }), "red", /disk is full/],
    ["how long before it is full", status({ retention: { oldestAt: END, roomDays: 9 } }), "amber", /about 9 days are left/],
    ["what central has lost", status({ centralLost: { size: 4, before: 9 } }), "amber", /only 4 of the 9/],
    ["what central could not take", status({ setAside: 2 }), "amber", /could not take 2 entries/],
    ["why a stick's answer is not believed", status({ stickAnswerRefused: "unsigned" }), "amber", /not signed by a central.*unsigned/],
  ])("%s", (_, given, tone, what) => {
    const [notice, ...more] = noticesOf(given);
    expect(notice).toMatchObject({ tone, what: { en: expect.stringMatching(what) } });
    expect(more).toEqual([]);
    expect(faultsOf(given)).toEqual([notice?.fault]);
  });

  test.each(Object.keys(TRUST_REFUSALS) as TrustRefusal[])("why a bundle was refused and what to do: %s", (refusal) => {
    const [notice] = noticesOf(status({ trustRefusal: { refusal, origin: "folder", at: END } }));
    const { detail, next } = TRUST_REFUSALS[refusal];
    expect(notice).toEqual({
      fault: `trust-${refusal}`,
      tone: "amber",
      what: {
        vi: `Từ USB, 15:00 15/01/2027: ${detail.vi} (${refusal})`,
        en: `From the stick, 15:00 15/01/2027: ${detail.en} (${refusal})`,
      },
      todo: next,
    });
  });

  test("the worst first", () => {
    const trustRefusal = { refusal: "rollback", origin: "central", at: END } as const;
    expect(noticesOf({ ...clock("behind"), trustRefusal }).map(({ tone }) => tone)).toEqual(["red", "amber"]);
    expect(noticesOf({ ...trust("stopped", 0), trustRefusal }).map(({ tone }) => tone)).toEqual(["red", "amber"]);
  });
});

describe("what keeps the clock", () => {
  test.each<[string, Timekeeping, Text, RegExp]>([
    ["the network", { isSynchronised: true }, { vi: "NTP", en: "NTP" }, /kept from the network.*No clock with a battery \(RTC\)/],
    [
      "a battery",
      { isSynchronised: false, rtc: { chip: "rtc-ds1307" } },
      { vi: "RTC", en: "RTC" },
      /No time comes from the network.*: rtc-ds1307\.$/,
    ],
    [
      "both, and the battery tells how it is",
      { isSynchronised: true, rtc: { chip: "rpi-rtc", batteryVolts: 3.07, offsetSeconds: 7200 } },
      { vi: "NTP · RTC", en: "NTP · RTC" },
      /rpi-rtc, 3\.1 V, off by 2 h\.$/,
    ],
    ["nothing", { isSynchronised: false }, { vi: "không có RTC, NTP", en: "no RTC, no NTP" }, /a power cut stops the time/],
  ])("is said in a few words and in a sentence: %s", (_, timekeeping, short, long) => {
    const words = timekeepingWords(timekeeping);
    expect(words.short).toEqual(short);
    expect(words.long.en).toMatch(long);
    expect(words.long.vi).not.toBe("");
  });

  test("is part of the advice where the clock is wrong: what to fit, or to change", () => {
    const todoWith = (timekeeping?: Timekeeping) => noticesOf({ ...clock("behind"), ...(timekeeping && { timekeeping }) })[0]?.todo.en;
    expect(todoWith({ isSynchronised: false })).toContain("(RTC): fit one");
    expect(todoWith({ isSynchronised: false, rtc: { chip: "rpi-rtc", batteryVolts: 0 } })).toContain("change it");
    for (const timekeeping of [undefined, { isSynchronised: false, rtc: { chip: "rtc-ds1307" } }])
      expect(todoWith(timekeeping)).toMatch(/corrects itself\.$/);
  });
});
