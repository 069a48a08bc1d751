import { describe, expect, test } from "vitest";
import {
  type CentralCounts,
  centralMetricsText,
  countBatch,
  countContradiction,
  countRequest,
  NO_COUNTS,
} from "../../src/core/central-metrics.ts";
import { type CountedKiosk, fleetFigures } from "../../src/core/fleet-figures.ts";
import type { KioskStatus } from "../../src/core/protocol.ts";

const NOW = 1_795_437_072;
const DAY = 86_400;

function kiosk(id: string, change: Partial<CountedKiosk> = {}): CountedKiosk {
  return { id, position: { size: 10 }, lastSeenAt: NOW - 60, contradiction: undefined, status: undefined, ...change };
}

function status(change: Partial<KioskStatus> = {}): CountedKiosk["status"] {
  const trust = { version: 1, issuedAt: NOW - DAY, expiresAt: NOW + 20 * DAY, state: "good" as const };
  return { message: { version: "0.1.0", at: NOW, trust, clock: { state: "ok", floor: NOW }, backlog: 0, ...change } };
}

function page(kiosks: readonly CountedKiosk[] | undefined, counts: CentralCounts = NO_COUNTS): readonly string[] {
  const fleet = kiosks && fleetFigures(kiosks, NOW);
  const text = centralMetricsText({ version: "0.1.0", startedAt: NOW - 60, residentBytes: 1000, isReady: true, counts, fleet });
  return text.split("\n");
}

describe("the kiosks in numbers", () => {
  test("here, away, never heard of, replaced; of what was replaced only its entries count", () => {
    const kiosks = [
      kiosk("a", { status: status({ backlog: 3 }) }),
      kiosk("b", { lastSeenAt: NOW - 3600 }),
      kiosk("c", { lastSeenAt: undefined, position: { size: 0 } }),
      kiosk("d", { status: status({ backlog: 500 }) }),
      kiosk("d--2"),
    ];
    expect(fleetFigures(kiosks, NOW)).toMatchObject({
      states: { here: 2, away: 1, new: 1, replaced: 1 },
      entries: 40,
      backlog: 3,
      backlogs: { "0": 0, "1-99": 1, unknown: 2 },
    });
  });

  test("days of trust left fall by the clock, also of a kiosk that is away, its days of grace included", () => {
    const left = (days: number, grace = 0) => {
      const expiresAt = NOW + days * DAY;
      const trust = { version: 1, issuedAt: 1, expiresAt, state: "good" as const, ...(grace && { stopsAt: expiresAt + grace * DAY }) };
      return kiosk(`k${days}-${grace}`, { lastSeenAt: NOW - 9 * DAY, status: status({ trust }) });
    };
    const { trust: _, ...withoutTrust } = status()?.message ?? {
      clock: { state: "ok" as const, floor: 1 },
      version: "1",
      at: 1,
      backlog: 0,
    };
    const kiosks = [
      left(-1),
      left(0),
      left(0.5),
      left(1),
      left(-1, 7),
      left(13.9),
      left(29),
      left(30),
      kiosk("x", { status: { message: withoutTrust } }),
      kiosk("y"),
    ];
    expect(fleetFigures(kiosks, NOW).trustLeft).toEqual({
      none: 1,
      stopped: 2,
      "0-1": 1,
      "1-3": 1,
      "3-7": 1,
      "7-14": 1,
      "14-30": 1,
      "30-more": 1,
      unknown: 1,
    });
  });

  test("a kiosk counts once for each kind in which it contradicts", () => {
    const at = { seq: 1, at: NOW };
    const contradiction = { kind: "forked" as const, ...at, others: [{ kind: "truncated" as const, ...at }] };
    expect(fleetFigures([kiosk("a", { contradiction }), kiosk("b")], NOW).contradicted).toEqual({ forked: 1, rewritten: 0, truncated: 1 });
  });
});

describe("the page of metrics", () => {
  test("has as many series for 5,000 kiosks that all differ as for none", () => {
    const kiosks = Array.from({ length: 5000 }, (_, index) =>
      kiosk(`kiosk-${index}`, {
        lastSeenAt: NOW - index,
        status: status({ version: `9.${index}`, backlog: index * 7, unknownGroup: `group-${index}` }),
      }),
    );
    const [many, none] = [page(kiosks), page([])];
    expect(many.length).toBeLessThan(130);
    // 20 versions; all the others in one.
    expect(many.length - none.length).toBe(20);
    expect(many).toContain('tram_central_kiosks_by_version{version="other"} 4980');
    expect(many.filter((line) => /kiosk-\d|group-\d/.test(line))).toEqual([]);
    const series = many.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(new Set(series).size).toBe(series.length);
  });

  test("counts batches, their time, contradictions and answers", () => {
    let counts = countBatch(NO_COUNTS, { outcome: "stored", entries: 500, seconds: 0.02 });
    counts = countBatch(counts, { outcome: "busy", entries: 500, seconds: 3 });
    counts = countContradiction(counts, "rewritten");
    counts = countRequest(countRequest(counts, "GET", "/v1/time", 200), "GET", "/v1/time", 200);
    const lines = page([kiosk("a", { status: status() })], counts);
    for (const line of [
      'tram_build_info{version="0.1.0"} 1',
      "tram_ready 1",
      'tram_central_batches_total{outcome="stored"} 1',
      'tram_central_batches_total{outcome="contradicted"} 0',
      "tram_central_batch_entries_total 500",
      'tram_central_ingest_seconds_bucket{le="0.025"} 1',
      'tram_central_ingest_seconds_bucket{le="+Inf"} 2',
      'tram_central_contradictions_total{kind="rewritten"} 1',
      'tram_central_requests_total{method="GET",route="/v1/time",status="200"} 2',
      'tram_central_kiosks{state="here"} 1',
      'tram_central_kiosks_by_trust_left{days="14-30"} 1',
      "tram_central_entries 10",
    ])
      expect(lines).toContain(line);
  });

  test("without an answer of the ledger it says what it has", () => {
    const lines = page(undefined);
    expect([lines.some((line) => line.startsWith("tram_central_kiosks")), lines.includes("tram_ready 1")]).toEqual([false, true]);
  });
});
