import { TERMINATORS, type Terminator } from "./line-guard.ts";
import { MAX_SYMBOL_BYTES } from "./scan.ts";

export interface SymbolAssemblerOptions {
  readonly terminator: Terminator;
  /** What the reader is set to put before each code; taken off where it stands. */
  readonly prefix?: string | undefined;
  /** What the reader is set to put after each code, before the terminator; taken off where it stands. */
  readonly suffix?: string | undefined;
  /**
   * True for the bytes of a whole code of a known format; above all, false for a part of one, because what is whole is answered
   * without waiting for more. Called a few times a line, with at most MAX_SYMBOL_BYTES.
   */
  readonly isWhole: (symbol: Uint8Array) => boolean;
  /**
   * True where a whole code may be a part of a longer one, as a card of fields in a row: where a terminator is expected, such a code is not
   * answered without one. Absent: none may.
   */
  readonly mayBePart?: ((symbol: Uint8Array) => boolean) | undefined;
  /** What comes is typed: there is no noise before a code, and a NUL says that keys are missing there. */
  readonly isTyped?: boolean | undefined;
}

/** Makes one symbol a showing from a reader's lines, also where the reader sends its terminator in the middle of a code. */
export interface SymbolAssembler {
  /** Takes a line with its terminator. Returns the symbol that is now whole; undefined means: wait for more, or for quiet. */
  line(line: Uint8Array): Uint8Array | undefined;
  /** Tells that nothing came for the gap, and what stands without terminator. Returns the symbol that this showing was, if any. */
  quiet(unfinished: Uint8Array): Uint8Array | undefined;
  /** Forgets what came without terminator: noise, or a code whose rest never came. Returns how many bytes that was. */
  forget(): number;
  /** True while something is held. */
  readonly isHolding: boolean;
  /** Showings dropped so far because their lines together were too long for any QR code. */
  readonly dropped: number;
}

/** A line, or bytes that a quiet gap ended: where it lies in the held bytes. */
interface Piece {
  readonly from: number;
  /** Without the terminator. */
  readonly to: number;
  /** Without the other half of a CRLF either, which only a binary code can mean as data. */
  readonly bodyFrom: number;
  readonly bodyTo: number;
  /** Some end of line was seen; otherwise a quiet gap ended it, and it may go on. */
  readonly isEnded: boolean;
}

/** The largest binary code (2,953 bytes) has 12 carriage returns if its bytes are random; beyond this number no joins are tried. */
const MAX_JOINED_PIECES = 32;
/** Pieces of noise that may stand before the first piece of a code. */
const MAX_NOISE_PIECES = 3;

const UNREADABLE = Uint8Array.of(0);

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;

/** An assembler for one connection. It holds at most MAX_SYMBOL_BYTES and a terminator. */
export function symbolAssembler(options: SymbolAssemblerOptions): SymbolAssembler {
  const { terminator, prefix = "", suffix = "", isWhole, mayBePart = () => false, isTyped = false } = options;
  const affixes = [new TextEncoder().encode(prefix), new TextEncoder().encode(suffix)] as const;
  const held = new Uint8Array(MAX_SYMBOL_BYTES + 2);
  let length = 0;
  let pieces: Piece[] = [];
  let isJoinable = true;
  let hasLine = false;
  let contentFrom = 0;
  let contentTo = 0;
  let dropped = 0;

  function clear(): void {
    held.fill(0, 0, length); // what one citizen showed does not stay for the next
    length = 0;
    pieces = [];
    isJoinable = true;
    hasLine = false;
    contentFrom = 0;
    contentTo = 0;
  }

  function hold(bytes: Uint8Array, terminatorLength: number): Piece {
    if (length > 0 && length + bytes.length - terminatorLength > MAX_SYMBOL_BYTES) {
      clear();
      dropped++;
    }
    const from = length;
    held.set(bytes, from);
    length += bytes.length;
    const piece = pieceOf(held, from, length - terminatorLength, terminator, terminatorLength > 0);
    if (piece.bodyFrom < piece.bodyTo) {
      if (contentTo === 0) contentFrom = piece.bodyFrom;
      contentTo = piece.bodyTo;
    }
    if (pieces.length < MAX_JOINED_PIECES) pieces.push(piece);
    else isJoinable = false;
    return piece;
  }

  /** The first reading of the held bytes that is a whole code. What is whole ends the showing; noise before it goes with it. */
  function takeWhole(last: Piece): Uint8Array | "may-go-on" | undefined {
    for (const reading of readings(last)) {
      const symbol = withoutAffixes(reading, affixes);
      if (symbol.length === 0 || symbol.length > MAX_SYMBOL_BYTES || (isTyped && symbol.includes(0)) || !isWhole(symbol)) continue;
      if (!last.isEnded && terminator !== "none" && mayBePart(symbol)) return "may-go-on";
      clear();
      return symbol;
    }
    return undefined;
  }

  /**
   * The last piece alone, then joined to those before it. Behind a piece that a pause ended, alone it comes last: it may be the end of the same
   * code, and be whole by itself as the card of somebody else.
   */
  function* readings(last: Piece): Generator<Uint8Array> {
    const isTorn = pieces.at(-2)?.isEnded === false;
    if (!isTorn) yield* spellings(last, last);
    if (!isJoinable) return;
    yield* joins(last, isTorn ? MAX_JOINED_PIECES : MAX_NOISE_PIECES + 1);
    if (isTorn) yield* spellings(last, last);
  }

  /** The longest join first, each with the terminators between its pieces and without. */
  function* joins(last: Piece, beginnings: number): Generator<Uint8Array> {
    for (const [index, first] of pieces.slice(0, -1).slice(0, beginnings).entries()) {
      yield* spellings(first, last);
      yield concat(pieces.slice(index).map((piece) => held.subarray(piece.bodyFrom, piece.bodyTo)));
    }
  }

  function* spellings(first: Piece, last: Piece): Generator<Uint8Array> {
    const body = held.slice(first.bodyFrom, last.bodyTo);
    yield body;
    if (isTyped) return;
    // A line that is being plugged in or not yet driven reads as bytes outside printable ASCII.
    const printable = body.findIndex((byte) => byte >= 0x20 && byte < 0x7f);
    if (printable > 0) yield body.subarray(printable);
    if (first.from < first.bodyFrom || last.bodyTo < last.to) yield held.slice(first.from, last.to);
  }

  return {
    line(line) {
      const symbol = takeWhole(hold(line, TERMINATORS[terminator].length));
      if (symbol instanceof Uint8Array) return symbol;
      hasLine = true;
      return undefined;
    },
    quiet(unfinished) {
      const last = unfinished.length > 0 ? hold(unfinished, 0) : undefined;
      const symbol = last && takeWhole(last);
      if (symbol === "may-go-on") return undefined;
      if (symbol) return symbol;
      const hasContent = contentFrom < contentTo;
      // Without a line, the rest may still be on its way from a slow reader.
      if (hasContent && !hasLine && terminator !== "none") return undefined;
      const everything = terminator === "none" ? held.slice(0, length) : held.slice(contentFrom, contentTo);
      clear();
      if (!hasContent) return undefined;
      // Where keys are missing a reader of documents could make something of the rest: nobody can make anything of this.
      return isTyped && everything.includes(0) ? UNREADABLE : withoutAffixes(everything, affixes);
    },
    forget() {
      const forgotten = length;
      clear();
      return forgotten;
    },
    get isHolding() {
      return length > 0;
    },
    get dropped() {
      return dropped;
    },
  };
}

/** A reader set to CRLF where we expect CR or LF leaves the other half at a line's end; one set to another terminator, all of it. */
function pieceOf(bytes: Uint8Array, from: number, to: number, terminator: Terminator, isLine: boolean): Piece {
  let bodyFrom = from;
  let bodyTo = to;
  if (terminator === "cr" && from < to && bytes[from] === LF) bodyFrom++;
  if (isLine) {
    if (terminator === "lf" && bodyFrom < to && bytes[to - 1] === CR) bodyTo--;
  } else {
    while (bodyFrom < bodyTo && isTerminator(bytes[bodyTo - 1])) bodyTo--;
  }
  return { from, to, bodyFrom, bodyTo, isEnded: isLine || bodyTo < to || bodyFrom === bodyTo };
}

function isTerminator(byte: number | undefined): boolean {
  return byte === CR || byte === LF || byte === TAB;
}

function withoutAffixes(symbol: Uint8Array, [prefix, suffix]: readonly [Uint8Array, Uint8Array]): Uint8Array {
  const from = prefix.every((byte, index) => symbol[index] === byte) ? prefix.length : 0;
  const to = symbol.length - suffix.length;
  const hasSuffix = from <= to && suffix.every((byte, index) => symbol[to + index] === byte);
  return symbol.slice(from, hasSuffix ? to : symbol.length);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
