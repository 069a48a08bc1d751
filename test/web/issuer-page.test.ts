import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Standing } from "../../src/core/standing.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { type IssuerServer, startIssuerServer } from "../support/issuer-server.ts";
import { dimTexts } from "../support/page-contrast.ts";

describe.skipIf(CHROMIUM === undefined)("the issuer's page", () => {
  let browser: Browser;
  let server: IssuerServer;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    server = await startIssuerServer();
    await server.issuer.remember({
      credential: "ab".repeat(32),
      type: "health-insurance",
      initials: "N. T. K. T.",
      issuedAt: Math.floor(Date.now() / 1000),
      expires: Math.floor(Date.now() / 1000) + 86_400,
      standing: "valid",
    });
    ({ page, faults } = await openPage(browser, server.url, { width: 1366, height: 768 }));
    await page.locator("issuer-credentials li").first().waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
    expect(faults.filter((fault) => !fault.includes("409"))).toEqual([]); // the browser logs each answer of 4xx
  });

  const wallet = () => page.locator("issuer-credentials li").first();
  const press = (standing: Standing) => wallet().locator(`[data-do=${standing}]`).click();
  const kiosk = () => page.locator("issuer-publication .kiosk").textContent();

  test("lists what was issued, wallets first, by type, initials and a short identity, and how each can be taken back", async () => {
    expect(await wallet().textContent()).toMatch(/Thẻ bảo hiểm y tế.*N\. T\. K\. T\..*abababab.*theo định danh/s);
    const samples = await page.locator("issuer-credentials section").last().textContent();
    for (const words of ["Thẻ số hợp lệ", "Đã bị thu hồi", "Đang bị tạm dừng", "theo danh sách, chỗ số 0"]) {
      expect(samples).toContain(words);
    }
    expect(await page.locator("body").textContent()).not.toContain("Kiểm");
  });

  test("takes a credential back and gives it back, each published at once", async () => {
    await press("suspended");
    await eventually(() => wallet().getAttribute("data-standing")).toBe("suspended");
    await press("revoked");
    await eventually(() => wallet().getAttribute("data-standing")).toBe("revoked");
    expect(server.issuer.credentials[0]?.standing).toBe("revoked");
    await eventually(() => page.locator("issuer-publication .version").textContent()).toContain("Bản 3");
    await press("valid");
    await eventually(() => wallet().locator(".standing").textContent()).toContain("Có hiệu lực");
    expect(server.issuer.published.version).toBe(4);
  });

  test("says that a revocation is final where this is no demo", async () => {
    expect(await page.locator("issuer-credentials .final").textContent()).toMatch(/thu hồi là vĩnh viễn.*đòi ghi lý do/);
  });

  test("says whether the kiosk has what was published, and what to do where it has not", async () => {
    await eventually(kiosk).toContain("chưa có danh sách tin cậy");
    server.kioskHolds(1);
    await eventually(kiosk).toContain("Đã nhận bản này");
    await press("revoked");
    await eventually(kiosk).toMatch(/bản 1\s+Đang dùng bản cũ\. Máy hỏi trung tâm/);
    server.sockets = { ...server.sockets, isNetworkPlugged: false };
    await eventually(kiosk).toContain("chép ra USB");
    server.kioskHolds(2);
    await eventually(() => page.locator("issuer-publication .kiosk").getAttribute("data-taken")).toBe("true");
  });

  test("copies to a stick that is on the table, and not to one in the kiosk", async () => {
    const stick = page.locator("[data-stick=usb-2]");
    await stick.locator("[data-do=write]").click();
    await eventually(() => stick.textContent()).toMatch(/bản 1 · \d+ giây trước/);
    server.sockets = { ...server.sockets, usbPort: "usb-2" };
    await eventually(() => stick.locator("[data-do=write]").isDisabled()).toBe(true);
    expect(await stick.textContent()).toContain("đang cắm ở máy");
  });

  test("carries a stick with a journal to central, says what came of it, and has no button for one without", async () => {
    const bring = (stick: string) => page.locator(`[data-stick=${stick}] [data-do=bring]`);
    server.sockets = { ...server.sockets, sticks: [{ name: "usb-1", carries: 412 }, { name: "usb-2" }] };
    await eventually(() => page.locator("[data-stick=usb-1]").textContent()).toContain("412 mục nhật ký");
    expect(await bring("usb-2").isDisabled()).toBe(true);
    await bring("usb-1").click();
    await eventually(() => page.locator(".brought").textContent()).toMatch(/USB 1: Trung tâm đã nhận 412 mục mới/);
    server.sockets = { ...server.sockets, sticks: [{ name: "usb-1" }, { name: "usb-2", carries: 13 }] };
    await bring("usb-2").click();
    await eventually(() => page.locator(".brought").textContent()).toContain("chưa nhận được hết");
  });

  test("says what to do when a stick was put into the kiosk a moment ago", async () => {
    const button = page.locator("[data-stick=usb-1] [data-do=write]");
    await button.evaluate((element: HTMLButtonElement) => {
      // The page may learn of it before the press: here it does not.
      new MutationObserver(() => element.removeAttribute("disabled")).observe(element, { attributes: true });
    });
    server.sockets = { ...server.sockets, usbPort: "usb-1" };
    await button.click();
    await eventually(() => page.locator("[role=alert]").textContent()).toContain("Hãy rút ra trên trang bàn thử");
  });

  test("is used with the keyboard alone, in either language", async () => {
    await page.locator(".topbar button").focus();
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("issuer-sticks h2").textContent()).toBe("By stick");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    await wallet().locator("[data-do=revoked]").focus();
    await page.keyboard.press("Enter");
    await eventually(() => wallet().textContent()).toContain("Revoked");
  });

  test("is readable at 7:1, and needs no sideways scrolling on a laptop, a large screen or a telephone", async () => {
    expect(await dimTexts(page)).toEqual([]);
    for (const width of [1366, 1920, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
});
