// What must never happen at a counter: one person's window, form or keys on another's scan. In a browser, against a running kiosk.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StaffFigures, StaffFound } from "../../src/core/staff-figures.ts";
import { MAX_RESULTS } from "../../src/core/staff-limits.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { CARD, STAFF, type StaffedKiosk, startStaffedKiosk } from "../support/staffed-kiosk.ts";

const LONG = 60_000;
const SOON = { timeout: 5000, interval: 50 };

let kiosk: StaffedKiosk;
let browser: Browser;
let page: Page;
let other: Page;

async function signedIn(name: string): Promise<Page> {
  const address = `https://127.0.0.1:${kiosk.port}/staff#pair=${await kiosk.pairingCode()}`;
  const opened = await openPage(browser, address, { width: 1366, height: 768, trustsAll: true });
  await opened.page.locator("staff-door input[name=name]").fill(name);
  await opened.page.keyboard.press("Enter");
  await opened.page.locator("staff-pin-entry input.staff").waitFor();
  for (const text of ["07", STAFF.pin]) {
    await opened.page.keyboard.type(text);
    await opened.page.keyboard.press("Enter");
  }
  await opened.page.locator("staff-desk").waitFor();
  return opened.page;
}

const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Whoever came meanwhile is looked at in turn; after the last the newest comes as it comes. */
const caughtUp = async () => {
  do await press("r");
  while ((await page.locator("[data-do=news]").count()) > 0);
  await press("r");
};
const says = (text: string | RegExp, on = page) => on.locator("tram-staff").getByText(text).first().waitFor({ timeout: 5000 });
const isClosed = (name: string) => page.locator(`staff-${name}`).waitFor({ state: "detached", timeout: 5000 });
const cardOf = (name: string, number: string) => CARD.replace("Bưởi", name).replace("001185012345", number);
const focusedPart = () =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.getAttribute("data-do") ?? active?.localName;
  });

const answered = () => page.evaluate(async () => ((await (await fetch("/staff/figures")).json()) as StaffFigures).total);

/** So many strangers, each answered before the next comes. */
async function crowd(many: number): Promise<void> {
  for (let stranger = 0; stranger < many; stranger++) {
    const before = await answered();
    await kiosk.show(`stranger ${stranger}`);
    await expect.poll(answered, SOON).toBe(before + 1);
  }
}

async function entries(): Promise<StaffFound["entries"]> {
  return await page.evaluate(async () => ((await (await fetch("/staff/entries")).json()) as StaffFound).entries);
}

describe.skipIf(CHROMIUM === undefined)("the staff's page at a busy counter", () => {
  beforeAll(async () => {
    [kiosk, browser] = await Promise.all([startStaffedKiosk(), openBrowser()]);
    page = await signedIn("Quầy 2 (cửa A)");
    other = await signedIn("Quầy 3");
    page.setDefaultTimeout(8000);
    other.setDefaultTimeout(8000);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await kiosk?.stop();
  });

  test(
    "records nothing at Enter on the way out of a window, and gives the focus back",
    async () => {
      await kiosk.show(CARD);
      await says("Nguyễn Thị Bưởi");
      await page.locator("staff-result [data-do=compare]").click();
      await press("y", "y", "y", "y");
      await says("Ghi: thẻ khớp");
      await page.locator("staff-compare [data-do=close]").focus();
      await press("Enter");
      await isClosed("compare");
      await expect.poll(focusedPart, SOON).toBe("compare");
      expect((await entries()).filter(({ matches }) => matches !== undefined)).toEqual([]);
    },
    LONG,
  );

  test(
    "closes a window when its scan is not kept any more, says so, and never turns to the next person's",
    async () => {
      await press("o", "1");
      await says("Mã PIN của chính bạn");
      await crowd(MAX_RESULTS + 2);
      await says("Cửa sổ đã đóng, chưa ghi gì");
      expect(await page.locator("staff-override").count()).toBe(0);
      await page.keyboard.type(STAFF.pin);
      await press("Enter");
      expect((await entries()).filter(({ overridden }) => overridden !== undefined)).toEqual([]);
    },
    LONG,
  );

  test(
    "leaves the reason to arrow keys until it is taken, and counts the wait for a PIN on after it was closed",
    async () => {
      await press("r", "o");
      await page.locator("staff-override input[type=radio]").first().focus();
      await press("ArrowDown", "ArrowDown");
      expect(await page.locator("staff-override staff-pin-entry").count()).toBe(0);
      await press("Enter");
      for (let attempt = 0; attempt < 3; attempt++) {
        const answered = page.waitForResponse(/override/);
        await page.keyboard.type("111111");
        await press("Enter");
        await answered;
      }
      await says(/^\d\d giây$/);
      await press("Escape", "o", "2");
      await says(/^\d\d giây$/);
      await press("Escape");
    },
    LONG,
  );

  test(
    "shows a visitor's call over a window, and takes its key",
    async () => {
      await press("o");
      await page.locator("staff-override dialog").waitFor({ timeout: 5000 });
      await fetch(`${kiosk.url}/help-call`, { method: "POST" });
      await page.locator("staff-override staff-call [data-do=coming]").waitFor({ timeout: 5000 });
      await press("a");
      await page.locator("staff-call [data-do=coming]").waitFor({ state: "detached", timeout: 5000 });
      await press("Escape");
    },
    LONG,
  );

  test(
    "does nothing in a window at letters and digits once they are put off",
    async () => {
      await page.evaluate(() => localStorage.setItem("tram-staff-keys", "off"));
      await page.locator("staff-result [data-do=override]").click();
      await press("1");
      await page.locator("staff-override dialog").waitFor({ timeout: 5000 });
      expect(await page.locator("staff-override staff-pin-entry, staff-override :checked").count()).toBe(0);
      await page.evaluate(() => localStorage.clear());
      await press("Escape");
    },
    LONG,
  );

  test(
    "closes the switch when somebody else pauses it: Enter does not open what has a fault",
    async () => {
      await press("s", "1");
      await other.keyboard.press("s");
      await other.keyboard.press("5");
      await other.locator("staff-service select[name=hour]").selectOption("13");
      await other.locator("staff-service select[name=minute]").selectOption("30");
      await other.locator("staff-service [data-do=stop]").click();
      await says("s-07 vừa ngừng máy: Máy có lỗi.");
      await press("Enter");
      await says("làm lại lúc 13:30");
      await page.locator("staff-desk [data-do=reopen]").click();
      await page.locator("staff-service [data-do=open]").click();
      await page.locator("staff-desk .paused").waitFor({ state: "detached", timeout: 5000 });
    },
    LONG,
  );

  test(
    "leaves a result where it is when a line of it was copied and the next person's code is read: the next is told of, on every page",
    async () => {
      await caughtUp();
      await kiosk.show(cardOf("Lan", "001185000001"));
      await says("Nguyễn Thị Lan");
      await press("1");
      await says("Đã chép:");
      await kiosk.show(cardOf("Cam", "001185000002"));
      await says("Có kết quả mới");
      await press("2");
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), SOON).toBe("Nguyễn Thị Lan");
      await press("r");
      await says("Nguyễn Thị Cam");
      expect((await page.locator("staff-fields [role=status]").textContent())?.trim()).toBe("");
      await press("t");
      await kiosk.show(cardOf("Dừa", "001185000003"));
      await says("Có kết quả mới");
      expect(await page.title()).toContain("Hôm nay");
      await press("r");
      await says("Nguyễn Thị Dừa");
    },
    LONG,
  );

  test(
    "hides what somebody hides on every device, and stays so when the page is loaded again",
    async () => {
      await says("Nguyễn Thị Dừa", other);
      await press("m");
      await says("Muốn xem lại, mời người dân đưa lại mã.", other);
      await page.reload();
      await says("Muốn xem lại, mời người dân đưa lại mã.");
      expect(await page.getByText("Nguyễn Thị Dừa").count()).toBe(0);
    },
    LONG,
  );

  test(
    "prints the report with the figures of this moment, or nothing",
    async () => {
      await press("b");
      await says("Đầu cây nhật ký, máy đã ký");
      const total = page.locator("staff-report dl").getByText(/^\d+$/).first();
      const before = Number(await total.textContent());
      await page.evaluate(() => (globalThis.print = () => void document.body.setAttribute("data-printed", "")));
      await kiosk.show("one more stranger");
      await says("Có kết quả mới");
      await press("p");
      await page.locator("[data-printed]").waitFor({ timeout: 5000 });
      expect(Number(await total.textContent())).toBe(before + 1);
      await page.evaluate(() => document.body.removeAttribute("data-printed"));
      await page.route("**/staff/report", (route) => route.abort());
      await press("w");
      await says("Máy chưa làm được việc này.");
      expect(await page.locator("[data-printed]").count()).toBe(0);
    },
    LONG,
  );
});
