import { boxAround, type Canvas, capsule, type MmBox, paintShape, type Shape } from "./canvas.ts";
import { createChance } from "./chance.ts";
import type { HandSpec } from "./spec.ts";

/** A finger or a part of the hand: a line with a thickness. */
interface Limb {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly radius: number;
}

/** A hand that holds something: what is behind the thing, and what is in front of it. */
export interface Hand {
  readonly behind: readonly Limb[];
  readonly front: readonly Limb[];
  readonly skin: number;
}

/** Half the thickness of a finger, and the distance between two, in millimetres. */
const FINGER_MM = 8;
const FINGER_STEP_MM = 18;

/** The hand at an edge of a thing whose middle is at (0, 0). */
export function handAt(spec: HandSpec, thing: MmBox, seed: number): Hand {
  const chance = createChance(seed, "hand");
  // Laid out for the right edge, with `along` down it and `out` away from it; then turned to where it belongs.
  const half = { out: spec.edge === "bottom" ? thing.bottom : thing.right, along: spec.edge === "bottom" ? thing.right : thing.bottom };
  const start = half.along * chance.between(-0.3, 0.1);
  const front = Array.from({ length: spec.fingers }, (_, finger): Limb => {
    const along = start + (finger - (spec.fingers - 1) / 2) * FINGER_STEP_MM + chance.between(-2, 2);
    const radius = FINGER_MM * chance.between(0.9, 1.15);
    return { fromX: half.out + 30, fromY: along + 12, toX: half.out - spec.reachMm + radius, toY: along, radius };
  });
  const behind = [
    { fromX: half.out + 26, fromY: start + 20, toX: half.out + 40, toY: start + 60, radius: 24 },
    { fromX: half.out + 40, fromY: start + 60, toX: half.out + 70, toY: start + 190, radius: 27 },
    ...[-1, 0, 1].map(
      (finger): Limb => ({
        fromX: half.out + 24,
        fromY: start + 16 + finger * 14,
        toX: half.out - 6,
        toY: start + finger * 16,
        radius: FINGER_MM,
      }),
    ),
  ];
  const turn = ({ fromX, fromY, toX, toY, radius }: Limb): Limb => {
    if (spec.edge === "right") return { fromX, fromY, toX, toY, radius };
    if (spec.edge === "left") return { fromX: -fromX, fromY, toX: -toX, toY, radius };
    return { fromX: fromY, fromY: fromX, toX: toY, toY: toX, radius };
  };
  return { behind: behind.map(turn), front: front.map(turn), skin: spec.skin };
}

/** Paints limbs, round as limbs are: paler along the middle. */
export function paintLimbs(canvas: Canvas, limbs: readonly Limb[], skin: number): void {
  for (const limb of limbs) {
    const shape = shapeOf(limb);
    const reflected = (x: number, y: number) => skin * (0.5 + 0.5 * Math.sqrt(Math.min(1, Math.max(0, -shape(x, y) / limb.radius))));
    paintShape(canvas, boxAround(limb.fromX, limb.fromY, limb.toX, limb.toY, limb.radius + 1), shape, { reflected, isDull: true });
  }
}

/** Part of a box that limbs hide, 0 to 1. */
export function hiddenPart(box: MmBox, limbs: readonly Limb[]): number {
  const STEPS = 24;
  const shapes = limbs.map(shapeOf);
  let hidden = 0;
  for (let row = 0; row < STEPS; row++) {
    for (let column = 0; column < STEPS; column++) {
      const x = box.left + ((column + 0.5) / STEPS) * (box.right - box.left);
      const y = box.top + ((row + 0.5) / STEPS) * (box.bottom - box.top);
      if (shapes.some((shape) => shape(x, y) < 0)) hidden++;
    }
  }
  return hidden / STEPS ** 2;
}

function shapeOf({ fromX, fromY, toX, toY, radius }: Limb): Shape {
  return capsule(fromX, fromY, toX, toY, radius);
}
