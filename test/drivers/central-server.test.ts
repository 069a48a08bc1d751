import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Answered, ApiRoute, Endpoint } from "../../src/api-ports.ts";
import { type CentralServerOptions, startCentralServer } from "../../src/drivers/central-server.ts";
import type { HttpServer } from "../../src/drivers/http-server.ts";
import { eventually } from "../support/eventually.ts";

let server: HttpServer | undefined;
let faults: unknown[] = [];
afterEach(async () => {
  await server?.close();
  expect(faults).toEqual([]);
  faults = [];
});

function route(path: string, endpoint: Endpoint, ...methods: ApiRoute["methods"]): ApiRoute {
  return { methods: methods.length === 0 ? ["GET"] : methods, path, endpoint };
}

async function start(routes: readonly ApiRoute[], options: Partial<CentralServerOptions> = {}): Promise<HttpServer> {
  server = await startCentralServer({ host: "127.0.0.1", port: 0, routes, onFault: (error) => faults.push(error), ...options });
  return server;
}

function open(port: number, words: string): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  socket.write(words);
  return socket;
}

const ask = (port: number, head: string) => text(open(port, `${head}\r\nconnection: close\r\n\r\n`));
const answerOf = (json: unknown) => async () => ({ status: 200, body: { json } });
const length = route("/take", async ({ body }) => ({ status: 200, body: { json: (await body(10))?.length ?? "too large" } }), "POST");

test("what goes back has the security headers and no name of a program; a fault of ours says nothing", async () => {
  const broken = new Error("SQL near /var/lib");
  const fails = route("/fails", async () => {
    throw broken;
  });
  const { url } = await start([route("/well", answerOf(1)), fails]);
  const well = await fetch(`${url}/well`);
  expect(Object.fromEntries(well.headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  expect([well.headers.get("server"), well.headers.get("x-powered-by")]).toEqual([null, null]);
  const failed = await fetch(`${url}/fails`);
  expect([failed.status, await failed.text(), failed.headers.get("x-frame-options")]).toEqual([500, '{"error":"internal fault"}', "DENY"]);
  expect(faults.splice(0)).toEqual([broken]);
});

test("another method is told the ones that there are, another path that there is none", async () => {
  const { url } = await start([route("/a/:id", answerOf(1), "GET", "HEAD"), route("/a/:id", answerOf(2), "PUT")]);
  const wrong = await fetch(`${url}/a/x`, { method: "DELETE" });
  expect([wrong.status, wrong.headers.get("allow"), await wrong.json()]).toEqual([405, "GET, HEAD, PUT", { error: "method not allowed" }]);
  const nowhere = await fetch(`${url}/b`);
  expect([nowhere.status, await nowhere.json()]).toEqual([404, { error: "not found" }]);
  expect((await fetch(`${url}/a/x`, { method: "HEAD" })).status).toBe(200);
});

test.each(["/%61/x", "/a/x/", "//a/x", "/a/%zz", "/A/x", "/a/../a/x"])("a path has one spelling: %s", async (path) => {
  const { port } = await start([route("/a/:id", answerOf(1))]);
  expect(await ask(port, `GET ${path} HTTP/1.1\r\nhost: x`)).toMatch(/^HTTP\/1.1 40[04] /);
});

test("a long name in a path is one, too", async () => {
  const { url } = await start([route("/a/:id", async ({ params }) => ({ status: 200, body: { json: params["id"]?.length } }))]);
  expect(await (await fetch(`${url}/a/${"x".repeat(9000)}`)).json()).toBe(9000);
});

test.each(["//127.0.0.1/a", "/\\127.0.0.1/a", "http://127.0.0.1/a", "\\\\127.0.0.1/a"])(
  "a request by another name is refused, whatever name its target has: %s",
  async (target) => {
    const { port } = await start([route("/a", answerOf(1))], { allowedHosts: ["127.0.0.1"] });
    expect(await ask(port, `GET ${target} HTTP/1.1\r\nhost: evil.example`)).toMatch(/^HTTP\/1.1 4(00|04|21) /);
    expect(await ask(port, "GET /a HTTP/1.1\r\nhost: evil.example")).toMatch(/^HTTP\/1.1 421 /);
    expect(await ask(port, "GET /a HTTP/1.1\r\nhost: 127.0.0.1")).toMatch(/^HTTP\/1.1 200 /);
  },
);

test("a body is as long as the endpoint allows, of any media type; whoever sends more hears of it", async () => {
  const { url } = await start([length]);
  const send = async (body: string | Uint8Array, type?: string) => {
    const response = await fetch(`${url}/take`, {
      method: "POST",
      body: Buffer.from(body),
      ...(type && { headers: { "content-type": type } }),
    });
    return [response.status, await response.json()];
  };
  expect(await send("1234567890")).toEqual([200, 10]);
  expect(await send("12345", "application/json")).toEqual([200, 5]);
  expect(await send("{", "application/x-ndjson")).toEqual([200, 1]);
  expect(await send(Buffer.alloc(3_000_000), "text/plain")).toEqual([200, "too large"]);
  expect(await send("12", "nonsense")).toEqual([415, { error: "media-type" }]);
});

test("a body that crawls, or whose sender goes away, is nobody's fault", async () => {
  const { port, url } = await start([length], { bodyMs: 50 });
  const crawling = open(port, "POST /take HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n123");
  await once(crawling.resume(), "close");
  open(port, "POST /take HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n123").destroy();
  expect(await (await fetch(`${url}/take`, { method: "POST", body: "1234" })).json()).toBe(4);
});

test("X-Forwarded-For is believed of a named proxy alone, and an unnamed one is told of once", async () => {
  const whoAsks = route("/who", async ({ address }) => ({ status: 200, body: { json: address } }));
  const asked = async (url: string) => (await fetch(`${url}/who`, { headers: { "x-forwarded-for": "203.0.113.9, 198.51.100.7" } })).json();
  let unnamed = 0;
  const plain = await start([whoAsks], { onUnnamedProxy: () => unnamed++ });
  expect([await asked(plain.url), await asked(plain.url), unnamed]).toEqual(["127.0.0.1", "127.0.0.1", 1]);
  await plain.close();
  const behind = await start([whoAsks], { trustedProxies: ["127.0.0.0/8"], onUnnamedProxy: () => unnamed++ });
  // The nearest address that is no proxy of ours: what stands before it the client may have written.
  expect([await asked(behind.url), unnamed]).toEqual(["198.51.100.7", 1]);
});

test("who asked for what is told without query or address, also where the client has gone", async () => {
  const told: Answered[] = [];
  const never = route("/v1/kiosks/:id/entries", async ({ body }) => ({ status: 200, body: { json: (await body(10))?.length } }), "POST");
  const { port, url } = await start([route("/v1/receipts/:kiosk/:seq", answerOf(1)), never], {
    onAnswer: (answered) => told.push(answered),
  });
  await (await fetch(`${url}/v1/receipts/hanoi-01/7?leaf=00`)).text();
  await (await fetch(`${url}/r?secret`)).text();
  const gone = open(port, "POST /v1/kiosks/k1/entries HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n123");
  await delay(20);
  gone.destroy();
  await eventually(() => told.map(({ seconds, ...others }) => others)).toEqual([
    { method: "GET", route: "/v1/receipts/:kiosk/:seq", kiosk: "hanoi-01", status: 200, isCut: false },
    { method: "GET", route: "none", status: 404, isCut: false },
    { method: "POST", route: "/v1/kiosks/:id/entries", kiosk: "k1", status: 0, isCut: true },
  ]);
});

test("a stop finishes what is under way, refuses what is new on open connections, and takes no new ones", async () => {
  let finish = () => {};
  const slow = route("/slow", async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return { status: 200, body: { json: "done" } };
  });
  const { port, close } = await start([slow, length]);
  const waiting = open(port, "GET /slow HTTP/1.1\r\nhost: x\r\n\r\n");
  const half = open(port, "POST /take HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n12");
  const late = open(port, "GET /sl");
  await delay(50);
  const closed = close();
  late.write("ow HTTP/1.1\r\nhost: x\r\n\r\n");
  half.write("34");
  expect(await text(half)).toMatch(/^HTTP\/1.1 200 [\s\S]*connection: close[\s\S]*\r\n4$/i);
  expect(await text(late)).toMatch(/^HTTP\/1.1 503 [\s\S]*retry-after: 5[\s\S]*{"error":"stopping"}$/i);
  await expect(once(connect(port, "127.0.0.1"), "connect")).rejects.toThrow("ECONNREFUSED");
  finish();
  expect(await text(waiting)).toMatch(/"done"$/);
  await closed;
});

test("a stop is over in bounded time, whoever does not come to an end", async () => {
  const events = (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("retry: 1000\n\n");
  };
  const { port, close } = await start([length], { stopMs: 100, pages: { "GET /events": events } });
  const stream = open(port, "GET /events HTTP/1.1\r\nhost: x\r\n\r\n");
  const crawling = open(port, "POST /take HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n12");
  await delay(50);
  const cut = once(crawling.resume(), "close");
  await Promise.all([close(), once(stream.resume(), "close"), cut]);
});

test("a file that cannot be read to its end, and a receiver that goes away, cut the connection; only the first is a fault", async () => {
  const broken = new Error("disk");
  async function* half(): AsyncIterable<Uint8Array> {
    yield Buffer.from("12");
    throw broken;
  }
  async function* endless(): AsyncIterable<Uint8Array> {
    for (;;) yield Buffer.alloc(65_536);
  }
  const stream = (path: string, bytes: () => AsyncIterable<Uint8Array>) =>
    route(path, async () => ({ status: 200, body: { stream: bytes() } }));
  const { url } = await start([stream("/half", half), stream("/endless", endless)]);
  await expect(fetch(`${url}/half`).then((response) => response.text())).rejects.toThrow();
  expect(faults.splice(0)).toEqual([broken]);
  const gone = new AbortController();
  await fetch(`${url}/endless`, { signal: gone.signal });
  gone.abort();
  await server?.close();
});
