import * as v from "valibot";
import { LanguageSchema } from "./language/language-pack.ts";
import { CHOSEN, SPOKEN_BUTTONS } from "./prompts.ts";

/** Body of `POST /repeat`: what was said last is said again, in this language where the screen has one chosen. */
export const RepeatSchema = v.strictObject({ language: v.exactOptional(LanguageSchema) });

/** A button that has a name to be said. */
export type SpokenButton = (typeof SPOKEN_BUTTONS)[number];

/** Body of `POST /sound`: a key of the keypad, or what a visitor has chosen on the screen. */
export const SoundChangeSchema = v.union([
  /** Louder or softer by a step. */
  v.strictObject({ volume: v.picklist([1, -1]) }),
  /** The jack of a keypad tells by keys whether something is plugged in. */
  v.strictObject({ headphones: v.boolean() }),
  v.strictObject({ language: LanguageSchema }),
  /** A button has been pressed, and this has come of it. */
  v.strictObject({ chosen: v.picklist(CHOSEN), language: LanguageSchema }),
  /** The focus has come to this button. */
  v.strictObject({ button: v.picklist(SPOKEN_BUTTONS) }),
  /** The focus has come to the button of this language. */
  v.strictObject({ languageButton: LanguageSchema }),
]);

/** What somebody has done that changes what is heard. */
export type SoundChange = v.InferOutput<typeof SoundChangeSchema>;
