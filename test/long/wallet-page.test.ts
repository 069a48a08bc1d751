import { inflateSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decodeBase45 } from "../../src/core/base45.ts";
import { decide } from "../../src/core/decide.ts";
import { NO_HISTORY } from "../../src/core/history.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { WALLET_TYPES, type WalletType } from "../../src/core/wallet.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { answer } from "../support/screens.ts";
import { startWalletServer, textsIn, type WalletServer } from "../support/wallet-server.ts";

const PHONE = { width: 360, height: 740 };
const decoder = createQrDecoder();
afterAll(() => decoder.close());

describe.skipIf(CHROMIUM === undefined)("the wallet", () => {
  let browser: Browser;
  let server: WalletServer;
  let page: Page;
  let faults: string[];
  /** Everything that the page has sent, headers and bodies, as bytes. */
  let sent: Buffer[];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    server = await startWalletServer(decoder);
    ({ page, faults } = await openPage(browser, server.url, PHONE));
    sent = [];
    page.on("request", (request) => {
      const head = JSON.stringify([request.method(), request.url(), request.headers()]);
      sent.push(Buffer.concat([Buffer.from(head), request.postDataBuffer() ?? Buffer.alloc(0)]));
    });
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
    expect(faults).toEqual([]);
  });

  const press = (what: string) => page.locator(`[data-do=${what}]`).first().click();
  const code = () => page.locator("wallet-code .qr");
  const madeAt = async () => Number(await code().getAttribute("data-made-at"));

  async function makeWallet(): Promise<void> {
    await press("make");
    await page
      .locator("wallet-list a")
      .nth(WALLET_TYPES.length - 1)
      .waitFor();
  }
  async function choose(type: WalletType): Promise<void> {
    await page.locator(`wallet-list a[data-type=${type}]`).click();
    await code().waitFor();
  }
  function judge(text: string, at = Date.now() / 1000) {
    return decide({ symbol: Buffer.from(text), source: "desk", at }, server.trust, WANT_EVERYTHING, NO_HISTORY);
  }
  /** The private key as it lies in this browser. */
  function secretKey(): Promise<Buffer> {
    return page
      .evaluate(
        () =>
          new Promise<number[]>((resolve) => {
            const opening = indexedDB.open("tram-wallet");
            opening.onsuccess = () => {
              const request = opening.result.transaction("wallet").objectStore("wallet").getAll();
              request.onsuccess = () => {
                opening.result.close();
                resolve(request.result.flatMap(({ secretKey }) => [...secretKey]));
              };
            };
          }),
      )
      .then((bytes) => Buffer.from(bytes));
  }

  test("makes a key, gets every credential for it, and says of each what it is and until when", async () => {
    await makeWallet();
    const cards = await page.locator("wallet-list a").allInnerTexts();
    expect(cards).toHaveLength(WALLET_TYPES.length);
    for (const card of cards) expect(card).toMatch(/^\S.*\n.+\nđến \d\d\/\d\d\/20\d\d$/);
    expect(cards[0]).toContain("Căn cước");
  });

  test.each(WALLET_TYPES)("shows a live %s that a camera reads from a small telephone, and that is genuine", async (type) => {
    await makeWallet();
    await choose(type);
    const [text = ""] = await textsIn(await page.screenshot(), decoder);
    expect(judge(text)).toMatchObject({ reason: "granted", type, presentation: expect.any(String) });
  });

  test("renews the code after 15 seconds, counts down to it, and says when it was made", async () => {
    await page.clock.install();
    await makeWallet();
    // From here on the page's time goes by only as we say, however long we look.
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
    await choose("citizen");
    const first = await madeAt();
    await page.clock.runFor(5000);
    await eventually(() => page.getByRole("timer").textContent()).toMatch(/^Mã mới sau ([89]|10|11) giây$/);
    await page.clock.runFor(11_000);
    await eventually(madeAt).toBeGreaterThanOrEqual(first + 15);
    await eventually(() => page.getByRole("timer").textContent()).toMatch(/^Mã mới sau 1[3-5] giây$/);
    expect(await code().getAttribute("aria-label")).toMatch(/^QR: Căn cước, Mã động, tạo lúc \d\d:\d\d:\d\d$/);
  });

  test("shows no old code to whoever takes the telephone out of a pocket", async () => {
    await page.clock.install();
    await makeWallet();
    await choose("citizen");
    const first = await madeAt();
    await page.clock.fastForward(600_000);
    await eventually(madeAt).toBeGreaterThanOrEqual(first + 600);
  });

  test("holds the code up as a picture, and shows what the kiosk answers", async () => {
    await makeWallet();
    await choose("student");
    await press("hold-up");
    await eventually(() => server.heldUp.length).toBe(1);
    expect(judge(server.heldUp[0] ?? "")).toMatchObject({ reason: "granted", type: "student" });
    server.kiosk.show(answer("presentation-replayed", 1));
    await page.locator("tram-citizen").getByText("Mã này vừa được dùng.").waitFor();
  });

  test("shows the static code for comparison: the same at any time, and not live", async () => {
    await page.clock.install();
    await makeWallet();
    await choose("citizen");
    await page.locator("[data-kind=static]").click();
    await page.locator(".qr[data-live=false]").waitFor();
    await press("hold-up");
    await page.clock.runFor(60_000);
    await press("hold-up");
    await eventually(() => server.heldUp.length).toBe(2);
    expect(server.heldUp[1]).toBe(server.heldUp[0]);
    expect(judge(server.heldUp[0] ?? "").presentation).toBeUndefined();
    await page.locator("[data-kind=live]").click();
    await page.locator(".qr[data-live=true]").waitFor();
  });

  test("keeps a screenshot as a thief would, says truly whether it still works, and holds that up", async () => {
    await page.clock.install();
    await makeWallet();
    await choose("citizen");
    await press("capture");
    const capture = page.locator("wallet-capture");
    await capture.getByText("vẫn dùng được").waitFor();
    await page.clock.runFor(30_000);
    await eventually(() => capture.locator(".age").textContent()).toMatch(/^(29|30|31) giây$/);
    await page.clock.runFor(61_000);
    await capture.getByText("máy sẽ từ chối").waitFor();
    await capture.locator("[data-do=hold-up]").click();
    await eventually(() => server.heldUp.length).toBe(1);
    const [old = ""] = server.heldUp;
    expect(judge(old).reason).toBe("granted"); // only the page's clock has run
    expect(judge(old, Date.now() / 1000 + 91).reason).toBe("presentation-expired");
    await capture.locator("[data-do=drop]").click();
    await capture.waitFor({ state: "detached" });

    await press("capture");
    await page.locator("wallet-code [data-do=hold-up]").click();
    await capture.getByText("máy không nhận lần thứ hai").waitFor();
  });

  test("gets a new prescription when the old one is used up", async () => {
    await makeWallet();
    await choose("prescription");
    const number = () => page.locator("wallet-facts dd").first().textContent();
    const before = await number();
    await press("renew");
    await eventually(number).not.toBe(before);
  });

  test("sends its private key nowhere, in no spelling", async () => {
    await makeWallet();
    for (const type of WALLET_TYPES) {
      await choose(type);
      await page.locator("wallet-code [data-do=hold-up]").click();
      await press("capture");
      await page.locator("wallet-capture [data-do=hold-up]").click();
      await press("renew");
      await page.locator("wallet-paper .back").click();
    }
    await page.reload();
    await page.locator("wallet-list").waitFor();
    await eventually(() => server.heldUp.length).toBe(2 * WALLET_TYPES.length);

    const key = await secretKey();
    expect(key.length).toBe(32);
    const inside = server.heldUp.map((text) => {
      const packed = decodeBase45(text);
      return packed.ok ? inflateSync(packed.value) : Buffer.from(text);
    });
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
    const everything = [...sent, ...inside, ...server.pictures.map((bytes) => Buffer.from(bytes)), Buffer.from(kept)];
    expect(sent.length).toBeGreaterThan(40);
    const spellings = [key, key.toString("hex"), key.toString("hex").toUpperCase(), key.toString("base64"), key.toString("base64url")];
    for (const spelling of [...spellings, [...key].join(","), encodeURIComponent(key.toString("base64"))]) {
      expect(everything.filter((bytes) => bytes.includes(spelling))).toEqual([]);
    }
    // The search does find a key: the public one is in every request for a credential and in every code.
    const publicKey = /"x":"([\w-]{43})"/.exec(sent.map(String).join("\n"))?.[1] ?? "";
    expect(inside.every((bytes) => bytes.includes(Buffer.from(publicKey, "base64url")))).toBe(true);
  });

  test("is there again after a reload, and gone after it is erased", async () => {
    await makeWallet();
    const key = await secretKey();
    await page.reload();
    await page.locator("wallet-list a").first().waitFor();
    expect(await secretKey()).toEqual(key);
    await press("erase");
    await press("cancel");
    expect(await page.locator("wallet-list a").count()).toBe(WALLET_TYPES.length);
    await press("erase");
    await press("erase-surely");
    await page.locator("wallet-welcome").waitFor();
    expect((await secretKey()).length).toBe(0);
    await page.reload();
    await page.locator("wallet-welcome").waitFor();
  });

  test("asks for new credentials by itself when the demo was set up anew and its issuer has another key", async () => {
    await makeWallet();
    const key = await secretKey();
    await server.close();
    server = await startWalletServer(decoder, Number(new URL(server.url).port));
    await page.reload();
    await choose("citizen");
    await press("hold-up");
    await eventually(() => server.heldUp.length).toBe(1);
    expect(judge(server.heldUp[0] ?? "").reason).toBe("granted");
    expect(await secretKey()).toEqual(key);
    faults.length = 0; // the browser logs that the stream broke off
  });

  test("makes another key each time", async () => {
    await makeWallet();
    const first = await secretKey();
    await press("erase");
    await press("erase-surely");
    await makeWallet();
    expect(await secretKey()).not.toEqual(first);
  });

  test("speaks English to whoever asks for it", async () => {
    await makeWallet();
    await press("language");
    expect(await page.locator("wallet-list h2").textContent()).toBe("My credentials");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    await choose("citizen");
    expect(await page.getByRole("timer").textContent()).toMatch(/^New code in \d+ s$/);
  });

  test("is legible and within reach of a thumb: 7:1, 44 pixels, no sideways scrolling from 320 to 1366 pixels", async () => {
    expect(await dimTexts(page)).toEqual([]);
    await makeWallet();
    expect(await dimTexts(page)).toEqual([]);
    await choose("household-address");
    await press("capture");
    await page.locator("wallet-capture").waitFor();
    expect(await dimTexts(page, ["tram-citizen"])).toEqual([]);
    const buttons = await page.locator("wallet-code button, wallet-capture button, wallet-facts button, wallet-paper a").all();
    for (const button of buttons) expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    for (const width of [320, 360, 768, 1000, 1366]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });

  test("needs no hand but a keyboard, and shows where it is", async () => {
    await makeWallet();
    for (let step = 0; step < 2; step++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await code().waitFor();
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element && getComputedStyle(element).outlineStyle;
      });
      expect(outline).toBe("solid");
    }
  });
});
