import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADVICE } from "../../src/core/advice.ts";
import { HINT_TEXTS } from "../../src/core/hint-texts.ts";
import { type Reason, verdictOf } from "../../src/core/reason.ts";
import type { TrustStatus } from "../../src/core/screen.ts";
import { STICK_TROUBLES, type StickTrouble, stickEndView, stickWorkingView } from "../../src/core/stick-texts.ts";
import { outOfServiceView } from "../../src/core/view.ts";
import { loadPicture } from "../../src/drivers/picture.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { misplaced } from "../support/citizen-measures.ts";
import { feeView, REASON_NAMES, RECEIPT, receiptView } from "../support/citizen-views.ts";
import { eventually } from "../support/eventually.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { answer, STATUS } from "../support/screens.ts";

/** The panel of the parts list: 7 inches, 1024 × 600. */
const PANEL = { width: 1024, height: 600 };
const PORTRAIT = { width: 600, height: 1024 };
/** The smallest 7-inch panels. */
const SMALL = { width: 800, height: 480 };
/** A 7-inch panel of that size is 153.6 mm wide. */
const MM_A_PIXEL = 153.6 / 1024;
/** EN 301 549 §5.1.4: capitals under 0.7° or more; at 60 cm. */
const CAPITAL_MM = 7.3;
/** Height of H in Noto Sans, and nearly so in what stands in for it. */
const CAPITAL_EM = 0.714;

describe.skipIf(CHROMIUM === undefined)("the citizen screen", () => {
  let browser: Browser;
  let screen: ScreenServer;
  let page: Page;
  let faults: string[];
  let id = 0;

  const open = async (size: { width: number; height: number }) => {
    ({ page, faults } = await openPage(browser, screen.url, size));
    await page.locator("tram-citizen h1").waitFor();
  };
  const show = async (reason: Reason, person?: string) => {
    screen.show(answer(reason, ++id, person));
    await page.locator(`.answer.${verdictOf(reason)} .corner`, { hasText: answer(reason, 0).code }).waitFor();
  };
  const text = () => page.locator("main").textContent();

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    const onFault = (error: unknown) => {
      throw error;
    };
    screen = await startScreenServer({ port: 0, status: STATUS, onFault });
  });
  afterEach(async () => {
    await page.context().close();
    await screen.close();
    expect(faults.filter((fault) => !fault.includes("ERR_"))).toEqual([]); // but for the connection that a test cuts
  });

  test("asks for one thing, in Vietnamese and English, under a DEMO banner", async () => {
    await open(PANEL);
    expect(await page.locator("h1").textContent()).toBe("Đưa mã QR vào máy đọc");
    expect(await page.locator(".invite > .second [lang=en]").textContent()).toBe("Show your QR code here");
    expect(await page.locator(".demo").textContent()).toContain("DEMO");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("vi");
    screen.showStatus({ ...STATUS, demo: false });
    await eventually(() => page.locator(".demo").count()).toBe(0);
  });

  test.each([PANEL, PORTRAIT, SMALL])(
    "says in that place what helps whoever holds up a code in vain, with a picture of it, on $width × $height",
    async (size) => {
      await open(size);
      for (const advice of ADVICE) {
        screen.show({ kind: "attract", hint: { advice } });
        await page.locator("h1", { hasText: HINT_TEXTS[advice].vi }).waitFor();
        expect(await page.locator(".invite > .second [lang=en]").textContent()).toBe(HINT_TEXTS[advice].en);
        await page.locator("svg.hint").waitFor();
        expect([advice, await misplaced(page)]).toEqual([advice, []]);
      }
      screen.show({ kind: "attract" });
      await page.locator("h1", { hasText: "Đưa mã QR" }).waitFor();
    },
  );

  test.each([PANEL, PORTRAIT])(
    "says small in its corner how long the kiosk can go on, amber when that is not long, on $width × $height",
    async (size) => {
      await open(size);
      const corner = page.locator(".invite .budget");
      const until = (state: TrustStatus["state"], secondsLeft: number) => {
        screen.showStatus({ ...STATUS, trust: { version: 7, ageSeconds: 60, expiresAt: 1_800_000_000, state, secondsLeft } });
      };
      expect(await page.locator(".invite .corner").textContent()).toBe("kiosk-0218");
      const cases = [
        ["warning", 6 * 86_400, "chỉ còn 6 ngày", "rgb(246, 187, 50)"],
        ["grace", 3 * 86_400, "đã quá hạn, dùng tạm 3 ngày", "rgb(246, 187, 50)"],
        ["stopped", 0, "đã hết hạn", "rgb(150, 24, 27)"],
      ] as const;
      for (const [state, secondsLeft, words, colour] of cases) {
        until(state, secondsLeft);
        await eventually(() => corner.textContent()).toBe(`Dữ liệu kiểm tra ${words}`);
        expect(await corner.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(colour);
        expect(await dimTexts(page)).toEqual([]);
        expect(await misplaced(page)).toEqual([]);
      }
      screen.showStatus({ ...STATUS, clock: { ...STATUS.clock, state: "behind" } });
      await eventually(() => corner.textContent()).toBe("Đồng hồ của máy sai");
      expect(await page.locator(".corner.state [lang=en]").textContent()).toBe("The kiosk's clock is wrong");
    },
  );

  test.each([PANEL, PORTRAIT])(
    "asks for no code where none would be read, and says so without jargon, on $width × $height",
    async (size) => {
      await open(size);
      screen.showStatus({ ...STATUS, demo: false, unknownGroup: "clinicss" });
      await eventually(() => page.locator(".invite .budget").textContent()).toBe("Máy chưa được cài đặt đúng");
      screen.show(outOfServiceView("policy-missing"));
      await page.locator(".answer.out-of-service").waitFor();
      const shown = (await text()) ?? "";
      for (const words of ["TẠM NGỪNG", "Out of service", "không phải lỗi của ông bà", "T-512", "kiosk-0218"])
        expect(shown).toContain(words);
      expect(shown).not.toMatch(/clinicss|nhóm|policy|bundle|Đưa mã/);
      expect(await dimTexts(page)).toEqual([]);
      expect(await misplaced(page)).toEqual([]);
    },
  );

  test.each([PANEL, PORTRAIT])("shows the words of every reason whole, on $width × $height", async (size) => {
    await open(size);
    for (const reason of REASON_NAMES) {
      await show(reason, "N. T. K. T. · …001");
      const { headline, detail, next } = answer(reason, 0);
      const shown = ((await text()) ?? "").replace(/\s+/g, " ");
      for (const words of [headline, detail, next]) expect(shown).toContain(words.vi);
      for (const words of [headline, detail, next]) expect(shown).toContain(words.en);
      expect([reason, await misplaced(page)]).toEqual([reason, []]);
    }
  });

  test.each([PANEL, PORTRAIT])(
    "shows a fee, the code to pay it with, and that nobody has confirmed it, on $width × $height",
    async (size) => {
      await open(size);
      screen.show(feeView(++id));
      await page.locator(".qr").waitFor();
      const shown = ((await text()) ?? "").replace(/\s+/g, " ");
      for (const words of ["Lệ phí 50.000 đ", "ứng dụng ngân hàng", "Chưa xác nhận thanh toán", "50,000 VND", "Mời qua quầy 3."]) {
        expect(shown).toContain(words);
      }
      const picture = await loadPicture(await page.screenshot());
      const decoder = createQrDecoder();
      const found = picture.ok ? await decoder.decode(picture.frame) : [];
      await decoder.close();
      expect(found.map((symbol) => symbol.text)).toEqual([
        "00020101021238540010A00000072701240006970400011000000000000208QRIBFTTA53037045405500005802VN62110807H26-0016304EB09",
      ]);
      expect(await misplaced(page)).toEqual([]);
    },
  );

  test.each([PANEL, PORTRAIT, SMALL])(
    "offers a receipt beside the answer and beside a fee, each code to be read, on $width × $height",
    async (size) => {
      await open(size);
      const views = (["granted", "holder-clock-wrong", "trust-expired", "document-read"] as const).map((reason) => ({
        ...answer(reason, ++id, "N. T. · …001"),
        receipt: RECEIPT,
      }));
      const decoder = createQrDecoder();
      const toPay = [RECEIPT, SHORT_RECEIPT].map((receipt) => ({ ...feeView(++id), receipt }));
      for (const view of [...views, ...toPay]) {
        screen.show(view);
        await page.locator(".answer .corner", { hasText: view.code }).waitFor();
        await eventually(() => page.locator(".receipt svg").getAttribute("viewBox")).toContain(` ${view.receipt.qr.modules} `);
        expect(((await text()) ?? "").replace(/\s+/g, " ")).toMatch(
          /Chụp mã (này|nhỏ) để giữ biên nhận Photograph (this receipt|the small code, your receipt)/,
        );
        const picture = await loadPicture(await page.screenshot());
        const found = picture.ok ? await decoder.decode(picture.frame) : [];
        expect(found).toHaveLength(view.payment ? 2 : 1);
        expect(found.map((symbol) => symbol.text)).toContain(view.receipt.code);
        for (const pixels of await pixelsAModule(page)) expect([pixels, pixels >= 2 && Number.isInteger(pixels)]).toEqual([pixels, true]);
        expect(await page.locator(".words").evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)).toBe(true);
        if (view.payment) expect(await text()).toContain("quét mã lớn bằng ứng dụng ngân hàng");
        expect([view.reason, await misplaced(page)]).toEqual([view.reason, []]);
        for (const { contrast, leading, words } of await legibility(page))
          expect([words, contrast >= 7, leading >= 1.45 || words.startsWith("50.000")]).toEqual([words, true, true]);
      }
      await decoder.close();
    },
  );

  test("can be read from 60 cm: verdict and way on in capitals of 0.7°, at 7:1, with room for stacked marks", async () => {
    await open(PANEL);
    for (const reason of ["granted", "expired", "signature-invalid"] as const) {
      await show(reason);
      const styles = await page.evaluate(() => {
        const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
        return [...(root?.querySelectorAll("h1, .next") ?? [])].map((element) => Number.parseFloat(getComputedStyle(element).fontSize));
      });
      expect(styles).toHaveLength(2);
      for (const pixels of styles) expect(pixels * CAPITAL_EM * MM_A_PIXEL).toBeGreaterThanOrEqual(CAPITAL_MM * 0.99);
    }
    for (const reason of ["granted", "expired", "document-read", "not-understood", "issuer-unknown"] as const) {
      await show(reason, "N. T. · …001");
      for (const { contrast, leading, words } of await legibility(page)) {
        expect([words, contrast >= 7, leading >= 1.45]).toEqual([words, true, true]);
      }
    }
  });

  test("gives each verdict a shape of its own, so that it does not rest on colour", async () => {
    await open(PANEL);
    const shapes = new Set<string>();
    for (const reason of ["granted", "expired", "document-read", "not-understood", "issuer-unknown"] as const) {
      await show(reason);
      shapes.add(await page.locator("header .verdict-shape").innerHTML());
    }
    expect(shapes.size).toBe(5);
  });

  test("announces an answer as a whole to whoever listens to it", async () => {
    await open(PANEL);
    expect(await page.locator("main").getAttribute("aria-live")).toBe("polite");
    expect(await page.locator("main").getAttribute("aria-atomic")).toBe("true");
    await show("granted");
    expect(await page.locator(".answer [lang=en]").count()).toBe(3);
  });

  test("blanks the person after 5 s and the answer after 10 s, with nobody telling it to", async () => {
    await page?.close();
    await open(PANEL);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await show("granted", "N. T. K. T. · …001");
    await page.clock.runFor(4900);
    expect(await text()).toContain("N. T. K. T. · …001");
    await page.clock.runFor(200);
    expect(await page.content()).not.toContain("N. T. K. T.");
    expect(await text()).not.toContain("N. T. K. T.");
    expect(await text()).toContain("HỢP LỆ");
    await page.clock.runFor(5000);
    expect(await text()).toContain("Đưa mã QR");
  });

  test("says how it stands with a stick, with room for every word, and offers the button while one is in", async () => {
    await open(PANEL);
    expect(await page.locator("button.carry").count()).toBe(0);
    screen.showStatus({ ...STATUS, carry: { isStickIn: true, isWriting: false, toCarry: 412 } });
    await eventually(() => page.locator("button.carry").textContent()).toContain("Ghi nhật ký ra USB (412 mục)");
    const troubles = (Object.keys(STICK_TROUBLES) as StickTrouble[]).map((trouble) => ({ kind: "failed" as const, trouble, entries: 3 }));
    const views = [
      stickWorkingView(1, 206, 412),
      ...[{ kind: "done" as const, entries: 412 }, ...troubles].map((end) => stickEndView(1, end)),
    ];
    for (const view of views) {
      screen.show(view);
      await eventually(() => page.locator("section.stick .detail").textContent()).toBe(view.detail.vi);
      expect(await text()).toContain(view.headline.vi);
      expect(await text()).toContain(view.next.vi);
      expect(await page.locator(".words").evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)).toBe(true);
    }
    screen.showStatus(STATUS);
  });

  test("leaves a receipt standing for twenty seconds", async () => {
    await open(PANEL);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    screen.show({ ...answer("granted", ++id), receipt: RECEIPT });
    await page.locator(".receipt").waitFor();
    await page.clock.runFor(19_000);
    expect(await page.locator(".receipt").count()).toBe(1);
    await page.clock.runFor(1_500);
    expect(await text()).toContain("Đưa mã QR");
  });

  test("leaves a code to pay with standing for a minute, though not the person", async () => {
    await open(PANEL);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    screen.show(feeView(++id));
    await page.locator(".qr").waitFor();
    expect(await text()).toContain("N. T. K. T. · …001");
    await page.clock.runFor(59_000);
    expect(await text()).not.toContain("N. T. K. T.");
    expect(await page.locator(".qr").count()).toBe(1);
    await page.clock.runFor(1_500);
    expect(await page.locator(".qr").count()).toBe(0);
    expect(await text()).toContain("Đưa mã QR");
  });

  test("says it is out of service with the code and the kiosk's name", async () => {
    await open(PANEL);
    const words = { vi: "Không ghi được.", en: "Cannot record." };
    screen.show({ kind: "out-of-service", code: "T-508", detail: words, next: words });
    await page.locator(".out-of-service .help", { hasText: "T-508" }).waitFor();
    expect(await text()).toContain("TẠM NGỪNG");
    expect(await text()).toContain("kiosk-0218");
  });

  test("does not leave an answer standing when the kiosk is gone", async () => {
    await open(PANEL);
    await show("granted");
    await screen.close();
    await eventually(text).toContain("XIN CHỜ");
    expect(await text()).not.toContain("HỢP LỆ");
  });
});

const SHORT_RECEIPT = receiptView(`https://a.example/r#${"AQhoYW5vaS0wMcgB".repeat(6)}`);

/** How large the modules of every code are drawn; where that is no whole number, some are wider than others. */
function pixelsAModule(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const codes = [...(root?.querySelectorAll<SVGSVGElement>(".answer svg[viewBox][role=img]") ?? [])];
    return codes.map((code) => code.getBoundingClientRect().width / code.viewBox.baseVal.width);
  });
}

interface Legibility {
  readonly words: string;
  readonly contrast: number;
  readonly leading: number;
}

/** Contrast (WCAG 2.2, 1.4.3) and line height of every element that holds text. */
function legibility(page: Page): Promise<Legibility[]> {
  return page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const rgb = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = rgb(colour).map((value) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element: Element | null): string => {
      if (!element) return "rgb(255, 255, 255)";
      const { backgroundColor } = getComputedStyle(element);
      return rgb(backgroundColor)[3] === 0 ? background(element.parentElement) : backgroundColor;
    };
    const holdsText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    return [...(root?.querySelectorAll("main *") ?? [])].filter(holdsText).map((element) => {
      const style = getComputedStyle(element);
      const [light = 0, dark = 0] = [luminance(style.color), luminance(background(element))].sort((a, b) => b - a);
      const leading = Number.parseFloat(style.lineHeight) / Number.parseFloat(style.fontSize);
      return {
        words: element.textContent?.trim() ?? "",
        contrast: (light + 0.05) / (dark + 0.05),
        leading: Math.round(leading * 100) / 100,
      };
    });
  });
}
