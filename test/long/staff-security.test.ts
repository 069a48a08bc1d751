// Attacks on the staff's page, each against the TLS server of a running kiosk.
import { readdir, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { type StaffBrowser, staffBrowser } from "../support/staff-browser.ts";
import { CARD, STAFF, type StaffedKiosk, startStaffedKiosk } from "../support/staffed-kiosk.ts";

const SOON = { timeout: 15_000, interval: 50 };
const WRONG = { ...STAFF, pin: "000111" };

let kiosk: StaffedKiosk;
let device: StaffBrowser;
const origin = () => `https://127.0.0.1:${kiosk.port}`;

/** A device of its own, paired now. */
async function pairedDevice(name = "Quầy"): Promise<StaffBrowser> {
  const browser = staffBrowser(origin());
  expect((await browser.post("/staff/pair", { code: await kiosk.pairingCode(), name })).status).toBe(200);
  return browser;
}

beforeAll(async () => {
  kiosk = await startStaffedKiosk();
  device = await pairedDevice();
  expect((await device.post("/staff/sign-in", STAFF)).status).toBe(200);
}, 60_000);
afterAll(() => kiosk.stop());

test.each(["evil.example", "127.0.0.2", "127.0.0.1.evil.example", "", "[::1]"])(
  "a page under another name is refused: %j",
  async (host) => {
    const answer = await device.get("/staff/standing", { headers: { host: `${host}:${kiosk.port}`, "sec-fetch-site": undefined } });
    expect([400, 421]).toContain(answer.status);
  },
);

test("the names of the configuration and the address of the connection are ours", async () => {
  for (const host of ["tram-05.example", "127.0.0.1"]) {
    const answer = await device.get("/staff/standing", { headers: { host: `${host}:${kiosk.port}`, "sec-fetch-site": undefined } });
    expect(answer.status).toBe(200);
  }
});

test.each([
  ["another origin", { origin: "https://evil.example" }],
  ["the same host by http", { origin: "http://127.0.0.1" }],
  ["no origin", { origin: undefined }],
  ["an origin that is hidden", { origin: "null" }],
  ["another site, by Fetch Metadata", { "sec-fetch-site": "cross-site" }],
  ["another port of this host, by Fetch Metadata", { "sec-fetch-site": "same-site" }],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }],
  ["a form that says it is text", { "content-type": "text/plain" }],
])("nothing is changed by %s, although the cookies come with it", async (_name, headers) => {
  const answer = await device.post("/staff/service", { on: false, because: "break" }, { headers });
  expect(answer.status).toBe(403);
  const state = await stateNow();
  expect(state).toMatchObject({ service: { on: true } });
});

test("cookies are for this host alone, over TLS alone, and for no script", async () => {
  const browser = staffBrowser(origin());
  const paired = await browser.post("/staff/pair", { code: await kiosk.pairingCode(), name: "Quầy 3" });
  const signedIn = await browser.post("/staff/sign-in", STAFF);
  for (const answer of [paired, signedIn]) {
    const [cookie = ""] = [answer.headers["set-cookie"] ?? []].flat();
    expect(cookie).toMatch(/^__Host-tram-(device|staff)=/);
    for (const attribute of ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"]) expect(cookie.split("; ")).toContain(attribute);
    expect(cookie).not.toContain("Domain");
  }
  const screen = await staffBrowser(kiosk.url).post("/staff/sign-in", STAFF);
  expect(String(screen.headers["set-cookie"])).toMatch(/^tram-staff=[\w-]{32}; Path=\/staff; HttpOnly; SameSite=Strict$/);
});

test("a session counts on the device that began it, and nowhere else", async () => {
  const other = await pairedDevice("Quầy 4");
  const stolen = new Map([...other.cookies, ["__Host-tram-staff", device.cookies.get("__Host-tram-staff") ?? ""]]);
  expect((await staffBrowser(origin(), stolen).get("/staff/figures")).status).toBe(401);
  const withoutDevice = new Map([...device.cookies].filter(([name]) => name !== "__Host-tram-device"));
  expect((await staffBrowser(origin(), withoutDevice).get("/staff/figures")).status).toBe(401);
  const onScreen = new Map([["tram-staff", device.cookies.get("__Host-tram-staff") ?? ""]]);
  expect((await staffBrowser(kiosk.url, onScreen).get("/staff/figures")).status).toBe(401);
  expect((await device.get("/staff/figures")).status).toBe(200);
});

test.each([
  ["none", {}],
  ["a device that is none", { "__Host-tram-device": `d-aaaaaaaa.${"A".repeat(43)}` }],
  ["a path", { "__Host-tram-device": `d-../../../etc/passwd.${"A".repeat(43)}` }],
  ["rubbish", { "__Host-tram-device": "\u00ff;;==" }],
])("whoever is not paired gets nothing: %s", async (_name, cookies) => {
  const stranger = staffBrowser(origin(), new Map(Object.entries(cookies)));
  for (const path of ["figures", "entries", "report", "events", "results/0/portrait"])
    expect((await stranger.get(`/staff/${path}`)).status).toBe(401);
  for (const path of ["sign-in", "override", "compare", "service", "touch", "coming", "sign-out"]) {
    expect((await stranger.post(`/staff/${path}`, STAFF)).status).toBe(401);
  }
  expect((await stranger.post("/staff/pairing")).status).toBe(404);
});

test("a pairing code counts once, for five minutes, and nobody uses it up by guessing", async () => {
  const [code, late] = [await kiosk.pairingCode(), () => kiosk.pairingCode(-1)];
  const pair = async (typed: string) => (await staffBrowser(origin()).post("/staff/pair", { code: typed, name: "x" })).json();
  const both = await Promise.all([pair(code), pair(code)]);
  expect(both.map((answer) => (answer as { readonly kind: string }).kind).sort()).toEqual(["paired", "refused"]);
  expect(await pair(code)).toEqual({ kind: "refused" });
  expect(await pair(await late())).toEqual({ kind: "refused" });
  const guessed = await kiosk.pairingCode();
  for (let guess = 0; guess < 10; guess++) expect(await pair("A".repeat(16))).toEqual({ kind: "refused" });
  expect(await pair(guessed)).toMatchObject({ kind: "paired" });
});

test("a device that is taken off the list is out at once, its open page too", async () => {
  const lost = await pairedDevice("Mất");
  await lost.post("/staff/sign-in", STAFF);
  const events = await eventsOf(lost);
  const id = (lost.cookies.get("__Host-tram-device") ?? "").split(".")[0] ?? "";
  await rm(join(kiosk.data, "staff-devices", `${id}.json`));
  expect((await lost.get("/staff/figures")).status).toBe(401);
  await expect.poll(() => events.events.map(({ name }) => name), SOON).toContain("signed-out");
  events.close();
});

test("neither PIN nor secret nor code is logged, kept in clear or seen among the processes", async () => {
  const secrets = [STAFF.pin, WRONG.pin, ...[...device.cookies.values()].map((value) => value.split(".").at(-1) ?? value)];
  await kiosk.show(CARD);
  const kept = await filesIn(kiosk.data);
  const processes = await Promise.all(
    (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map((pid) => readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "")),
  );
  // Six digits stand in many a hash: as a text of their own they would be a PIN.
  const bare = (secret: string) => new RegExp(`(?<![0-9A-Za-z])${secret.replace(/[^\w-]/g, "\\$&")}(?![0-9A-Za-z])`);
  for (const secret of secrets) {
    for (const [name, text] of [["log", kiosk.log()], ["processes", processes.join("\n")], ...kept] as const)
      expect([name, bare(secret).test(text)]).toEqual([name, false]);
  }
});

test("TLS 1.2 and 1.3 with forward secrecy, and nothing older", async () => {
  expect(await handshake({ maxVersion: "TLSv1.3" })).toBe("TLSv1.3");
  expect(await handshake({ maxVersion: "TLSv1.2" })).toBe("TLSv1.2");
  expect(await handshake({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" })).toBe("refused");
  expect(await handshake({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" })).toBe("refused");
});

test("large bodies, long headers and long paths are turned away, and the server goes on", async () => {
  const large = await device.post("/staff/compare", undefined, {
    body: Buffer.alloc(2_000_000, 0x20),
    headers: { "content-type": "application/json" },
  });
  expect(large.status).toBe(400);
  const tail = "x".repeat(20_000);
  expect((await device.get("/staff/standing", { headers: { "x-long": tail } })).status).toBe(431);
  expect((await device.get(`/staff/entries?code=${tail}`)).status).toBe(431);
  expect((await device.get("/staff/standing")).status).toBe(200);
});

test("a client that never ends its question is hung up on", { timeout: 40_000 }, async () => {
  const socket = connectTls({ host: "127.0.0.1", port: kiosk.port, rejectUnauthorized: false });
  const closed = new Promise<void>((resolve) => void socket.on("close", () => resolve()));
  socket.on("error", () => {});
  socket.write("GET /staff/standing HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
  const drip = setInterval(() => socket.write("a"), 500);
  await closed;
  clearInterval(drip);
});

test("two hundred connections leave scans, the screen and the other devices alone", { timeout: 40_000 }, async () => {
  const events = await eventsOf(device);
  const sockets = Array.from({ length: 200 }, (_, index) => {
    // Of some addresses, as a botnet in the building would be.
    const plain = connect({ host: "127.0.0.1", port: kiosk.port, localAddress: `127.0.1.${1 + (index % 3)}` });
    const socket = connectTls({ socket: plain, rejectUnauthorized: false });
    for (const each of [plain, socket]) each.on("error", () => {});
    return socket;
  });
  await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length, SOON).toBeGreaterThanOrEqual(200 - 3 * 24);
  await kiosk.show(CARD);
  await expect.poll(() => events.events.filter(({ name }) => name === "result").length, SOON).toBe(1);
  expect((await device.get("/staff/standing")).status).toBe(200);
  expect((await fetch(`${kiosk.url}/status`)).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  events.close();
});

test("after three wrong PINs everybody waits at this device, also over a restart, and nowhere else", { timeout: 60_000 }, async () => {
  const other = await pairedDevice("Quầy 5");
  const kinds: unknown[] = [];
  for (let attempt = 0; attempt < 4; attempt++) kinds.push((await device.post("/staff/sign-in", WRONG)).json());
  expect(kinds).toMatchObject([
    { kind: "wrong", waitSeconds: 0 },
    { kind: "wrong", waitSeconds: 0 },
    { kind: "wrong", waitSeconds: 30 },
    { kind: "wait" },
  ]);
  expect((await other.post("/staff/sign-in", STAFF)).status).toBe(200);
  await kiosk.stop();
  kiosk = await startStaffedKiosk(kiosk.folder);
  const again = staffBrowser(origin(), new Map(device.cookies));
  expect((await again.post("/staff/sign-in", STAFF)).json()).toEqual({ kind: "wait", waitSeconds: 30 });
  expect((await staffBrowser(origin(), new Map(other.cookies)).post("/staff/sign-in", STAFF)).status).toBe(200);
});

async function eventsOf({ cookies }: StaffBrowser): Promise<EventReader> {
  const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
  const events = await readEvents(`${origin()}/staff/events`, { cookie });
  await expect.poll(() => events.events[0]?.name, SOON).toBe("state");
  return events;
}

async function stateNow(): Promise<unknown> {
  const events = await eventsOf(device);
  events.close();
  return events.events[0]?.data;
}

/** The version that was agreed on. */
function handshake(options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connectTls({ host: "127.0.0.1", port: kiosk.port, rejectUnauthorized: false, ...options }, () => {
      resolve(socket.getProtocol() ?? "none");
      socket.destroy();
    });
    socket.on("error", () => resolve("refused"));
  });
}

async function filesIn(folder: string): Promise<readonly (readonly [string, string])[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(files.map(async (file) => [file, await readFile(file, "latin1")] as const));
}
