import { fail } from "../checked.ts";
import type { Format } from "./format.ts";
import { webAddress } from "./web-address.ts";

/**
 * Probably a code of the national identity app, which changes by the minute and which only the police's system can check (C06). Its form is
 * not published, so this is a guess from what such codes are made of: an address of the app, or one long token of letters and digits without
 * any sense. Wrong either way it costs a walk to the counter and nothing else: a token of another system is sent to staff instead of being
 * called unknown, an app's code of another form is called unknown instead of being sent to staff. Neither is ever accepted, and neither
 * is called false.
 */
export const vneid: Format = {
  name: "vneid",
  looksLike: (text) => isAppAddress(text) || isToken(text),
  parse: () => fail("vneid-suspected"),
};

function isAppAddress(text: string): boolean {
  if (/^vneid:\/\/[^\s\p{C}]+$/iu.test(text)) return true;
  const host = webAddress(text)?.hostname.replace(/\.$/, "");
  return host === "vneid.gov.vn" || (host?.endsWith(".vneid.gov.vn") ?? false);
}

/** Hex of at least 20 bytes, in one case; Base64 or Base64url of at least 30. A JWT has dots and is not ours. */
const HEX = /^([0-9a-f]{40,1000}|[0-9A-F]{40,1000})$/;
const BASE64 = /^([A-Za-z0-9+/]{40,1000}={0,2}|[A-Za-z0-9_-]{40,1000}={0,2})$/;

function isToken(text: string): boolean {
  if (HEX.test(text)) return /[a-f]/i.test(text) && /\d/.test(text) && new Set(text).size >= 10;
  return BASE64.test(text) && isRandomBase64(text.replace(/=+$/, ""));
}

/**
 * Random Base64 changes between capitals, small letters, digits and signs at nearly two of three places, and few of its letters are signs;
 * words, names and numbers run on.
 */
function isRandomBase64(text: string): boolean {
  const kinds = Array.from(text, kindOf);
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  const signs = kinds.filter((kind) => kind === "sign").length;
  const hasAll = (["capital", "small", "digit"] as const).every((kind) => kinds.includes(kind));
  return hasAll && new Set(text).size >= 20 && changes >= text.length * 0.4 && signs <= text.length * 0.12;
}

function kindOf(letter: string): "capital" | "small" | "digit" | "sign" {
  if (/[A-Z]/.test(letter)) return "capital";
  if (/[a-z]/.test(letter)) return "small";
  return /\d/.test(letter) ? "digit" : "sign";
}
