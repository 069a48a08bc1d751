import type { V4l2Format } from "../../src/core/frame-layout.ts";

/** One size of a camera as v4l2-ctl lists it. */
interface ListedSize {
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

/** What v4l2-ctl 1.22 answers to `--list-formats-ext --list-ctrls`, for a camera with the controls of most webcams. */
export function formatsAnswer(sizes: readonly ListedSize[]): string {
  const formats = [...new Set(sizes.map(({ pixelFormat }) => pixelFormat))];
  const lines = formats.flatMap((pixelFormat, index) => [
    `\t[${index}]: '${pixelFormat}' (${pixelFormat})`,
    ...sizes
      .filter((size) => size.pixelFormat === pixelFormat)
      .flatMap(({ width, height, framesPerSecond }) => [
        `\t\tSize: Discrete ${width}x${height}`,
        `\t\t\tInterval: Discrete ${(1 / framesPerSecond).toFixed(3)}s (${framesPerSecond.toFixed(3)} fps)`,
      ]),
  ]);
  return `${CONTROLS}ioctl: VIDIOC_ENUM_FMT\n\tType: Video Capture\n\n${lines.join("\n")}\n`;
}

/** What it answers to `--get-fmt-video`. */
export function formatAnswer({ pixelFormat, width, height, bytesPerLine, sizeImage }: V4l2Format): string {
  return `Frame rate set to 15.000 fps
Format Video Capture:
	Width/Height      : ${width}/${height}
	Pixel Format      : '${pixelFormat}' (some words)
	Field             : None
	Bytes per Line    : ${bytesPerLine}
	Size Image        : ${sizeImage}
	Colorspace        : sRGB
	Transfer Function : Default (maps to sRGB)
	YCbCr/HSV Encoding: Default (maps to ITU-R 601)
	Quantization      : Default (maps to Limited Range)
	Flags             : 
`;
}

const CONTROLS = `
User Controls

                     brightness 0x00980900 (int)    : min=-64 max=64 step=1 default=0 value=0
                           gain 0x00980913 (int)    : min=0 max=100 step=1 default=0 value=0
           power_line_frequency 0x00980918 (menu)   : min=0 max=2 default=2 value=2 (60 Hz)

Camera Controls

                  auto_exposure 0x009a0901 (menu)   : min=0 max=3 default=3 value=3 (Aperture Priority Mode)
         exposure_time_absolute 0x009a0902 (int)    : min=1 max=5000 step=1 default=156 value=156 flags=inactive
     exposure_dynamic_framerate 0x009a0903 (bool)   : default=0 value=1
     focus_automatic_continuous 0x009a090c (bool)   : default=1 value=1
                     pan_speed 0x009a0920 (int)    : min=-1 max=1 step=1 default=0 value=0 flags=read-only
`;
