// A machine out of its box, led through by touch: every answer is on disk at once, and a kill -9 is a power cut.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { splitIntoCodes } from "../../src/core/provisioning/code-parts.ts";
import { SET_UP_STEPS } from "../../src/core/set-up/steps.ts";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { TRAM } from "../support/demo-process.ts";
import { eventually } from "../support/eventually.ts";
import { axeFaults } from "../support/page-axe.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { newPublisher, rootOf } from "../support/tuf-publisher.ts";

const LONG = 60_000;
const PANEL = { width: 1024, height: 600 };
const SIZES = [PANEL, { width: 800, height: 480 }, { width: 1080, height: 1920 }];
const folder = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const CONFIG = at("etc", "kiosk.toml");
const DRAFT = at("data", "set-up.json");
const DAY = 86_400;

let browser: Browser;
let reader: PseudoTerminal;
let child: ChildProcess;
let ended: Promise<number | null>;
let url: string;
let page: Page;
let faults: string[];
let fingerprint: string;

const press = (what: string) => page.locator(`[data-do=${what}]`).click();
const says = (text: string) => page.locator("tram-setup", { hasText: text }).waitFor();
const onStep = (place: number) => page.locator("tram-setup .count", { hasText: `${place} / 8` }).waitFor();
const held = (text: string) => reader.write(Buffer.from(`${text}\r`, "latin1"));
const draft = () => JSON.parse(readFileSync(DRAFT, "utf8"));

/** Switches the machine on. */
async function start(env: NodeJS.ProcessEnv = {}): Promise<void> {
  const args = ["--serial", at("reader"), "--sticks", at("media"), "--port", "0", "--data", at("data"), "--json"];
  child = spawn(process.execPath, [TRAM, "provision", "screen", "--config", CONFIG, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  ended = once(child, "exit").then(([code]) => code);
  if (!child.stdout) throw new Error("no output");
  const lines: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => lines.push(text));
  await eventually(() => lines.join("")).toContain('"listening"');
  url = JSON.parse(
    lines
      .join("")
      .split("\n")
      .find((line) => line.includes("listening")) ?? "",
  ).url;
  ({ page, faults } = await openPage(browser, url, PANEL));
  await page.locator("tram-setup section").first().waitFor();
}

async function cutPower(): Promise<void> {
  child.kill("SIGKILL");
  await ended;
  await page.context().close();
}

async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tram(args, { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

/** A program in the place of the system's own, which writes down how it was called. */
function standIn(name: string, script: string): string {
  mkdirSync(at("bin"), { recursive: true });
  writeFileSync(at("bin", name), `#!/bin/sh\n${script}\n`);
  chmodSync(at("bin", name), 0o755);
  return `${at("bin")}:${process.env["PATH"]}`;
}

describe.skipIf(CHROMIUM === undefined)("the first run of a machine, by touch", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    const opened = await openPseudoTerminal({ readerLink: at("reader") });
    if (!opened.ok) throw new Error(opened.message);
    reader = opened.terminal;
    mkdirSync(at("media"));
    writeFileSync(at("passphrase"), "một mật khẩu dài\n");
    writeFileSync(at("1.root.json"), rootOf(newPublisher(), { expires: Math.floor(Date.now() / 1000) + 700 * DAY }));
    writeFileSync(at("settings.toml"), 'group = "hanoi"\n[central]\nurl = "https://central.example"\n');
    const key = ["--key", "operator.key", "--passphrase-file", "passphrase"];
    await run("provision", "key", "--out", "operator.key", "--passphrase-file", "passphrase");
    const made = await run(
      "provision",
      "make",
      ...key,
      "--settings",
      "settings.toml",
      "--root",
      "1.root.json",
      "--kiosk",
      "hanoi-01",
      "--out",
      "sheet",
      "--json",
    );
    ({ fingerprint } = JSON.parse(made));
  }, LONG);
  afterEach(async () => {
    child.kill("SIGTERM");
    await ended;
    await page.context().close();
    expect(faults.filter((fault) => !/ERR_|status of 404/.test(fault))).toEqual([]);
    for (const name of ["etc", "data"]) rmSync(at(name), { recursive: true, force: true });
  });
  afterAll(async () => {
    await browser?.close();
    await reader?.close();
  });

  test(
    "goes on after a power cut where it was, asks nothing twice, and shows the code for enrolment until it is taken away",
    async () => {
      await start();
      await onStep(1);
      await page.locator("[data-language=km]").click();
      await eventually(() => existsSync(DRAFT) && draft().choices.languages).toEqual(["vi", "en", "km"]);
      await press("next");
      await onStep(2);
      await press("next");
      await page.locator("[data-board=none]").click();
      await press("next");
      await onStep(4);
      held("một mã bất kỳ");
      await says("Đọc được");
      await cutPower();

      await start();
      await onStep(4);
      expect(await page.locator(".dots .answered").count()).toBe(3);
      await press("next");
      await page.locator("[data-panel='15-inch']").click();
      await press("touch");
      await eventually(() => draft().choices).toMatchObject({ panel: "15-inch", touch: false });
      await press("next");
      await page.locator("[data-digit='3']").click();
      const codes = sheetCodes();
      held("không phải phiếu");
      await says("Đọc được, nhưng không phải mã của phiếu cấu hình");
      for (const [place, code] of codes.entries()) {
        held(code);
        await says(place + 1 < codes.length ? `Đã đọc ${place + 1} / ${codes.length} mã` : "✓ hanoi-01");
      }
      await eventually(() => draft().offer !== undefined).toBe(true);
      await press("next");
      await onStep(7);
      await page.locator("[data-part=clock]").waitFor({ timeout: 20_000 });
      await cutPower();

      await start();
      await onStep(7);
      await page.locator("[data-part=touch] [data-do=test]").click();
      for (let spot = 0; spot < 5; spot++) await page.locator(`[data-spot="${spot}"]`).click();
      await page.locator("[data-part=touch].ok").waitFor();
      await press("next");
      await says("Đúng như trên phiếu?");
      expect(await page.locator("[data-path='screen.panel']").textContent()).toContain("15-inch");
      expect(existsSync(CONFIG)).toBe(false);
      await press("type");
      const last = fingerprint.at(-1) ?? "";
      await page.keyboard.type(fingerprint.slice(0, -1) + (last === "A" ? "B" : "A"));
      await says("Gõ nhầm? Xem lại từng chữ");
      // The letters stay, and the word about them goes with the first key.
      await page.keyboard.press("Backspace");
      await page.locator("setup-review .wrong").waitFor({ state: "detached" });
      await page.keyboard.type(last);
      await says("Xong: hanoi-01");
      expect(await dimTexts(page)).toEqual([]);
      const device = await page.locator(".done .mono").textContent();
      await cutPower();

      const toml = readFileSync(CONFIG, "utf8");
      expect(toml).toContain('panel = "15-inch"');
      expect(toml).toContain('counter = "3"');
      expect(toml).toContain('languages = [ "vi", "en", "km" ]');
      await start();
      await says("Xong: hanoi-01");
      expect(await page.locator(".done .mono").textContent()).toBe(device);
      expect(readFileSync(CONFIG, "utf8")).toBe(toml);
      await press("taken");
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const pad = await page.locator("technician-pin-pad [data-key=enter]").boundingBox();
        expect((pad?.y ?? size.height) + (pad?.height ?? 0)).toBeLessThanOrEqual(size.height);
      }
      for (const [pin, word] of [
        ["123456", "Gõ lại lần nữa."],
        ["123456", "Mã quá dễ đoán"],
        ["402918", "Gõ lại lần nữa."],
        ["402918", "Trang kỹ thuật đã có mã PIN"],
      ] as const) {
        await page.keyboard.type(pin);
        await page.keyboard.press("Enter");
        await says(word);
      }
      expect(existsSync(at("data", "technician-pin.json"))).toBe(true);
      expect([await dimTexts(page), await axeFaults(page)]).toEqual([[], []]);
      await press("finish");
      expect([await ended, existsSync(DRAFT)]).toEqual([0, false]);
    },
    LONG,
  );

  test(
    "every step fits every panel and reads well, in Vietnamese and with English first",
    async () => {
      const PATH = standIn("aplay", '[ "$1" = -L ] || { cat >/dev/null; exit 0; }\nprintf "default:CARD=A\\n    A loudspeaker\\n"');
      await start({ PATH });
      for (const language of ["vi", "en"]) {
        await page.locator("[data-step=language]").click();
        await page.locator(`[data-first=${language}]`).click();
        await eventually(async () => await page.locator("tram-setup h1 .first").getAttribute("lang")).toBe(language);
        for (const [place] of SET_UP_STEPS.entries()) {
          await onStep(place + 1);
          if (place === 4) await page.locator("[data-sound='default:CARD=A']").click();
          if (place === 6) await page.locator("[data-part=clock]").waitFor({ timeout: 20_000 });
          expect(await axeFaults(page)).toEqual([]);
          expect(await dimTexts(page)).toEqual([]);
          for (const size of SIZES) {
            await page.setViewportSize(size);
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
            const next = page.locator("[data-do=back]");
            const box = await next.boundingBox();
            if (place === 5) {
              const digit = await page.locator("[data-digit]").last().boundingBox();
              expect((digit?.y ?? size.height) + (digit?.height ?? 0)).toBeLessThanOrEqual(box?.y ?? 0);
            }
            expect((box?.y ?? size.height) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
          }
          await page.setViewportSize(PANEL);
          if (place < 7) await press("next");
        }
      }
    },
    LONG,
  );

  test(
    "orders the clock from who may set it, by timedatectl, and says itself whether that has happened",
    async () => {
      const PATH = standIn("timedatectl", `echo "$@" >> ${at("timedatectl.log")}`);
      mkdirSync(at("run"));
      await start({ RUNTIME_DIRECTORY: at("run") });
      await press("next");
      await onStep(2);
      await page.locator("[data-wheel=hour-more]").click();
      await press("set-clock");
      await eventually(() => existsSync(at("run", "clock-order.json"))).toBe(true);
      await says("Đang chỉnh…");
      const order = JSON.parse(readFileSync(at("run", "clock-order.json"), "utf8"));
      expect(order.at - Date.now() / 1000).toBeGreaterThan(3000);
      execFileSync(process.execPath, [TRAM, "provision", "clock", "--order", at("run", "clock-order.json")], {
        env: { ...process.env, PATH },
      });
      const called = readFileSync(at("timedatectl.log"), "utf8").split("\n");
      expect(called.slice(0, 4)).toEqual([
        "--no-ask-password set-timezone Asia/Ho_Chi_Minh",
        "--no-ask-password set-ntp false",
        expect.stringMatching(/^--no-ask-password set-time @\d{10}$/),
        "--no-ask-password set-ntp true",
      ]);
      // That stand-in has set nothing: the page looks at the clock, and not at the order.
      await page.locator("[role=alert]", { hasText: "CHƯA chỉnh được" }).waitFor({ timeout: 75_000 });
      expect(existsSync(at("run", "clock-order.json"))).toBe(false);
      expect(await page.locator("code").textContent()).toContain("sudo timedatectl set-time");
    },
    2 * LONG,
  );

  test(
    "answers nobody but this machine's own page",
    async () => {
      await start();
      const post = (headers: Record<string, string>) =>
        fetch(`${url}/setup/guide`, { method: "POST", headers, body: JSON.stringify({ do: "next" }) }).then(({ status }) => status);
      expect(await post({ origin: "http://evil.example" })).toBe(403);
      expect(
        await fetch(`${url}/setup/guide`, {
          method: "POST",
          body: JSON.stringify({ do: "reader", id: "x".repeat(999), isChosen: true }),
        }).then(({ status }) => status),
      ).toBe(400);
      await onStep(1);
      expect(existsSync(DRAFT)).toBe(false);
      // What a code of a test means is there without a network.
      await page.goto(`${url}/help/T-647?from=/`);
      await page.locator("tram-help main", { hasText: "T-647" }).waitFor();
    },
    LONG,
  );
});

/** The texts of the sheet's codes. */
function sheetCodes(): readonly string[] {
  return splitIntoCodes(readFileSync(at("sheet", "tram-provision", "hanoi-01.tramcfg"))) ?? [];
}
