// Bodies as they are drawn: flat faces to fill, edges to draw, and where they stand.
import { closedTriangles } from "./mesh.ts";
import { facesOf, type Point, type Solid } from "./solid.ts";
import { normalOf } from "./stl.ts";

/** An edge between two faces that do not lie in one plane. */
export interface Edge {
  readonly from: Point;
  readonly to: Point;
  readonly normals: readonly [Point, Point];
  /** Facets of one curve: drawn only where the curve turns away from who looks. */
  readonly smooth: boolean;
}

/** What is drawn of one part. */
export interface Body {
  readonly ref: string;
  /** Its colour in full light, as three parts of 255. */
  readonly tone: Point;
  readonly faces: readonly (readonly Point[])[];
  readonly edges: readonly Edge[];
}

/** Moves a point without bending anything. */
export type Placement = (point: Point) => Point;

/** Cosine between facets of a curve: a cylinder of twelve facets turns by 30 degrees a facet. */
const SMOOTH = Math.cos((32 * Math.PI) / 180);
const PLANE = 1 - 1e-6;

/** Moves along the axes, in millimetres. */
export const shift =
  (x: number, y: number, z: number): Placement =>
  (point) => [point[0] + x, point[1] + y, point[2] + z];

/** Turns about one axis (0, 1, 2 for x, y, z), by degrees. */
export function turn(axis: 0 | 1 | 2, degrees: number): Placement {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [a, b] = axis === 0 ? [1, 2] : axis === 1 ? [2, 0] : [0, 1];
  return (point) => {
    const next: [number, number, number] = [...point];
    next[a ?? 0] = cos * (point[a ?? 0] ?? 0) - sin * (point[b ?? 0] ?? 0);
    next[b ?? 0] = sin * (point[a ?? 0] ?? 0) + cos * (point[b ?? 0] ?? 0);
    return next;
  };
}

/** One movement after the other, the first first. */
export function after(...placements: readonly Placement[]): Placement {
  return (point) => placements.reduce((at, placement) => placement(at), point);
}

const seen = new WeakMap<Solid, Pick<Body, "faces" | "edges">>();

/** A solid ready to be drawn. */
export function bodyOf(ref: string, tone: Point, solid: Solid): Body {
  const known = seen.get(solid) ?? { faces: facesOf(solid), edges: edgesOf(solid) };
  seen.set(solid, known);
  return { ref, tone, ...known };
}

/** The same body elsewhere. */
export function placed(body: Body, placement: Placement): Body {
  const origin = placement([0, 0, 0]);
  const direction = (normal: Point): Point => {
    const end = placement(normal);
    return [end[0] - origin[0], end[1] - origin[1], end[2] - origin[2]];
  };
  return {
    ...body,
    faces: body.faces.map((face) => face.map(placement)),
    edges: body.edges.map((edge) => ({
      ...edge,
      from: placement(edge.from),
      to: placement(edge.to),
      normals: [direction(edge.normals[0]), direction(edge.normals[1])],
    })),
  };
}

const keyOf = (point: Point) => point.map((value) => Math.round(value * 1000)).join();

function edgesOf(solid: Solid): readonly Edge[] {
  const half = new Map<string, { readonly from: Point; readonly to: Point; readonly normal: Point }>();
  const edges: Edge[] = [];
  for (const corners of closedTriangles(facesOf(solid))) {
    const normal = normalOf(corners);
    if (normal === undefined) continue;
    for (const [at, from] of corners.entries()) {
      const to = corners[(at + 1) % corners.length] ?? from;
      const other = half.get(`${keyOf(to)}|${keyOf(from)}`);
      if (other === undefined) half.set(`${keyOf(from)}|${keyOf(to)}`, { from, to, normal });
      else {
        const cosine = normal[0] * other.normal[0] + normal[1] * other.normal[1] + normal[2] * other.normal[2];
        // A sliver may be folded back onto its neighbour: no edge of a body.
        if (Math.abs(cosine) < PLANE) edges.push({ from, to, normals: [normal, other.normal], smooth: cosine > SMOOTH });
      }
    }
  }
  return chained(edges);
}

/** Edges that go on in the same direction between the same two planes, as one. */
function chained(edges: readonly Edge[]): readonly Edge[] {
  const starts = new Map(edges.map((edge) => [lineOf(edge) + keyOf(edge.from), edge]));
  const ends = new Set(edges.map((edge) => lineOf(edge) + keyOf(edge.to)));
  const firsts = edges.filter((edge) => !ends.has(lineOf(edge) + keyOf(edge.from)));
  return firsts.map((first) => {
    let last = first;
    for (let next = starts.get(lineOf(first) + keyOf(last.to)); next !== undefined; next = starts.get(lineOf(first) + keyOf(last.to)))
      last = next;
    return { ...first, to: last.to };
  });
}

/** The same for all edges in one direction between planes of the same directions. */
function lineOf({ from, to, normals }: Edge): string {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
  const way = from.map((value, axis) => Math.round((((to[axis] ?? 0) - value) / length) * 100) || 0);
  const planes = normals.map((normal) => normal.map((value) => Math.round(value * 50) || 0).join()).toSorted();
  return `${way.join()}|${planes.join("|")}|`;
}
