import type { ServerResponse } from "node:http";
import * as v from "valibot";
import { entriesCsv, fieldsCsv } from "../core/hand-off/csv.ts";
import { fhirBundle } from "../core/hand-off/fhir.ts";
import type { FhirGuide } from "../core/hand-off/fhir-guides.ts";
import { fieldsOf } from "../core/hand-off/fields.ts";
import { type HandOffTarget, SelfCheckSchema, SendSchema, type Sent } from "../core/hand-off/hand-off-talk.ts";
import type { Claims } from "../core/presentation.ts";
import type { StaffResult } from "../core/staff.ts";
import { SearchSchema, type StaffFound, type StaffSearch } from "../core/staff-figures.ts";
import { type Handler, respondJson } from "./http-server.ts";
import { jsonBody } from "./json-body.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { Routes } from "./web-files.ts";

export interface HandOffPanelOptions {
  readonly kiosk: string;
  readonly guide: FhirGuide;
  readonly targets: () => readonly HandOffTarget[];
  readonly send: (seq: number, target: string, again: boolean) => Promise<Sent>;
  readonly selfCheck: (target: string) => Promise<Sent>;
  readonly bySeq: (seq: number) => { readonly result: StaffResult; readonly claims?: Claims } | undefined;
  readonly search: (search: StaffSearch, most: number) => StaffFound;
}

const MAX_BODY_BYTES = 1024;

/** The hand-off for the staff's page. Whoever spreads these routes asks for a session first: what they answer is personal. */
export function handOffPanel(options: HandOffPanelOptions): Routes {
  const { kiosk, guide, bySeq } = options;

  /** The result that a path names, while staff may see it. */
  function shown({ params }: Parameters<Handler>[0], response: ServerResponse) {
    const seq = /^\d{1,15}$/.test(params["seq"] ?? "") ? Number(params["seq"]) : undefined;
    const kept = seq === undefined ? undefined : bySeq(seq);
    if (seq !== undefined && kept?.claims) return { seq, result: kept.result, claims: kept.claims };
    respondJson(response, kept ? 410 : 404, { error: kept ? "hidden" : "unknown" });
    return undefined;
  }

  return {
    "GET /staff/hand-off": (_request, response) => respondJson(response, 200, { targets: options.targets() }),
    "POST /staff/hand-off": async (request, response) => {
      if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site" });
      const asked = await jsonBody(request, SendSchema, MAX_BODY_BYTES);
      if (!asked) return respondJson(response, 400, { error: "no seq and target" });
      respondSent(response, await options.send(asked.seq, asked.target, asked.again ?? false));
    },
    "POST /staff/hand-off/self-check": async (request, response) => {
      if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site" });
      const asked = await jsonBody(request, SelfCheckSchema, MAX_BODY_BYTES);
      if (!asked) return respondJson(response, 400, { error: "no target" });
      respondSent(response, await options.selfCheck(asked.target));
    },
    "GET /staff/results/:seq/fhir": (request, response) => {
      const found = shown(request, response);
      if (!found) return;
      const bundle = fhirBundle({ kiosk, ...found.result, seq: found.seq, claims: found.claims }, guide);
      if (!bundle) return respondJson(response, 404, { error: "no person" });
      respondFile(response, "application/fhir+json; charset=utf-8", `tram-${found.seq}.fhir.json`, JSON.stringify(bundle));
    },
    "GET /staff/results/:seq/csv": (request, response) => {
      const found = shown(request, response);
      if (found) respondFile(response, "text/csv; charset=utf-8", `tram-${found.seq}.csv`, fieldsCsv(fieldsOf(found.claims)));
    },
    "GET /staff/entries.csv": ({ url }, response) => {
      const search = v.safeParse(SearchSchema, Object.fromEntries(url.searchParams));
      if (!search.success) return respondJson(response, 400, { error: "not understood" });
      respondFile(
        response,
        "text/csv; charset=utf-8",
        "tram-entries.csv",
        entriesCsv(options.search(search.output, Number.POSITIVE_INFINITY).entries),
      );
    },
  };
}

function respondSent(response: ServerResponse, sent: Sent): void {
  respondJson(response, sent.kind === "done" ? 200 : sent.kind === "unknown" ? 404 : 409, sent);
}

/** As a file to be saved: a browser shows nothing of what a card says as a page. */
function respondFile(response: ServerResponse, type: string, name: string, content: string): void {
  response.writeHead(200, { "content-type": type, "cache-control": "no-store", "content-disposition": `attachment; filename="${name}"` });
  response.end(content);
}
