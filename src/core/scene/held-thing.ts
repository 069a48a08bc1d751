import { dimmingAt, type Exposure, flickerAt } from "./exposure.ts";
import { type Mirror, mirrorsOf } from "./glare.ts";
import { type PixelBox, putBefore, type Workspace, widened } from "./layer.ts";
import { defocusOf, type Lens, lensOf, seenAt, towards } from "./lens.ts";
import { createMotion, normalOf, type Pose, placeOf, type Vector } from "./pose.ts";
import { drawSheet, type Grid, type RowLight } from "./sampling.ts";
import { createSheet, type Sheet } from "./sheet.ts";
import { smear, soften } from "./softness.ts";
import type { CameraSpec, HeldSpec, LampSpec, SequenceSpec } from "./spec.ts";
import type { FramePoint } from "./truth.ts";

/** A moment at which a frame is exposed: the middle of its middle row's exposure. */
export interface Moment {
  readonly seconds: number;
  readonly exposure: Exposure;
  /** Whether the kiosk's own light is on. */
  readonly isRingOn: boolean;
}

/** Something held up, in front of a camera. */
export interface HeldThing {
  readonly sheet: Sheet;
  readonly poseAt: (seconds: number) => Pose;
  /** Where a point of the sheet is seen while its own row is exposed. */
  seen(moment: Moment, rightMm: number, downMm: number): FramePoint | undefined;
  /** Light on a row's middle, without flicker that the exposure averages out. */
  lightAt(moment: Moment, row: number): RowLight;
  mirrorsAt(moment: Moment): readonly Mirror[];
  blurAt(seconds: number): number;
  /** Way of a point of the sheet during the exposure, in pixels. */
  smearAt(moment: Moment, point: { readonly x: number; readonly y: number }): FramePoint;
  /** Draws it before a picture in linear light. */
  draw(picture: Float32Array, moment: Moment, workspace: Workspace): void;
}

/** Distance at which the ring's lux are given, in millimetres, and how large it is seen from there, in degrees. */
const RING_MM = 200;
const RING_DEGREES = 6;
/** A shorter way than this during the exposure is softness like any other, in pixels. */
const SHORT_PX = 1.5;
/** Part of a pixel that takes light in. */
const PIXEL_FILL = 0.8;
/** Heights of the waves of a sub-pixel grid in luma, for full contrast: three colours, of which green is most, and the gap between pixels. */
const GRID_WAVES = [0.75, 0.3] as const;

/** Puts something before the camera. */
export function createHeldThing(held: HeldSpec, { camera, light }: SequenceSpec, seed: number): HeldThing {
  const lens = lensOf(camera);
  const sheet = createSheet(held, lens.focal / held.motion.distanceMm, seed);
  const poseAt = createMotion(held.motion, seed);
  const rowSeconds = ({ seconds }: Moment, row: number) => seconds + camera.readoutSeconds * ((row + 0.5) / camera.height - 0.5);
  const { medium } = sheet;

  function lightAt(moment: Moment, row: number): RowLight {
    const { exposure } = moment;
    const at = rowSeconds(moment, row);
    const ring = light.ring && moment.isRingOn ? ringLux(light.ring.lux, poseAt(moment.seconds)) : 0;
    const screen = medium.kind === "phone" ? medium.luminance * dimmingAt(medium.dimming, at, exposure.seconds) : 0;
    return { ambient: (light.lux * flickerAt(light, at, exposure.seconds) + ring) / Math.PI, screen };
  }

  const mirrorsAt = (moment: Moment) => mirrorsOf(medium, poseAt(moment.seconds), lens, lampsAt(moment));

  function lampsAt({ isRingOn }: Moment): readonly LampSpec[] {
    if (!light.ring || !isRingOn) return light.lamps;
    const steradians = ((RING_DEGREES * Math.PI) / 180) ** 2;
    return [...light.lamps, { right: 0, up: 0, width: RING_DEGREES, height: RING_DEGREES, luminance: light.ring.lux / steradians }];
  }

  function smearAt({ seconds, exposure }: Moment, { x, y }: { readonly x: number; readonly y: number }): FramePoint {
    const from = seenAt(lens, placeOf(poseAt(seconds - exposure.seconds / 2), x, y));
    const to = seenAt(lens, placeOf(poseAt(seconds + exposure.seconds / 2), x, y));
    return from && to ? { x: to.x - from.x, y: to.y - from.y } : { x: 0, y: 0 };
  }

  const blurAt = (seconds: number) => Math.hypot(camera.softness, defocusOf(camera, lens, poseAt(seconds).middle.z));

  return {
    sheet,
    poseAt,
    lightAt,
    mirrorsAt,
    blurAt,
    smearAt,
    seen(moment, rightMm, downMm) {
      let point: FramePoint | undefined;
      // The row decides when the point was exposed, and that where it is.
      for (let round = 0, row = camera.height / 2; round < 4; round++, row = point?.y ?? row) {
        point = seenAt(lens, placeOf(poseAt(rowSeconds(moment, row - 0.5)), rightMm, downMm));
      }
      return point;
    },
    draw(picture, moment, { layer, spare }) {
      const pose = poseAt(moment.seconds);
      const pixelsPerMm = lens.focal / pose.middle.z;
      const lights = Array.from({ length: camera.height }, (_, row) => lightAt(moment, row));
      const drawn = drawSheet(
        layer,
        sheet,
        {
          lens,
          towards: (row) => towards(poseAt(rowSeconds(moment, row))),
          light: (row) => lights[row] ?? { ambient: 0, screen: 0 },
          mirrors: mirrorsAt(moment),
          pixelsPerMm,
          grid: gridOf(medium, camera, blurAt(moment.seconds), pixelsPerMm),
        },
        boxOf(sheet, pose, lens),
      );
      // All of the sheet is smeared as its code is: nothing else on it is read.
      const way = smearAt(moment, sheet.codes[0]?.place(0.5, 0.5) ?? { x: 0, y: 0 });
      const length = Math.hypot(way.x, way.y);
      const isShort = length < SHORT_PX;
      // A box of length l has a variance of l² / 12.
      const blur = Math.hypot(blurAt(moment.seconds), isShort ? length / Math.sqrt(12) : 0);
      const box = widened(drawn, 3 * blur + length / 2 + 1, camera.width, camera.height);
      for (const plane of [layer.light, layer.cover]) {
        soften(plane, camera.width, box, blur, spare);
        if (!isShort) smear(plane, camera.width, box, way.x, way.y);
      }
      putBefore(picture, layer, box);
    },
  };
}

/** What of the kiosk's own light falls on a sheet. */
function ringLux(lux: number, pose: Pose): number {
  return lux * (RING_MM / pose.middle.z) ** 2 * Math.abs(normalOf(pose).z);
}

/** The waves of a screen's grid that are left when lens and pixel have averaged over it; moiré is what the sensor's own grid makes of them. */
function gridOf(medium: Sheet["medium"], camera: CameraSpec, blurPx: number, pixelsPerMm: number): Grid | undefined {
  if (medium.kind !== "phone" || medium.gridContrast <= 0) return undefined;
  const pitchMm = 25.4 / medium.pixelsPerInch;
  // Half of the softness in focus is the work of demosaicing, after the sensor.
  const opticalPx = Math.max(blurPx - camera.softness / 2, 0.2);
  const left = (wave: number) => {
    const cycles = wave / (pitchMm * pixelsPerMm);
    const part = Math.PI * cycles * PIXEL_FILL;
    return Math.abs(Math.sin(part) / part) * Math.exp(-2 * (Math.PI * opticalPx * cycles) ** 2);
  };
  const [first, second] = GRID_WAVES;
  return { pitchMm, first: medium.gridContrast * first * left(1), second: medium.gridContrast * second * left(2) };
}

/** The part of the frame in which a sheet may be seen; all of it where a corner is behind the lens. */
function boxOf(sheet: Sheet, pose: Pose, lens: Lens): PixelBox {
  const frame = { left: 0, top: 0, right: lens.width, bottom: lens.height };
  const [canvas] = sheet.painting().whole;
  if (!canvas) return frame;
  const { leftMm, topMm, width, height, density } = canvas;
  const corners: FramePoint[] = [];
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ] as const) {
    const place: Vector = placeOf(pose, leftMm + (x * width) / density, topMm + (y * height) / density);
    const point = place.z > 30 ? seenAt(lens, place) : undefined;
    if (!point) return frame;
    corners.push(point);
  }
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const box = {
    left: Math.floor(Math.min(...xs)),
    top: Math.floor(Math.min(...ys)),
    right: Math.ceil(Math.max(...xs)),
    bottom: Math.ceil(Math.max(...ys)),
  };
  // Rolling shutter and a bent lens move an edge by a little.
  const wide = { left: box.left - 24, top: box.top - 24, right: box.right + 24, bottom: box.bottom + 24 };
  return {
    left: Math.max(0, Math.min(lens.width, wide.left)),
    top: Math.max(0, Math.min(lens.height, wide.top)),
    right: Math.max(0, Math.min(lens.width, wide.right)),
    bottom: Math.max(0, Math.min(lens.height, wide.bottom)),
  };
}
