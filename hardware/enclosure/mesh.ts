// Faces that meet edge to edge. The modelling library leaves corners of one face in the middle of another's edge, and places that differ in the
// last digits; a printer's program sees holes there.
import type { Point } from "./solid.ts";

/** Places nearer than this are one, in millimetres: a tenth of what a printer can place, ten times the library's own rounding. */
const SAME = 0.01;
/** Places are kept in cells of this size, in millimetres: a few in each, and few cells on the way along an edge. */
const CELL = 4;
/** Square millimetres below which three corners lie on one line. */
const FLAT = 1e-4;

const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Point, b: Point) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Point, b: Point): Point => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** Triangles of a closed body: each edge belongs to two of them, once in each direction. */
export function closedTriangles(faces: readonly (readonly Point[])[]): readonly (readonly Point[])[] {
  const places = new Places();
  const welded = faces.map((face) => withoutRepeats(face.map((point) => places.idOf(point))));
  const whole = welded.filter((face) => face.length > 2).map((face) => withEdgePoints(face, places));
  return whole.flatMap((face) => triangles(face, places.points)).map((corners) => corners.map((id) => places.at(id)));
}

const cellOf = (point: Point): Point => [Math.round(point[0] / CELL), Math.round(point[1] / CELL), Math.round(point[2] / CELL)];
/** One number for a cell: bodies are far smaller than 1024 cells. */
const keyOf = (x: number, y: number, z: number) => ((x + 512) * 1024 + y + 512) * 1024 + z + 512;

/** Places by number; places that are nearly the same have one number. */
class Places {
  readonly points: Point[] = [];
  readonly #cells = new Map<number, number[]>();

  at(id: number): Point {
    return this.points[id] ?? [0, 0, 0];
  }

  idOf(point: Point): number {
    for (const id of this.near(point)) if (distance(this.at(id), point) < SAME) return id;
    const id = this.points.push(point) - 1;
    const [x, y, z] = cellOf(point);
    const cell = this.#cells.get(keyOf(x, y, z));
    if (cell === undefined) this.#cells.set(keyOf(x, y, z), [id]);
    else cell.push(id);
    return id;
  }

  /** What lies in the cell of a place and in those around it. */
  near(point: Point): readonly number[] {
    const [x, y, z] = cellOf(point);
    const found: number[] = [];
    for (let dx = -1; dx <= 1; dx += 1)
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dz = -1; dz <= 1; dz += 1) found.push(...(this.#cells.get(keyOf(x + dx, y + dy, z + dz)) ?? []));
    return found;
  }

  /** The places on the way from one to another, in order. */
  between(from: number, to: number): readonly number[] {
    const [a, b] = [this.at(from), this.at(to)];
    const length = distance(a, b);
    const found = new Map<number, number>();
    for (let step = 0; step <= Math.ceil(length / CELL); step += 1) {
      const part = Math.min(1, (step * CELL) / length);
      for (const id of this.near([a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2])])) {
        const along = dot(minus(this.at(id), a), minus(b, a)) / length;
        const beside = Math.sqrt(Math.max(0, dot(minus(this.at(id), a), minus(this.at(id), a)) - along * along));
        if (id !== from && id !== to && along > 0 && along < length && beside < SAME) found.set(id, along);
      }
    }
    return [...found].toSorted(([, first], [, second]) => first - second).map(([id]) => id);
  }
}

function withoutRepeats(face: readonly number[]): readonly number[] {
  return face.filter((id, at) => id !== face[(at + 1) % face.length]);
}

function withEdgePoints(face: readonly number[], places: Places): readonly number[] {
  return face.flatMap((id, at) => [id, ...places.between(id, face[(at + 1) % face.length] ?? id)]);
}

/** Cuts ear after ear, the smallest first, and none that would leave only a line. */
function triangles(face: readonly number[], points: readonly Point[]): readonly (readonly number[])[] {
  const left = [...face];
  const found: (readonly number[])[] = [];
  while (left.length > 3) {
    const ears = left.map((id, at) => {
      const ear = [left.at(at - 1) ?? id, id, left[(at + 1) % left.length] ?? id];
      return { at, ear, area: areaOf(ear, points), rest: areaOf(left.toSpliced(at, 1), points) };
    });
    const best = ears.filter(({ area, rest }) => area > FLAT && rest > FLAT).toSorted((a, b) => a.area - b.area)[0] ?? ears[0];
    if (best === undefined) break;
    found.push(best.ear);
    left.splice(best.at, 1);
  }
  return [...found, left];
}

function areaOf(face: readonly number[], points: readonly Point[]): number {
  const origin = points[face[0] ?? 0] ?? [0, 0, 0];
  let sum: Point = [0, 0, 0];
  for (let at = 1; at + 1 < face.length; at += 1) {
    const part = cross(minus(points[face[at] ?? 0] ?? origin, origin), minus(points[face[at + 1] ?? 0] ?? origin, origin));
    sum = [sum[0] + part[0], sum[1] + part[1], sum[2] + part[2]];
  }
  return Math.hypot(...sum) / 2;
}
