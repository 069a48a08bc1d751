import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { codesOf } from "../../src/core/status-faults.ts";
import { checkCode } from "../../src/kiosk/check-codes.ts";
import { parseConfig } from "../../src/kiosk/config.ts";
import type { DoctorProbes } from "../../src/kiosk/doctor-probes.ts";
import { checkSound } from "../../src/kiosk/doctor-sound.ts";
import { volumePlan } from "../../src/kiosk/sound-config.ts";
import { STATUS } from "../support/screens.ts";

const BASE = 'id = "k"\ndata = "/d"\n[trust]\nroot = "/r"\n[[source]]\nkind = "serial"\npath = "/dev/ttyS0"\n';
const ALSA = '[sound]\nkind = "alsa"\nprompts = "/p"\nroom = "default:CARD=Headphones"\n';

const configOf = (sound: string) => {
  const parsed = parseConfig(BASE + sound);
  if (!parsed.ok) throw new Error(parsed.problems.join("; "));
  return parsed.config;
};

test("the example in docs/sound.md is a right configuration", () => {
  const example = /```toml\n(.*?)```/s.exec(readFileSync(new URL("../../docs/sound.md", import.meta.url), "utf8"))?.[1] ?? "";
  const { sound } = configOf(example);
  expect(sound && volumePlan(sound)).toEqual({
    usualDb: -9,
    quiet: { fromMinute: 720, untilMinute: 810, db: -18 },
    mute: { fromMinute: 1200, untilMinute: 360 },
  });
});

test.each([
  [
    "what is for one person would come out of the loudspeaker",
    'headphones = "default:CARD=Headphones"\n',
    "sound.headphones: it must be another device than room",
  ],
  ["a device that is an option of a program", 'headphones = "-Dhw:0"\n', "sound.headphones: a sound device is named as aplay -L lists it"],
  ["a jack without headphones", 'jack = "keypad"\n', "sound.jack: there is no headphones device"],
  ["half a span of hours", 'muteFrom = "22:00"\n', "sound: muteFrom and muteUntil belong together"],
  ["an hour that no day has", 'quietFrom = "24:00"\nquietUntil = "06:00"\n', "sound.quietFrom: a time of day is written 18:00"],
  ["louder than the recording", "volumeDb = 3\n", expect.stringMatching(/^sound\.volumeDb: /)],
])("%s: refused", (_name, line, problem) => {
  expect(parseConfig(BASE + ALSA + line)).toEqual({ ok: false, problems: [problem] });
});

test("sound without any device is refused, and no sound at all is right", () => {
  expect(parseConfig(`${BASE}[sound]\nkind = "alsa"\nprompts = "/p"\n`)).toMatchObject({ ok: false });
  expect(configOf("").sound).toBeUndefined();
});

describe("the doctor", () => {
  type Probes = Pick<DoctorProbes, "prompts" | "soundDevice">;
  const look = async (probes: Partial<Probes>, sound = ALSA) => {
    const all: Probes = { prompts: async () => [{ language: "vi" }, { language: "en" }], soundDevice: async () => undefined, ...probes };
    return (await checkSound(configOf(sound), all)).map((check) => [check.name, check.state, check.found.en, checkCode(check)]);
  };

  test("finds all well, and says nothing where there is no sound", async () => {
    expect(await look({})).toEqual([
      ["sound", "ok", "default:CARD=Headphones", undefined],
      ["prompts", "ok", "vi, en", undefined],
    ]);
    expect(await look({}, "")).toEqual([]);
  });

  test("says which device cannot be had, which language is silent, and whose voice is a machine's", async () => {
    expect(await look({ soundDevice: async (name) => `${name}: no such device` })).toContainEqual([
      "sound",
      "fault",
      "default:CARD=Headphones: no such device",
      "T-730",
    ]);
    expect(await look({ prompts: async () => [{ language: "vi", why: "no such file" }] })).toContainEqual([
      "prompts",
      "missing",
      "vi: no such file",
      "T-731",
    ]);
    expect(await look({ prompts: async () => [{ language: "vi" }, { language: "en", isPlaceholder: true, missing: 41 }] })).toContainEqual([
      "prompts",
      "missing",
      "en: 41 sentences missing",
      "T-731",
    ]);
    expect(await look({ prompts: async () => [{ language: "vi", isPlaceholder: true }] })).toContainEqual([
      "prompts",
      "missing",
      "vi: a machine's voice, not yet a person's",
      "T-732",
    ]);
  });

  test("the running kiosk says the same by the same codes", () => {
    expect(codesOf({ ...STATUS, sound: { by: "kiosk", fault: "x", silent: ["km"], placeholder: ["vi"] } })).toEqual([
      "T-730",
      "T-731",
      "T-732",
    ]);
    expect(codesOf({ ...STATUS, sound: { by: "page" } })).toEqual([]);
  });
});
