import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { levelled } from "../core/prompt-audio.ts";
import { packOf, promptSheet } from "../core/prompt-sheet.ts";
import { TONES } from "../core/prompts.ts";
import { toneSound } from "../core/tone-sound.ts";
import { parseWav, type Sound, writeWav } from "../core/wav.ts";

/** The machine's voices, by language. A voice that nobody has listened to is worse than silence: no other is used. */
const VOICES: Readonly<Record<string, string>> = { vi: "vi", en: "en" };
/** Words a minute: slower than the program's own 175. */
const WORDS_A_MINUTE = 140;
/** Such a sentence takes some 20 ms. */
const SENTENCE_MS = 10_000;

const run = promisify(execFile);

/** The languages that have a machine's voice. */
export const MADE_LANGUAGES: readonly string[] = Object.keys(VOICES);

/**
 * Makes a pack of placeholders in a folder that is not there yet, with espeak-ng, and tones. Resolves to undefined, or to why not; then nothing is
 * left behind.
 */
export async function makePlaceholders(folder: string, language: string, signal?: AbortSignal): Promise<string | undefined> {
  const voice = VOICES[language];
  if (voice === undefined) return `espeak-ng has no voice for ${language}`;
  let made: string | undefined;
  try {
    const { stdout } = await run("espeak-ng", ["--version"]);
    const by = `espeak-ng ${/\d+(\.\d+)+/.exec(stdout)?.[0] ?? ""}`.trim();
    await mkdir(dirname(folder), { recursive: true });
    made = await mkdtemp(`${folder}.new-`);
    const lines = promptSheet(language);
    let rateHz = 0;
    for (const { file, words } of lines) {
      const sound = await spoken(join(made, file), voice, words, signal);
      if (!sound) return await removed(made, `espeak-ng said nothing for: ${words}`);
      await writeFile(join(made, file), writeWav(sound));
      rateHz = sound.rateHz;
    }
    const pack = packOf(language, { kind: "placeholder", by }, lines);
    const tones = TONES.map((name) => [`tone.${name}`, { file: `tone.${name}.wav` }] as const);
    for (const name of TONES) await writeFile(join(made, `tone.${name}.wav`), writeWav(toneSound(name, rateHz)));
    const whole = { ...pack, prompts: { ...pack.prompts, ...Object.fromEntries(tones) } };
    await writeFile(join(made, "pack.json"), `${JSON.stringify(whole, null, 2)}\n`);
    // The kiosk is another user than whoever installs.
    await chmod(made, 0o755);
    await rename(made, folder);
    return undefined;
  } catch (error) {
    return await removed(made, sentenceOf(error));
  }
}

async function spoken(file: string, voice: string, words: string, signal: AbortSignal | undefined): Promise<Sound | undefined> {
  await run("espeak-ng", ["-v", voice, "-s", String(WORDS_A_MINUTE), "-w", file, words], {
    timeout: SENTENCE_MS,
    ...(signal && { signal }),
  });
  const read = parseWav(await readFile(file));
  return read.ok ? levelled(read.sound) : undefined;
}

async function removed(folder: string | undefined, why: string): Promise<string> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  return why;
}

function sentenceOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "espeak-ng is not installed (apt-get install espeak-ng)";
  if (code === "ENOTEMPTY" || code === "EEXIST") return "it is there already";
  return error instanceof Error ? error.message : String(error);
}
