// The closed case as a whole, of both sizes and all variants: nothing in it may run into anything else.
import jscad from "@jscad/modeling";
import type { Variant } from "../bom.ts";
import {
  at,
  behindWindow,
  board,
  button,
  cableClampOn,
  clamps,
  closing,
  down,
  lamps,
  lowerBoards,
  repeat,
  soundAt,
  up,
} from "./arrangement.ts";
import { type Body, bodyOf, shift } from "./body.ts";
import { display, reader, socket, sounder } from "./bought.ts";
import { LOW_POST, type Measures, WALL } from "./measures.ts";
import { printedSolid } from "./printed.ts";
import type { Point, Solid } from "./solid.ts";

const { booleans, geometries, measurements } = jscad;

/** Two parts that share room, in cubic millimetres. */
export interface Collision {
  readonly parts: readonly [string, string];
  readonly volume: number;
}

const GREY: Point = [200, 200, 200];
/** Parts that touch share a little by rounding. */
const TOUCH = 0.5; // mm³

/** The four large printed parts of a size; each takes a second. */
function shells(measures: Measures): readonly Body[] {
  return [
    ...at([bodyOf("C1", GREY, printedSolid("C1", measures))], up(measures)),
    ...at([bodyOf("C2", GREY, printedSolid("C2", measures))], down(measures)),
    ...at([bodyOf("C3", GREY, printedSolid("C3", measures))], closing(0), up(measures)),
    ...at([bodyOf("C4", GREY, printedSolid("C4", measures))], closing(0), down(measures)),
  ];
}

/** What is in the closed case of a size and variant, face down. The display is the largest that fits. `read`: the reader, of a kiosk with one. */
export function contents(measures: Measures, variant: Variant, read = reader()): readonly Body[] {
  const sound = soundAt(measures);
  return [
    ...at(
      [...at(display(measures.displayUpTo.width - 1, measures.displayUpTo.height - 1), shift(0, 0, WALL)), ...clamps(LOW_POST, measures)],
      up(measures),
    ),
    ...at(board(0), closing(0), up(measures)),
    ...at(
      [...behindWindow(0, measures, variant, read), ...lamps(0, measures), ...button(0, measures), ...repeat(0, measures)],
      down(measures),
    ),
    ...at(
      [...at(sounder(), shift(sound.x, sound.y, WALL)), ...at(socket(), shift(-measures.socket.x, measures.socket.y, 0))],
      down(measures),
    ),
    ...at([...lowerBoards(0, variant), ...cableClampOn(0)], closing(0), down(measures)),
  ];
}

/** Each pair of different parts that share room; pairs that were looked at before, in the same places, are left out. */
export function collisions(bodies: readonly Body[], seen = new Set<string>()): readonly Collision[] {
  const solids = bodies.map((body) => ({ ref: body.ref, solid: solidOf(body), box: boxOf(body) }));
  return solids.flatMap((a, index) =>
    solids.slice(index + 1).flatMap((b): readonly Collision[] => {
      const pair = JSON.stringify([a.ref, a.box, b.ref, b.box]);
      if (a.ref === b.ref || seen.has(pair) || [0, 1, 2].some((axis) => apart(a.box, b.box, axis))) return [];
      seen.add(pair);
      const volume = measurements.measureVolume(booleans.intersect(a.solid, b.solid));
      return volume > TOUCH ? [{ parts: [a.ref, b.ref], volume: Math.round(volume) }] : [];
    }),
  );
}

/** What runs into what in the closed case of a size, printed shells included, in words: none, or it must not be printed. */
export function closedCaseCollisions(measures: Measures): readonly string[] {
  const printed = shells(measures);
  const seen = new Set<string>();
  // "both" is "relay" without a part.
  const found = (["camera", "serial", "relay"] as const).flatMap((variant) =>
    collisions([...printed, ...contents(measures, variant)], seen).map(
      ({ parts, volume }) => `the ${measures.size} inch case, ${variant}: ${parts.join(" runs into ")} by ${volume} mm³`,
    ),
  );
  return [...new Set(found)];
}

type Box = readonly [low: Point, high: Point];

function solidOf({ faces }: Body): Solid {
  return geometries.geom3.create(
    faces.map((face) => geometries.poly3.create(face.map(([x, y, z]): [number, number, number] => [x, y, z]))),
  );
}

function boxOf({ faces }: Body): Box {
  const all = faces.flat();
  const least = (axis: number) => all.reduce((low, point) => Math.min(low, point[axis] ?? 0), Infinity);
  const most = (axis: number) => all.reduce((high, point) => Math.max(high, point[axis] ?? 0), -Infinity);
  return [
    [least(0), least(1), least(2)],
    [most(0), most(1), most(2)],
  ];
}

const apart = ([aLow, aHigh]: Box, [bLow, bHigh]: Box, axis: number) =>
  (aLow[axis] ?? 0) >= (bHigh[axis] ?? 0) - 0.01 || (bLow[axis] ?? 0) >= (aHigh[axis] ?? 0) - 0.01;
