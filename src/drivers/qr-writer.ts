import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";

/** How a code is drawn. */
export interface QrOptions {
  /** Error correction (ISO/IEC 18004 §7.5.1): L restores about 7 % of the code, M 15 %, Q 25 %, H 30 %. Absent: M. */
  readonly level?: "L" | "M" | "Q" | "H";
  /** Pixels a module in the PNG and, as its natural size, in the SVG. Absent: 8. */
  readonly scale?: number;
}

/** One QR code in three forms, each with its quiet zone of four modules. */
export interface QrPicture {
  readonly svg: string;
  readonly png: Buffer;
  /** Lines of half blocks in black on white, by ANSI colours: whatever the colours of the terminal are, the code is not inverted. */
  readonly terminal: string;
}

/**
 * Writes a text as a QR code. ASCII that fits it is written in alphanumeric mode (Base45 does); any other text is marked as UTF-8, so
 * that its bytes are UTF-8, too. Rejects when the text is empty or longer than a code of this level holds.
 */
export async function writeQr(text: string, { level = "M", scale = 8 }: QrOptions = {}): Promise<QrPicture> {
  await load();
  const characterSet = isAscii(text) ? "" : ",eci=26";
  const { image, svg, symbol, error } = await writeBarcode(text, {
    format: "QRCode",
    scale,
    options: `ecLevel=${level}${characterSet}`,
  });
  if (error || !image) throw new Error(`qr writer: ${error}`);
  return { svg, png: Buffer.from(await image.arrayBuffer()), terminal: drawInTerminal(symbol) };
}

let loading: Promise<unknown> | undefined;

/** Loads the writer once, from the package on disk: left alone, it would fetch its code from a content network. */
function load(): Promise<unknown> {
  const file = createRequire(import.meta.url).resolve("zxing-wasm/writer/zxing_writer.wasm");
  loading ??= readFile(file).then((wasm) =>
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true }),
  );
  return loading;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

const QUIET_MODULES = 4;
const BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m";
const COLOURS_OFF = "\x1b[0m";

/** Two modules a character, one above the other. */
function drawInTerminal(symbol: { readonly data: ArrayLike<number>; readonly width: number; readonly height: number }): string {
  const isBlack = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < symbol.width && y < symbol.height && symbol.data[y * symbol.width + x] === 0;
  const lines: string[] = [];
  for (let y = -QUIET_MODULES; y < symbol.height + QUIET_MODULES; y += 2) {
    let line = "";
    for (let x = -QUIET_MODULES; x < symbol.width + QUIET_MODULES; x++) line += block(isBlack(x, y), isBlack(x, y + 1));
    lines.push(`${BLACK_ON_WHITE}${line}${COLOURS_OFF}\n`);
  }
  return lines.join("");
}

function block(isUpperBlack: boolean, isLowerBlack: boolean): string {
  if (isUpperBlack) return isLowerBlack ? "█" : "▀";
  return isLowerBlack ? "▄" : " ";
}
