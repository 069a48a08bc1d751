import { parse as parseToml, TomlError } from "smol-toml";
import * as v from "valibot";
import { DAY_KEYS_REACH_SECONDS } from "../core/day-keys.ts";
import { misnamedAttributes } from "../core/disclosure.ts";
import { PolicySchema, WANT_EVERYTHING } from "../core/policy.ts";
import { isKioskId } from "../core/protocol.ts";
import { BoardSchema, boardProblems } from "./board-config.ts";
import { CameraSourceSchema, cameraProblems } from "./camera-config.ts";
import { HandOffSchema, handOffProblems } from "./hand-off-config.ts";
import { HidSourceSchema, KeyboardSourceSchema, readerProblems, SerialSourceSchema } from "./reader-config.ts";
import { ScreenSchema, ServiceSchema } from "./screen-config.ts";
import { SoundSchema, soundProblems } from "./sound-config.ts";
import { StaffSchema, staffProblems } from "./staff-config.ts";

/** Fewer days an entry must not stay: where someone was accepted within the re-entry time, only the journal can tell. */
const MIN_KEEP_DAYS = DAY_KEYS_REACH_SECONDS / 86_400;

const path = v.pipe(v.string(), v.minLength(1, "a path must not be empty"));
const url = v.pipe(v.string(), v.url());
const count = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** Shape of the kiosk's configuration file; docs/operating.md explains each key. */
export const ConfigSchema = v.strictObject({
  id: v.pipe(v.string(), v.check(isKioskId, "1 to 64 of a-z, 0-9 and -")),
  /** Folder of journal and state; belongs to the kiosk alone. */
  data: path,
  /** File with the device key that signs the journal, where there is no central that is told the same. */
  deviceKey: v.exactOptional(path),
  /** A demo accepts demo keys only, and says so on every screen. */
  demo: v.optional(v.boolean(), false),
  screen: v.optional(ScreenSchema, {}),
  service: v.exactOptional(ServiceSchema),
  sound: v.exactOptional(SoundSchema),
  /** Group of kiosks whose policy comes with the trust bundle; absent: the policy below always counts. */
  group: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a group is named by 1 to 64 of a-z, 0-9 and -"))),
  trust: v.strictObject({
    /** The publisher's root metadata, `1.root.json` or a later one: the anchor of everything that is believed. */
    root: path,
    /** Folder under which USB sticks are mounted; absent: none is looked for. */
    sticks: v.exactOptional(path),
  }),
  central: v.optional(
    v.strictObject({
      url: v.pipe(v.string(), v.url()),
      /** File with the device key that signs what is sent. */
      key: path,
      trustEverySeconds: v.optional(count(10, 86_400), 900),
    }),
  ),
  /** The page that checks receipts; absent: central's, `/r` below its address. */
  receipts: v.exactOptional(
    v.strictObject({ url: v.pipe(v.string(), v.url(), v.regex(/^https?:[^\s#]{1,2000}$/, "an address without # ")) }),
  ),
  journal: v.optional(
    v.strictObject({
      /** Days for which an entry stays on this kiosk after central has acknowledged it. Before that it never goes. */
      keepDays: v.optional(count(MIN_KEEP_DAYS, 3650), 365),
    }),
    {},
  ),
  /** Absent: there is no page for staff. */
  staff: v.exactOptional(StaffSchema),
  /** The counter's own systems, to which answers are handed on. */
  handOff: v.optional(HandOffSchema, []),
  source: v.optional(v.array(v.variant("kind", [SerialSourceSchema, KeyboardSourceSchema, HidSourceSchema, CameraSourceSchema])), []),
  board: v.optional(BoardSchema, { kind: "none" }),
  policy: v.optional(PolicySchema, WANT_EVERYTHING),
  /** Written by `tram provision apply`: the package that this configuration came in. */
  provisioning: v.exactOptional(
    v.strictObject({
      /** Of the package taken last; a lower one is refused. */
      serial: count(0, Number.MAX_SAFE_INTEGER),
      /** SHA-256 over what was signed, lower-case hex. */
      identity: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      /** The package itself, for a backup. */
      package: path,
    }),
  ),
  /** Hardware of a desk: a panel that holds up codes, and a pseudo-terminal in place of a serial reader. */
  desk: v.optional(
    v.strictObject({
      samples: v.optional(path),
      serialLine: v.optional(path),
      centralUrl: v.exactOptional(url),
      walletUrl: v.exactOptional(url),
      issuerUrl: v.exactOptional(url),
      staffUrl: v.exactOptional(url),
      newKioskUrl: v.exactOptional(url),
      /** Who answers for the network cable and the USB port. */
      socketsUrl: v.exactOptional(url),
    }),
  ),
});
export type KioskConfig = v.InferOutput<typeof ConfigSchema>;

/** A configuration, or every problem it has, one a line: `source.0.baudRate: …`. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: KioskConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a kiosk's configuration (TOML 1.0). Unknown keys are problems, too: a misspelt key would silently do nothing. */
export function parseConfig(toml: string): ParsedConfig {
  let value: unknown;
  try {
    value = parseToml(toml);
  } catch (error) {
    return { ok: false, problems: [syntaxProblem(error)] };
  }
  const parsed = v.safeParse(ConfigSchema, value);
  if (!parsed.success) return { ok: false, problems: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "(file)"}: ${issue.message}`) };
  const problems = contradictionsOf(parsed.output);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: parsed.output };
}

/** The first line of the parser's message. Below it the parser quotes the file, which may be a key given by mistake. */
function syntaxProblem(error: unknown): string {
  const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const line = error instanceof TomlError ? `line ${error.line}: ` : "";
  return `${line}${message}`;
}

/** Where the configuration says that the device key lies, if it does. */
export function ownDeviceKey({ central, deviceKey }: Pick<KioskConfig, "central" | "deviceKey">): string | undefined {
  return central?.key ?? deviceKey;
}

/** The file of the key that signs this kiosk's journal and all that it sends: the one that is named, or the one that it makes for itself. */
export function deviceKeyFile(config: Pick<KioskConfig, "central" | "deviceKey" | "data">): string {
  return ownDeviceKey(config) ?? `${config.data}/device-key.json`;
}

/** What is wrong although every key is right. */
function contradictionsOf(config: KioskConfig): readonly string[] {
  const problems = misnamedAttributes(config.policy).map((problem) => `policy.${problem}`);
  if (config.source.length === 0 && !config.desk) problems.push("source: a kiosk without a source reads nothing; add a [[source]]");
  if (config.central && config.deviceKey !== undefined) problems.push("deviceKey: central.key says it; a device has one key");
  if (config.desk && !config.demo) problems.push("desk: a desk panel is for a demo only; set demo = true or remove [desk]");
  problems.push(...cameraProblems(config.source), ...readerProblems(config.source));
  if (config.staff) problems.push(...staffProblems(config.staff));
  problems.push(...handOffProblems(config.handOff));
  if (config.board.kind === "gpio") problems.push(...boardProblems(config.board));
  if (config.sound) problems.push(...soundProblems(config.sound));
  return problems;
}
