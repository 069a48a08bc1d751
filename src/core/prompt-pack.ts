// A folder of spoken prompts in one language: pack.json and a WAV file a prompt. docs/sound.md describes it.
import * as v from "valibot";
import { LanguageSchema } from "./language/language-pack.ts";
import { measureSound, type SoundMeasures } from "./prompt-audio.ts";
import { isPromptName, isTone, PROMPT_NAMES, type PromptName } from "./prompts.ts";
import type { Text } from "./text.ts";
import { parseWav, type Sound } from "./wav.ts";

/** Largest `pack.json`, bytes: ten times what one needs. */
export const MAX_PROMPT_PACK_BYTES = 512 * 1024;

/** Nothing that leads out of the folder, and nothing that a file system spells otherwise. */
const FILE = /^[a-z0-9][a-z0-9.-]{0,79}\.wav$/;

const line = v.pipe(v.string(), v.minLength(1), v.maxLength(400), v.regex(/^[^\p{Cc}]+$/u, "one line of letters"));

/** JSON shape of `pack.json`. */
const PackSchema = v.strictObject({
  format: v.literal("tram-prompts-1"),
  language: LanguageSchema,
  voice: v.variant("kind", [
    /** A machine's voice, until a person has read the sheet. */
    v.strictObject({ kind: v.literal("placeholder"), by: line }),
    v.strictObject({
      kind: v.literal("recorded"),
      /** Whose voice it is, as that person wants to be named. */
      speaker: line,
      recordedOn: v.pipe(v.string(), v.isoDate("a day is written 2026-11-27")),
      /** To what the speaker has agreed, and where that is kept. */
      consent: line,
    }),
  ]),
  prompts: v.record(
    v.pipe(v.string(), v.check(isPromptName, "no prompt has this name")),
    v.strictObject({
      file: v.pipe(v.string(), v.regex(FILE, "a file of this folder, as invite.wav")),
      /** What is said in it. Absent: nothing, it is a tone. */
      words: v.exactOptional(line),
    }),
  ),
});

/** One language's prompts. */
export type PromptPack = v.InferOutput<typeof PackSchema>;

/** A pack, or every problem it has, one a line. */
export type ParsedPromptPack =
  | { readonly ok: true; readonly pack: PromptPack }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a `pack.json`. That prompts are missing is for checkPrompts() to say. */
export function parsePromptPack(bytes: Uint8Array): ParsedPromptPack {
  if (bytes.length > MAX_PROMPT_PACK_BYTES) return { ok: false, problems: [`(file): more than ${MAX_PROMPT_PACK_BYTES} bytes`] };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, problems: ["(file): no JSON in UTF-8"] };
  }
  const parsed = v.safeParse(PackSchema, value);
  if (parsed.success) return { ok: true, pack: parsed.output };
  return { ok: false, problems: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "(file)"}: ${issue.message}`) };
}

/** Loudest sample, mean level, length and silence that a recording may have (docs/sound.md); in dBFS and seconds. */
const [MOST_PEAK_DB, LEAST_LEVEL_DB, MOST_LEVEL_DB, MOST_SECONDS, MOST_SILENCE_SECONDS] = [-0.5, -30, -12, 20, 0.6] as const;

/** What a check of a pack comes to. `problems` keep it from being used, or used in part; `remarks` a person should hear for herself. */
export interface PromptFindings {
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
  /** Tones are never missing: the kiosk makes those that a pack does not have. */
  readonly missing: readonly PromptName[];
}

/**
 * Looks at every recording. `files`: the bytes of each file of the pack that is there. `texts`: what the prompts should say, where that is known
 * in this language: a sentence of the screen may have changed since somebody read it.
 */
export function checkPrompts(
  pack: PromptPack,
  files: ReadonlyMap<string, Uint8Array>,
  texts: ReadonlyMap<PromptName, Text> | undefined,
): PromptFindings {
  const problems: string[] = [];
  const remarks: string[] = [];
  const rates = new Set<number>();
  for (const [name, { file, words }] of Object.entries(pack.prompts)) {
    const sound = soundOf(files.get(file));
    if (typeof sound === "string") {
      problems.push(`${name}: ${file}: ${sound}`);
      continue;
    }
    rates.add(sound.rateHz);
    const measures = measureSound(sound);
    if (!measures) problems.push(`${name}: ${file}: nothing is to be heard in it`);
    else if (isPromptName(name) && !isTone(name)) remarks.push(...remarksOf(measures).map((remark) => `${name}: ${file}: ${remark}`));
    const expected = isPromptName(name) ? wordsIn(pack.language, texts?.get(name)) : undefined;
    if (expected !== undefined && expected !== words) remarks.push(`${name}: it says other words than the screen: ${expected}`);
  }
  if (rates.size > 1)
    problems.push(`(pack): samples a second differ (${[...rates].join(", ")}); prompts that follow each other need one rate`);
  return { problems, remarks, missing: missingIn(pack) };
}

/** Sentences that a pack has not; a tone is never missing. */
export function missingIn({ prompts }: Pick<PromptPack, "prompts">): readonly PromptName[] {
  return PROMPT_NAMES.filter((name) => !isTone(name) && prompts[name] === undefined);
}

function soundOf(bytes: Uint8Array | undefined): Sound | string {
  if (!bytes) return "no such file";
  const read = parseWav(bytes);
  return read.ok ? read.sound : read.why;
}

/** Undefined where nobody knows them in that language. */
function wordsIn(language: string, text: Text | undefined): string | undefined {
  return language === "vi" || language === "en" ? text?.[language] : undefined;
}

function remarksOf({ seconds, peakDb, levelDb, silenceSeconds }: SoundMeasures): readonly string[] {
  const figure = (value: number) => value.toFixed(1);
  return [
    ...(seconds > MOST_SECONDS ? [`${figure(seconds)} s long, more than ${MOST_SECONDS}`] : []),
    ...(peakDb > MOST_PEAK_DB ? [`its loudest sample is ${figure(peakDb)} dBFS, above ${MOST_PEAK_DB}: it is distorted`] : []),
    ...(levelDb < LEAST_LEVEL_DB || levelDb > MOST_LEVEL_DB
      ? [`its level is ${figure(levelDb)} dBFS, not ${LEAST_LEVEL_DB} to ${MOST_LEVEL_DB}`]
      : []),
    ...(Math.max(...silenceSeconds) > MOST_SILENCE_SECONDS
      ? [`${figure(silenceSeconds[0])} s of silence before and ${figure(silenceSeconds[1])} s after, more than ${MOST_SILENCE_SECONDS}`]
      : []),
  ];
}
