import type { Ledger } from "../central-ports.ts";
import type { Clock } from "../ports.ts";
import type { PublishedTrust } from "../trust-ports.ts";
import { createWitnessEndpoint } from "./add-checkpoint.ts";
import { type Endpoint, plainText, refuse } from "./endpoint.ts";
import { listEntries, listKiosks } from "./fleet.ts";
import { createIngest, type IngestOptions } from "./ingest.ts";
import { createPublishedEndpoint } from "./published.ts";
import { createReceiptEndpoint } from "./receipts.ts";
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
}

/** Central's HTTP interface, docs/protocol.md: route to endpoint. */
export function centralApi({
  ledger,
  clock,
  trust,
  timeKey,
  witness,
  onContradiction,
}: CentralApiOptions): Readonly<Record<string, Endpoint>> {
  const metadata = createPublishedEndpoint((name) => trust.metadata(name));
  const targets = createPublishedEndpoint((name) => trust.target(name));
  return {
    "POST /v1/kiosks/:id/entries": createIngest({ ledger, clock, witness, onContradiction }),
    "POST /v1/witness/add-checkpoint": createWitnessEndpoint({ ledger, clock, witness }),
    "PUT /v1/kiosks/:id/status": createStatusIntake({ ledger, clock }),
    "GET /v1/kiosks": async () => ({ status: 200, body: { json: await listKiosks(ledger, clock.now()) } }),
    "GET /v1/kiosks/:id/entries": async ({ params, url }) => {
      const rows = await listEntries(ledger, params["id"] ?? "", url.searchParams.get("last"));
      return typeof rows === "string" ? refuse(rows === "unknown-kiosk" ? 404 : 400, rows) : { status: 200, body: { json: rows } };
    },
    "GET /v1/kiosks/:id/checkpoint": async ({ params }) => {
      const note = await ledger.newestCheckpoint(params["id"] ?? "");
      return note === undefined ? refuse(404, "no-checkpoint") : plainText(200, note);
    },
    "GET /v1/receipts/:kiosk/:seq": createReceiptEndpoint({ ledger, witness }),
    "GET /v1/trust/metadata/:name": metadata,
    "HEAD /v1/trust/metadata/:name": metadata,
    "GET /v1/trust/targets/:name": targets,
    "HEAD /v1/trust/targets/:name": targets,
    "GET /v1/time": createTimeEndpoint({ clock, key: timeKey }),
    "GET /health": async () => ({ status: 200, body: { json: { status: "ok", kiosks: (await ledger.kiosks()).length } } }),
  };
}
