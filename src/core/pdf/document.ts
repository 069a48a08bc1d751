// PDF 1.7 (ISO 32000-1), as little of it as our pages need. The same pages give the same bytes: no date, no random identifier.
import { deflate } from "../zlib.ts";
import { fontObjects } from "./font-objects.ts";
import { type Letters, runsOf } from "./letters.ts";
import type { Box, Page, Words } from "./page.ts";
import { ascii, PdfObjects, stream } from "./pdf-objects.ts";
import type { TrueType } from "./true-type.ts";

/** What a document is made of. */
export interface PdfDocument {
  /** For the reader's window, and for who hears the page read out. */
  readonly title: string;
  readonly pages: readonly Page[];
  /** A line of ASCII that begins with `%`, for programs that look for it; viewers pass it over. */
  readonly comment?: string;
}

const POINTS_PER_MM = 72 / 25.4;

/** The bytes of a PDF file, its fonts inside. Its main language is Vietnamese. */
export function writePdf({ title, pages, comment }: PdfDocument, letters: Letters): Uint8Array {
  const objects = new PdfObjects();
  const [catalog, tree, info] = [objects.reserve(), objects.reserve(), objects.reserve()];
  const fonts = new FontNames();
  const drawn = pages.map((page) => ({ page, content: objects.add(stream(ascii(contentOf(page, letters, fonts)), deflate)) }));
  const resources = objects.add(
    ascii(`<< /Font << ${[...fonts.all()].map(([name, font]) => `/${name} ${fontObjects(objects, name, font)} 0 R`).join(" ")} >> >>`),
  );
  const kids = drawn.map(({ page, content }) => {
    const media = `[0 0 ${figure(page.widthMm * POINTS_PER_MM)} ${figure(page.heightMm * POINTS_PER_MM)}]`;
    const parts = `/Parent ${tree} 0 R /MediaBox ${media} /Resources ${resources} 0 R /Contents ${content} 0 R`;
    return objects.add(ascii(`<< /Type /Page ${parts} >>`));
  });
  objects.set(tree, ascii(`<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(" ")}] >>`));
  // A printer's dialogue that "fits" the page changes every size on it.
  const preferences = "/ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >>";
  objects.set(catalog, ascii(`<< /Type /Catalog /Pages ${tree} 0 R /Lang (vi) ${preferences} >>`));
  objects.set(info, ascii(`<< /Title <${utf16(title)}> /Producer (Tram) >>`));
  return objects.file(catalog, info, comment);
}

/** Names fonts in the order in which pages use them. */
class FontNames {
  readonly #names = new Map<TrueType, string>();

  of(font: TrueType): string {
    const known = this.#names.get(font);
    if (known !== undefined) return known;
    const name = `F${this.#names.size + 1}`;
    this.#names.set(font, name);
    return name;
  }

  *all(): Generator<readonly [string, TrueType]> {
    for (const [font, name] of this.#names) yield [name, font];
  }
}

function contentOf({ heightMm, drawings }: Page, letters: Letters, fonts: FontNames): string {
  const lines: string[] = [];
  let filling: number | undefined;
  for (const drawing of drawings) {
    // Boxes of one grey that follow each other are one path: filled one by one, viewers leave hairlines between the modules of a code.
    if (filling !== undefined && (drawing.kind === "words" || drawing.grey !== filling)) {
      lines.push("f");
      filling = undefined;
    }
    if (drawing.kind === "words") lines.push(wordsOperators(drawing, heightMm, letters, fonts));
    else {
      if (filling === undefined) lines.push(`${figure(drawing.grey)} g`);
      filling = drawing.grey;
      lines.push(boxOperator(drawing, heightMm));
    }
  }
  if (filling !== undefined) lines.push("f");
  return lines.join("\n");
}

function boxOperator({ xMm, yMm, widthMm, heightMm }: Box, pageMm: number): string {
  const [x, y, width, height] = [xMm, pageMm - yMm - heightMm, widthMm, heightMm].map((mm) => figure(mm * POINTS_PER_MM));
  return `${x} ${y} ${width} ${height} re`;
}

function wordsOperators({ xMm, yMm, text, sizePt, weight, grey }: Words, pageMm: number, letters: Letters, fonts: FontNames): string {
  const shown = runsOf(text, weight, letters).map(({ font, glyphs }) => {
    const hex = glyphs.map(({ glyph }) => glyph.toString(16).padStart(4, "0")).join("");
    return `/${fonts.of(font)} ${figure(sizePt)} Tf <${hex}> Tj`;
  });
  const [x, y] = [figure(xMm * POINTS_PER_MM), figure((pageMm - yMm) * POINTS_PER_MM)];
  return `BT ${figure(grey)} g ${x} ${y} Td ${shown.join(" ")} ET`;
}

/** A number with at most four digits after the point, which is a thirty-thousandth of a millimetre. */
function figure(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}

function utf16(text: string): string {
  return `feff${Buffer.from(text, "utf16le").swap16().toString("hex")}`;
}
