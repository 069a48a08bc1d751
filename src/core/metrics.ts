// What a kiosk says to a monitoring program on its own machine, in the text format 0.0.4 of Prometheus.
import { type Reason, verdictOf } from "./reason.ts";
import type { ScreenStatus } from "./screen.ts";
import type { EpochSeconds } from "./time.ts";
import type { BudgetState } from "./trust-budget.ts";

/** The media type of the text format. */
export const METRICS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Upper bounds of the histogram of answer times, in seconds: people notice 0.1, and 1 is slow. */
const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

/** What has been answered since the kiosk started. */
export interface ScanCounts {
  readonly byReason: ReadonlyMap<Reason, number>;
  /** Number of answers within each of the bounds, and all of them. */
  readonly within: readonly number[];
  readonly count: number;
  readonly sumSeconds: number;
}

/** Nothing has been answered yet. */
export const NO_SCANS: ScanCounts = { byReason: new Map(), within: DURATION_BOUNDS.map(() => 0), count: 0, sumSeconds: 0 };

/** The counts after one more answer. */
export function countScan(counts: ScanCounts, reason: Reason, durationMs: number): ScanCounts {
  const seconds = durationMs / 1000;
  return {
    byReason: new Map(counts.byReason).set(reason, (counts.byReason.get(reason) ?? 0) + 1),
    within: DURATION_BOUNDS.map((bound, index) => (counts.within[index] ?? 0) + Number(seconds <= bound)),
    count: counts.count + 1,
    sumSeconds: counts.sumSeconds + seconds,
  };
}

/** What is measured, all of it about the machine and nothing about a visitor. */
export interface KioskFigures {
  readonly status: ScreenStatus;
  readonly scans: ScanCounts;
  /** When central last confirmed that it holds what was sent. */
  readonly syncedAt: EpochSeconds | undefined;
}

const STATES: readonly BudgetState[] = ["good", "warning", "grace", "stopped"];

/** The figures as a page of metrics. What is not known is left out: a zero would be a statement. */
export function metricsText({ status, scans, syncedAt }: KioskFigures): string {
  const { trust, clock } = status;
  const lines = [
    ...metric("tram_build_info", "gauge", "Version of the program.", [[{ version: status.version }, 1]]),
    ...metric("tram_scans_total", "counter", "Answers since the start.", scansByReason(scans)),
    ...durations(scans),
    ...metric(
      "tram_ready",
      "gauge",
      "1 where a signed credential can be checked now.",
      plain(Number(clock.state === "ok" && trust !== undefined && trust.state !== "stopped")),
    ),
    ...metric("tram_keys_age_seconds", "gauge", "Age of the trust bundle.", plain(trust?.ageSeconds)),
    ...metric("tram_keys_expiry_timestamp_seconds", "gauge", "End of the trust bundle, without grace.", plain(trust?.expiresAt)),
    ...metric("tram_trust_left_seconds", "gauge", "Until nothing signed is accepted any more.", plain(trust?.secondsLeft)),
    ...metric(
      "tram_trust_state",
      "gauge",
      "1 for the state that the trust bundle is in.",
      trust ? STATES.map((state) => [{ state }, Number(trust.state === state)]) : [],
    ),
    ...metric(
      "tram_trust_refused",
      "gauge",
      "1 where the last bundle offered was refused.",
      plain(Number(status.trustRefusal !== undefined)),
    ),
    ...metric("tram_clock_trusted", "gauge", "1 where nothing speaks against the clock.", plain(Number(clock.state === "ok"))),
    ...metric(
      "tram_clock_offset_seconds",
      "gauge",
      "The machine's clock minus central's signed time.",
      plain(clock.by === "central" ? clock.systemOffsetSeconds : undefined),
    ),
    ...metric(
      "tram_log_damaged",
      "gauge",
      "1 where an old part of the journal has changed.",
      plain(Number(status.journalDamagedAt !== undefined)),
    ),
    ...metric(
      "tram_log_room",
      "gauge",
      "2 enough room for the journal, 1 the disk is nearly full, 0 no more.",
      plain(status.journalRoom === "none" ? 0 : status.journalRoom === "scarce" ? 1 : 2),
    ),
    ...metric("tram_log_backlog_records", "gauge", "Journal entries that central has not confirmed.", plain(status.backlog)),
    ...metric("tram_sync_last_success_timestamp_seconds", "gauge", "When central last confirmed.", plain(syncedAt)),
  ];
  return `${lines.join("\n")}\n`;
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

function plain(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [[{}, value]];
}

function metric(name: string, type: "gauge" | "counter", help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`)];
}

/** Label values are names from this program's own tables; the escapes are for a version that is not. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, "_")}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function scansByReason({ byReason }: ScanCounts): readonly Sample[] {
  return [...byReason].map(([reason, count]) => [{ verdict: verdictOf(reason), reason }, count]);
}

function durations({ within, count, sumSeconds }: ScanCounts): readonly string[] {
  const name = "tram_scan_duration_seconds";
  return [
    `# HELP ${name} From the symbol's arrival to the decision.`,
    `# TYPE ${name} histogram`,
    ...DURATION_BOUNDS.map((bound, index) => `${name}_bucket{le="${bound}"} ${within[index] ?? 0}`),
    `${name}_bucket{le="+Inf"} ${count}`,
    `${name}_sum ${sumSeconds}`,
    `${name}_count ${count}`,
  ];
}
