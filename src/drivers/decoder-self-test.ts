import { performance } from "node:perf_hooks";
import type { Frame } from "../ports.ts";
import { createQrDecoder } from "./qr-decoder.ts";
import { writeQr } from "./qr-writer.ts";

const TEXT = "TRAM";
const PIXELS_A_MODULE = 4;

/**
 * Draws a code and reads it on the decoder's own thread, as the camera's frames are read. Resolves to how long the reading took,
 * the thread's start included, in milliseconds. Rejects when something else or nothing is read. Stops early when `signal` aborts.
 */
export async function testDecoder(signal?: AbortSignal): Promise<number> {
  const { terminal } = await writeQr(TEXT);
  const frame = frameOf(terminal);
  const startMs = performance.now();
  const decoder = createQrDecoder();
  const stop = () => void decoder.close();
  signal?.addEventListener("abort", stop);
  try {
    const { symbols } = await decoder.watch(frame);
    const [found] = symbols;
    if (found?.text !== TEXT) throw new Error(`the decoder read ${found === undefined ? "nothing" : "something else"} in its test code`);
    return performance.now() - startMs;
  } finally {
    signal?.removeEventListener("abort", stop);
    await decoder.close();
  }
}

/** The picture of a code that writeQr() drew for a terminal: two modules a character, one above the other. */
function frameOf(terminal: string): Frame {
  const rows = [...terminal.matchAll(/m([ ▀▄█]+)/g)].flatMap(([, cells = ""]) => [
    Array.from(cells, (cell) => cell === "█" || cell === "▀"),
    Array.from(cells, (cell) => cell === "█" || cell === "▄"),
  ]);
  const width = (rows[0]?.length ?? 0) * PIXELS_A_MODULE;
  const height = rows.length * PIXELS_A_MODULE;
  const luma = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBlack = rows[Math.floor(y / PIXELS_A_MODULE)]?.[Math.floor(x / PIXELS_A_MODULE)] ?? false;
      luma[y * width + x] = isBlack ? 0 : 255;
    }
  }
  return { width, height, stride: width, luma };
}
