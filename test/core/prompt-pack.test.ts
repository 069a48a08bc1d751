import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jackStateOf } from "../../src/core/jack.ts";
import { joined, levelled, measureSound, silence } from "../../src/core/prompt-audio.ts";
import { checkPrompts, parsePromptPack } from "../../src/core/prompt-pack.ts";
import { packOf, promptSheet } from "../../src/core/prompt-sheet.ts";
import { promptTexts } from "../../src/core/prompt-texts.ts";
import { PROMPT_NAMES, TONES } from "../../src/core/prompts.ts";
import { headphonesDb, nextSteps, roomDb, type VolumePlan } from "../../src/core/sound-volume.ts";
import { toneSound } from "../../src/core/tone-sound.ts";
import { parseWav, type Sound, writeWav } from "../../src/core/wav.ts";

const RECORDED = { kind: "recorded", speaker: "Lò Thị Mai", recordedOn: "2026-11-27", consent: "phiếu số 3" } as const;
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** A voice of one pitch: `amplitude` in parts of the largest sample. */
function hum(seconds: number, amplitude: number, rateHz = 16_000): Sound {
  const samples = Int16Array.from({ length: seconds * rateHz }, (_, index) => 32_767 * amplitude * Math.sin(index / 5));
  return { rateHz, samples };
}

const pack = packOf("vi", RECORDED, promptSheet("vi"));
const filesWith = (sound: Sound) => new Map(promptSheet("vi").map(({ file }) => [file, writeWav(sound)]));

describe("a WAV file", () => {
  test("comes back as it was written", () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 200 }), fc.integer({ min: 8000, max: 48_000 }), (samples, rateHz) => {
        expect(parseWav(writeWav({ rateHz, samples }))).toEqual({ ok: true, sound: { rateHz, samples } });
      }),
    );
  });

  test("whatever bytes stand there, it is read or it is said why not", () => {
    const whole = writeWav(hum(0.01, 0.5));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(whole.length),
        (at, byte, cut) => {
          const damaged = Uint8Array.from(whole);
          damaged[at] = byte;
          expect(typeof parseWav(damaged.subarray(0, cut)).ok).toBe("boolean");
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseWav(bytes).ok).toBe(false);
      }),
    );
  });

  test.each([
    [22, 2, "it has more than one channel"],
    [34, 8, "its samples are not of 16 bits"],
    [20, 3, "its samples are not plain (PCM)"],
    [40, 255, "it is cut off"],
  ])("byte %i as %i: not taken", (at, byte, why) => {
    const other = writeWav({ rateHz: 8000, samples: new Int16Array(4) });
    other[at] = byte;
    expect(parseWav(other)).toEqual({ ok: false, why });
  });
});

describe("a sound", () => {
  test("measures as it is", () => {
    const { samples, rateHz } = hum(1, 0.5);
    const pause = silence(500, rateHz).samples;
    const measures = measureSound({ rateHz, samples: Int16Array.from([...pause, ...samples, ...pause, ...pause]) });
    expect(measures?.peakDb).toBeCloseTo(-6, 1);
    expect(measures?.levelDb).toBeCloseTo(-9, 0);
    expect(measures?.seconds).toBe(2.5);
    expect(measures?.silenceSeconds[0]).toBeCloseTo(0.5, 1);
    expect(measures?.silenceSeconds[1]).toBeCloseTo(1, 1);
    expect(measureSound(silence(500, rateHz))).toBeUndefined();
  });

  test("is brought to the level of a pack, and never beyond the largest sample", () => {
    for (const amplitude of [0.01, 0.1, 0.99])
      expect(measureSound(levelled(hum(1, amplitude)) ?? silence(1, 8000))?.levelDb).toBeCloseTo(-20, 0);
  });

  test("follows another after a pause, both as much softer, and never louder than it was recorded", () => {
    const [a, b] = [hum(0.1, 0.5), hum(0.2, 0.5)];
    expect(joined([a, b], 0)?.samples.length).toBe(1600 + 3200 + 3200);
    expect(Math.max(...(joined([a], -6)?.samples ?? []))).toBeCloseTo(32_767 * 0.25, -3);
    expect(joined([a], 12)).toEqual(a);
    expect(joined([a, hum(0.1, 0.5, 8000)], 0)).toBeUndefined();
    expect(joined([], 0)).toBeUndefined();
  });

  test.each(TONES)("the tone %s begins and ends without a click", (name) => {
    const { samples } = toneSound(name, 22_050);
    expect([samples[0], samples.at(-1)]).toEqual([0, 0]);
    expect(Math.max(...samples)).toBeGreaterThan(5000);
  });

  test("yes rises, no is low and twice", () => {
    const crossings = (samples: Int16Array) => samples.filter((sample, index) => sample >= 0 && (samples[index - 1] ?? 0) < 0).length;
    const { samples } = toneSound("accept", 48_000);
    const half = samples.length / 2;
    expect(crossings(samples.subarray(half))).toBeGreaterThan(crossings(samples.subarray(0, half)));
    expect(toneSound("refuse", 1000).samples.length).toBe(1000);
  });
});

describe("a pack of prompts", () => {
  test("that somebody has read is taken whole, and has nothing to be said of it", () => {
    expect(parsePromptPack(bytesOf(pack))).toEqual({ ok: true, pack });
    expect(checkPrompts(pack, filesWith(hum(1, 0.14)), promptTexts())).toEqual({ problems: [], remarks: [], missing: [] });
  });

  test("without who, when and consent it is none: the template is refused as it stands", () => {
    for (const voice of [
      { ...RECORDED, speaker: "" },
      { ...RECORDED, consent: "" },
      { ...RECORDED, recordedOn: "27/11/2026" },
      { kind: "recorded" },
      {},
    ])
      expect(parsePromptPack(bytesOf({ ...pack, voice })).ok).toBe(false);
  });

  test.each(["../pack.json", "/etc/passwd", "a/b.wav", "A.wav", ".wav", "x.mp3"])("a file outside its folder is refused: %s", (file) => {
    expect(parsePromptPack(bytesOf({ ...pack, prompts: { invite: { file } } })).ok).toBe(false);
  });

  test("an unknown prompt, an unknown member and what is no JSON are refused, each with a line", () => {
    expect(parsePromptPack(bytesOf({ ...pack, prompts: { hello: { file: "a.wav" } } }))).toMatchObject({ ok: false });
    expect(parsePromptPack(bytesOf({ ...pack, more: 1 }))).toMatchObject({ ok: false });
    expect(parsePromptPack(Uint8Array.of(0xff))).toEqual({ ok: false, problems: ["(file): no JSON in UTF-8"] });
  });

  test("what is missing, silent, too loud, cut off, or of another rate is said by name", () => {
    const files = new Map(filesWith(hum(1, 0.14)));
    files.delete("invite.wav");
    files.set("hint.nearer.wav", writeWav(silence(500, 16_000)));
    files.set("hint.farther.wav", writeWav(hum(1, 1)));
    files.set("hint.tilt.wav", writeWav(hum(1, 0.14)).subarray(0, 1000));
    files.set("hint.glare.wav", writeWav(hum(1, 0.14, 22_050)));
    const { problems, remarks } = checkPrompts(pack, files, promptTexts());
    expect(problems).toEqual([
      "invite: invite.wav: no such file",
      "hint.nearer: hint.nearer.wav: nothing is to be heard in it",
      "hint.tilt: hint.tilt.wav: it is cut off",
      "(pack): samples a second differ (16000, 22050); prompts that follow each other need one rate",
    ]);
    expect(remarks.map((remark) => remark.split(":")[0])).toEqual(["hint.farther", "hint.farther"]);
  });

  test("a sentence of the screen that has changed since is to be recorded again", () => {
    const prompts = { ...pack.prompts, "reason.expired": { file: "reason.expired.wav", words: "Thẻ cũ rồi." } };
    const { remarks } = checkPrompts({ ...pack, prompts }, filesWith(hum(1, 0.14)), promptTexts());
    expect(remarks).toEqual([`reason.expired: it says other words than the screen: ${promptTexts().get("reason.expired")?.vi}`]);
  });

  test("an empty pack lacks everything but the tones, which the kiosk makes", () => {
    const { missing } = checkPrompts({ ...pack, prompts: {} }, new Map(), undefined);
    expect(missing.length).toBe(PROMPT_NAMES.length - TONES.length);
  });
});

describe("the volume", () => {
  const PLAN: VolumePlan = {
    usualDb: -9,
    quiet: { fromMinute: 12 * 60, untilMinute: 13 * 60, db: -18 },
    mute: { fromMinute: 22 * 60, untilMinute: 6 * 60 },
  };

  test("follows the hours, and at night the room hears nothing", () => {
    expect(roomDb(PLAN, 9 * 60, 0)).toBe(-9);
    expect(roomDb(PLAN, 12 * 60, 0)).toBe(-18);
    expect(roomDb(PLAN, 13 * 60, 0)).toBe(-9);
    expect([22 * 60, 0, 6 * 60 - 1].map((minute) => roomDb(PLAN, minute, 3))).toEqual([undefined, undefined, undefined]);
    expect(headphonesDb(PLAN, 0)).toBe(-9);
  });

  test("can be chosen over a range of at least 18 dB (EN 301 549, 8.2.1), and one press back from an end is heard", () => {
    const press = (steps: number, by: 1 | -1, times: number) =>
      Array.from({ length: times }).reduce<number>((now) => nextSteps(PLAN, now, by), steps);
    const [loudest, softest] = [press(0, 1, 50), press(0, -1, 50)];
    expect(headphonesDb(PLAN, loudest) - headphonesDb(PLAN, softest)).toBeGreaterThanOrEqual(18);
    expect(headphonesDb(PLAN, nextSteps(PLAN, loudest, -1))).toBeLessThan(headphonesDb(PLAN, loudest));
    expect(headphonesDb(PLAN, nextSteps(PLAN, softest, 1))).toBeGreaterThan(headphonesDb(PLAN, softest));
  });
});

test.each([
  ["numid=2,iface=CARD,name='Headphone Jack'\n  ; type=BOOLEAN,access=r-------,values=1\n  : values=on\n", "in"],
  ["numid=2,iface=CARD,name='Headphone Jack'\n  ; type=BOOLEAN,access=r-------,values=1\n  : values=off\n", "out"],
  ["amixer: Cannot find the given element from control hw:0\n", undefined],
  ["  : values=on,on\n", undefined],
])("a jack's control is read, or not known (%#)", (printed, state) => expect(jackStateOf(printed)).toBe(state));
