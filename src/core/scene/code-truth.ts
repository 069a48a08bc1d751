import { type Exposure, lumaOf, scaleOf } from "./exposure.ts";
import type { Mirror } from "./glare.ts";
import type { HeldThing, Moment } from "./held-thing.ts";
import { normalOf, placeOf } from "./pose.ts";
import type { PlacedCode } from "./sheet.ts";
import type { CameraSpec } from "./spec.ts";
import type { CodeTruth, FramePoint } from "./truth.ts";

/** Light and dark modules whose luma differs by less than this have run together. */
const LEAST_CONTRAST = 30;
/** Points a side that are asked for a part of a code's area. */
const POINTS = 12;

/** Everything that is true of a code in a frame; undefined where it is behind the camera. */
export function codeTruth(thing: HeldThing, code: PlacedCode, moment: Moment, camera: CameraSpec): CodeTruth | undefined {
  const at = (across: number, down: number, when = moment) => {
    const { x, y } = code.place(across, down);
    return thing.seen(when, x, y);
  };
  const [topLeft, topRight, bottomRight, bottomLeft] = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
  const middle = at(0.5, 0.5);
  if (!topLeft || !topRight || !bottomRight || !bottomLeft || !middle) return undefined;
  const corners: CodeTruth["corners"] = [topLeft, topRight, bottomRight, bottomLeft];
  const smear = thing.smearAt(moment, code.place(0.5, 0.5));
  const before = at(0.5, 0.5, { ...moment, seconds: moment.seconds - 1 / camera.framesPerSecond });
  const mirrors = thing.mirrorsAt(moment);
  const blurPx = thing.blurAt(moment.seconds);
  const isInside = ({ x, y }: FramePoint) => x >= 0 && y >= 0 && x < camera.width && y < camera.height;
  const part = (isSo: (x: number, y: number) => boolean) => partOf(at, isSo);
  const { light, dark, overexposure } = lumaOfModules(thing, code, moment, camera, middle);
  return {
    ...("text" in code.spec.content ? { text: code.spec.content.text } : {}),
    bytes: code.bytes,
    corners,
    modules: code.modules,
    pixelsPerModule: Math.sqrt(areaOf(corners)) / code.modules,
    leastPixelsPerModule: leastStretch(middle, at(0.55, 0.5) ?? middle, at(0.5, 0.55) ?? middle) / (0.05 * code.modules),
    tilt: tiltOf(thing, code, moment),
    blurPx,
    defocusPx: Math.sqrt(Math.max(0, blurPx ** 2 - camera.softness ** 2)),
    smearPx: Math.hypot(smear.x, smear.y),
    speedPx: before ? Math.hypot(middle.x - before.x, middle.y - before.y) : 0,
    occlusion: code.occlusion,
    visible: corners.every(isInside) ? 1 : part((x, y) => isInside({ x, y })),
    light,
    dark,
    overexposure,
    glare:
      mirrors.length > 0 ? part((x, y) => isWashedOut(mirrors, luminanceOf(thing, code, moment, y), moment.exposure, camera, x, y)) : 0,
  };
}

/** Whether lamps mirrored at this pixel make light and dark modules run together that do not without them. */
export function isWashedOut(
  mirrors: readonly Mirror[],
  { light, dark }: ModuleLight,
  exposure: Exposure,
  camera: CameraSpec,
  x: number,
  y: number,
): boolean {
  let mirrored = 0;
  for (const mirror of mirrors) mirrored += mirror(x, y);
  if (mirrored <= 0) return false;
  const contrast = (more: number) => Math.abs(lumaOf(camera, exposure, light + more) - lumaOf(camera, exposure, dark + more));
  return contrast(0) >= LEAST_CONTRAST && contrast(mirrored) < Math.max(LEAST_CONTRAST, contrast(0) * 0.25);
}

/** Luminance of light and of dark modules in cd/m². */
export interface ModuleLight {
  readonly light: number;
  readonly dark: number;
}

/** The light of a code's modules in a row, without what lamps add. */
export function luminanceOf(thing: HeldThing, { light, dark }: PlacedCode, moment: Moment, row: number): ModuleLight {
  const { ambient, screen } = thing.lightAt(moment, row);
  const of = ({ reflected, given }: PlacedCode["light"]) => reflected * ambient + given * screen;
  return { light: of(light), dark: of(dark) };
}

function lumaOfModules(thing: HeldThing, code: PlacedCode, moment: Moment, camera: CameraSpec, { x, y }: FramePoint) {
  const { light, dark } = luminanceOf(thing, code, moment, y);
  const away = ((x - camera.width / 2) ** 2 + (y - camera.height / 2) ** 2) / ((camera.width ** 2 + camera.height ** 2) / 4);
  const corner = Math.max(0, 1 - camera.vignetting * away);
  const { exposure } = moment;
  return {
    light: lumaOf(camera, exposure, light * corner),
    dark: lumaOf(camera, exposure, dark * corner),
    overexposure: Math.max(light, dark) * corner * scaleOf(camera, exposure),
  };
}

function tiltOf(thing: HeldThing, code: PlacedCode, { seconds }: Moment): number {
  const pose = thing.poseAt(seconds);
  const normal = normalOf(pose);
  const middle = code.place(0.5, 0.5);
  const { x, y, z } = placeOf(pose, middle.x, middle.y);
  const cosine = Math.abs(normal.x * x + normal.y * y + normal.z * z) / Math.hypot(x, y, z);
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
}

function partOf(at: (across: number, down: number) => FramePoint | undefined, isSo: (x: number, y: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < POINTS; row++) {
    for (let column = 0; column < POINTS; column++) {
      const point = at((column + 0.5) / POINTS, (row + 0.5) / POINTS);
      if (point && isSo(point.x, point.y)) count++;
    }
  }
  return count / POINTS ** 2;
}

/** Area inside the corners (the shoelace formula), in square pixels. */
function areaOf(corners: CodeTruth["corners"]): number {
  const twice = corners.reduce((sum, { x, y }, index) => {
    const next = corners[(index + 1) % corners.length] ?? corners[0];
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** The least length that a step of the code can have in the frame: the smaller singular value of what two steps become. */
function leastStretch(middle: FramePoint, across: FramePoint, down: FramePoint): number {
  const [a, b, c, d] = [across.x - middle.x, down.x - middle.x, across.y - middle.y, down.y - middle.y];
  const sum = a * a + b * b + c * c + d * d;
  const area = Math.abs(a * d - b * c);
  return Math.sqrt(Math.max(0, (sum - Math.sqrt(Math.max(0, sum * sum - 4 * area * area))) / 2));
}
