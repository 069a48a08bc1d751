/** One value of a configuration: what TOML, JSON and CBOR all have. Numbers are whole. */
export type Setting = string | number | boolean | readonly Setting[] | { readonly [name: string]: Setting };

/** What a package sets, by the names of the configuration file. Which of them a kiosk lets be set from afar is the kiosk's to say. */
export type Settings = Readonly<Record<string, Setting>>;

/** Settings as an item of CBOR. */
export function settingsClaim(setting: Setting): unknown {
  if (Array.isArray(setting)) return setting.map(settingsClaim);
  return typeof setting === "object" ? new Map(Object.entries(setting).map(([name, value]) => [name, settingsClaim(value)])) : setting;
}

/** Settings out of an item of CBOR, which has bounded depth and size; undefined where anything in it is no setting. */
export function readSettings(item: unknown): Settings | undefined {
  return item instanceof Map ? readTable(item) : undefined;
}

function readTable(item: ReadonlyMap<unknown, unknown>): Settings | undefined {
  const entries: [string, Setting][] = [];
  for (const [name, value] of item) {
    const setting = readSetting(value);
    if (typeof name !== "string" || setting === undefined) return undefined;
    entries.push([name, setting]);
  }
  return Object.fromEntries(entries);
}

function readSetting(value: unknown): Setting | undefined {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : undefined;
  if (value instanceof Map) return readTable(value);
  if (!Array.isArray(value)) return undefined;
  const items = value.map(readSetting);
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** The value out of TOML or JSON as a setting; undefined where there is anything in it that a package cannot carry, a date for one. */
export function toSetting(value: unknown): Setting | undefined {
  if (Array.isArray(value)) {
    const items = value.map(toSetting);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (typeof value !== "object" || value === null) return readSetting(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const entries = Object.entries(value).map(([name, member]) => [name, toSetting(member)] as const);
  return entries.every((entry): entry is readonly [string, Setting] => entry[1] !== undefined) ? Object.fromEntries(entries) : undefined;
}
