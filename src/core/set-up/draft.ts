// What a first run has learned so far, in one file: a power cut costs nothing that was answered.
import * as v from "valibot";
import { LanguageSchema } from "../language/language-pack.ts";
import { PANELS } from "../panel-profile.ts";
import { READER_PROFILE_IDS } from "../readers/profiles.ts";
import { ChosenServiceSchema, ChosenSoundSchema } from "./choices.ts";
import { NOT_BEGUN, SET_UP_STEPS } from "./steps.ts";
import { TIME_ZONE_NAMES } from "./time-zones.ts";

/** Its name in the data folder. While it is there a machine is still being set up, and its kiosk does not start (firmware/systemd). */
export const DRAFT_FILE = "set-up.json";
/** Largest draft, in bytes: a package and its root in base64, and some. */
const MAX_DRAFT_BYTES = 262_144;
const MAX_READERS = 6;

const path = v.pipe(v.string(), v.regex(/^\/[!-~]{1,250}$/, "a whole path"));
const base64 = v.pipe(v.string(), v.base64(), v.maxLength(100_000));

/** A reader or camera that this kiosk shall have. */
const ChosenReaderSchema = v.strictObject({
  kind: v.picklist(["serial", "keyboard", "hid", "camera"]),
  /** Absent for a camera of the board. */
  path: v.exactOptional(path),
  profile: v.exactOptional(v.picklist(READER_PROFILE_IDS)),
});
export type ChosenReader = Readonly<v.InferOutput<typeof ChosenReaderSchema>>;

/** What was chosen at the machine; what is absent was not asked, or left as it is. */
const ChoicesSchema = v.strictObject({
  languages: v.exactOptional(v.pipe(v.array(LanguageSchema), v.minLength(1), v.maxLength(12))),
  zone: v.exactOptional(v.picklist(TIME_ZONE_NAMES)),
  board: v.exactOptional(v.picklist(["gpio", "none"])),
  readers: v.exactOptional(v.pipe(v.array(ChosenReaderSchema), v.maxLength(MAX_READERS))),
  panel: v.exactOptional(v.picklist(PANELS)),
  touch: v.exactOptional(v.boolean()),
  sound: v.exactOptional(v.union([v.literal("none"), ChosenSoundSchema])),
  service: v.exactOptional(ChosenServiceSchema),
});
export type Choices = Readonly<v.InferOutput<typeof ChoicesSchema>>;

const DraftSchema = v.strictObject({
  format: v.literal("tram-set-up-1"),
  step: v.picklist(SET_UP_STEPS),
  answered: v.pipe(v.array(v.picklist(SET_UP_STEPS)), v.maxLength(SET_UP_STEPS.length)),
  choices: ChoicesSchema,
  /** What parts came to, by the names of their tests. */
  tests: v.record(
    v.pipe(v.string(), v.regex(/^[a-z][a-z0-9.-]{0,40}$/)),
    v.strictObject({ state: v.picklist(["ok", "missing", "fault"]), at: v.pipe(v.number(), v.integer()) }),
  ),
  /** The package of a sheet or stick, and its root. No more believed for lying here: it is asked about as if it had just been read. */
  offer: v.exactOptional(v.strictObject({ message: base64, root: base64 })),
  /** The configuration is in place; the code for enrolment has not been taken away yet. */
  applied: v.exactOptional(
    v.strictObject({ kiosk: v.string(), remembers: v.exactOptional(v.boolean()), notTaken: v.exactOptional(v.array(v.string())) }),
  ),
});
export type SetUpDraft = Readonly<v.InferOutput<typeof DraftSchema>>;

/** Nothing answered, nothing read. */
export const EMPTY_DRAFT: SetUpDraft = { format: "tram-set-up-1", step: NOT_BEGUN.step, answered: [], choices: {}, tests: {} };

/** The draft as its file. */
export function writeDraft(draft: SetUpDraft): Uint8Array {
  return Buffer.from(`${JSON.stringify(draft)}\n`, "utf8");
}

/** The draft in a file; undefined where it is damaged or another version's: the first run then begins anew, and nothing is lost but answers. */
export function readDraft(bytes: Uint8Array): SetUpDraft | undefined {
  if (bytes.length > MAX_DRAFT_BYTES) return undefined;
  try {
    const parsed = v.safeParse(DraftSchema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON in UTF-8
  }
}
