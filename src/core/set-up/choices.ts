// Choices of a first run that travel from the page and are kept as they are.
import * as v from "valibot";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(60));

/** Loudspeaker and how loud it is. */
export const ChosenSoundSchema = v.strictObject({
  room: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_:=,.-]{0,79}$/, "a sound device is named as aplay -L lists it")),
  volumeDb: v.pipe(v.number(), v.integer(), v.minValue(-24), v.maxValue(0)),
});

/** Where visitors turn to. */
export const ChosenServiceSchema = v.strictObject({ counter: v.exactOptional(text), phone: v.exactOptional(text) });
