import type { Page } from "../../src/core/pdf/page.ts";
import type { Frame } from "../../src/ports.ts";

/** What of a page a picture shows, in millimetres. */
interface Part {
  readonly xMm: number;
  readonly yMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

const SAMPLES = 3;

/** A grey picture of the boxes of a part of a page, each pixel the mean of nine points; words are left out. */
export function pictureOf({ drawings }: Page, part: Part, pixelsPerMm: number): Frame {
  const [width, height] = [Math.round(part.widthMm * pixelsPerMm), Math.round(part.heightMm * pixelsPerMm)];
  const [fineWidth, fineHeight, fineness] = [width * SAMPLES, height * SAMPLES, pixelsPerMm * SAMPLES];
  const fine = new Uint8Array(fineWidth * fineHeight).fill(255);
  for (const drawing of drawings) {
    if (drawing.kind !== "box") continue;
    const place = (mm: number, origin: number, most: number) => Math.min(most, Math.max(0, Math.round((mm - origin) * fineness)));
    const [left, right] = [drawing.xMm, drawing.xMm + drawing.widthMm].map((mm) => place(mm, part.xMm, fineWidth));
    const [top = 0, bottom = 0] = [drawing.yMm, drawing.yMm + drawing.heightMm].map((mm) => place(mm, part.yMm, fineHeight));
    for (let y = top; y < bottom; y++) fine.fill(Math.round(drawing.grey * 255), y * fineWidth + (left ?? 0), y * fineWidth + (right ?? 0));
  }
  const luma = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) * SAMPLES, Math.floor(at / width) * SAMPLES];
    let sum = 0;
    for (let down = 0; down < SAMPLES; down++)
      for (let right = 0; right < SAMPLES; right++) sum += fine[(y + down) * fineWidth + x + right] ?? 0;
    return Math.round(sum / (SAMPLES * SAMPLES));
  });
  return { width, height, stride: width, luma };
}
