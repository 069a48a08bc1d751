import { expect, test } from "vitest";
import { countScan, metricsText, NO_SCANS } from "../../src/core/metrics.ts";
import { STATUS } from "../support/screens.ts";

const LINE = /^(# (HELP|TYPE) tram_[a-z_]+ .+|tram_[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? [0-9.e+-]+)$/;

const figures = (changes: Partial<Parameters<typeof metricsText>[0]> = {}) => ({
  status: STATUS,
  scans: NO_SCANS,
  syncedAt: undefined,
  ...changes,
});
const sampleOf = (page: string, name: string) => {
  const line = page.split("\n").find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
};

test("every line is one of the text format, and every metric has its help and its type before it", () => {
  const page = metricsText(figures({ scans: countScan(NO_SCANS, "granted", 12), syncedAt: 1_795_437_065 }));
  expect(page.endsWith("\n")).toBe(true);
  const described = new Set<string>();
  for (const line of page.trimEnd().split("\n")) {
    expect(line).toMatch(LINE);
    if (line.startsWith("# TYPE ")) described.add(line.split(" ")[2] ?? "");
    else if (!line.startsWith("#")) expect(described).toContain(/^[a-z_]+/.exec(line)?.[0].replace(/_(bucket|sum|count)$/, ""));
  }
});

test("the trust bundle's end, its age and its state are there, and whether the clock is believed", () => {
  const trust = { version: 12, ageSeconds: 3600, expiresAt: 1_795_500_000, state: "warning", secondsLeft: 62_935 } as const;
  const page = metricsText(
    figures({ status: { ...STATUS, trust, clock: { ...STATUS.clock, state: "ok", by: "central", systemOffsetSeconds: -7 } } }),
  );
  expect(sampleOf(page, "tram_keys_age_seconds")).toBe(3600);
  expect(sampleOf(page, "tram_keys_expiry_timestamp_seconds")).toBe(1_795_500_000);
  expect(sampleOf(page, "tram_trust_left_seconds")).toBe(62_935);
  expect(page).toContain('tram_trust_state{state="good"} 0\ntram_trust_state{state="warning"} 1\n');
  expect([sampleOf(page, "tram_clock_trusted"), sampleOf(page, "tram_clock_offset_seconds"), sampleOf(page, "tram_ready")]).toEqual([
    1, -7, 1,
  ]);
});

test("what is not known is left out, and a kiosk that can check nothing is not ready", () => {
  const { trust: _, ...none } = STATUS;
  const page = metricsText(figures({ status: { ...none, clock: { ...none.clock, state: "behind" } } }));
  expect(page).not.toMatch(/^tram_(keys|trust_left|trust_state|sync|clock_offset)/m);
  expect([sampleOf(page, "tram_ready"), sampleOf(page, "tram_clock_trusted")]).toEqual([0, 0]);
});

test("answers are counted by verdict and reason, and their times fall into buckets that only grow", () => {
  let scans = NO_SCANS;
  for (const [reason, ms] of [
    ["granted", 3],
    ["granted", 80],
    ["clock-wrong", 5000],
  ] as const)
    scans = countScan(scans, reason, ms);
  const page = metricsText(figures({ scans }));
  expect(page).toContain('tram_scans_total{verdict="accept",reason="granted"} 2');
  expect(page).toContain('tram_scans_total{verdict="cannot-check",reason="clock-wrong"} 1');
  const buckets = [...page.matchAll(/_bucket\{le="[^"]+"\} (\d+)/g)].map(([, count]) => Number(count));
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  expect([buckets[0], buckets.at(-1), sampleOf(page, "tram_scan_duration_seconds_count")]).toEqual([1, 3, 3]);
  expect(sampleOf(page, "tram_scan_duration_seconds_sum")).toBeCloseTo(5.083);
});
