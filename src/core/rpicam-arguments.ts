import type { CameraControls } from "./camera-controls.ts";

/** What a camera of the Raspberry Pi shall deliver. */
export interface RpicamRequest {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Which of the board's cameras, in the order of `rpicam-hello --list-cameras`; absent: the first. */
  readonly number?: number;
}

/** Period of lamps, twice the frequency of the mains, in microseconds, as rpicam-apps want it for `--flicker-period`. */
const FLICKER_PERIOD = { 50: "10000us", 60: "8333us" } as const;
const HDR = { sensor: "sensor", "single-exposure": "single-exp" } as const;

/**
 * Arguments of rpicam-vid (rpicam-apps, core/options.cpp): each is a word of ours or a number. Without controls only those that every version
 * knows. Exposure cannot be changed while it runs: its signals start and stop recordings, no more (apps/rpicam_vid.cpp).
 */
export function rpicamArguments(request: RpicamRequest, controls?: CameraControls): readonly string[] {
  const { width, height, framesPerSecond, number } = request;
  const size = ["--width", String(width), "--height", String(height), "--framerate", String(framesPerSecond)];
  return [
    // -t 0: without end; -n: no preview window; --flush: each frame goes out when it is there.
    ...["-t", "0", "-n", "--codec", "yuv420", ...size, "--flush", "-o", "-"],
    ...(number === undefined ? [] : ["--camera", String(number)]),
    ...(controls ? controlArguments(controls) : []),
  ];
}

function controlArguments(controls: CameraControls): readonly string[] {
  const { mainsHz, exposure, shutterMicros, gain, ev, metering, focus, denoise, hdr, region } = controls;
  return [
    ...(mainsHz === "off" ? [] : ["--flicker-period", FLICKER_PERIOD[mainsHz]]),
    // `sport` is the name that every version has for the short exposures.
    ...["--exposure", exposure === "short" ? "sport" : "normal", "--metering", metering],
    ...(ev === 0 ? [] : ["--ev", String(ev)]),
    ...(shutterMicros === undefined ? [] : ["--shutter", String(shutterMicros)]),
    ...(gain === undefined ? [] : ["--gain", String(gain)]),
    ...(focus === "near"
      ? ["--autofocus-mode", "continuous", "--autofocus-range", "macro", "--autofocus-speed", "fast"]
      : ["--autofocus-mode", "manual", "--lens-position", String(focus)]),
    ...["--denoise", denoise === "off" ? "off" : "cdn_fast"],
    ...(hdr === "off" ? [] : ["--hdr", HDR[hdr]]),
    ...(region ? ["--roi", `${region.x},${region.y},${region.width},${region.height}`] : []),
  ];
}

/** Whether the program ended because it does not know one of the arguments: older versions lack some of the controls. */
export function isUnknownArgument(why: string): boolean {
  return /unrecogni[sz]ed option|Invalid (?:HDR option|AfRange|AfMode|exposure mode|metering mode)/.test(why);
}
