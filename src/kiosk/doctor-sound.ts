import { displayText } from "../core/display-text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, fault, missing, ok } from "./doctor-check.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import type { SoundConfig } from "./sound-config.ts";

/** What people hear: the devices, and the packs of spoken prompts. Empty where the configuration has no sound. */
export async function checkSound(
  { sound, screen }: Pick<KioskConfig, "sound" | "screen">,
  probes: Pick<DoctorProbes, "prompts" | "soundDevice">,
): Promise<readonly Check[]> {
  if (!sound) return [];
  return await Promise.all([...(sound.kind === "alsa" ? [checkDevices(sound, probes)] : []), checkPacks(sound, screen.languages, probes)]);
}

async function checkDevices(sound: Extract<SoundConfig, { kind: "alsa" }>, probes: Pick<DoctorProbes, "soundDevice">): Promise<Check> {
  const names = [sound.room, sound.headphones].filter((name) => name !== undefined);
  const whys = await Promise.all(names.map((name) => probes.soundDevice(name)));
  const why = whys.find((each) => each !== undefined);
  if (why === undefined) return ok("sound", names.join(", "));
  return fault("sound", displayText(why), {
    vi: "xem aplay -l và aplay -L; cắm thiết bị, hoặc sửa [sound] trong cấu hình (docs/sound.md)",
    en: "see aplay -l and aplay -L; plug the device in, or correct [sound] in the configuration (docs/sound.md)",
  });
}

async function checkPacks(sound: SoundConfig, languages: readonly string[], probes: Pick<DoctorProbes, "prompts">): Promise<Check> {
  const packs = await probes.prompts(sound.prompts, languages);
  const silent = packs.filter(({ why }) => why !== undefined);
  if (silent.length > 0)
    return coded(
      "prompts-missing",
      missing("prompts", displayText(silent.map(({ language, why = "" }) => `${language}: ${why}`).join("; ")), {
        vi: `ghi âm theo docs/sound.md, hoặc làm bộ tạm: tram prompts make --out ${sound.prompts} (vi, en). Ngôn ngữ không có bộ thì máy nói tiếng Việt`,
        en: `record them by docs/sound.md, or make placeholders: tram prompts make --out ${sound.prompts} (vi, en). A language without a pack speaks Vietnamese`,
      }),
    );
  const old = packs.filter(({ missing = 0 }) => missing > 0);
  if (old.length > 0)
    return coded(
      "prompts-missing",
      missing(
        "prompts",
        {
          vi: old.map(({ language, missing }) => `${language}: thiếu ${missing} câu`).join("; "),
          en: old.map(({ language, missing }) => `${language}: ${missing} sentences missing`).join("; "),
        },
        {
          vi: `bộ lời nói cũ hơn phần mềm; xem tram prompts check ${sound.prompts}/${old[0]?.language}, ghi âm thêm theo docs/sound.md`,
          en: `the pack is older than the software; see tram prompts check ${sound.prompts}/${old[0]?.language}, record them by docs/sound.md`,
        },
      ),
    );
  const machine = packs.filter(({ isPlaceholder }) => isPlaceholder).map(({ language }) => language);
  if (machine.length === 0) return ok("prompts", packs.map(({ language }) => language).join(", "));
  return coded(
    "prompts-placeholder",
    missing(
      "prompts",
      { vi: `${machine.join(", ")}: giọng máy, chưa phải giọng người`, en: `${machine.join(", ")}: a machine's voice, not yet a person's` },
      {
        vi: "nhờ người đọc: tram prompts script, rồi docs/sound.md",
        en: "have a person read them: tram prompts script, then docs/sound.md",
      },
    ),
  );
}
