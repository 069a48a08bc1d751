import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { binarizers, defaultReaderOptions, prepareZXingModule, textModes, type ZXingReadResult, type ZXingVector } from "zxing-wasm/reader";
import type { Point } from "../core/code-region.ts";
import type { Look } from "../core/looks.ts";
import type { FoundSymbol } from "../ports.ts";

/** Looks for QR codes in a picture without padding, now and on this thread. */
export type ReadQr = (picture: ReadablePicture, how: Omit<Look, "steps">) => Reading;

/** Rows without padding; of another module's memory, too: it is copied at once. */
export interface ReadablePicture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** What one look found. */
export interface Reading {
  readonly symbols: readonly ReadSymbol[];
  /** Corners of codes that were found and could not be read, as far as one can tell. */
  readonly unread: readonly (readonly Point[])[];
}

/** A symbol, and how sure it is. */
export interface ReadSymbol extends FoundSymbol {
  /** The share of its error correction that was left over, 0 to 1. */
  readonly unused: number;
  /** Size of the code, 1 to 40. */
  readonly version: number;
}

/** The form of QR code that has been made since 1997, and the one before it. */
const FORM = "QRCodeModel2";
const OLD_FORM = "QRCodeModel1";

/**
 * All formats together cost ten times more on an empty frame, and the smallest Micro QR codes only detect errors: in noise they are read
 * where there are none. Everything else is tried that may find a code.
 */
const OPTIONS = {
  ...defaultReaderOptions,
  formats: FORM,
  tryHarder: true,
  tryInvert: true,
  tryRotate: true,
  // Without it a code that fills the frame is lost.
  tryDownscale: true,
  // What is found and not read says where to look again, and costs nothing.
  returnErrors: true,
  eanAddOnSymbol: 0,
  characterSet: 0,
  textMode: textModes.indexOf("Plain"),
};

/** The type library that has it is the browser's. */
declare const WebAssembly: {
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<object>;
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
  // Compiled here, since the package would keep the bytes for ever.
  const compiled = await WebAssembly.compile(new Uint8Array(wasm));
  const overrides = {
    instantiateWasm(imports: object, onReady: (instance: { readonly exports: object }) => void) {
      const instance = new WebAssembly.Instance(compiled, imports);
      onReady(instance);
      return instance.exports;
    },
  };
  // The package calls this module internal; its version is pinned. It takes 8-bit luma, where the public call wants RGBA.
  const module = await prepareZXingModule({ overrides, fireImmediately: true });
  if (!hasHeap(module)) throw new Error("qr reader: this zxing-wasm has no heap to write to");

  return ({ width, height, bytes }, { isGlobal, isDenoised, isOld = false, isQuick = false }) => {
    const address = module._malloc(width * height);
    if (!address) throw new Error(`qr reader: no memory for ${width} × ${height} pixels`);
    try {
      module.HEAPU8.set(bytes.subarray(0, width * height), address);
      const binarizer = binarizers.indexOf(isGlobal ? "GlobalHistogram" : "LocalAverage");
      const options = {
        ...OPTIONS,
        formats: isOld ? OLD_FORM : FORM,
        tryDenoise: isDenoised,
        tryInvert: !isQuick,
        tryHarder: !isQuick,
        binarizer,
      };
      return readingOf(module.readBarcodesFromPixmap(address, width, height, options));
    } finally {
      module._free(address);
    }
  };
}

function hasHeap(module: object): module is Heap {
  return "HEAPU8" in module && "_malloc" in module && "_free" in module;
}

function readingOf(results: ZXingVector<ZXingReadResult>): Reading {
  const symbols: ReadSymbol[] = [];
  const unread: (readonly Point[])[] = [];
  for (let index = 0; index < results.size(); index++) {
    const result = results.get(index);
    if (!result) continue;
    const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
    const corners = [topLeft, topRight, bottomRight, bottomLeft];
    if (!result.isValid) unread.push(corners);
    else if (result.bytes.length > 0) symbols.push(symbolOf(result, corners));
  }
  // The vector lives in the heap, too.
  if ("delete" in results && typeof results.delete === "function") results.delete();
  return { symbols, unread };
}

function symbolOf({ bytes, text, extra, sequenceIndex, sequenceSize, sequenceId }: ZXingReadResult, corners: readonly Point[]): ReadSymbol {
  // Less than 0: it stands alone; 0: its place is none.
  const isPart = sequenceSize >= 0;
  return {
    bytes,
    text,
    corners,
    ...(isPart && { sequence: { index: sequenceIndex, count: sequenceSize, parity: Number(sequenceId) } }),
    unused: numberIn(extra, /"UEC":([0-9.]+)/),
    version: numberIn(extra, /"Version":"([0-9]+)"/),
  };
}

function numberIn(extra: string, pattern: RegExp): number {
  return Number(pattern.exec(extra)?.[1] ?? 0);
}
