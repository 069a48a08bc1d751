import type { Page } from "playwright-core";
import type { AnswerView } from "../../src/core/view.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { CHROMIUM, openBrowser } from "../support/browser.ts";
import { feeView, RECEIPT } from "../support/citizen-views.ts";
import { answer, STATUS } from "../support/screens.ts";
import { median, quantile } from "./figures.ts";

const LOADS = 15;
/** Of each kind. */
const ANSWERS = 75;

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
    ...answers,
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

/** What there is to lay out: words alone, a code beside them, two codes and a fee. By what is drawn of it. */
const KINDS: readonly (readonly [string, number, (id: number) => AnswerView])[] = [
  ["plain", 0, (id) => answer(id % 2 === 0 ? "granted" : "expired", id, "N. T. · …001")],
  ["receipt", 1, (id) => ({ ...answer("document-read", id, "N. T. · …001"), receipt: RECEIPT })],
  ["fee and receipt", 2, (id) => ({ ...feeView(id), receipt: RECEIPT })],
];

/** The kinds by turns, as usual and then large; a line each. The first of a kind is looked for among sizes, later ones are remembered. */
async function answersOf(page: Page, screen: ScreenServer): Promise<readonly string[]> {
  await page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const painted: Painted[] = [];
    Object.assign(window, { painted });
    const note = () =>
      painted.push({ at: performance.timeOrigin + performance.now(), codes: root?.querySelectorAll(".qr, .receipt").length ?? 0 });
    const stamp = () => requestAnimationFrame(() => setTimeout(note));
    if (root) new MutationObserver(stamp).observe(root, { subtree: true, childList: true, characterData: true });
  });
  const lines: string[] = [];
  let id = 0;
  for (const size of ["usual", "large"]) {
    if (size === "large") {
      screen.show({ kind: "attract" });
      await page.locator('[data-prompt="button.large-text"]').click();
    }
    const samples = new Map<string, number[]>();
    for (let turn = 0; turn < ANSWERS; turn++) {
      for (const [name, codes, view] of KINDS) {
        const ms = await shownAfter(page, codes, () => screen.show(view(++id)));
        samples.set(name, [...(samples.get(name) ?? []), ms]);
      }
    }
    for (const [name, all] of samples) {
      const p99 = quantile(all, 0.99).toFixed(1);
      lines.push(
        `decision to the frame that shows it, ${name}, ${size}: ${median(all).toFixed(1)} ms, p99 ${p99} ms, first ${all[0]?.toFixed(1)} ms, worst ${Math.max(...all).toFixed(1)} ms (aim: p99 below 50)`,
      );
    }
  }
  return lines;
}

/** A frame by what is on it. */
interface Painted {
  readonly at: number;
  readonly codes: number;
}

/** Milliseconds on one clock: the page stamps the frame after the one in which it has the answer, and both processes read the same one. */
async function shownAfter(page: Page, codes: number, show: () => void): Promise<number> {
  // Frames of what stood there before say nothing.
  await page.waitForTimeout(20);
  await page.evaluate(() => (window as unknown as { painted: Painted[] }).painted.splice(0));
  const before = performance.timeOrigin + performance.now();
  show();
  const found = await page.waitForFunction(
    (count) => (window as unknown as { painted: Painted[] }).painted.find((frame) => frame.codes === count)?.at,
    codes,
  );
  return Number(await found.jsonValue()) - before;
}
