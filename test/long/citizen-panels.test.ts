import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leastCapitalMm, PANEL_PROFILES, PANELS } from "../../src/core/panel-profile.ts";
import { loadLanguages } from "../../src/drivers/language-files.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { capitalPixels, disorder, misplaced, showOn } from "../support/citizen-measures.ts";
import { everyView } from "../support/citizen-views.ts";
import { statusOn } from "../support/screens.ts";

const CASES = PANELS.flatMap((panel) => (["lying", "standing"] as const).map((way) => ({ panel, way })));

// A kiosk with everything that can stand on its screen at once: a demo, buttons, a service point.
describe.skipIf(CHROMIUM === undefined).each(CASES)("the citizen's screen on the $panel panel, $way", ({ panel, way }) => {
  const profile = PANEL_PROFILES[panel];
  const size = way === "lying" ? { width: profile.width, height: profile.height } : { width: profile.height, height: profile.width };
  const mmAPixel = profile.longMm / profile.width;
  let browser: Browser;
  let screen: ScreenServer;
  let page: Page;
  let id = 0;

  beforeAll(async () => {
    const languages = await loadLanguages(["vi", "en", "km"], undefined);
    const onFault = (error: unknown) => {
      throw error;
    };
    screen = await startScreenServer({
      port: 0,
      status: statusOn(panel, languages.names),
      languages: languages.routes,
      onHelpCall: () => {},
      onFault,
    });
    browser = await openBrowser();
    ({ page } = await openPage(browser, screen.url, size));
    await page.locator("tram-citizen nav").waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await screen?.close();
  });

  test.each(["vi", "en", "km"])(
    "shows every state whole and in order, headline and way on in capitals of 0.7°, in %s",
    async (language) => {
      const faults: string[] = [];
      for (const [name, view] of everyView(id)) {
        if ("id" in view) id = view.id;
        await showOn(page, view);
        if (name === "attract") {
          await choose(page, language);
          await showOn(page, view);
        }
        const [least = 0] = (await capitalPixels(page)).map((pixels) => pixels * mmAPixel).toSorted((a, b) => a - b);
        if (least < leastCapitalMm(profile) * 0.999) faults.push(`${name}: capitals of ${least.toFixed(1)} mm`);
        for (const fault of [...(await misplaced(page)), ...(await disorder(page))]) faults.push(`${name}: ${fault}`);
      }
      expect(faults).toEqual([]);
    },
  );

  test("has buttons of 20 mm at least, as high as wide", async () => {
    screen.show({ kind: "attract" });
    await page.locator(".invite").waitFor();
    const boxes = await page.locator("button").evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().toJSON()));
    expect(boxes.length).toBeGreaterThanOrEqual(5);
    for (const { width, height } of boxes) expect(Math.min(width, height) * mmAPixel).toBeGreaterThanOrEqual(19.99);
  });
});

/** In the order of the button. */
const LANGUAGES = ["vi", "en", "km"];

/** Touches the language button until the screen speaks this one; while a pack is being fetched it speaks Vietnamese. */
async function choose(page: Page, language: string): Promise<void> {
  const words = page.locator("h1 span").first();
  for (let now = await words.getAttribute("lang"); now !== language; ) {
    now = LANGUAGES[(LANGUAGES.indexOf(now ?? "") + 1) % LANGUAGES.length] ?? null;
    await page.locator("nav button").first().click();
    await expect.poll(() => words.getAttribute("lang")).toBe(now);
  }
}
