import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { at, behindWindow, cableClampOn, lowerBoards } from "../../hardware/enclosure/arrangement.ts";
import { tieHoles } from "../../hardware/enclosure/back.ts";
import { type Body, bodyOf, shift } from "../../hardware/enclosure/body.ts";
import { driver, flatReader, READER_BOARD, reader, relay } from "../../hardware/enclosure/bought.ts";
import { cables, holesOf, tiesOf } from "../../hardware/enclosure/cables.ts";
import { collisions, contents } from "../../hardware/enclosure/closed.ts";
import { cornerPosts, LOWER_HALF_SCREWS, upperHalfScrews } from "../../hardware/enclosure/front.ts";
import {
  BED,
  CABLES,
  DEPTH,
  LEG_X,
  LOCK,
  LOCK_WALL,
  LOW_POST,
  SEVEN,
  SMALL_BOARDS,
  TAMPER_SWITCH,
  TEN,
  TILT_DEGREES,
  WALL,
} from "../../hardware/enclosure/measures.ts";
import { closedTriangles } from "../../hardware/enclosure/mesh.ts";
import { printedSolid } from "../../hardware/enclosure/printed.ts";
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
import { displayClamp, LEG_BASE, LEG_THICKNESS, leg, READER_BELOW } from "../../hardware/enclosure/small-parts.ts";
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
  // Outline; window, four lamps, the repeat button, the socket, twelve holes for sound.
  expect(outlinesOnBed(stlTriangles(read("lower-front-7.stl")) ?? [])).toBe(1 + 1 + 4 + 1 + 1 + 12);
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
    const bodies = behindWindow(0, SEVEN, "both", flatReader()).flatMap((body) =>
      body.ref === "B1" ? at([body], shift(0, READER_BELOW, 0)) : [body],
    );
    expect(collisions(bodies).map(({ parts }) => parts.join())).toContain("B1,C10");
  });

  test("the bracket takes the largest flat reader, too", () => {
    expect(collisions(contents(SEVEN, "serial", flatReader()))).toEqual([]);
    expect(collisions(contents(TEN, "relay", flatReader()))).toEqual([]);
  });

  test("a reader's board lies on the rails of its bracket, over the heads of its screws, and its engine ends before the pane", () => {
    const levels = (bodies: readonly Body[], axis: 1 | 2) => bodies.flatMap(({ faces }) => faces.flat().map((point) => point[axis]));
    const bracket = levels([bodyOf("C6", [0, 0, 0], printedSolid("C6", SEVEN))], 2);
    const [plate, head] = [3, 1.65]; // M3, ISO 7380-1
    expect(Math.max(...bracket)).toBeGreaterThan(plate + head);
    const read = behindWindow(0, SEVEN, "serial").filter(({ ref }) => ref === "B1");
    const pane = behindWindow(0, SEVEN, "serial").filter(({ ref }) => ref === "V1");
    expect(Math.min(...levels(read, 2))).toBeGreaterThan(Math.max(...levels(pane, 2)));
    expect(Math.min(...levels(read, 2))).toBeLessThan(Math.max(...levels(pane, 2)) + 2);
    const along = levels(reader(), 1);
    expect(Math.max(...along) - Math.min(...along)).toBeCloseTo(READER_BOARD.length, 5);
    expect(readFileSync(new URL("../../bom.csv", FOLDER), "utf8")).toContain(`${READER_BOARD.length} × ${READER_BOARD.width} mm`);
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

  test.each([SEVEN, TEN])(
    "ties hold every small board, through holes that are there and with no leg behind them: $size inches",
    (measures) => {
      const ties = tiesOf(measures, "relay");
      expect(Map.groupBy(ties, ({ ref }) => ref).size).toBe(Object.keys(SMALL_BOARDS).length);
      expect(ties).toHaveLength(2 * 5 + 2); // F1 and X3 are short
      const holes = new Set(tieHoles(measures).map(({ x, y }) => `${x},${y}`));
      expect(ties.flatMap(holesOf).filter(({ x, y }) => !holes.has(`${x},${y}`))).toEqual([]);
      expect(ties.filter(({ x }) => Math.abs(Math.abs(x) - LEG_X) < LEG_THICKNESS / 2 + 1)).toEqual([]);
      // Between two screws of a terminal strip, never on one.
      const onScrew = ({ ref, x }: (typeof ties)[number]) => (ref === "X2" || ref === "X3") && (x - SMALL_BOARDS[ref].x) % 8 !== 0;
      expect(ties.filter(onScrew)).toEqual([]);
    },
  );

  test("the cables of the picture run through no part of the closed case", () => {
    const closed = contents(SEVEN, "relay").filter(({ ref }) => ref !== "C9");
    const laid = cables("relay").map((body) => ({ ...body, ref: `cable ${body.ref}` }));
    const found = collisions([...at(laid, ([x, y, z]) => [-x, y, DEPTH - z]), ...closed]);
    // Where they are plugged in they touch; one over the other is drawn as if it had room.
    const ends = new Set(["cable PS1,A1", "cable S2,A1", "cable CB6,F1", "cable Y1,K1", "cable CB8,A1", "cable CB8,U3", "cable ,A1"]);
    expect(found.map(({ parts }) => parts.join()).filter((pair) => pair.includes("cable") && !ends.has(pair))).toEqual([]);
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

test("a screwdriver stands upright on each screw of a leg, beside its strut and behind the case", () => {
  const { screws, strut } = LEG_BASE;
  const [blade, handle] = [10, 30]; // millimetres across; the handle begins 100 mm above the base
  const upright = (x: number) => [
    rod(blade, 90, { x, y: -LEG_THICKNESS / 2 }, 14.5),
    rod(handle, 120, { x, y: -LEG_THICKNESS / 2 }, 104.5),
  ];
  const tool = (x: number) => bodyOf("tool", [0, 0, 0], turned(joined(upright(x)), [-90, 0, 0]));
  const body = bodyOf("C8", [0, 0, 0], leg());
  for (const x of screws) expect(collisions([body, tool(x)])).toEqual([]);
  expect(collisions([body, tool(80)])).not.toEqual([]); // where the holes were, under the strut
  const caseAbove = (up: number) => up * Math.tan((TILT_DEGREES * Math.PI) / 180);
  expect(Math.min(...screws) - handle / 2).toBeGreaterThan(caseAbove(220));
  expect(Math.min(...screws)).toBeGreaterThan(strut + blade / 2);
});

test("the feet of both carriers stand beside their screw terminals, and the picture has their size", () => {
  const sides = (body: Body, axis: 0 | 1) => body.faces.flat().map((point) => point[axis]);
  for (const [bodies, size] of [
    [driver(), "27 × 14"],
    [relay(), "19 × 12"],
  ] as const) {
    const [board, feet, terminals] = [bodies[0], bodies.filter(({ ref }) => ref === "N10"), bodies.at(-1)];
    if (!board || !terminals) throw new Error("no carrier");
    const [from, to] = [Math.min(...sides(terminals, 0)), Math.max(...sides(terminals, 0))];
    expect(feet).toHaveLength(4);
    for (const foot of feet) expect(Math.max(...sides(foot, 0)) <= from || Math.min(...sides(foot, 0)) >= to).toBe(true);
    const holes = ([0, 1] as const).map((axis) => Math.round((Math.max(...sides(board, axis)) - Math.min(...sides(board, axis))) / 2.54));
    expect(holes.join(" × ")).toBe(size);
    expect(readFileSync(new URL("../../wiring/carriers.svg", FOLDER), "utf8")).toContain(`>${size} lỗ`);
  }
});

test("a laptop lock passes the wing beside its slot", () => {
  const lock = box([20, 20, 20], [-WALL / 2, DEPTH - LOCK.depth, SEVEN.lowerHeight / 2 + LOCK.y]);
  expect(collisions([bodyOf("C12", [0, 0, 0], printedSolid("C12", SEVEN)), bodyOf("lock", [0, 0, 0], lock)])).toEqual([]);
});

test("a screw that joins the halves of the large case has its room, and its nut, beside the posts", () => {
  const [rib, screw, nut, head] = [4, 16 + 2, 4, 3]; // millimetres; half of the head across
  const cut = TEN.cutAt ?? 0;
  const inTheWay = (height: number, screws: readonly (readonly [number, number])[]) =>
    cornerPosts(TEN, height).filter(
      ({ x, y }) => screws.some(([at]) => Math.abs(at - y) < 4.5 + head) && x + 4.5 > cut - rib - screw && x - 4.5 < cut + rib + nut,
    );
  expect(inTheWay(TEN.upperHeight, upperHalfScrews(TEN))).toEqual([]);
  expect(inTheWay(TEN.lowerHeight, LOWER_HALF_SCREWS)).toEqual([]);
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
      expect(at.repeatButton).toBeGreaterThanOrEqual(REACH.from);
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
