import { loadPicture } from "../../src/drivers/picture.ts";
import { type QrOptions, writeQr } from "../../src/drivers/qr-writer.ts";
import type { Frame } from "../../src/ports.ts";

/** A real QR code as a frame of its own size, with quiet zone. */
export async function qrFrame(text: string, options: QrOptions = { scale: 4 }): Promise<Frame> {
  const picture = await loadPicture((await writeQr(text, options)).png);
  if (!picture.ok) throw new Error(picture.error);
  return { ...picture.frame, luma: new Uint8Array(picture.frame.luma) };
}

/** Pictures side by side on grey; what is left of each row after `width` is noise, as in a camera's padding. */
export function paste(parts: readonly Frame[], width: number, height: number, stride = width): Frame {
  const luma = Uint8Array.from({ length: stride * height }, (_, at) => (at % stride < width ? 200 : (at * 73) % 256));
  let left = 10;
  for (const part of parts) {
    if (left + part.width > width || part.height > height) throw new Error("the picture does not fit");
    for (let y = 0; y < part.height; y++) {
      luma.set(part.luma.subarray(y * part.stride, y * part.stride + part.width), (y + ((height - part.height) >> 1)) * stride + left);
    }
    left += part.width + 10;
  }
  return { width, height, stride, luma };
}

/** A frame as a raw PGM file (netpbm pgm(5)). */
export function toPgm({ width, height, stride, luma }: Frame): Buffer {
  const rows = Array.from({ length: height }, (_, y) => luma.subarray(y * stride, y * stride + width));
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), ...rows]);
}

/** The text of symbols found, in their order. */
export function textsOf(symbols: readonly { readonly bytes: Uint8Array }[]): string[] {
  return symbols.map(({ bytes }) => Buffer.from(bytes).toString());
}
