import { TERMINATORS, type Terminator } from "./line-guard.ts";
import {
  type CodeRules,
  hasPrintable,
  isText,
  type LineReading,
  lineOf,
  type Piece,
  pieceOf,
  readJoined,
  readLine,
  textOf,
  UNREADABLE,
  withoutAffixes,
} from "./line-pieces.ts";
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
   * True for a code of a known format that may be a part of a longer one, be it whole, as a card of fields in a row, or not, as a number.
   * Where a terminator is expected, such a code is not answered without one. Absent: none may.
   */
  readonly mayBePart?: ((symbol: Uint8Array) => boolean) | undefined;
  /** What comes is typed: there is no noise before a code, and a NUL says that keys are missing there. */
  readonly isTyped?: boolean | undefined;
}

/** Makes symbols of a reader's lines, also where it pauses or sends its terminator in the middle of a code. Table of cases: decisions/0025. */
export interface SymbolAssembler {
  /** Takes a line with its terminator. Returns the symbols that are now whole, in the order in which they came. */
  line(line: Uint8Array): readonly Uint8Array[];
  /** Tells that nothing came for the gap, and what stands without terminator. */
  quiet(unfinished: Uint8Array): readonly Uint8Array[];
  /** Tells that nothing came for longer than a reader pauses in a code: what is held is a part of nothing that follows. */
  stall(): readonly Uint8Array[];
  /** Forgets what is held: not even a doubt is left. Returns how many bytes that was. */
  forget(): number;
  /** What comes next may be the end of a code whose beginning was not heard. */
  begin(): void;
  /** What comes next has a beginning, unless what came since `begin` has not ended yet. */
  settle(): void;
  /** True while something is held, or the end of what began unheard is awaited. */
  readonly isHolding: boolean;
  /** Showings dropped so far because their lines together were too long for any QR code. */
  readonly dropped: number;
}

/** A line that ended and was no whole code by itself. */
interface Line {
  /** All of it, with its terminator. */
  readonly piece: Piece;
  readonly reading: LineReading;
}

/** The largest binary code (2,953 bytes) has 12 carriage returns if its bytes are random; beyond this number no joins are tried. */
const MAX_JOINED_LINES = 32;
/** Lines of noise that may stand before the first line of a code. */
const MAX_NOISE_LINES = 3;

/** An assembler for one connection. It holds at most MAX_SYMBOL_BYTES and a terminator. */
export function symbolAssembler(options: SymbolAssemblerOptions): SymbolAssembler {
  const { terminator, prefix = "", suffix = "", isWhole, mayBePart = () => false, isTyped = false } = options;
  const encoder = new TextEncoder();
  const rules: CodeRules = { affixes: [encoder.encode(prefix), encoder.encode(suffix)], isWhole, mayBePart, isTyped };
  /** Of several lines only a whole code is one: what is open need not be asked for. */
  const wholeRules: CodeRules = { ...rules, mayBePart: () => false };
  const end = encoder.encode(TERMINATORS[terminator]);
  /** Lines that ended; no pause has come since the first of them. */
  let lines: Line[] = [];
  /** What came since the last end of line. */
  let pieces: Piece[] = [];
  let length = 0;
  let dropped = 0;
  /** Keys are missing in what is held. */
  let isPoisoned = false;
  /** The beginning of what comes was not heard; something of it was. */
  let [isAmid, isInCode] = [false, false];

  function clear(): void {
    for (const { raw } of [...lines.map(({ piece }) => piece), ...pieces]) raw.fill(0); // what one citizen showed does not stay for the next
    [lines, pieces, length, isPoisoned] = [[], [], 0, false];
  }

  function hold(bytes: Uint8Array, terminatorLength: number): Piece {
    if (length > 0 && length + bytes.length - terminatorLength > MAX_SYMBOL_BYTES) {
      const werePoisoned = isPoisoned;
      clear();
      isPoisoned = werePoisoned;
      dropped++;
    }
    const piece = pieceOf(bytes, terminatorLength, terminator);
    length += bytes.length;
    pieces.push(piece);
    if (isTyped && bytes.includes(0)) isPoisoned = true;
    return piece;
  }

  /** Of what began unheard only a code that can be no part of another one is known to be whole. */
  function takeAmid(piece: Piece, isOver: boolean): readonly Uint8Array[] {
    const { kind, symbol } = readLine([piece], rules);
    const isSure = kind === "closed" && !isPoisoned;
    isInCode ||= hasPrintable(piece.raw);
    clear();
    if (isOver) [isAmid, isInCode] = [false, false];
    return isSure ? [symbol] : [];
  }

  /** What is whole ends the showing; what stood before it is answered before it. */
  function endLine(): readonly Uint8Array[] {
    const reading = isPoisoned ? undefined : readLine(pieces, rules);
    const symbols = reading && (isFinal(reading) ? [...textsOf(lines, rules, true), reading.symbol] : joinedLines());
    if (symbols) clear();
    else {
      lines.push({ piece: lineOf(pieces, end), reading: reading ?? { kind: "doubtful", symbol: UNREADABLE } });
      pieces = [];
    }
    return symbols ?? [];
  }

  /** The longest code of several lines that ends here, with the terminators between its lines or without, and what stood before it. */
  function joinedLines(): readonly Uint8Array[] | undefined {
    if (lines.length >= MAX_JOINED_LINES) return undefined;
    for (const from of lines.keys()) {
      if (from > MAX_NOISE_LINES) return undefined;
      const joined = readJoined([...lines.slice(from).map(({ piece }) => piece), ...pieces], wholeRules);
      if (joined && isFinal(joined)) return [...textsOf(lines.slice(0, from), rules, true), joined.symbol];
    }
    return undefined;
  }

  /** Nothing more comes of the lines that ended. */
  function endLines(): readonly Uint8Array[] {
    const texts = isPoisoned && lines.length > 0 ? [UNREADABLE] : textsOf(lines, rules, false);
    const [rest, werePoisoned] = [pieces, isPoisoned];
    pieces = [];
    clear();
    if (rest.length > 0) [pieces, length, isPoisoned] = [rest, rest.reduce((sum, { raw }) => sum + raw.length, 0), werePoisoned];
    return texts;
  }

  function takeUnfinished(piece: Piece): readonly Uint8Array[] {
    if (isAmid) return takeAmid(piece, piece.isEnded || terminator === "none");
    const { kind, symbol } = isPoisoned ? { kind: "doubtful", symbol: UNREADABLE } : readLine(pieces, rules);
    if (terminator === "none") {
      const all = kind === "text" ? withoutAffixes(piece.raw.slice(), rules.affixes) : symbol;
      clear();
      return all.length > 0 ? [all] : [];
    }
    return kind === "closed" || (piece.isEnded && kind !== "text") ? endLine() : [];
  }

  function dropNoise(): void {
    if (isPoisoned || pieces.some(({ raw }) => hasPrintable(raw))) return;
    for (const { raw } of pieces) length -= raw.length;
    pieces = [];
  }

  return {
    line(line) {
      const piece = hold(line, end.length);
      return isAmid ? takeAmid(piece, true) : endLine();
    },
    quiet(unfinished) {
      const symbols = unfinished.length > 0 ? takeUnfinished(hold(unfinished, 0)) : [];
      if (lines.length > 0 || pieces.every(({ body }) => body.length === 0)) dropNoise();
      return pieces.length > 0 ? symbols : [...symbols, ...endLines()];
    },
    stall() {
      dropNoise();
      const symbols = pieces.at(-1)?.isEnded ? endLine() : [];
      const latest = pieces.pop();
      if (latest) pieces.push({ ...latest, isStalled: true });
      return [...symbols, ...endLines()];
    },
    forget() {
      const forgotten = length;
      clear();
      [isAmid, isInCode] = [false, false];
      return forgotten;
    },
    begin() {
      clear();
      [isAmid, isInCode] = [true, false];
    },
    settle() {
      if (!isInCode) isAmid = false;
    },
    get isHolding() {
      return lines.length > 0 || pieces.length > 0 || isInCode;
    },
    get dropped() {
      return dropped;
    },
  };
}

function isFinal({ kind }: LineReading): boolean {
  return kind === "closed" || kind === "whole" || kind === "doubtful";
}

/** What lines say that are no whole codes: one by one where one of them is a code by itself, else in one. Before a code noise is passed over. */
function textsOf(lines: readonly Line[], rules: CodeRules, isBeforeCode: boolean): readonly Uint8Array[] {
  const isOneByOne = lines.some(({ reading }) => reading.kind !== "text");
  const told = isBeforeCode || isOneByOne ? lines.filter(({ piece, reading }) => reading.kind !== "text" || isText(piece.body)) : lines;
  const texts = isOneByOne
    ? told.map(({ reading }) => reading.symbol)
    : [withoutAffixes(textOf(told.map(({ piece }) => piece)), rules.affixes)];
  return texts.filter((symbol) => symbol.length > 0);
}
