// A page as a list of what stands on it. Whoever writes a PDF and whoever paints pixels read the same list.

/** A rectangle of one grey. Millimetres from the page's upper left corner. */
export interface Box {
  readonly kind: "box";
  readonly xMm: number;
  readonly yMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  /** 0 black to 1 white. */
  readonly grey: number;
}

/** One line of text. */
export interface Words {
  readonly kind: "words";
  /** Where it begins, and the line that its letters stand on. */
  readonly xMm: number;
  readonly yMm: number;
  readonly text: string;
  readonly sizePt: number;
  readonly weight: Weight;
  /** 0 black to 1 white. */
  readonly grey: number;
}

export type Drawing = Box | Words;
export type Weight = "regular" | "bold";

/** What is drawn later covers what was drawn before. */
export interface Page {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly drawings: readonly Drawing[];
}

/** ISO 216, upright. */
export const A4 = { widthMm: 210, heightMm: 297 } as const;

/** A filled rectangle. */
export function box(xMm: number, yMm: number, widthMm: number, heightMm: number, grey = 0): Box {
  return { kind: "box", xMm, yMm, widthMm, heightMm, grey };
}

/** A line of text, black unless `grey` says otherwise. */
export function words(xMm: number, yMm: number, text: string, sizePt: number, weight: Weight = "regular", grey = 0): Words {
  return { kind: "words", xMm, yMm, text: text.normalize("NFC"), sizePt, weight, grey };
}

/** The four edges of a rectangle, drawn inside it. */
export function frame(xMm: number, yMm: number, widthMm: number, heightMm: number, strokeMm: number, grey = 0): readonly Box[] {
  return [
    box(xMm, yMm, widthMm, strokeMm, grey),
    box(xMm, yMm + heightMm - strokeMm, widthMm, strokeMm, grey),
    box(xMm, yMm, strokeMm, heightMm, grey),
    box(xMm + widthMm - strokeMm, yMm, strokeMm, heightMm, grey),
  ];
}

/** What a code is made of, without its quiet zone. */
export interface Modules {
  readonly side: number;
  readonly isDark: (x: number, y: number) => boolean;
}

/** The dark modules of a code whose side, without quiet zone, is so many millimetres: a box for each run of them. */
export function codeBoxes({ side, isDark }: Modules, xMm: number, yMm: number, sideMm: number, grey = 0): readonly Box[] {
  const moduleMm = sideMm / side;
  const boxes: Box[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0, from = 0; x <= side; x++) {
      if (x < side && isDark(x, y)) continue;
      if (x > from) boxes.push(box(xMm + from * moduleMm, yMm + y * moduleMm, (x - from) * moduleMm, moduleMm, grey));
      from = x + 1;
    }
  }
  return boxes;
}
