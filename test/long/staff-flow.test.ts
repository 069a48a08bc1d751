// The staff's page as its server has it: a running kiosk, a paired device over TLS, and the kiosk's own screen.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StaffResult } from "../../src/core/staff.ts";
import type { StaffFigures, StaffFound, StaffReport } from "../../src/core/staff-figures.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { type StaffBrowser, staffBrowser } from "../support/staff-browser.ts";
import { CARD, STAFF, type StaffedKiosk, startStaffedKiosk } from "../support/staffed-kiosk.ts";

const SOON = { timeout: 10_000, interval: 50 };

let kiosk: StaffedKiosk;
let device: StaffBrowser;

beforeAll(async () => {
  kiosk = await startStaffedKiosk();
  device = staffBrowser(`https://127.0.0.1:${kiosk.port}`);
}, 60_000);
afterAll(() => kiosk.stop());

async function stream(): Promise<EventReader> {
  const cookie = [...device.cookies].map((pair) => pair.join("=")).join("; ");
  return await readEvents(`https://127.0.0.1:${kiosk.port}/staff/events`, { cookie });
}

/** The result that showing this comes to, as the page's stream tells it. */
async function resultOf(show: () => Promise<void>): Promise<StaffResult> {
  const events = await stream();
  await expect.poll(() => events.events[0]?.name, SOON).toBe("state");
  await show();
  const heard = () => events.events.find(({ name }) => name === "result")?.data as StaffResult | undefined;
  await expect.poll(heard, SOON).toBeDefined();
  events.close();
  const result = heard();
  if (!result) throw new Error("no result");
  return result;
}

test("a device is paired by the code from the kiosk, and signs in with staff code and PIN", async () => {
  expect((await device.get("/staff/standing")).json()).toMatchObject({
    kiosk: "staffed",
    place: "network",
    isPaired: false,
    hasStaff: true,
  });
  const paired = await device.post("/staff/pair", { code: await kiosk.pairingCode(), name: "Quầy 2" });
  expect([paired.status, paired.json()]).toEqual([200, { kind: "paired", device: expect.stringMatching(/^d-[a-z2-7]{8}$/) }]);
  expect((await device.get("/staff/figures")).status).toBe(401);
  expect((await device.post("/staff/sign-in", STAFF)).json()).toEqual({ kind: "in", staff: "s-07" });
  expect((await device.get("/staff/standing")).json()).toMatchObject({ isPaired: true, staff: "s-07" });
});

test("a result shows what the policy discloses, for two minutes at most, and a comparison is in the journal before it is done", async () => {
  const result = await resultOf(() => kiosk.show(CARD));
  expect(result).toMatchObject({ reason: "document-read", verdict: "read-only", mustCompare: true });
  expect(result.secondsLeft).toBeGreaterThan(100);
  expect(result.disclosed?.map(({ name }) => name)).toEqual(["personalId", "fullName", "dob"]);
  const compared = await device.post("/staff/compare", { seq: result.seq, matches: true });
  expect([compared.status, compared.json()]).toMatchObject([200, { kind: "done", result: { compared: { matches: true, staff: "s-07" } } }]);
  expect(await written()).toContainEqual(
    expect.objectContaining({ reason: "event-compared", of: result.seq, matches: true, staff: "s-07" }),
  );
  expect((await device.post("/staff/compare", { seq: result.seq, matches: false })).json()).toEqual({ kind: "already" });
});

test("an override wants the PIN again, is in the journal, and is never counted as accepted", async () => {
  const { seq } = await resultOf(() => kiosk.show("no code of anybody"));
  const override = { seq, because: "card-compared" };
  expect((await device.post("/staff/override", { ...override, pin: "000111" })).json()).toMatchObject({ kind: "wrong" });
  const done = await device.post("/staff/override", { ...override, pin: STAFF.pin });
  expect([done.status, done.json()]).toMatchObject([
    200,
    { kind: "done", result: { overridden: { because: "card-compared", staff: "s-07" } } },
  ]);
  expect((await device.post("/staff/override", { ...override, pin: STAFF.pin })).json()).toEqual({ kind: "already" });
  expect((await device.post("/staff/override", { ...override, seq: 999_999, pin: STAFF.pin })).status).toBe(404);
  expect((await device.post("/staff/override", { ...override, because: "my friend", pin: STAFF.pin })).status).toBe(400);
  expect(await written()).toContainEqual(
    expect.objectContaining({ reason: "event-override", of: seq, because: "card-compared", staff: "s-07" }),
  );
  const metrics = await (await fetch(`${kiosk.url}/metrics`)).text();
  expect(metrics).toContain('tram_overrides_total{because="card-compared"} 1');
  expect(metrics).not.toMatch(/tram_scans_total\{verdict="accept"/);
});

test("out of service: no code is answered until the switch is on again, also over a restart", { timeout: 60_000 }, async () => {
  const off = await device.post("/staff/service", { on: false, because: "break", back: "13:30" });
  expect(off.json()).toMatchObject({ kind: "done", service: { on: false, because: "break", staff: "s-07", back: "13:30" } });
  const before = (await figures()).total;
  await kiosk.show(CARD);
  expect((await figures()).total).toBe(before);
  await kiosk.stop();
  kiosk = await startStaffedKiosk(kiosk.folder);
  device = staffBrowser(`https://127.0.0.1:${kiosk.port}`, new Map(device.cookies));
  expect((await device.get("/staff/figures")).status, "a restart signs everybody out, and forgets no device").toBe(401);
  await device.post("/staff/sign-in", STAFF);
  await expect.poll(async () => (await figures()).total, SOON).toBe(before);
  await kiosk.show(CARD);
  expect((await figures()).total).toBe(before);
  expect(
    (await device.post("/staff/service", { on: true, since: (off.json() as { service: { since: number } }).service.since })).json(),
  ).toEqual({ kind: "done", service: { on: true } });
  await resultOf(() => kiosk.show(CARD));
  await expect.poll(async () => (await figures()).total, SOON).toBe(before + 1);
});

test("today's figures, its entries and the report come from the journal", async () => {
  expect(await figures()).toMatchObject({
    byVerdict: { accept: 0 },
    compared: { matches: 1, differs: 0 },
    overrides: [{ because: "card-compared", count: 1 }],
    servicePauses: 1,
  });
  const found = (await device.get("/staff/entries?type=citizen-card")).json() as StaffFound;
  expect(found.total).toBe(2);
  expect(found.entries[0]?.seq).toBeGreaterThan(found.entries[1]?.seq ?? 0);
  expect((await device.get("/staff/entries?fullName=Nguyen")).status).toBe(400);
  const report = (await device.get("/staff/report")).json() as StaffReport;
  expect(report).toMatchObject({ kiosk: "staffed", staff: "s-07", figures: { total: 3 } });
  expect(report.checkpoint.split("\n")[0]).toContain("staffed");
  expect(JSON.stringify([report, found])).not.toContain("Bưởi");
});

test("a call for help reaches the page, and whoever comes ends it", async () => {
  const events = await stream();
  const calls = () => events.events.filter(({ name }) => name === "help").map(({ data }) => data);
  await fetch(`${kiosk.url}/help-call`, { method: "POST" });
  await expect.poll(calls, SOON).toEqual([{ at: expect.any(Number) }]);
  expect((await device.post("/staff/coming")).status).toBe(204);
  await expect.poll(calls, SOON).toEqual([{ at: expect.any(Number) }, {}]);
  events.close();
});

test("the same page is on the kiosk's own screen behind the PIN, and pairs devices from there", async () => {
  const screen = staffBrowser(kiosk.url);
  expect((await screen.get("/staff")).status).toBe(200);
  expect((await screen.post("/staff/pairing")).status).toBe(401);
  expect((await screen.post("/staff/sign-in", STAFF)).json()).toEqual({ kind: "in", staff: "s-07" });
  const offer = (await screen.post("/staff/pairing")).json();
  expect(offer).toMatchObject({
    code: expect.stringMatching(/^[A-Z2-7]{16}$/),
    fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
  });
  const other = staffBrowser(`https://127.0.0.1:${kiosk.port}`);
  const { code } = offer as { readonly code: string };
  expect((await other.post("/staff/pair", { code, name: "Máy tính bảng" })).status).toBe(200);
  expect((await screen.post("/staff/sign-out")).status).toBe(204);
  expect((await screen.get("/staff/figures")).status).toBe(401);
});

async function figures(): Promise<StaffFigures> {
  return (await device.get("/staff/figures")).json() as StaffFigures;
}

async function written(): Promise<readonly unknown[]> {
  const bodies: unknown[] = [];
  for await (const part of inspectJournal(join(kiosk.data, "journal"))) {
    if (part.kind === "entry") bodies.push(part.entry);
  }
  return bodies;
}
