import type { Pose, Vector } from "./pose.ts";
import type { CameraSpec } from "./spec.ts";
import type { FramePoint } from "./truth.ts";

/** What the camera's geometry comes to. */
export interface Lens {
  readonly width: number;
  readonly height: number;
  /** Focal length in pixels. */
  readonly focal: number;
  readonly middleX: number;
  readonly middleY: number;
  /** Distortion for a square radius in tangents: a point seen at r² stands at r × (1 + this × r²). */
  readonly distortion: number;
}

/** The lens of a camera. */
export function lensOf({ width, height, fieldOfView, distortion }: CameraSpec): Lens {
  const tangent = Math.tan((fieldOfView * Math.PI) / 360);
  return { width, height, focal: width / 2 / tangent, middleX: width / 2, middleY: height / 2, distortion: distortion / tangent ** 2 };
}

/** Where a point in space is seen, in pixels; undefined behind the lens. */
export function seenAt(lens: Lens, { x, y, z }: Vector): FramePoint | undefined {
  if (z <= 1) return undefined;
  const [straightX, straightY] = [x / z, y / z];
  let [bentX, bentY] = [straightX, straightY];
  // The model goes from seen to straight; a few rounds lead back to a thousandth of a pixel.
  for (let round = 0; round < 6; round++) {
    const stretch = 1 + lens.distortion * (bentX * bentX + bentY * bentY);
    bentX = straightX / stretch;
    bentY = straightY / stretch;
  }
  return { x: lens.middleX + bentX * lens.focal, y: lens.middleY + bentY * lens.focal };
}

/** Three rows of three. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** The way back: rows of the matrix that takes a line of sight (x, y, 1) to (u, v, 1) × w, with u and v in millimetres on the surface. */
export function towards({ middle, right, down }: Pose): Matrix {
  const [a, b, c] = [right, down, middle];
  const bc = cross(b, c);
  const scale = 1 / (a.x * bc.x + a.y * bc.y + a.z * bc.z || 1e-9);
  const ca = cross(c, a);
  const ab = cross(a, b);
  return [bc.x * scale, bc.y * scale, bc.z * scale, ca.x * scale, ca.y * scale, ca.z * scale, ab.x * scale, ab.y * scale, ab.z * scale];
}

function cross(a: Vector, b: Vector): Vector {
  return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}

/** Softness by focus at a distance: standard deviation in pixels of the disc that a point becomes (thin lens). */
export function defocusOf({ apertureMm, focusMm }: CameraSpec, { focal }: Lens, distanceMm: number): number {
  const diameter = (focal * apertureMm * Math.abs(distanceMm - focusMm)) / (distanceMm * focusMm);
  return diameter / 4;
}
