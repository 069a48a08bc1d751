// A configuration package as QR codes, and back: `TRAMCFG1/<part>/<count>/<id>/<base32>`, letters of the alphanumeric mode only. Base32 and not
// Base45: one letter in 16 more, and no space at an end that a reader drops, no `$` or `%` that a shell or a keyboard driver takes for its own.
import { decodeBase32, encodeBase32 } from "../base32.ts";
import { sha256 } from "../signature.ts";
import { readText } from "../symbol-text.ts";
import { deflate, inflate } from "../zlib.ts";
import { type Refused, refused } from "./refusal.ts";

/** Most letters in one code. A code of version 19-M holds 813: any telephone and any serial reader takes it from a sheet of paper. */
export const MAX_CODE_CHARACTERS = 800;
/** Most codes of one package: nobody holds up more than two sheets. */
export const MAX_CODES = 16;

const CODE = /^TRAMCFG1\/([1-9]|1[0-6])\/([1-9]|1[0-6])\/([A-Z2-7]{8})\/([A-Z2-7]+)$/;
/** `TRAMCFG1/16/16/ABCDEFGH/`. */
const MAX_HEAD = 24;

/** One code of a set. */
export interface CodePart {
  /** From 1. */
  readonly part: number;
  readonly count: number;
  readonly id: string;
  readonly base32: string;
}

/** The texts of the codes that carry a package, or undefined where it needs more than MAX_CODES. */
export function splitIntoCodes(message: Uint8Array): readonly string[] | undefined {
  const compressed = deflate(message);
  const base32 = encodeBase32(compressed);
  const count = Math.ceil(base32.length / (MAX_CODE_CHARACTERS - MAX_HEAD));
  if (count > MAX_CODES) return undefined;
  const each = Math.ceil(base32.length / count);
  const id = idOf(compressed);
  return Array.from({ length: count }, (_, at) => `TRAMCFG1/${at + 1}/${count}/${id}/${base32.slice(at * each, (at + 1) * each)}`);
}

/** A symbol as a part of a package, or undefined where it is none. Never throws. */
export function readPart(symbol: Uint8Array): CodePart | undefined {
  if (symbol.length > 2 * MAX_CODE_CHARACTERS) return undefined; // some readers add a prefix of their own
  const { text } = readText(symbol);
  const [, part, count, id = "", base32 = ""] = CODE.exec(text) ?? [];
  if (part === undefined || Number(part) > Number(count) || text.length > MAX_CODE_CHARACTERS) return undefined;
  return { part: Number(part), count: Number(count), id, base32 };
}

/** The codes of one set shown so far. Plain data. */
export interface CollectedCodes {
  readonly id: string | undefined;
  /** By place; null: not shown yet. */
  readonly texts: readonly (string | null)[];
}

/** Before the first code. */
export const NO_CODES: CollectedCodes = { id: undefined, texts: [] };

/** What a symbol was: of no use here, one of a set that others are missing from, the last one (with the package), or of another set. */
export type CollectedCode =
  | { readonly kind: "no-part" }
  | { readonly kind: "part"; readonly codes: CollectedCodes; readonly have: number; readonly count: number }
  | { readonly kind: "whole"; readonly message: Uint8Array }
  | Refused;

/**
 * Takes note of a symbol. Order does not matter and repeats are harmless. A code of another set is refused, so that two sheets on one table
 * cannot become one configuration; whoever means the other sheet begins anew with NO_CODES.
 */
export function collectCode(before: CollectedCodes, symbol: Uint8Array): CollectedCode {
  const read = readPart(symbol);
  if (!read) return { kind: "no-part" };
  const { part, count, id, base32 } = read;
  const texts = before.id === undefined ? Array<null>(count).fill(null) : before.texts;
  const known = texts[part - 1] ?? null;
  if ((before.id !== undefined && before.id !== id) || texts.length !== count || (known !== null && known !== base32))
    return refused("mixed");
  const withThis = texts.with(part - 1, base32);
  const have = withThis.filter((text) => text !== null).length;
  return have < count ? { kind: "part", codes: { id, texts: withThis }, have, count } : unpack(id, withThis.join(""));
}

function unpack(id: string, base32: string): CollectedCode {
  const compressed = decodeBase32(base32);
  // The id is of the whole: parts of two sets with one id, or a part with a wrong letter, end here.
  if (!compressed.ok || idOf(compressed.value) !== id) return refused("mixed");
  const message = inflate(compressed.value);
  if (message.ok) return { kind: "whole", message: message.value };
  return refused(message.reason === "too-large" ? "too-large" : "malformed");
}

function idOf(compressed: Uint8Array): string {
  return encodeBase32(sha256(compressed).subarray(0, 5));
}
