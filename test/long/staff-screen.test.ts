// The staff's page on the kiosk's own screen, before which a visitor stands next, in a demo: with a picture out of a credential, and its way back to the visitors.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SCREEN_IDLE_SECONDS } from "../../src/core/staff-limits.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { type DemoProcess, startDemo } from "../support/demo-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LONG = 60_000;
/** The demo's staff code and PIN, as it prints them. */
const DEMO_STAFF = ["01", "271828"];

let demo: DemoProcess;
let browser: Browser;
let page: Page;

const url = () => new URL(demo.deskUrl).origin;
const says = (text: string) => page.locator("tram-staff").getByText(text).first().waitFor({ timeout: 10_000 });
const isWithVisitors = () => new URL(page.url()).pathname === "/";

async function open(): Promise<void> {
  await page?.context().close();
  ({ page } = await openPage(browser, `${url()}/staff`, { width: 1366, height: 768 }));
  await page.locator("staff-pin-entry input.staff").waitFor();
}

async function signIn(): Promise<void> {
  for (const text of DEMO_STAFF) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
  await page.locator("staff-desk").waitFor({ timeout: 10_000 });
}

async function hold(id: string): Promise<void> {
  const samples = (await (await fetch(`${url()}/desk/samples`)).json()) as readonly { readonly id: string; readonly text: string }[];
  const text = samples.find((sample) => sample.id === id)?.text;
  await fetch(`${url()}/desk/text`, { method: "POST", ...(text !== undefined && { body: text }) });
}

describe.skipIf(CHROMIUM === undefined)("the staff's page on the kiosk's own screen", () => {
  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(temporaryFolder()), openBrowser()]);
    await open();
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test(
    "shows the picture of a credential within the screen, above it what the policy asked, and lets go of it at a key",
    async () => {
      await signIn();
      await hold("portrait");
      const picture = page.locator("staff-portrait img");
      await picture.waitFor({ timeout: 10_000 });
      expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(0);
      const box = await picture.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? Number.POSITIVE_INFINITY)).toBeLessThan(768);
      await says("Đủ 18 tuổi");
      const [address] = await page.evaluate(() =>
        performance.getEntriesByType("resource").flatMap(({ name }) => (/portrait$/.test(name) ? [name] : [])),
      );
      await page.keyboard.press("m");
      await picture.waitFor({ state: "detached" });
      expect(await page.evaluate(async (url) => (await fetch(url ?? "")).status, address)).toBe(404);
    },
    LONG,
  );

  test(
    "has everything of a bar over its pages in one row, and the comparison above the fold of a small panel",
    async () => {
      expect((await page.locator("staff-topbar header").boundingBox())?.height).toBeLessThan(70);
      await hold("insurance-card");
      await says("Đối chiếu với thẻ");
      await page.setViewportSize({ width: 1024, height: 600 });
      const box = await page.locator("staff-result [data-do=compare]").boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? Number.POSITIVE_INFINITY)).toBeLessThan(600);
    },
    LONG,
  );

  test(
    "pairs with the demo's port, which this machine alone can reach",
    async () => {
      await page.locator("staff-topbar [data-do=pairing]").click();
      await page.locator("staff-pairing .qr").waitFor({ timeout: 5000 });
      expect(await page.locator("staff-pairing li").allTextContents()).toEqual([
        expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/staff$/),
      ]);
    },
    LONG,
  );

  test(
    "goes back to the visitors a minute after the last touch at its door, and two minutes after it inside",
    async () => {
      await open();
      await page.clock.install();
      // The letter works although a field of digits has the focus, and is a touch.
      await page.keyboard.press("l");
      await says("Sign in");
      await page.clock.fastForward(59_000);
      expect(isWithVisitors()).toBe(false);
      await page.clock.fastForward(2000);
      await expect.poll(isWithVisitors).toBe(true);
    },
    LONG,
  );

  test(
    "inside it waits two minutes, hears every touch, and tells the kiosk of them often enough",
    async () => {
      await open();
      await page.clock.install();
      await signIn();
      await page.clock.fastForward(1000 * (SCREEN_IDLE_SECONDS - 20));
      expect(isWithVisitors(), "the door's minute does not count inside").toBe(false);
      const touched = page.waitForRequest(/staff\/touch$/);
      await page.mouse.click(5, 5);
      await touched;
      await page.clock.fastForward(16_000);
      const again = page.waitForRequest(/staff\/touch$/);
      await page.mouse.click(5, 5);
      await again;
      await page.clock.fastForward(1000 * (SCREEN_IDLE_SECONDS - 1));
      expect(isWithVisitors()).toBe(false);
      await page.clock.fastForward(2000);
      await expect.poll(isWithVisitors).toBe(true);
    },
    LONG,
  );
});
