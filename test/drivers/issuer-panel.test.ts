import { afterEach, beforeEach, expect, test } from "vitest";
import type { IssuerState } from "../../src/core/register.ts";
import { eventually } from "../support/eventually.ts";
import { type IssuerServer, startIssuerServer } from "../support/issuer-server.ts";

let server: IssuerServer;
beforeEach(async () => {
  server = await startIssuerServer();
});
afterEach(() => server.close());

const post = (button: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/${button}`, { method: "POST", body, headers });
const complaintOf = async (response: Response) => ((await response.json()) as { readonly error: { readonly vi: string } }).error.vi;

test("tells what was issued and published, and answers a change with how things are then", async () => {
  const state = (await (await fetch(`${server.url}/state`)).json()) as IssuerState;
  expect(state.credentials).toEqual(server.issuer.credentials);
  const { credential } = state.credentials[0] ?? {};
  const answer = await post("standing", JSON.stringify({ credential, standing: "revoked" }));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ credentials: [{ credential, standing: "revoked" }, ...state.credentials.slice(1)] });
  expect(await (await post("publication", "{}")).json()).toMatchObject({ published: { version: 3 } });
  await eventually(async () => (await post("stick", '{"stick":"usb-2"}')).json()).toMatchObject({
    sockets: { sticks: [{ name: "usb-1" }, { name: "usb-2", holds: { version: 3 } }] },
  });
});

test.each([
  ["standing", "{}", 400],
  ["standing", "no JSON", 400],
  ["standing", JSON.stringify({ credential: "ab".repeat(32), standing: "forgiven" }), 400],
  ["standing", JSON.stringify({ credential: "ab".repeat(32), standing: "revoked" }), 404],
  ["stick", '{"stick":"../../etc"}', 400],
  ["stick", " ".repeat(300), 400],
  ["publication", '{"again":true}', 400],
])("%s: %s is answered with %d, and nothing is published", async (button, body, status) => {
  const response = await post(button, body);
  expect(response.status).toBe(status);
  expect((await complaintOf(response)).length).toBeGreaterThan(20);
  expect(server.issuer.published.version).toBe(1);
});

test("only its own page may look and press", async () => {
  const headers = { "sec-fetch-site": "cross-site" };
  expect((await fetch(`${server.url}/state`, { headers })).status).toBe(403);
  for (const button of ["standing", "stick", "publication"]) expect((await post(button, "{}", headers)).status).toBe(403);
  expect(server.issuer.published.version).toBe(1);
});

test("a stick in the kiosk is not written, and the person is told what to do", async () => {
  server.sockets = { ...server.sockets, usbPort: "usb-1" };
  const response = await post("stick", '{"stick":"usb-1"}');
  expect(response.status).toBe(409);
  expect(await complaintOf(response)).toContain("rút ra");
});
