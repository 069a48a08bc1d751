import * as v from "valibot";
import { type DayHours, minuteOfDay } from "../core/day-hours.ts";
import { LOUDEST_DB, SOFTEST_DB, type VolumePlan } from "../core/sound-volume.ts";

const decibels = v.pipe(v.number(), v.minValue(SOFTEST_DB), v.maxValue(LOUDEST_DB));
const timeOfDay = v.pipe(
  v.string(),
  v.check((value) => minuteOfDay(value) !== undefined, "a time of day is written 18:00"),
);
/** As `aplay -L` lists them. Never an option of a program. */
const device = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_:=,.-]{0,79}$/, "a sound device is named as aplay -L lists it"));

const COMMON = {
  /** Folder of prompt packs, `vi/pack.json` and the like. */
  prompts: v.pipe(v.string(), v.minLength(1, "a path must not be empty")),
  /** How loud it is by itself, dB against the recording. */
  volumeDb: v.optional(decibels, -9),
  /** Softer between these hours, local time. */
  quietFrom: v.exactOptional(timeOfDay),
  quietUntil: v.exactOptional(timeOfDay),
  quietDb: v.optional(decibels, -18),
  /** Nothing in the room between these hours; headphones go on. */
  muteFrom: v.exactOptional(timeOfDay),
  muteUntil: v.exactOptional(timeOfDay),
  /** True where there is a loudspeaker instead of a buzzer: tones, too, come out of it. */
  tones: v.optional(v.boolean(), false),
} as const;

/** `[sound]`: what people hear; docs/sound.md explains each key. */
export const SoundSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("alsa"),
    ...COMMON,
    /** The loudspeaker. */
    room: v.exactOptional(device),
    /** The jack: the only place where anything about a person is said. */
    headphones: v.exactOptional(device),
    /** What tells whether something is plugged in: a control of a sound card, or keys of an audio keypad. Absent: nothing does. */
    jack: v.exactOptional(
      v.union([
        v.literal("keypad"),
        v.strictObject({
          card: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,32}$/, "a card is named as aplay -l lists it")),
          control: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9 ,/_-]{0,63}$/, "a control is named as amixer controls lists it")),
        }),
      ]),
    ),
  }),
  /** A desk: the page that shows the screen plays the prompts. */
  v.strictObject({ kind: v.literal("page"), ...COMMON }),
]);
export type SoundConfig = v.InferOutput<typeof SoundSchema>;

/** What is wrong although every key is right. */
export function soundProblems(sound: SoundConfig): readonly string[] {
  const { quietFrom, quietUntil, muteFrom, muteUntil } = sound;
  const problems: string[] = [];
  if ((quietFrom === undefined) !== (quietUntil === undefined)) problems.push("sound: quietFrom and quietUntil belong together");
  if ((muteFrom === undefined) !== (muteUntil === undefined)) problems.push("sound: muteFrom and muteUntil belong together");
  if (sound.kind === "page") return problems;
  if (sound.room === undefined && sound.headphones === undefined) problems.push("sound: name a room or a headphones device, or both");
  // Attack: what is for one person comes out of the loudspeaker.
  if (sound.room !== undefined && sound.room === sound.headphones) problems.push("sound.headphones: it must be another device than room");
  if (sound.jack !== undefined && sound.headphones === undefined) problems.push("sound.jack: there is no headphones device");
  return problems;
}

/** How loud this kiosk is by itself. */
export function volumePlan(sound: SoundConfig): VolumePlan {
  const [quiet, mute] = [hours(sound.quietFrom, sound.quietUntil), hours(sound.muteFrom, sound.muteUntil)];
  return { usualDb: sound.volumeDb, ...(quiet && { quiet: { ...quiet, db: sound.quietDb } }), ...(mute && { mute }) };
}

function hours(from: string | undefined, until: string | undefined): DayHours | undefined {
  const [fromMinute, untilMinute] = [minuteOfDay(from ?? ""), minuteOfDay(until ?? "")];
  return fromMinute === undefined || untilMinute === undefined ? undefined : { fromMinute, untilMinute };
}
