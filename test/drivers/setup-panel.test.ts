import { afterEach, beforeEach, expect, test } from "vitest";
import type { SetupAnswer, SetupView } from "../../src/core/provisioning/setup-view.ts";
import { type SetupServer, startSetupServer } from "../../src/drivers/setup-panel.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { eventually } from "../support/eventually.ts";

let server: SetupServer;
let reader: EventReader | undefined;
let view: SetupView;
let told: unknown[];

beforeEach(async () => {
  view = { kind: "waiting", readers: [] };
  told = [];
  server = await startSetupServer({
    port: 0,
    view: () => view,
    onAnswer: (answer) => void told.push(answer),
    onAgain: () => void told.push("again"),
    onFinish: () => void told.push("finish"),
    onFault: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  reader?.close();
  reader = undefined;
  await server.close();
});

const post = async (what: string, body?: string, headers: Record<string, string> = {}) =>
  (await fetch(`${server.url}/setup/${what}`, { method: "POST", headers, ...(body !== undefined && { body }) })).status;

test("a page is shown how it stands when it connects, and every change", async () => {
  view = { kind: "codes", have: 1, count: 3, missing: [2, 3] };
  reader = await readEvents(`${server.url}/setup/events`);
  await eventually(() => reader?.events.length).toBe(1);
  server.show({ kind: "applying" });
  await eventually(() => reader?.events.map(({ data }) => data)).toEqual([view, { kind: "applying" }]);
});

test.each<[SetupAnswer]>([
  [{ generation: 1 }],
  [{ generation: 2, fingerprint: "SWUF LWKT XFYU SQ7C" }],
  [{ generation: 9999, passphrase: "một mật khẩu dài" }],
])("what a person answers is passed on: %j", async (answer) => {
  expect(await post("answer", JSON.stringify(answer))).toBe(204);
  expect(told).toEqual([answer]);
});

test("again and finish are passed on", async () => {
  expect([await post("again"), await post("finish")]).toEqual([204, 204]);
  expect(told).toEqual(["again", "finish"]);
});

test.each([
  ["nothing", ""],
  ["no JSON", "yes"],
  ["no object", "[]"],
  ["no device", "{}"],
  ["device 0", '{"generation":0}'],
  ["another member", '{"generation":1,"apply":true}'],
  ["a fingerprint that is longer than any", JSON.stringify({ generation: 1, fingerprint: "A".repeat(65) })],
  ["more than fits", JSON.stringify({ generation: 1, passphrase: "x".repeat(10_000) })],
])("%s is no answer", async (_, body) => {
  expect(await post("answer", body)).toBe(400);
  expect(told).toEqual([]);
});

test("a page of another site can neither answer nor read", async () => {
  const foreign = { origin: "https://example.org" };
  expect(await post("answer", '{"generation":1}', foreign)).toBe(403);
  expect(await post("again", undefined, { "sec-fetch-site": "cross-site" })).toBe(403);
  expect((await fetch(`${server.url}/setup/events`, { headers: foreign })).status).toBe(403);
  expect(told).toEqual([]);
});

test("it is the page of this machine alone", () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
