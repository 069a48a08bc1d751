import { endingOf, isCode, type Line, LOST, linesWith, textsOf } from "./held-lines.ts";
import { TERMINATORS, type Terminator } from "./line-guard.ts";
import { type CodeRules, hasPrintable, type LineReading, lineOf, type Piece, pieceOf, readLine, withoutAffixes } from "./line-pieces.ts";
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
  /** Tells that codes which have ended waited for long enough, whatever came since; what was answered by then is a part of nothing any more. */
  due(): readonly Uint8Array[];
  /** Tells that nothing came for longer than a reader pauses in a code: what is held is a part of nothing that follows. */
  stall(): readonly Uint8Array[];
  /** Forgets what is held: not even a doubt is left, but that keys are missing. Returns how many bytes that was. */
  forget(): number;
  /** What comes next may be the end of a code whose beginning was not heard. */
  begin(): void;
  /** What comes next has a beginning, unless what came since `begin` has not ended yet. */
  settle(): void;
  /** True while something is held, or the end of what began unheard is awaited. */
  readonly isHolding: boolean;
  /** True while a code that has ended waits, because it may go on in a further line. */
  readonly isWaiting: boolean;
  /** Showings dropped so far because their lines together were too long for any QR code. */
  readonly dropped: number;
}

/** An assembler for one connection. It holds at most MAX_SYMBOL_BYTES and a terminator. */
export function symbolAssembler(options: SymbolAssemblerOptions): SymbolAssembler {
  const { terminator, prefix = "", suffix = "", isWhole, mayBePart = () => false, isTyped = false } = options;
  const encoder = new TextEncoder();
  const rules: CodeRules = { affixes: [encoder.encode(prefix), encoder.encode(suffix)], isWhole, mayBePart, isTyped };
  const end = encoder.encode(TERMINATORS[terminator]);
  /** Lines that ended within the time in which a code may go on. */
  let lines: readonly Line[] = [];
  /** What came since the last end of line. */
  let pieces: readonly Piece[] = [];
  let dropped = 0;
  /** Keys are missing in the present line: nothing but its terminator ends that. */
  let isPoisoned = false;
  /** The beginning of what comes was not heard; something of it was. */
  let [isAmid, isInCode] = [false, false];
  let answers: Uint8Array[] = [];

  function taken(): readonly Uint8Array[] {
    const symbols = answers.filter((symbol) => symbol.length > 0);
    answers = [];
    return symbols;
  }

  function heldBytes(): number {
    return [...lines.map(({ piece }) => piece), ...pieces].reduce((sum, { raw }) => sum + raw.length, 0);
  }

  function isWaiting(): boolean {
    return lines.some((line) => isCode(line) && !line.isAnswered);
  }

  function clear(): void {
    [lines, pieces] = [[], []];
  }

  /** Nothing more comes of the lines that ended, but a doubt where the next one may be their rest. */
  function endLines(): void {
    answers.push(...textsOf(lines, rules, false));
    lines = lines.filter(({ reading }) => reading.kind !== "doubtful").map((line) => ({ ...line, isAnswered: true }));
  }

  function hold(bytes: Uint8Array, terminatorLength: number): Piece {
    if (lines.length + pieces.length > 0 && heldBytes() + bytes.length - terminatorLength > MAX_SYMBOL_BYTES) {
      answers.push(...textsOf(lines.filter(isCode), rules, false));
      if (pieces.length > 0 || lines.some((line) => !line.isAnswered && !isCode(line))) dropped++;
      clear();
    }
    if (isTyped && bytes.includes(0)) isPoisoned = true;
    const piece = pieceOf(bytes, terminatorLength, terminator);
    const before = pieces.at(-1);
    // Noise goes with what stands before it: bursts of it, be they as many as they may, are one piece.
    const isBurst = before && terminatorLength === 0 && !piece.isEnded && !before.isEnded && !before.isStalled && !hasPrintable(piece.raw);
    if (isBurst) pieces = [...pieces.slice(0, -1), pieceOf(Buffer.concat([before.raw, piece.raw]), 0, terminator)];
    else pieces = [...pieces, piece];
    return piece;
  }

  /** Of what began unheard only a code that can be no part of another one is known to be whole. */
  function takeAmid(piece: Piece, isOver: boolean): void {
    const { kind, symbol } = readLine([piece], rules);
    const isSure = kind === "closed" && !isPoisoned;
    if (isSure) answers.push(symbol);
    if (isOver) isPoisoned = false;
    isAmid = !isOver && !isSure;
    isInCode = isAmid && (isInCode || hasPrintable(piece.raw));
    clear();
  }

  function reading(): LineReading {
    return isPoisoned ? LOST : readLine(pieces, rules);
  }

  /** A closed code ends the showing; what stood before it is answered before it. Anything else may go on, or be the rest of a line before. */
  function endLine(present: LineReading): void {
    const { from, reading: ending } = endingOf(lines, pieces, present, rules);
    const before = lines.slice(0, from);
    if (ending.kind === "closed") {
      answers.push(...textsOf(before, rules, true), ending.symbol);
      clear();
    } else {
      const parts = ending === LOST ? [] : [...lines.slice(from).map((line) => line.piece), ...pieces];
      const piece = lineOf(parts, end);
      [lines, pieces] = [linesWith(before, { piece, reading: ending, isAnswered: false }), []];
    }
  }

  function takeUnfinished(piece: Piece): void {
    const present = reading();
    // A pause between the halves of a CRLF.
    if (isAmid) takeAmid(piece, terminator === "none" || (terminator === "crlf" && piece.isEnded));
    else if (terminator === "none") {
      answers.push(present.kind === "text" ? withoutAffixes(piece.raw.slice(), rules.affixes) : present.symbol);
      isPoisoned = false;
      clear();
    } else if (present.kind === "closed") endLine(present);
    else if (hasLateEnd()) endPresent();
  }

  /** A pause between the halves of a CRLF; of one character there is no half. */
  function hasLateEnd(): boolean {
    return Buffer.concat(pieces.map(({ raw }) => raw))
      .subarray(-end.length)
      .equals(end);
  }

  function endPresent(): void {
    endLine(reading());
    isPoisoned = false;
  }

  function dropNoise(): void {
    if (!pieces.some(({ raw }) => hasPrintable(raw))) pieces = [];
  }

  return {
    line(line) {
      const piece = hold(line, end.length);
      if (isAmid) takeAmid(piece, true);
      else endPresent();
      return taken();
    },
    quiet(unfinished) {
      if (unfinished.length > 0) takeUnfinished(hold(unfinished, 0));
      if (lines.length > 0 || pieces.every(({ body }) => body.length === 0)) dropNoise();
      if (pieces.length === 0 || lines.some(isCode)) endLines();
      return taken();
    },
    due() {
      if (isWaiting()) endLines();
      else lines = lines.filter(({ isAnswered }) => !isAnswered);
      return taken();
    },
    stall() {
      dropNoise();
      const latest = pieces.at(-1);
      if (latest?.isEnded) endLine(reading());
      else if (latest) pieces = [...pieces.slice(0, -1), { ...latest, isStalled: true }];
      endLines();
      lines = [];
      return taken();
    },
    forget() {
      const forgotten = heldBytes();
      clear();
      [isAmid, isInCode] = [false, false];
      return forgotten;
    },
    begin() {
      clear();
      [isAmid, isInCode, isPoisoned] = [true, false, false];
    },
    settle() {
      if (!isInCode) isAmid = false;
    },
    get isHolding() {
      return lines.length > 0 || pieces.length > 0 || isInCode;
    },
    get isWaiting() {
      return isWaiting();
    },
    get dropped() {
      return dropped;
    },
  };
}
