import * as v from "valibot";
import { type CameraControls, STANDARD_CONTROLS } from "../core/camera-controls.ts";
import { sizeForView, WIDEST_VIEW_MM } from "../core/camera-size.ts";

const count = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const between = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
/** Chroma halves both sides of a picture. */
const side = (least: number) => v.pipe(count(least, 4096), v.multipleOf(2, "must be even"));

/** Settings of a camera; each is a word of a closed list or a number. docs/operating.md explains them. */
const ControlsSchema = v.strictObject({
  mainsHz: v.optional(v.picklist([50, 60, "off"]), STANDARD_CONTROLS.mainsHz),
  exposure: v.optional(v.picklist(["normal", "short"]), STANDARD_CONTROLS.exposure),
  shutterMicros: v.exactOptional(count(10, 200_000)),
  gain: v.exactOptional(between(1, 64)),
  ev: v.optional(between(-8, 8), STANDARD_CONTROLS.ev),
  metering: v.optional(v.picklist(["centre", "spot", "average"]), STANDARD_CONTROLS.metering),
  focus: v.optional(v.union([v.literal("near"), between(0, 32)]), STANDARD_CONTROLS.focus),
  denoise: v.optional(v.picklist(["off", "fast"]), STANDARD_CONTROLS.denoise),
  hdr: v.optional(v.picklist(["off", "sensor", "single-exposure"]), STANDARD_CONTROLS.hdr),
  region: v.exactOptional(
    v.pipe(
      v.strictObject({ x: between(0, 1), y: between(0, 1), width: between(0.05, 1), height: between(0.05, 1) }),
      v.check(({ x, y, width, height }) => x + width <= 1 && y + height <= 1, "reaches beyond the picture"),
    ),
  ),
  bracket: v.optional(v.boolean(), STANDARD_CONTROLS.bracket),
});

/** A camera among the sources of the configuration. */
export const CameraSourceSchema = v.strictObject({
  kind: v.literal("camera"),
  /** What it is called where there are several. */
  name: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "a camera is named by 1 to 32 of a-z, 0-9 and -"))),
  /** A USB camera; `/dev/v4l/by-id/…` survives another port. Neither this nor a number: whatever camera there is. */
  device: v.exactOptional(v.pipe(v.string(), v.regex(/^\/dev\/[!-~]{1,250}$/, "a path below /dev"))),
  /** A camera of the board, from 0, in the order of `rpicam-hello --list-cameras`. */
  number: v.exactOptional(count(0, 3)),
  /** Millimetres that the picture shows across, where codes are held: it decides on the size. */
  viewMm: v.exactOptional(count(20, WIDEST_VIEW_MM)),
  width: v.exactOptional(side(320)),
  height: v.exactOptional(side(240)),
  framesPerSecond: v.optional(count(1, 60), 15),
  controls: v.optional(ControlsSchema, {}),
});
export type CameraConfig = v.InferOutput<typeof CameraSourceSchema>;

/** A camera of the configuration with every default filled in. */
export interface CameraSettings {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly number?: number;
  readonly device?: string;
  readonly controls: CameraControls;
}

/** Where nothing is said of the view: a card fills it. */
const STANDARD_VIEW_MM = 100;

/** What a camera of the configuration is asked for. */
export function cameraSettings({ viewMm, width, height, name, kind, ...rest }: CameraConfig): CameraSettings {
  const size = sizeForView(viewMm ?? STANDARD_VIEW_MM);
  return { ...rest, width: width ?? size.width, height: height ?? size.height };
}

/** What is wrong with the cameras together although every key is right; each with its place among the sources. */
export function cameraProblems(sources: readonly { readonly kind: string }[]): readonly string[] {
  const cameras = [...sources.entries()].flatMap(([place, source]) => (isCamera(source) ? [{ place, ...source }] : []));
  const problems: string[] = [];
  for (const { place, name, device, number, width, height } of cameras) {
    const at = `source.${place}`;
    if (device !== undefined && number !== undefined)
      problems.push(`${at}: device is a USB camera, number one of the board; one of the two`);
    if ((width === undefined) !== (height === undefined)) problems.push(`${at}: width and height go together`);
    if (cameras.length > 1 && name === undefined) problems.push(`${at}.name: missing; several cameras are told apart by their names`);
    if (cameras.length > 1 && device === undefined && number === undefined)
      problems.push(`${at}: which of several cameras? Add its device or its number`);
  }
  for (const key of ["name", "device", "number"] as const) {
    const values = cameras.flatMap((camera) => camera[key] ?? []);
    if (new Set(values).size < values.length) problems.push(`source: two cameras have the same ${key}`);
  }
  return problems;
}

function isCamera(source: { readonly kind: string }): source is CameraConfig {
  return source.kind === "camera";
}
