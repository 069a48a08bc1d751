// The thread behind last-readers.ts: two other readers, slow and hungry, that read some pictures which the first one cannot.
import { parentPort } from "node:worker_threads";
import decodeQr from "qr/decode.js";
import type { Point } from "../core/code-region.ts";
import { drawnModules } from "../core/drawn-modules.ts";
import { type GreyPicture, halve } from "../core/grey-picture.ts";
import { believed, isSameBytes } from "../core/sure-symbol.ts";
import type { FoundSymbol } from "../ports.ts";
import type { LastRequest } from "./last-readers.ts";

/** Larger pictures are halved before the slowest reader looks at them, in pixels: it cannot be interrupted. */
const HALVED_PIXELS = 800_000;
/** Modules of version 0, if there were one, and what each version has more. */
const SIDE_OF_VERSION_0 = 17;
const SIDE_A_VERSION = 4;

/** What one of these readers found. Neither says how much of the correction it needed: all of it, for all that one knows. */
interface LastFind extends FoundSymbol {
  readonly unused: 0;
  readonly version: number;
}

type LastReader = (picture: GreyPicture) => LastFind | undefined | Promise<LastFind | undefined>;

parentPort?.on("message", async ({ picture, withinMs }: LastRequest) => {
  const endMs = performance.now() + withinMs;
  const finds: LastFind[] = [];
  let sure: readonly LastFind[] = [];
  for (const read of readersFor(picture)) {
    if (sure.length > 0 || performance.now() >= endMs) break;
    const find = await read();
    if (!find) continue;
    sure = believed([find], finds);
    finds.push(find);
  }
  parentPort?.postMessage(sure.map(({ unused, version, ...symbol }) => symbol) satisfies readonly FoundSymbol[]);
});

// Whoever asks waits for this: what loading takes is not taken from the time for the picture.
parentPort?.postMessage([] satisfies readonly FoundSymbol[]);

/** The quick one first, and from small to large: most of what they win is in too large, too noisy a picture. */
function readersFor(picture: GreyPicture): readonly (() => ReturnType<LastReader>)[] {
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
  return async (half) => {
    const find = half.width > 0 && half.height > 0 ? await read(half) : undefined;
    return find && { ...find, corners: find.corners.map(({ x, y }) => ({ x: x * 2, y: y * 2 })) };
  };
}

/** Planar formats begin with the luma, which is all that is looked at; what would follow is left empty. */
function readWithQr({ width, height, luma }: GreyPicture): LastFind | undefined {
  const data = new Uint8Array(width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2));
  data.set(luma);
  let corners: readonly Point[] = [];
  let side = 0;
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
        imageOnResult: (modules) => {
          side = modules.width;
        },
      },
    );
    return findOf(Buffer.from(latin1, "latin1"), corners, (side - SIDE_OF_VERSION_0) / SIDE_A_VERSION);
  } catch {
    // Its way to say that there is none, or none that it understands (structured append, Kanji).
    return undefined;
  }
}

/**
 * This reader reads on where it does not know what follows: a part of a symbol in several codes comes out as a whole one, or as nonsense. So it
 * is believed as to where a code is, and the other one, which stops there, has to read the same in a clean drawing of it.
 */
async function readWithJsqr(picture: GreyPicture): Promise<LastFind | undefined> {
  const { width, height, luma } = picture;
  // Loaded when it is needed: its tables are a megabyte.
  const { default: jsqr } = await import("jsqr");
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < luma.length; at++) rgba.fill(luma[at] ?? 0, at * 4, at * 4 + 3);
  try {
    const code = jsqr.default(rgba, width, height, { inversionAttempts: "attemptBoth" });
    if (!code) return undefined;
    const { topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner } = code.location;
    const corners = [topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner];
    const drawn = readWithQr(drawnModules(picture, corners, SIDE_OF_VERSION_0 + code.version * SIDE_A_VERSION));
    const bytes = Uint8Array.from(code.binaryData);
    return drawn && isSameBytes(drawn.bytes, bytes) ? findOf(bytes, corners, code.version) : undefined;
  } catch {
    return undefined;
  }
}

/** The slowest reader finds empty codes in pictures of other things. */
function findOf(bytes: Uint8Array, corners: readonly Point[], version: number): LastFind | undefined {
  if (bytes.length === 0) return undefined;
  const copy = new Uint8Array(bytes);
  const text = Buffer.from(copy).toString("utf8");
  return { bytes: copy, text, corners: corners.map(({ x, y }) => ({ x, y })), unused: 0, version };
}
