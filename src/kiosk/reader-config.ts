import * as v from "valibot";
import { READER_PROFILE_IDS } from "../core/readers/profiles.ts";

const path = v.pipe(v.string(), v.minLength(1, "a path must not be empty"));
const count = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
/** Text that the reader is set to put before or after each code. */
const affixes = { prefix: v.exactOptional(v.string()), suffix: v.exactOptional(v.string()) };

/** A reader on a serial line among the sources of the configuration. */
export const SerialSourceSchema = v.strictObject({
  kind: v.literal("serial"),
  /** Device path; `/dev/serial/by-id/…` survives another USB port. */
  path,
  /** Its family: it is asked whether it is there, and its replies are told from codes. Absent: nothing is ever written to it. */
  profile: v.exactOptional(v.picklist(READER_PROFILE_IDS)),
  baudRate: v.optional(count(300, 4_000_000), 9600),
  terminator: v.optional(v.picklist(["cr", "lf", "crlf", "tab", "none"]), "cr"),
  ...affixes,
});
export type SerialConfig = v.InferOutput<typeof SerialSourceSchema>;

/**
 * A reader that types. Only by a name of its own: `event3` is another device after the next start, and whatever is there is taken from
 * everybody else.
 */
export const KeyboardSourceSchema = v.strictObject({
  kind: v.literal("keyboard"),
  path: v.pipe(
    v.string(),
    v.regex(
      /^\/dev\/(input\/by-id|input\/by-path|tram)\/[!-.0-~]{1,250}$/,
      "a name below /dev/input/by-id or /dev/tram, which no other keyboard gets",
    ),
  ),
  terminator: v.optional(v.picklist(["cr", "tab", "none"]), "cr"),
  ...affixes,
});

/** A reader in HID-POS mode. `hidraw3` is another device after the next start. */
export const HidSourceSchema = v.strictObject({
  kind: v.literal("hid"),
  path: v.pipe(
    path,
    v.regex(/^(?!\/dev\/hidraw\d)/, "a name of its own, /dev/tram/reader-hid: /dev/hidrawN is another device after the next start"),
  ),
});

/** What is wrong with the readers together although every key is right. */
export function readerProblems(sources: readonly { readonly kind: string; readonly path?: string }[]): readonly string[] {
  const paths = sources.flatMap(({ path: each }) => each ?? []);
  const twice = new Set(paths.filter((each, at) => paths.indexOf(each) !== at));
  return [...twice].map((each) => `source: ${each} is the path of two sources; a reader can be open once`);
}
