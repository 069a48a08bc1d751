import { TRUST_MEDIA_TYPE } from "../core/protocol.ts";
import type { Clock, Ledger, PublishedBundle } from "../ports.ts";
import type { Endpoint } from "./endpoint.ts";
import { listEntries, listKiosks } from "./fleet.ts";
import { createIngest } from "./ingest.ts";

export interface CentralApiOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** The bundle that is published now, if any. */
  readonly bundle: () => Promise<PublishedBundle | undefined>;
}

/** Central's HTTP interface, docs/protocol.md: route to endpoint. */
export function centralApi({ ledger, clock, bundle }: CentralApiOptions): Readonly<Record<string, Endpoint>> {
  return {
    "POST /v1/kiosks/:id/entries": createIngest({ ledger, clock }),
    "GET /v1/kiosks": async () => ({ status: 200, body: { json: await listKiosks(ledger, clock.now()) } }),
    "GET /v1/kiosks/:id/entries": async ({ params, url }) => {
      const rows = await listEntries(ledger, params["id"] ?? "", url.searchParams.get("last"));
      if (typeof rows === "string") return { status: rows === "unknown-kiosk" ? 404 : 400, body: { json: { error: rows } } };
      return { status: 200, body: { json: rows } };
    },
    "GET /v1/trust": async ({ headers }) => {
      const published = await bundle();
      if (!published) return { status: 404, body: { json: { error: "no-bundle" } } };
      const { etag, bytes } = published;
      if (headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
      return { status: 200, headers: { etag, "content-type": TRUST_MEDIA_TYPE, "cache-control": "no-cache" }, body: { bytes } };
    },
    "GET /health": async () => ({ status: 200, body: { json: { status: "ok", kiosks: (await ledger.kiosks()).length } } }),
  };
}
