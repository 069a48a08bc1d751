// The thread behind last-readers.ts: two other readers, slow and hungry, that read some stills which the first one cannot.
import { parentPort } from "node:worker_threads";
import jsqr from "jsqr";
import decodeQr from "qr/decode.js";
import type { Point } from "../core/code-region.ts";
import { type GreyPicture, halve } from "../core/grey-picture.ts";
import type { FoundSymbol } from "../ports.ts";
import type { LastRequest } from "./last-readers.ts";

/** Larger pictures are halved before the slowest reader looks at them, in pixels: it cannot be interrupted. */
const HALVED_PIXELS = 800_000;

type LastReader = (picture: GreyPicture) => FoundSymbol | undefined;

parentPort?.on("message", ({ picture, withinMs }: LastRequest) => {
  const endMs = performance.now() + withinMs;
  const symbol = readersFor(picture).reduce<FoundSymbol | undefined>((found, read) => {
    return found ?? (performance.now() < endMs ? read() : undefined);
  }, undefined);
  parentPort?.postMessage((symbol ? [symbol] : []) satisfies readonly FoundSymbol[]);
});

/** The quick one first, and from small to large: most of what they win is in too large, too noisy a picture. */
function readersFor(picture: GreyPicture): readonly (() => FoundSymbol | undefined)[] {
  const { width, height } = picture;
  const half = halve(picture);
  return [
    () => inHalf(readWithQr)(half),
    () => readWithQr(picture),
    () => inHalf(readWithJsqr)(half),
    () => (width * height <= HALVED_PIXELS ? readWithJsqr(picture) : undefined),
  ];
}

function inHalf(read: LastReader): LastReader {
  return (half) => {
    const symbol = half.width > 0 && half.height > 0 ? read(half) : undefined;
    return symbol && { ...symbol, corners: symbol.corners.map(({ x, y }) => ({ x: x * 2, y: y * 2 })) };
  };
}

/** Planar formats begin with the luma, which is all that is looked at; what would follow is left empty. */
function readWithQr({ width, height, luma }: GreyPicture): FoundSymbol | undefined {
  const data = new Uint8Array(width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2));
  data.set(luma);
  let corners: readonly Point[] = [];
  try {
    const latin1 = decodeQr(
      { width, height, data },
      {
        format: "I420",
        // Bytes as they are: one letter each, whatever character set the code names.
        textDecoder: (bytes) => Buffer.from(bytes).toString("latin1"),
        pointsOnDetect: ({ bounds }) => {
          corners = bounds.map(({ x, y }) => ({ x, y }));
        },
      },
    );
    return symbolOf(Buffer.from(latin1, "latin1"), corners);
  } catch {
    // Its way to say that there is none, or none that it understands (structured append, Kanji).
    return undefined;
  }
}

function readWithJsqr({ width, height, luma }: GreyPicture): FoundSymbol | undefined {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < luma.length; at++) rgba.fill(luma[at] ?? 0, at * 4, at * 4 + 3);
  try {
    const code = jsqr.default(rgba, width, height, { inversionAttempts: "attemptBoth" });
    if (!code) return undefined;
    const { topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner } = code.location;
    return symbolOf(Uint8Array.from(code.binaryData), [topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner]);
  } catch {
    return undefined;
  }
}

/** The slowest reader finds empty codes in pictures of other things. */
function symbolOf(bytes: Uint8Array, corners: readonly Point[]): FoundSymbol | undefined {
  if (bytes.length === 0) return undefined;
  const copy = new Uint8Array(bytes);
  return { bytes: copy, text: Buffer.from(copy).toString("utf8"), corners: corners.map(({ x, y }) => ({ x, y })) };
}
