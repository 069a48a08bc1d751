// A kiosk's configuration as a stranger may read it: figures, yes and no, and words that the program itself has chosen. Whatever an operator
// wrote in words of his own (paths, addresses, telephones, texts) is said to be there, and no more.

/** What may stand for a setting: `set` in place of anything that a person has written. */
export type Told = number | boolean | string;

/** A word of the program's own: `service-button`, `7-inch`, `22:30`. */
const WORD = /^[a-z0-9][a-z0-9:-]{0,31}$/;

/** `shown`: as it is. `set`: that it is there. A star stands for a place in a list. What is not on the list is not told at all. */
const SETTINGS: readonly (readonly [path: string, told: "shown" | "set"])[] = [
  ["id", "shown"],
  ["group", "shown"],
  ["demo", "shown"],
  ["data", "set"],
  ["deviceKey", "set"],
  ...shown("screen", ["port", "panel", "touch", "darkFrom", "darkUntil"]),
  ["screen.languages.*", "shown"],
  ["screen.languagePacks", "set"],
  ["service.phone", "set"],
  ["service.counter", "set"],
  ["trust.root", "set"],
  ["trust.sticks", "set"],
  ["central.url", "set"],
  ["central.key", "set"],
  ["central.trustEverySeconds", "shown"],
  ["receipts.url", "set"],
  ["journal.keepDays", "shown"],
  ...shown("source.*", ["kind", "profile", "baudRate", "terminator", "number", "viewMm", "width", "height", "framesPerSecond"]),
  ["source.*.path", "set"],
  ["source.*.device", "set"],
  ["source.*.name", "shown"],
  ["source.*.prefix", "set"],
  ["source.*.suffix", "set"],
  ...shown("source.*.controls", ["mainsHz", "exposure", "shutterMicros", "gain", "ev", "metering", "focus", "denoise", "hdr", "bracket"]),
  ...shown("board", ["kind", "relay", "buzzer"]),
  ["board.chips", "set"],
  ...shown("board.pins", ["red", "amber", "green", "white", "buzzer", "relay", "illumination"]),
  ...shown("board.inputPins", ["service-button", "repeat-button", "door-contact", "tamper-switch"]),
  ["board.inputs.*", "shown"],
  ["board.activeLow.*", "shown"],
  ["sound", "set"],
  ["staff.port", "shown"],
  ["handOff.*.kind", "shown"],
  ["policy.id", "set"],
  ["policy.credentials.*", "shown"],
  ["policy.documents.*", "shown"],
  ["policy.issuers", "set"],
  ["policy.disclose", "set"],
  ["policy.seal", "set"],
  ["policy.fee", "set"],
  ["policy.receipts", "shown"],
  ["policy.once.*", "shown"],
  ["policy.requireExpiry.*", "shown"],
  ["policy.conditions", "set"],
  ["provisioning.serial", "shown"],
];

const TOLD = new Map(SETTINGS);
/** Settings that are told of any configuration; real ones have some forty. */
const MAX_TOLD = 300;

/** The settings by their paths, `source.0.kind`. */
export function toldConfiguration(config: unknown): Readonly<Record<string, Told>> {
  const told: Record<string, Told> = {};
  walk(config, [], [], (path, value) => {
    if (Object.keys(told).length < MAX_TOLD) told[path] = value;
  });
  return told;
}

function walk(value: unknown, path: readonly string[], pattern: readonly string[], tell: (path: string, value: Told) => void): void {
  const how = TOLD.get(pattern.join("."));
  if (how !== undefined) tell(path.join("."), how === "shown" && isPlain(value) ? value : "set");
  if (how !== undefined || typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  for (const [name, each] of Object.entries(value)) walk(each, [...path, name], [...pattern, isList ? "*" : name], tell);
}

function isPlain(value: unknown): value is Told {
  return (
    typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)) || (typeof value === "string" && WORD.test(value))
  );
}

function shown(at: string, names: readonly string[]): readonly (readonly [string, "shown"])[] {
  return names.map((name) => [`${at}.${name}`, "shown"]);
}
