import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { DeskDecision } from "../../src/core/desk.ts";
import type { WalletType } from "../../src/core/wallet.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { type DemoProcess, startDemo } from "../support/demo-process.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

describe.skipIf(CHROMIUM === undefined)("a telephone in front of the demo's kiosk", () => {
  let demo: DemoProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let events: EventReader;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(folder), openBrowser()]);
    ({ page } = await openPage(browser, demo.walletUrl, { width: 360, height: 740 }));
    context = page.context();
    await page.locator("[data-do=make]").click();
    await page.locator("wallet-list a").first().waitFor();
    await watch();
  });
  afterAll(async () => {
    events?.close();
    await browser?.close();
    expect(await demo.stop()).toBe(0);
  });
  beforeEach(async () => {
    await page.close();
    page = await context.newPage();
  });

  async function watch(): Promise<void> {
    events?.close();
    events = await readEvents(new URL("/desk/events", demo.deskUrl).href);
  }
  const decisions = () => events.events.filter(({ name }) => name === "decision").map(({ data }) => data as DeskDecision);

  async function open(type: WalletType): Promise<void> {
    await page.goto(`${demo.walletUrl}#${type}`);
    await page.locator("wallet-code .qr").waitFor();
  }
  const press = (what: string) => page.locator(what).click();
  const CODE = "wallet-code [data-do=hold-up]";
  const CAPTURE = "wallet-capture [data-do=hold-up]";

  /** Holds up what this button holds up: the kiosk's decision, once its words stand on the citizen's screen. */
  async function decisionOn(button: string): Promise<DeskDecision> {
    const before = decisions().length;
    await press(button);
    await vi.waitFor(() => expect(decisions().length).toBe(before + 1), { timeout: 5000, interval: 20 });
    const [decision] = decisions().slice(-1);
    if (!decision) throw new Error("no decision");
    await page.locator("tram-citizen").getByText(decision.headline.vi, { exact: true }).first().waitFor();
    return decision;
  }
  /** The page follows the kiosk by a stream of its own, which may be a moment behind the one that tells the decision. */
  const seeOnScreen = (words: string) => page.locator("tram-citizen .words").getByText(words).waitFor();

  test("its live code is accepted, and the same again is not, also after kill -9 of the kiosk", async () => {
    await open("citizen");
    await press("[data-do=capture]");
    expect(await decisionOn(CODE)).toMatchObject({ reason: "granted", type: "citizen", source: "desk", warnings: ["demo-key"] });
    expect((await decisionOn(CAPTURE)).reason).toBe("presentation-replayed");

    const pid = demo.kioskPid();
    process.kill(pid, "SIGKILL");
    await vi.waitFor(async () => expect((await fetch(demo.deskUrl)).status).toBe(200), { timeout: 15_000, interval: 50 });
    expect(demo.kioskPid()).not.toBe(pid);
    await watch();
    expect((await decisionOn(CAPTURE)).reason).toBe("presentation-replayed");
    await seeOnScreen("Mời ông bà chờ điện thoại hiện mã mới rồi đưa lại.");
  });

  test("its screenshot is refused 90 seconds later in words for citizens, and the code as it is now is accepted", async () => {
    // The kiosk's clock is the real one: here the telephone's was 91 seconds behind when the picture was taken.
    await page.clock.install({ time: Date.now() - 91_000 });
    await open("citizen");
    await press("[data-do=capture]");
    await page.clock.setSystemTime(Date.now());
    await page.locator("wallet-capture").getByText("máy sẽ từ chối ảnh này").waitFor();
    const decision = await decisionOn(CAPTURE);
    expect(decision).toMatchObject({ reason: "presentation-expired", verdict: "refuse" });
    await seeOnScreen("Mã này đã cũ, có thể là ảnh chụp màn hình.");
    await seeOnScreen("Mời ông bà mở ví giấy tờ trên điện thoại và đưa mã đang hiện.");
    // The page notices within a quarter of a second that its clock has moved on, and makes a new code.
    const ageOfCode = async () => Date.now() / 1000 - Number(await page.locator("wallet-code .qr").getAttribute("data-made-at"));
    await vi.waitFor(async () => expect(await ageOfCode()).toBeLessThan(15));
    expect((await decisionOn(CODE)).reason).toBe("granted");
  });

  test("a fresh screenshot that nobody has shown yet is accepted once, as the page says", async () => {
    await open("student");
    await press("[data-do=capture]");
    await page.locator("wallet-capture").getByText("vẫn dùng được").waitFor();
    expect((await decisionOn(CAPTURE)).reason).toBe("granted");
    expect((await decisionOn(CAPTURE)).reason).toBe("presentation-replayed");
  });

  test("its prescription is accepted once, however often the code is renewed; the next prescription is accepted", async () => {
    await page.clock.install();
    await open("prescription");
    expect((await decisionOn(CODE)).reason).toBe("granted");
    const first = await page.locator("wallet-code .qr").getAttribute("data-made-at");
    await page.clock.runFor(16_000);
    await vi.waitFor(async () => expect(await page.locator("wallet-code .qr").getAttribute("data-made-at")).not.toBe(first));
    expect((await decisionOn(CODE)).reason).toBe("used-up");
    await seeOnScreen("Mã này đã được dùng rồi");

    await page.clock.setSystemTime(Date.now());
    const number = () => page.locator("wallet-facts dd").first().textContent();
    const old = await number();
    await press("wallet-facts [data-do=renew]");
    await vi.waitFor(async () => expect(await number()).not.toBe(old));
    await page.locator("wallet-code .qr").waitFor();
    expect((await decisionOn(CODE)).reason).toBe("granted");
  });

  test("its insurance card is accepted live and not as a static code", async () => {
    await open("health-insurance");
    await press("[data-kind=static]");
    await page.locator(".qr[data-live=false]").waitFor();
    expect((await decisionOn(CODE)).reason).toBe("holder-proof-missing");
    await press("[data-kind=live]");
    await page.locator(".qr[data-live=true]").waitFor();
    expect((await decisionOn(CODE)).reason).toBe("granted");
  });

  test("its application makes the kiosk show what is to be paid, and staff see answers instead of an address", async () => {
    await open("application");
    expect((await decisionOn(CODE)).reason).toBe("granted");
    await page.locator("tram-citizen").getByText("150.000").first().waitFor();
    await open("household-address");
    const { answers, disclosed } = await decisionOn(CODE);
    expect(answers).toMatchObject([{ label: { vi: "Cư trú tại xã Ví Dụ" }, answer: "yes" }]);
    expect(disclosed).toEqual([]);
  });
});
