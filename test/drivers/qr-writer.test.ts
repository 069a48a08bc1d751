import { afterAll, describe, expect, test } from "vitest";
import { loadPicture } from "../../src/drivers/picture.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { writeQr } from "../../src/drivers/qr-writer.ts";
import type { Frame } from "../../src/ports.ts";
import { textsOf } from "../support/pictures.ts";

const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const decoder = createQrDecoder();
afterAll(() => decoder.close());

async function read(bytes: Uint8Array): Promise<string[]> {
  const picture = await loadPicture(bytes);
  if (!picture.ok) throw new Error(picture.error);
  return textsOf(await decoder.decode(picture.frame));
}

/** What a telephone would see of the terminal: two pixels a half block, colours as the escape sequences set them. */
function photographTerminal(terminal: string): Frame {
  const lines = terminal.trimEnd().split("\n");
  const rows = lines.flatMap((line) => {
    const cells = [...line.replace("\u001b[38;5;16;48;5;231m", "").replace("\u001b[0m", "")];
    const upper = cells.flatMap((cell) => Array<number>(4).fill("█▀".includes(cell) ? 0 : 255));
    const lower = cells.flatMap((cell) => Array<number>(4).fill("█▄".includes(cell) ? 0 : 255));
    return [upper, upper, upper, upper, lower, lower, lower, lower];
  });
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, stride: width, luma: Uint8Array.from(rows.flat()) };
}

describe("a written code", () => {
  test.each(["HC1:6BF", "Nguyễn Thị Mai|0123", "Lê Công", "\u0001\u001b"])("says %j in all of its forms, as UTF-8", async (text) => {
    const { png, svg, terminal } = await writeQr(text);
    expect(await read(png)).toEqual([text]);
    expect(await read(Buffer.from(svg))).toEqual([text]);
    expect(textsOf(await decoder.decode(photographTerminal(terminal)))).toEqual([text]);
  });

  test("uses the alphanumeric mode for Base45: 366 characters fit version 11 at level M, where 251 bytes would", async () => {
    const text = BASE45.repeat(9).slice(0, 366);
    const modules = 11 * 4 + 17 + 2 * 4;
    const { png } = await writeQr(text, { scale: 3 });
    expect(await loadPicture(png)).toMatchObject({ ok: true, frame: { width: modules * 3 } });
    expect(await read(png)).toEqual([text]);
  });

  test("has room for errors as its level says: the same text takes more modules", async () => {
    const sizes = await Promise.all(
      (["L", "M", "Q", "H"] as const).map(async (level) => (await writeQr("A".repeat(200), { level })).png.length),
    );
    expect(sizes).toEqual([...sizes].sort((one, other) => one - other));
    expect(new Set(sizes).size).toBe(4);
  });

  test("is white four modules wide around the code", async () => {
    const picture = await loadPicture((await writeQr("QUIET", { scale: 2 })).png);
    if (!picture.ok) throw new Error(picture.error);
    const { width, height, luma } = picture.frame;
    const black = [...luma.keys()].filter((at) => luma[at] === 0);
    expect(Math.min(...black.map((at) => at % width))).toBe(8);
    expect(Math.max(...black.map((at) => at % width))).toBe(width - 9);
    expect(Math.min(...black.map((at) => Math.floor(at / width)))).toBe(8);
    expect(Math.max(...black.map((at) => Math.floor(at / width)))).toBe(height - 9);
  });

  test.each(["", "A".repeat(5000)])("is refused when the text is empty or too long for any version", async (text) => {
    await expect(writeQr(text)).rejects.toThrow("qr writer: ");
  });
});
