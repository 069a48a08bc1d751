import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { drawQr } from "../../src/core/qr-drawing.ts";
import { loadPicture } from "../../src/drivers/picture.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";

const decoder = createQrDecoder();
afterAll(() => decoder.close());

/** The text that a decoder of another maker reads from the drawing, three pixels a module. */
async function readBack(text: string): Promise<string | undefined> {
  const { modules, path } = drawQr(text) ?? { modules: 0, path: "" };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${modules} ${modules}" width="${modules * 3}" height="${modules * 3}"><rect width="100%" height="100%" fill="#fff"/><path d="${path}" shape-rendering="crispEdges"/></svg>`;
  const picture = await loadPicture(await sharp(Buffer.from(svg)).png().toBuffer());
  if (!picture.ok) return undefined;
  const [symbol] = await decoder.decode(picture.frame);
  return symbol?.text;
}

describe("a QR code drawn in the core", () => {
  test.each([
    ["a payment", "00020101021238540010A00000072701240006970400011000000000000208QRIBFTTA53037045405500005802VN62110807THU PHI630461D7"],
    ["Base45", `NCF${"FOXN*TS0BI% F2SH4C9HLC6/D.NH8G:".repeat(30)}`],
    ["letters of Vietnamese", "Nguyễn Thị Kiểm Thử"],
    ["a digit", "1"],
  ])("is read back: %s", async (_, text) => {
    expect(await readBack(text)).toBe(text);
  });

  test("is smaller in alphanumeric mode, and where it is large it restores less", () => {
    expect(drawQr("A".repeat(300))?.modules).toBeLessThan(drawQr("a".repeat(300))?.modules ?? 0);
    expect(drawQr("A".repeat(301))?.modules).toBeLessThan(drawQr("A".repeat(300))?.modules ?? 0);
  });

  test("has a quiet zone of four modules on each side", () => {
    const { modules, path } = drawQr("QUIET") ?? { modules: 0, path: "" };
    expect(modules).toBe(21 + 8);
    const starts = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => [Number(x), Number(y), Number(length)] as const);
    for (const [x, y, length] of starts) expect(x >= 4 && y >= 4 && x + length <= modules - 4 && y < modules - 4).toBe(true);
    expect(path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
  });

  test.each(["", "A".repeat(4297), "é".repeat(1500)])("is none where no code holds the text (%#)", (text) => {
    expect(drawQr(text)).toBeUndefined();
  });
});
