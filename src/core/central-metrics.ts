// What central says to a monitoring program. Never a series a kiosk: the fleet page has the kiosks one by one.
import type { FleetFigures } from "./fleet-figures.ts";
import { type Durations, each, histogram, metric, plain, type Sample } from "./metrics-text.ts";
import type { Contradiction } from "./protocol.ts";

/** Upper bounds of the histogram of batches, in seconds: one is a signature, hashes and one write to the disk. */
const INGEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

/** What became of a batch whose signature was good. */
export type BatchOutcome = "stored" | "elsewhere" | "contradicted" | "refused" | "busy";

/** What this process has done since its start. */
export interface CentralCounts {
  readonly batches: Readonly<Record<BatchOutcome, number>>;
  /** In batches that were stored, those included that were held already. */
  readonly batchEntries: number;
  readonly ingest: Durations;
  readonly contradictions: Readonly<Record<Contradiction, number>>;
  /** Answers by method, route and status, in one word; routes and statuses are this program's own. */
  readonly requests: ReadonlyMap<string, number>;
}

/** Nothing has come yet. */
export const NO_COUNTS: CentralCounts = {
  batches: { stored: 0, elsewhere: 0, contradicted: 0, refused: 0, busy: 0 },
  batchEntries: 0,
  ingest: { within: INGEST_BOUNDS.map(() => 0), count: 0, sumSeconds: 0 },
  contradictions: { forked: 0, rewritten: 0, truncated: 0 },
  requests: new Map(),
};

/** The counts after one more batch. */
export function countBatch(
  counts: CentralCounts,
  { outcome, entries, seconds }: { readonly outcome: BatchOutcome; readonly entries: number; readonly seconds: number },
): CentralCounts {
  const { within, count, sumSeconds } = counts.ingest;
  return {
    ...counts,
    batches: { ...counts.batches, [outcome]: counts.batches[outcome] + 1 },
    batchEntries: counts.batchEntries + (outcome === "stored" ? entries : 0),
    ingest: {
      within: INGEST_BOUNDS.map((bound, index) => (within[index] ?? 0) + Number(seconds <= bound)),
      count: count + 1,
      sumSeconds: sumSeconds + seconds,
    },
  };
}

/** The counts after one more contradiction. */
export function countContradiction(counts: CentralCounts, kind: Contradiction): CentralCounts {
  return { ...counts, contradictions: { ...counts.contradictions, [kind]: counts.contradictions[kind] + 1 } };
}

/** The counts after one more answer. `route`: one of those that are documented, or `other`. */
export function countRequest(counts: CentralCounts, method: string, route: string, status: number): CentralCounts {
  const word = `${method} ${route} ${status}`;
  return { ...counts, requests: new Map(counts.requests).set(word, (counts.requests.get(word) ?? 0) + 1) };
}

/** What is measured of central. */
export interface CentralFigures {
  readonly version: string;
  readonly startedAt: number;
  readonly residentBytes: number;
  readonly isReady: boolean;
  readonly counts: CentralCounts;
  /** Undefined where the ledger did not answer. */
  readonly fleet: FleetFigures | undefined;
}

/** The figures as a page of metrics: near 150 lines, however many kiosks there are. */
export function centralMetricsText({ version, startedAt, residentBytes, isReady, counts, fleet }: CentralFigures): string {
  const lines = [
    ...metric("tram_build_info", "gauge", "Version of the program.", [[{ version }, 1]]),
    ...metric("tram_ready", "gauge", "1 where this process can take requests now.", plain(Number(isReady))),
    ...metric("process_start_time_seconds", "gauge", "When this process started.", plain(startedAt)),
    ...metric("process_resident_memory_bytes", "gauge", "Memory that this process has in use.", plain(residentBytes)),
    ...metric("tram_central_batches_total", "counter", "Batches since the start, by what became of them.", each("outcome", counts.batches)),
    ...metric(
      "tram_central_batch_entries_total",
      "counter",
      "Entries in stored batches since the start, repeated ones included.",
      plain(counts.batchEntries),
    ),
    ...histogram("tram_central_ingest_seconds", "From a batch's last byte to its answer.", INGEST_BOUNDS, counts.ingest),
    ...metric(
      "tram_central_contradictions_total",
      "counter",
      "Batches that contradicted what is held, since the start.",
      each("kind", counts.contradictions),
    ),
    ...metric("tram_central_requests_total", "counter", "Answers since the start.", requestSamples(counts.requests)),
    ...fleetMetrics(fleet),
  ];
  return `${lines.join("\n")}\n`;
}

function requestSamples(requests: CentralCounts["requests"]): readonly Sample[] {
  return [...requests].map(([word, count]) => {
    const [method = "", route = "", status = ""] = word.split(" ");
    return [{ method, route, status }, count];
  });
}

/** Every process behind one ledger says the same here. */
function fleetMetrics(fleet: FleetFigures | undefined): readonly string[] {
  if (!fleet) return [];
  const kiosks = (name: string, help: string, label: string, counts: Readonly<Record<string, number>>) =>
    metric(name, "gauge", help, each(label, counts));
  return [
    ...kiosks("tram_central_kiosks", "Kiosks: here, away, enrolled and never heard of, or replaced.", "state", fleet.states),
    ...kiosks("tram_central_kiosks_by_trust_left", "Kiosks by days until they accept nothing more.", "days", fleet.trustLeft),
    ...kiosks("tram_central_kiosks_by_backlog", "Kiosks by entries that central has not confirmed.", "entries", fleet.backlogs),
    ...kiosks("tram_central_kiosks_by_clock", "Kiosks by what they make of their own clock.", "state", fleet.clocks),
    ...kiosks("tram_central_kiosks_by_version", "Kiosks by version of their program.", "version", fleet.versions),
    ...kiosks("tram_central_kiosks_contradicted", "Kiosks whose journal contradicts what is held.", "kind", fleet.contradicted),
    ...metric("tram_central_entries", "gauge", "Journal entries held.", plain(fleet.entries)),
    ...metric("tram_central_backlog_records", "gauge", "Journal entries that kiosks say are not confirmed.", plain(fleet.backlog)),
  ];
}
