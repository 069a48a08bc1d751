import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WalletCredential } from "../../src/core/wallet.ts";
import { deskPanel, type PictureOutcome } from "../../src/drivers/desk-panel.ts";
import { type HttpServer, startHttpServer } from "../../src/drivers/http-server.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { walletPanel } from "../../src/drivers/wallet-panel.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { eventually } from "../support/eventually.ts";
import { answer, STATUS } from "../support/screens.ts";

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);
const CREDENTIAL: WalletCredential = { type: "citizen", text: "6BF", issuerKey: "demo-1", issuedAt: 1, expires: 2, facts: [] };
const PROBLEM = { vi: "Yêu cầu không đúng dạng.", en: "The request has another form." };

let kiosk: ScreenServer;
let server: HttpServer;
let outcome: PictureOutcome;
const pictures: Uint8Array[] = [];
const requests: unknown[] = [];

const onFault = (error: unknown) => {
  throw error;
};

beforeEach(async () => {
  outcome = "read";
  pictures.length = requests.length = 0;
  const onPicture = async (bytes: Uint8Array) => {
    pictures.push(bytes);
    return outcome;
  };
  const desk = deskPanel({ samples: [], onPicture, onText: () => {}, onFrame: () => {} });
  kiosk = await startScreenServer({ port: 0, status: STATUS, desk, onFault });
  const routes = walletPanel({
    kioskUrl: kiosk.url,
    issuerKey: "demo-1",
    issue: async (request) => {
      requests.push(request);
      return request === undefined ? { ok: false, problem: PROBLEM } : { ok: true, credential: CREDENTIAL };
    },
  });
  server = await startHttpServer({ host: "127.0.0.1", port: 0, routes, onFault });
});
afterEach(async () => {
  await server.close();
  await kiosk.close();
});

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/${path}`, { method: "POST", body, headers });
const complaintOf = async (response: Response) => ((await response.json()) as { readonly error: { readonly vi: string } }).error.vi;

test("gives what the issuer gives, and passes on what it complains of", async () => {
  const given = await post("credentials", '{"type":"citizen"}');
  expect([given.status, await given.json()]).toEqual([201, CREDENTIAL]);
  const refused = await post("credentials", "{");
  expect([refused.status, await refused.json()]).toEqual([400, { error: PROBLEM }]);
  expect(requests).toEqual([{ type: "citizen" }, undefined]);
});

test("says where the kiosk's desk is, and which key the issuer has", async () => {
  expect(await (await fetch(`${server.url}/setup`)).json()).toEqual({ deskUrl: `${kiosk.url}/desk`, issuerKey: "demo-1" });
});

test("holds a picture up to the kiosk byte for byte, and says what the kiosk says", async () => {
  expect((await post("hold-up", PNG)).status).toBe(204);
  expect(pictures.map((bytes) => Buffer.from(bytes))).toEqual([Buffer.from(PNG)]);
  outcome = "no-code";
  const response = await post("hold-up", PNG);
  expect([response.status, await complaintOf(response)]).toEqual([422, expect.stringContaining("Không thấy mã QR")]);
});

describe("the kiosk's screen", () => {
  const views = ({ events }: EventReader) => events.filter(({ name }) => name === "view").map(({ data }) => data);

  test("is passed on as it changes", async () => {
    const reader = await readEvents(`${server.url}/kiosk/events`);
    await eventually(() => views(reader).length).toBe(1);
    const view = answer("presentation-expired", 1);
    kiosk.show(view);
    await eventually(() => views(reader)).toEqual([{ kind: "attract" }, view]);
    reader.close();
  });

  test("ends when the kiosk ends, and a page that asks again is told so", async () => {
    const reader = await readEvents(`${server.url}/kiosk/events`);
    await kiosk.close();
    const again = await fetch(`${server.url}/kiosk/events`);
    expect([again.status, await complaintOf(again)]).toEqual([502, expect.stringContaining("không trả lời")]);
    const picture = await post("hold-up", PNG);
    expect([picture.status, await complaintOf(picture)]).toEqual([502, expect.stringContaining("không trả lời")]);
    reader.close();
  });
});

test("listens to no other site, and takes nothing that is too large", async () => {
  const elsewhere = { "sec-fetch-site": "cross-site", origin: "https://elsewhere.example" };
  for (const path of ["credentials", "hold-up"]) expect((await post(path, PNG, elsewhere)).status).toBe(403);
  for (const path of ["setup", "kiosk/events"]) expect((await fetch(`${server.url}/${path}`, { headers: elsewhere })).status).toBe(403);
  expect((await post("credentials", "x".repeat(1025))).status).toBe(413);
  expect((await post("hold-up", new Uint8Array(2 * 1024 * 1024 + 1))).status).toBe(413);
  expect([pictures, requests]).toEqual([[], []]);
});
