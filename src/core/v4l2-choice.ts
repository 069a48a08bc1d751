import type { CameraControls } from "./camera-controls.ts";
import { RAW_FORMATS } from "./frame-layout.ts";
import type { V4l2Control, V4l2Size } from "./v4l2-answers.ts";

/** What is asked of a USB camera. */
export interface V4l2Request {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

/** A rate this much below the one asked for will still do: 14.985 for 15, and 10 where 15 were asked. */
const RATE_ENOUGH = 0.6;

/**
 * The pixel formats to try, the best first: a raw one at the size and about the rate, else MJPG at both, which has to be unpacked but fits
 * through USB 2, else whatever raw format there is, in the size if that can be. Empty: the camera has neither.
 */
export function choosePixelFormats(sizes: readonly V4l2Size[], request: V4l2Request): readonly string[] {
  const fitting = sizes.filter(({ width, height }) => width === request.width && height === request.height);
  const fast = fitting.filter(({ framesPerSecond: rate }) => rate === undefined || rate >= request.framesPerSecond * RATE_ENOUGH);
  const has = (some: readonly V4l2Size[], format: string) => some.some(({ pixelFormat }) => pixelFormat === format);
  const raw = (some: readonly V4l2Size[]) => RAW_FORMATS.find((format) => has(some, format));
  const best = raw(fast);
  if (best !== undefined) return [best];
  // The device takes the nearest size that it has; the layout is made of what it answers.
  const other = raw(fitting) ?? raw(sizes);
  const isPacked = has(fitting, "MJPG") || (other === undefined && has(sizes, "MJPG"));
  return [...(isPacked ? ["MJPG"] : []), ...(other === undefined ? [] : [other])];
}

/** Control and value, as `--set-ctrl` takes it. */
export interface V4l2Setting {
  readonly name: string;
  readonly value: number;
}

/** How the device shall work, to be set first, and with which values. */
export interface V4l2Settings {
  readonly modes: readonly V4l2Setting[];
  readonly values: readonly V4l2Setting[];
}

/** Units of V4L2_CID_EXPOSURE_ABSOLUTE, in microseconds. */
const EXPOSURE_UNIT_MICROS = 100;
/** Menus of V4L2_CID_POWER_LINE_FREQUENCY and V4L2_CID_EXPOSURE_AUTO (linux/v4l2-controls.h). */
const POWER_LINE = { off: 0, 50: 1, 60: 2 } as const;
const MANUAL = 1;
const APERTURE_PRIORITY = 3;

/**
 * How the controls that this device has are to be set, each within its own limits. Kernels before 6.0 had other names for some of them.
 * `shutterMicros` undefined: the camera sets its exposure by itself.
 */
export function settingsFor(controls: readonly V4l2Control[], wanted: CameraControls): V4l2Settings {
  const { mainsHz, gain, focus } = wanted;
  const { modes, values } = exposureSettings(controls, wanted.shutterMicros);
  const isFixed = focus !== "near";
  return {
    modes: [
      ...modes,
      ...settingOf(controls, ["power_line_frequency"], POWER_LINE[mainsHz]),
      // Otherwise a camera in the dark halves its rate.
      ...settingOf(controls, ["exposure_dynamic_framerate", "exposure_auto_priority"], 0),
      ...settingOf(controls, ["focus_automatic_continuous", "focus_auto"], isFixed ? 0 : 1),
      ...(gain === undefined ? [] : settingOf(controls, ["gain_automatic", "autogain"], 0)),
    ],
    values: [...values, ...(gain === undefined ? [] : settingOf(controls, ["gain"], Math.round(gain)))],
  };
}

/** The settings of exposure alone: fixed, or by the camera itself. */
export function exposureSettings(controls: readonly V4l2Control[], shutterMicros: number | undefined): V4l2Settings {
  const auto = ["auto_exposure", "exposure_auto"];
  if (shutterMicros === undefined) return { modes: settingOf(controls, auto, APERTURE_PRIORITY), values: [] };
  const units = Math.max(1, Math.round(shutterMicros / EXPOSURE_UNIT_MICROS));
  return { modes: settingOf(controls, auto, MANUAL), values: settingOf(controls, ["exposure_time_absolute", "exposure_absolute"], units) };
}

function settingOf(controls: readonly V4l2Control[], names: readonly string[], value: number): readonly V4l2Setting[] {
  const control = names.map((wanted) => controls.find(({ name }) => name === wanted)).find((found) => found !== undefined);
  return control ? [{ name: control.name, value: Math.min(control.max, Math.max(control.min, value)) }] : [];
}
