import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeReceipt, type Receipt, receiptCode } from "../../src/core/receipt.ts";
import { parseTlogProof } from "../../src/core/tlog-proof.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { type CentralProcess, startCentralProcess } from "../support/central-process.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { RECEIPT_KIOSK, receiptLedger, receiptOf, signedReceipt } from "../support/receipt-central.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PHONE = { width: 390, height: 844 };
const LEAF = new Uint8Array(32).fill(7);
const folder = temporaryFolder();

/** As far as a test changes it. */
interface Answer {
  readonly proof: string;
  readonly key?: string;
}

describe.skipIf(CHROMIUM === undefined)("the receipt page at central", () => {
  let browser: Browser;
  let page: Page;
  let faults: string[];
  let central: CentralProcess;
  let kept: Awaited<ReturnType<typeof receiptLedger>>;
  beforeAll(async () => {
    kept = await receiptLedger(folder, 300, 1_795_437_100);
    [browser, central] = await Promise.all([openBrowser(), startCentralProcess(folder)]);
    ({ page, faults } = await openPage(browser, `${central.url}/r`, PHONE));
  });
  afterAll(async () => {
    await browser?.close();
    expect(faults.filter((fault) => !/40[349]|INTERNET_DISCONNECTED/.test(fault))).toEqual([]);
    await central.end("SIGTERM");
    await kept.ledger.close();
  });

  /** Opens a code as a telephone does that has shown another one before. */
  const open = async (code: string, state: string) => {
    await page.goto(code);
    await page.locator(`section[data-state=${state}]`).waitFor();
    return ((await page.locator("tram-receipt main").textContent()) ?? "").replace(/\s+/g, " ");
  };
  const codeOf = (receipt: Receipt) => receiptCode(receipt, `${central.url}/r`);

  test("proves a receipt by itself: when, how it was answered, witnessed when, and the proof to take away", async () => {
    const text = await open(codeOf(await receiptOf(kept.journal, 123)), "proven");
    for (const words of [
      "Biên nhận đúng",
      "The receipt is true",
      "không thay cho giấy tờ",
      "hanoi-01",
      "123",
      "HỢP LỆ",
      "T-100",
      "làm chứng",
    ])
      expect(text).toContain(words);
    await page.locator("summary").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a.button").click()]);
    expect(download.suggestedFilename()).toBe("hanoi-01-123.tlog-proof");
    const proof = parseTlogProof(readFileSync(await download.path(), "utf8"));
    expect(decodeReceipt(proof?.extra ?? new Uint8Array())?.seq).toBe(123);
    expect(await dimTexts(page)).toEqual([]);
  });

  test.each<readonly [string, () => string, readonly string[]]>([
    [
      "not-yet",
      () => codeOf(signedReceipt({ kiosk: RECEIPT_KIOSK, seq: 300, leaf: LEAF })),
      ["Chưa về trung tâm", "mở lại sau", "Thử lại"],
    ],
    ["other-entry", () => codeOf(signedReceipt({ kiosk: RECEIPT_KIOSK, seq: 5, leaf: LEAF })), ["Mâu thuẫn", "bản ghi khác", "Nâng cao"]],
    ["wrong", () => codeOf({ kiosk: RECEIPT_KIOSK, seq: 5, leaf: LEAF, signature: new Uint8Array(64) }), ["Không đúng", "làm giả"]],
    ["unknown-kiosk", () => codeOf(signedReceipt({ kiosk: "nobody", seq: 5, leaf: LEAF })), ["Không biết máy này"]],
    ["not-a-receipt", () => `${central.url}/r#AQhoYW5v`, ["Không có biên nhận", "Quét lại"]],
  ])("says %s plainly, with what to do", async (state, code, words) => {
    const text = await open(code(), state);
    for (const word of words) expect(text).toContain(word);
    expect(text).not.toMatch(/HỢP LỆ|1790000005/);
    expect(await dimTexts(page)).toEqual([]);
  });

  test("says that central gave no answer where the network is gone, and proves the receipt once it is back", async () => {
    await page.goto(`${central.url}/r`);
    await page.context().setOffline(true);
    const text = await open(codeOf(await receiptOf(kept.journal, 124)), "unreachable");
    for (const words of ["Chưa kiểm tra được", "Kiểm tra mạng", "giữ ảnh biên nhận"]) expect(text).toContain(words);
    expect(await dimTexts(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.locator("[data-do=again]").click();
    await page.locator("section[data-state=proven]").waitFor();
  });

  test.each<readonly [string, (answer: Answer) => Answer, readonly string[]]>([
    ["a proof that was changed", (answer) => ({ ...answer, proof: answer.proof.replace("index 125", "index 124") }), ["Bằng chứng sai"]],
    ["no key of the kiosk", ({ key: _, ...answer }) => answer, ["Chưa kiểm tra được", "không đưa ra khoá"]],
  ])("does not blame a genuine receipt where central's answer has %s", async (_, change, words) => {
    const asked = "**/v1/receipts/**";
    await page.route(asked, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change(await response.json()) });
    });
    await page.goto(`${central.url}/r`);
    const text = await open(codeOf(await receiptOf(kept.journal, 125)), "wrong");
    await page.unroute(asked);
    for (const word of [...words, "báo cho nơi quản lý"]) expect(text).toContain(word);
    expect(text).not.toMatch(/Không đúng|làm giả|HỢP LỆ/);
    expect(await dimTexts(page)).toEqual([]);
  });

  test("checks nothing without HTTPS, and leads to the same receipt with it", async () => {
    const plain = "http://central.example";
    const context = await browser.newContext({ viewport: PHONE, locale: "vi-VN" });
    const insecure = await context.newPage();
    await insecure.route(`${plain}/**`, async (route) => {
      const response = await route.fetch({ url: `${central.url}${new URL(route.request().url()).pathname}` });
      await route.fulfill({ response });
    });
    const code = receiptCode(await receiptOf(kept.journal, 123), `${plain}/r`);
    await insecure.goto(code);
    const section = insecure.locator("section[data-state=insecure]");
    expect(await section.textContent()).toContain("Chưa kiểm tra được");
    expect(await section.locator("a").getAttribute("href")).toBe(code.replace("http:", "https:"));
    expect(await dimTexts(insecure)).toEqual([]);
    await context.close();
  });
});
