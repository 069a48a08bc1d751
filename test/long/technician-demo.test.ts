// The technician's page of a demo, which has lamps, a relay and a central: with a keyboard alone, and the reset that a demo survives as the next device.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScreenStatus } from "../../src/core/screen.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { type DemoProcess, startDemo } from "../support/demo-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LONG = 60_000;
const PIN = "161803";

let browser: Browser;
let demo: DemoProcess;
let page: Page;
const at = (path: string) => new URL(path, demo.deskUrl).href;
const status = async (): Promise<Partial<ScreenStatus>> => {
  try {
    return (await (await fetch(at("/status"))).json()) as ScreenStatus;
  } catch {
    return {}; // between two kiosks
  }
};

describe.skipIf(CHROMIUM === undefined)("the technician of a demo", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    demo = await startDemo(temporaryFolder());
    ({ page } = await openPage(browser, at("/technician"), { width: 1024, height: 600 }));
    await page.locator("technician-pin-pad").waitFor();
    await page.keyboard.type(PIN);
    await page.keyboard.press("Enter");
    await page.locator("[data-tab=log]").waitFor();
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("has a log, though the demo's terminal is quiet", async () => {
    await page.locator("[data-tab=log]").click();
    await page.locator("table.log tr.info", { hasText: "máy sẵn sàng" }).waitFor();
    await page.locator("[data-tab=parts]").click();
  });

  test("comes to the question by keys alone, answers it, and goes on where he was", async () => {
    const lamp = page.locator("[data-part='seen-red'] [data-do=test]");
    await lamp.focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-do=seen]:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-part='seen-red'].ok [data-do=test]:focus").waitFor();
  });

  test("may try the reset: the demo comes back as the next device there, and central takes it", { timeout: LONG }, async () => {
    await page.locator("[data-tab=reset]").click();
    await page.locator("input[name=kiosk]").fill("demo");
    await page.locator("input[name=pin]").fill(PIN);
    const abandon = page.locator("input[name=abandon]");
    if (await abandon.isVisible()) await abandon.fill(/\d+/.exec((await page.locator("label.wrong b").textContent()) ?? "")?.[0] ?? "");
    await page.locator("[data-do=reset]").click();
    await page.locator(".statement .qr").waitFor();
    await page.locator("[data-do=setup]").waitFor({ timeout: LONG });
    await expect.poll(async () => (await status()).kiosk, { timeout: LONG, interval: 200 }).toBe("demo--2");
    await expect.poll(async () => (await status()).trust?.state, { timeout: LONG, interval: 200 }).toBe("good");
    expect((await status()).codes).not.toContain("T-697");
    expect((await status()).centralRefuses).toBeUndefined();
  });
});
