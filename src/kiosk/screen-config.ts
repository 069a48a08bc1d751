import * as v from "valibot";
import { type DayHours, minuteOfDay } from "../core/day-hours.ts";
import { LanguageSchema } from "../core/language/language-pack.ts";
import { PANELS } from "../core/panel-profile.ts";

/** A button that goes through more than these goes through too many. */
const MAX_LANGUAGES = 12;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(60));
const timeOfDay = v.pipe(
  v.string(),
  v.check((value) => minuteOfDay(value) !== undefined, "a time of day is written 18:00"),
);

/** `[screen]`: what citizens see; docs/operating.md explains each key. */
export const ScreenSchema = v.pipe(
  v.strictObject({
    port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), 8420),
    /** What the screen hangs on: its letters are sized for it. */
    panel: v.optional(v.picklist(PANELS), "7-inch"),
    /** False where nobody can touch the panel: then it has no buttons. */
    touch: v.optional(v.boolean(), true),
    /** Dark between these hours, local time; absent: by the camera's light where there is one. */
    darkFrom: v.exactOptional(timeOfDay),
    darkUntil: v.exactOptional(timeOfDay),
    /** In the order of the language button; the first is what the screen comes back to. */
    languages: v.optional(
      v.pipe(
        v.array(LanguageSchema),
        v.minLength(1, "a screen speaks at least one language"),
        v.maxLength(MAX_LANGUAGES),
        v.check((languages) => new Set(languages).size === languages.length, "a language stands there twice"),
        v.check(([first]) => first === "vi" || first === "en", "the first is vi or en: packs may be missing"),
      ),
      ["vi", "en"],
    ),
    /** Folder of language packs, `km.json` and the like; they go before those that come with the program. */
    languagePacks: v.exactOptional(v.pipe(v.string(), v.minLength(1, "a path must not be empty"))),
  }),
  v.check(({ darkFrom, darkUntil }) => (darkFrom === undefined) === (darkUntil === undefined), "darkFrom and darkUntil belong together"),
);

/** `[service]`: whom a visitor turns to when the kiosk cannot help. */
export const ServiceSchema = v.strictObject({
  phone: v.exactOptional(text),
  counter: v.exactOptional(text),
});

/** The hours in which the screen is dark, where the configuration has them. */
export function darkHours({ darkFrom, darkUntil }: v.InferOutput<typeof ScreenSchema>): DayHours | undefined {
  const [fromMinute, untilMinute] = [minuteOfDay(darkFrom ?? ""), minuteOfDay(darkUntil ?? "")];
  return fromMinute === undefined || untilMinute === undefined ? undefined : { fromMinute, untilMinute };
}
