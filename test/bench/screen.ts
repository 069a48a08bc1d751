import type { Page } from "playwright-core";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { CHROMIUM, openBrowser } from "../support/browser.ts";
import { answer, STATUS } from "../support/screens.ts";
import { median, quantile } from "./figures.ts";

const LOADS = 15;
const ANSWERS = 300;

/** The citizen's page: from the request to the first picture that means something, and from a decision to the picture on the screen. */
export async function benchScreen(): Promise<readonly string[]> {
  if (CHROMIUM === undefined) return ["no Chromium on this machine"];
  const browser = await openBrowser();
  const screen = await startScreenServer({ port: 0, status: STATUS, onHelpCall: () => true, onFault: console.error });
  const loads: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
    const page = await context.newPage();
    await page.goto(screen.url);
    await page.locator("tram-citizen h1").waitFor();
    loads.push(await firstUseful(page));
    await context.close();
  }
  const page = await browser.newPage({ viewport: { width: 1024, height: 600 } });
  await page.goto(screen.url);
  await page.locator("tram-citizen h1").waitFor();
  const answers = await answersOf(page, screen);
  await browser.close();
  await screen.close();
  return [
    `first useful paint: ${median(loads).toFixed(0)} ms, worst of ${LOADS}: ${Math.max(...loads).toFixed(0)} ms (aim: below 300)`,
    `decision to the frame that shows it: ${median(answers).toFixed(1)} ms, p99 ${quantile(answers, 0.99).toFixed(1)} ms (aim: below 50)`,
  ];
}

/** When the invitation's largest text was painted, by the browser's own account: the page before it says only that it is starting. */
function firstUseful(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const last = list.getEntries().at(-1);
          if (last) resolve(last.startTime);
        }).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
}

/** Milliseconds on one clock: the page stamps the frame after the one in which it has the answer, and both processes read the same one. */
async function answersOf(page: Page, screen: ScreenServer): Promise<readonly number[]> {
  await page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const painted: number[] = [];
    Object.assign(window, { painted });
    const stamp = () => requestAnimationFrame(() => setTimeout(() => painted.push(performance.timeOrigin + performance.now())));
    if (root) new MutationObserver(stamp).observe(root, { subtree: true, childList: true, characterData: true });
  });
  const samples: number[] = [];
  for (let id = 1; id <= ANSWERS; id++) {
    const before = performance.timeOrigin + performance.now();
    screen.show(answer(id % 2 === 0 ? "granted" : "expired", id, "N. T. · …001"));
    const after = await page.waitForFunction(() => (window as unknown as { painted: number[] }).painted.splice(0)[0]);
    samples.push(Number(await after.jsonValue()) - before);
    await page.waitForTimeout(20);
  }
  return samples;
}
