/** How a camera program lays a frame out in its output. Sizes in bytes, but for width and height. */
export interface FrameLayout {
  readonly width: number;
  readonly height: number;
  /** From one luma row to the next, once luma stands alone. */
  readonly stride: number;
  /** What of the frame is kept: everything up to the last byte of luma. */
  readonly keptBytes: number;
  /** The whole frame, with the colours that nobody needs. */
  readonly frameBytes: number;
  /** Where luma is one byte of each two: which one. Absent: luma stands alone, and first. */
  readonly lumaByte?: 0 | 1;
}

/** The image processor of the Raspberry Pi pads rows to a multiple of this, and the raw "encoder" writes its buffers as they are. */
const ROW_ALIGNMENT = 64;

/** The layout of rpicam-vid's `--codec yuv420` (rpicam-apps issues 151 and 857). Throws on an odd size: chroma halves it. */
export function yuv420Layout(width: number, height: number): FrameLayout {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 2 || side % 2 !== 0) throw new Error(`frame: a side of ${side} pixels is not even and positive`);
  }
  const stride = Math.ceil(width / ROW_ALIGNMENT) * ROW_ALIGNMENT;
  return { width, height, stride, keptBytes: stride * height, frameBytes: (stride * height * 3) / 2 };
}

/** One byte of luma a pixel and nothing else, as ffmpeg's `gray` writes it. */
export function greyLayout(width: number, height: number): FrameLayout {
  return { width, height, stride: width, keptBytes: width * height, frameBytes: width * height };
}

/** What a V4L2 device says of its format; sizes in bytes. */
export interface V4l2Format {
  /** Four characters: `YUYV`. */
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  readonly bytesPerLine: number;
  readonly sizeImage: number;
}

/** Raw formats whose luma can be had without unpacking, the best first: fewest bytes a pixel. */
export const RAW_FORMATS = ["GREY", "NV12", "YU12", "YUYV", "UYVY"] as const;

/** A frame holds this much at most: 4096 × 4096 pixels of two bytes. */
const MAX_FRAME_BYTES = 33_554_432;

/** The layout of a V4L2 format, or undefined for one that is compressed, contradicts itself or has no luma of its own. */
export function v4l2Layout({ pixelFormat, width, height, bytesPerLine, sizeImage }: V4l2Format): FrameLayout | undefined {
  const format = RAW_FORMATS.find((known) => known === pixelFormat);
  const isPacked = format === "YUYV" || format === "UYVY";
  const rowBytes = isPacked ? 2 * width : width;
  if (!format || width < 1 || height < 1 || bytesPerLine < rowBytes || sizeImage > MAX_FRAME_BYTES) return undefined;
  const keptBytes = bytesPerLine * height;
  if (sizeImage < keptBytes || (isPacked && bytesPerLine % 2 !== 0)) return undefined;
  const sizes = { width, height, keptBytes, frameBytes: sizeImage };
  if (!isPacked) return { ...sizes, stride: bytesPerLine };
  return { ...sizes, stride: bytesPerLine / 2, lumaByte: format === "YUYV" ? 0 : 1 };
}
