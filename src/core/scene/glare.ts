import type { Lens } from "./lens.ts";
import { normalOf, type Pose, type Vector } from "./pose.ts";
import type { LampSpec, MediumSpec } from "./spec.ts";

/** Light in cd/m² that a surface mirrors to the camera at the pixel (x, y), by lamp. */
export type Mirror = (x: number, y: number) => number;

const DEGREE = Math.PI / 180;
/** Edges of a mirrored lamp: sharp on glass, spread on printed plastic, in degrees. */
const SPREAD = { phone: 0.4, card: 3.5, paper: 12 } as const;

/** One mirror a lamp, of those that a surface in this pose could show. */
export function mirrorsOf(medium: MediumSpec, pose: Pose, lens: Lens, lamps: readonly LampSpec[]): readonly Mirror[] {
  const gloss = medium.kind === "paper" ? 0 : medium.gloss;
  return gloss > 0 ? lamps.map((lamp) => mirrorOf(gloss, SPREAD[medium.kind], normalOf(pose), lens, lamp)) : [];
}

function mirrorOf(gloss: number, spread: number, normal: Vector, lens: Lens, lamp: LampSpec): Mirror {
  const towards = direction(lamp.right, lamp.up);
  const sideways = direction(lamp.right + 90, 0);
  const upwards = cross(sideways, towards);
  const [halfWidth, halfHeight] = [lamp.width / 2, lamp.height / 2];
  // A surface that spreads a lamp over a larger angle shows less of it in each.
  const share = (lamp.width / (lamp.width + spread)) * (lamp.height / (lamp.height + spread));
  const brightest = gloss * lamp.luminance * share;
  return (x, y) => {
    const [sightX, sightY] = [(x - lens.middleX) / lens.focal, (y - lens.middleY) / lens.focal];
    const twice = 2 * (sightX * normal.x + sightY * normal.y + normal.z);
    const [backX, backY, backZ] = [sightX - twice * normal.x, sightY - twice * normal.y, 1 - twice * normal.z];
    const ahead = backX * towards.x + backY * towards.y + backZ * towards.z;
    if (ahead <= 0) return 0;
    const right = Math.abs(Math.atan2(backX * sideways.x + backY * sideways.y + backZ * sideways.z, ahead)) / DEGREE;
    const up = Math.abs(Math.atan2(backX * upwards.x + backY * upwards.y + backZ * upwards.z, ahead)) / DEGREE;
    return brightest * inside(right, halfWidth, spread) * inside(up, halfHeight, spread);
  };
}

/** 1 well inside, 0 well outside, smooth over `spread` degrees. */
function inside(away: number, half: number, spread: number): number {
  const part = Math.max(0, Math.min(1, (half + spread / 2 - away) / spread));
  return part * part * (3 - 2 * part);
}

/** From the surface towards the camera's side: `right` and `up` in degrees. */
function direction(right: number, up: number): Vector {
  const level = Math.cos(up * DEGREE);
  return { x: Math.sin(right * DEGREE) * level, y: -Math.sin(up * DEGREE), z: -Math.cos(right * DEGREE) * level };
}

function cross(a: Vector, b: Vector): Vector {
  return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}
