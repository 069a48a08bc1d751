import type { Warning } from "./warning.ts";

/** The text of a symbol, as well as it can be known. */
export interface SymbolText {
  readonly text: string;
  readonly warnings: readonly Warning[];
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** What bytes 0x80 to 0x9f show as in Windows-1252 (WHATWG Encoding, index-windows-1252); the five unassigned show as themselves. */
const WINDOWS_1252_HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** The bytes that Windows-1258, the code page of a Vietnamese Windows, shows otherwise, and that letters of Vietnamese begin with in UTF-8. */
const WINDOWS_1258: ReadonlyMap<string, number> = new Map([
  ["\u0102", 0xc3], // Ă
  ["\u0300", 0xcc], // combining grave
]);

/** A text that went through two programs that decode wrongly was restored twice; more has not been seen. */
const MAX_REPAIRS = 2;

/**
 * The symbol as text: UTF-8, without byte-order mark, the reader's AIM prefix (`]Q1`, ISO/IEC 15424), and white space or NUL
 * at the ends. Text that a reader decoded as Latin-1, Windows-1252 or Windows-1258 is restored where that is certain.
 */
export function readText(symbol: Uint8Array): SymbolText {
  const decoded = decodeUtf8(symbol);
  if (decoded === undefined) return { text: trim(latin1(symbol)), warnings: ["text-lossy"] };
  let text = decoded;
  for (let repairs = 0; repairs < MAX_REPAIRS; repairs++) text = restoreUtf8(text) ?? text;
  return { text: trim(text), warnings: text === decoded ? [] : ["text-repaired"] };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const AIM_PREFIX = /^\][A-Za-z][0-9A-Za-z]/;
const SPACE = /[\s\0\ufeff]/;

function trim(text: string): string {
  return trimSpace(trimSpace(text).replace(AIM_PREFIX, ""));
}

/** By hand, because `/[\s\0]+$/` takes a tenth of a second for 8 KiB of spaces with a letter after them. */
function trimSpace(text: string): string {
  let from = 0;
  let until = text.length;
  while (from < until && SPACE.test(text.charAt(from))) from++;
  while (until > from && SPACE.test(text.charAt(until - 1))) until--;
  return text.slice(from, until);
}

const ASCII_ONLY = /^[\0-\x7f]*$/;

/**
 * What may stand in a right text, and is what UTF-8 shows as, too: a capital of Vietnamese and the sign after its word (`XÃ` and a space that
 * does not break would be `à`), a small letter and two such spaces. Within a word in small letters no such capital stands.
 */
const AMBIGUOUS = /(?<!\p{Ll})[ÂÃĂÈÉÊÌÍÒÓÔÕÙÚÝ][\u00a0’”…–—»·°•]|[àáâãèéêìí]\u00a0{2}/gu;

/**
 * Undoes "UTF-8 bytes shown as Latin-1". Text that was never so treated does not form valid UTF-8, but for what is ambiguous, so a success
 * is certain.
 */
function restoreUtf8(text: string): string | undefined {
  // Asked first, because most codes are ASCII and this is on the path of every scan.
  if (ASCII_ONLY.test(text) || ASCII_ONLY.test(text.replace(AMBIGUOUS, ""))) return undefined;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const byte = code > 0xff ? byteOf(letter) : code;
    if (byte === undefined) return undefined;
    bytes[length++] = byte;
  }
  return decodeUtf8(bytes.subarray(0, length));
}

function byteOf(letter: string): number | undefined {
  const high = WINDOWS_1252_HIGH.indexOf(letter);
  return high < 0 ? WINDOWS_1258.get(letter) : 0x80 + high;
}
