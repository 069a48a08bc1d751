import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where this machine's Chromium is; undefined: tests of pages are skipped, and the report shows them so. */
export const CHROMIUM = PLACES.find((path) => existsSync(path));

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A webcam that shows a moving test picture, and nobody to ask for leave.
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

export async function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("no Chromium on this machine");
  return await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A page, and everything that went wrong in it: exceptions, console errors (broken policies among them), requests to elsewhere. */
export interface OpenPage {
  readonly page: Page;
  readonly faults: string[];
}

export interface PageOptions {
  readonly width: number;
  readonly height: number;
  readonly locale?: string;
  /** A kiosk makes its certificate itself. */
  readonly trustsAll?: true;
  /** Device pixels a CSS pixel: 2 with half the size is a panel at 200 %. */
  readonly deviceScaleFactor?: number;
}

export async function openPage(
  browser: Browser,
  url: string,
  { width, height, locale = "vi-VN", deviceScaleFactor = 1, trustsAll }: PageOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor,
    locale,
    reducedMotion: "reduce",
    ignoreHTTPSErrors: trustsAll === true,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (target.protocol !== "blob:" && target.origin !== new URL(url).origin) faults.push(`asked ${target.origin}`);
  });
  await page.goto(url);
  return { page, faults };
}
