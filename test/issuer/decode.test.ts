import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readInput } from "../../src/drivers/input-file.ts";
import { loadPicture } from "../../src/drivers/picture.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { writeQr } from "../../src/drivers/qr-writer.ts";
import { decodePictures } from "../../src/issuer/decode.ts";
import { paste, qrFrame, toPgm } from "../support/pictures.ts";

const decoder = createQrDecoder();
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "decode-"));
  await writeFile(join(folder, "code.png"), (await writeQr("HC1:ABC")).png);
  await writeFile(join(folder, "two.pgm"), toPgm(paste([await qrFrame("one"), await qrFrame("two")], 640, 480)));
  await writeFile(join(folder, "none.pgm"), toPgm(paste([], 320, 240)));
  await writeFile(join(folder, "hostile.png"), (await writeQr("\u001b[31m\u009b1m\u202eevil")).png);
  await writeFile(join(folder, "text.txt"), "HC1:ABC");
});
afterAll(async () => {
  await decoder.close();
  await rm(folder, { recursive: true });
});

/** The lines printed and the exit code. */
async function decode(...names: string[]): Promise<{ readonly lines: string[]; readonly exitCode: number }> {
  const lines: string[] = [];
  let nowMs = 0;
  const exitCode = await decodePictures(names, {
    readInput: (file) => readInput(join(folder, file), 1_000_000),
    loadPicture,
    decoder,
    clock: { now: () => 0, monotonicMs: () => (nowMs += 12.34) },
    print: (line) => lines.push(line),
  });
  return { lines, exitCode };
}

describe("tram decode", () => {
  test("prints one JSON line a picture, in the order asked for", async () => {
    const { lines, exitCode } = await decode("two.pgm", "code.png");
    expect(exitCode).toBe(0);
    const [two, code] = lines.map((line) => JSON.parse(line));
    expect(two.symbols.map(({ text }: { text: string }) => text).sort()).toEqual(["one", "two"]);
    const corner = { x: expect.any(Number), y: expect.any(Number) };
    expect(code).toEqual({
      file: "code.png",
      symbols: [
        { text: "HC1:ABC", bytes: Buffer.from("HC1:ABC").toString("base64"), format: "QRCode", corners: [corner, corner, corner, corner] },
      ],
      ms: 12.3,
    });
  });

  test("finds no symbols in a picture without a code, and that is no error", async () => {
    const { lines, exitCode } = await decode("none.pgm");
    expect(lines).toEqual(['{"file":"none.pgm","symbols":[],"ms":12.3}']);
    expect(exitCode).toBe(0);
  });

  test("goes on after a file that is missing or no picture, and exits with 5", async () => {
    const { lines, exitCode } = await decode("missing.png", "text.txt", ".", "code.png");
    expect(exitCode).toBe(5);
    const [missing, text, directory, code] = lines.map((line) => JSON.parse(line));
    expect(missing).toEqual({ file: "missing.png", symbols: [], ms: 12.3, error: "no such file" });
    expect(text).toMatchObject({ symbols: [], error: expect.stringContaining("not a picture that can be read") });
    expect(directory).toMatchObject({ symbols: [], error: "a folder, not a file" });
    expect(code.symbols).toHaveLength(1);
  });

  test("prints nothing that could steer a terminal, and still the same text as JSON", async () => {
    const { lines } = await decode("hostile.png");
    expect(lines[0]).toMatch(/^[ -~]*$/);
    expect(JSON.parse(lines[0] ?? "").symbols[0].text).toBe("\u001b[31m\u009b1m\u202eevil");
  });
});
