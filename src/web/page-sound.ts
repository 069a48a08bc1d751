import type { PromptName } from "../core/prompts.ts";
import type { SoundChange } from "../core/sound-request.ts";
import type { Utterance } from "../core/utterance.ts";
import type { ScreenEvents } from "./screen-events.ts";

/** Between two prompts that follow each other, in seconds. */
const GAP_SECONDS = 0.2;

/**
 * Keys of an audio keypad, set so by its maker's utility (docs/sound.md), and the two that every keyboard has for it. The keys that no keyboard
 * has on it mean nothing else to anybody.
 */
const KEYS: Readonly<Record<string, "repeat" | SoundChange>> = {
  F13: "repeat",
  AudioVolumeUp: { volume: 1 },
  AudioVolumeDown: { volume: -1 },
  F14: { volume: 1 },
  F15: { volume: -1 },
  F16: { headphones: true },
  F17: { headphones: false },
};

/** Undefined until somebody has asked to hear something: a page that speaks by itself frightens people, and browsers do not let it. */
let context: AudioContext | undefined;
let playing: readonly AudioBufferSourceNode[] = [];
let turn = 0;

/** Hears keys, the keyboard's focus and the button on the page, for as long as it lives, and plays what the kiosk says. */
export function pageSound(): Required<Pick<ScreenEvents, "prompts">> {
  // Before the button's own listener: what it asks for must find the sound ready.
  document.addEventListener("click", (event) => void (promptOf(event) === "button.repeat" && ready()), { capture: true });
  document.addEventListener("keydown", (event) => {
    const meaning = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    if (meaning === undefined) return;
    event.preventDefault();
    ready();
    if (meaning === "repeat") post("/repeat", {});
    else post("/sound", meaning);
  });
  // Not `focusin`: from button to button it does not leave the element that has them both. Whoever touches or clicks sees what it is.
  document.addEventListener("keyup", (event) => {
    const prompt = event.key === "Tab" ? promptOf(event) : undefined;
    if (prompt === undefined) return;
    const [kind, name = ""] = prompt.split(".");
    post("/sound", kind === "language" ? { languageButton: name } : { button: name });
  });
  return { prompts: (utterance) => void playPrompts(utterance) };
}

/** Where somebody has asked to hear it; no prompts: stops. */
async function playPrompts({ prompts, language, gainDb }: Utterance): Promise<void> {
  const mine = ++turn;
  for (const node of playing) node.stop();
  playing = [];
  const to = context;
  if (!to || prompts.length === 0) return;
  const sounds = await Promise.all(prompts.map((prompt) => load(to, language, prompt)));
  if (mine !== turn) return;
  const gain = to.createGain();
  gain.gain.value = 10 ** (gainDb / 20);
  gain.connect(to.destination);
  let at = to.currentTime;
  playing = sounds.flatMap((buffer) => {
    if (!buffer) return [];
    const node = to.createBufferSource();
    node.buffer = buffer;
    node.connect(gain);
    node.start(at);
    at += buffer.duration + GAP_SECONDS;
    return [node];
  });
}

function ready(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** What the element under an event is called aloud: `button.call-staff`, `language.en`. */
function promptOf(event: Event): string | undefined {
  for (const each of event.composedPath()) {
    if (each instanceof HTMLElement && each.dataset["prompt"] !== undefined) return each.dataset["prompt"];
  }
  return undefined;
}

/** One that is not there is left out. */
async function load(to: AudioContext, language: string, prompt: PromptName): Promise<AudioBuffer | undefined> {
  try {
    const response = await fetch(`/prompts/${language}/${prompt}.wav`);
    return response.ok ? await to.decodeAudioData(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

function post(path: string, body: unknown): void {
  void fetch(path, { method: "POST", body: JSON.stringify(body) }).catch(() => undefined);
}
