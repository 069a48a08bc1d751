import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTimestamp } from "../../src/core/timestamp.ts";

describe("a point in time", () => {
  test.each([
    ["2026-11-23T21:00:00Z", 1_795_467_600],
    ["2026-11-24T04:00:00+07:00", 1_795_467_600],
    ["2026-11-23t16:30:00.5-04:30", 1_795_467_600.5],
    ["1970-01-01T00:00:00Z", 0],
    ["2016-12-31T23:59:60Z", 1_483_228_800],
    ["1795467600", 1_795_467_600],
    ["0.25", 0.25],
  ])("%s is %d", (text, seconds) => {
    expect(parseTimestamp(text)).toBe(seconds);
  });

  test("is what Date reads, for every RFC 3339 time of four hundred years", () => {
    const dates = fc.date({ min: new Date("1800-01-01T00:00:00Z"), max: new Date("2199-12-31T23:59:59Z"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseTimestamp(date.toISOString())).toBeCloseTo(date.getTime() / 1000, 3);
      }),
    );
  });

  test.each([
    "",
    "yesterday",
    "2026-11-23",
    "2026-11-23T21:00:00",
    "2026-02-30T00:00:00Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T21:00Z",
    "-1",
    "1e9",
    " 1",
    "2026-11-23T21:00:00+7:00",
  ])("is not %j", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
