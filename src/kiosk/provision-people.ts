// What a signed package may say of the screen, the voice and the staff's page: what people see and hear, and no file of this machine.
import * as v from "valibot";
import type { Setting, Settings } from "../core/provisioning/settings.ts";
import { ScreenSchema } from "./screen-config.ts";
import { SoundSchema } from "./sound-config.ts";
import { StaffSchema } from "./staff-config.ts";

/** Keys that say where something lies on this machine. A package never has them, and takes none of them away. */
const OWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  // The browser on the panel knows the port, and a package does not reach it.
  screen: ["port", "languagePacks"],
  staff: ["certificate", "key"],
};

/** Where the program's own prompts and those of this kiosk may lie; nothing above them, and no `..`. */
const PROMPT_FOLDER = /^\/(usr\/share|var\/lib|etc)\/tram(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** `[screen]` in a package. */
export const PackageScreenSchema = v.pipe(v.unknown(), v.check(hasNone("screen"), setAtMachine("screen")), ScreenSchema);

/** `[sound]` in a package. */
export const PackageSoundSchema = v.pipe(
  SoundSchema,
  v.check(({ prompts }) => PROMPT_FOLDER.test(prompts), "sound.prompts: a folder of the kiosk's own, e.g. /usr/share/tram/prompts"),
);

/** `[staff]` in a package. */
export const PackageStaffSchema = v.pipe(v.unknown(), v.check(hasNone("staff"), setAtMachine("staff")), StaffSchema);

/** The sections of a package, with the keys of this machine that no package has. */
export function withOwnKeys(sections: Settings, kept: Settings): Settings {
  return Object.fromEntries(
    Object.entries(sections).map(([name, section]): [string, Setting] => {
      const old = kept[name];
      const own = (OWN_KEYS[name] ?? []).flatMap((key) => {
        const value = isTable(old) ? old[key] : undefined;
        return value === undefined ? [] : [[key, value] as const];
      });
      return [name, isTable(section) && own.length > 0 ? { ...section, ...Object.fromEntries(own) } : section];
    }),
  );
}

function hasNone(name: string): (section: unknown) => boolean {
  return (section) => typeof section !== "object" || section === null || !(OWN_KEYS[name] ?? []).some((key) => key in section);
}

function setAtMachine(name: string): string {
  return `${(OWN_KEYS[name] ?? []).join(" and ")}: set at the machine only`;
}

function isTable(value: Setting | undefined): value is Settings {
  return typeof value === "object" && !Array.isArray(value);
}
