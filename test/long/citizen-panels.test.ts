import { readdirSync, readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { parse } from "smol-toml";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { CAPITAL_EM, leastCapitalMm, PANEL_PROFILES, PANELS } from "../../src/core/panel-profile.ts";
import type { Text } from "../../src/core/text.ts";
import { outOfServiceView, type View } from "../../src/core/view.ts";
import { loadLanguages } from "../../src/drivers/language-files.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { capitalPixels, disorder, misplaced, showOn } from "../support/citizen-measures.ts";
import { everyView, wordyViews } from "../support/citizen-views.ts";
import { statusOn } from "../support/screens.ts";

/** In the order of the button. */
const LANGUAGES = ["vi", "en", "km"];

const POLICIES = new URL("../../docs/policies/", import.meta.url);

const CASES = PANELS.flatMap((panel) => (["lying", "standing"] as const).map((way) => ({ panel, way })));

/** What policies that we publish say. */
const SENTENCES = readdirSync(POLICIES)
  .filter((file) => file.endsWith(".toml"))
  .flatMap((file) => sentenceOf(parse(readFileSync(new URL(file, POLICIES), "utf8"))));

// A kiosk with everything that can stand on its screen at once: a demo, buttons, a service point.
describe.skipIf(CHROMIUM === undefined).each(CASES)("the citizen's screen on the $panel panel, $way", ({ panel, way }) => {
  const profile = PANEL_PROFILES[panel];
  const size = way === "lying" ? { width: profile.width, height: profile.height } : { width: profile.height, height: profile.width };
  const mmAPixel = profile.longMm / profile.width;
  let browser: Browser;
  let screen: ScreenServer;

  beforeAll(async () => {
    const languages = await loadLanguages(LANGUAGES, undefined);
    const onFault = (error: unknown) => {
      throw error;
    };
    const status = statusOn(panel, languages.names);
    screen = await startScreenServer({ port: 0, status, languages: languages.routes, onHelpCall: () => true, onFault });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await screen?.close();
  });

  const open = async (language: string, onTestFinished: TestContext["onTestFinished"]): Promise<Page> => {
    const { page } = await openPage(browser, screen.url, size);
    // A kiosk has room for few screens at once.
    onTestFinished(() => page.context().close());
    await page.locator("tram-citizen nav").waitFor();
    await choose(page, language);
    return page;
  };
  const faultsOf = async (page: Page, views: readonly (readonly [string, View])[], more: () => Promise<readonly string[]>) => {
    const faults: string[] = [];
    for (const [name, view] of views) {
      await showOn(page, view);
      for (const fault of [...(await misplaced(page)), ...(await disorder(page)), ...(await more())]) faults.push(`${name}: ${fault}`);
    }
    return faults;
  };

  // Pages wait for frames: three of them at once are three times as fast.
  test.concurrent.for(LANGUAGES)(
    "shows every state whole and in order, headline and way on in capitals of 0.7°, in %s",
    async (language, { onTestFinished }) => {
      const page = await open(language, onTestFinished);
      const small = async () => {
        const [least = 0] = (await capitalPixels(page)).map((pixels) => pixels * mmAPixel).toSorted((a, b) => a - b);
        return least < leastCapitalMm(profile) * 0.999 ? [`capitals of ${least.toFixed(1)} mm`] : [];
      };
      expect(await faultsOf(page, everyView(0), small)).toEqual([]);
    },
  );

  test.concurrent.for(LANGUAGES)(
    "shows whole whatever an operator may say, and what to pay before a receipt, in %s",
    async (language, { onTestFinished }) => {
      const page = await open(language, onTestFinished);
      const views = wordyViews(1000, SENTENCES);
      const unpaid = async () => ((await page.locator(".receipt").count()) > 0 ? await hardlyLarger(page) : []);
      expect(await faultsOf(page, views, unpaid)).toEqual([]);
      const long = { phone: "024 3825 0000 - 0912 345 678", counter: "12A, tầng 2" };
      await page.evaluate((service) => {
        const screen = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen");
        Object.assign(screen ?? {}, { status: { ...Reflect.get(screen ?? {}, "status"), service } });
      }, long);
      expect(await faultsOf(page, [["out of service", outOfServiceView("policy-missing")]], async () => [])).toEqual([]);
    },
  );

  test.concurrent.for(["vi", "en"])("makes nothing smaller by “large text”, in any state, in %s", async (language, { onTestFinished }) => {
    const pages = [await open(language, onTestFinished), await open(language, onTestFinished)] as const;
    await pages[1].locator('[data-prompt="button.large-text"]').click();
    const faults: string[] = [];
    let larger = 0;
    for (const [name, view] of [...everyView(2000), ...wordyViews(3000, SENTENCES)]) {
      const [usual, large] = await Promise.all(pages.map((page) => showOn(page, view).then(() => sizesOf(page))));
      for (const [what, pixels] of Object.entries(usual ?? {})) {
        const now = large?.[what] ?? 0;
        if (now < pixels - 0.1) faults.push(`${name}: ${what} ${pixels} → ${now} px`);
        if (now > pixels + 0.1) larger++;
      }
    }
    for (const page of pages) {
      await showOn(page, { kind: "attract" });
      await page.locator('[data-prompt="button.what-is-stored"]').click();
      await page.locator(".stored li").first().waitFor();
    }
    const [usual, large] = await Promise.all(pages.map(sizesOf));
    expect(large?.["li p"]).toBeGreaterThanOrEqual(usual?.["li p"] ?? 0);
    expect(faults).toEqual([]);
    expect(larger).toBeGreaterThan(60);
  });

  test("has buttons of 20 mm at least, as high as wide", async ({ onTestFinished }) => {
    const page = await open("vi", onTestFinished);
    screen.show({ kind: "attract" });
    await page.locator(".invite").waitFor();
    const boxes = await page.locator("button").evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().toJSON()));
    expect(boxes.length).toBeGreaterThanOrEqual(5);
    for (const { width, height } of boxes) expect(Math.min(width, height) * mmAPixel).toBeGreaterThanOrEqual(19.99);
    const letters = () =>
      page.locator("button").evaluateAll((buttons) => buttons.map((button) => Number.parseFloat(getComputedStyle(button).fontSize)));
    const usual = Math.min(...(await letters()));
    if (panel === "7-inch") expect(usual * CAPITAL_EM * mmAPixel).toBeGreaterThanOrEqual(2.99);
    await page.locator('[data-prompt="button.large-text"]').click();
    await showOn(page, { kind: "attract" });
    expect(Math.min(...(await letters()))).toBeGreaterThan(usual);
  });

  test("has its buttons beside a receipt where there is room, and nothing beside a fee", async ({ onTestFinished }) => {
    const page = await open("vi", onTestFinished);
    const views = new Map(everyView(5000));
    for (const [name, buttons] of [
      ["receipt of granted", panel === "7-inch" ? 0 : 1],
      ["fee and receipt", 0],
    ] as const) {
      await showOn(page, views.get(name) ?? { kind: "attract" });
      expect([name, await page.locator(".receipt").count(), await page.locator("nav").count()]).toEqual([name, 1, buttons]);
    }
  });
});

/** Touches the language button until the screen speaks this one; while a pack is being fetched it speaks Vietnamese. */
async function choose(page: Page, language: string): Promise<void> {
  const words = page.locator("h1 span").first();
  for (let now = await words.getAttribute("lang"); now !== language; ) {
    now = LANGUAGES[(LANGUAGES.indexOf(now ?? "") + 1) % LANGUAGES.length] ?? null;
    await page.locator("nav button").first().click();
    await page.locator(`h1 span[lang="${now}"]`).first().waitFor();
  }
}

/** Where the code to be paid with is hardly larger than the one beside it, or too small for a telephone at arm's length. */
function hardlyLarger(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const [large, small] = [".qr", ".receipt .code"].map((name) => root?.querySelector(name)?.clientWidth ?? 0);
    return large === 0 || large === undefined || large >= 1.25 * (small ?? 0) ? [] : [`codes of ${large} and ${small} px`];
  });
}

/** Sizes of letters, by what they say, in CSS pixels. */
function sizesOf(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const sizes = ["h1", ".detail", ".next", "li p"].flatMap((name) => {
      const element = root?.querySelector(name);
      return element ? [[name, Number.parseFloat(getComputedStyle(element).fontSize)] as const] : [];
    });
    return Object.fromEntries(sizes);
  });
}

function sentenceOf(policy: unknown): readonly Text[] {
  const said = v.safeParse(v.object({ policy: v.object({ nextStep: v.object({ vi: v.string(), en: v.string() }) }) }), policy);
  return said.success ? [said.output.policy.nextStep] : [];
}
