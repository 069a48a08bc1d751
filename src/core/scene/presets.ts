import type { SampleCode } from "./sample-codes.ts";
import type { CameraSpec, CardSpec, CodeSpec, HandSpec, LampSpec, LightSpec, MotionSpec, PaperSpec, PhoneSpec, RoomSpec } from "./spec.ts";

/** Sizes of frames that cameras of kiosks are run at. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** A camera module of the Raspberry Pi, in the kiosk's window: sharp at hand's distance. `size` changes the pixels, not the view. */
export function piCamera({ width, height }: FrameSize, more: Partial<CameraSpec> = {}): CameraSpec {
  return {
    width,
    height,
    framesPerSecond: 15,
    fieldOfView: 54,
    focusMm: 190,
    apertureMm: 1.5,
    distortion: 0.015,
    vignetting: 0.3,
    exposure: { metering: "held", seconds: 0.02, gain: 12, bias: 0, hunting: 0.4, drift: 0 },
    // 1.4 µm pixels at f/2; frames of fewer pixels are binned from more.
    sensitivity: 640,
    fullWell: 5_000,
    readNoise: 3,
    readoutSeconds: 0.018,
    gamma: 1 / 2.2,
    softness: 0.9,
    ...more,
  };
}

/** A cheap USB camera: softer, noisier, and its frames have been JPEG. */
export function webcam(size: FrameSize, more: Partial<CameraSpec> = {}): CameraSpec {
  return piCamera(size, {
    focusMm: 230,
    apertureMm: 0.8,
    distortion: 0.05,
    sensitivity: 380,
    fullWell: 3_500,
    readNoise: 5,
    readoutSeconds: 0.03,
    exposure: { metering: "held", seconds: 0.033, gain: 16, bias: 0.1, hunting: 0.8, drift: 0 },
    softness: 1.05,
    processing: { sharpening: 0.6, jpegQuality: 62 },
    ...more,
  });
}

export const OFFICE_LIGHT: LightSpec = { lux: 350, flicker: 0.25, lamps: [] };
/** A panel in the ceiling behind the camera, and its luminance in cd/m². */
export const CEILING_PANEL: LampSpec = { right: 4, up: 32, width: 34, height: 10, luminance: 5_000 };

export const OFFICE: RoomSpec = { lux: 250, clutter: 0.6, hasDecoys: false, windowLuminance: 0, passersBy: 0 };

export const HELD_STILL: MotionSpec = {
  rightMm: 0,
  belowMm: 0,
  distanceMm: 200,
  yaw: 0,
  pitch: 0,
  roll: 0,
  tremorMm: 0.12,
  driftMm: 2.5,
  swayDegrees: 1.5,
  approachSeconds: 0,
  rightMmPerSecond: 0,
  belowMmPerSecond: 0,
};

export const HAND: HandSpec = { fingers: 1, reachMm: 9, edge: "right", skin: 0.36 };

export const NEW_CARD: CardSpec = { kind: "card", gloss: 0.03, wear: 0.1 };
export const GOOD_PRINT: PaperSpec = { kind: "paper", widthMm: 105, heightMm: 148, ink: 1, wear: 0.1, crumple: 0.05 };
export const BRIGHT_PHONE: PhoneSpec = {
  kind: "phone",
  widthMm: 72,
  heightMm: 150,
  luminance: 350,
  pixelsPerInch: 400,
  gridContrast: 0.8,
  isDarkPage: false,
  gloss: 0.035,
  cracks: 0,
};

/** A code in the middle of what it is on. */
export function codeOf({ content, correction }: SampleCode, sideMm: number, more: Partial<CodeSpec> = {}): CodeSpec {
  return { content, correction, sideMm, rightMm: 0, belowMm: 0, quietModules: 4, isInverted: false, ...more };
}
