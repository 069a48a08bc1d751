import { expect, test } from "vitest";
import { idlenessOf } from "../../src/core/idleness.ts";
import { countScan, metricsText, NO_SCANS } from "../../src/core/metrics.ts";
import type { ScreenStatus } from "../../src/core/screen.ts";
import { STATUS } from "../support/screens.ts";

const LINE = /^(# (HELP|TYPE) tram_[a-z_]+ .+|tram_[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? ([0-9.e+-]+|\+Inf))$/;

const TRUST = { version: 12, ageSeconds: 3600, expiresAt: 1_795_500_000, state: "good", secondsLeft: 62_935 } as const;

const figures = (changes: Partial<Parameters<typeof metricsText>[0]> = {}) => ({
  status: STATUS,
  scans: NO_SCANS,
  syncedAt: undefined,
  refusedAt: {},
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

test("a kiosk without a bundle has every series that an alarm is made of, with the value that sets the alarm off", () => {
  const { trust: _, ...none } = STATUS;
  const page = metricsText(figures({ status: { ...none, clock: { ...none.clock, state: "behind" } } }));
  expect(page).toContain("tram_keys_age_seconds +Inf\n");
  for (const name of ["tram_ready", "tram_keys_expiry_timestamp_seconds", "tram_trust_left_seconds", "tram_clock_trusted"])
    expect([name, sampleOf(page, name)]).toEqual([name, 0]);
  expect(page).toContain('tram_trust_state{state="none"} 1\ntram_trust_state{state="good"} 0\n');
  expect(page).toContain('tram_clock_state{state="ok"} 0\ntram_clock_state{state="behind"} 1\ntram_clock_state{state="ahead"} 0\n');
});

test("how old the journal is, how long it stays and how long there is room: for ever where central has not acknowledged it", () => {
  const pageOf = (retention: ScreenStatus["retention"]) => metricsText(figures({ status: { ...STATUS, ...(retention && { retention }) } }));
  const names = ["tram_log_oldest_timestamp_seconds", "tram_log_kept_until_timestamp_seconds", "tram_log_room_days"];
  const page = pageOf({ oldestAt: 1_795_000_000, keptUntil: 1_826_536_000, roomDays: 800 });
  expect(names.map((name) => sampleOf(page, name))).toEqual([1_795_000_000, 1_826_536_000, 800]);
  expect(pageOf({ oldestAt: 1_795_000_000 })).toContain("tram_log_kept_until_timestamp_seconds +Inf\n");
  expect(pageOf(undefined)).not.toContain("tram_log_oldest");
});

test("a kiosk whose group the bundle does not know is not ready, however good its bundle is", () => {
  const page = metricsText(figures({ status: { ...STATUS, unknownGroup: "clinicss" } }));
  expect(page).toContain('tram_trust_state{state="good"} 1\n');
  expect([sampleOf(page, "tram_ready"), sampleOf(page, "tram_policy_known")]).toEqual([0, 0]);
  const known = metricsText(figures());
  expect([sampleOf(known, "tram_ready"), sampleOf(known, "tram_policy_known")]).toEqual([1, 1]);
});

test.each<[Partial<ScreenStatus>, string]>([
  [{ clock: { ...STATUS.clock, state: "behind" } }, "T-503"],
  [{ trust: { ...TRUST, state: "stopped" } }, "T-502"],
  [{ unknownGroup: "clinicss" }, "T-512"],
])("a kiosk with %o is not ready, and the log says that credentials are answered %s", (changed, code) => {
  const status = { ...STATUS, ...changed };
  expect(idlenessOf(status)).toContain(code);
  expect(sampleOf(metricsText(figures({ status })), "tram_ready")).toBe(0);
});

test("a kiosk that is ready has nothing to warn of, also in the days of grace", () => {
  expect([idlenessOf(STATUS), idlenessOf({ ...STATUS, trust: { ...TRUST, state: "grace" } })]).toEqual([undefined, undefined]);
});

// A fault that does not stand is absent: an alarm on one fires when it comes.
test("the same series are there with a bundle and without, from the first second on", () => {
  const namesIn = (page: string) =>
    new Set([...page.matchAll(/^tram_(?!scans_total|faults)[a-z_]+(?:\{[^}]*\})?/gm)].map(([name]) => name));
  const { trust: _, ...none } = STATUS;
  expect(namesIn(metricsText(figures({ status: none })))).toEqual(namesIn(metricsText(figures())));
});

test("each fault that stands is a series by its code, and none where all is well", () => {
  const { trust: _, ...none } = STATUS;
  const faultsIn = (page: string) => page.match(/^tram_faults.*$/gm) ?? [];
  expect(faultsIn(metricsText(figures()))).toEqual([]);
  expect(faultsIn(metricsText(figures({ status: { ...none, journalRoom: "none" } })))).toEqual([
    'tram_faults{code="T-660"} 1',
    'tram_faults{code="T-635"} 1',
  ]);
});

test("when a bundle was last refused is told for each origin, 0 where it never was", () => {
  const page = metricsText(figures({ refusedAt: { folder: 1_795_437_065 } }));
  expect(page).toContain('_refused_timestamp_seconds{origin="central"} 0\n');
  expect(page).toContain('_refused_timestamp_seconds{origin="folder"} 1795437065\n');
});

test("what depends on a part that the machine has not is left out: a network, a clock with a battery", () => {
  const page = metricsText(figures());
  expect(page).not.toMatch(/^tram_(sync|rtc|clock_synchronized|clock_offset)/m);
  const rtc = { chip: "rpi-rtc", offsetSeconds: -2, batteryVolts: 3.07 };
  const known = metricsText(figures({ syncedAt: 0, status: { ...STATUS, timekeeping: { isSynchronised: false, rtc } } }));
  const names = ["tram_sync_last_success_timestamp_seconds", "tram_clock_synchronized", "tram_rtc_present", "tram_rtc_offset_seconds"];
  expect([...names, "tram_rtc_battery_volts"].map((name) => sampleOf(known, name))).toEqual([0, 0, 1, -2, 3.07]);
  const bare = metricsText(figures({ status: { ...STATUS, timekeeping: { isSynchronised: true } } }));
  expect([sampleOf(bare, "tram_rtc_present"), sampleOf(bare, "tram_rtc_offset_seconds")]).toEqual([0, undefined]);
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

test("what the test of itself came to: not well until it has ended, and nothing of it in a demo, which has none", () => {
  const names = ["tram_selftest_ok", "tram_selftest_unwell_parts", "tram_selftest_last_timestamp_seconds"];
  const samples = (status: Partial<ScreenStatus>) => {
    const page = metricsText(figures({ status: { ...STATUS, demo: false, ...status } }));
    return names.map((name) => sampleOf(page, name));
  };
  const verdict = { vi: "", en: "" };
  expect(samples({})).toEqual([0, undefined, 0]);
  expect(samples({ selfTest: { state: "ok", at: 1_796_000_000, verdict, parts: [] } })).toEqual([1, 0, 1_796_000_000]);
  expect(samples({ selfTest: { state: "degraded", at: 1_796_000_000, verdict, parts: ["rtc", "gpio"] } })).toEqual([0, 2, 1_796_000_000]);
  expect(samples({ demo: true })).toEqual([undefined, undefined, undefined]);
});
