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
    expect(faults.filter((fault) => !/40[49]/.test(fault))).toEqual([]);
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
});
