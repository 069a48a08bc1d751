import type { TextureSums } from "../core/code-texture.ts";
import { type BlockMeans, type BlockSide, brightSpots, meanOfInner } from "../core/picture-measures.ts";
import { type PictureStep, type Region, regionWithin, scaleOf } from "../core/picture-steps.ts";
import type { Frame } from "../ports.ts";
import { argumentsOf, compilePreSteps, type HeapPicture, isWithinBounds, SLACK_BYTES, type Workshop } from "./pre-steps-module.ts";
import { passesOf, runPasses } from "./pre-steps-passes.ts";

/** What is done to frames before they are looked at, by the SIMD module of src/drivers/pre-steps/. It keeps one frame at a time. */
export interface PreSteps {
  /** Copies the frame's luma; the frame held before is gone. Undefined where the frame is larger than the bounds. */
  hold(frame: Frame): HeldFrame | undefined;
}

/** The frame held; not to be used after the next one. A region is that part of it that lies in the frame. */
export interface HeldFrame {
  /**
   * Another look at it, to the byte as `applySteps` of core/picture-steps.ts. Undefined where nothing would be left, and where the picture
   * would be larger than the bounds.
   */
  view(steps: readonly PictureStep[], region?: Region): PictureView | undefined;
  /** How many pixels have each of the 256 levels. */
  histogram(region?: Region): Uint32Array;
  /** As `blockMeans` of core/picture-measures.ts; a copy. */
  blockMeans(side: BlockSide): BlockMeans;
  /** As `sharpnessOf` of core/picture-measures.ts. */
  sharpness(region?: Region): number;
  /**
   * As `textureSums` of core/code-texture.ts, of the frame halved so many times, and so often halved again; copies. Fewer where nothing
   * would be left.
   */
  textureSums(halvings: number, again: number): readonly TextureSums[];
  /** As `brightSpots` of core/picture-measures.ts, by blocks of eight pixels. */
  brightSpots(): readonly Region[];
}

/** A picture without padding. The point (x, y) of it is (x / scale + left, y / scale + top) of the frame. */
export interface PictureView {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  /** In the module's memory: to be copied before the next call of anything here. */
  readonly bytes: Uint8Array;
}

const HALVE: PictureStep = { step: "halve" };
const PAGE_BYTES = 65_536;
/** 256 counts of 32 bits, and while they are counted four such tables. */
const COUNTED_BYTES = 256 * 4;
const COUNTING_BYTES = COUNTED_BYTES * 4;
/** Memory is given back when so many frames in a row needed less than a quarter of it … */
const SMALL_FRAMES = 100;
/** … and it is more than this, in bytes. Memory of WebAssembly never shrinks, so the module begins anew. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** Makes the pre-steps ready: from then on nothing waits. */
export async function loadPreSteps(): Promise<PreSteps> {
  const instantiate = await compilePreSteps();
  let module = instantiate();
  let neededBytes = 0;
  let smallFrames = 0;

  function giveBack(): void {
    const { byteLength } = module.memory.buffer;
    smallFrames = neededBytes * 4 < byteLength ? smallFrames + 1 : 0;
    neededBytes = 0;
    if (smallFrames < SMALL_FRAMES || byteLength <= KEPT_BYTES) return;
    module = instantiate();
    smallFrames = 0;
  }

  return {
    hold(frame) {
      giveBack();
      if (!isWithinBounds(frame)) return undefined;
      const { memory } = module;
      const reserve = (bytes: number): void => {
        neededBytes = Math.max(neededBytes, bytes);
        const missing = bytes - memory.buffer.byteLength;
        if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      };
      return holdIn({ module, reserve }, frame);
    },
  };
}

function holdIn(workshop: Workshop, frame: Frame): HeldFrame {
  const { module, reserve } = workshop;
  const { width, height } = frame;
  const start = SLACK_BYTES;
  const end = start + width * height + SLACK_BYTES;
  reserve(end);
  copyRows(frame, new Uint8Array(module.memory.buffer, start));

  const within = (region: Region | undefined): Region | undefined =>
    region ? regionWithin(frame, region) : { left: 0, top: 0, width, height };
  const placed = (region: Region): HeapPicture => ({
    address: start + region.top * width + region.left,
    stride: width,
    width: region.width,
    height: region.height,
  });
  /** What a measurement wrote behind the frame, as a copy. */
  function measured(bytes: number, roomBytes: number, measure: () => void): Uint8Array<ArrayBuffer> {
    reserve(end + roomBytes + SLACK_BYTES);
    measure();
    return new Uint8Array(module.memory.buffer.slice(end, end + bytes));
  }

  function meansOfBlocks(side: BlockSide): BlockMeans {
    const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
    const bytes = columns * rows;
    const means = measured(bytes, bytes, () => module.blockMeans(start, width, width, height, end, side));
    return { side, columns, rows, means };
  }

  function texturesOf(halvings: number, again: number): readonly TextureSums[] {
    const textures: TextureSums[] = [];
    let picture = runPasses(workshop, Array(halvings).fill(HALVE), placed({ left: 0, top: 0, width, height }), end);
    for (let free = end; picture && textures.length <= again; picture = runPasses(workshop, [HALVE], picture, free)) {
      const [columns, rows] = [picture.width >> 3, picture.height >> 3];
      free = Math.max(end, picture.address + picture.width * picture.height + SLACK_BYTES);
      const bytes = columns * rows * 2;
      reserve(free + bytes + SLACK_BYTES);
      module.textureSums(...argumentsOf(picture), free);
      textures.push({ columns, rows, sums: new Uint16Array(module.memory.buffer.slice(free, free + bytes)) });
    }
    return textures;
  }

  return {
    view(steps, region) {
      const part = within(region);
      if (!part) return undefined;
      const result = runPasses(workshop, passesOf(steps, part.width < width), placed(part), end);
      if (!result) return undefined;
      const bytes = new Uint8Array(module.memory.buffer, result.address, result.width * result.height);
      return { width: result.width, height: result.height, scale: scaleOf(steps), left: part.left, top: part.top, bytes };
    },
    histogram(region) {
      const part = within(region);
      if (!part) return new Uint32Array(256);
      const counts = measured(COUNTED_BYTES, COUNTING_BYTES, () => module.countLevels(...argumentsOf(placed(part)), end));
      return new Uint32Array(counts.buffer);
    },
    blockMeans: meansOfBlocks,
    sharpness(region) {
      const part = within(region);
      if (!part) return 0;
      return meanOfInner(module.sumLaplacianSquares(...argumentsOf(placed(part))), part.width, part.height);
    },
    textureSums: texturesOf,
    brightSpots: () => brightSpots(meansOfBlocks(8)),
  };
}

function copyRows({ width, height, stride, luma }: Frame, to: Uint8Array): void {
  if (stride === width) to.set(luma.subarray(0, width * height));
  else for (let y = 0; y < height; y++) to.set(luma.subarray(y * stride, y * stride + width), y * width);
}
