import type { Answered } from "../api-ports.ts";
import type { Ledger } from "../central-ports.ts";
import {
  type BatchOutcome,
  type CentralCounts,
  centralMetricsText,
  countBatch,
  countContradiction,
  countRequest,
  NO_COUNTS,
} from "../core/central-metrics.ts";
import { type FleetFigures, fleetFigures } from "../core/fleet-figures.ts";
import type { Contradiction } from "../core/protocol.ts";
import type { Clock } from "../ports.ts";
import type { Problem } from "./readiness.ts";

/**
 * How long what was counted of the kiosks is good for, in milliseconds: all of them are read for it, and a monitoring program that asks every 15 s
 * looks for days, not for seconds.
 */
const FLEET_MS = 60_000;

export interface MeterOptions {
  readonly ledger: Pick<Ledger, "kiosks">;
  readonly clock: Clock;
  /** Paths of the routes that are counted by name; all others, those of pages among them, are `other`. */
  readonly paths: ReadonlySet<string>;
  readonly problems: () => Promise<readonly Problem[]>;
  readonly version: string;
  readonly residentBytes: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Counts what central does, and says it as a page of metrics. */
export interface Meter {
  onAnswer(answered: Answered): void;
  onBatch(batch: { readonly outcome: BatchOutcome; readonly entries: number; readonly seconds: number }): void;
  onContradiction(kind: Contradiction): void;
  page(): Promise<string>;
}

/** Nothing is counted yet. */
export function createMeter({ ledger, clock, paths, problems, version, residentBytes, onFault }: MeterOptions): Meter {
  const startedAt = clock.now();
  let counts: CentralCounts = NO_COUNTS;
  let fleet: { readonly figures: FleetFigures | undefined; readonly atMs: number } | undefined;
  let counting: Promise<FleetFigures | undefined> | undefined;

  async function countFleet(): Promise<FleetFigures | undefined> {
    const figures = await ledger.kiosks().then(
      (kiosks) => fleetFigures(kiosks, clock.now()),
      (error) => void onFault(error),
    );
    fleet = { figures, atMs: clock.monotonicMs() };
    return figures;
  }

  /** One count at a time, whoever asks. */
  async function fleetNow(): Promise<FleetFigures | undefined> {
    if (fleet && clock.monotonicMs() - fleet.atMs < FLEET_MS) return fleet.figures;
    counting ??= countFleet().finally(() => {
      counting = undefined;
    });
    return await counting;
  }

  return {
    onAnswer({ method, route, status }) {
      counts = countRequest(counts, method, paths.has(route) ? route : "other", status);
    },
    onBatch(batch) {
      counts = countBatch(counts, batch);
    },
    onContradiction(kind) {
      counts = countContradiction(counts, kind);
    },
    async page() {
      const isReady = (await problems()).length === 0;
      return centralMetricsText({ version, startedAt, residentBytes: residentBytes(), isReady, counts, fleet: await fleetNow() });
    },
  };
}
