import { createChance, createWander } from "./chance.ts";
import type { MotionSpec } from "./spec.ts";

/** A direction or a place in millimetres: right, down, away from the camera. */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Where a flat thing is, and its own directions right and down, each of length 1. */
export interface Pose {
  readonly middle: Vector;
  readonly right: Vector;
  readonly down: Vector;
}

const DEGREE = Math.PI / 180;
/** A hand trembles at 8 to 12 Hz, and wanders more slowly than once a second. */
const TREMOR_HERTZ = [8, 12] as const;
const DRIFT_HERTZ = [0.15, 0.9] as const;
/** Where an approach starts: this much farther away, and below. */
const APPROACH_AWAY = 0.9;
const APPROACH_BELOW_MM = 130;
/** How fast it is taken away, in mm/s². */
const LEAVE_ACCELERATION = 1_500;

/** The pose at any time, in seconds since the first frame. */
export function createMotion(spec: MotionSpec, seed: number): (seconds: number) => Pose {
  const chance = createChance(seed, "motion");
  const wander = ([from, to]: readonly [number, number]) => createWander(chance, from, to);
  const tremor = { x: wander(TREMOR_HERTZ), y: wander(TREMOR_HERTZ), z: wander(TREMOR_HERTZ) };
  const drift = { x: wander(DRIFT_HERTZ), y: wander(DRIFT_HERTZ), z: wander(DRIFT_HERTZ) };
  const sway = { yaw: wander(DRIFT_HERTZ), pitch: wander(DRIFT_HERTZ), roll: wander(DRIFT_HERTZ) };

  return (seconds) => {
    const { tremorMm, driftMm, swayDegrees, approachSeconds, leavesAtSeconds } = spec;
    // Quick at first, then ever slower: 1 at the start, 0 at rest.
    const left = approachSeconds > 0 ? Math.max(0, 1 - Math.max(0, seconds) / approachSeconds) ** 2 : 0;
    const gone = leavesAtSeconds === undefined ? 0 : (LEAVE_ACCELERATION / 2) * Math.max(0, seconds - leavesAtSeconds) ** 2;
    const middle = {
      x: spec.rightMm + spec.rightMmPerSecond * seconds + driftMm * drift.x(seconds) + tremorMm * tremor.x(seconds),
      y:
        spec.belowMm +
        spec.belowMmPerSecond * seconds +
        driftMm * drift.y(seconds) +
        tremorMm * tremor.y(seconds) +
        left * APPROACH_BELOW_MM +
        gone,
      // Along the line of sight hands move as much, but it is seen less.
      z:
        spec.distanceMm * (1 + left * APPROACH_AWAY) -
        (spec.nearerMmPerSecond ?? 0) * seconds +
        driftMm * drift.z(seconds) +
        (tremorMm / 2) * tremor.z(seconds) +
        gone / 3,
    };
    return {
      middle: { ...middle, z: Math.max(middle.z, 20) },
      ...turned(
        spec.yaw + swayDegrees * sway.yaw(seconds),
        spec.pitch + swayDegrees * sway.pitch(seconds),
        spec.roll + swayDegrees * sway.roll(seconds),
      ),
    };
  };
}

/** The directions right and down, turned about the vertical axis, then the horizontal one, then the line of sight. */
function turned(yaw: number, pitch: number, roll: number): Pick<Pose, "right" | "down"> {
  const [cosYaw, sinYaw] = [Math.cos(yaw * DEGREE), Math.sin(yaw * DEGREE)];
  const [cosPitch, sinPitch] = [Math.cos(pitch * DEGREE), Math.sin(pitch * DEGREE)];
  const [cosRoll, sinRoll] = [Math.cos(roll * DEGREE), Math.sin(roll * DEGREE)];
  const rolled = ({ x, y, z }: Vector): Vector => ({ x: x * cosRoll - y * sinRoll, y: x * sinRoll + y * cosRoll, z });
  const pitched = ({ x, y, z }: Vector): Vector => ({ x, y: y * cosPitch - z * sinPitch, z: y * sinPitch + z * cosPitch });
  return { right: rolled(pitched({ x: cosYaw, y: 0, z: -sinYaw })), down: rolled(pitched({ x: 0, y: 1, z: 0 })) };
}

/** The direction at right angles to the surface, away from the camera where it faces it. */
export function normalOf({ right, down }: Pose): Vector {
  return {
    x: right.y * down.z - right.z * down.y,
    y: right.z * down.x - right.x * down.z,
    z: right.x * down.y - right.y * down.x,
  };
}

/** The place of a point of the surface. */
export function placeOf({ middle, right, down }: Pose, rightMm: number, downMm: number): Vector {
  return {
    x: middle.x + right.x * rightMm + down.x * downMm,
    y: middle.y + right.y * rightMm + down.y * downMm,
    z: middle.z + right.z * rightMm + down.z * downMm,
  };
}
