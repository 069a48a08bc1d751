import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CentralLink } from "../../src/central-ports.ts";
import { encodeBatch } from "../../src/core/batch.ts";
import { hexOf } from "../../src/core/hex.ts";
import { contentDigest, isRequestSignedBy, parseSignature } from "../../src/core/http-signature.ts";
import { type CentralClientOptions, createCentralClient } from "../../src/drivers/central-client.ts";
import { batchOf } from "../support/batches.ts";
import { newDeviceKey } from "../support/device-key.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const key = newDeviceKey();
const clock = { now: () => 1_790_000_000.75, monotonicMs: () => 0 };
const journal = memoryJournal(3);
const position = { size: 3, chain: hexOf(journal.chain) };

interface Seen {
  readonly message: IncomingMessage;
  readonly content: Buffer;
}

let seen: Seen[] = [];
let answer: (response: ServerResponse, request: number) => void = () => undefined;
const server = createServer(async (message, response) => {
  const parts: Buffer[] = [];
  for await (const part of message as AsyncIterable<Buffer>) parts.push(part);
  seen.push({ message, content: Buffer.concat(parts) });
  answer(response, seen.length);
});
let url = "";
let client: CentralLink;

beforeEach(async () => {
  seen = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = newClient({});
});
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function newClient(options: Partial<CentralClientOptions>): CentralLink {
  return createCentralClient({ url, kiosk: "k1", keyId: key.keyId, sign: key.sign, clock, ...options });
}

function answerJson(status: number, body: unknown, headers: Record<string, string> = {}): void {
  answer = (response) => response.writeHead(status, headers).end(JSON.stringify(body));
}

test("a batch travels packed, in its exact bytes, under a digest that the device key has signed", async () => {
  answerJson(200, position);
  const batch = await batchOf(journal);
  await client.push(batch);
  const [{ message, content }] = seen as [Seen];
  expect(brotliDecompressSync(content)).toEqual(Buffer.from(encodeBatch(batch)));
  expect([message.method, message.url]).toEqual(["POST", "/v1/kiosks/k1/entries"]);
  const { "content-digest": digest, "signature-input": input, signature, ...headers } = message.headers;
  expect(headers).toMatchObject({ "content-type": "application/x-ndjson", "content-encoding": "br" });
  expect(digest).toBe(contentDigest(content));
  const parsed = parseSignature(String(input), String(signature));
  expect(parsed?.created).toBe(1_790_000_000);
  const parts = { method: "POST", path: "/v1/kiosks/k1/entries", contentDigest: String(digest) };
  expect(parsed && isRequestSignedBy(key.publicKey, parts, parsed)).toBe(true);
});

test("a path in central's URL comes first, and is signed as it is sent", async () => {
  answerJson(200, position);
  await client.close();
  client = newClient({ url: `${url}/tram/` });
  await client.push(await batchOf(journal));
  const [{ message }] = seen as [Seen];
  expect(message.url).toBe("/tram/v1/kiosks/k1/entries");
  const parsed = parseSignature(String(message.headers["signature-input"]), String(message.headers["signature"]));
  const parts = { method: "POST", path: String(message.url), contentDigest: String(message.headers["content-digest"]) };
  expect(parsed && isRequestSignedBy(key.publicKey, parts, parsed)).toBe(true);
});

describe("what an answer to a batch means", () => {
  const html = "<html>Please log in to this network</html>";
  test.each<[number, unknown, Record<string, string>, object]>([
    [200, position, {}, { kind: "stored", standing: { size: 3 } }],
    [200, { ...position, witnessed: "note", acknowledgement: "note" }, {}, { kind: "stored", standing: { witnessed: "note" } }],
    [409, position, {}, { kind: "elsewhere", standing: { size: 3 } }],
    [422, { error: "forked", seq: 2 }, {}, { kind: "contradicted", contradiction: "forked", seq: 2 }],
    [422, { error: "rewritten", seq: 0 }, {}, { kind: "contradicted", contradiction: "rewritten", seq: 0 }],
    [422, { error: "truncated", seq: 9 }, {}, { kind: "contradicted", contradiction: "truncated", seq: 9 }],
    [401, { error: "signature" }, {}, { kind: "refused", detail: "central refuses this kiosk: 401 signature" }],
    [403, { error: "unknown-kiosk" }, {}, { kind: "refused", detail: "central refuses this kiosk: 403 unknown-kiosk" }],
    [400, { error: "\u001b[2J" }, {}, { kind: "refused", detail: "central refuses this kiosk: 400 " }],
    [400, { error: "digest-mismatch" }, {}, { kind: "refused", detail: "central refuses this kiosk: 400 digest-mismatch" }],
    [400, html, {}, { kind: "refused", detail: "central refuses this kiosk: 400 " }],
    [400, { error: "malformed" }, {}, { kind: "unacceptable", detail: "central does not take this batch: 400 malformed" }],
    [413, html, {}, { kind: "refused", detail: "central refuses this kiosk: 413 " }],
    [413, { error: "too-large" }, {}, { kind: "unacceptable", detail: "central does not take this batch: 413 too-large" }],
    [415, { error: "media-type" }, {}, { kind: "refused", detail: "central refuses this kiosk: 415 media-type" }],
    [429, {}, { "retry-after": "17" }, { kind: "later", retryAfterSeconds: 17, detail: "central answered 429" }],
    [503, {}, { "retry-after": "120" }, { kind: "later", retryAfterSeconds: 120, detail: "central answered 503" }],
    [503, {}, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, { kind: "later", detail: "central answered 503" }],
    [500, html, {}, { kind: "later", detail: "central answered 500" }],
    [302, {}, { location: "/v1/elsewhere" }, { kind: "later", detail: "central answered 302" }],
    [200, html, {}, { kind: "later", detail: "central answered 200" }],
    [200, { ...position, size: -1 }, {}, { kind: "later", detail: "central answered 200" }],
    [200, { ...position, chain: "00" }, {}, { kind: "later", detail: "central answered 200" }],
    [200, { ...position, extra: 1 }, {}, { kind: "later", detail: "central answered 200" }],
    [422, { error: "no idea" }, {}, { kind: "later", detail: "central answered 422" }],
  ])("%i %j %j", async (status, body, headers, reply) => {
    answerJson(status, body, headers);
    const got = await client.push(await batchOf(journal));
    expect(got).toMatchObject(reply);
    expect("retryAfterSeconds" in got).toBe("retryAfterSeconds" in reply);
    expect(seen).toHaveLength(1);
  });
});

describe("a network that fails is an answer, not an error", () => {
  test("when nobody listens", async () => {
    await client.close();
    client = newClient({ url: "http://127.0.0.1:9" });
    expect(await client.push(await batchOf(journal))).toEqual({ kind: "later", detail: "central cannot be reached: ECONNREFUSED" });
    expect(await client.fetchTime("n")).toEqual({ kind: "later", detail: "central cannot be reached: ECONNREFUSED" });
  });

  test("when the name is not known", async () => {
    await client.close();
    client = newClient({ url: "http://central.invalid" });
    expect(await client.push(await batchOf(journal))).toMatchObject({
      kind: "later",
      detail: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  test.each([
    ["never answers", () => undefined],
    [
      "stops in the middle of its answer",
      (response: ServerResponse) => void response.writeHead(200, { "content-length": "100" }).write("{"),
    ],
  ])("when central %s", async (_, silence) => {
    answer = silence;
    await client.close();
    client = newClient({ timeoutMs: 100 });
    expect(await client.push(await batchOf(journal))).toMatchObject({ kind: "later", detail: expect.stringContaining("timeout") });
  });

  test("when the answer never ends", async () => {
    answer = (response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write(Buffer.alloc(1000)), 1);
      response.on("close", () => clearInterval(more));
    };
    expect(await client.push(await batchOf(journal))).toEqual({
      kind: "later",
      detail: "central cannot be reached: answer is larger than 4096 bytes",
    });
  });

  test("when it breaks once; the batch is sent again at once, because repeating is harmless", async () => {
    answer = (response, request) => (request === 1 ? response.destroy() : response.writeHead(200).end(JSON.stringify(position)));
    expect(await client.push(await batchOf(journal))).toMatchObject({ kind: "stored" });
    expect(seen).toHaveLength(2);
  });

  test("when it breaks every time", async () => {
    answer = (response) => response.destroy();
    expect(await client.push(await batchOf(journal))).toEqual({ kind: "later", detail: "central cannot be reached: ECONNRESET" });
    expect(seen).toHaveLength(2);
  });

  test("when we close in the middle", async () => {
    const asked = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    const reply = client.push(await batchOf(journal));
    await asked;
    await client.close();
    expect(await reply).toEqual({ kind: "later", detail: "closing" });
    expect(await client.fetchTime("n")).toEqual({ kind: "later", detail: "closing" });
  });
});

describe("a status", () => {
  const status = { version: "0.1.0", at: 1_790_000_000, clock: { state: "ok", floor: 1_780_000_000 }, backlog: 3 } as const;
  const numbers = () => seen.map(({ content }) => JSON.parse(content.toString()).sequence);

  test("travels as JSON, signed by the device key, and each has the next number", async () => {
    answer = (response, request) => response.writeHead(200).end(JSON.stringify({ sequence: request }));
    for (let count = 0; count < 3; count++) expect(await client.putStatus(status)).toEqual({ kind: "stored" });
    const [{ message, content }] = seen as [Seen];
    expect([message.method, message.url, message.headers["content-type"]]).toEqual(["PUT", "/v1/kiosks/k1/status", "application/json"]);
    expect(JSON.parse(content.toString())).toEqual({ sequence: 1, ...status });
    const digest = String(message.headers["content-digest"]);
    expect(digest).toBe(contentDigest(content));
    const parsed = parseSignature(String(message.headers["signature-input"]), String(message.headers["signature"]));
    const parts = { method: "PUT", path: "/v1/kiosks/k1/status", contentDigest: digest };
    expect(parsed && isRequestSignedBy(key.publicKey, parts, parsed)).toBe(true);
    expect(numbers()).toEqual([1, 2, 3]);
  });

  test("after a restart goes on where central stands, and asks it only once", async () => {
    answer = (response, request) =>
      request === 1
        ? response.writeHead(409).end(JSON.stringify({ sequence: 41 }))
        : response.writeHead(200).end(JSON.stringify({ sequence: 40 + request }));
    expect(await client.putStatus(status)).toEqual({ kind: "stored" });
    expect(await client.putStatus(status)).toEqual({ kind: "stored" });
    expect(numbers()).toEqual([1, 42, 43]);
  });

  test("is not sent for ever to a central that always stands elsewhere", async () => {
    answerJson(409, { sequence: 7 });
    expect(await client.putStatus(status)).toEqual({ kind: "later", detail: "central answered 409" });
    expect(seen).toHaveLength(2);
  });

  test.each<[number, unknown, object]>([
    [403, { error: "unknown-kiosk" }, { kind: "refused", detail: "central refuses this kiosk: 403 unknown-kiosk" }],
    [404, { error: "not found" }, { kind: "refused", detail: "central refuses this kiosk: 404 not found" }],
    [503, {}, { kind: "later", detail: "central answered 503", retryAfterSeconds: 9 }],
    [200, "<html>", { kind: "later", detail: "central answered 200", retryAfterSeconds: 9 }],
    [200, { sequence: -1 }, { kind: "later", detail: "central answered 200", retryAfterSeconds: 9 }],
  ])("answered %i %j", async (code, body, reply) => {
    answerJson(code, body, { "retry-after": "9" });
    expect(await client.putStatus(status)).toEqual(reply);
  });
});

describe("the time", () => {
  test("is asked for with the nonce, and comes as bytes that nobody has believed yet", async () => {
    answer = (response) => response.writeHead(200).end("anything");
    expect(await client.fetchTime("q83vEjRWeJCrze8SNFZ4kA")).toEqual({ kind: "time", answer: Buffer.from("anything") });
    expect(seen[0]?.message.url).toBe("/v1/time?nonce=q83vEjRWeJCrze8SNFZ4kA");
  });

  test.each([
    [404, { kind: "none" }],
    [503, { kind: "later", detail: "central answered 503", retryAfterSeconds: 9 }],
    [400, { kind: "later", detail: "central answered 400", retryAfterSeconds: 9 }],
  ])("%i is %j", async (status, reply) => {
    answerJson(status, {}, { "retry-after": "9" });
    expect(await client.fetchTime("q83vEjRWeJCrze8SNFZ4kA")).toEqual(reply);
  });

  test("that never ends is not read to its end", async () => {
    answer = (response) => response.writeHead(200).end(Buffer.alloc(100_000));
    expect(await client.fetchTime("q83vEjRWeJCrze8SNFZ4kA")).toMatchObject({
      kind: "later",
      detail: expect.stringContaining("larger than 1024 bytes"),
    });
  });
});

test("one connection serves many requests", async () => {
  answerJson(200, position);
  const ports = new Set<number | undefined>();
  for (let request = 0; request < 5; request++) {
    await client.push(await batchOf(journal));
    ports.add(seen.at(-1)?.message.socket.remotePort);
  }
  expect(ports.size).toBe(1);
});
