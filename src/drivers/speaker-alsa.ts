import { type ChildProcess, execFile, spawn } from "node:child_process";
import { jackStateOf } from "../core/jack.ts";
import { silence } from "../core/prompt-audio.ts";
import type { Hearing, Utterance } from "../core/utterance.ts";
import { type Sound, writeWav } from "../core/wav.ts";
import type { HeadphonesState, Speaker } from "../sound-ports.ts";
import type { PromptFolder } from "./prompt-folder.ts";

export interface AlsaSpeakerOptions {
  /** ALSA's names of the devices, as `aplay -L` lists them. Absent: there is none. */
  readonly room?: string | undefined;
  readonly headphones?: string | undefined;
  /** The card, and its control that tells whether something is plugged in, as `amixer -c CARD controls` lists it. Absent: nothing tells. */
  readonly jack?: { readonly card: string; readonly control: string } | undefined;
  readonly prompts: Pick<PromptFolder, "sound">;
  /** Environment of the programs. Absent: our own. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The jack is asked for so long at most, in milliseconds. */
const JACK_MS = 800;
/** A device that takes a sound so much longer than it lasts hangs, in milliseconds. */
const HANGING_MS = 3000;
/** What is said next waits for a device that is not let go for so long at most, in milliseconds. */
const STOPPING_MS = 500;
/** Enough for a device to say that it cannot be had, in milliseconds. */
const PROBE_MS = 50;
const PROBE_RATE_HZ = 48_000;
const MAX_SAID = 300;

/** A speaker by way of `aplay`, a run of it for each thing that is said. No sound goes to a device that was not named for it. */
export function createAlsaSpeaker({ room, headphones, jack, prompts, env = process.env }: AlsaSpeakerOptions): Speaker {
  const devices: Readonly<Record<Hearing, Device | undefined>> = {
    room: room === undefined ? undefined : createDevice(room, env),
    headphones: headphones === undefined ? undefined : createDevice(headphones, env),
  };
  const all = Object.values(devices).filter((device) => device !== undefined);
  for (const device of all) device.play(Promise.resolve(silence(PROBE_MS, PROBE_RATE_HZ)));
  return {
    play({ prompts: names, to, language, gainDb }: Utterance): void {
      devices[to]?.play(prompts.sound(language, names, gainDb));
    },
    stop(): void {
      for (const device of all) device.stop();
    },
    isPlaying: () => all.some((device) => device.isPlaying()),
    headphones: () => (headphones === undefined ? Promise.resolve("none") : askJack(jack, env)),
    fault: () => all.map((device) => device.fault()).find((why) => why !== undefined),
    async close(): Promise<void> {
      await Promise.all(all.map((device) => device.close()));
    },
  };
}

/** Why this device cannot be had; undefined: it can, or somebody has it. Resolves within four seconds. */
export async function alsaFault(name: string, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const device = createDevice(name, env);
  device.play(Promise.resolve(silence(PROBE_MS, PROBE_RATE_HZ)));
  await device.ended();
  const fault = device.fault();
  await device.close();
  return fault === undefined || /busy/i.test(fault) ? undefined : fault;
}

interface Device {
  play(sound: Promise<Sound | undefined>): void;
  stop(): void;
  isPlaying(): boolean;
  fault(): string | undefined;
  /** Resolves when nothing is being played. */
  ended(): Promise<void>;
  close(): Promise<void>;
}

function createDevice(name: string, env: NodeJS.ProcessEnv): Device {
  let running: ChildProcess | undefined;
  let ending = Promise.resolve();
  let waiting = 0;
  let turn = 0;
  let why: string | undefined;

  /** Only when the one before has let the device go: many can be open but once. */
  async function playNext(sound: Promise<Sound | undefined>, mine: number): Promise<void> {
    const ready = await sound.catch(() => undefined);
    if (!ready || mine !== turn) return;
    await new Promise<void>((resolve) => {
      const seconds = ready.samples.length / ready.rateHz;
      const child = spawn("aplay", ["-q", "-D", name, "-t", "wav", "-"], { env, stdio: ["pipe", "ignore", "pipe"] });
      const tooLong = setTimeout(() => child.kill("SIGKILL"), seconds * 1000 + HANGING_MS);
      let said = "";
      running = child;
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(0, MAX_SAID);
      });
      child.stdin.on("error", () => undefined); // it ended before it had heard everything, and says why itself
      child.stdin.end(writeWav(ready));
      child.on("error", (error) => {
        why = "code" in error && error.code === "ENOENT" ? "aplay is not installed" : error.message;
        resolve();
      });
      child.on("close", (code, signal) => {
        clearTimeout(tooLong);
        running = undefined;
        // Whoever was told to stop ends as a failure, too.
        if (mine !== turn) return resolve();
        if (signal === "SIGKILL") why = `${name}: it does not take what is played`;
        else if (code !== null) why = code === 0 ? undefined : `${name}: ${lastLine(said) || `aplay ended with ${code}`}`;
        resolve();
      });
    });
  }

  function stop(): void {
    turn += 1;
    const child = running;
    if (!child?.kill("SIGTERM")) return;
    const tooLate = setTimeout(() => child.kill("SIGKILL"), STOPPING_MS);
    child.on("close", () => clearTimeout(tooLate));
  }

  return {
    play(sound): void {
      stop();
      const mine = turn;
      waiting += 1;
      ending = ending
        .then(() => playNext(sound, mine))
        .finally(() => {
          waiting -= 1;
        });
    },
    stop,
    isPlaying: () => waiting > 0,
    fault: () => why,
    ended: () => ending,
    async close(): Promise<void> {
      stop();
      await ending;
    },
  };
}

function lastLine(said: string): string {
  return said.trim().split("\n").at(-1) ?? "";
}

function askJack(jack: AlsaSpeakerOptions["jack"], env: NodeJS.ProcessEnv): Promise<HeadphonesState> {
  if (!jack) return Promise.resolve("unknown");
  const args = ["-c", jack.card, "cget", `iface=CARD,name=${jack.control}`];
  return new Promise((resolve) => {
    execFile("amixer", args, { env, timeout: JACK_MS, maxBuffer: 65_536 }, (error, printed) => {
      resolve((!error && jackStateOf(printed)) || "unknown");
    });
  });
}
