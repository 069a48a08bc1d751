// What our decoder is measured against: the same libraries, called as anybody would call them.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import jsqr from "jsqr";
import { binarizers, defaultReaderOptions, prepareZXingModule, textModes } from "zxing-wasm/reader";
import type { GreyPicture } from "../../src/core/grey-picture.ts";

/** The texts that one reader finds in a picture. */
export type RivalReader = (picture: GreyPicture) => readonly string[];

interface Heap {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** zxing-wasm as it comes, zxing-wasm with every option and a second binarizer on a miss, and jsqr. */
export async function loadRivals(): Promise<Readonly<Record<"defaults" | "everyOption" | "jsqr", RivalReader>>> {
  const wasm = await readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
  const module = await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
  const heap = module as unknown as Heap;

  function read({ width, height, luma }: GreyPicture, binarizer: (typeof binarizers)[number], tryDenoise: boolean): readonly string[] {
    const address = heap._malloc(width * height);
    heap.HEAPU8.set(luma, address);
    const options = {
      ...defaultReaderOptions,
      formats: "QRCode",
      eanAddOnSymbol: 0,
      characterSet: 0,
      textMode: textModes.indexOf("Plain"),
    };
    const found = module.readBarcodesFromPixmap(address, width, height, {
      ...options,
      tryDenoise,
      binarizer: binarizers.indexOf(binarizer),
    });
    const texts: string[] = [];
    for (let index = 0; index < found.size(); index++) {
      const result = found.get(index);
      if (result?.isValid && result.bytes.length > 0) texts.push(result.text);
    }
    (found as unknown as { delete(): void }).delete();
    heap._free(address);
    return texts;
  }

  return {
    defaults: (picture) => read(picture, "LocalAverage", false),
    everyOption(picture) {
      const texts = read(picture, "LocalAverage", true);
      return texts.length > 0 ? texts : read(picture, "GlobalHistogram", true);
    },
    jsqr({ width, height, luma }) {
      const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
      for (let at = 0; at < luma.length; at++) rgba.fill(luma[at] ?? 0, at * 4, at * 4 + 3);
      const code = jsqr.default(rgba, width, height, { inversionAttempts: "attemptBoth" });
      return code?.data ? [code.data] : [];
    },
  };
}
