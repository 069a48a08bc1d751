import { isList } from "./list.ts";
import type { JsonItem } from "./strict-json.ts";

/**
 * The one spelling of a JSON value (RFC 8785, JCS): no white space, members sorted by the UTF-16 units of their names, numbers and
 * letters as ECMAScript writes them. What is signed is this, so that it does not matter how a code spells or sorts it.
 */
export function canonicalJson(item: JsonItem): string {
  if (typeof item === "string") return quoted(item);
  // RFC 8785 §3.2.2.3 is what JavaScript does with numbers; strict-json.ts lets no infinity in.
  if (typeof item !== "object" || item === null) return JSON.stringify(item);
  let text = "";
  if (isList(item)) {
    for (const member of item) text += `${text && ","}${canonicalJson(member)}`;
    return `[${text}]`;
  }
  // The default order of JavaScript is the one of RFC 8785 §3.2.3.
  for (const name of [...item.keys()].sort()) text += `${text && ","}${quoted(name)}:${canonicalJson(item.get(name) ?? null)}`;
  return `{${text}}`;
}

const NEEDS_NO_ESCAPE = /^[ !#-[\]-\u007f]*$/;

/** RFC 8785 §3.2.2.2 is what JSON.stringify() does with texts; most need nothing of it. */
function quoted(text: string): string {
  return NEEDS_NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}
