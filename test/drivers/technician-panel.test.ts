import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { TechnicianPart, TechnicianView } from "../../src/core/technician.ts";
import { type HttpServer, startHttpServer } from "../../src/drivers/http-server.ts";
import { keptFile } from "../../src/drivers/kept-file.ts";
import { technicianPanel } from "../../src/drivers/technician-panel.ts";
import { technicianPin } from "../../src/drivers/technician-pin.ts";
import { enter, enteredText } from "../../src/web/technician-request.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PIN = "284671";
const TOKEN = "0123456789abcdefghijklmnopqrstuv";
const part = (name: string, changes: Partial<TechnicianPart> = {}): TechnicianPart => ({
  name,
  label: { vi: "đèn xanh", en: "green lamp" },
  state: "untested",
  judge: "person",
  ...changes,
});
const VIEW: TechnicianView = {
  kiosk: "xa-vi-du-01",
  version: "0.1.0",
  now: 1_796_000_000,
  parts: [
    part("rtc", {
      label: { vi: "đồng hồ RTC", en: "real-time clock" },
      state: "missing",
      isNeeded: true,
      judge: "machine",
      testedAt: 1_795_999_000,
    }),
    part("seen-green"),
    part("seen-relay", { label: { vi: "rơ-le", en: "relay" }, before: { vi: "Cửa có thể mở.", en: "A door may open." } }),
    part("door-contact", {
      label: { vi: "công tắc cửa", en: "door contact" },
      judge: "hand",
      during: { vi: "Hãy mở cửa.", en: "Open the door." },
    }),
  ],
};

let server: HttpServer;
const told: string[] = [];
const isMoved = Promise.withResolvers<void>();

beforeAll(async () => {
  const routes = technicianPanel({
    enter: async (pin) => (pin === PIN ? { kind: "in", token: TOKEN } : { kind: "wrong", waitSeconds: 30 }),
    isIn: (token) => token === TOKEN,
    leave: () => told.push("leave"),
    view: () => VIEW,
    test: async (name) => {
      told.push(`test ${name}`);
      if (name === "door-contact") await isMoved.promise;
      return VIEW.parts.find((each) => each.name === name);
    },
    seen: async (name, isSeen) => part(name, { state: isSeen ? "ok" : "fault", testedAt: VIEW.now }),
    wiring: async () => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`,
  });
  const onFault = (error: unknown) => {
    throw error;
  };
  server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    routes: {
      ...routes,
      "GET /": (_request, response) => void response.end("the citizen screen"),
      // What a browser asks for beside a page that names no icon.
      "GET /favicon.ico": (_request, response) => void response.writeHead(204).end(),
    },
    onFault,
  });
});
afterAll(() => server.close());

async function ask(method: string, what: string, { token, body, origin }: { token?: string; body?: unknown; origin?: string } = {}) {
  const response = await fetch(`${server.url}/technician/${what}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(origin && { origin }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.status;
}

describe("whoever is not in", () => {
  test.each([
    ["GET", "parts"],
    ["POST", "test"],
    ["POST", "seen"],
    ["POST", "leave"],
  ])("gets nothing: %s %s", async (method, what) => {
    expect(await ask(method, what)).toBe(401);
    expect(await ask(method, what, { token: `${TOKEN.slice(0, -1)}x` })).toBe(401);
    expect(await ask(method, what, { token: TOKEN, origin: "https://elsewhere.example" })).toBe(403);
  });

  test.each([[{ pin: "12345" }], [{ pin: "12345678901234" }], [{ pin: 284671 }], [{ pin: PIN, more: 1 }], [null], ["x".repeat(600)]])(
    "is not looked at with %j",
    async (body) => {
      expect(await ask("POST", "enter", { body })).toBe(400);
    },
  );

  test("comes in with the PIN, and from no other site", async () => {
    expect(await ask("POST", "enter", { body: { pin: "999123" } })).toBe(403);
    expect(await ask("POST", "enter", { body: { pin: PIN }, origin: "https://elsewhere.example" })).toBe(403);
    expect(await ask("POST", "enter", { body: { pin: PIN } })).toBe(200);
  });
});

describe("whoever is in", () => {
  test("tests parts that there are", async () => {
    expect(await ask("POST", "test", { token: TOKEN, body: { part: "seen-green" } })).toBe(200);
    expect(await ask("POST", "test", { token: TOKEN, body: { part: "rocket" } })).toBe(404);
    expect(await ask("POST", "test", { token: TOKEN, body: { part: "../x" } })).toBe(404);
  });

  test("leaves", async () => {
    expect(await ask("POST", "leave", { token: TOKEN })).toBe(204);
    expect(told).toContain("leave");
  });
});

test.skipIf(CHROMIUM === undefined)("on the screen a technician types the PIN, plays a lamp, and says what was seen", async () => {
  const browser = await openBrowser();
  try {
    const { page, faults } = await openPage(browser, `${server.url}/technician`, { width: 1024, height: 600 });
    for (const digit of PIN) await page.click(`[data-key="${digit}"]`);
    await page.click('[data-key="enter"]');
    expect((await page.textContent('[data-part="rtc"]'))?.replace(/\s+/g, " ")).toContain("thiếu · 16 phút trước");
    await page.click('[data-part="seen-green"] [data-do="test"]');
    // Wherever the list was scrolled to, what is asked can be answered.
    expect(await page.locator('[data-do="seen"]').evaluate((button) => button.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
    await page.click('[data-do="seen"]');
    await page.waitForSelector('[data-part="seen-green"].ok');
    await page.click('[data-part="seen-relay"] [data-do="test"]');
    expect(await page.textContent(".question")).toContain("Cửa có thể mở.");
    await page.click('[data-do="not-agree"]');
    expect(told).not.toContain("test seen-relay");
    await page.click('[data-part="seen-relay"] [data-do="test"]');
    await page.click('[data-do="agree"]');
    await page.click('[data-do="not-seen"]');
    expect(told).toContain("test seen-relay");
    await page.click('[data-part="door-contact"] [data-do="test"]');
    expect(await page.textContent(".question")).toContain("Hãy mở cửa.");
    isMoved.resolve();
    await page.waitForSelector(".question", { state: "detached" });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    // On the narrowest panel a finger still hits every button, and the wiring can be made larger than it.
    await page.setViewportSize({ width: 320, height: 568 });
    await page.locator('[data-do="wiring"]').click();
    await page.locator('[data-do="enlarge"]').click();
    expect(await page.locator(".wiring img").evaluate((picture) => picture.getBoundingClientRect().width)).toBeGreaterThanOrEqual(1000);
    for (const button of await page.locator("button").all()) {
      const { width, height } = (await button.boundingBox()) ?? { width: 0, height: 0 };
      expect([Math.floor(width) >= 40, Math.floor(height) >= 40]).toEqual([true, true]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.click('[data-do="away"]');
    await page.waitForURL(`${server.url}/`);
    // The silent attempt of a page that has just come is answered with 403: nobody holds the button.
    expect(faults.filter((fault) => !fault.includes("403"))).toEqual([]);
  } finally {
    await browser.close();
  }
});

test.each<[string, Response, string]>([
  ["a fault of the kiosk", Response.json({ error: "internal fault" }, { status: 500 }), "journalctl -u tram-kiosk"],
  ["another address", Response.json({ error: "another site asked" }, { status: 403 }), "http://127.0.0.1:"],
  ["an answer that is no JSON", new Response("x", { status: 502 }), "(502)"],
  ["an hour to wait", Response.json({ kind: "wait", waitSeconds: 3600 }, { status: 403 }), "60 phút"],
  ["a minute and a half to wait", Response.json({ kind: "wait", waitSeconds: 90 }, { status: 403 }), "90 giây"],
  ["no PIN", Response.json({ kind: "no-pin" }, { status: 403 }), "tram technician pin --config"],
])("the page is not silent at %s", async (_, response, words) => {
  vi.stubGlobal("fetch", async () => response);
  try {
    expect(enteredText(await enter(PIN)).vi).toContain(words);
  } finally {
    vi.unstubAllGlobals();
  }
});

describe("the PIN's file", () => {
  const path = join(temporaryFolder(), "technician-pin.json");
  const pin = technicianPin(keptFile(path));

  test("lets nobody in before one is set", async () => {
    expect([await pin.mistakes(), await pin.isRight(PIN)]).toEqual([undefined, false]);
  });

  test("knows the PIN, holds only a hash of it, and is its owner's alone", async () => {
    await pin.set(PIN);
    expect([await pin.isRight(PIN), await pin.isRight("284672")]).toEqual([true, false]);
    expect(Buffer.from((await keptFile(path).read()) ?? []).toString("utf8")).not.toContain(PIN);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("remembers mistakes, until another PIN is set", async () => {
    await pin.note(4);
    expect(await technicianPin(keptFile(path)).mistakes()).toBe(4);
    await pin.set("771928");
    expect(await pin.mistakes()).toBe(0);
  });

  test("that is damaged lets nobody in", async () => {
    await keptFile(path).replace(Buffer.from('{"salt":"00","hash":"00","mistakes":0}'));
    expect([await pin.mistakes(), await pin.isRight("771928")]).toEqual([undefined, false]);
  });
});
