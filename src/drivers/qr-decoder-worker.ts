// The thread behind qr-decoder.ts: one frame at a time, in the order in which they come.
import { parentPort } from "node:worker_threads";
import { freeLuma } from "../core/frame-assembly.ts";
import type { GreyPicture } from "../core/grey-picture.ts";
import { stillViews } from "../core/still-views.ts";
import type { FoundSymbol, Frame } from "../ports.ts";
import type { DecodeAnswer, DecodeRequest } from "./qr-decoder.ts";
import { loadQrReader } from "./qr-reader.ts";

/** After this long no further view of a still is tried, in milliseconds. */
const STILL_BUDGET_MS = 3_000;

const read = await loadQrReader();

parentPort?.on("message", ({ id, frame, patience }: DecodeRequest) => {
  const found = lookTwice(frame);
  const symbols = found.length > 0 || patience === "stream" ? found : lookLonger(frame);
  parentPort?.postMessage({ id, symbols } satisfies DecodeAnswer);
  freeLuma(frame.luma);
});

/** The second look, by one threshold for the whole frame, is cheap and finds codes that the first one misses. */
function lookTwice(frame: Frame): readonly FoundSymbol[] {
  const found = read(frame, "LocalAverage");
  return found.length > 0 ? found : read(frame, "GlobalHistogram");
}

function lookLonger(frame: Frame): readonly FoundSymbol[] {
  const endMs = performance.now() + STILL_BUDGET_MS;
  for (const { picture, scale, isGlobal } of stillViews(withoutPadding(frame))) {
    const found = read({ ...picture, stride: picture.width }, isGlobal ? "GlobalHistogram" : "LocalAverage");
    if (found.length > 0)
      return found.map((symbol) => ({ ...symbol, corners: symbol.corners.map(({ x, y }) => ({ x: x / scale, y: y / scale })) }));
    if (performance.now() >= endMs) break;
  }
  return [];
}

function withoutPadding({ width, height, stride, luma }: Frame): GreyPicture {
  const rows = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) rows.set(luma.subarray(y * stride, y * stride + width), y * width);
  return { width, height, luma: rows };
}
