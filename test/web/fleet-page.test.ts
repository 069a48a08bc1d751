import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { EntryRow, KioskRow } from "../../src/core/protocol.ts";
import { type HttpServer, respondJson, startHttpServer } from "../../src/drivers/http-server.ts";
import { webRoutes } from "../../src/drivers/web-files.ts";
import type { FleetEntry, FleetKiosk } from "../../src/web/fleet-row.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";

const now = () => Date.now() / 1000;
const entry = (seq: number, reason: string, verdict: string): EntryRow => ({
  seq,
  at: now() - 5,
  reason,
  verdict,
  source: "serial",
  durationMs: 1.5,
});
const kiosk = (id: string, more: Partial<KioskRow> = {}): KioskRow => ({
  id,
  size: 2,
  chain: "ab".repeat(32),
  lastSeenAt: now() - 3,
  lastEntry: entry(1, "granted", "accept"),
  scansToday: 2,
  byVerdict: { accept: 1, refuse: 1 },
  ...more,
});

describe.skipIf(CHROMIUM === undefined)("the fleet page", () => {
  let browser: Browser;
  let server: HttpServer;
  let page: Page;
  let faults: string[];
  let kiosks: KioskRow[];
  let entries: Record<string, EntryRow[]>;
  let isBroken: boolean;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    // `satisfies`: what central sends is what the page reads, checked by the compiler.
    isBroken = false;
    kiosks = [kiosk("ha-noi-1"), kiosk("meo-vac-1", { lastSeenAt: now() - 3 * 86_400 })];
    entries = {
      "ha-noi-1": [entry(0, "expired", "refuse"), entry(1, "granted", "accept")],
      "meo-vac-1": [entry(7, "document-read", "read-only")],
    };
    const routes = {
      ...webRoutes("fleet"),
      "GET /v1/kiosks": (_: unknown, response: Parameters<typeof respondJson>[0]) =>
        isBroken ? respondJson(response, 500, {}) : respondJson(response, 200, kiosks satisfies readonly FleetKiosk[]),
      "GET /v1/kiosks/:id/entries": (request: { params: Readonly<Record<string, string>> }, response: Parameters<typeof respondJson>[0]) =>
        respondJson(response, 200, entries[request.params["id"] ?? ""] satisfies readonly FleetEntry[] | undefined),
    };
    server = await startHttpServer({ host: "127.0.0.1", port: 0, routes, onFault: () => {} });
    ({ page, faults } = await openPage(browser, server.url, { width: 1366, height: 768 }));
    await page.locator("[data-kiosk]").first().waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
    expect(faults.filter((fault) => !fault.includes("500"))).toEqual([]);
  });

  const sequence = () => page.locator("[data-seq]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-seq")));

  test("lists the kiosks and the last entries of the first, newest first", async () => {
    expect(await page.locator("[data-kiosk]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-kiosk")))).toEqual([
      "ha-noi-1",
      "meo-vac-1",
    ]);
    expect(await page.locator("[data-kiosk=ha-noi-1]").textContent()).toContain("Đang kết nối");
    await eventually(sequence).toEqual(["1", "0"]);
    expect(await page.locator("[data-reason=expired]").textContent()).toContain("Không hợp lệ");
  });

  test("shows what is new without being asked again", async () => {
    entries["ha-noi-1"]?.push(entry(2, "revoked", "refuse"));
    kiosks[0] = kiosk("ha-noi-1", { size: 3, lastEntry: entry(2, "revoked", "refuse") });
    await eventually(sequence).toEqual(["2", "1", "0"]);
    expect(await page.locator("[data-kiosk=ha-noi-1]").textContent()).toContain("revoked");
  });

  test("shows another kiosk's entries when it is chosen", async () => {
    await page.locator("[data-kiosk=meo-vac-1] button").click();
    await eventually(sequence).toEqual(["7"]);
    expect(await page.locator("[data-kiosk=meo-vac-1] button").getAttribute("aria-pressed")).toBe("true");
  });

  test("shows a kiosk without a network in grey, as nobody's fault", async () => {
    const away = page.locator("[data-kiosk=meo-vac-1]");
    expect(await away.textContent()).toContain("Ngoại tuyến · 3 ngày trước");
    expect(await away.locator(".name").evaluate((name) => getComputedStyle(name).color)).toBe("rgb(102, 110, 118)");
    expect(await away.locator(".last").evaluate((last) => getComputedStyle(last).filter)).toBe("grayscale(1)");
  });

  test("calls for somebody where a journal contradicts central's copy", async () => {
    kiosks[0] = kiosk("ha-noi-1", { contradiction: { kind: "rewritten", seq: 17, at: now() } });
    await eventually(() => page.locator("[data-kiosk=ha-noi-1]").textContent()).toContain("mâu thuẫn với bản ở trung tâm, từ mục 17");
  });

  test("keeps the last figures and says that they are old when central does not answer", async () => {
    isBroken = true;
    await eventually(() => page.locator("[role=alert]").textContent()).toContain("Không tới được trung tâm");
    expect(await page.locator("[data-kiosk]").count()).toBe(2);
    isBroken = false;
    await eventually(() => page.locator("[role=alert]").count()).toBe(0);
  });

  test("shows a reason that it does not know as it came", async () => {
    entries["ha-noi-1"] = [entry(9, "quantum-doubt", "unknown")];
    await eventually(() => page.locator("[data-reason=quantum-doubt]").count()).toBe(1);
  });
});
