import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { pino } from "pino";
import type { InferInput } from "valibot";
import { safeParse } from "valibot";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { ROUTES } from "../../src/central/api-routes.ts";
import type { EntryRowSchema, KioskRowSchema } from "../../src/central/fleet-schemas.ts";
import { openApi } from "../../src/central/open-api.ts";
import { type CentralProgram, programOf } from "../../src/central/program-assembly.ts";
import type { Content, Parameter, RouteDescription } from "../../src/central/route-description.ts";
import type { Ledger } from "../../src/central-ports.ts";
import { originOf } from "../../src/core/operator/origin.ts";
import type { EntryRow, KioskRow } from "../../src/core/protocol.ts";
import { createCentralClient } from "../../src/drivers/central-client.ts";
import { startCentralServer } from "../../src/drivers/central-server.ts";
import type { HttpServer } from "../../src/drivers/http-server.ts";
import { openSqliteOperators } from "../../src/drivers/operator-store-sqlite.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import type { OperatorStore } from "../../src/operator-ports.ts";
import { batchOf } from "../support/batches.ts";
import { newDeviceKey, signerOf } from "../support/device-key.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const data = temporaryFolder();
const key = newDeviceKey();
const described: readonly (readonly [string, RouteDescription])[] = Object.entries<RouteDescription>(ROUTES);
let ledger: Ledger;
let store: OperatorStore;
let program: CentralProgram;
let server: HttpServer;

beforeAll(async () => {
  ledger = openSqliteLedger(join(data, "ledger.sqlite"));
  await ledger.enrol("hanoi-01", key.publicJwk, 1);
  // As in a demo, whoever asks from this machine is an operator.
  store = openSqliteOperators(join(data, "ledger.sqlite"));
  const operators = { store, origin: () => originOf(server.url), isDemo: () => true };
  program = programOf({ data, ledger, operators, log: pino({ level: "silent" }), isStopping: () => false });
  const { routes, onAnswer } = program;
  server = await startCentralServer({ host: "127.0.0.1", port: 0, routes, onAnswer, onFault: (error) => expect(error).toBeUndefined() });
});
afterAll(async () => {
  await server.close();
  await Promise.all([ledger.close(), store.close()]);
});

const client = () => createCentralClient({ url: server.url, kiosk: "hanoi-01", keyId: key.keyId, sign: key.sign, clock: systemClock });

/** The path with the examples of its parts. */
function examplePath({ path, params = {}, query = {} }: RouteDescription): string {
  const search = new URLSearchParams(Object.entries(query).map(([name, { example }]) => [name, String(example)]));
  return `${path.replace(/:(\w+)/g, (_, name) => String(params[name]?.example))}${search.size > 0 ? `?${search}` : ""}`;
}

describe("docs/openapi.json", () => {
  test("is what the program describes", () => {
    const file = new URL("../../docs/openapi.json", import.meta.url);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(openApi())));
  });

  test("has each route that is served, and no other", async () => {
    const { paths }: { paths: Record<string, object> } = await (await fetch(`${server.url}/openapi.json`)).json();
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    const served = program.routes.flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`));
    expect(documented.toSorted()).toEqual(served.toSorted());
  });

  test("names the rows of the fleet page as the program has them", () => {
    expectTypeOf<keyof InferInput<typeof KioskRowSchema>>().toEqualTypeOf<keyof KioskRow>();
    expectTypeOf<keyof InferInput<typeof EntryRowSchema>>().toEqualTypeOf<keyof EntryRow>();
  });
});

describe.each(described)("%s", (_, route) => {
  const { params = {}, query = {}, headers = {}, body, answers } = route;

  test("has examples that are what their schemas say", () => {
    const parameters: readonly Parameter[] = [params, query, headers].flatMap((some) => Object.values(some));
    const wrong = parameters.filter(({ schema, example }) => !safeParse(schema, example).success);
    const contents: readonly Content[] = [...(body ? [body] : []), ...Object.values(answers).flatMap(({ content }) => content ?? [])];
    const wrongContents = contents.filter(({ schema, example }) => schema && !safeParse(schema, example).success);
    expect([wrong, wrongContents]).toEqual([[], []]);
    expect(Object.keys(params)).toEqual([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  });

  test("is served by each of its methods, with an answer that is described; by another it is told which there are", async () => {
    for (const method of route.methods) {
      const response = await fetch(`${server.url}${examplePath(route)}`, { method, ...(body && { body: "nonsense" }) });
      const answer = answers[response.status];
      expect([method, response.status, answer?.about]).toEqual([method, response.status, expect.any(String)]);
      const json: unknown =
        response.headers.get("content-type")?.startsWith("application/json") && method !== "HEAD" && (await response.json());
      if (json && answer?.content?.schema) expect(safeParse(answer.content.schema, json).issues).toBeUndefined();
    }
    const allowed = await new Promise((resolve, reject) => {
      const asked = request(`${server.url}${examplePath(route)}`, { method: "DELETE" }, (answer) => resolve(answer.resume().headers.allow));
      asked.on("error", reject).end();
    });
    expect(String(allowed).split(", ")).toEqual(expect.arrayContaining([...route.methods]));
  });
});

test("what is said of a kiosk that has sent entries and a status is as described, and it is counted", async () => {
  const link = client();
  expect(await link.push(await batchOf(memoryJournal(3, signerOf("hanoi-01", key))))).toMatchObject({ kind: "stored" });
  const clock = { state: "ok", floor: 1 } as const;
  const trust = { version: 1, issuedAt: 1, expiresAt: Date.now() / 1000 + 86_400 * 2, state: "good" } as const;
  expect(await link.putStatus({ version: "0.1.0", at: 1, clock, trust, backlog: 7 })).toEqual({ kind: "stored" });
  await link.close();
  for (const name of ["listKiosks", "listEntries"] as const) {
    const rows: readonly object[] = await (await fetch(`${server.url}${examplePath(ROUTES[name])}`)).json();
    expect(rows.length).toBeGreaterThan(0);
    expect(safeParse(ROUTES[name].answers[200].content?.schema ?? expect.fail(), rows).issues).toBeUndefined();
  }
  const metrics = await page(program);
  for (const line of [
    'tram_central_batches_total{outcome="stored"} 1',
    "tram_central_batch_entries_total 3",
    "tram_central_ingest_seconds_count 1",
    'tram_central_kiosks{state="here"} 1',
    'tram_central_kiosks_by_trust_left{days="1-3"} 1',
    "tram_central_entries 3",
    "tram_central_backlog_records 7",
    "tram_ready 1",
    'tram_central_requests_total{method="PUT",route="/v1/kiosks/:id/status",status="200"} 1',
  ])
    expect(metrics).toContain(line);
});

test("/metrics is not at the port that everybody reaches", async () => {
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
});

async function page({ metricsRoute }: CentralProgram): Promise<string> {
  const { body } = await metricsRoute.endpoint({
    method: "GET",
    url: new URL("http://x/metrics"),
    params: {},
    headers: {},
    body: async () => undefined,
  });
  const parts: Uint8Array[] = [];
  if (body && "stream" in body) for await (const part of body.stream) parts.push(part);
  return Buffer.concat(parts).toString();
}
