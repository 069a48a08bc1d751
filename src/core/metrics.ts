// What a kiosk says to a monitoring program on its own machine, in the text format 0.0.4 of Prometheus.
import { BOARD_PARTS, type BoardStatus, boardFaults } from "./board-status.ts";
import { idlenessOf } from "./idleness.ts";
import { histogram, metric, oneOf, plain, type Sample } from "./metrics-text.ts";
import { type Reason, verdictOf } from "./reason.ts";
import type { RetentionStatus, ScreenStatus, Timekeeping } from "./screen.ts";
import type { OverrideCounts } from "./staff-day.ts";
import { codesOf } from "./status-faults.ts";
import type { EpochSeconds } from "./time.ts";
import type { BudgetState } from "./trust-budget.ts";
import type { ClockState } from "./trusted-time.ts";

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
  /** What staff have overridden since the start; undefined where there is no page for staff. */
  readonly overrides?: OverrideCounts | undefined;
  /** When central last confirmed that it holds what was sent: 0 where it has not yet, undefined where this kiosk has no central. */
  readonly syncedAt: EpochSeconds | undefined;
  /** When a bundle from each origin was last refused since the start. */
  readonly refusedAt: Readonly<Partial<Record<"central" | "folder", EpochSeconds>>>;
}

/** `none`: no bundle yet, on a kiosk's first day. */
const STATES: readonly (BudgetState | "none")[] = ["none", "good", "warning", "grace", "stopped"];
const CLOCK_STATES: readonly ClockState[] = ["ok", "behind", "ahead"];

/**
 * The figures as a page of metrics. What an alarm is made of is there from the first second on: a series that is absent never fires. So a
 * time at which something has never happened is 0, as Prometheus recommends (practices/instrumentation, "Avoid missing metrics").
 * Only what depends on a part that this machine need not have is left out.
 */
export function metricsText({ status, scans, overrides, syncedAt, refusedAt }: KioskFigures): string {
  const { trust, clock, timekeeping, unknownGroup } = status;
  const isReady = idlenessOf(status) === undefined;
  const lines = [
    ...metric("tram_build_info", "gauge", "Version of the program.", [[{ version: status.version }, 1]]),
    ...metric("tram_scans_total", "counter", "Answers since the start.", scansByReason(scans)),
    ...durations(scans),
    ...metric(
      "tram_overrides_total",
      "counter",
      "Answers that staff have overridden since the start; none of them counts as accepted.",
      Object.entries(overrides ?? {}).map(([because, count]) => [{ because }, count]),
    ),
    ...metric("tram_ready", "gauge", "1 where a signed credential can be checked now.", plain(Number(isReady))),
    ...metric(
      "tram_policy_known",
      "gauge",
      "0 where the trust bundle has no policy for this kiosk's group: nothing is answered then.",
      plain(Number(unknownGroup === undefined)),
    ),
    // Without a bundle: infinitely old, ended in 1970, nothing left. Every alarm on one of these is then on.
    ...metric("tram_keys_age_seconds", "gauge", "Age of the trust bundle.", plain(trust?.ageSeconds ?? Number.POSITIVE_INFINITY)),
    ...metric("tram_keys_expiry_timestamp_seconds", "gauge", "End of the trust bundle, without grace.", plain(trust?.expiresAt ?? 0)),
    ...metric("tram_trust_left_seconds", "gauge", "Until nothing signed is accepted any more.", plain(trust?.secondsLeft ?? 0)),
    ...metric("tram_trust_state", "gauge", "1 for the state that the trust bundle is in.", oneOf("state", STATES, trust?.state ?? "none")),
    ...metric(
      "tram_trust_refused",
      "gauge",
      "1 where the last bundle offered was refused.",
      plain(Number(status.trustRefusal !== undefined)),
    ),
    ...metric(
      "tram_trust_last_refused_timestamp_seconds",
      "gauge",
      "When a bundle from there was last refused since the start; folder is a USB stick.",
      (["central", "folder"] as const).map((origin) => [{ origin }, refusedAt[origin] ?? 0]),
    ),
    ...metric("tram_clock_trusted", "gauge", "1 where nothing speaks against the clock.", plain(Number(clock.state === "ok"))),
    ...metric("tram_clock_state", "gauge", "1 for what the kiosk makes of its clock.", oneOf("state", CLOCK_STATES, clock.state)),
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
    ...retentionMetrics(status.retention),
    ...boardMetrics(status.board),
    ...selfTestMetrics(status),
    ...timekeepingMetrics(timekeeping),
    ...metric(
      "tram_faults",
      "gauge",
      "1 for each fault that stands now, by its code.",
      codesOf(status).map((code) => [{ code }, 1]),
    ),
    ...metric("tram_log_backlog_records", "gauge", "Journal entries that central has not confirmed.", plain(status.backlog)),
    ...metric(
      "tram_sync_set_aside_records",
      "gauge",
      "Journal entries that central would not take: it has their hashes.",
      plain(syncedAt === undefined ? undefined : (status.setAside ?? 0)),
    ),
    ...metric("tram_sync_last_success_timestamp_seconds", "gauge", "When central last confirmed.", plain(syncedAt)),
  ];
  return `${lines.join("\n")}\n`;
}

/** Nothing of an empty journal. */
function retentionMetrics(retention: RetentionStatus | undefined): readonly string[] {
  if (!retention) return [];
  const { oldestAt, keptUntil, roomDays } = retention;
  return [
    ...metric("tram_log_oldest_timestamp_seconds", "gauge", "When the oldest entry on this kiosk was written.", plain(oldestAt)),
    ...metric(
      "tram_log_kept_until_timestamp_seconds",
      "gauge",
      "When the oldest entry may go from here: infinite until central has acknowledged it.",
      plain(keptUntil ?? Number.POSITIVE_INFINITY),
    ),
    ...metric("tram_log_room_days", "gauge", "Days until the disk is full, at the present rate.", plain(roomDays)),
  ];
}

/** Nothing where there is no board; of a contact that is not wired nothing either. */
function boardMetrics(board: BoardStatus | undefined): readonly string[] {
  if (!board) return [];
  const faults = boardFaults(board);
  return [
    ...metric(
      "tram_board_fault",
      "gauge",
      "1 where this part of the board does not work.",
      BOARD_PARTS.map((part) => [{ part }, Number(faults.includes(part))]),
    ),
    ...metric(
      "tram_contact_open",
      "gauge",
      "1 where the door beside the kiosk, or its case, is open.",
      Object.entries(board.contacts).map(([contact, state]) => [{ contact }, Number(state === "open")]),
    ),
  ];
}

/** Until the first test has ended nothing is known to be well. A demo never tests itself. */
function selfTestMetrics({ demo, selfTest }: Pick<ScreenStatus, "demo" | "selfTest">): readonly string[] {
  if (demo && !selfTest) return [];
  return [
    ...metric(
      "tram_selftest_ok",
      "gauge",
      "1 where the last test of the kiosk by itself found every part well.",
      plain(Number(selfTest?.state === "ok")),
    ),
    ...metric("tram_selftest_unwell_parts", "gauge", "Parts that were not well in it.", plain(selfTest?.parts.length)),
    ...metric("tram_selftest_last_timestamp_seconds", "gauge", "When it ended, or a part was last tested anew.", plain(selfTest?.at ?? 0)),
  ];
}

function timekeepingMetrics(timekeeping: Timekeeping | undefined): readonly string[] {
  if (!timekeeping) return [];
  const { isSynchronised, rtc } = timekeeping;
  return [
    ...metric("tram_clock_synchronized", "gauge", "1 where a time service keeps the machine's clock.", plain(Number(isSynchronised))),
    ...metric("tram_rtc_present", "gauge", "1 where the machine has a real-time clock.", plain(Number(rtc !== undefined))),
    ...metric("tram_rtc_offset_seconds", "gauge", "The real-time clock minus the kiosk's time.", plain(rtc?.offsetSeconds)),
    ...metric("tram_rtc_battery_volts", "gauge", "Voltage of the real-time clock's battery.", plain(rtc?.batteryVolts)),
  ];
}

function scansByReason({ byReason }: ScanCounts): readonly Sample[] {
  return [...byReason].map(([reason, count]) => [{ verdict: verdictOf(reason), reason }, count]);
}

function durations({ within, count, sumSeconds }: ScanCounts): readonly string[] {
  const name = "tram_scan_duration_seconds";
  return histogram(name, "From the symbol's arrival to the decision.", DURATION_BOUNDS, { within, count, sumSeconds });
}
