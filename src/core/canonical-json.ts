import type { JsonItem } from "./strict-json.ts";

/**
 * The one spelling of a JSON value (RFC 8785, JCS): no white space, members sorted by the UTF-16 units of their names, numbers and
 * letters as ECMAScript writes them. What is signed is this, so that it does not matter how a code spells or sorts it.
 */
export function canonicalJson(item: JsonItem): string {
  if (isList(item)) return `[${item.map(canonicalJson).join(",")}]`;
  // RFC 8785 §3.2.2.2 and §3.2.2.3 are what JSON.stringify() does; strict-json.ts lets no lone surrogate and no infinity in.
  if (!(item instanceof Map)) return JSON.stringify(item);
  // The default order of JavaScript is the one of RFC 8785 §3.2.3.
  const names = [...item.keys()].toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(item.get(name) ?? null)}`).join(",")}}`;
}

// Array.isArray does not narrow a union that holds a readonly array.
function isList(item: JsonItem): item is readonly JsonItem[] {
  return Array.isArray(item);
}
