import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { DeskSample } from "../../src/core/desk.ts";
import { headlineOf } from "../../src/core/reason-texts.ts";
import { DEMO_STAFF, DEMO_TECHNICIAN_PIN } from "../../src/demo/seed-assembly.ts";
import { openBrowser } from "./browser.ts";
import { type DemoProcess, startDemo } from "./demo-process.ts";

/** Takes the picture of a page as it stands, under this name. */
type Take = (name: string, page: Page) => Promise<void>;

/** What one walk through the pages needs. */
interface Walk {
  readonly demo: DemoProcess;
  readonly browser: Browser;
  readonly samples: readonly DeskSample[];
  readonly centralUrl: string;
  readonly take: Take;
}

/** Every walk is at this time of this day, so that the same pictures come out but for seconds, keys and codes: Monday, 9:30 in Việt Nam. */
const DAY = new Date("2026-11-30T02:30:00Z");
const CLOCK = fileURLToPath(new URL("../faults/turned-clock.ts", import.meta.url));
const PANEL = { width: 1024, height: 600 };
const DESK = { width: 1366, height: 768 };

/** Starts a demo in this folder and goes through what each person sees (docs/people/); each picture is handed over as PNG. */
export async function walkPages(folder: string, clockFile: string, onPicture: (name: string, png: Buffer) => Promise<void>): Promise<void> {
  // The programs of the demo inherit both; whoever calls this has written into the file by how much the clock is turned.
  Object.assign(process.env, { NODE_OPTIONS: `--import=${CLOCK}`, TRAM_FAULTS_CLOCK: clockFile });
  const [demo, browser] = await Promise.all([startDemo(folder), openBrowser()]);
  try {
    const ask = async (path: string) => (await fetch(new URL(path, demo.deskUrl))).json();
    const [samples, { centralUrl }] = await Promise.all([ask("/desk/samples"), ask("/desk/setup")]);
    const take: Take = async (name, page) => onPicture(name, await page.screenshot());
    const walk = { demo, browser, samples, centralUrl, take };
    await walkCitizen(walk);
    await walkStaff(walk);
    await walkTechnician(walk);
    await walkRest(walk);
  } finally {
    await browser.close();
    await demo.stop();
  }
}

/** How far the machine's clock is from the day of the walk, in milliseconds. */
export function turnToWalk(now: number): number {
  return DAY.getTime() - now;
}

async function open({ browser }: Walk, url: string, viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.clock.install({ time: DAY });
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** Holds a sample up, and resolves to the headline of its answer. */
async function holdUp({ demo, samples }: Walk, id: string): Promise<string> {
  const sample = samples.find((known) => known.id === id);
  if (!sample) throw new Error(`no sample ${id}`);
  await fetch(new URL("/desk/text", demo.deskUrl), { method: "POST", body: sample.text });
  return headlineOf(sample.expect.reason).vi;
}

async function walkCitizen(walk: Walk): Promise<void> {
  const page = await open(walk, new URL("/", walk.demo.deskUrl).href, PANEL);
  const screen = page.locator("tram-citizen");
  await screen.getByText("Đưa mã QR vào máy đọc").first().waitFor();
  // The kiosk has taken its trust list in: the corner has nothing to say.
  await screen.getByText("Chưa có dữ liệu kiểm tra").waitFor({ state: "detached" });
  await page.evaluate(() => document.fonts.ready);
  await walk.take("citizen-invite", page);
  const show = async (name: string, id: string) => {
    const headline = await holdUp(walk, id);
    await screen.getByText(headline, { exact: true }).first().waitFor();
    // The receipt's part of the page comes with the first one.
    if (id !== "no-credential") await screen.locator(".receipt").first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await walk.take(name, page);
  };
  await show("citizen-accepted", "accepted");
  await show("citizen-refused", "expired");
  await show("citizen-cannot-check", "unknown-issuer");
  await show("citizen-unreadable", "no-credential");
  await show("citizen-fee", "application");
  await show("citizen-read-only", "citizen-card");
  await screen.locator("nav button").first().waitFor({ timeout: 90_000 });
  await screen.getByText("Máy này lưu").click();
  await screen.getByText("Máy này lưu gì về tôi?").first().waitFor();
  await walk.take("citizen-stored", page);
  await page.context().close();
}

async function walkStaff(walk: Walk): Promise<void> {
  const page = await open(walk, new URL("/staff", walk.demo.deskUrl).href, DESK);
  const staff = page.locator("tram-staff");
  const says = (text: string) => staff.getByText(text).first().waitFor();
  const answers = async (id: string) =>
    page
      .locator("staff-result")
      .getByText(await holdUp(walk, id))
      .first()
      .waitFor();
  await page.locator("staff-pin-entry input.staff").waitFor();
  await walk.take("staff-door", page);
  await page.keyboard.type(DEMO_STAFF.code.slice(2));
  await page.keyboard.press("Enter");
  await page.keyboard.type(DEMO_STAFF.pin);
  await page.keyboard.press("Enter");
  await page.locator("staff-desk").waitFor();
  const press = (key: string) => page.keyboard.press(key);
  await answers("portrait");
  await page.locator("staff-result img").first().waitFor();
  await walk.take("staff-result", page);
  await answers("insurance-card");
  await press("c");
  await says("Cầm thẻ của người dân và so từng dòng");
  for (const key of ["y", "y", "n"]) await press(key);
  await walk.take("staff-compare", page);
  await press("Escape");
  // Whoever was worked with stays until the next is asked for.
  const next = await holdUp(walk, "suspended");
  await says("kết quả mới");
  await press("r");
  await page.locator("staff-result").getByText(next).first().waitFor();
  await press("o");
  await page.locator("staff-override fieldset, staff-override button").first().waitFor();
  await walk.take("staff-override", page);
  await press("Escape");
  await press("s");
  await page.locator("staff-service button").first().waitFor();
  await walk.take("staff-service", page);
  await press("Escape");
  await press("t");
  await says("Số lần quét theo giờ");
  await walk.take("staff-figures", page);
  await press("b");
  await staff.getByText("Đầu cây nhật ký, máy đã ký").first().scrollIntoViewIfNeeded();
  await walk.take("staff-report", page);
  await page.context().close();
}

async function walkTechnician(walk: Walk): Promise<void> {
  const page = await open(walk, new URL("/technician", walk.demo.deskUrl).href, PANEL);
  await page.locator("technician-pin-pad").waitFor();
  await walk.take("technician-door", page);
  for (const digit of DEMO_TECHNICIAN_PIN) await page.locator(`[data-key='${digit}']`).click();
  await page.locator("[data-key=enter]").click();
  await page.locator("[data-group]").first().waitFor();
  await page.locator("technician-parts [data-do=test]").first().click();
  await page.locator("technician-parts [data-do=seen]").waitFor();
  await walk.take("technician-parts", page);
  for (const tab of ["sticks", "configuration", "reset"]) {
    await page.locator(`[data-tab=${tab}]`).click();
    await page.locator(`technician-${tab}`).waitFor();
    await page.waitForLoadState("networkidle").catch(() => undefined);
    await walk.take(`technician-${tab}`, page);
  }
  await page.context().close();
}

/** Set-up, help, the fleet, and the check of a receipt. */
async function walkRest(walk: Walk): Promise<void> {
  const setup = await open(walk, new URL("/new-kiosk", walk.demo.issuerUrl).href, PANEL);
  await setup.getByText("●").first().waitFor();
  await walk.take("setup", setup);
  const help = await open(walk, new URL("/help/T-204", walk.demo.deskUrl).href, PANEL);
  await help.locator("tram-help main").waitFor();
  await walk.take("help", help);
  const fleet = await open(walk, walk.centralUrl, DESK);
  await fleet.locator("[data-kiosk]").first().waitFor();
  await walk.take("fleet", fleet);
  const desk = await open(walk, walk.demo.deskUrl, DESK);
  await desk.locator("desk-samples li").first().waitFor();
  await desk.locator("desk-decisions li").filter({ hasText: "suspended" }).first().waitFor();
  await holdUp(walk, "status-list");
  const receipt = desk.locator("desk-decisions li").first().filter({ hasText: "granted" }).locator("a");
  await receipt.waitFor();
  await walk.take("desk", desk);
  const proof = await open(walk, (await receipt.getAttribute("href")) ?? "", PANEL);
  await proof.getByText("Biên nhận đúng").waitFor();
  await walk.take("receipt", proof);
}
