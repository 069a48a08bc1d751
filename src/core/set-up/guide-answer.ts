import * as v from "valibot";
import { LanguageSchema } from "../language/language-pack.ts";
import { PANELS } from "../panel-profile.ts";
import { ChosenServiceSchema, ChosenSoundSchema } from "./choices.ts";
import { SET_UP_STEPS } from "./steps.ts";
import { TIME_ZONE_NAMES } from "./time-zones.ts";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(260));
const name = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9.-]{0,40}$/));

/** What a person does on a step of the set-up, as its page sends it. */
export const GuideAnswerSchema = v.variant("do", [
  v.strictObject({ do: v.literal("next") }),
  v.strictObject({ do: v.literal("back") }),
  v.strictObject({ do: v.literal("go"), step: v.picklist(SET_UP_STEPS) }),
  v.strictObject({ do: v.literal("language"), languages: v.pipe(v.array(LanguageSchema), v.minLength(1), v.maxLength(12)) }),
  /** What the clock shall say, seconds since 1970: to the second of the touch. */
  v.strictObject({ do: v.literal("clock"), at: v.pipe(v.number(), v.integer()) }),
  v.strictObject({ do: v.literal("zone"), zone: v.picklist(TIME_ZONE_NAMES) }),
  v.strictObject({ do: v.literal("board"), kind: v.picklist(["gpio", "none"]) }),
  v.strictObject({ do: v.literal("reader"), id, isChosen: v.boolean() }),
  /** A family by its name (core/readers/profiles.ts), which the kiosk looks up: pages load none of that. */
  v.strictObject({ do: v.literal("profile"), id, profile: v.nullable(name) }),
  v.strictObject({ do: v.literal("panel"), panel: v.picklist(PANELS) }),
  v.strictObject({ do: v.literal("touch"), touch: v.boolean() }),
  v.strictObject({ do: v.literal("sound"), sound: v.union([v.literal("none"), ChosenSoundSchema]) }),
  v.strictObject({ do: v.literal("service"), service: ChosenServiceSchema }),
  /** `all`: every part that the machine judges by itself. */
  v.strictObject({ do: v.literal("test"), name }),
  v.strictObject({ do: v.literal("seen"), name, isSeen: v.boolean() }),
]);
export type GuideAnswer = Readonly<v.InferOutput<typeof GuideAnswerSchema>>;
