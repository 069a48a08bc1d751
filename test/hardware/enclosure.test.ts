import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { at, behindWindow, cableClampOn, lowerBoards } from "../../hardware/enclosure/arrangement.ts";
import { bodyOf, shift } from "../../hardware/enclosure/body.ts";
import { collisions, contents } from "../../hardware/enclosure/closed.ts";
import { BED, CABLES, LOCK_WALL, LOW_POST, SEVEN, TAMPER_SWITCH, TEN, WALL } from "../../hardware/enclosure/measures.ts";
import { closedTriangles } from "../../hardware/enclosure/mesh.ts";
import {
  heights,
  REACH,
  SEATED_EYES,
  STANDING_EYES,
  sightDegrees,
  smallestCode,
  typePixels,
  viewAcross,
} from "../../hardware/enclosure/sight.ts";
import { displayClamp, READER_BELOW } from "../../hardware/enclosure/small-parts.ts";
import { box, facesOf, joined, type Point, rod, turned } from "../../hardware/enclosure/solid.ts";
import { stlBytes, stlTriangles } from "../../hardware/enclosure/stl.ts";

const FOLDER = new URL("../../hardware/enclosure/stl/", import.meta.url);
const MOST_BYTES = 300_000;
const files = readdirSync(FOLDER).toSorted();

const read = (file: string) => readFileSync(new URL(file, FOLDER));
const keyOf = (point: Point) => point.map((value) => value.toFixed(3)).join();

/** Edges that do not belong to two triangles, once in each direction. */
function openEdges(triangles: readonly (readonly Point[])[]): number {
  const edges = new Map<string, number>();
  for (const corners of triangles)
    for (const [at, from] of corners.entries()) {
      const [a, b] = [keyOf(from), keyOf(corners[(at + 1) % 3] ?? from)];
      const edge = a < b ? `${a} ${b}` : `${b} ${a}`;
      edges.set(edge, (edges.get(edge) ?? 0) + (a < b ? 1 : -1));
    }
  return [...edges.values()].filter((balance) => balance !== 0).length;
}

/** Closed lines around the lowest face: its outline, and one for each opening. */
function outlinesOnBed(triangles: readonly (readonly Point[])[]): number {
  const edges = new Map<string, string>();
  for (const corners of triangles.filter((all) => all.every(([, , z]) => z === 0)))
    for (const [at, from] of corners.entries()) {
      const [a, b] = [keyOf(from), keyOf(corners[(at + 1) % 3] ?? from)];
      if (edges.get(b) === a) edges.delete(b);
      else edges.set(`${a}|${b}`, "");
    }
  const next = new Map<string, string>();
  for (const edge of edges.keys()) {
    const [a = "", b = ""] = edge.split("|");
    if (!edges.has(`${b}|${a}`)) next.set(a, b);
  }
  let outlines = 0;
  while (next.size > 0) {
    outlines += 1;
    for (let at = next.keys().next().value; at !== undefined; ) {
      const following: string | undefined = next.get(at);
      next.delete(at);
      at = following;
    }
  }
  return outlines;
}

describe.each(files)("stl/%s", (file) => {
  const bytes = read(file);
  const triangles = stlTriangles(bytes) ?? [];

  test("is a closed body that lies on the bed and fits it", () => {
    expect(triangles.length).toBeGreaterThan(20);
    expect(openEdges(triangles)).toBe(0);
    const all = triangles.flat();
    const size = [0, 1, 2].map((axis) => {
      const values = all.map((point) => point[axis] ?? 0);
      return Math.max(...values) - Math.min(...values);
    });
    expect(Math.max(...size)).toBeLessThanOrEqual(BED);
    expect(Math.min(...all.map(([, , z]) => z))).toBe(0);
    expect(bytes.length).toBeLessThan(MOST_BYTES);
  });
});

test("the public's side has the openings that are meant, and no hole of a screw", () => {
  expect(outlinesOnBed(stlTriangles(read("upper-front-7.stl")) ?? [])).toBe(1 + 1);
  // Outline; window, four lamps, the socket, twelve holes for sound.
  expect(outlinesOnBed(stlTriangles(read("lower-front-7.stl")) ?? [])).toBe(1 + 1 + 4 + 1 + 12);
  expect(WALL).toBeGreaterThanOrEqual(2.4);
  expect(LOCK_WALL).toBeGreaterThanOrEqual(2.4);
});

describe("in the closed case", () => {
  test.each([
    ["7", "camera", SEVEN],
    ["7", "serial", SEVEN],
    ["7", "relay", SEVEN],
    ["10", "relay", TEN],
  ] as const)("nothing runs into anything else: %s inches, %s", (_, variant, measures) => {
    const bodies = contents(measures, variant);
    // The shells, which take seconds, are held against all of it by `npm run hardware -- --check`.
    expect(new Set(bodies.map(({ ref }) => ref)).size).toBeGreaterThan(18);
    expect(collisions(bodies)).toEqual([]);
  });

  test("a reader in the middle of the window's height would run into the light, and that is found", () => {
    const bodies = behindWindow(0).flatMap((body) => (body.ref === "B1" ? at([body], shift(0, READER_BELOW, 0)) : [body]));
    expect(collisions(bodies).map(({ parts }) => parts.join())).toContain("B1,C10");
  });

  test("the pillar presses the tamper switch beyond its operating point, whatever its maker's tolerance and the slots allow", () => {
    const { holes, pressedAt } = TAMPER_SWITCH;
    const [latest, slot] = [14.5 - 0.8, 1.8]; // OP, lowest; play of a 2.4 mm slot of 6 mm
    expect(pressedAt - slot).toBeLessThan(latest);
    const levels = lowerBoards(0).flatMap(({ ref, faces }) => (ref === "S3" ? faces.flat().map(([, , z]) => z) : []));
    expect(Math.max(...levels)).toBeCloseTo(holes + pressedAt, 1);
    // Its solder tags clear the plate.
    expect(Math.min(...levels)).toBeGreaterThan(WALL + 3);
  });

  test.each([
    [4, 3.5, CABLES.grooves[0], 0],
    [5, 3.5, CABLES.grooves[3], 0],
    [5.5, 4.5, CABLES.wideGroove, CABLES.wider],
  ])("the clamp presses a cable of %d mm, and not one of %d mm, which is wrapped first", (diameter, thin, x, lower) => {
    const clamp = cableClampOn(0);
    const cable = (size: number) =>
      at(
        [bodyOf("W1", [0, 0, 0], turned(rod(size, 30, { x: 0, y: 0 }, -15), [90, 0, 0]))],
        shift(x, CABLES.clampY, WALL + CABLES.saddle - lower + size / 2),
      );
    expect(collisions([...clamp, ...cable(diameter)])).toHaveLength(1);
    expect(collisions([...clamp, ...cable(thin)])).toEqual([]);
  });

  test.each([4, 6, 8])("a clamp made for a display's edge of %d mm rests on it", (edge) => {
    const height = Math.max(...facesOf(displayClamp(edge)).flatMap((face) => face.map(([, , z]) => z)));
    // From the face: the arm lies on the post, the pad reaches down from it.
    expect(LOW_POST - (height - 4)).toBe(WALL + edge);
  });
});

test("bodies that touch in the middle of an edge become one closed mesh, with the same bytes each time", () => {
  const make = () =>
    closedTriangles(facesOf(joined([box([40, 30, 3], [0, 0, 1.5]), rod(9, 20, { x: 15, y: 10 }), box([3, 12, 9], [18.5, 3, 4.5])])));
  expect(openEdges(make())).toBe(0);
  expect(stlBytes("tram", make())).toEqual(stlBytes("tram", make()));
});

test("a file cut short is no STL", () => {
  const bytes = stlBytes("tram", closedTriangles(facesOf(box([1, 2, 3], [0, 0, 0]))));
  expect(stlTriangles(bytes)).toHaveLength(12);
  expect(stlTriangles(bytes.subarray(0, -1))).toBeUndefined();
  expect(stlTriangles(bytes.subarray(0, 50))).toBeUndefined();
});

describe("where the kiosk stands", () => {
  test.each([700, 760, 800, 850])("on a counter of %d mm everybody reads it and reaches it", (counter) => {
    for (const measures of [SEVEN, TEN]) {
      const at = heights(measures, counter);
      expect(at.touchUpTo).toBeLessThanOrEqual(REACH.to);
      expect(at.window).toBeGreaterThanOrEqual(REACH.from);
      expect(sightDegrees(measures, counter, SEATED_EYES)).toBeLessThan(30);
      expect(sightDegrees(measures, counter, STANDING_EYES)).toBeLessThan(30);
    }
  });

  test("letters at 60 cm are 0.7 degrees high", () => {
    expect(typePixels(1024, 154.2)).toEqual({ capital: 49, font: 69 });
    expect(typePixels(1280, 217)).toEqual({ capital: 44, font: 61 });
  });

  test("with the middle half of its sensor the camera resolves a code of 11 mm at 120 mm, and not at 200", () => {
    expect(viewAcross(120, 0.5)).toBeLessThanOrEqual(104);
    expect(smallestCode(120, 0.5)).toBeLessThan(11);
    expect(smallestCode(200, 0.5)).toBeGreaterThan(11);
  });
});
