import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Standing } from "../../src/core/operator/talk.ts";
import type { EntryRow, KioskRow } from "../../src/core/protocol.ts";
import { type HttpServer, respondJson, startHttpServer } from "../../src/drivers/http-server.ts";
import { webRoutes } from "../../src/drivers/web-files.ts";
import type { FleetEntry, FleetKiosk } from "../../src/web/fleet-row.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { dimTexts } from "../support/page-contrast.ts";

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

const DAY = 86_400;
/** A status of a kiosk whose trust still lasts this many days. */
const status = (days: number, more: Partial<NonNullable<KioskRow["status"]>> = {}): NonNullable<KioskRow["status"]> => ({
  version: "0.1.0",
  at: now(),
  trust: {
    version: 41,
    issuedAt: now() - DAY,
    expiresAt: now() + days * DAY + 600,
    state: days < 0 ? "stopped" : days < 7 ? "warning" : "good",
  },
  clock: { state: "ok", floor: now() - DAY },
  backlog: 0,
  receivedAt: now() - 3,
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
      "GET /v1/session": (_: unknown, response: Parameters<typeof respondJson>[0]) =>
        respondJson(response, 200, { kind: "in", name: "lan", role: "viewer", way: "passkey" } satisfies Standing),
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
    expect(await page.locator("[data-kiosk=ha-noi-1]").textContent()).toMatch(/liên lạc lần cuối \d+ giây trước/);
    await eventually(sequence).toEqual(["1", "0"]);
    expect(await page.locator("[data-reason=expired]").textContent()).toContain("Không hợp lệ");
  });

  test("shows what is new without being asked again", async () => {
    entries["ha-noi-1"]?.push(entry(2, "revoked", "refuse"));
    kiosks[0] = kiosk("ha-noi-1", { size: 3, lastEntry: entry(2, "revoked", "refuse") });
    await eventually(sequence).toEqual(["2", "1", "0"]);
    // Kiosks and entries are asked for one by one.
    await eventually(() => page.locator("[data-kiosk=ha-noi-1]").textContent()).toContain("revoked");
  });

  test("shows another kiosk's entries when it is chosen", async () => {
    await page.locator("[data-kiosk=meo-vac-1] button.kiosk").click();
    await eventually(sequence).toEqual(["7"]);
    expect(await page.locator("[data-kiosk=meo-vac-1] button.kiosk").getAttribute("aria-pressed")).toBe("true");
  });

  test("shows a kiosk without a network in grey, as nobody's fault", async () => {
    const away = page.locator("[data-kiosk=meo-vac-1]");
    expect(await away.textContent()).toContain("Ngoại tuyến · liên lạc lần cuối 3 ngày trước");
    expect(await away.locator(".name").evaluate((name) => getComputedStyle(name).color)).toBe("rgb(102, 110, 118)");
    expect(await away.locator(".last").evaluate((last) => getComputedStyle(last).filter)).toBe("grayscale(1)");
  });

  test("calls for somebody where a journal contradicts central's copy", async () => {
    kiosks[0] = kiosk("ha-noi-1", { contradiction: { kind: "rewritten", seq: 17, at: now() } });
    await eventually(() => page.locator("[data-kiosk=ha-noi-1]").textContent()).toContain("Mục 17 khác với mục trung tâm đang giữ");
  });

  const rows = () => page.locator("[data-kiosk]").evaluateAll((found) => found.map((row) => row.getAttribute("data-kiosk")));
  const factsOf = (id: string) => page.locator(`[data-kiosk=${id}] .facts`).textContent();
  const pills = (id: string) =>
    page.locator(`[data-kiosk=${id}] .pill`).evaluateAll((found) => found.map((pill) => pill.className.replace("pill ", "")));

  describe("how long each kiosk's trust lasts", () => {
    const away = () => ({ lastSeenAt: now() - 3 * DAY });
    beforeEach(async () => {
      kiosks = [
        kiosk("a-well", { status: status(30) }),
        kiosk("b-soon", { status: status(6) }),
        kiosk("c-over", { status: status(-2) }),
        kiosk("d-away", { ...away(), status: status(30) }),
        kiosk("e-away-soon", {
          ...away(),
          status: status(4, { trust: { version: 9, issuedAt: 0, expiresAt: now() + 4.1 * DAY, state: "good" } }),
        }),
        kiosk("f-away-over", {
          ...away(),
          status: status(-1, { trust: { version: 9, issuedAt: 0, expiresAt: now() - 1.1 * DAY, state: "grace" } }),
        }),
        kiosk("g-grace", { status: status(-1, { trust: { version: 9, issuedAt: 0, expiresAt: now() - 1.1 * DAY, state: "grace" } }) }),
        kiosk("h-silent"),
      ];
      await eventually(rows).toHaveLength(8);
    });

    test("is said in days, and in colour only where somebody should act", async () => {
      expect(await factsOf("a-well")).toContain("Bộ tin cậy còn 30 ngày");
      expect(await factsOf("b-soon")).toContain("Bộ tin cậy chỉ còn 6 ngày");
      expect(await factsOf("c-over")).toContain("Bộ tin cậy đã hết hạn 1 ngày trước");
      expect(await factsOf("g-grace")).toContain("đang dùng tạm");
      expect(await Promise.all(["a-well", "b-soon", "c-over", "g-grace"].map(pills))).toEqual([["quiet"], ["amber"], ["red"], ["amber"]]);
      expect(await page.locator("[data-kiosk=h-silent] .facts").count()).toBe(0);
    });

    test("falls for a kiosk that is away, too, which stays grey until it does", async () => {
      expect(await Promise.all(["d-away", "e-away-soon", "f-away-over"].map(pills))).toEqual([["quiet"], ["amber"], ["red"]]);
      expect(await page.locator("[data-kiosk=e-away-soon] .todo").textContent()).toContain("mang USB có bộ tin cậy mới đến");
      expect(await page.locator("[data-kiosk=b-soon] .todo").textContent()).toContain("công bố bộ tin cậy mới tại trung tâm");
      expect(await page.locator("[data-kiosk=d-away] .todo").count()).toBe(0);
    });

    test("orders the list, unless names are wanted", async () => {
      expect(await rows()).toEqual(["c-over", "f-away-over", "g-grace", "e-away-soon", "b-soon", "a-well", "d-away", "h-silent"]);
      await page.getByRole("button", { name: "Tên" }).click();
      expect(await rows()).toEqual(["a-well", "b-soon", "c-over", "d-away", "e-away-soon", "f-away-over", "g-grace", "h-silent"]);
    });

    test("picks out those that need somebody", async () => {
      await page.getByRole("button", { name: "Cần để ý 5" }).click();
      expect(await rows()).toEqual(["c-over", "f-away-over", "g-grace", "e-away-soon", "b-soon"]);
      kiosks = kiosks.slice(0, 1);
      await eventually(() => page.locator("fleet-kiosks .hint").textContent()).toBe("Không máy nào cần để ý.");
    });

    test("stands at 7:1 or more", async () => {
      const dim = await dimTexts(page);
      expect(dim.filter((text) => /Tin cậy|công bố|mang USB|Cần để ý|Hết hạn trước/.test(text))).toEqual([]);
    });
  });

  test("a clock that is wrong is said with how much, and what to do", async () => {
    kiosks = [
      kiosk("slow", { clockOffsetSeconds: -3 * DAY, status: status(30, { clock: { state: "behind", floor: now() } }) }),
      kiosk("fast", { clockOffsetSeconds: 500 * DAY, status: status(30, { clock: { state: "ahead", floor: now() } }) }),
      kiosk("a-little", { clockOffsetSeconds: 130, status: status(30) }),
      kiosk("right", { clockOffsetSeconds: 0.4, status: status(30) }),
    ];
    await eventually(rows).toHaveLength(4);
    expect(await rows()).toEqual(["slow", "fast", "a-little", "right"]);
    expect(await factsOf("slow")).toContain("Đồng hồ chạy chậm 3 ngày");
    expect(await factsOf("fast")).toContain("Đồng hồ chạy nhanh 500 ngày");
    expect(await factsOf("a-little")).toContain("Đồng hồ lệch 2 phút");
    expect(await page.locator("[data-kiosk=slow] .todo").textContent()).toContain("Chỉnh giờ tại máy");
    expect(await pills("right")).toEqual(["quiet"]);
  });

  test("a kiosk heard minutes ago is not said to be connected: its cable may be out since", async () => {
    kiosks = [kiosk("quiet", { lastSeenAt: now() - 250 })];
    await eventually(() => page.locator("[data-kiosk=quiet] .state").textContent()).toBe("liên lạc lần cuối 4 phút trước");
  });

  test("a kiosk whose group the bundle does not know calls for somebody, however good its bundle is", async () => {
    kiosks = [kiosk("a-soon", { status: status(1) }), kiosk("b-lost", { status: status(40, { unknownGroup: "clinicss" }) })];
    await eventually(rows).toEqual(["b-lost", "a-soon"]);
    expect(await pills("b-lost")).toEqual(["red", "quiet"]);
    expect(await factsOf("b-lost")).toContain("không có nhóm “clinicss”");
    expect(await page.locator("[data-kiosk=b-lost] .todo").textContent()).toContain("sửa group trong cấu hình");
    expect(await page.getByRole("button", { name: "Cần để ý 2" }).count()).toBe(1);
  });

  test("a kiosk without any trust comes first, and a contradicting one before it", async () => {
    const { trust: _, ...without } = status(1);
    kiosks = [
      kiosk("a-soon", { status: status(1) }),
      kiosk("b-none", { status: without }),
      kiosk("c-lies", { contradiction: { kind: "forked", seq: 1, at: 1 } }),
    ];
    await eventually(rows).toEqual(["c-lies", "b-none", "a-soon"]);
    expect(await factsOf("b-none")).toContain("Chưa có bộ tin cậy");
  });

  test("each contradiction is named in words of its own, and so is an entry that central could not take", async () => {
    const contradicting = (kind: "forked" | "rewritten") => kiosk(kind, { contradiction: { kind, seq: 7, at: 1 } });
    kiosks = [
      contradicting("forked"),
      contradicting("rewritten"),
      kiosk("truncated", { contradiction: { kind: "truncated", seq: 7, at: 1, others: [{ kind: "forked", seq: 5, at: 0 }] } }),
      kiosk("d", { status: status(30, { setAside: 2 }) }),
      kiosk("e", { status: status(30, { uncompared: true }) }),
    ];
    const words = (id: string) => page.locator(`[data-kiosk=${id}] .contradiction`).allTextContents();
    await eventually(() => words("truncated")).toEqual([
      expect.stringContaining("chỉ còn 7 mục"),
      expect.stringContaining("rẽ sang nhánh khác trước mục 5"),
    ]);
    expect(await words("forked")).toEqual([expect.stringMatching(/rẽ sang nhánh khác trước mục 7.*\(forked\)\.$/)]);
    expect(await words("rewritten")).toEqual([
      expect.stringContaining("ổ cũ được lắp lại rồi dùng tiếp, hoặc mục bị viết lại (rewritten)"),
    ]);
    expect(await page.locator("[data-kiosk=forked] .todo").textContent()).toContain("Phải có người đến xem máy");
    expect(await factsOf("d")).toContain("2 mục trung tâm không nhận được");
    expect(await factsOf("e")).toContain("không đối chiếu được với những gì đã ký");
  });

  test("a kiosk that central cannot take anything more from, because of a copy that was too old, says what is missing and what to do", async () => {
    kiosks = [kiosk("cut", { size: 100, status: status(30, { firstSeq: 378 }) })];
    await eventually(() => pills("cut")).toEqual(["red", "quiet"]);
    expect(await factsOf("cut")).toContain("Trung tâm thiếu các mục 100 đến 377");
    expect(await page.locator("[data-kiosk=cut] .todo").textContent()).toContain("lập lại máy với tên mới");
  });

  test("a device that another has replaced says so, and needs nobody", async () => {
    kiosks = [kiosk("old", { replacedBy: "old--2", status: status(-9) }), kiosk("old--2", { status: status(30) })];
    await eventually(rows).toEqual(["old--2", "old"]);
    expect(await factsOf("old")).toBe("Đã thay bằng old--2");
    expect(await page.getByRole("button", { name: "Cần để ý 0" }).count()).toBe(1);
  });

  test("an event in a kiosk's own life stands among the entries by its name, also one that this page does not know", async () => {
    const event = (seq: number, reason: string): EntryRow => ({ seq, at: now(), reason });
    entries["ha-noi-1"] = [event(2, "event-trust-updated"), event(3, "event-invented-next-year")];
    await eventually(() => page.locator("[data-reason=event-trust-updated]").textContent()).toContain("Nhận bộ tin cậy mới");
    expect(await page.locator("[data-reason=event-invented-next-year]").textContent()).toContain("Sự kiện");
    kiosks[0] = kiosk("ha-noi-1", { lastEntry: event(2, "event-trust-updated") });
    await eventually(() => page.locator("[data-kiosk=ha-noi-1] .last").textContent()).toContain("Nhận bộ tin cậy mới");
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
