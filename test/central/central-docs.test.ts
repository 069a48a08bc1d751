import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROUTES } from "../../src/central/api-routes.ts";
import { NEXT_STEPS, PROBLEMS } from "../../src/central/readiness.ts";
import type { RouteDescription } from "../../src/central/route-description.ts";
import { DEEDS } from "../../src/core/operator/action.ts";
import { providerConfigIn } from "../../src/core/operator/provider.ts";
import { ROLES } from "../../src/core/operator/role.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const DOCS = readFileSync(new URL("../../docs/central.md", import.meta.url), "utf8");
const [, command = ""] = /^```sh\ntram ([\s\S]*?)\n```$/m.exec(DOCS) ?? [];
const [, session = ""] = /^```console\n([\s\S]*?)^```$/m.exec(DOCS) ?? [];
const examples = [...session.matchAll(/^\$ curl -s (\S+)\n((?:(?!\$ ).*\n)*)/gm)].map(([, url = "", output = ""]) => ({ url, output }));

let central: ChildProcess;
let log: Promise<string>;
/** The example's addresses, by those that were free. */
let served: ReadonlyMap<string, string>;

beforeAll(async () => {
  const changed: Readonly<Record<string, string>> = {
    "--data": temporaryFolder(),
    "--listen": "127.0.0.1:0",
    "--metrics": "127.0.0.1:0",
    "--drain": "1",
  };
  const words = command.replaceAll("\\\n", " ").split(/\s+/);
  const args = words.map((word, at) => changed[words[at - 1] ?? ""] ?? word);
  central = spawn(process.execPath, [TRAM, ...args, "--json"], { stdio: ["ignore", "pipe", "pipe"] });
  if (!central.stdout || !central.stderr) throw new Error("no pipes");
  log = text(central.stderr);
  const [line] = await Promise.race([once(central.stdout, "data"), once(central, "exit")]);
  if (!Buffer.isBuffer(line)) throw new Error(`central did not start: ${await log}`);
  const { url, metrics } = JSON.parse(line.toString());
  served = new Map([
    ["http://127.0.0.1:8169", url],
    ["http://127.0.0.1:9169", new URL(metrics).origin],
  ]);
});
afterAll(() => void central.kill("SIGKILL"));

async function curl(url: string): Promise<string> {
  const { origin, pathname } = new URL(url);
  return await (await fetch(`${served.get(origin)}${pathname}`)).text();
}

test.each(examples)("the example is true: $url", async ({ url, output }) => {
  const literal = output.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").trim());
  expect(`${await curl(url)}`.trim()).toMatch(new RegExp(`^${literal.join("[\\s\\S]*")}$`));
});

test("the table of metrics has each name on the page, and the page each name in the table", async () => {
  const page = await curl("http://127.0.0.1:9169/metrics");
  const names = [...page.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  const documented = [...DOCS.matchAll(/^\| `((?:tram|process)_\w+)/gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(documented.toSorted());
});

test("the limits are the ones that are served, and each problem has its next step", () => {
  const limits = [...DOCS.matchAll(/^\| an? .* \| (\d+) +\| (\d+) +\|$/gm)].map(([, burst, perSecond]) => `${burst} ${perSecond}`);
  const own = Object.values<RouteDescription>(ROUTES).flatMap(({ limit }) => (limit ? [`${limit.burst} ${limit.perSecond}`] : []));
  expect(new Set(limits)).toEqual(new Set(own));
  for (const code of PROBLEMS) expect(DOCS).toMatch(new RegExp(`^\\| [^|]*\`${code}\``, "m"));
});

test("every deed of operators is named, every role is in its table, and the provider's example is one", () => {
  for (const deed of DEEDS) expect(DOCS).toContain(`\`${deed}\``);
  for (const role of ROLES) expect(DOCS).toMatch(new RegExp(`^\\| \`${role}\` +\\|`, "m"));
  const [, example = ""] = /^```toml\n(issuer[\s\S]*?)^```$/m.exec(DOCS) ?? [];
  expect(providerConfigIn(parse(example))).toMatchObject({ claim: "groups", roles: { "tram-office": "operator" } });
});

test("asked to stop it says so at /ready and serves for a while, then ends; its log has a line for each request and nothing of who asked", async () => {
  expect((await fetch(`${served.get("http://127.0.0.1:8169")}/v1/receipts/hanoi-01/41?leaf=00`)).status).toBe(400);
  const ended = once(central, "exit");
  central.kill("SIGTERM");
  const [, documented = ""] = /```json\n(\{\n {2}"status": "not-ready"[\s\S]*?)```/.exec(DOCS) ?? [];
  await expect.poll(async () => JSON.parse(await curl("http://127.0.0.1:8169/ready"))).toEqual(JSON.parse(documented));
  expect(JSON.parse(documented).problems[0].next).toEqual(NEXT_STEPS.stopping);
  expect(JSON.parse(await curl("http://127.0.0.1:8169/health"))).toEqual({ status: "ok" });
  expect((await ended)[0]).toBe(0);
  const lines = (await log)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({ method: "GET", route: "/v1/receipts/:kiosk/:seq", kiosk: "hanoi-01", status: 400 }),
  );
  expect(JSON.stringify(lines)).not.toMatch(/127\.0\.0\.1|leaf|\/41/);
});
