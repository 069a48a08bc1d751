import { type CoreColour, STROKES } from "./core-colours.ts";

/** A4 across, in millimetres: every number of a drawing is one. */
const SHEET = { width: 297, height: 210 } as const;

/** Corners of a line, in order. */
export type Way = readonly (readonly [x: number, y: number])[];

interface TextLook {
  readonly anchor?: "start" | "middle" | "end";
  readonly isBold?: boolean;
  readonly ink?: string;
}

/** A line of text on its baseline; `size` is the height of its letters with ascenders, roughly. */
export function text(
  x: number,
  y: number,
  size: number,
  content: string,
  { anchor = "start", isBold = false, ink = "#000" }: TextLook = {},
): string {
  const weight = isBold ? ' font-weight="700"' : "";
  return `<text x="${mm(x)}" y="${mm(y)}" font-size="${size}" text-anchor="${anchor}" fill="${ink}"${weight}>${escaped(content)}</text>`;
}

/** A text on white, so that it can be read on top of a wire. Middle of the text at x; nine tenths of a letter's height above and below y. */
export function label(x: number, y: number, size: number, content: string): string {
  const width = widthOf(content, size) * 1.12 + 0.8;
  return (
    rect(x - width / 2, y - size * 0.55, width, size * 1.1, { fill: "#fff", stroke: "none" }) +
    text(x, y + size * 0.36, size, content, { anchor: "middle", isBold: true })
  );
}

/** The number of a part's own pin, beside its terminal, off its wire; nothing where it has none. `side`: where the wire goes. */
export function pinNumber(x: number, y: number, side: "left" | "right", number: string | undefined): string {
  if (number === undefined) return "";
  return text(side === "right" ? x + 0.7 : x - 0.7, side === "right" ? y + 2.4 : y - 0.8, 2, number, {
    anchor: side === "right" ? "start" : "end",
  });
}

/** A box. */
export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  { fill = "#fff", stroke = "#000", radius = 0 }: { readonly fill?: string; readonly stroke?: string; readonly radius?: number } = {},
): string {
  const corner = radius > 0 ? ` rx="${radius}"` : "";
  return `<rect x="${mm(x)}" y="${mm(y)}" width="${mm(width)}" height="${mm(height)}"${corner} fill="${fill}" stroke="${stroke}" stroke-width="0.3"/>`;
}

/** A wire, with white on both sides so that one that crosses another is seen to pass over it. */
export function wire(way: Way, colour: CoreColour): string {
  const { ink, dashes } = STROKES[colour];
  const pattern = dashes === "" ? "" : ` stroke-dasharray="${dashes}"`;
  return `${path(way, "#fff", 2)}<path d="${pathData(way)}" fill="none" stroke="${ink}" stroke-width="0.8" stroke-linejoin="round"${pattern}/>`;
}

/** A plain line through these points: x, y, x, y … */
export function line(ink: string, width: number, ...places: readonly number[]): string {
  const way = places.flatMap((x, at) => (at % 2 === 0 ? [[x, places[at + 1] ?? 0] as const] : []));
  return path(way, ink, width);
}

function path(way: Way, ink: string, width: number): string {
  return `<path d="${pathData(way)}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-linejoin="round"/>`;
}

/** Where wires are joined. */
export function dot(x: number, y: number): string {
  return `<circle cx="${mm(x)}" cy="${mm(y)}" r="0.9" fill="#000"/>`;
}

/** Breaks words into lines that are no wider than this many millimetres. */
export function wrapped(content: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of content.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A drawing on a white sheet; it can stand alone as a file, or inside a page. */
export function sheet(title: string, parts: readonly string[]): string {
  const { width, height } = SHEET;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="Noto Sans, sans-serif">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${parts.join("\n")}
</svg>
`;
}

/** Noto Sans is about half as wide as high; capitals and digits a little wider. */
function widthOf(content: string, size: number): number {
  return content.length * size * 0.54;
}

function pathData(way: Way): string {
  return way.map(([x, y], index) => `${index === 0 ? "M" : "L"}${mm(x)} ${mm(y)}`).join("");
}

/** A hundredth of a millimetre is finer than any printer. */
function mm(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
