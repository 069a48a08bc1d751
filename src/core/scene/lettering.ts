import { boxAround, type Canvas, capsule, type Paint, paintBox, paintShape } from "./canvas.ts";
import type { Chance } from "./chance.ts";

/** Letters and digits of three by five squares: five rows, each an octal digit. */
const LETTERS = (
  "25755 65656 34443 65556 74647 74644 34553 55755 72227 55655 44447 57755 75555 25552 65644 65655 34216 72222 55557 55552 55255 55222 71247 " +
  "75557 26227 61247 61216 55711 74616 34757 71122 75757 75716"
).split(" ");

const ROWS = 5;
const COLUMNS = 3;

/** Writes a line that looks like text and says nothing, at most `widthMm` long; returns where it ended. */
export function writeLine(
  canvas: Canvas,
  chance: Chance,
  line: { readonly left: number; readonly top: number; readonly heightMm: number; readonly widthMm: number },
  paint: Paint,
): number {
  const square = line.heightMm / ROWS;
  let left = line.left;
  let untilSpace = 2 + chance.whole(6);
  while (left + square * COLUMNS < line.left + line.widthMm) {
    const letter = LETTERS[chance.whole(LETTERS.length)] ?? "";
    if (untilSpace-- > 0) writeLetter(canvas, letter, left, line.top, square, paint);
    else untilSpace = 2 + chance.whole(7);
    left += square * (COLUMNS + 1);
  }
  return left;
}

/** Lines from square to square, round at their ends: from near they look written, from far printed. */
function writeLetter(canvas: Canvas, letter: string, left: number, top: number, square: number, paint: Paint): void {
  const isSet = (column: number, row: number) => column >= 0 && column < COLUMNS && ((Number(letter[row] ?? 0) << column) & 4) !== 0;
  const radius = square * 0.36;
  const draw = (column: number, row: number, toColumn: number, toRow: number) => {
    const [x, y] = [left + (column + 0.5) * square, top + (row + 0.5) * square];
    const [toX, toY] = [left + (toColumn + 0.5) * square, top + (toRow + 0.5) * square];
    paintShape(canvas, boxAround(x, y, toX, toY, square), capsule(x, y, toX, toY, radius), paint);
  };
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      if (!isSet(column, row)) continue;
      const [isRight, isBelow] = [isSet(column + 1, row), isSet(column, row + 1)];
      if (isRight) draw(column, row, column + 1, row);
      if (isBelow) draw(column, row, column, row + 1);
      if (!isBelow && !isRight && isSet(column + 1, row + 1)) draw(column, row, column + 1, row + 1);
      if (!isBelow && isSet(column - 1, row + 1) && !isSet(column - 1, row)) draw(column, row, column - 1, row + 1);
      if (!isRight && !isBelow) draw(column, row, column, row);
    }
  }
}

/** Several lines below each other, the last one shorter. */
export function writeParagraph(
  canvas: Canvas,
  chance: Chance,
  block: { readonly left: number; readonly top: number; readonly heightMm: number; readonly widthMm: number; readonly lines: number },
  paint: Paint,
): void {
  for (let index = 0; index < block.lines; index++) {
    const part = index === block.lines - 1 ? chance.between(0.3, 0.8) : chance.between(0.85, 1);
    writeLine(canvas, chance, { ...block, top: block.top + index * block.heightMm * 1.8, widthMm: block.widthMm * part }, paint);
  }
}

/** Upright bars of different widths, as on goods. */
export function drawBars(
  canvas: Canvas,
  chance: Chance,
  box: { left: number; top: number; right: number; bottom: number },
  paint: Paint,
): void {
  const thin = (box.right - box.left) / 60;
  for (let left = box.left; left < box.right; ) {
    const width = thin * (1 + chance.whole(3));
    paintBox(canvas, { ...box, left, right: Math.min(left + width, box.right) }, paint);
    left += width + thin * (1 + chance.whole(3));
  }
}

/** Squares at random in a field, with three finder-like rings where `hasRings`: to the eye of a machine nearly a code. */
export function drawFakeCode(
  canvas: Canvas,
  chance: Chance,
  field: { readonly left: number; readonly top: number; readonly side: number; readonly squares: number; readonly hasRings: boolean },
  dark: Paint,
  light: Paint,
): void {
  const square = field.side / field.squares;
  const box = (x: number, y: number, size: number) => {
    const [left, top] = [field.left + x * square, field.top + y * square];
    return { left, top, right: left + size * square, bottom: top + size * square };
  };
  paintBox(canvas, box(-2, -2, field.squares + 4), light);
  for (let y = 0; y < field.squares; y++) {
    for (let x = 0; x < field.squares; x++) if (chance.next() < 0.5) paintBox(canvas, box(x, y, 1), dark);
  }
  if (!field.hasRings) return;
  // Three or fewer: two make many finders start, and none makes a code of them.
  const far = field.squares - 7;
  for (const [x, y] of [
    [0, 0],
    [far, 0],
  ] as const) {
    paintBox(canvas, box(x - 1, y - 1, 9), light);
    paintBox(canvas, box(x, y, 7), dark);
    paintBox(canvas, box(x + 1, y + 1, 5), light);
    paintBox(canvas, box(x + 2, y + 2, 3), dark);
  }
}
