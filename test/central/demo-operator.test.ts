import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CentralProcess, startCentralProcess } from "../support/central-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const running: CentralProcess[] = [];
const start = async (isDemo: boolean, ...args: readonly string[]) => {
  const central = await startCentralProcess(temporaryFolder(), { isDemo, args });
  running.push(central);
  return central.url;
};
let urls: readonly string[];

beforeAll(async () => {
  urls = await Promise.all([
    start(true),
    start(false),
    start(true, "--trusted-proxies", "127.0.0.1"),
    start(true, "--origin", "https://central.example"),
  ]);
}, 30_000);
afterAll(() => Promise.all(running.map((central) => central.end("SIGTERM"))));

test("a demo's central lets in whoever sits at its machine and says so; told otherwise, behind a proxy or with an origin none does", async () => {
  const statuses = await Promise.all(urls.map(async (url) => (await fetch(`${url}/v1/kiosks`)).status));
  expect(statuses).toEqual([200, 401, 401, 401]);
  expect(await (await fetch(`${urls[0]}/v1/session`)).json()).toEqual({ kind: "in", name: "demo", role: "operator", way: "demo" });
  // It has no account that could be changed.
  const headers = { origin: urls[0] ?? "", "content-type": "application/json" };
  const asked = await fetch(`${urls[0]}/v1/account/password/question`, { method: "POST", headers, body: "{}" });
  expect(await asked.json()).toEqual({ kind: "again" });
});

test("a name that somebody has pointed at this machine is let in nowhere", async () => {
  const status = await new Promise((resolve) => {
    request(`${urls[0]}/v1/kiosks`, { headers: { host: "evil.example" } }, (response) => resolve(response.resume().statusCode)).end();
  });
  expect(status).toBe(401);
});
