import type { JsonItem } from "../strict-json.ts";

/** What a strictly read JSON text says, as plain objects and lists; undefined stays undefined. */
export function plainJson(item: JsonItem | undefined): unknown {
  if (item instanceof Map) return Object.fromEntries([...item].map(([name, member]) => [name, plainJson(member)]));
  return Array.isArray(item) ? item.map(plainJson) : item;
}

/** The members of a JSON object; of anything else, none. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** True for a JSON object: no list, no null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text where it is one and says something. */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
