import encodeQR from "qr";

/** A QR code to be filled black on white: `<svg viewBox="0 0 {modules} {modules}"><path d="{path}"/></svg>`. */
export interface QrDrawing {
  /** Length of a side in modules, the quiet zone of four on both sides included (ISO/IEC 18004 §5.3.8). */
  readonly modules: number;
  /** The dark modules as an SVG path, a module one unit long. */
  readonly path: string;
}

const QUIET_MODULES = 4;

/** Longer texts in UTF-16 units get level L (7 % restored) in place of M (15 %): on a screen, larger modules help more than correction does. */
const LARGE_CHARACTERS = 300;

/** A text as a QR code, in alphanumeric mode where its letters allow it (Base45 does), else as UTF-8 bytes; undefined where no code holds it. */
export function drawQr(text: string): QrDrawing | undefined {
  const rows = modulesOf(text);
  if (!rows) return undefined;
  const path = rows.map((row, y) => [...runs(row)].map(({ from, length }) => `M${from} ${y}h${length}v1h-${length}z`).join("")).join("");
  return { modules: rows.length, path };
}

function modulesOf(text: string): readonly (readonly boolean[])[] | undefined {
  if (text === "") return undefined;
  try {
    return encodeQR(text, "raw", { ecc: text.length > LARGE_CHARACTERS ? "low" : "medium", border: QUIET_MODULES });
  } catch {
    // The library's only way to say that a text is too long, or no Unicode.
    return undefined;
  }
}

function* runs(row: readonly boolean[]): Generator<{ readonly from: number; readonly length: number }> {
  for (let from = row.indexOf(true); from >= 0; from = row.indexOf(true, from)) {
    const end = row.indexOf(false, from);
    const length = (end < 0 ? row.length : end) - from;
    yield { from, length };
    from += length;
  }
}
