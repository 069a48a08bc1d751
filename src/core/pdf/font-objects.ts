import { deflate } from "../zlib.ts";
import { ascii, type PdfObjects, stream } from "./pdf-objects.ts";
import type { TrueType } from "./true-type.ts";

/** Entries of one block of a character map (Adobe Technical Note 5411 §1.3). */
const MAX_BLOCK = 100;
/** Height of a capital of Noto Sans, in thousandths. */
const CAP_HEIGHT = 714;

/** Adds a font, whole and with the way back from its glyphs to letters, so that the text can be searched and copied. Its number. */
export function fontObjects(objects: PdfObjects, name: string, font: TrueType): number {
  const base = `/TRAMAA+NotoSans-${name}`;
  const file = objects.add(stream(font.file, deflate, `/Length1 ${font.file.length} `));
  const descriptor = objects.add(
    ascii(
      `<< /Type /FontDescriptor /FontName ${base} /Flags 32 /FontBBox [${font.bounds.join(" ")}] /ItalicAngle 0 /Ascent ${font.ascent} ` +
        `/Descent ${font.descent} /CapHeight ${CAP_HEIGHT} /StemV 80 /FontFile2 ${file} 0 R >>`,
    ),
  );
  const system = "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>";
  const descendant = objects.add(
    ascii(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont ${base} /CIDSystemInfo ${system} /FontDescriptor ${descriptor} 0 R ` +
        `/CIDToGIDMap /Identity /W [0 [${font.advances.join(" ")}]] >>`,
    ),
  );
  const letters = objects.add(stream(ascii(letterMap(font)), deflate));
  return objects.add(
    ascii(
      `<< /Type /Font /Subtype /Type0 /BaseFont ${base} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${letters} 0 R >>`,
    ),
  );
}

function letterMap({ glyphs }: TrueType): string {
  const hex = (value: number) => `<${value.toString(16).padStart(4, "0")}>`;
  // One glyph may serve several letters; the first is what the text said most likely.
  const byGlyph = new Map([...glyphs].toReversed().map(([code, glyph]) => [glyph, code]));
  const rows = [...byGlyph].toSorted(([one], [other]) => one - other).map(([glyph, code]) => `${hex(glyph)} ${hex(code)}`);
  const blocks: string[] = [];
  for (let at = 0; at < rows.length; at += MAX_BLOCK) {
    const block = rows.slice(at, at + MAX_BLOCK);
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`);
  }
  return [
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
    "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ...blocks,
    "endcmap CMapName currentdict /CMap defineresource pop end end",
  ].join("\n");
}
