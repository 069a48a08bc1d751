// JSON as The Update Framework signs it (TUF §4.1: "OLPC Canonical JSON", http://wiki.laptop.org/go/Canonical_JSON).
import { isList } from "./list.ts";
import { type JsonItem, readJson } from "./strict-json.ts";

/** Most values in one metadata file: 100 targets need some 700, and each one is a way to keep us busy. */
const MAX_ITEMS = 5000;

/** What a metadata file says, and again as an object for schemas. */
export interface TufJson {
  readonly item: ReadonlyMap<string, JsonItem>;
  readonly object: object;
}

/** An object in JSON that everybody reads alike (strict-json.ts), in UTF-8 without a byte order mark; else undefined. */
export function readTufJson(bytes: Uint8Array): TufJson | undefined {
  const text = decode(bytes);
  const item = text === undefined ? undefined : readJson(text, MAX_ITEMS);
  return item instanceof Map && text !== undefined ? { item, object: JSON.parse(text) } : undefined;
}

/** The bytes under a signature: members sorted, no white space, of escapes only \" and \\. Undefined for numbers that are not whole. */
export function canonicalTuf(item: JsonItem): Uint8Array | undefined {
  const text = canonical(item);
  return text === undefined ? undefined : Buffer.from(text, "utf8");
}

function canonical(item: JsonItem): string | undefined {
  if (typeof item === "string") return quoted(item);
  if (typeof item === "number") return Number.isInteger(item) ? JSON.stringify(item) : undefined;
  if (typeof item !== "object" || item === null) return JSON.stringify(item);
  const parts: string[] = [];
  if (isList(item)) {
    for (const member of item) {
      const text = canonical(member);
      if (text === undefined) return undefined;
      parts.push(text);
    }
    return `[${parts.join(",")}]`;
  }
  for (const [name, member] of [...item].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = canonical(member);
    if (text === undefined) return undefined;
    parts.push(`${quoted(name)}:${text}`);
  }
  return `{${parts.join(",")}}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
