import type { FilmFacts } from "../core/desk.ts";
import type { Text } from "../core/text.ts";
import { complaintIn, UNREACHABLE } from "./desk-request.ts";

/** One frame as the kiosk takes it: a byte a pixel, without padding. */
export interface GreyFrame {
  readonly width: number;
  readonly height: number;
  readonly luma: Uint8Array<ArrayBuffer>;
}

/** What the webcam shows now, for as long as it does. */
export function filmedFrom(video: HTMLVideoElement, stream: MediaStream): () => Promise<GreyFrame | undefined> {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    if (!context || !stream.active) return undefined;
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) return { width, height, luma: new Uint8Array() };
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0);
    return { width, height, luma: lumaOf(context.getImageData(0, 0, width, height).data) };
  };
}

/** The film at so many milliseconds, or why there is none. */
export async function fetchFilm(atMs: number): Promise<Uint8Array<ArrayBuffer> | Text> {
  try {
    const response = await fetch(`/desk/film?ms=${atMs}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : complaintIn(await response.json());
  } catch {
    return UNREACHABLE;
  }
}

/** Draws a frame as grey. */
export function drawLuma(canvas: HTMLCanvasElement, { width, height }: FilmFacts, luma: Uint8Array): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < luma.length; pixel++) rgba.fill(luma[pixel] ?? 0, pixel * 4, pixel * 4 + 3);
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
}

/** One byte a pixel by the weights of ITU-R BT.601, as cameras make their Y plane. */
function lumaOf(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const luma = new Uint8Array(rgba.length / 4);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 4) {
    luma[pixel] = (77 * (rgba[at] ?? 0) + 150 * (rgba[at + 1] ?? 0) + 29 * (rgba[at + 2] ?? 0)) >> 8;
  }
  return luma;
}
