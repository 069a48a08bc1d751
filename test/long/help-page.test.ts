import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FAULTS } from "../../src/core/faults.ts";
import { registry } from "../../src/core/registry.ts";
import { loadLanguages } from "../../src/drivers/language-files.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { CHROMIUM, openBrowser, openPage, type PageOptions } from "../support/browser.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { STATUS } from "../support/screens.ts";

const AXE = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SIZES: readonly PageOptions[] = [
  { width: 320, height: 640 },
  { width: 1024, height: 600 },
  { width: 1080, height: 1920, locale: "en-GB" },
];

let server: ScreenServer;
let browser: Awaited<ReturnType<typeof openBrowser>> | undefined;

beforeAll(async () => {
  const languages = await loadLanguages(["vi", "en", "km"], undefined);
  server = await startScreenServer({ port: 0, status: STATUS, languages: languages.routes, onFault: () => {} });
  if (CHROMIUM !== undefined) browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server.close();
});

/** What axe finds wrong, as `rule: element`. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    return (await axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 100)}`));
  });
}

describe.skipIf(CHROMIUM === undefined)("the help pages", () => {
  const open = async (path: string, size: PageOptions = { width: 1024, height: 600 }) => {
    if (!browser) throw new Error("no browser");
    const opened = await openPage(browser, `${server.url}${path}`, size);
    await opened.page.locator("tram-help main").waitFor();
    return opened;
  };

  test.each(["/help", "/help/T-204", "/help/reader-missing", "/help/T-999"].flatMap((path) => SIZES.map((size) => [path, size] as const)))(
    "%s stands at 7:1, fits and has nothing that axe finds wrong (%o)",
    async (path, size) => {
      const { page, faults } = await open(path, size);
      expect(await violations(page)).toEqual([]);
      expect(await dimTexts(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  test("list every code, and one leads to its own page", async () => {
    const { page } = await open("/help?from=/technician");
    expect(await page.locator(".codes a").count()).toBe(registry().length);
    await page.getByRole("searchbox").fill("dau doc khong");
    await page.getByText(FAULTS["reader-missing"].title.vi).click();
    await page.waitForURL("**/help/T-601?from=/technician");
    expect(await page.locator("article").textContent()).toContain(FAULTS["reader-missing"].technician.vi);
    expect(await page.getByRole("link", { name: "← Quay lại" }).getAttribute("href")).toBe("/technician");
    await page.context().close();
  });

  test("find a code as it is typed, and lead the keyboard to a group", async () => {
    const { page } = await open("/help/");
    await page.getByRole("searchbox").fill("T204");
    expect(await page.locator(".codes a").count()).toBe(1);
    await page.getByRole("searchbox").fill("");
    await page.locator("nav button").nth(2).click();
    expect(await page.locator("tram-help").evaluate((help) => help.shadowRoot?.activeElement?.localName)).toBe("h2");
    await page.getByRole("button", { name: "English" }).click();
    expect(await page.title()).toContain("Codes and what to do");
    await page.context().close();
  });

  test("speak English where it is asked for, and lead back to nowhere else than the kiosk", async () => {
    const { page } = await open("/help/T-204?from=//example.org");
    await page.getByRole("button", { name: "English" }).click();
    expect(await page.locator("article").textContent()).toContain("Signature wrong");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    expect(await page.getByRole("link", { name: "← Back" }).getAttribute("href")).toBe("/");
    await page.context().close();
  });

  test("go back to the visitors' screen once nobody has touched a panel for three minutes", async () => {
    if (!browser) throw new Error("no browser");
    const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(`${server.url}/help?from=/technician`);
    await page.locator("tram-help main").waitFor();
    await page.clock.runFor(170_000);
    await page.mouse.click(5, 300);
    await page.clock.runFor(170_000);
    expect(new URL(page.url()).pathname).toBe("/help");
    await page.clock.runFor(20_000);
    await page.waitForURL(`${server.url}/`);
    await context.close();
  });

  test("on paper have what is said, without buttons", async () => {
    const { page } = await open("/help/T-601");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("tram-help header").isVisible()).toBe(false);
    expect(await page.locator("article").isVisible()).toBe(true);
    await page.context().close();
  });
});

test("a language's texts are served to the kiosk's own pages only", async () => {
  const own = await fetch(`${server.url}/languages/km.json`);
  expect(await own.json()).toMatchObject({ language: "km", direction: "ltr" });
  const foreign = await fetch(`${server.url}/languages/km.json`, { headers: { "sec-fetch-site": "cross-site" } });
  expect([foreign.status, (await fetch(`${server.url}/languages/..%2fkm.json`)).status]).toEqual([403, 404]);
});
