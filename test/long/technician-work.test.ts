// A technician at a kiosk that runs: PIN, stick, log, a signed configuration held up to its reader, and the reset. The kiosk is a process of its own.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { openStatement } from "../../src/core/reset/statement.ts";
import { readDeviceKey } from "../../src/drivers/device-key.ts";
import { keptFile } from "../../src/drivers/kept-file.ts";
import { loadPicture } from "../../src/drivers/picture.ts";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { technicianPin } from "../../src/drivers/technician-pin.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { type KioskProcess, startKioskProcess } from "../support/kiosk-process.ts";
import { axeFaults } from "../support/page-axe.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { newPublisher, rootOf } from "../support/tuf-publisher.ts";

const LONG = 60_000;
const PIN = "284671";
/** Somebody at the counter: what stands on an unsigned card. */
const PERSON = "Nguyễn Thị Kiểm Thử";
const CARD = `099190000001||${PERSON}|15051990|Nữ|Thôn Thử Nghiệm|20062021`;
const folder = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const CONFIG = at("etc", "kiosk.toml");
const settings = (group: string) => `group = "${group}"\n[[source]]\nkind = "serial"\npath = "${at("reader")}"\n`;

let browser: Browser;
let decoder: ReturnType<typeof createQrDecoder>;
let reader: PseudoTerminal;
let kiosk: KioskProcess | undefined;
let page: Page;
let faults: string[];

async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tram(args, { cwd: folder });
  expect({ code, said: code === 0 ? "" : stderr }).toEqual({ code: 0, said: "" });
  return stdout;
}

async function make(out: string, ...options: readonly string[]): Promise<{ readonly codes: number; readonly fingerprint: string }> {
  const fixed = ["--key", "operator.key", "--passphrase-file", "passphrase", "--settings", "settings.toml", "--root", "1.root.json"];
  return JSON.parse(await run("provision", "make", ...fixed, "--kiosk", "hanoi-01", "--out", out, "--json", ...options));
}

async function textIn(picture: Uint8Array): Promise<string> {
  const loaded = await loadPicture(picture);
  if (!loaded.ok) throw new Error(loaded.error);
  const [found] = await decoder.decode(loaded.frame);
  return Buffer.from(found?.bytes ?? []).toString("latin1");
}

async function holdUp(...file: readonly string[]): Promise<void> {
  reader.write(Buffer.from(`${await textIn(readFileSync(at(...file)))}\r`, "latin1"));
}

/** One code after the other, each when the one before has been counted. */
async function holdUpSheet(sheet: string, kiosk: string, codes: number): Promise<void> {
  for (let code = 1; code <= codes; code++) {
    await holdUp(sheet, `${kiosk}-code-${code}-of-${codes}.png`);
    if (code < codes) await page.locator("technician-configuration", { hasText: `Đã đọc ${code} / ${codes} mã` }).waitFor();
  }
}

async function start(size = { width: 1024, height: 600 }): Promise<void> {
  kiosk = await startKioskProcess(CONFIG);
  ({ page, faults } = await openPage(browser, `${kiosk.url}/technician`, size));
  await page.locator("technician-pin-pad").waitFor();
  for (const digit of PIN) await page.locator(`[data-key='${digit}']`).click();
  await page.locator("[data-key=enter]").click();
  await page.locator("[data-tab=sticks]").waitFor();
}

/** Each state has its letters well to be seen, and nothing beside the panel. */
async function look(_name: string): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  await fits();
}

async function fits(): Promise<void> {
  expect(await dimTexts(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
}

const press = (what: string) => page.locator(`[data-do=${what}]`).click();
const tab = (name: string) => page.locator(`[data-tab=${name}]`).click();

describe.skipIf(CHROMIUM === undefined)("the technician of a kiosk that runs", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    decoder = createQrDecoder();
    const opened = await openPseudoTerminal({ readerLink: at("reader") });
    if (!opened.ok) throw new Error(opened.message);
    reader = opened.terminal;
    for (const name of ["etc", "data", "media/usb/tram-journal"]) mkdirSync(at(name), { recursive: true });
    writeFileSync(at("passphrase"), "một mật khẩu dài\n");
    writeFileSync(at("1.root.json"), rootOf(newPublisher(), { expires: Math.floor(Date.now() / 1000) + 700 * 86_400 }));
    writeFileSync(at("settings.toml"), settings("hanoi"));
    await run("provision", "key", "--out", "operator.key", "--passphrase-file", "passphrase");
    const { fingerprint } = await make("sheet");
    await run("provision", "apply", "--config", CONFIG, "--data", at("data"), "--from", at("sheet"), "--yes-fingerprint", fingerprint);
    // What no package may set: where sticks are, and the screen's port.
    const toml = readFileSync(CONFIG, "utf8").replace(/^sticks = .*$/m, `sticks = "${at("media")}"`);
    writeFileSync(CONFIG, `${toml}\n[screen]\nport = 0\n`);
    await technicianPin(keptFile(at("data", "technician-pin.json"))).set(PIN);
  }, LONG);
  afterEach(async () => {
    await page.context().close();
    await kiosk?.stop();
    // But for what a wrong PIN, or one more wish, is answered with, and for the moment in which the kiosk has gone.
    expect(faults.filter((fault) => !/ERR_|status of 40[349]/.test(fault))).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), decoder?.close()]);
    await reader?.close();
  });

  test(
    "writes journal, support bundle and backup on the stick, each with its end said, and none with a person, a key or a PIN in it",
    async () => {
      await start();
      reader.write(Buffer.from(`${CARD}\r`));
      await eventually(async () =>
        /"reason":"document-read"|policy-missing/.test(readFileSync(at("data", "journal", "00000000.tramlog"), "latin1")),
      ).toBe(true);
      await page.locator("[data-group]").first().waitFor();
      await look("parts");
      await tab("sticks");
      for (const job of ["journal", "support", "backup"]) {
        await page.locator(`[data-do=${job}]:enabled`).click();
        await page.locator(`[data-job=${job}].ok .said-of-it`).waitFor();
      }
      await look("sticks");
      const stick = at("media", "usb");
      const names = readdirSync(stick, { recursive: true, encoding: "utf8" });
      expect(
        names.filter((name) =>
          /tram-journal\/hanoi-01\/.|tram-backup\/hanoi-01\/kiosk.toml|tram-support\/support-hanoi-01-\d+\.tar/.test(name),
        ).length,
      ).toBe(3);
      const bundle = readFileSync(at("media", "usb", names.find((name) => name.endsWith(".tar")) ?? "")).toString("utf8");
      for (const file of ["doctor.json", "status.json", "journal.json", "log.jsonl"]) expect(bundle).toContain(file);
      const { d: secret } = JSON.parse(readFileSync(at("etc", "device-key.json"), "utf8"));
      for (const word of [PERSON, "Nguyễn", "099190000001", secret, PIN, folder]) expect(bundle).not.toContain(word);

      // What a stick does not take is said in words for people, with the code and not the system's name for it.
      rmSync(at("media", "usb", "tram-support"), { recursive: true });
      writeFileSync(at("media", "usb", "tram-support"), "a file");
      await page.locator("[data-do=support]:enabled").click();
      await page.locator("[data-job=support].fault .said-of-it", { hasText: "USB không nhận." }).waitFor();
      expect(await page.locator("[data-job=support] .said-of-it").textContent()).toMatch(/T-708/);
      expect(await page.locator("[data-job=support] .said-of-it").textContent()).not.toMatch(/ENOTDIR|\/media/);

      await tab("log");
      await page.locator("table.log tr.info", { hasText: "máy sẵn sàng" }).waitFor();
      await look("log");
      await page.setViewportSize({ width: 320, height: 800 });
      for (const name of ["parts", "sticks", "log", "configuration", "reset"]) {
        await tab(name);
        await page.locator(".inside > *").first().waitFor();
        await fits();
      }
      await page.setViewportSize({ width: 1080, height: 1920 });
      await tab("sticks");
      await page.locator("[data-job=backup]").waitFor();
      await fits();
      await tab("log");
      await page.locator("[data-filter=error]").click();
      expect(await page.locator("tr.info").count()).toBe(0);
      expect(await page.locator("table.log").textContent()).not.toContain("Nguyễn");
    },
    LONG,
  );

  test(
    "shows what a signed configuration would change before it is applied, says why another is refused, and the kiosk starts with it",
    async () => {
      writeFileSync(at("settings.toml"), settings("hanoi-phuong"));
      const { codes, fingerprint } = await make("next", "--serial", String(Date.now() * 2));
      await start();
      await tab("configuration");
      await look("configuration");
      // A configuration that cannot be read is not silence.
      const good = readFileSync(CONFIG);
      writeFileSync(CONFIG, "id = \n");
      await press("read");
      await page.locator("technician-configuration [role=alert]", { hasText: "T-651" }).waitFor();
      writeFileSync(CONFIG, good);
      await press("read");
      await page.locator("technician-configuration", { hasText: "Đưa các mã trên phiếu" }).waitFor();
      const entries = readFileSync(at("data", "journal", "00000000.tramlog")).length;
      const other = await make("other", "--kiosk", "hue-01");
      await holdUpSheet("other", "hue-01", other.codes);
      await page.locator("[role=alert]", { hasText: "other-kiosk" }).waitFor();
      await look("other-kiosk");
      await holdUpSheet("next", "hanoi-01", codes);
      await page.locator("[data-path='group']").waitFor();
      await look("difference");
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.locator("setup-review .rows").evaluate((rows) => rows.clientHeight)).toBeGreaterThan(40);
      await page.setViewportSize({ width: 1024, height: 600 });
      expect(await page.locator("[data-path='group']").textContent()).toContain("hanoi-phuong");
      expect(readFileSync(CONFIG, "utf8")).not.toContain("hanoi-phuong");
      // A code of the sheet is no showing of a visitor.
      expect(readFileSync(at("data", "journal", "00000000.tramlog")).length).toBe(entries);
      await press("type").catch(() => undefined);
      for (const letter of fingerprint.replaceAll(" ", "")) await page.locator(`[data-letter='${letter}']`).click();
      await page.locator("[data-do=finish]").waitFor();
      await look("applied");
      expect(readFileSync(CONFIG, "utf8")).toContain("hanoi-phuong");
      await press("finish");
      expect(await kiosk?.ended).toBe(0);
    },
    LONG,
  );

  test(
    "keeps whoever looks a code up inside: its help lies over the page, and is no other page",
    async () => {
      await start();
      await page.locator("technician-parts [data-help]").first().click();
      await page.locator("technician-help dialog[open]").waitFor();
      await look("help");
      await press("close-help");
      await page.locator("technician-help").waitFor({ state: "detached" });
      expect(await page.locator("[data-tab=parts]").count()).toBe(1);
    },
    LONG,
  );

  test(
    "deletes everything once name, PIN and the number of lost entries are typed, and shows what the device has signed before",
    async () => {
      await start();
      const deviceKey = await readDeviceKey(at("etc", "device-key.json"));
      if (!deviceKey) throw new Error("no device key");
      await tab("reset");
      await page.locator("input[name=kiosk]").waitFor();
      await look("reset");
      await page.locator("input[name=kiosk]").fill("hanoi-02");
      await page.locator("input[name=pin]").fill(PIN);
      await press("reset");
      // Seen, and heard: on a small panel, too.
      await page.locator("[role=alert]:focus", { hasText: "tên không đúng" }).waitFor();
      expect(
        await page.locator("technician-reset [role=alert]").evaluate((alert) => {
          const { top, bottom } = alert.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        }),
      ).toBe(true);
      // With nothing but a finger.
      await page.locator("input[name=kiosk]").fill("");
      await page.locator("input[name=kiosk]").click();
      for (const key of "hanoi-01") await page.locator(`technician-keys [data-key='${key}']`).click();
      expect(await page.locator("input[name=kiosk]").inputValue()).toBe("hanoi-01");
      await look("keys");
      await page.locator("input[name=pin]").click();
      for (const key of "111222") await page.locator(`technician-keys [data-key='${key}']`).click();
      await press("reset");
      await page.locator("[role=alert]", { hasText: "Mã PIN sai" }).waitFor();
      await look("refused");
      await page.locator("input[name=pin]").fill(PIN);
      const abandon = page.locator("input[name=abandon]");
      if (await abandon.isVisible()) {
        await press("reset");
        await page.locator("[role=alert]", { hasText: "mục nhật ký chưa ở máy chủ" }).waitFor();
        await page.locator("input[name=pin]").fill(PIN);
        await abandon.fill(/\d+/.exec((await page.locator("label.wrong b").textContent()) ?? "")?.[0] ?? "");
      }
      await press("reset");
      await page.locator(".statement .qr").waitFor();
      await look("statement");
      // Nothing leads away from it, and the stick has it, too.
      expect(await page.locator("[data-tab], [data-do=away]").count()).toBe(0);
      const [onStick = ""] = readdirSync(at("media", "usb", "tram-reset"));
      expect(readFileSync(at("media", "usb", "tram-reset", onStick), "utf8")).toBe(await page.locator(".statement pre").textContent());
      const shown = await textIn(await page.locator(".statement .qr").screenshot());
      expect(openStatement(Buffer.from(shown, "latin1"), () => journalSigner("hanoi-01", deviceKey).key)).toMatchObject({
        kiosk: "hanoi-01",
      });
      expect(await kiosk?.ended).toBe(0);
      expect(readdirSync(at("data"))).toEqual([]);
      expect(existsSync(CONFIG)).toBe(false);
      expect(readdirSync(at("etc"))).toEqual([]);
    },
    LONG,
  );
});
