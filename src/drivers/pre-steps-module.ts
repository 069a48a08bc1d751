import { readFile } from "node:fs/promises";

interface Memory {
  readonly buffer: ArrayBuffer;
  /** By so many pages of 64 KiB. Views of the buffer are empty afterwards. */
  grow(pages: number): number;
}

/** What we need of it; the type library that has it is the browser's. */
declare const WebAssembly: {
  readonly Memory: new () => Memory;
  readonly Instance: new (module: object) => { readonly exports: object };
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<object>;
};

/** Most pixels of a frame or a view: with what lies between them three such pictures are in memory, 51 MB. */
const MAX_PIXELS = 4096 * 4096;
/** Largest side of a frame or a view, in pixels: it keeps sums within 32 bits and scratch memory small. */
const MAX_SIDE = 8192;
/** Bytes that stay free behind each picture: a vector that begins in it may end outside. */
export const SLACK_BYTES = 64;

/** A picture in the module's memory: where it begins, and bytes from one row to the next. */
export interface HeapPicture {
  readonly address: number;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

type Picture = readonly [address: number, stride: number, width: number, height: number];

/** The functions of src/drivers/pre-steps/, by address. They need no copy of what they read and check nothing. */
export interface PreStepsModule {
  readonly memory: Memory;
  scratchBytes(width: number, radius: number): number;
  crop(...args: [...Picture, to: number]): void;
  mapLevels(...args: [...Picture, to: number, table: number]): void;
  soften(...args: [...Picture, to: number, scratch: number, radius: number]): void;
  sharpen(...args: [...Picture, to: number, scratch: number, radius: number, eighths: number]): void;
  sharpenAndDouble(...args: [...Picture, to: number, scratch: number, radius: number, eighths: number]): void;
  takeMedian(...args: [...Picture, to: number, scratch: number]): void;
  double(...args: [...Picture, to: number, scratch: number]): void;
  halve(...args: [...Picture, to: number]): void;
  countLevels(...args: [...Picture, to: number]): void;
  blockMeans(...args: [...Picture, to: number, side: number]): void;
  sumLaplacianSquares(...args: Picture): number;
  textureSums(...args: [...Picture, to: number]): void;
}

/** The module at work, with as much memory as it was asked for. */
export interface Workshop {
  readonly module: PreStepsModule;
  /** Makes the memory so large, in bytes; whatever showed it before has to be made anew. */
  reserve(bytes: number): void;
}

const FUNCTIONS: readonly string[] = [
  "scratchBytes",
  "crop",
  "mapLevels",
  "soften",
  "sharpen",
  "sharpenAndDouble",
  "takeMedian",
  "double",
  "halve",
  "countLevels",
  "blockMeans",
  "sumLaplacianSquares",
  "textureSums",
] satisfies readonly (keyof PreStepsModule)[];

/** True where the module takes a picture of this size. */
export function isWithinBounds({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS;
}

/** A picture as the module's functions take it. */
export function argumentsOf({ address, stride, width, height }: HeapPicture): Picture {
  return [address, stride, width, height];
}

/** Compiles the module beside this file. What it answers makes an instance with empty memory, at once. */
export async function compilePreSteps(): Promise<() => PreStepsModule> {
  const module = await WebAssembly.compile(await readModule());
  return () => {
    const { exports } = new WebAssembly.Instance(module);
    if (!isPreSteps(exports))
      throw new Error("pre-steps: the module beside the program is of another version, npm run build makes it anew");
    return exports;
  };
}

async function readModule(): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(new URL("./pre-steps.wasm", import.meta.url)));
  } catch (cause) {
    throw new Error("pre-steps: no module beside the program, npm run build makes it", { cause });
  }
}

function isPreSteps(exports: object): exports is PreStepsModule {
  const named = new Map(Object.entries(exports));
  return named.get("memory") instanceof WebAssembly.Memory && FUNCTIONS.every((name) => typeof named.get(name) === "function");
}
