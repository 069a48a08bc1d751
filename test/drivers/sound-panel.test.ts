import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isTone, PROMPT_NAMES } from "../../src/core/prompts.ts";
import { parseWav, writeWav } from "../../src/core/wav.ts";
import { openPromptFolder } from "../../src/drivers/prompt-folder.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { soundPanel } from "../../src/drivers/sound-panel.ts";
import { readEvents } from "../support/event-reader.ts";
import { STATUS } from "../support/screens.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const WAV = writeWav({ rateHz: 8000, samples: Int16Array.of(1, 2, 3) });
const VOICE = { kind: "recorded", speaker: "A test", recordedOn: "2026-11-27", consent: "none needed" };

let folder: string;
let server: ScreenServer;
let asked: unknown[];
beforeEach(async () => {
  folder = temporaryFolder();
  asked = [];
  await pack({ format: "tram-prompts-1", language: "vi", voice: VOICE, prompts: { invite: { file: "invite.wav" } } });
  await writeFile(join(folder, "vi", "invite.wav"), WAV);
  const sound = soundPanel({
    repeat: (language) => void asked.push(["repeat", language]),
    change: (change) => void asked.push(change),
    prompts: openPromptFolder(folder),
    languages: ["vi", "km"],
  });
  server = await startScreenServer({ port: 0, status: STATUS, sound, onFault: console.error });
});
afterEach(() => server.close());

async function pack(value: unknown): Promise<void> {
  await mkdir(join(folder, "vi"), { recursive: true });
  await writeFile(join(folder, "vi", "pack.json"), JSON.stringify(value));
}
const post = async (path: string, body: string, headers: Record<string, string> = {}) =>
  (await fetch(server.url + path, { method: "POST", body, headers })).status;
const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

test("what a page asks is understood or refused, and nothing in between", async () => {
  expect(await post("/repeat", "{}")).toBe(202);
  expect(await post("/repeat", '{"language":"km"}')).toBe(202);
  expect(await post("/sound", '{"volume":-1}')).toBe(202);
  expect(await post("/sound", '{"button":"call-staff"}')).toBe(202);
  expect(await post("/sound", '{"chosen":"contrast.off","language":"en"}')).toBe(202);
  expect(asked).toEqual([
    ["repeat", undefined],
    ["repeat", "km"],
    { volume: -1 },
    { button: "call-staff" },
    { chosen: "contrast.off", language: "en" },
  ]);
  for (const body of ["", "{", "null", '{"language":1}', '{"more":1}', `{"language":"${"a".repeat(400)}"}`])
    expect(await post("/repeat", body)).toBe(400);
  for (const body of ["{}", '{"volume":2}', '{"volume":1,"headphones":true}', '{"button":"reason.granted"}', '{"chosen":"contrast.off"}'])
    expect(await post("/sound", body)).toBe(400);
  expect(asked).toHaveLength(5);
});

test("a page of another site asks for nothing", async () => {
  const foreign = { origin: "https://elsewhere.example" };
  expect(await post("/repeat", "{}", foreign)).toBe(403);
  expect(await post("/sound", '{"volume":1}', foreign)).toBe(403);
  expect((await get("/prompts/vi/invite.wav", foreign)).status).toBe(403);
  expect(asked).toEqual([]);
});

test("a prompt is served as it was recorded; a language without a pack has the Vietnamese one; tones are there in any case", async () => {
  for (const path of ["/prompts/vi/invite.wav", "/prompts/km/invite.wav"]) {
    const response = await get(path);
    expect(response.headers.get("content-type")).toBe("audio/wav");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(WAV);
  }
  const tone = await get("/prompts/vi/tone.accept.wav");
  expect(parseWav(new Uint8Array(await tone.arrayBuffer())).ok).toBe(true);
});

test.each([
  "/prompts/vi/counter.1.wav",
  "/prompts/vi/pack.json",
  "/prompts/fr/invite.wav",
  "/prompts/vi/..%2fpack.json.wav",
  "/prompts/%2e%2e/invite.wav",
  "/prompts/vi/invite",
])("%s is not there", async (path) => expect((await get(path)).status).toBe(404));

test("a pack that is damaged is silent, and is used again once it is mended", async () => {
  await pack({ format: "tram-prompts-1" });
  expect((await get("/prompts/vi/invite.wav")).status).toBe(404);
  expect(await openPromptFolder(folder).look(["vi", "km"])).toEqual([
    { language: "vi", why: expect.stringMatching(/^language: /) },
    { language: "km", why: "no such file" },
  ]);
  await pack({
    format: "tram-prompts-1",
    language: "vi",
    voice: { kind: "placeholder", by: "x" },
    prompts: { invite: { file: "invite.wav" } },
  });
  expect((await get("/prompts/vi/invite.wav")).status).toBe(200);
  // It has one sentence: it is older than the program.
  const missing = PROMPT_NAMES.filter((name) => !isTone(name)).length - 1;
  expect(await openPromptFolder(folder).look(["vi"])).toEqual([{ language: "vi", isPlaceholder: true, missing }]);
});

test("an answer whose sentence a pack has not is at least heard as a tone, once", async () => {
  const prompts = openPromptFolder(folder);
  expect((await prompts.sound("vi", ["reason.expired"], 0))?.samples.length).toBe(
    (await prompts.sound("vi", ["tone.refuse"], 0))?.samples.length,
  );
  expect(await prompts.sound("vi", ["tone.refuse", "reason.expired"], 0)).toEqual(await prompts.sound("vi", ["tone.refuse"], 0));
  expect(await prompts.sound("vi", ["counter.1"], 0)).toBeUndefined();
});

test("what is to be heard goes to the pages that are there, and not to one that comes later", async () => {
  const early = await readEvents(`${server.url}/events`);
  server.showPrompts({ prompts: ["invite"], to: "room", language: "vi", gainDb: -9 });
  await expect
    .poll(() => early.events.at(-1))
    .toEqual({ name: "prompts", data: { prompts: ["invite"], to: "room", language: "vi", gainDb: -9 } });
  const late = await readEvents(`${server.url}/events`);
  await expect.poll(() => late.events.length).toBeGreaterThanOrEqual(3);
  expect(late.events.map(({ name }) => name)).not.toContain("prompts");
  early.close();
  late.close();
});
