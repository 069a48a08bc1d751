import type { V4l2Format } from "./frame-layout.ts";

/** One size of a format in pixels, and the highest rate that the camera offers for it; undefined: it does not say. */
export interface V4l2Size {
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number | undefined;
}

/** A control of the device, as it is now. */
export interface V4l2Control {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
}

/** Lines of an answer that are looked at, at most: a camera with every size of every format has some 300. */
const MAX_LINES = 4_000;

/**
 * The sizes in an answer to `v4l2-ctl --list-formats-ext`; of a range of sizes both ends. A line that is not understood is passed over:
 * what it would have offered is not used.
 */
export function parseSizes(answer: string): readonly V4l2Size[] {
  const sizes: V4l2Size[] = [];
  let pixelFormat = "";
  for (const line of linesOf(answer)) {
    pixelFormat = /^\s*\[\d+\]: '(....)'/.exec(line)?.[1] ?? pixelFormat;
    const range = /^\s*Size: (?:Discrete|Stepwise|Continuous) (\d{1,5})x(\d{1,5})(?: - (\d{1,5})x(\d{1,5}))?/.exec(line);
    if (range) {
      const [, width, height, mostWidth, mostHeight] = range.map(Number);
      if (width && height) sizes.push({ pixelFormat, width, height, framesPerSecond: undefined });
      if (mostWidth && mostHeight) sizes.push({ pixelFormat, width: mostWidth, height: mostHeight, framesPerSecond: undefined });
    }
    const rate = Number(/^\s*Interval: .*\((\d{1,4}\.\d+)(?:-[\d.]+)? fps\)/.exec(line)?.[1]);
    const last = sizes.at(-1);
    if (last && rate > (last.framesPerSecond ?? 0)) sizes.splice(-1, 1, { ...last, framesPerSecond: rate });
  }
  return sizes;
}

/** The format in an answer to `v4l2-ctl --get-fmt-video`, or undefined where part of it is missing. */
export function parseFormat(answer: string): V4l2Format | undefined {
  const [, width, height] = /Width\/Height\s*: (\d{1,5})\/(\d{1,5})/.exec(answer) ?? [];
  const pixelFormat = /Pixel Format\s*: '(....)'/.exec(answer)?.[1];
  const bytesPerLine = /Bytes per Line\s*: (\d{1,6})/.exec(answer)?.[1];
  const sizeImage = /Size Image\s*: (\d{1,9})/.exec(answer)?.[1];
  if (!pixelFormat || !width || !height || !bytesPerLine || !sizeImage) return undefined;
  return { pixelFormat, width: Number(width), height: Number(height), bytesPerLine: Number(bytesPerLine), sizeImage: Number(sizeImage) };
}

/** The controls in an answer to `v4l2-ctl --list-ctrls`: those with a number for a value that may be set. */
export function parseControls(answer: string): readonly V4l2Control[] {
  const controls: V4l2Control[] = [];
  for (const line of linesOf(answer)) {
    const [, name, kind, facts] = /^\s*([a-z0-9_]{1,40}) 0x[0-9a-f]{8} \((int|bool|menu|intmenu)\)\s*: (.*)$/.exec(line) ?? [];
    if (!name || !facts || /flags=.*(read-only|disabled)/.test(facts)) continue;
    const fact = (key: string, absent: number) => Number(new RegExp(`\\b${key}=(-?\\d{1,9})\\b`).exec(facts)?.[1] ?? absent);
    controls.push({ name, min: fact("min", 0), max: fact("max", kind === "bool" ? 1 : 0), value: fact("value", 0) });
  }
  return controls;
}

function linesOf(answer: string): readonly string[] {
  return answer.split("\n", MAX_LINES);
}
