import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { MAX_CLOCK_ORDER_BYTES, readClockOrder, timeCommands, writeClockOrder } from "../core/set-up/clock-order.ts";
import type { Choices, SetUpDraft } from "../core/set-up/draft.ts";
import { DRAFT_FILE, writeDraft } from "../core/set-up/draft.ts";
import type { GuideView, ScreenChoicesView } from "../core/set-up/guide-view.ts";
import { lookAtClock } from "../drivers/clock-look.ts";
import { readInput } from "../drivers/input-file.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { removeDurably, sharedFile } from "../drivers/order-file.ts";
import { openPromptFolder } from "../drivers/prompt-folder.ts";
import { listSoundDevices } from "../drivers/sound-devices.ts";
import { createAlsaSpeaker } from "../drivers/speaker-alsa.ts";
import { holdingSleep, systemClock } from "../drivers/system-clock.ts";
import { runTimedatectl } from "../drivers/time-control.ts";
import type { Setup } from "./setup.ts";
import { boardView } from "./setup-board.ts";
import { PROMPT_FOLDER } from "./setup-choices.ts";
import { type ClockParts, setupClock } from "./setup-clock.ts";
import { createGuide, type Guide } from "./setup-guide.ts";
import type { SetupReaders } from "./setup-readers-assembly.ts";
import { openSetupTests } from "./setup-tests-assembly.ts";

const USUAL_VOLUME_DB = -9;
/** A board or a sound card that was put right is seen so soon, in milliseconds. */
const LOOK_AGAIN_MS = 4000;

export interface GuideOptions {
  readonly data: string;
  readonly draft: SetUpDraft;
  readonly readers: SetupReaders;
  readonly setup: () => Setup;
  /** Those that visitors can be offered. */
  readonly languages: GuideView["available"];
  readonly onGuide: (view: GuideView) => void;
  readonly environment: NodeJS.ProcessEnv;
}

/** The guide of this machine. */
export function openGuide({ data, draft, readers, setup, languages, onGuide, environment }: GuideOptions): Guide {
  const prompts = openPromptFolder(PROMPT_FOLDER);
  const file = keptFile(join(data, DRAFT_FILE));
  let soundFault: string | undefined;

  function playSound({ sound, languages: [language = "vi"] = [] }: Choices): void {
    if (sound === undefined || sound === "none") return;
    const speaker = createAlsaSpeaker({ room: sound.room, prompts, env: environment });
    speaker.play({ prompts: ["tone.accept", "invite"], to: "room", language, gainDb: sound.volumeDb });
    void ended(speaker).then((fault) => {
      soundFault = fault;
    });
  }

  const devicesNow = remembered(LOOK_AGAIN_MS, () => listSoundDevices(environment));
  const boardNow = remembered(LOOK_AGAIN_MS, async () => {
    const probes = machineProbes();
    const [facts, machine] = await Promise.all([probes.gpio({}), probes.machine()]);
    return { facts, machine };
  });

  async function screen({ panel, touch = true, sound, languages = ["vi", "en"] }: Choices): Promise<ScreenChoicesView> {
    const [devices, packs] = await Promise.all([devicesNow(), prompts.look(languages)]);
    const chosen = typeof sound === "object" ? sound : undefined;
    return {
      ...(panel && { panel }),
      touch,
      devices,
      ...(chosen && { room: chosen.room }),
      volumeDb: chosen?.volumeDb ?? USUAL_VOLUME_DB,
      prompts: packs.map(({ language, why, isPlaceholder }) => ({
        language,
        state: why !== undefined ? "missing" : isPlaceholder ? "placeholder" : "spoken",
      })),
      ...(soundFault !== undefined && { soundFault }),
    };
  }

  return createGuide({
    setup,
    draft,
    keep: (next) => file.replace(writeDraft(next)),
    clock: setupClock({
      facts: () => lookAtClock(),
      zone: zoneName,
      order: clockOrders(environment),
      clock: systemClock,
      sleep: holdingSleep,
    }),
    async board(chosen) {
      const { facts, machine } = await boardNow();
      return boardView(facts, machine, chosen);
    },
    readers,
    screen,
    playSound,
    tests: (choices, effective, note) => openSetupTests({ data, readers, choices, effective, note, playSound: () => playSound(choices()) }),
    languages,
    now: systemClock.now,
    onGuide,
  });
}

/** What a look came to, looked at again only after so long: it starts programs. */
function remembered<T>(ms: number, look: () => Promise<T>): () => Promise<T> {
  let last: { readonly value: Promise<T>; readonly atMs: number } | undefined;
  return () => {
    const now = systemClock.monotonicMs();
    if (!last || now - last.atMs > ms) last = { value: look(), atMs: now };
    return last.value;
  };
}

/** What the device said in the end; a sound is over by then. */
async function ended(speaker: ReturnType<typeof createAlsaSpeaker>): Promise<string | undefined> {
  const never = new AbortController().signal;
  await holdingSleep(300, never);
  for (let waited = 0; speaker.isPlaying() && waited < 60; waited++) await holdingSleep(250, never);
  const fault = speaker.fault();
  await speaker.close();
  return fault;
}

/** By the link that systemd makes; without one the machine goes by universal time. */
async function zoneName(): Promise<string> {
  const target = await readlink("/etc/localtime").catch(() => "");
  const [, zone] = /\/zoneinfo\/(.+)$/.exec(target) ?? [];
  return zone ?? "Etc/UTC";
}

/** Where tram-clock.path watches for an order: only the set-up's own service has this folder. */
function clockOrders({ RUNTIME_DIRECTORY }: NodeJS.ProcessEnv): ClockParts["order"] {
  if (!RUNTIME_DIRECTORY) return undefined;
  const path = join(RUNTIME_DIRECTORY, CLOCK_ORDER_FILE);
  return { give: (order) => sharedFile(path, writeClockOrder(order)), takeBack: () => removeDurably(path) };
}

const CLOCK_ORDER_FILE = "clock-order.json";

/** `tram provision clock`: sets clock and zone as the set-up page has ordered. Run as root by tram-clock.service, which has no other right. Exit 0 done, 1 not, 2 no order. */
export async function setClock({ order: path }: { readonly order: string }): Promise<number> {
  const bytes = await readInput(path, MAX_CLOCK_ORDER_BYTES).catch(() => undefined);
  const order = bytes && readClockOrder(bytes, systemClock.now());
  if (!order) {
    process.stderr.write(
      `tram provision clock: ${path}: không có lệnh chỉnh giờ vừa viết\ntram provision clock: ${path}: no order that was written just now\n`,
    );
    return 2;
  }
  for (const index of timeCommands(order, systemClock.now()).keys()) {
    // Made anew for each: those before it may have taken seconds, which the clock would lag behind by.
    const { args, mayFail } = timeCommands(order, systemClock.now())[index] ?? { args: [], mayFail: true };
    const fault = await runTimedatectl(args);
    if (fault === undefined || mayFail) continue;
    process.stderr.write(`tram provision clock: timedatectl ${args.join(" ")}: ${fault}\n`);
    return 1;
  }
  return 0;
}
