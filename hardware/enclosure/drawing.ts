// A scene as lines and filled faces of an SVG, with nothing in it that is hidden.
import type { Body, Edge } from "./body.ts";
import { farthestFirst, type Painted, paintedFace } from "./painter.ts";
import type { Point } from "./solid.ts";

/** From where a scene is seen, by degrees, and how large: parallel lines stay parallel, so that lengths can be compared. */
export interface View {
  /** Around the upright axis; 0 looks along y. */
  readonly around: number;
  /** Above the horizon. */
  readonly above: number;
}

/** A drawn scene: its SVG elements, its size, and for each reference a point that is seen. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly anchors: ReadonlyMap<string, readonly [number, number]>;
}

/** Grid cells of the depth picture for one unit of the drawing. */
const CELLS = 2;
/** Millimetres by which an edge may lie behind the faces that it bounds. */
const BIAS = 0.7;
const LIGHT: Point = [-0.35, -0.55, 0.76];
const OUTLINE = "#1a1a1a";

interface Frame {
  readonly towardsEye: Point;
  readonly flat: (point: Point) => Point;
  readonly columns: number;
  readonly rows: number;
}

const dot = (a: Point, b: Point) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Draws bodies so that they fill a width and a height, whichever is reached first. */
export function drawing(bodies: readonly Body[], view: View, most: { readonly width: number; readonly height: number }): Drawing {
  const frame = frameOf(bodies, view, most);
  const faces = bodies.flatMap(({ faces: all }, body) =>
    all.map((corners) => paintedFace(corners, body)).filter((face) => face !== undefined),
  );
  const ordered = farthestFirst(
    faces.filter(({ normal }) => dot(normal, frame.towardsEye) > 1e-6),
    frame.towardsEye,
  );
  const depth = depthPicture(ordered, frame);
  const fills = ordered.filter((_, at) => depth.seen.has(at));
  const lines = bodies.flatMap(({ edges }) => edges.flatMap((edge) => visibleParts(edge, frame, depth.levels)));
  return {
    svg: [`<g transform="scale(.1)" stroke-width="8">`, ...paths(fills, bodies, frame), strokes(lines), "</g>"].join("\n"),
    width: frame.columns / CELLS,
    height: frame.rows / CELLS,
    anchors: anchorsOf(bodies, ordered, depth, frame),
  };
}

function frameOf(bodies: readonly Body[], { around, above }: View, most: { readonly width: number; readonly height: number }): Frame {
  const [a, e] = [(around * Math.PI) / 180, (above * Math.PI) / 180];
  const right: Point = [Math.cos(a), Math.sin(a), 0];
  const towardsEye: Point = [Math.sin(a) * Math.cos(e), -Math.cos(a) * Math.cos(e), Math.sin(e)];
  const up: Point = [-Math.sin(a) * Math.sin(e), Math.cos(a) * Math.sin(e), Math.cos(e)];
  const points = bodies.flatMap(({ faces }) => faces.flat());
  const xs = points.map((point) => dot(point, right));
  const ys = points.map((point) => -dot(point, up));
  const least = (values: readonly number[]) => values.reduce((a0, b0) => Math.min(a0, b0), Number.POSITIVE_INFINITY);
  const greatest = (values: readonly number[]) => -least(values.map((value) => -value));
  const [left, top] = [least(xs), least(ys)];
  const scale = Math.min((most.width - 4) / (greatest(xs) - left), (most.height - 4) / (greatest(ys) - top));
  return {
    towardsEye,
    flat: (point) => [2 + scale * (dot(point, right) - left), 2 + scale * (-dot(point, up) - top), dot(point, towardsEye)],
    columns: Math.ceil(CELLS * (scale * (greatest(xs) - left) + 4)),
    rows: Math.ceil(CELLS * (scale * (greatest(ys) - top) + 4)),
  };
}

interface Depth {
  /** The level towards the eye of what is seen in each cell. */
  readonly levels: Float64Array;
  /** Which face is seen there, by its place in the order; −1 for none. */
  readonly faces: Int32Array;
  readonly seen: ReadonlySet<number>;
}

function depthPicture(faces: readonly Painted[], frame: Frame): Depth {
  const levels = new Float64Array(frame.columns * frame.rows).fill(Number.NEGATIVE_INFINITY);
  const owners = new Int32Array(frame.columns * frame.rows).fill(-1);
  for (const [index, { corners }] of faces.entries()) {
    const flat = corners.map(frame.flat);
    for (let at = 1; at + 1 < flat.length; at += 1)
      fillTriangle(
        [flat[0], flat[at], flat[at + 1]].filter((p) => p !== undefined),
        index,
        frame,
        levels,
        owners,
      );
  }
  return { levels, faces: owners, seen: new Set(owners) };
}

function fillTriangle(corners: readonly Point[], index: number, { columns, rows }: Frame, levels: Float64Array, owners: Int32Array): void {
  const [a, b, c] = corners;
  if (a === undefined || b === undefined || c === undefined) return;
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
  if (Math.abs(area) < 1e-9) return;
  const rowFrom = Math.max(0, Math.floor(Math.min(a[1], b[1], c[1]) * CELLS));
  const rowTo = Math.min(rows - 1, Math.ceil(Math.max(a[1], b[1], c[1]) * CELLS));
  const columnFrom = Math.max(0, Math.floor(Math.min(a[0], b[0], c[0]) * CELLS));
  const columnTo = Math.min(columns - 1, Math.ceil(Math.max(a[0], b[0], c[0]) * CELLS));
  for (let row = rowFrom; row <= rowTo; row += 1)
    for (let column = columnFrom; column <= columnTo; column += 1) {
      const [x, y] = [(column + 0.5) / CELLS, (row + 0.5) / CELLS];
      const v = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / area;
      const w = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / area;
      if (v < -1e-9 || w < -1e-9 || v + w > 1 + 1e-9) continue;
      const level = a[2] + v * (b[2] - a[2]) + w * (c[2] - a[2]);
      const cell = row * columns + column;
      // Order decides between faces of one plane: what is painted later is seen.
      if (level >= (levels[cell] ?? 0) - 1e-6) [levels[cell], owners[cell]] = [level, index];
    }
}

function visibleParts(edge: Edge, { flat, towardsEye, columns, rows }: Frame, levels: Float64Array): readonly (readonly [Point, Point])[] {
  const [first, second] = edge.normals.map((normal) => dot(normal, towardsEye) > 1e-6);
  if (edge.smooth ? first === second : !first && !second) return [];
  const [from, to] = [flat(edge.from), flat(edge.to)];
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) * CELLS));
  const at = (step: number): Point => {
    const part = step / steps;
    return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]), from[2] + part * (to[2] - from[2])];
  };
  const parts: [Point, Point][] = [];
  let start: number | undefined;
  for (let step = 0; step <= steps + 1; step += 1) {
    const [x, y, level] = at(Math.min(step, steps));
    const [column, row] = [Math.min(columns - 1, Math.floor(x * CELLS)), Math.min(rows - 1, Math.floor(y * CELLS))];
    const seen = step <= steps && nearLevel(levels, columns, rows, column, row) <= level + BIAS;
    if (seen) start ??= step;
    else if (start !== undefined) {
      if (step - 1 > start) parts.push([at(start), at(step - 1)]);
      start = undefined;
    }
  }
  return parts;
}

/** The lowest level in and beside a cell: an edge runs between cells. */
function nearLevel(levels: Float64Array, columns: number, rows: number, column: number, row: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [dx, dy] of [
    [0, 0],
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ] as const) {
    const [x, y] = [column + dx, row + dy];
    if (x >= 0 && y >= 0 && x < columns && y < rows) least = Math.min(least, levels[y * columns + x] ?? least);
  }
  return least;
}

/** Corners in tenths of a unit, each after the first by how far it is from the one before: half the bytes. */
function pathOf(corners: readonly Point[]): string {
  const tenths = corners.map(([x, y]) => [Math.round(x * 10), Math.round(y * 10)] as const);
  const [first = [0, 0] as const] = tenths;
  const way = tenths.slice(1).map(([x, y], at) => `${x - (tenths[at]?.[0] ?? 0)} ${y - (tenths[at]?.[1] ?? 0)}`);
  return `M${first.join(" ")}l${way.join(" ")}`;
}

/** Faces one above the other; neighbours of one colour in one path. */
function paths(faces: readonly Painted[], bodies: readonly Body[], { flat }: Frame): readonly string[] {
  const groups: { readonly colour: string; readonly shapes: string[] }[] = [];
  for (const { corners, body, normal } of faces) {
    const colour = shade(bodies[body]?.tone ?? [255, 255, 255], normal);
    const shape = `${pathOf(corners.map(flat))}z`;
    const last = groups.at(-1);
    if (last?.colour === colour) last.shapes.push(shape);
    else groups.push({ colour, shapes: [shape] });
  }
  return groups.map(({ colour, shapes }) => `<path fill="${colour}" stroke="${colour}" d="${shapes.join("")}"/>`);
}

function strokes(lines: readonly (readonly [Point, Point])[]): string {
  return `<path fill="none" stroke="${OUTLINE}" stroke-width="9" stroke-linecap="round" d="${lines.map(pathOf).join("")}"/>`;
}

function shade(tone: Point, normal: Point): string {
  const light = 0.72 + 0.28 * Math.max(0, dot(normal, LIGHT));
  return `#${tone
    .map((value) =>
      Math.round(value * light)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** Half-widths, in cells, of the free square around an anchor; the largest that is found is taken. */
const ROOM = [14, 8, 4, 2, 1, 0];
/** Cells that are tried as an anchor. */
const ENOUGH = 4000;

/** For each reference a point well inside of what is seen of its largest body. Bodies without one are drawn and not named. */
function anchorsOf(
  bodies: readonly Body[],
  faces: readonly Painted[],
  { faces: owners }: Depth,
  { columns }: Frame,
): ReadonlyMap<string, readonly [number, number]> {
  const bodyAt = (cell: number) => faces[owners[cell] ?? -1]?.body;
  const cells = new Map<number, number[]>();
  for (const cell of owners.keys()) {
    const body = bodyAt(cell);
    if (body === undefined) continue;
    const of = cells.get(body);
    if (of === undefined) cells.set(body, [cell]);
    else of.push(cell);
  }
  const anchors = new Map<string, readonly [number, number]>();
  const largestFirst = [...cells].toSorted(([, a], [, b]) => b.length - a.length);
  for (const [body, of] of largestFirst) {
    const ref = bodies[body]?.ref ?? "";
    if (ref === "" || anchors.has(ref)) continue;
    const some = of.filter((_, at) => at % Math.ceil(of.length / ENOUGH) === 0);
    const free = (cell: number, room: number) =>
      [-room, 0, room].every((dy) => [-room, 0, room].every((dx) => bodyAt(cell + dy * columns + dx) === body));
    const room = ROOM.find((one) => some.some((cell) => free(cell, one))) ?? 0;
    anchors.set(
      ref,
      middleOf(some.filter((cell) => free(cell, room)).map((cell) => [(cell % columns) / CELLS, Math.floor(cell / columns) / CELLS])),
    );
  }
  return anchors;
}

function middleOf(cells: readonly (readonly [number, number])[]): readonly [number, number] {
  const mean = [0, 1].map((axis) => cells.reduce((sum, cell) => sum + (cell[axis] ?? 0), 0) / cells.length);
  const far = (cell: readonly [number, number]) => Math.hypot(cell[0] - (mean[0] ?? 0), cell[1] - (mean[1] ?? 0));
  return cells.reduce((best, cell) => (far(cell) < far(best) ? cell : best));
}
