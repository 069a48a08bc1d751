import type { Logger } from "pino";
import type { SoundStatus } from "../core/sound-status.ts";
import { openPromptFolder, type PackLook } from "../drivers/prompt-folder.ts";
import type { ScreenServer } from "../drivers/screen-server.ts";
import { soundPanel } from "../drivers/sound-panel.ts";
import { createAlsaSpeaker } from "../drivers/speaker-alsa.ts";
import { createPageSpeaker } from "../drivers/speaker-page.ts";
import { localMinute, systemClock } from "../drivers/system-clock.ts";
import type { Routes } from "../drivers/web-files.ts";
import type { KioskConfig } from "./config.ts";
import { volumePlan } from "./sound-config.ts";
import { createSpeaking, type Speaking } from "./speaking.ts";

/** Packs are looked at so often: somebody may have put one in. In milliseconds. */
const LOOK_EVERY_MS = 60_000;

/** A kiosk that speaks. */
export interface KioskSound {
  readonly speaking: Speaking;
  readonly routes: Routes;
  status(): SoundStatus;
  close(): Promise<void>;
}

/** What the configuration says that people hear; undefined: nothing. Sound that is broken stops no kiosk. */
export async function openSound(
  { sound, screen }: Pick<KioskConfig, "sound" | "screen">,
  page: () => Pick<ScreenServer, "showPrompts"> | undefined,
  log: Logger,
): Promise<KioskSound | undefined> {
  if (!sound) return undefined;
  const { kind } = sound;
  const prompts = openPromptFolder(sound.prompts);
  const speaker =
    sound.kind === "page"
      ? createPageSpeaker((utterance) => page()?.showPrompts(utterance))
      : createAlsaSpeaker({
          room: sound.room,
          headphones: sound.headphones,
          jack: sound.jack === "keypad" ? undefined : sound.jack,
          prompts,
        });
  const speaking = createSpeaking({
    speaker,
    volume: volumePlan(sound),
    hasTones: sound.tones,
    isToldOfHeadphones: sound.kind === "alsa" && sound.jack === "keypad",
    languages: screen.languages,
    clock: systemClock,
    minuteOfDay: localMinute,
  });
  let packs: readonly PackLook[] = [];
  async function look(): Promise<void> {
    const before = unwell(packs);
    packs = await prompts.look(screen.languages);
    const now = unwell(packs);
    // A desk says so on its page; whoever tries it out has nothing to put right.
    if (now !== before && kind === "alsa") log.warn({ packs: now }, "spoken prompts");
  }
  await look();
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  looking.unref();
  return {
    speaking,
    routes: soundPanel({ repeat: speaking.repeat, change: speaking.change, prompts, languages: screen.languages }),
    status: () => statusOf(sound.kind, packs, speaker.fault()),
    async close() {
      clearInterval(looking);
      await speaking.close();
    },
  };
}

function statusOf(kind: "alsa" | "page", packs: readonly PackLook[], fault: string | undefined): SoundStatus {
  const silent = packs.filter(({ why }) => why !== undefined).map(({ language }) => language);
  const placeholder = packs.filter(({ isPlaceholder }) => isPlaceholder).map(({ language }) => language);
  return {
    by: kind === "page" ? "page" : "kiosk",
    ...(fault !== undefined && { fault }),
    ...(silent.length > 0 && { silent }),
    ...(placeholder.length > 0 && { placeholder }),
  };
}

/** For the log: what keeps a pack from being used, and which are a machine's voice. */
function unwell(packs: readonly PackLook[]): string {
  return packs
    .flatMap(({ language, why, isPlaceholder }) =>
      why === undefined ? (isPlaceholder ? [`${language}: placeholder`] : []) : [`${language}: ${why}`],
    )
    .join("; ");
}
