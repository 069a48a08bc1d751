import {
  type CodeRules,
  DOUBTFUL,
  hasPrintable,
  isSameCode,
  isText,
  type LineReading,
  lineOf,
  type Piece,
  readJoined,
  textOf,
  withoutAffixes,
} from "./line-pieces.ts";

/** A line that ended and was no closed code. One that was answered stays for as long as what follows may be its rest. */
export interface Line {
  /** All of it, with its terminator. */
  readonly piece: Piece;
  readonly reading: LineReading;
  readonly isAnswered: boolean;
}

/** How a line ends: with what it is from that line on. */
interface Ending {
  readonly from: number;
  readonly reading: LineReading;
}

/** The largest binary code (2,953 bytes) has 12 carriage returns if its bytes are random; beyond this number lines are one text. */
const MAX_LINES = 32;
/** Lines of noise that may stand before the first line of a code, and lines that a code is compared with. */
const MAX_NOISE_LINES = 3;

/** A line of which keys are missing. */
export const LOST: LineReading = { ...DOUBTFUL };

/** Whether a line is a code by itself, or may have been one. */
export function isCode({ reading }: Line): boolean {
  return reading.kind !== "text";
}

/** With one more. Of very many lines of text the latest are one: they are no part of a code, and are told as one text. */
export function linesWith(lines: readonly Line[], line: Line): readonly Line[] {
  const before = lines.at(-1);
  if (lines.length < MAX_LINES || !before || before.isAnswered || isCode(before) || isCode(line)) return [...lines, line];
  return [...lines.slice(0, -1), { ...line, piece: lineOf([before.piece, line.piece], new Uint8Array()) }];
}

/**
 * What the present line is, alone or with those before it, with the terminators between them or without (a reader that puts Enter into a
 * code): a closed code, the longest; a card that none of them is alone; a doubt, where both are codes.
 */
export function endingOf(lines: readonly Line[], pieces: readonly Piece[], present: LineReading, rules: CodeRules): Ending {
  const alone: Ending = { from: lines.length, reading: present };
  if (present === LOST || present.kind === "closed") return alone;
  const isOpen = present.kind === "open" || present.kind === "whole";
  const joins: Ending[] = [];
  for (const from of lines.keys()) {
    const isTried = isOpen
      ? from <= MAX_NOISE_LINES || from >= lines.length - MAX_NOISE_LINES
      : from <= MAX_NOISE_LINES && lines.length < MAX_LINES;
    const reading = isTried ? joinedWith(lines.slice(from), pieces, isOpen ? present : undefined, rules) : undefined;
    if (reading) joins.push({ from, reading });
  }
  return joins.find(({ reading }) => reading.kind === "closed") ?? joins[0] ?? alone;
}

function joinedWith(
  lines: readonly Line[],
  pieces: readonly Piece[],
  present: LineReading | undefined,
  rules: CodeRules,
): LineReading | undefined {
  // Where keys were lost just before, so may have been the beginning of this one.
  if (present && lines.some(({ reading, isAnswered }) => reading === LOST && !isAnswered)) return LOST;
  const joined = readJoined([...lines.map(({ piece }) => piece), ...pieces], rules);
  if (!joined || joined.kind === "closed") return joined;
  // Behind a card that is whole another code is another code; what is none may be the rest of it.
  if (present && lines.every(({ reading, piece }) => reading.kind === "whole" || !hasPrintable(piece.raw))) return undefined;
  const codes = [...lines.filter(isCode).map(({ reading }) => reading), ...(present ? [present] : [])];
  if (codes.some((code) => isSameCode(code, joined))) return undefined;
  return codes.length > 0 || joined.kind === "open" ? DOUBTFUL : joined;
}

/**
 * What lines say that were not answered: one by one where one of them is a code by itself, else in one. Before a code noise is passed over, and
 * what has nothing printable in it is noise anywhere.
 */
export function textsOf(lines: readonly Line[], rules: CodeRules, isBeforeCode: boolean): readonly Uint8Array[] {
  const waiting = lines.filter(({ isAnswered }) => !isAnswered);
  const isOneByOne = waiting.some(isCode);
  const told = isBeforeCode || isOneByOne ? waiting.filter((line) => isCode(line) || isText(line.piece.body)) : waiting;
  if (isOneByOne) return told.map(({ reading }) => reading.symbol);
  const text = textOf(told.map(({ piece }) => piece));
  return hasPrintable(text) ? [withoutAffixes(text, rules.affixes)] : [];
}
