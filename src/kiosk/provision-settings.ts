import { parse as parseToml, stringify as writeToml } from "smol-toml";
import * as v from "valibot";
import { hexOf } from "../core/hex.ts";
import type { ConfigurationPackage } from "../core/provisioning/package.ts";
import { type Setting, type Settings, toSetting } from "../core/provisioning/settings.ts";
import { ConfigSchema, parseConfig } from "./config.ts";
import { PackageScreenSchema, PackageSoundSchema, PackageStaffSchema, withOwnKeys } from "./provision-people.ts";
import { ServiceSchema } from "./screen-config.ts";

const { source, board, policy } = ConfigSchema.entries;
const { url, trustEverySeconds } = v.unwrap(ConfigSchema.entries.central).entries;

/**
 * What a package may set. Where files lie on this machine, whether it is a demo, what a desk has, and to whom answers are handed on, is set at
 * the machine and nowhere else (docs/decisions/0031): a path from afar would be a way to read or write what is none of its business.
 */
const AllowedSchema = v.strictObject({
  group: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a group is named by 1 to 64 of a-z, 0-9 and -"))),
  central: v.exactOptional(v.strictObject({ url, trustEverySeconds })),
  source: v.exactOptional(v.unwrap(source)),
  board: v.exactOptional(v.unwrap(board)),
  policy: v.exactOptional(v.unwrap(policy)),
  screen: v.exactOptional(PackageScreenSchema),
  sound: v.exactOptional(PackageSoundSchema),
  staff: v.exactOptional(PackageStaffSchema),
  service: v.exactOptional(ServiceSchema),
});

/** Settings out of a TOML text that a package may carry, or every problem, one a line. */
export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The settings in a TOML fragment of the operator's. */
export function settingsFromToml(toml: string): ReadSettings {
  let value: Setting | undefined;
  try {
    value = toSetting(parseToml(toml));
  } catch (error) {
    const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { ok: false, problems: [message] };
  }
  if (!isTable(value)) return { ok: false, problems: ["(file): dates, and numbers with a point, cannot be set by a package"] };
  const problems = problemsOf(value);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings: value };
}

/** What a package sets that it may not, or that is wrong, one a line. */
function problemsOf(settings: Settings): readonly string[] {
  const parsed = v.safeParse(AllowedSchema, settings);
  return parsed.success ? [] : parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "(settings)"}: ${issue.message}`);
}

/** Where this machine keeps what a package does not say. */
export interface LocalPlaces {
  readonly data: string;
  readonly deviceKey: string;
  /** Files that the new configuration names; they are there before it is. */
  readonly root: string;
  readonly package: string;
}

/** A configuration file about to be written, as the value it holds and as its text. */
export type NewConfiguration =
  | { readonly ok: true; readonly value: Settings; readonly toml: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * The kiosk's configuration after a package: each section that it carries takes the place of the old one as a whole; what it does not name
 * stays as the technician set it (a reader's device path, the screen's port). The result is read back as the kiosk will read it. `chosen`: what
 * was chosen at a machine that has no configuration yet.
 */
export function withPackage(
  before: Settings | undefined,
  kiosk: string,
  offered: ConfigurationPackage,
  places: LocalPlaces,
  chosen: Settings = {},
): NewConfiguration {
  const wrong = problemsOf(offered.settings);
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const { central, ...sections } = offered.settings;
  const [oldTrust, oldCentral] = [tableIn(before, "trust"), tableIn(before, "central")];
  const { deviceKey, ...kept } = before ?? chosen;
  const key = oldCentral["key"] ?? deviceKey ?? places.deviceKey;
  return asConfiguration({
    ...kept,
    id: kiosk,
    // With or without a central, one device key: it signs the journal from its first entry.
    ...(!isTable(central) && oldCentral["key"] === undefined && { deviceKey: key }),
    data: before?.["data"] ?? places.data,
    trust: { ...(before ? oldTrust : { sticks: STICKS }), root: places.root },
    ...(isTable(central) && { central: { ...central, key } }),
    ...withOwnKeys(sections, kept),
    provisioning: { serial: offered.serial, identity: hexOf(offered.identity), package: places.package },
  });
}

/** Where udisks mounts sticks: a new kiosk takes trust from them without being told, because its office may have no network. */
const STICKS = "/run/media";

/** Settings moved to another machine: the same in everything but the kiosk's name and where its files lie. */
export function withPlaces(settings: Settings, kiosk: string, places: LocalPlaces): Settings {
  const { provisioning, ...rest } = settings;
  return {
    ...rest,
    id: kiosk,
    data: places.data,
    trust: { ...tableIn(settings, "trust"), root: places.root },
    ...(settings["central"] === undefined
      ? { deviceKey: places.deviceKey }
      : { central: { ...tableIn(settings, "central"), key: places.deviceKey } }),
    ...(provisioning !== undefined && { provisioning: { ...tableIn(settings, "provisioning"), package: places.package } }),
  };
}

/** A configuration file of these settings, read back as the kiosk will read it. */
export function asConfiguration(value: Settings): NewConfiguration {
  const toml = `${HEAD}${writeToml(value)}\n`;
  const parsed = parseConfig(toml);
  return parsed.ok ? { ok: true, value, toml } : { ok: false, problems: parsed.problems };
}

const HEAD = `# Written by \`tram provision apply\`; the file before it is beside it as .old. What is changed here by hand stays until a package
# carries the same section (docs/operating.md, "Setting up and replacing a kiosk").
`;

/** The value of a configuration file that is in use, or undefined where it has no such form. */
export function settingsOf(toml: string): Settings | undefined {
  try {
    const value = toSetting(parseToml(toml));
    return isTable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function tableIn(settings: Settings | undefined, name: string): Settings {
  const table = settings?.[name];
  return isTable(table) ? table : {};
}

function isTable(value: Setting | undefined): value is Settings {
  return typeof value === "object" && !Array.isArray(value);
}
