import { execFileSync } from "node:child_process";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deskDecision } from "../../src/core/desk.ts";
import { ALL_LOW } from "../../src/core/indication.ts";
import { receiptCode } from "../../src/core/receipt.ts";
import type { SocketsState } from "../../src/core/sockets.ts";
import { outOfServiceView } from "../../src/core/view.ts";
import { deskPanel, type PictureOutcome } from "../../src/drivers/desk-panel.ts";
import { type HttpServer, startHttpServer } from "../../src/drivers/http-server.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { socketsPanel } from "../../src/drivers/sockets-panel.ts";
import type { Frame } from "../../src/ports.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { answer, SAMPLES, STATUS } from "../support/screens.ts";

describe.skipIf(CHROMIUM === undefined)("the desk page", () => {
  let browser: Browser;
  let screen: ScreenServer;
  let page: Page;
  let faults: string[];
  let outcome: PictureOutcome;
  let world: HttpServer;
  let plugged: SocketsState;
  const pictures: Uint8Array[] = [];
  const texts: string[] = [];
  const lines: string[] = [];
  const frames: Frame[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    outcome = "read";
    for (const taken of [pictures, texts, lines, frames]) taken.length = 0;
    const onFault = (error: unknown) => {
      throw error;
    };
    plugged = {
      isNetworkPlugged: true,
      sticks: [{ name: "usb-1" }, { name: "usb-2", holds: { version: 12, issuedAt: Date.now() / 1000 } }],
    };
    const routes = socketsPanel({
      state: async () => plugged,
      async change(change) {
        const { usbPort: _pulledOut, ...rest } = plugged;
        if ("network" in change) plugged = { ...plugged, isNetworkPlugged: change.network };
        else plugged = change.usbPort === null ? rest : { ...rest, usbPort: change.usbPort };
      },
    });
    world = await startHttpServer({ host: "127.0.0.1", port: 0, routes, onFault });
    const desk = deskPanel({
      samples: SAMPLES,
      onPicture: async (bytes) => {
        pictures.push(bytes);
        return outcome;
      },
      onText: (bytes) => texts.push(Buffer.from(bytes).toString()),
      onFrame: (frame) => frames.push(frame),
      serialLine: "/tmp/a line",
      writeSerial: (bytes) => lines.push(Buffer.from(bytes).toString()),
      film: {
        facts: {
          width: 24,
          height: 16,
          lastsMs: 2500,
          shots: [
            { fromMs: 0, says: { vi: "Phòng trống.", en: "An empty room." } },
            { fromMs: 1000, says: { vi: "Giơ quá xa.", en: "Too far away." } },
          ],
        },
        frame: async (atMs) => new Uint8Array(24 * 16).fill(atMs / 10),
      },
      centralUrl: "http://127.0.0.1:1/",
      socketsUrl: `${world.url}/sockets`,
    });
    screen = await startScreenServer({ port: 0, status: STATUS, desk, onFault });
    ({ page, faults } = await openPage(browser, `${screen.url}/desk`, { width: 1366, height: 768 }));
    await page.locator("desk-samples li").first().waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    await screen.close();
    await world.close();
    expect(faults.filter((fault) => !fault.includes("422"))).toEqual([]); // the browser logs each answer of 4xx
  });

  const press = (sample: string, way: string) => page.locator(`[data-sample=${sample}] [data-way=${way}]`).click();

  test("holds a sample up as a picture, pastes it as text, sends it down the serial line", async () => {
    await press("granted", "picture");
    await eventually(() => pictures.length).toBe(1);
    expect(await sharp(pictures[0]).metadata()).toMatchObject({ format: "png", width: 1200, height: 1200 });
    const { data, info } = await sharp(pictures[0]).greyscale().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => data[y * info.width * info.channels + x * info.channels];
    expect([at(5, 5), at(600, 600), at(1000, 1000)]).toEqual([255, 0, 255]); // margin, module, paper

    await press("granted", "text");
    await press("granted", "serial");
    await eventually(() => [...texts, ...lines]).toEqual([SAMPLES[0]?.text, `${SAMPLES[0]?.text}\r`]);
  });

  test("says on each card how it should end", async () => {
    expect(await page.locator("[data-sample=granted]").textContent()).toContain("Hợp lệ");
    expect(await page.locator("[data-sample=link]").textContent()).toContain("Chưa đọc được");
  });

  test("prints a command that sends the sample exactly, whatever is in it", async () => {
    const command = await page.locator("desk-serial .command").getAttribute("title");
    const toStandardOutput = command?.replace(/ > .*$/, "");
    expect(command).toContain(" > '/tmp/a line'");
    expect(execFileSync("sh", ["-c", toStandardOutput ?? ""]).toString()).toBe(`${SAMPLES[0]?.text}\r`);
  });

  test("hands over a picture that is chosen or dropped, and passes on what the kiosk says of it", async () => {
    const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: "white" } })
      .png()
      .toBuffer();
    await page.locator("desk-picture input").setInputFiles({ name: "card.png", mimeType: "image/png", buffer: png });
    await eventually(() => pictures.length).toBe(1);
    expect(Buffer.from(pictures[0] ?? [])).toEqual(png);

    outcome = "no-code";
    const files = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "card.png", { type: "image/png" }));
        return transfer;
      },
      [...png],
    );
    await page.locator("desk-picture section").dispatchEvent("drop", { dataTransfer: files });
    await eventually(() => page.locator("desk-picture [role=alert]").textContent()).toContain("Không thấy mã QR");
  });

  test("sends what is typed, to the desk or down the line", async () => {
    await page.locator("desk-text textarea").fill("001|Nguyễn");
    await page.locator("desk-text button").first().click();
    await page.locator("desk-text button").last().click();
    await eventually(() => [...texts, ...lines]).toEqual(["001|Nguyễn", "001|Nguyễn\r"]);
  });

  test("sends the webcam's frames, grey and whole, until it is stopped", async () => {
    const button = page.locator("desk-webcam button").first();
    await button.click();
    await eventually(() => frames.length).toBeGreaterThan(2);
    const [frame] = frames;
    expect(frame?.luma.length).toBe((frame?.width ?? 0) * (frame?.height ?? 0));
    expect(new Set(frame?.luma).size).toBeGreaterThan(2); // a picture, not a blank
    // Nor does it go black when the kiosk shows something else.
    screen.show({ kind: "attract", hint: { advice: "nearer" } });
    await eventually(() => page.locator("desk-webcam .advice").count()).toBe(1);
    const before = frames.length;
    await eventually(() => frames.length).toBeGreaterThan(before + 3);
    expect(new Set(frames.at(-1)?.luma).size).toBeGreaterThan(2);
    await button.click();
    await page.waitForTimeout(500);
    const taken = frames.length;
    await page.waitForTimeout(500);
    expect(frames.length).toBe(taken);
  });

  test("leaves no webcam on that was cancelled while the browser asked, and says which of three things is wrong", async () => {
    const panel = page.locator("desk-webcam");
    const buttons = panel.getByRole("button");
    // The browser's question, answered when the test says so.
    await page.evaluate(() => {
      const devices = navigator.mediaDevices;
      const open = devices.getUserMedia.bind(devices);
      const streams: MediaStream[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      Object.assign(window, { allow: resolve, streams });
      devices.getUserMedia = async (wanted) => {
        await promise;
        const stream = await open(wanted);
        streams.push(stream);
        return stream;
      };
    });
    const tracks = () => page.evaluate("streams.map((stream) => stream.getTracks()[0].readyState)");
    await buttons.first().click();
    await eventually(() => buttons.allTextContents()).toEqual(["Thôi"]);
    await buttons.first().click();
    await page.evaluate("allow()");
    await eventually(tracks).toEqual(["ended"]);
    expect(await buttons.allTextContents()).toEqual(["Bật webcam", "Thử không cần webcam"]);
    // Unplugged while it runs.
    await buttons.first().click();
    await eventually(() => buttons.allTextContents()).toEqual(["Tắt webcam"]);
    await page.evaluate("streams[1].getTracks()[0].stop()");
    await eventually(() => panel.getByRole("alert").textContent()).toContain("Webcam đã ngắt");
    for (const [name, says] of [
      ["NotFoundError", "không có webcam"],
      ["NotAllowedError", "không cho trang này dùng webcam"],
      ["NotReadableError", "chương trình khác đang dùng"],
    ]) {
      await page.evaluate(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "${name}"))`);
      await buttons.first().click();
      await eventually(() => panel.getByRole("alert").textContent()).toContain(says);
    }
  });

  test("plays a film where there is no webcam: its frames go the same way, with what happens in them and what the kiosk says", async () => {
    const panel = page.locator("desk-webcam");
    await panel.getByRole("button", { name: "Thử không cần webcam" }).click();
    await eventually(() => frames.length).toBeGreaterThan(2);
    expect(frames[0]).toMatchObject({ width: 24, height: 16, stride: 24 });
    expect(new Set(frames.map(({ luma }) => luma[0])).size).toBeGreaterThan(1);
    expect(await panel.locator(".says").textContent()).toBe("Phòng trống.");
    screen.show({ kind: "attract", hint: { advice: "nearer" } });
    await eventually(() => panel.locator(".advice, .says").allTextContents()).toEqual(["Xin đưa mã lại gần hơn", "Giơ quá xa."]);
    expect(await dimTexts(page, ["tram-citizen", "tram-lamps", "desk-samples", "desk-text"])).toEqual([]);
    // At its end, and at a press, it is as before.
    await eventually(() => panel.getByRole("button").allTextContents()).toEqual(["Bật webcam", "Thử không cần webcam"]);
    const taken = frames.length;
    await panel.getByRole("button", { name: "Thử không cần webcam" }).click();
    await eventually(() => frames.length).toBeGreaterThan(taken);
    await panel.getByRole("button", { name: "Dừng" }).click();
    await eventually(() => panel.getByRole("button").count()).toBe(2);
  });

  test("plugs and unplugs the network cable and the sticks, with the keyboard, too", async () => {
    const socket = (name: string) => page.locator(`[data-socket=${name}]`);
    await socket("network").getByRole("button", { name: "Rút ra" }).click();
    await eventually(() => socket("network").textContent()).toContain("đã rút");
    expect(plugged.isNetworkPlugged).toBe(false);
    await socket("usb").getByRole("button", { name: "Cắm USB 2" }).focus();
    await page.keyboard.press("Enter");
    await eventually(() => socket("usb").textContent()).toMatch(/USB 2: bản 12 · \d+ giây trước/);
    expect(await dimTexts(page, ["tram-citizen", "tram-lamps", "desk-samples", "desk-text"])).toEqual([]);
    await socket("usb").getByRole("button", { name: "Rút ra" }).click();
    await eventually(() => socket("usb").textContent()).toContain("trống");
    expect(plugged.usbPort).toBeUndefined();
  });

  test("says what staff must act on: trust that runs out, a bundle refused, a clock that is wrong; and nothing where all is well", async () => {
    const notices = page.locator("desk-notices li");
    expect(await notices.count()).toBe(0);
    const trust = { version: 7, ageSeconds: 60, expiresAt: 1_800_000_000, state: "warning", secondsLeft: 3 * 86_400 } as const;
    screen.showStatus({ ...STATUS, trust, trustRefusal: { refusal: "rollback", origin: "folder", at: 1_799_000_000 } });
    await eventually(() => notices.count()).toBe(2);
    expect(await notices.allTextContents()).toEqual([
      expect.stringMatching(/Bộ tin cậy chỉ còn 3 ngày, đến 15\/01\/2027\. Nối mạng, hoặc cắm USB/),
      expect.stringMatching(/Từ USB.*cũ hơn bộ mà máy đã từng dùng\. \(rollback\)/),
    ]);
    expect(await dimTexts(page, ["tram-citizen"])).toEqual([]);
    screen.showStatus({ ...STATUS, clock: { ...STATUS.clock, state: "behind" } });
    await eventually(() => notices.allTextContents()).toEqual([expect.stringContaining("Đồng hồ của máy chạy chậm")]);
    expect(await page.locator("desk-notices .red").count()).toBe(1);
    screen.showStatus({ ...STATUS, clock: { ...STATUS.clock, by: "central", systemOffsetSeconds: -7400 } });
    await eventually(() => page.locator(".facts").textContent()).toContain("đồng hồ máy lệch 2 giờ");
    expect(await notices.count()).toBe(0);
  });

  test("names the group that the bundle does not know, and what to do", async () => {
    screen.show(outOfServiceView("policy-missing"));
    screen.showStatus({ ...STATUS, unknownGroup: "clinicss" });
    const notice = page.locator("desk-notices .red");
    await eventually(() => notice.textContent()).toMatch(/nhóm “clinicss”.*T-512.*sửa group trong cấu hình/);
    expect(await dimTexts(page, ["tram-citizen"])).toEqual([]);
  });

  test("says what the journal needs a person for, in one word above and at length below", async () => {
    screen.showStatus({
      ...STATUS,
      journalContradiction: { kind: "truncated", size: 400 },
      setAside: 3,
      stickAnswerRefused: "other-kiosk",
    });
    await eventually(() => page.locator("desk-notices li").allTextContents()).toEqual([
      expect.stringMatching(/không khớp với nhật ký 400 mục.*Không xoá, không sửa gì/),
      expect.stringMatching(/3 mục.*cập nhật phần mềm ở trung tâm/),
      expect.stringMatching(/của máy khác\. \(other-kiosk\) Cắm USB này vào máy đó/),
    ]);
    expect(await page.locator(".facts").textContent()).toMatch(/Nhật ký\s+⚠ không khớp, 3 mục/);
    expect(await dimTexts(page, ["tram-citizen"])).toEqual([]);
  });

  test("opens the receipt of the newest answer, and of no other", async () => {
    const code = receiptCode(
      { kiosk: "kiosk-0218", seq: 8, leaf: new Uint8Array(32), signature: new Uint8Array(64) },
      "http://127.0.0.1:1/r",
    );
    const scan = { at: 1_800_000_000, reason: "expired", source: "desk", durationMs: 1, warnings: [] } as const;
    screen.show({ ...answer("expired", 1), receipt: { code, qr: { modules: 1, path: "" } } });
    screen.showDecision(deskDecision({ ...scan, seq: 7 }, answer("expired", 1)));
    await page.locator("desk-decisions li").first().waitFor();
    expect(await page.locator("desk-decisions a").count()).toBe(0);
    screen.showDecision(deskDecision({ ...scan, seq: 8 }, answer("expired", 1)));
    await eventually(() => page.locator("desk-decisions a").getAttribute("href")).toBe(code);
  });

  test("draws the lamps as they are driven", async () => {
    screen.showLamps({ ...ALL_LOW, green: true, relay: true });
    const tower = page.locator("tram-lamps .tower");
    await eventually(() => tower.getAttribute("aria-label")).toBe("Đèn sáng: xanh");
    expect(await tower.locator(".on").allInnerTexts()).toEqual(["Xanh", "Rơ-le"]);
    screen.showLamps(ALL_LOW);
    await eventually(() => tower.getAttribute("aria-label")).toBe("Không đèn nào sáng");
  });

  test("shows staff the exact reason and what was disclosed, and blanks that after a minute", async () => {
    await page.clock.install({ time: 1_800_000_000_000 });
    screen.showDecision(
      deskDecision(
        { seq: 1, at: 1_800_000_000, reason: "revoked", source: "serial", durationMs: 2.25, warnings: ["demo-key"] },
        answer("revoked", 1),
        {
          disclosed: { fullName: "Nguyễn Thị Kim Thoa", photo: new Uint8Array(800), host: "xn--vnid-w4d.gov.vn" },
          answers: [
            { condition: { id: "adult", label: { vi: "Đủ 18 tuổi", en: "18 or older" }, minimumAge: 18, required: false }, answer: "yes" },
          ],
          fee: { amountVnd: 50_000, reference: "H26-1" },
        },
      ),
    );
    const row = page.locator("desk-decisions li");
    await row.waitFor();
    for (const words of [
      "Không hợp lệ",
      "revoked",
      "T-203",
      "nối tiếp",
      "Nơi cấp đã thu hồi",
      "demo-key",
      "Họ và tênNguyễn Thị Kim Thoa",
      "800 B",
      "Máy chủxn--vnid-w4d.gov.vn",
      "Đủ 18 tuổicó",
      "Lệ phí50.000\u00a0đ · chưa xác nhận thanh toán",
    ]) {
      expect(await row.textContent()).toContain(words);
    }
    await page.clock.fastForward(61_000);
    await eventually(() => row.textContent()).not.toContain("Nguyễn");
    for (const words of ["Đủ 18 tuổi", "50.000"]) expect(await row.textContent()).not.toContain(words);
    expect(await row.textContent()).toContain("revoked");
  });

  test("speaks English to whoever asks for it, and says so to a screen reader", async () => {
    await page.locator(".topbar button").click();
    expect(await page.locator("desk-samples h2").textContent()).toBe("Hold up a code");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  });

  test("needs no sideways scrolling on a laptop, a large screen or a telephone", async () => {
    for (const width of [1366, 1920, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
});
