import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writePdf } from "../../../src/core/pdf/document.ts";
import { type Letters, linesWithin, runsOf, widthOf } from "../../../src/core/pdf/letters.ts";
import { A4, box, codeBoxes, words } from "../../../src/core/pdf/page.ts";
import { parseWoff, type TrueType } from "../../../src/core/pdf/true-type.ts";
import { loadNotoLetters } from "../../../src/drivers/noto-letters.ts";

const letters: Letters = await loadNotoLetters();
const VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ";
const MARKS = "0123456789 .,;:!?()[]/“”‘’…–—·×°%+=<>#&@'\"-_";

/** The objects of a file by the table at its end, as a reader finds them. */
function objectsOf(pdf: Uint8Array): readonly string[] {
  const text = Buffer.from(pdf).toString("latin1");
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  const rows = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)];
  return rows.map(([, at]) => text.slice(Number(at), text.indexOf("\nendobj\n", Number(at))));
}

/** The streams of a file, unpacked. */
function streamsOf(pdf: Uint8Array): readonly string[] {
  return objectsOf(pdf).flatMap((object) => {
    const at = object.indexOf("stream\n");
    return at < 0 ? [] : [inflateSync(Buffer.from(object.slice(at + 7, object.lastIndexOf("\nendstream")), "latin1")).toString("latin1")];
  });
}

const page = { ...A4, drawings: [box(10, 20, 30, 40, 0.5), words(10, 80, "Đèn xanh", 12, "bold")] };
const pdf = writePdf({ title: "Biên bản", pages: [page] }, letters);

describe("a document", () => {
  test("is found by its table, object for object", () => {
    const objects = objectsOf(pdf);
    expect(objects.length).toBeGreaterThan(8);
    for (const [index, object] of objects.entries()) expect(object).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
  });

  test("is the same bytes each time", () => {
    expect(Buffer.from(writePdf({ title: "Biên bản", pages: [page] }, letters)).equals(pdf)).toBe(true);
  });

  test("has a box where it was put, measured from the lower left corner in points", () => {
    // 10 mm from the left, 297 - 20 - 40 from below.
    expect(streamsOf(pdf)[0]).toContain("0.5 g\n28.3465 671.811 85.0394 113.3858 re\nf");
  });

  test("carries its fonts, and the way back from glyphs to letters", () => {
    const shown = /<([0-9a-f]+)> Tj/.exec(streamsOf(pdf)[0] ?? "")?.[1]?.slice(0, 4);
    const map = streamsOf(pdf).find((stream) => stream.includes("begincmap") && stream.includes(`<${shown}> <0110>`));
    expect(map).toBeDefined();
    expect(streamsOf(pdf).some((stream) => stream.startsWith("\x00\x01\x00\x00") && stream.includes("glyf"))).toBe(true);
  });
});

describe("the letters", () => {
  test.each(["regular", "bold"] as const)("have every letter of Vietnamese and every mark that our pages use: %s", (weight) => {
    const text = `${VIETNAMESE}${VIETNAMESE.toUpperCase()}${MARKS}`;
    const lacking = [...text].filter((letter) => !letters[weight].some(({ glyphs }) => glyphs.has(letter.codePointAt(0) ?? 0)));
    expect(lacking).toEqual([]);
  });

  test("stand in for what they lack, so that nothing is left out unseen", () => {
    expect(runsOf("a→b", "regular", letters).flatMap(({ glyphs }) => glyphs.map(({ code }) => code))).toEqual([97, 63, 98]);
  });

  test("fill lines that are no longer than asked for, and lose no word", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("máy", "quét", "nghiệm", "thu", "mmmmmmmmmmmmmmmmmmmmmmmm")),
        fc.integer({ min: 10, max: 80 }),
        (list, widthMm) => {
          const lines = linesWithin(list.join(" "), widthMm, 9, "regular", letters);
          expect(lines.join("").replaceAll(" ", "")).toBe(list.join(""));
          for (const line of lines) expect(widthOf(line, 9, "regular", letters)).toBeLessThanOrEqual(widthMm);
        },
      ),
    );
  });
});

describe("a font file", () => {
  const file = readFileSync(createRequire(import.meta.url).resolve("@fontsource/noto-sans/files/noto-sans-vietnamese-400-normal.woff"));

  test("that is cut or changed is a font or none, and never a throw", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(file, (byte, index) => (index === at ? byte ^ change : byte));
        for (const bytes of [changed, file.subarray(0, at)]) {
          const font: TrueType | undefined = parseWoff(bytes);
          expect(font === undefined || font.advances.length >= 0).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("of another kind is none", () => {
    expect(parseWoff(Buffer.from("OTTO".padEnd(100, "\0")))).toBeUndefined();
  });
});

test("the boxes of a code cover its dark modules, each once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(fc.boolean(), { minLength: 144, maxLength: 144 }), (side, dark) => {
      const boxes = codeBoxes({ side, isDark: (x, y) => dark[y * 12 + x] ?? false }, 0, 0, side);
      const covered = boxes.flatMap(({ xMm, yMm, widthMm }) =>
        Array.from({ length: Math.round(widthMm) }, (_, step) => `${Math.round(xMm) + step},${Math.round(yMm)}`),
      );
      const wanted = Array.from({ length: side * side }, (_, at) => [at % side, Math.floor(at / side)] as const);
      expect(covered.toSorted()).toEqual(
        wanted
          .filter(([x, y]) => dark[y * 12 + x])
          .map(([x, y]) => `${x},${y}`)
          .toSorted(),
      );
    }),
  );
});
