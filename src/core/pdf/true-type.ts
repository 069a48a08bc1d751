// Fonts in WOFF 1.0 (W3C Recommendation of 2012), as packages of fonts ship them, and what a PDF needs of the TrueType font inside.
import { inflateUpTo } from "../zlib.ts";

/** Largest font file, in bytes; those of Latin and Vietnamese letters have 7,000 to 17,000. */
const MAX_FONT_BYTES = 262_144;
const MAX_TABLES = 64;

/** A font with the letters of one script. */
export interface TrueType {
  /** Glyph by code point. */
  readonly glyphs: ReadonlyMap<number, number>;
  /** How far each glyph moves the pen, in thousandths of the letter size, by glyph. */
  readonly advances: readonly number[];
  /** In thousandths of the letter size: left, bottom, right, top of what any glyph covers. */
  readonly bounds: readonly [number, number, number, number];
  readonly ascent: number;
  readonly descent: number;
  /** The font without the tables that a PDF has no use for (ISO 32000-1 §9.9). */
  readonly file: Uint8Array;
}

const WOFF = 0x774f4646;
/** Apple, "TrueType Reference Manual": the scaler type of a font with outlines of its own. */
const TRUE_TYPE = 0x00010000;
const EMBEDDED = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

interface Table {
  readonly tag: string;
  readonly checksum: number;
  readonly bytes: Uint8Array;
}

/** The font in a WOFF file, or undefined where it is none that can be embedded. */
export function parseWoff(bytes: Uint8Array): TrueType | undefined {
  try {
    return fontOf(tablesIn(bytes));
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it ends too early
    throw error;
  }
}

function tablesIn(bytes: Uint8Array): ReadonlyMap<string, Table> {
  const view = viewOf(bytes);
  const count = view.getUint16(12);
  const isOurs = bytes.length <= MAX_FONT_BYTES && view.getUint32(0) === WOFF && view.getUint32(4) === TRUE_TYPE && count <= MAX_TABLES;
  const tables = new Map<string, Table>();
  for (let at = 44; isOurs && at < 44 + count * 20; at += 20) {
    const tag = Buffer.from(bytes.subarray(at, at + 4)).toString("latin1");
    const [offset, packed, plain, checksum] = [4, 8, 12, 16].map((by) => view.getUint32(at + by)) as [number, number, number, number];
    const stored = bytes.subarray(offset, offset + packed);
    const table = packed === plain ? stored : inflateUpTo(stored, Math.min(plain, MAX_FONT_BYTES));
    if (table?.length === plain) tables.set(tag, { tag, checksum, bytes: table });
  }
  return tables;
}

function fontOf(tables: ReadonlyMap<string, Table>): TrueType | undefined {
  const view = (tag: string) => viewOf(tables.get(tag)?.bytes ?? new Uint8Array());
  const [head, hhea, hmtx, cmap] = [view("head"), view("hhea"), view("hmtx"), view("cmap")];
  const perEm = head.getUint16(18);
  const scaled = (units: number) => Math.round((units * 1000) / perEm);
  const [count, measured] = [view("maxp").getUint16(4), hhea.getUint16(34)];
  if (perEm === 0 || measured === 0 || !tables.has("glyf") || !tables.has("loca")) return undefined;
  // Glyphs beyond the last measured one are as wide as that.
  const advances = Array.from({ length: count }, (_, glyph) => scaled(hmtx.getUint16(4 * Math.min(glyph, measured - 1))));
  return {
    glyphs: glyphsIn(cmap),
    advances,
    bounds: [scaled(head.getInt16(36)), scaled(head.getInt16(38)), scaled(head.getInt16(40)), scaled(head.getInt16(42))],
    ascent: scaled(hhea.getInt16(4)),
    descent: scaled(hhea.getInt16(6)),
    file: fileOf(EMBEDDED.flatMap((tag) => tables.get(tag) ?? [])),
  };
}

/** Format 4 of the table `cmap` (OpenType specification), which every font with letters of the basic plane has. */
function glyphsIn(cmap: DataView): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>();
  const subtables = Array.from({ length: cmap.getUint16(2) }, (_, index) => cmap.getUint32(4 + index * 8 + 4));
  const at = subtables.find((offset) => cmap.getUint16(offset) === 4);
  if (at === undefined) return glyphs;
  const doubled = cmap.getUint16(at + 6);
  for (let segment = 0; segment < doubled; segment += 2) {
    const [endAt, startAt] = [at + 14 + segment, at + 16 + doubled + segment];
    const [deltaAt, rangeAt] = [startAt + doubled, startAt + 2 * doubled];
    const [last, first, delta, range] = [endAt, startAt, deltaAt, rangeAt].map((place) => cmap.getUint16(place)) as [
      number,
      number,
      number,
      number,
    ];
    for (let code = first; code <= last && code < 0xffff; code++) {
      const listed = range === 0 ? code : cmap.getUint16(rangeAt + range + 2 * (code - first));
      const glyph = range !== 0 && listed === 0 ? 0 : (listed + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
  return glyphs;
}

/** A TrueType file of these tables, in order of their tags. */
function fileOf(tables: readonly Table[]): Uint8Array {
  const padded = (length: number) => Math.ceil(length / 4) * 4;
  const headBytes = 12 + tables.length * 16;
  const file = Buffer.alloc(tables.reduce((sum, { bytes }) => sum + padded(bytes.length), headBytes));
  const largest = Math.floor(Math.log2(Math.max(1, tables.length)));
  file.writeUInt32BE(TRUE_TYPE, 0);
  file.writeUInt16BE(tables.length, 4);
  file.writeUInt16BE(16 << largest, 6);
  file.writeUInt16BE(largest, 8);
  file.writeUInt16BE(tables.length * 16 - (16 << largest), 10);
  let offset = headBytes;
  for (const [index, { tag, checksum, bytes }] of tables.entries()) {
    const at = 12 + index * 16;
    file.write(tag, at, "latin1");
    for (const [place, value] of [checksum, offset, bytes.length].entries()) file.writeUInt32BE(value, at + 4 + place * 4);
    file.set(bytes, offset);
    offset += padded(bytes.length);
  }
  return file;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
