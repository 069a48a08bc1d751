// A person who cannot see the screen, at a kiosk process whose loudspeaker and headphones are files: what was sent to which device, byte by byte.
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { checkPrompts, parsePromptPack } from "../../src/core/prompt-pack.ts";
import { promptTexts } from "../../src/core/prompt-texts.ts";
import { PROMPT_NAMES, type PromptName } from "../../src/core/prompts.ts";
import { FILM } from "../../src/core/scene/desk-film.ts";
import type { ScreenStatus } from "../../src/core/screen.ts";
import type { SoundChange } from "../../src/core/sound-request.ts";
import { writeWav } from "../../src/core/wav.ts";
import { openPromptFolder } from "../../src/drivers/prompt-folder.ts";
import { makePlaceholders } from "../../src/drivers/prompt-maker.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { soundPanel } from "../../src/drivers/sound-panel.ts";
import { alsaFault, createAlsaSpeaker } from "../../src/drivers/speaker-alsa.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { startDemo } from "../support/demo-process.ts";
import { type KioskProcess, startKioskProcess } from "../support/kiosk-process.ts";
import { STATUS } from "../support/screens.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HAS_APLAY = spawnSync("aplay", ["--version"]).status === 0;
const HAS_ESPEAK = spawnSync("espeak-ng", ["--version"]).status === 0;
const SOON = { timeout: 20_000, interval: 100 };
const RATE_HZ = 8000;
const SAMPLES = 400;
const PRIVATE = /^(letter|digit|initials|last-digits)/;

const folder = temporaryFolder();
const prompts = join(folder, "prompts");
const fileOf = (device: string) => join(folder, `${device}.raw`);
/** Each prompt of the test's pack is one level all through, by which it is known again. */
const levelOf = (name: PromptName) => 1000 + 20 * PROMPT_NAMES.indexOf(name);

beforeAll(async () => {
  await mkdir(join(prompts, "vi"), { recursive: true });
  for (const name of PROMPT_NAMES) {
    const samples = new Int16Array(SAMPLES).fill(levelOf(name));
    await writeFile(join(prompts, "vi", `${name}.wav`), writeWav({ rateHz: RATE_HZ, samples }));
  }
  const voice = { kind: "recorded", speaker: "A test", recordedOn: "2026-11-27", consent: "none needed" };
  const files = Object.fromEntries(PROMPT_NAMES.map((name) => [name, { file: `${name}.wav`, words: name }]));
  await writeFile(join(prompts, "vi", "pack.json"), JSON.stringify({ format: "tram-prompts-1", language: "vi", voice, prompts: files }));
  const device = (name: string) => `pcm.${name} { type file slave.pcm "sink" file "|cat >> ${fileOf(name)}" format "raw" }\n`;
  await writeFile(
    join(folder, "asound.conf"),
    `pcm.sink { type null }\n${device("room")}${device("ears")}pcm.slow { type file slave.pcm "sink" file "|sleep 1" format "raw" }\n`,
  );
  vi.stubEnv("ALSA_CONFIG_PATH", join(folder, "asound.conf"));
});
afterAll(() => void vi.unstubAllEnvs());

/** The prompts that a device was given, in order. */
async function heardAt(device: "room" | "ears"): Promise<readonly PromptName[]> {
  const bytes = await readFile(fileOf(device)).catch(() => Buffer.alloc(0));
  const heard: PromptName[] = [];
  let before = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const level = bytes.readInt16LE(at);
    const name = PROMPT_NAMES[(level - 1000) / 20];
    if (level !== before && level !== 0) {
      if (name === undefined) throw new Error(`${device} was given something else: ${level}`);
      heard.push(name);
    }
    before = level;
  }
  return heard;
}

let kiosk: KioskProcess | undefined;
afterEach(async () => {
  await kiosk?.stop();
  kiosk = undefined;
});

test.skipIf(!HAS_APLAY)(
  "without seeing the screen: the button, the invitation, coaching, the verdict, once more, and the rest in headphones",
  { timeout: 90_000 },
  async () => {
    // Trust, samples and their film as the demo makes them; then its kiosk alone, without a network, with another sound.
    const demo = await startDemo(join(folder, "demo"));
    await demo.stop();
    const config = join(folder, "demo", "kiosk.toml");
    const toml = await readFile(config, "utf8");
    const sound = `[sound]\nkind = "alsa"\nprompts = ${JSON.stringify(prompts)}\nroom = "room"\nheadphones = "ears"\njack = "keypad"\nvolumeDb = 0\n`;
    await writeFile(config, toml.replace(/\[sound\]\n(?:[^\n]+\n)+/, sound));
    const running = await startKioskProcess(config);
    kiosk = running;
    const post = async (path: string, body: string | Uint8Array<ArrayBuffer>) => {
      const { status } = await fetch(running.url + path, { method: "POST", body });
      expect(status).toBeLessThan(300);
    };
    const change = (made: SoundChange) => post("/sound", JSON.stringify(made));
    const press = async () => {
      await post("/desk/contact", "repeat down");
      await post("/desk/contact", "repeat up");
    };
    /** Holds up what the film shows in one of its shots, back and forth, until something was heard. */
    const film = async (shot: number, until: () => Promise<boolean>) => {
      const { fromMs = 0 } = FILM.shots[shot] ?? {};
      const frames: Uint8Array<ArrayBuffer>[] = [];
      // All of them beforehand: on a busy machine they are drawn more slowly than a camera brings them.
      for (let atMs = fromMs + 500; atMs < fromMs + 2500; atMs += 80)
        frames.push(new Uint8Array(await (await fetch(`${running.url}/desk/film?ms=${atMs}`)).arrayBuffer()));
      const loop = [...frames, ...frames.slice(1, -1).toReversed()];
      const began = performance.now();
      for (let turn = 0; performance.now() - began < 20_000 && !(await until()); turn++) {
        await post(`/desk/frame?width=${FILM.width}&height=${FILM.height}`, loop[turn % loop.length] ?? new Uint8Array());
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    };
    const room = () => heardAt("room");

    // Nobody is there, and it keeps silent. The button is found by touch.
    expect(await room()).toEqual([]);
    await press();
    await expect.poll(room, SOON).toEqual(["invite"]);

    // The code is too far away.
    await film(1, async () => (await room()).length > 1);
    expect(await room()).toEqual(["invite", "hint.nearer"]);

    // Nearer: it is read, and the answer says where to go.
    await film(3, async () => (await room()).some((name) => name.startsWith("counter")));
    expect((await room()).at(-1)).toBe("counter.3");
    const once = (await room()).length;
    await press();
    await expect.poll(async () => (await room()).slice(once), SOON).toEqual(["counter.3"]);

    // With headphones: the same, and who it was; and the room hears nothing more.
    const inRoom = (await room()).length;
    await change({ headphones: true });
    await expect.poll(() => heardAt("ears"), SOON).toEqual(expect.arrayContaining(["counter.3", "initials", "last-digits"]));
    expect((await heardAt("ears")).filter((name) => name.startsWith("digit."))).toHaveLength(3);
    expect(await room()).toHaveLength(inRoom);
    expect((await room()).filter((name) => PRIVATE.test(name))).toEqual([]);

    const status = (await (await fetch(`${running.url}/status`)).json()) as ScreenStatus;
    expect(status.sound).toEqual({ by: "kiosk", silent: ["en", "km"] });
    expect(running.log()).not.toMatch(/initials|letter\./);
  },
);

describe.skipIf(!HAS_APLAY)("a speaker by way of aplay", () => {
  test("says what is wrong with a device that is not there, and still plays at the other", async () => {
    const speaker = createAlsaSpeaker({ room: "nobody", headphones: "ears", prompts: openPromptFolder(prompts) });
    speaker.play({ prompts: ["stick.done"], to: "headphones", language: "vi", gainDb: 0 });
    speaker.play({ prompts: ["stick.done"], to: "room", language: "vi", gainDb: 0 });
    await expect.poll(() => speaker.fault(), SOON).toMatch(/^nobody: aplay: .*No such file/);
    await expect.poll(async () => (await heardAt("ears")).at(-1), SOON).toBe("stick.done");
    expect(await speaker.headphones()).toBe("unknown");
    await speaker.close();
    expect(await alsaFault("ears")).toBeUndefined();
    expect(await alsaFault("nobody")).toMatch(/^nobody: /);
  });

  test("says that aplay is not installed where it is not", async () => {
    expect(await alsaFault("room", { PATH: folder })).toBe("aplay is not installed");
  });

  test("what is said in the place of something else is heard in its place, in the order of the calls", async () => {
    const speaker = createAlsaSpeaker({ room: "room", prompts: openPromptFolder(prompts) });
    const before = (await heardAt("room")).length;
    for (const prompt of ["hint.tilt", "hint.glare", "payment"] as const)
      speaker.play({ prompts: [prompt], to: "room", language: "km", gainDb: 0 });
    expect(speaker.isPlaying()).toBe(true);
    await expect.poll(async () => (await heardAt("room")).at(-1), SOON).toBe("payment");
    expect((await heardAt("room")).slice(before)).toEqual(["payment"]);
    await expect.poll(() => speaker.isPlaying(), SOON).toBe(false);
    await speaker.close();
  });
});

test.skipIf(!HAS_APLAY)("who is interrupted in the middle of a sentence is no fault of the device", async () => {
  // More than the pipe behind this device takes at once: as slow as a real one.
  const long = { rateHz: RATE_HZ, samples: new Int16Array(20 * RATE_HZ) };
  const speaker = createAlsaSpeaker({ room: "slow", prompts: { sound: async () => long } });
  await expect.poll(() => speaker.isPlaying(), SOON).toBe(false);
  speaker.play({ prompts: ["invite"], to: "room", language: "vi", gainDb: 0 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(speaker.isPlaying()).toBe(true);
  speaker.stop();
  await expect.poll(() => speaker.isPlaying(), SOON).toBe(false);
  expect(speaker.fault()).toBeUndefined();
  await speaker.close();
});

test.skipIf(!HAS_ESPEAK)(
  "placeholders are made whole, are known for what they are, and are never made over what is there",
  { timeout: 60_000 },
  async () => {
    const made = join(folder, "made", "vi");
    expect(await makePlaceholders(made, "vi")).toBeUndefined();
    const parsed = parsePromptPack(await readFile(join(made, "pack.json")));
    if (!parsed.ok) throw new Error(parsed.problems.join("; "));
    expect(parsed.pack.voice).toEqual({ kind: "placeholder", by: expect.stringMatching(/^espeak-ng \d/) });
    const names = [...new Set(Object.values(parsed.pack.prompts).map(({ file }) => file))];
    const files = new Map(await Promise.all(names.map(async (file) => [file, await readFile(join(made, file))] as const)));
    expect(checkPrompts(parsed.pack, files, promptTexts())).toEqual({ problems: [], remarks: [], missing: [] });
    expect(await makePlaceholders(made, "vi", AbortSignal.timeout(1))).toMatch(/abort/i);
    expect(await makePlaceholders(made, "km")).toBe("espeak-ng has no voice for km");
    expect(await readdir(join(folder, "made"))).toEqual(["vi"]);
  },
);

describe.skipIf(CHROMIUM === undefined)("a page that plays the prompts", () => {
  let server: ScreenServer | undefined;
  let browser: Awaited<ReturnType<typeof openBrowser>> | undefined;
  afterEach(async () => {
    await browser?.close();
    await server?.close();
  });

  test("is silent until somebody asks, then plays what the kiosk says, and tells it of the keypad's keys", async () => {
    const asked: unknown[] = [];
    const say = (names: readonly PromptName[]) => server?.showPrompts({ prompts: names, to: "room", language: "vi", gainDb: -9 });
    const sound = soundPanel({
      repeat: (language) => {
        asked.push({ repeat: language });
        say(["invite"]);
      },
      change: (change) => void asked.push(change),
      prompts: openPromptFolder(prompts),
      languages: ["vi", "en"],
    });
    server = await startScreenServer({ port: 0, status: { ...STATUS, sound: { by: "page" } }, sound, onFault: () => {} });
    browser = await openBrowser();
    const { page, faults } = await openPage(browser, server.url, { width: 1024, height: 600 });
    await page.locator("tram-citizen h1").first().waitFor();
    const fetched: string[] = [];
    page.on("request", (request) => void (request.url().includes("/prompts/") && fetched.push(new URL(request.url()).pathname)));

    // Playwright knows no such keys: as a keypad's, by the codes that Windows has for them.
    const protocol = await page.context().newCDPSession(page);
    const press = async (key: string, windowsVirtualKeyCode: number) => {
      for (const type of ["rawKeyDown", "keyUp"] as const)
        await protocol.send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode });
    };

    say(["invite"]);
    await page.waitForTimeout(300);
    expect(fetched).toEqual([]);
    await press("F13", 124);
    await expect.poll(() => fetched, SOON).toEqual(["/prompts/vi/invite.wav"]);
    say(["tone.accept", "counter.3"]);
    await expect.poll(() => fetched.slice(1).toSorted(), SOON).toEqual(["/prompts/vi/counter.3.wav", "/prompts/vi/tone.accept.wav"]);
    await press("AudioVolumeUp", 175);
    await press("F16", 127);
    await expect.poll(() => asked, SOON).toEqual([{ repeat: undefined }, { volume: 1 }, { headphones: true }]);
    // The button on the screen, in the visitor's language; and the focus of a keypad says its name.
    await page.locator('[data-prompt="button.repeat"]').click();
    await expect.poll(() => asked.at(-1), SOON).toEqual({ repeat: "vi" });
    await page.keyboard.press("Shift+Tab");
    await expect.poll(() => asked.at(-1), SOON).toEqual({ button: "contrast" });
    expect(faults).toEqual([]);
  });
});
