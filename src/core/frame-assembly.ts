/** How rpicam-vid lays a YUV420 frame out in its output. Sizes in bytes. */
export interface FrameLayout {
  readonly width: number;
  readonly height: number;
  /** Bytes of one luma row with its padding. */
  readonly stride: number;
  /** The luma plane, first in the frame: all we need of it. */
  readonly lumaBytes: number;
  /** The whole frame: luma, then the two chroma planes at half the width and height. */
  readonly frameBytes: number;
}

/** The image processor of the Raspberry Pi pads rows to a multiple of this, and the raw "encoder" writes its buffers as they are. */
const ROW_ALIGNMENT = 64;

/** The layout of `--codec yuv420` at this size in pixels (rpicam-apps issues 151 and 857). Throws on an odd size: chroma halves it. */
export function yuv420Layout(width: number, height: number): FrameLayout {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 2 || side % 2 !== 0) throw new Error(`frame: a side of ${side} pixels is not even and positive`);
  }
  const stride = Math.ceil(width / ROW_ALIGNMENT) * ROW_ALIGNMENT;
  return { width, height, stride, lumaBytes: stride * height, frameBytes: (stride * height * 3) / 2 };
}

/** Cuts a byte stream into luma planes. */
export interface FrameAssembly {
  /** Takes the next bytes of the stream, in pieces of any size; calls back once for each frame that they complete. */
  push(piece: Uint8Array, onLuma: (luma: Uint8Array) => void): void;
}

/** An assembly at the start of a stream. Holds at most one luma plane; each plane handed out is a buffer of its own. */
export function createFrameAssembly(layout: FrameLayout): FrameAssembly {
  let luma: Uint8Array | undefined;
  let at = 0; // bytes of the current frame that came so far

  return {
    push(piece, onLuma) {
      let read = 0;
      while (read < piece.length) {
        const taken = Math.min(layout.frameBytes - at, piece.length - read);
        luma ??= new Uint8Array(layout.lumaBytes);
        if (at < layout.lumaBytes) luma.set(piece.subarray(read, read + Math.min(taken, layout.lumaBytes - at)), at);
        read += taken;
        at += taken;
        if (at < layout.frameBytes) continue;
        const complete = luma;
        luma = undefined;
        at = 0;
        onLuma(complete);
      }
    },
  };
}

/**
 * Gives the memory of a plane back now; whoever looks at it afterwards finds it empty. The collector would let a hundred of them gather
 * first. A plane that shares its buffer with other data is left to the collector.
 */
export function freeLuma({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength) buffer.transfer(0);
}
