/** How a camera is set, the same for every kind of camera. What a camera cannot do is left out, and doctor tells. */
export interface CameraControls {
  /** Frequency of the mains in Hz, whose lamps flicker twice as fast; exposures are whole periods of it. `off`: daylight only. */
  readonly mainsHz: 50 | 60 | "off";
  /** `short` rather takes more gain than a longer exposure: a hand is never still. */
  readonly exposure: "normal" | "short";
  /** A fixed exposure in microseconds, and a fixed gain; absent: by the camera itself. */
  readonly shutterMicros?: number;
  readonly gain?: number;
  /** Brighter or darker than the camera thinks right, in stops. */
  readonly ev: number;
  /** Which part of the picture counts for the exposure. */
  readonly metering: "centre" | "spot" | "average";
  /** `near`: the camera focuses by itself, on near things; a number: fixed, in dioptres (1 ÷ metres). Modules without a motor ignore it. */
  readonly focus: "near" | number;
  /** Noise reduction of the image processor: it takes fine modules for noise, and costs time. */
  readonly denoise: "off" | "fast";
  /** High dynamic range: `sensor` on Camera Module 3, `single-exposure` on Raspberry Pi 5. */
  readonly hdr: "off" | "sensor" | "single-exposure";
  /** The part of the sensor's picture that is used, as fractions of it; absent: all. */
  readonly region?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Darken some frames by themselves where a bright screen is held up; only USB cameras can while they run. */
  readonly bracket: boolean;
}

/** For cards, paper and phones under lamps of 50 Hz. */
export const STANDARD_CONTROLS: CameraControls = {
  mainsHz: 50,
  exposure: "short",
  ev: 0,
  metering: "centre",
  focus: "near",
  denoise: "off",
  hdr: "off",
  bracket: true,
};
