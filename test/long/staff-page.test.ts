// The staff's page in a browser, on another device over TLS and on the kiosk's own screen, against a running kiosk.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { axeFaults } from "../support/page-axe.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { CARD, STAFF, type StaffedKiosk, startStaffedKiosk } from "../support/staffed-kiosk.ts";

const LONG = 60_000;
const DESKTOP = { width: 1366, height: 768 };
const SIZES = [{ width: 320, height: 640 }, { width: 1024, height: 600 }, DESKTOP];
/** A name as somebody prints it who wants to see what this page does with it: HTML, a turned direction, an invisible sign, and far too long. */
const HOSTILE = `001085012346||<img src=x onerror=alert(1)>\u202egnort\u200b${"Ă".repeat(380)}|15081985|Nữ|<script>alert(1)</script>|01012022`;

let kiosk: StaffedKiosk;
let browser: Browser;
let page: Page;
let faults: readonly string[];

const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const says = (text: string | RegExp) => page.locator("tram-staff").getByText(text).first().waitFor({ timeout: 5000 });

/** By keys alone, as a clerk's hands lie on them. */
async function signIn(pin: string = STAFF.pin): Promise<void> {
  await page.locator("staff-pin-entry input.staff").waitFor();
  await page.keyboard.type("07");
  await press("Enter");
  await page.keyboard.type(pin);
  await press("Enter");
}

/** What nobody may find wrong with a state of the page, at any size. */
async function expectSound(state: string): Promise<void> {
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`${size.width}: wider than the screen`);
    found.push(...(await dimTexts(page)));
  }
  found.push(...(await axeFaults(page)));
  await page.setViewportSize(DESKTOP);
  expect({ state, found }).toEqual({ state, found: [] });
}

describe.skipIf(CHROMIUM === undefined)("the staff's page on another device", () => {
  beforeAll(async () => {
    [kiosk, browser] = await Promise.all([startStaffedKiosk(), openBrowser()]);
    ({ page, faults } = await openPage(browser, `https://127.0.0.1:${kiosk.port}/staff`, { ...DESKTOP, trustsAll: true }));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await kiosk?.stop();
    // A PIN that is refused is answered with 403, which a browser tells its developers.
    expect(faults.filter((fault) => !/status of 403/.test(fault))).toEqual([]);
  });

  test(
    "is shown how to be paired, is paired by the address of the QR code, and lets in by staff code and PIN",
    async () => {
      await says("Ghép thiết bị này với máy");
      await expectSound("not paired");
      await page.goto(`https://127.0.0.1:${kiosk.port}/staff#pair=${await kiosk.pairingCode()}`);
      await page.reload();
      await page.locator("staff-door input[name=name]").fill("Quầy 2");
      await press("Enter");
      await signIn("999999");
      await says("Mã nhân viên hoặc PIN sai. Mời nhập lại.");
      expect(page.url()).not.toContain("pair");
      await expectSound("a wrong PIN");
      await page.keyboard.type(STAFF.pin);
      await press("Enter");
      await says("Chưa có lần quét nào.");
      await expectSound("nothing yet");
    },
    LONG,
  );

  test(
    "shows a scan at once, without a name in its list, and copies a line by its key in the way that is asked for",
    async () => {
      await kiosk.show(CARD);
      await says("Nguyễn Thị Bưởi");
      expect(await page.locator("staff-list section").textContent()).not.toContain("Bưởi");
      expect(await page.locator("[role=timer]").textContent()).toMatch(/^(2:00|1:5\d)$/);
      await expectSound("a card");
      await press("3");
      await says("Đã chép:");
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("15/08/1985");
      await press("f", "3");
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("1985-08-15");
      await press("f", "2");
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("Nguyen Thi Buoi");
    },
    LONG,
  );

  test(
    "leads through the comparison with the card, line by line, and says what was found",
    async () => {
      await press("c");
      await says("Cầm thẻ của người dân và so từng dòng");
      await press("y", "n");
      await expectSound("half compared");
      await press("Enter", "y", "y", "Enter");
      await says("Đã đối chiếu với thẻ: KHÔNG khớp");
      expect(await page.locator("staff-list [aria-current=true]").textContent()).toContain("KHÔNG khớp");
    },
    LONG,
  );

  test(
    "records a decision in the kiosk's place with a reason and one's own PIN only",
    async () => {
      await press("o", "2");
      await says("Có giấy tờ khác chứng minh");
      await expectSound("deciding");
      await page.keyboard.type("111111");
      await press("Enter");
      await says("PIN sai. Mời nhập lại.");
      await page.keyboard.type(STAFF.pin);
      await press("Enter");
      await says("Nhân viên đã quyết định thay máy:");
      expect(await page.locator("staff-result [data-do=override]").count()).toBe(0);
    },
    LONG,
  );

  test(
    "hides what is personal at a key, and by itself when two minutes are over although the kiosk has said nothing",
    async () => {
      await press("m");
      await says("Muốn xem lại, mời người dân đưa lại mã.");
      await page.clock.install();
      await kiosk.show(CARD.replace("Bưởi", "Cam"));
      await says("Nguyễn Thị Cam");
      await page.clock.fastForward(121_000);
      await says("Muốn xem lại, mời người dân đưa lại mã.");
      expect(await page.getByText("Nguyễn Thị Cam").count()).toBe(0);
      await page.clock.resume();
    },
    LONG,
  );

  test(
    "shows the text of a hostile card as text",
    async () => {
      await kiosk.show(HOSTILE);
      await says("<img src=x onerror=alert(1)>");
      const text = await page.locator("staff-fields dl").textContent();
      expect(text).not.toMatch(/[\u202e\u200b]/);
      await expectSound("a hostile card");
      await press("m");
    },
    LONG,
  );

  test(
    "puts the kiosk out of service with a reason, which visitors read after their answer, and back",
    async () => {
      const visitors = await openPage(browser, kiosk.url, { width: 1024, height: 600 });
      await press("s", "1");
      await expectSound("about to pause");
      await press("Enter");
      await says("Máy đang NGỪNG nhận mã");
      // Whoever reads an answer may read it to its end.
      await visitors.page.getByText("TẠM NGỪNG").first().waitFor({ timeout: 15_000 });
      await expectSound("paused");
      await press("s", "Enter");
      await page.locator("staff-desk .paused").waitFor({ state: "detached", timeout: 5000 });
      await visitors.page.context().close();
    },
    LONG,
  );

  test(
    "says that a visitor calls, until somebody comes",
    async () => {
      await fetch(`${kiosk.url}/help-call`, { method: "POST" });
      await says("Người dân gọi giúp ở máy");
      await expectSound("a call");
      await press("a");
      await page.getByText("Người dân gọi giúp ở máy").waitFor({ state: "detached", timeout: 5000 });
    },
    LONG,
  );

  test(
    "has the day's figures as charts, tables and CSV, a search without names, and a report on two papers",
    async () => {
      await press("t");
      await says("Số lần quét theo giờ");
      await page.locator("staff-figures summary").first().click();
      await expectSound("figures");
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-csv=reasons]").click()]);
      expect(readFileSync(await download.path(), "utf8")).toMatch(/^\ufeffMã,Kết quả,Số lần\r\nT-300,"?Mã này không có chữ ký số/);
      await press("/");
      await page.locator("staff-search tbody tr").first().waitFor();
      await page.keyboard.type("T-300");
      await says("3 lần quét");
      expect(await page.locator("staff-search tbody").textContent()).toContain("Nhân viên quyết định: Có giấy tờ khác chứng minh");
      await expectSound("search");
      await page.locator("staff-topbar [data-do=report]").click();
      await says("Đầu cây nhật ký, máy đã ký");
      await expectSound("report");
      await page.evaluate(() => (globalThis.print = () => document.body.setAttribute("data-printed", "")));
      for (const [paper, width] of [
        ["a4", 595],
        ["narrow", 227],
      ] as const) {
        await page.locator(`staff-report [data-do=${paper}]`).click();
        await page.locator("[data-printed]").waitFor({ timeout: 5000 });
        const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
        await page.evaluate(() => document.body.removeAttribute("data-printed"));
        expect(pdf.match(/\/Type \/Page\b/g)?.length, "a roll is one page, however long").toBeLessThanOrEqual(paper === "narrow" ? 1 : 3);
        expect(Math.round(Number(/\/MediaBox \[0 0 ([\d.]+)/.exec(pdf)?.[1]))).toBeCloseTo(width, -1);
      }
    },
    LONG,
  );

  test(
    "speaks English at a key, tells its keys, and does nothing at letters once they are put off",
    async () => {
      await page.locator("staff-topbar [data-do=results]").click();
      await press("l");
      await says("Last scans");
      await expectSound("English");
      await press("?");
      await says("Single-letter keys: on");
      await expectSound("the keys");
      await page.locator("staff-keys [data-do=turn]").click();
      await press("Escape", "t");
      expect(await page.locator("staff-figures").count()).toBe(0);
      await page.evaluate(() => localStorage.clear());
    },
    LONG,
  );

  test(
    "is locked at a key, and shows nothing any more",
    async () => {
      await press("q");
      await says("Sign in");
      expect(await page.locator("staff-desk").count()).toBe(0);
    },
    LONG,
  );

  test(
    "on the kiosk's own screen asks for the same code and PIN, and shows the QR code that pairs another device",
    async () => {
      ({ page, faults } = await openPage(browser, `${kiosk.url}/staff`, { width: 1024, height: 600 }));
      for (const digit of "07") await page.locator(`staff-pin-entry [data-key="${digit}"]`).click();
      await page.locator("staff-pin-entry input.pin").focus();
      for (const digit of STAFF.pin) await page.locator(`staff-pin-entry [data-key="${digit}"]`).click();
      await page.locator("staff-pin-entry [data-do=enter]").click();
      await page.locator("staff-topbar [data-do=pairing]").click();
      await page.locator("staff-pairing .qr").waitFor({ timeout: 5000 });
      expect(await page.locator("staff-pairing .fingerprint .mono").textContent()).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      await expectSound("pairing");
      await press("Escape");
      await page.locator("staff-topbar [data-do=citizens]").click();
      await page.locator("tram-kiosk").waitFor({ state: "attached", timeout: 5000 });
    },
    LONG,
  );
});
