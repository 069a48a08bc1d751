import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateInVietnam, isoDate, isWithin, startOfDayInVietnam } from "../../src/core/time.ts";

describe("an interval", () => {
  test.each([
    [9, 10, 20, false],
    [10, 10, 20, true],
    [19.999, 10, 20, true],
    [20, 10, 20, false],
    [0, undefined, 20, true],
    [1e12, 10, undefined, true],
    [0, undefined, undefined, true],
    [15, 20, 10, false],
    [Number.NaN, 10, undefined, false],
    [Number.NaN, undefined, 20, false],
  ])("%d within %d to %d: %s", (at, from, until, within) => {
    expect(isWithin(at, from, until)).toBe(within);
  });
});

describe("isoDate", () => {
  test("knows exactly the days that the calendar has", () => {
    const year = fc.integer({ min: 1790, max: 2210 });
    fc.assert(
      fc.property(year, fc.integer({ min: -1, max: 14 }), fc.integer({ min: -1, max: 33 }), (y, m, d) => {
        const date = new Date(Date.UTC(y, m - 1, d));
        const exists = y >= 1800 && y <= 2200 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
        expect(isoDate(y, m, d)).toBe(exists ? date.toISOString().slice(0, 10) : undefined);
      }),
      { numRuns: 10_000 },
    );
  });

  test.each([
    [1900, 2, 29],
    [2100, 2, 29],
    [2023, 2, 29],
    [2024, 2, 30],
    [Number.NaN, 1, 1],
    [2000, Number.NaN, 1],
    [2000, 1, Number.NaN],
    [2000, 1.5, 1],
    [2000, 0, 1],
    [2000, 1, 0],
  ])("%d-%d-%d is no day", (year, month, day) => {
    expect(isoDate(year, month, day)).toBeUndefined();
  });

  test("2000 and 2024 have a 29th of February", () => {
    expect([isoDate(2000, 2, 29), isoDate(2024, 2, 29)]).toEqual(["2000-02-29", "2024-02-29"]);
  });
});

describe("the date in Việt Nam", () => {
  test("is what the time-zone database says, at any time since the last change there, in June 1975", () => {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit" });
    fc.assert(
      fc.property(fc.double({ min: 173_500_000, max: 7_200_000_000, noNaN: true }), (at) => {
        expect(dateInVietnam(at)).toBe(format.format(new Date(at * 1000)));
      }),
      { numRuns: 10_000 },
    );
  });

  test("changes at 17:00 UTC, to the second", () => {
    const midnight = Date.UTC(2026, 11, 31, 17) / 1000;
    expect([dateInVietnam(midnight - 1), dateInVietnam(midnight)]).toEqual(["2026-12-31", "2027-01-01"]);
    expect(dateInVietnam(0)).toBe("1970-01-01");
  });

  test("begins when startOfDayInVietnam() says, on every day of four centuries", () => {
    const day = fc.date({ min: new Date("1800-01-01"), max: new Date("2200-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const start = startOfDayInVietnam(iso);
        expect(start).toBe(Date.parse(`${iso}T00:00:00+07:00`) / 1000);
        expect([dateInVietnam(start), dateInVietnam(start - 1) < iso]).toEqual([iso, true]);
      }),
      { numRuns: 10_000 },
    );
  });
});
