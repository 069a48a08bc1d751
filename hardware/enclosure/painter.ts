// Which face is painted after which: a binary space partition, exact where sorting by distance is not
// (H. Fuchs, Z. Kedem, B. Naylor: On visible surface generation by a priori tree structures, 1980).
import type { Point } from "./solid.ts";
import { normalOf } from "./stl.ts";

/** A flat convex face that is painted in one colour. */
export interface Painted {
  readonly corners: readonly Point[];
  readonly body: number;
  readonly normal: Point;
}

interface Node {
  readonly normal: Point;
  readonly level: number;
  readonly here: Painted[];
  readonly before: Node | undefined;
  readonly behind: Node | undefined;
}

/** Millimetres within which a corner lies in a plane. */
const ON = 1e-3;
/** Planes that are tried as the next one; the one that cuts least is taken. */
const TRIES = 8;

const dot = (a: Point, b: Point) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Faces in the order in which they are painted for who looks against this direction; some are cut in two. */
export function farthestFirst(faces: readonly Painted[], towardsEye: Point): readonly Painted[] {
  const order: Painted[] = [];
  const walk = (node: Node | undefined): void => {
    if (node === undefined) return;
    const faced = dot(node.normal, towardsEye) > 0;
    walk(faced ? node.behind : node.before);
    order.push(...node.here);
    walk(faced ? node.before : node.behind);
  };
  walk(partition(faces));
  return order;
}

/** A face by its corners; undefined where it has no area. */
export function paintedFace(corners: readonly Point[], body: number): Painted | undefined {
  const far = corners.findIndex(
    (_, at) =>
      at > 0 &&
      at + 1 < corners.length &&
      normalOf([corners[0], corners[at], corners[at + 1]].filter((c) => c !== undefined)) !== undefined,
  );
  const normal = far < 0 ? undefined : normalOf([corners[0], corners[far], corners[far + 1]].filter((corner) => corner !== undefined));
  return normal === undefined ? undefined : { corners, body, normal };
}

function partition(faces: readonly Painted[]): Node | undefined {
  const first = bestPlane(faces);
  if (first === undefined) return undefined;
  const level = dot(first.normal, first.corners[0] ?? [0, 0, 0]);
  const here: Painted[] = [];
  const before: Painted[] = [];
  const behind: Painted[] = [];
  for (const face of faces) {
    const sides = sidesOf(face, first.normal, level);
    if (face === first || sides === "on") here.push(face);
    else if (sides === "before") before.push(face);
    else if (sides === "behind") behind.push(face);
    else {
      before.push(...half(face, first.normal, level, 1));
      behind.push(...half(face, first.normal, level, -1));
    }
  }
  return { normal: first.normal, level, here, before: partition(before), behind: partition(behind) };
}

function bestPlane(faces: readonly Painted[]): Painted | undefined {
  let best: Painted | undefined;
  let least = Number.POSITIVE_INFINITY;
  const every = Math.max(1, Math.floor(faces.length / TRIES));
  for (let at = 0; at < faces.length; at += every) {
    const plane = faces[at];
    if (plane === undefined) continue;
    const level = dot(plane.normal, plane.corners[0] ?? [0, 0, 0]);
    let cost = 0;
    let balance = 0;
    for (const face of faces) {
      const sides = sidesOf(face, plane.normal, level);
      if (sides === "both") cost += 8;
      else if (sides !== "on") balance += sides === "before" ? 1 : -1;
    }
    cost += Math.abs(balance);
    if (cost < least) [best, least] = [plane, cost];
  }
  return best;
}

function sidesOf({ corners }: Painted, normal: Point, level: number): "on" | "before" | "behind" | "both" {
  let before = false;
  let behind = false;
  for (const corner of corners) {
    const height = dot(normal, corner) - level;
    if (height > ON) before = true;
    else if (height < -ON) behind = true;
  }
  if (before) return behind ? "both" : "before";
  return behind ? "behind" : "on";
}

/** What lies on one side of a plane. */
function half(face: Painted, normal: Point, level: number, side: 1 | -1): readonly Painted[] {
  const kept: Point[] = [];
  for (const [at, from] of face.corners.entries()) {
    const to = face.corners[(at + 1) % face.corners.length] ?? from;
    const [a, b] = [side * (dot(normal, from) - level), side * (dot(normal, to) - level)];
    if (a >= 0) kept.push(from);
    if ((a > 0 && b < 0) || (a < 0 && b > 0)) {
      const part = a / (a - b);
      kept.push([from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]), from[2] + part * (to[2] - from[2])]);
    }
  }
  return kept.length < 3 ? [] : [{ ...face, corners: kept }];
}
