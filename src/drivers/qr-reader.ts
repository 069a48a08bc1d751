import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { binarizers, defaultReaderOptions, prepareZXingModule, textModes, type ZXingReadResult, type ZXingVector } from "zxing-wasm/reader";
import type { FoundSymbol, Frame } from "../ports.ts";

/**
 * How grey becomes black and white: by the average around each pixel, which copes with shadows, or by one threshold for the whole
 * frame, which reads other pictures (low light, fine noise) and costs a third.
 */
export type Binarizer = "LocalAverage" | "GlobalHistogram";

/** Looks for QR codes in a frame, now and on this thread. */
export type ReadQr = (frame: Frame, binarizer: Binarizer) => readonly FoundSymbol[];

/** Only QR codes: all formats together cost ten times more on an empty frame. Everything else is tried that may find one. */
const OPTIONS = {
  ...defaultReaderOptions,
  formats: "QRCode",
  tryHarder: true,
  tryInvert: true,
  tryRotate: true,
  // Without it a code that fills the frame is lost.
  tryDownscale: true,
  eanAddOnSymbol: 0,
  characterSet: 0,
  textMode: textModes.indexOf("Plain"),
};

/** The parts of the module that its types leave to a global declaration of another package. */
interface Heap {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** Loads zxing-wasm from the package on disk: left alone, it would fetch its code from a content network. */
export async function loadQrReader(): Promise<ReadQr> {
  const wasm = await readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
  // The package calls this module internal; its version is pinned. It takes 8-bit luma, where the public call wants RGBA.
  const module = await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
  if (!hasHeap(module)) throw new Error("qr reader: this zxing-wasm has no heap to write to");

  return (frame, binarizer) => {
    const { width, height } = frame;
    const address = module._malloc(width * height);
    if (!address) throw new Error(`qr reader: no memory for ${width} × ${height} pixels`);
    try {
      copyRows(frame, module.HEAPU8, address);
      return symbolsOf(module.readBarcodesFromPixmap(address, width, height, { ...OPTIONS, binarizer: binarizers.indexOf(binarizer) }));
    } finally {
      module._free(address);
    }
  };
}

function hasHeap(module: object): module is Heap {
  return "HEAPU8" in module && "_malloc" in module && "_free" in module;
}

/** The reader knows no stride: rows go to the heap without their padding. */
function copyRows({ width, height, stride, luma }: Frame, heap: Uint8Array, address: number): void {
  if (stride === width) heap.set(luma.subarray(0, width * height), address);
  else for (let y = 0; y < height; y++) heap.set(luma.subarray(y * stride, y * stride + width), address + y * width);
}

function symbolsOf(results: ZXingVector<ZXingReadResult>): readonly FoundSymbol[] {
  const found: FoundSymbol[] = [];
  for (let index = 0; index < results.size(); index++) {
    const result = results.get(index);
    if (!result?.isValid || result.bytes.length === 0) continue;
    const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
    found.push({ bytes: result.bytes, text: result.text, corners: [topLeft, topRight, bottomRight, bottomLeft] });
  }
  // The vector lives in the heap, too.
  if ("delete" in results && typeof results.delete === "function") results.delete();
  return found;
}
