import type { Terminator } from "./line-guard.ts";
import { MAX_SYMBOL_BYTES } from "./scan.ts";
import { isSameBytes } from "./sure-symbol.ts";
import { readText } from "./symbol-text.ts";

/** What came until an end of line or a pause. */
export interface Piece {
  /** As it came, without the terminator. */
  readonly raw: Uint8Array;
  /** Without the other half of a CRLF either, which only a binary code can mean as data. */
  readonly body: Uint8Array;
  /** Some end of line was seen: the configured one, or another. */
  readonly isEnded: boolean;
  /** What came next came later than a reader pauses in a code. */
  readonly isStalled: boolean;
}

/** What may stand around a code, and what a code is. */
export interface CodeRules {
  readonly affixes: readonly [Uint8Array, Uint8Array];
  readonly isWhole: (symbol: Uint8Array) => boolean;
  readonly mayBePart: (symbol: Uint8Array) => boolean;
  readonly isTyped: boolean;
}

/**
 * What a line is. `closed`: whole, and no part of anything longer. `whole`: a card, which ends here or not. `open`: of a known format, which
 * may go on. `text`: of no known format. `doubtful`: it can be read as two codes, and nobody can tell which one was shown.
 */
export interface LineReading {
  readonly kind: "closed" | "whole" | "open" | "text" | "doubtful";
  readonly symbol: Uint8Array;
}

/** More pieces than that are read as nothing but a closed code: no reader pauses so often in one, and each costs a few readings. */
const MAX_PIECES = 16;

/** Nobody can tell what was shown. */
export const DOUBTFUL: LineReading = { kind: "doubtful", symbol: Uint8Array.of(0) };

const EMPTY: LineReading = { kind: "text", symbol: new Uint8Array() };

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;

/** A reader set to CRLF where we expect CR or LF leaves the other half at a line's end; one set to another terminator, all of it. */
export function pieceOf(bytes: Uint8Array, terminatorLength: number, terminator: Terminator): Piece {
  const raw = new Uint8Array(bytes.subarray(0, bytes.length - terminatorLength));
  const isLine = terminatorLength > 0;
  let [from, to] = [0, raw.length];
  if ((terminator === "cr" || terminator === "crlf") && raw[0] === LF) from++;
  if (!isLine) while (from < to && isTerminator(raw[to - 1])) to--;
  else if (terminator === "lf" && from < to && raw[to - 1] === CR) to--;
  return { raw, body: raw.subarray(from, to), isEnded: isLine || to < raw.length || (from === to && raw.length > 0), isStalled: false };
}

function isTerminator(byte: number | undefined): boolean {
  return byte === CR || byte === LF || byte === TAB;
}

/** A line that is being plugged in or not yet driven reads as bytes outside printable ASCII. */
export function hasPrintable(bytes: Uint8Array): boolean {
  return bytes.some(isPrintable);
}

/** What differs in noise or white space around it is the same code. */
export function isSameCode(one: LineReading, other: LineReading): boolean {
  return isSameBytes(withoutNoise(one.symbol), withoutNoise(other.symbol));
}

function withoutNoise(symbol: Uint8Array): Uint8Array {
  return symbol.subarray(Math.max(0, symbol.findIndex(isPrintable)), symbol.findLastIndex(isPrintable) + 1);
}

function isPrintable(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}

/**
 * What the pieces of one line are. All of them that came without a longer pause are one code. But where the last of them are a code by
 * themselves, the earlier ones may be the rest of another showing: then there are two readings, and the line is none of both, unless one of
 * them cannot be chance. Pieces before a longer pause are never a part of the answer; they only tell what the last ones may be the end of.
 */
export function readLine(pieces: readonly Piece[], rules: CodeRules): LineReading {
  const last = pieces.findLast(({ body }) => body.length > 0);
  if (!last) return EMPTY;
  const joinedFrom = joinedSince(pieces);
  const known = knownReadings(pieces, joinedFrom, rules);
  const own = known.filter(([from]) => from >= joinedFrom);
  const closed = own.find(([, { kind }]) => kind === "closed");
  if (closed) return closed[1];
  if (known.length === 0) return { kind: "text", symbol: withoutAffixes(textOf(pieces.slice(joinedFrom)), rules.affixes) };
  const [[from, reading] = [0, DOUBTFUL]] = own;
  const isAlone = known.every(([, other]) => isSameCode(other, reading)) && pieces.length <= MAX_PIECES;
  // A number may be the end of what stands before it, or the beginning of what an end of line came much too late for. A card is neither by chance.
  const isSure = reading.kind === "whole" || (from === joinedFrom && !last.isStalled);
  return isAlone && isSure ? reading : DOUBTFUL;
}

/** The first piece behind the last longer pause. A late end of line joins nothing: no byte of a code comes with it. */
function joinedSince(pieces: readonly Piece[]): number {
  const lastWithContent = pieces.findLastIndex(({ body }) => body.length > 0);
  return pieces.findLastIndex(({ isStalled }, index) => isStalled && index < lastWithContent) + 1;
}

/** With the piece that they begin with, the longest first. */
function knownReadings(pieces: readonly Piece[], joinedFrom: number, rules: CodeRules): readonly (readonly [from: number, LineReading])[] {
  return [...pieces.keys()].flatMap((from) => {
    if (from !== joinedFrom && from < pieces.length - MAX_PIECES) return [];
    const reading = readJoined(pieces.slice(from), rules);
    return reading ? [[from, reading] as const] : [];
  });
}

/** What pieces are in one, whatever stands before them; undefined where that is of no known format. */
export function readJoined(pieces: readonly Piece[], rules: CodeRules): LineReading | undefined {
  for (const spelling of spellings(pieces, rules.isTyped)) {
    const symbol = withoutAffixes(spelling, rules.affixes);
    if (symbol.length === 0 || symbol.length > MAX_SYMBOL_BYTES) continue;
    const isWhole = rules.isWhole(symbol);
    if (rules.mayBePart(symbol)) return { kind: isWhole ? "whole" : "open", symbol };
    if (isWhole) return { kind: "closed", symbol };
  }
  return undefined;
}

/** As they came, without an Enter that the reader put between them, without noise around them, with the other halves of a CRLF. */
function* spellings(pieces: readonly Piece[], isTyped: boolean): Generator<Uint8Array> {
  const text = textOf(pieces);
  yield text;
  if (pieces.length > 1) {
    const bodies = Buffer.concat(pieces.map(({ body }) => body));
    if (bodies.length < text.length) yield bodies;
  }
  if (isTyped) return;
  const from = Math.max(0, text.findIndex(isPrintable));
  if (from > 0) yield text.subarray(from);
  const bare = withoutNoise(text);
  if (bare.length < text.length - from) yield bare;
  const raw = Buffer.concat(pieces.map((piece) => piece.raw));
  if (raw.length > text.length) yield raw;
}

/** From the first byte of the first to the last byte of the last, ends of line around them left out. */
export function textOf(pieces: readonly Piece[]): Uint8Array {
  const [from, to] = contentOf(pieces);
  return Buffer.concat(pieces.map(({ raw }) => raw)).subarray(from, to);
}

/** A line of these pieces as one, with its terminator; what came before a longer pause is none of it. */
export function lineOf(pieces: readonly Piece[], end: Uint8Array): Piece {
  const joined = pieces.slice(joinedSince(pieces));
  const raw = new Uint8Array(Buffer.concat([...joined.map((piece) => piece.raw), end]));
  const [from, to] = contentOf(joined);
  return { raw, body: raw.subarray(from, to), isEnded: true, isStalled: false };
}

/** Where their content begins and ends in all of them. */
function contentOf(pieces: readonly Piece[]): readonly [from: number, to: number] {
  let [at, from, to] = [0, 0, 0];
  for (const { raw, body } of pieces) {
    const offset = at + body.byteOffset - raw.byteOffset;
    if (body.length > 0) [from, to] = [to === 0 ? offset : from, offset + body.length];
    at += raw.length;
  }
  return [from, to];
}

/** Whether a person may have written this: what a line says that is being plugged in is no UTF-8. */
export function isText(bytes: Uint8Array): boolean {
  const isControl = (byte: number): boolean => byte < 0x20 && !isTerminator(byte);
  return hasPrintable(bytes) && !bytes.some(isControl) && !readText(bytes).warnings.includes("text-lossy");
}

/** What the reader is set to put around each code is taken off where it stands. */
export function withoutAffixes(symbol: Uint8Array, [prefix, suffix]: CodeRules["affixes"]): Uint8Array {
  const from = prefix.every((byte, index) => symbol[index] === byte) ? prefix.length : 0;
  const to = symbol.length - suffix.length;
  const hasSuffix = from <= to && suffix.every((byte, index) => symbol[to + index] === byte);
  return symbol.slice(from, hasSuffix ? to : symbol.length);
}
