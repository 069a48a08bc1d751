// What was chosen on the steps of a first run, as settings of the configuration.
import { type Setting, type Settings, toSetting } from "../core/provisioning/settings.ts";
import type { Choices, ChosenReader } from "../core/set-up/draft.ts";

/** Where the program's own prompts are installed (firmware/README.md, "Sound"). */
export const PROMPT_FOLDER = "/usr/share/tram/prompts";

/** Settings of these choices. What was not chosen is not among them: a package says it, or the kiosk has a default. */
export function settingsOfChoices({ languages, board, readers, panel, touch, sound, service }: Choices): Settings {
  const screen = { ...(panel && { panel }), ...(touch === false && { touch }), ...(languages && { languages }) };
  return tableOf({
    ...(Object.keys(screen).length > 0 && { screen }),
    ...(board === "gpio" && { board: { kind: "gpio" } }),
    ...(readers && readers.length > 0 && { source: readers.map(sourceOf) }),
    ...(sound && sound !== "none" && { sound: { kind: "alsa", prompts: PROMPT_FOLDER, ...sound } }),
    ...(service && Object.keys(service).length > 0 && { service }),
  });
}

/** A source as the configuration writes it. */
function sourceOf({ kind, path, profile }: ChosenReader): Settings {
  if (kind === "camera") return { kind, ...(path !== undefined && { device: path }) };
  return { kind, ...(path !== undefined && { path }), ...(kind === "serial" && profile && { profile }) };
}

/** Plain values of our own making are settings. */
function tableOf(value: object): Settings {
  const setting: Setting | undefined = toSetting(value);
  if (typeof setting !== "object" || Array.isArray(setting)) throw new Error("set-up: a choice that no configuration can hold");
  return setting as Settings;
}
