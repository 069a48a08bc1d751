import { describe, expect, test } from "vitest";
import type { ScreenStatus } from "../../src/core/screen.ts";
import { journalWords } from "../../src/web/journal-words.ts";
import { STATUS } from "../support/screens.ts";

const T = 1_795_437_065;
const wordsOf = (changes: Partial<ScreenStatus>, now = T) => journalWords({ ...STATUS, ...changes }, now);

describe("the desk says of the journal", () => {
  test("nothing while it is empty", () => {
    expect(wordsOf({})).toBeUndefined();
  });

  test("since when it is here, and that it stays until central has it", () => {
    const words = wordsOf({ retention: { oldestAt: T } });
    expect(words?.text.en).toBe("since 23/11");
    expect(words?.title?.en).toBe("The oldest entry, of 19:31 23/11/2026, stays on this kiosk until central has it.");
  });

  test("until when it stays, where central has it, and counts the days down", () => {
    const retention = { oldestAt: T, keptUntil: T + 365 * 86_400 };
    const words = wordsOf({ retention }, T + 300 * 86_400 + 1);
    expect(words?.text).toEqual({ vi: "từ 23/11, còn giữ 65 ngày", en: "since 23/11, kept 65 more days" });
    expect(wordsOf({ retention }, T + 400 * 86_400)?.text.vi).toBe("từ 23/11, còn giữ 0 ngày");
    expect(words?.title?.en).toMatch(/keeps it until 19:31 23\/11\/2027\.$/);
    expect(words?.title?.vi).toMatch(/còn giữ đến 19:31 23\/11\/2027\.$/);
  });

  test.each<[string, Partial<ScreenStatus>, string]>([
    ["that the disk is nearly full", { journalRoom: "scarce" }, "⚠ disk nearly full"],
    ["and in how many days", { journalRoom: "scarce", retention: { oldestAt: T, roomDays: 9 } }, "⚠ disk nearly full (9 days left)"],
    ["also long before, by the days", { retention: { oldestAt: T, roomDays: 59 } }, "⚠ disk nearly full (59 days left)"],
    ["in a word what a notice says at length", { journalContradiction: { kind: "forked", size: 9 } }, "⚠ does not match"],
    ["what is damaged before anything else", { journalDamagedAt: 7, journalRoom: "none" }, "⚠ damaged from entry 7, disk full"],
  ])("%s", (_, changes, text) => {
    expect(wordsOf(changes)?.text.en).toBe(text);
  });
});
