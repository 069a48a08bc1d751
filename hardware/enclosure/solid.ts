// The few shapes that the parts are made of. All lie on the printer's bed: z runs up from it.
import jscad from "@jscad/modeling";
import type { Spot } from "./measures.ts";

const { booleans, extrusions, geometries, primitives, transforms } = jscad;

/** Cut or joined bodies as the modelling library holds them. */
export type Solid = ReturnType<typeof primitives.cuboid>;
/** A flat outline, to be given a height. */
export type Outline = ReturnType<typeof primitives.rectangle>;
/** A point in millimetres. */
export type Point = readonly [number, number, number];

/** Facets of a full turn: round to 0.15 mm, and no more triangles than that needs. */
const facetsOf = (diameter: number) => (diameter < 5 ? 12 : diameter < 12 ? 20 : 32);

/** A rectangle with round corners. */
export function plate(width: number, height: number, radius: number): Outline {
  return primitives.roundedRectangle({ size: [width, height], roundRadius: radius, segments: facetsOf(2 * radius) });
}

/** A rectangle around a place. */
export function oblong(width: number, height: number, at: Spot): Outline {
  return primitives.rectangle({ size: [width, height], center: [at.x, at.y] });
}

/** A round hole or disc. */
export function disc(diameter: number, at: Spot): Outline {
  return primitives.circle({ radius: diameter / 2, center: [at.x, at.y], segments: facetsOf(diameter) });
}

/** An outline by its corners, against the clock. */
export function corners(points: readonly (readonly [number, number])[]): Outline {
  return primitives.polygon({ points: points.map(([x, y]) => [x, y] as [number, number]) });
}

/** One outline without the others. */
export function without(outline: Outline, holes: readonly Outline[]): Outline {
  return holes.length === 0 ? outline : booleans.subtract(outline, ...holes);
}

/** Gives an outline a height, from a level above the bed. */
export function raised(outline: Outline, height: number, from = 0): Solid {
  return transforms.translate([0, 0, from], extrusions.extrudeLinear({ height }, outline));
}

/** A box by its middle. */
export function box(size: Point, at: Point): Solid {
  return primitives.cuboid({ size: [...size] as [number, number, number], center: [...at] as [number, number, number] });
}

/** A cylinder that stands on a level. */
export function rod(diameter: number, height: number, at: Spot, from = 0): Solid {
  return raised(disc(diameter, at), height, from);
}

/** Sides of a cable. */
const SIDES = 12;

/** A cable along the corners of a path, mitred at each: no corner twice, and none that turns right back. */
export function tube(diameter: number, path: readonly Point[]): Solid {
  const ways = path.slice(1).map((to, at) => unit(minus(to, path[at] ?? to)));
  const first = ways[0] ?? [0, 0, 1];
  const across = unit(cross(first, Math.abs(first[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]));
  const beside = cross(first, across);
  let ring = Array.from({ length: SIDES }, (_, side): Point => {
    const angle = (2 * Math.PI * side) / SIDES;
    return plus(plus(path[0] ?? [0, 0, 0], across, (Math.cos(angle) * diameter) / 2), beside, (Math.sin(angle) * diameter) / 2);
  });
  const rings = [ring];
  for (const [at, way] of ways.entries()) {
    const corner = path[at + 1] ?? [0, 0, 0];
    const normal = plus(way, ways[at + 1] ?? way, 1);
    ring = ring.map((point) => plus(point, way, dot(minus(corner, point), normal) / dot(way, normal)));
    rings.push(ring);
  }
  const id = (at: number, side: number) => at * SIDES + (side % SIDES);
  const sides = ways.flatMap((_, at) => ring.map((__, side) => [id(at, side), id(at, side + 1), id(at + 1, side + 1), id(at + 1, side)]));
  const end = ring.map((_, side) => id(ways.length, side));
  const start = ring.map((_, side) => id(0, SIDES - 1 - side));
  return primitives.polyhedron({
    points: rings.flat().map(([x, y, z]) => [x, y, z]),
    faces: [...sides, start, end],
    orientation: "outward",
  });
}

const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const plus = (a: Point, b: Point, times: number): Point => [a[0] + times * b[0], a[1] + times * b[1], a[2] + times * b[2]];
const dot = (a: Point, b: Point) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Point, b: Point): Point => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a: Point): Point => plus([0, 0, 0], a, 1 / Math.hypot(...a));

/** All of these as one body. */
export function joined(solids: readonly Solid[]): Solid {
  return booleans.union(...solids);
}

/** One body without the others. */
export function cut(solid: Solid, away: readonly Solid[]): Solid {
  return away.length === 0 ? solid : booleans.subtract(solid, ...away);
}

/** The part of a body that lies inside another. */
export function common(solid: Solid, other: Solid): Solid {
  return booleans.intersect(solid, other);
}

/** Moves a body. */
export function moved(solid: Solid, by: Point): Solid {
  return transforms.translate([...by] as [number, number, number], solid);
}

/** Turns a body about the axes x, y, z, in this order, by degrees. */
export function turned(solid: Solid, degrees: Point): Solid {
  return transforms.rotate(degrees.map((angle) => (angle * Math.PI) / 180) as [number, number, number], solid);
}

/** The faces of a body, each flat, convex and against the clock seen from outside. */
export function facesOf(solid: Solid): readonly (readonly Point[])[] {
  return geometries.geom3.toPolygons(solid).map(({ vertices }) => vertices.map((v): Point => [v[0] ?? 0, v[1] ?? 0, v[2] ?? 0]));
}
