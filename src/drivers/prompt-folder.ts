import { join } from "node:path";
import { joined } from "../core/prompt-audio.ts";
import { MAX_PROMPT_PACK_BYTES, missingIn, type PromptPack, parsePromptPack } from "../core/prompt-pack.ts";
import { isTone, type PromptName, reasonTone, type ToneName } from "../core/prompts.ts";
import { toneSound } from "../core/tone-sound.ts";
import { MAX_WAV_BYTES, parseWav, type Sound, writeWav } from "../core/wav.ts";
import { readInput } from "./input-file.ts";

/** Samples a second of tones where no prompt says otherwise: what the machine's voice has. */
const USUAL_RATE_HZ = 22_050;

/** What a look at one language's pack comes to. */
export interface PackLook {
  readonly language: string;
  /** Why it cannot be used; absent: it can. */
  readonly why?: string;
  readonly isPlaceholder?: boolean;
  /** Sentences that it has not: it is older than the program. Absent: it has all. */
  readonly missing?: number;
}

/** Packs of spoken prompts, a folder a language. Files may be replaced at any time: they are read when they are asked for. */
export interface PromptFolder {
  look(languages: readonly string[]): Promise<readonly PackLook[]>;
  /** These prompts as one sound, those left out that are not there, an answer's tone in its place; undefined: none is. A language without a pack speaks Vietnamese. */
  sound(language: string, prompts: readonly PromptName[], gainDb: number): Promise<Sound | undefined>;
  /** One prompt as the bytes of a WAV file; undefined: it is not there. */
  file(language: string, prompt: PromptName): Promise<Uint8Array | undefined>;
}

/** The packs below this folder. */
export function openPromptFolder(folder: string): PromptFolder {
  async function packOf(language: string): Promise<PromptPack | string> {
    const bytes = await readInput(join(folder, language, "pack.json"), MAX_PROMPT_PACK_BYTES).catch(sentenceOf);
    if (typeof bytes === "string") return bytes;
    const parsed = parsePromptPack(bytes);
    if (!parsed.ok) return parsed.problems[0] ?? "";
    return parsed.pack.language === language ? parsed.pack : `the pack is of ${parsed.pack.language}`;
  }

  async function spokenPack(language: string): Promise<PromptPack | undefined> {
    for (const each of new Set([language, "vi"])) {
      const pack = await packOf(each);
      if (typeof pack !== "string") return pack;
    }
    return undefined;
  }

  async function recorded(pack: PromptPack | undefined, prompt: PromptName): Promise<Sound | undefined> {
    const file = pack?.prompts[prompt]?.file;
    if (!pack || file === undefined) return undefined;
    const bytes = await readInput(join(folder, pack.language, file), MAX_WAV_BYTES).catch(sentenceOf);
    if (typeof bytes === "string") return undefined;
    const read = parseWav(bytes);
    return read.ok ? read.sound : undefined;
  }

  return {
    async look(languages) {
      return await Promise.all(
        languages.map(async (language) => {
          const pack = await packOf(language);
          if (typeof pack === "string") return { language, why: pack };
          const missing = missingIn(pack).length;
          return { language, isPlaceholder: pack.voice.kind === "placeholder", ...(missing > 0 && { missing }) };
        }),
      );
    },
    async sound(language, prompts, gainDb) {
      const pack = await spokenPack(language);
      const found = await Promise.all(prompts.map((prompt) => recorded(pack, prompt)));
      const rateHz = found.find((sound) => sound !== undefined)?.rateHz ?? USUAL_RATE_HZ;
      return joined(
        prompts.flatMap((prompt, index) => found[index] ?? madeTone(prompt, rateHz) ?? insteadOf(prompt, prompts, rateHz) ?? []),
        gainDb,
      );
    },
    async file(language, prompt) {
      const sound =
        (await recorded(await spokenPack(language), prompt)) ?? madeTone(prompt, USUAL_RATE_HZ) ?? insteadOf(prompt, [], USUAL_RATE_HZ);
      return sound && writeWav(sound);
    },
  };
}

function madeTone(prompt: PromptName, rateHz: number): Sound | undefined {
  return isTone(prompt) ? toneSound(prompt.slice("tone.".length) as ToneName, rateHz) : undefined;
}

/** Whoever does not see the answer hears at least which kind it is, also where the pack is older than the sentence. */
function insteadOf(prompt: PromptName, all: readonly PromptName[], rateHz: number): Sound | undefined {
  const tone = reasonTone(prompt);
  return tone === undefined || all.some(isTone) ? undefined : toneSound(tone, rateHz);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
