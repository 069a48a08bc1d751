// A machine out of its box, in an office without a network and without a keyboard: its own screen, a reader on a serial line, a sheet, a stick.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadPicture } from "../../src/drivers/picture.ts";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import type { Frame } from "../../src/ports.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { runCentral } from "../support/central-process.ts";
import { TRAM } from "../support/demo-process.ts";
import { eventually } from "../support/eventually.ts";
import { startKioskProcess } from "../support/kiosk-process.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { toPgm } from "../support/pictures.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { newPublisher, rootOf } from "../support/tuf-publisher.ts";

const LONG = 60_000;
const PANEL = { width: 1024, height: 600 };
const folder = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const NOW = Math.floor(Date.now() / 1000);
const CONFIG = at("etc", "kiosk.toml");

interface Made {
  readonly fingerprint: string;
  readonly codes: number;
}

/** `tram provision screen` as its own process. */
interface SetupProcess {
  readonly url: string;
  readonly ended: Promise<number | null>;
  readonly child: ChildProcess;
}

let browser: Browser;
let reader: PseudoTerminal;
let setup: SetupProcess | undefined;
let page: Page;
let faults: string[];

async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tram(args, { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

async function make(out: string, kiosk: string, ...options: readonly string[]): Promise<Made> {
  const fixed = ["--key", "operator.key", "--passphrase-file", "passphrase", "--settings", "settings.toml", "--root", "1.root.json"];
  return JSON.parse(await run("provision", "make", ...fixed, "--kiosk", kiosk, "--out", out, "--json", ...options));
}

/** The text of a code in a picture, by the kiosk's own decoder. */
async function textIn(picture: Uint8Array): Promise<string> {
  const loaded = await loadPicture(picture);
  if (!loaded.ok) throw new Error(loaded.error);
  const decoder = createQrDecoder();
  const [found] = await decoder.decode(loaded.frame);
  await decoder.close();
  return Buffer.from(found?.bytes ?? []).toString("latin1");
}

/** Pictures in a row, as a camera sees a page (PGM). */
async function sideBySide(files: readonly string[]): Promise<Buffer> {
  const frames: Frame[] = [];
  for (const file of files) {
    const loaded = await loadPicture(readFileSync(file));
    if (loaded.ok) frames.push(loaded.frame);
  }
  const width = frames.reduce((sum, frame) => sum + frame.width, 0);
  const height = Math.max(...frames.map((frame) => frame.height));
  const luma = Buffer.alloc(width * height, 255);
  let left = 0;
  for (const frame of frames) {
    for (let y = 0; y < frame.height; y++)
      luma.set(frame.luma.subarray(y * frame.stride, y * frame.stride + frame.width), y * width + left);
    left += frame.width;
  }
  return toPgm({ width, height, stride: width, luma });
}

/** What the reader sends when this picture is held before it. */
async function holdUp(...file: readonly string[]): Promise<void> {
  reader.write(Buffer.from(`${await textIn(readFileSync(at(...file)))}\r`, "latin1"));
}

/** Held up again and again: what comes before somebody can have read the question does not count. */
async function holdUpUntil(text: string, ...file: readonly string[]): Promise<void> {
  await eventually(async () => {
    await holdUp(...file);
    return await page.locator("tram-setup", { hasText: text }).isVisible();
  }).toBe(true);
}

async function start(reading = ["--serial", at("reader")], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const args = [...reading, "--sticks", at("media"), "--port", "0", "--data", at("data"), "--json"];
  const child = spawn(process.execPath, [TRAM, "provision", "screen", "--config", CONFIG, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const ended = once(child, "exit").then(([code]) => code);
  const [line] = await Promise.race([once(child.stdout, "data"), ended.then((code) => [`ended with ${code}`])]);
  setup = { url: JSON.parse(String(line)).url, ended, child };
  ({ page, faults } = await openPage(browser, setup.url, PANEL));
  await page.locator("tram-setup section").waitFor();
}

const says = (text: string) => page.locator("tram-setup", { hasText: text }).waitFor();
const press = (what: string) => page.locator(`[data-do=${what}]`).click();
/** A machine that is led through its first run asks for the first PIN, too. */
const takeAway = async () => {
  if ((await page.locator("[data-do=taken]").count()) > 0) {
    await press("taken");
    await press("later");
  }
  await press("finish");
};

describe.skipIf(CHROMIUM === undefined)("a machine that is not set up", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    const opened = await openPseudoTerminal({ readerLink: at("reader") });
    if (!opened.ok) throw new Error(opened.message);
    reader = opened.terminal;
    mkdirSync(at("media"));
    writeFileSync(at("passphrase"), "một mật khẩu dài\n");
    writeFileSync(at("1.root.json"), rootOf(newPublisher(), { expires: NOW + 700 * 86_400 }));
    writeFileSync(at("settings.toml"), SETTINGS);
    await run("provision", "key", "--out", "operator.key", "--passphrase-file", "passphrase");
  }, LONG);
  afterEach(async () => {
    await page.context().close();
    setup?.child.kill("SIGTERM");
    await setup?.ended;
    for (const name of ["etc", "data", "media"]) rmSync(at(name), { recursive: true, force: true });
    mkdirSync(at("media"));
    // But for the moment in which the set-up has gone and the kiosk has come.
    expect(faults.filter((fault) => !/ERR_|status of 404/.test(fault))).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await reader?.close();
  });

  test(
    "is set up with a sheet and a reader alone: codes, changes, confirmation, enrolment, work",
    async () => {
      const { codes } = await make("sheet", "hanoi-01");
      await start();
      await says("Đưa các mã trên phiếu cấu hình");
      for (let code = codes; code > 1; code--) {
        await holdUp("sheet", `hanoi-01-code-${code}-of-${codes}.png`);
        await says(`Đã đọc ${codes - code + 1} / ${codes} mã`);
      }
      await holdUp("sheet", `hanoi-01-code-1-of-${codes}.png`);
      await says("Đúng như trên phiếu?");
      expect(await page.locator("[data-path='central.url']").textContent()).toContain("https://central.example");
      expect(existsSync(CONFIG)).toBe(false);
      await holdUpUntil("Xong: hanoi-01", "sheet", "hanoi-01-confirm-1.png");
      expect(readFileSync(CONFIG, "utf8")).toContain('id = "hanoi-01"');

      const request = await textIn(await page.locator(".qr").screenshot());
      writeFileSync(at("request.txt"), request);
      const enrolled = await runCentral(["enrol", "--data", at("central"), "--request", at("request.txt"), "--json"]);
      const { deviceFingerprint } = JSON.parse(enrolled.stdout);
      expect(await page.locator(".done .mono").textContent()).toBe(deviceFingerprint);
      expect(await dimTexts(page)).toEqual([]);
      await takeAway();
      expect(await setup?.ended).toBe(0);
    },
    LONG,
  );

  test(
    "reads a sheet that lies before its camera, all codes of the page in one picture",
    async () => {
      const { codes, fingerprint } = await make("paper", "hanoi-06");
      const names = Array.from({ length: codes }, (_, code) => at("paper", `hanoi-06-code-${code + 1}-of-${codes}.png`));
      writeFileSync(at("page.pgm"), await sideBySide(names));
      const PATH = `${fileURLToPath(new URL("../support", import.meta.url))}:${process.env["PATH"]}`;
      await start(["--camera"], { PATH, RPICAM_PICTURE: at("page.pgm") });
      await says("Đúng như trên phiếu?");
      await press("type");
      await page.keyboard.type(fingerprint);
      await says("Xong: hanoi-06");
      expect(readFileSync(CONFIG, "utf8")).toContain('id = "hanoi-06"');
    },
    LONG,
  );

  test(
    "takes a stick while the sheet is still in the envelope, and believes it only for the sixteen letters on the paper",
    async () => {
      const { fingerprint } = await make("stick", "hanoi-02", "--stick-only");
      await start();
      mkdirSync(at("media", "TRAM"));
      cpSync(at("stick", "tram-provision"), at("media", "TRAM", "tram-provision"), { recursive: true });
      await says("Từ USB");
      await press("type");
      await page.keyboard.type("AAAA BBBB CCCC DDDD");
      await says("Gõ nhầm? Xem lại từng chữ và gõ lại.");
      expect(existsSync(CONFIG)).toBe(false);
      // What was typed stays, to be compared letter by letter.
      for (let erased = 0; erased < 16; erased++) await page.locator("[data-letter=back]").click();
      for (const letter of fingerprint.replaceAll(" ", "")) await page.locator(`[data-letter="${letter}"]`).click();
      await says("Xong: hanoi-02");
      expect(readFileSync(at("media", "TRAM", "tram-provision", "enrolment-hanoi-02.txt"), "utf8")).toMatch(/^TRAMENR1\//);
      await takeAway();
      expect(await setup?.ended).toBe(0);
    },
    LONG,
  );

  test(
    "takes the place of a dead kiosk from its backup and the old sheet, and hands the screen to the kiosk",
    async () => {
      const { fingerprint } = await make("dead", "hanoi-03");
      const dead = ["--config", at("dead-etc", "kiosk.toml"), "--data", at("dead-data")];
      await run("provision", "apply", ...dead, "--from", "dead", "--yes-fingerprint", fingerprint, "--enrolment-to", ".");
      const ofDead = readFileSync(at("dead-etc", "kiosk.toml"), "utf8");
      writeFileSync(at("dead-etc", "kiosk.toml"), `${ofDead}\n[policy]\nid = "x"\nfee = { bin = "970400", account = "STRANGER" }\n`);
      mkdirSync(at("media", "SAFE"));
      await run(
        "provision",
        "backup",
        "--config",
        at("dead-etc", "kiosk.toml"),
        "--to",
        at("media", "SAFE"),
        "--passphrase-file",
        "passphrase",
      );
      await start();
      await says("Từ bản sao lưu");
      const left = page.locator("[data-not-taken] [data-path='policy.fee.account']");
      expect(await left.textContent()).toMatch(/!! .*STRANGER/s);
      await holdUpUntil("Xong: hanoi-03--2", "dead", "hanoi-03-confirm-2.png");
      await says("policy.fee.account");
      expect(await dimTexts(page)).toEqual([]);
      expect(readFileSync(CONFIG, "utf8")).not.toContain("STRANGER");
      // The kiosk comes to the same address, so that nobody need start the browser anew.
      const { port } = new URL(setup?.url ?? "");
      const toml = readFileSync(CONFIG, "utf8");
      writeFileSync(CONFIG, `${toml.replace(/kind = "gpio"\nrelay = true/, 'kind = "none"')}\n[screen]\nport = ${port}\n`);
      await takeAway();
      expect(await setup?.ended).toBe(0);
      const kiosk = await startKioskProcess(CONFIG);
      try {
        await page.locator("tram-kiosk h1", { hasText: "Đưa mã QR vào máy đọc" }).waitFor({ timeout: 20_000 });
      } finally {
        await kiosk.stop();
      }
    },
    LONG,
  );

  test(
    "says what is wrong with a sheet, in both languages, and waits for another",
    async () => {
      const { codes } = await make("old", "hanoi-04", "--valid-for", "1m");
      const other = await make("other", "hanoi-05");
      await start();
      await holdUp("old", `hanoi-04-code-1-of-${codes}.png`);
      await says(`Đã đọc 1 / ${codes} mã`);
      await holdUp("other", `hanoi-05-code-2-of-${other.codes}.png`);
      await page.locator("[role=alert]", { hasText: "nhiều phiếu khác nhau" }).waitFor();
      expect(await page.locator("[role=alert] [lang=en]").first().textContent()).toContain("different sheets");
      await holdUp("other", `hanoi-05-code-1-of-${other.codes}.png`);
      await says(`Đã đọc 1 / ${other.codes} mã`);
    },
    LONG,
  );
});

const SETTINGS = `group = "hanoi"
[central]
url = "https://central.example"
[[source]]
kind = "serial"
path = "/dev/serial/by-id/usb-XXX"
baudRate = 115200
[board]
kind = "gpio"
relay = true
`;
