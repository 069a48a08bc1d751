import type { ApiRoute, Endpoint } from "../api-ports.ts";
import type { Ledger } from "../central-ports.ts";
import type { Clock } from "../ports.ts";
import type { PublishedTrust } from "../trust-ports.ts";
import { createWitnessEndpoint } from "./add-checkpoint.ts";
import { ROUTES, type RouteName } from "./api-routes.ts";
import { createIngest, type IngestOptions } from "./ingest.ts";
import { openApi } from "./open-api.ts";
import { operatorApi } from "./operator-api.ts";
import type { OperatorOptions } from "./operator-sign-in.ts";
import { createPublishedEndpoint } from "./published.ts";
import { limitedByNetwork } from "./rate-limit.ts";
import { NEXT_STEPS, type Problem } from "./readiness.ts";
import { createReceiptEndpoint } from "./receipts.ts";
import type { RouteDescription } from "./route-description.ts";
import { createStatusIntake } from "./status.ts";
import { createTimeEndpoint, type TimeSigner } from "./time.ts";

export interface CentralApiOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly trust: PublishedTrust;
  /** The key that signs the time, if there is one. */
  readonly timeKey: () => Promise<TimeSigner | undefined>;
  readonly witness: IngestOptions["witness"];
  readonly onContradiction: IngestOptions["onContradiction"];
  readonly onBatch?: IngestOptions["onBatch"];
  /** What is in the way of taking requests now. */
  readonly problems: () => Promise<readonly Problem[]>;
  readonly operators: OperatorOptions;
}

/** Central's HTTP interface, docs/protocol.md: what is described is served, and nothing else. */
export function centralApi(options: CentralApiOptions): readonly ApiRoute[] {
  const endpoints = endpointsOf(options);
  return Object.entries<RouteDescription>(ROUTES).map(([name, { methods, path, caller, limit }]) => {
    const endpoint = endpoints[name as RouteName];
    // Of a device it is counted when its signature is known to be good.
    return { methods, path, endpoint: limit && caller !== "device" ? limitedByNetwork(endpoint, limit, options.clock) : endpoint };
  });
}

function endpointsOf({
  ledger,
  clock,
  trust,
  timeKey,
  witness,
  onContradiction,
  onBatch,
  problems,
  operators,
}: CentralApiOptions): Readonly<Record<RouteName, Endpoint>> {
  const { limit } = ROUTES.sendEntries;
  return {
    sendEntries: createIngest({ ledger, clock, limit, witness, onContradiction, onBatch }),
    sendStatus: createStatusIntake({ ledger, clock, limit: ROUTES.sendStatus.limit }),
    getTrustMetadata: createPublishedEndpoint((name) => trust.metadata(name)),
    getTrustTarget: createPublishedEndpoint((name) => trust.target(name)),
    getTime: createTimeEndpoint({ clock, key: timeKey }),
    getReceipt: createReceiptEndpoint({ ledger, witness }),
    addCheckpoint: createWitnessEndpoint({ ledger, clock, witness }),
    ...operatorApi(operators, ledger),
    getHealth: async () => ({ status: 200, body: { json: { status: "ok" } } }),
    getReady: createReadyEndpoint(problems),
    getOpenApi: async () => ({ status: 200, body: { json: openApi() } }),
  };
}

/** What a load balancer asks: 503 names what is in the way, and what to do about it. */
function createReadyEndpoint(problems: CentralApiOptions["problems"]): Endpoint {
  return async () => {
    const found = await problems();
    if (found.length === 0) return { status: 200, body: { json: { status: "ready" } } };
    const named = found.map((code) => ({ code, next: NEXT_STEPS[code] }));
    return { status: 503, headers: { "retry-after": "5" }, body: { json: { status: "not-ready", problems: named } } };
  };
}
