// What holds the small boards, and the way of each cable on the back plates: where ties go through the grid, and through which corners a cable runs.
import type { Variant } from "../bom.ts";
import { lowerBoards } from "./arrangement.ts";
import { TIE_HOLE, tieHoles } from "./back.ts";
import { type Body, bodyOf } from "./body.ts";
import { POLE } from "./bought.ts";
import { CABLES, LEG_X, type Measures, SMALL_BOARDS, type Spot, WALL } from "./measures.ts";
import { LEG_THICKNESS } from "./small-parts.ts";
import { box, joined, type Point, tube } from "./solid.ts";

/** A tie across a board, along y, between two holes of the grid. */
export interface Tie {
  readonly ref: string;
  readonly x: number;
  readonly from: number;
  readonly to: number;
  /** What it lies on, above the outside of the plate. */
  readonly top: number;
}

/** HellermannTyton T18: 2.5 mm wide, 1.1 mm thick. */
const STRAP = { width: 2.5, thickness: 1.1, head: 4.6 } as const;
const STRAP_TONE: Point = [250, 250, 236];

/** Where the ties over a board go: as far from its ends as from each other, with nothing of a leg behind them and no screw under them; fewer where the grid has no more. */
function tiesOver(board: readonly Body[], measures: Measures, count: number): readonly Tie[] {
  const points = board.flatMap(({ faces }) => faces.flat());
  const [left, right] = [least(points, 0), greatest(points, 0)];
  const [lower, upper] = [least(points, 1), greatest(points, 1)];
  // The strap passes where half of its hole stays free.
  const hidden = TIE_HOLE / 2 - STRAP.thickness - 0.2;
  const holes = tieHoles(measures);
  const isStrip = board.some(({ ref }) => ref === "X2" || ref === "X3");
  const columns = [...new Set(holes.map(({ x }) => x))].flatMap((x): readonly Tie[] => {
    const behindLeg = Math.abs(Math.abs(x) - LEG_X) < (LEG_THICKNESS + STRAP.width) / 2;
    if (behindLeg || (isStrip && (x - (left + right) / 2) % POLE !== 0) || x < left + STRAP.width || x > right - STRAP.width) return [];
    const rows = holes.filter((hole) => hole.x === x).map(({ y }) => y);
    const from = Math.max(...rows.filter((y) => y <= lower + hidden));
    const to = Math.min(...rows.filter((y) => y >= upper - hidden));
    return Number.isFinite(from) && Number.isFinite(to) ? [{ ref: board[0]?.ref ?? "", x, from, to, top: topUnder(board, x) }] : [];
  });
  const taken: Tie[] = [];
  for (let at = 0; at < Math.min(count, columns.length); at += 1) {
    const wanted = left + ((at + 0.5) / count) * (right - left);
    const free = columns.filter((tie) => !taken.includes(tie));
    taken.push(free.reduce((best, tie) => (Math.abs(tie.x - wanted) < Math.abs(best.x - wanted) ? tie : best)));
  }
  return taken;
}

/** The ties of every small board of a variant: two each, one where the board is short. */
export function tiesOf(measures: Measures, variant: Variant): readonly Tie[] {
  const boards = lowerBoards(0, variant).filter(({ ref }) => ref in SMALL_BOARDS);
  return [...new Set(boards.map(({ ref }) => ref))].flatMap((ref) =>
    tiesOver(
      boards.filter((body) => body.ref === ref),
      measures,
      ref === "F1" || ref === "X3" ? 1 : 2,
    ),
  );
}

/** A tie as it is drawn, closed, its head beside the board. */
export function tieBody({ x, from, to, top }: Tie): Body {
  const { width, thickness, head } = STRAP;
  const side = (y: number) => box([width, thickness, top], [x, y, top / 2]);
  const across = box([width, to - from + thickness, thickness], [x, (from + to) / 2, top + thickness / 2]);
  return bodyOf("N12", STRAP_TONE, joined([across, side(from), side(to), box([head, head, head], [x, from, top - head / 2 + thickness])]));
}

/** A cable from the grooves of C9, or between two sockets, by the corners of its way; millimetres from the joint of the back plates. */
interface Run {
  /** As in the parts list; "" is the site's own. */
  readonly ref: string;
  readonly diameter: number;
  readonly tone: Point;
  readonly in?: readonly Variant[];
  readonly path: readonly Point[];
}

const BLACK: Point = [120, 124, 130];
const RED: Point = [236, 128, 118];
const BLUE: Point = [150, 186, 232];
const WHITE: Point = [244, 244, 240];
const GREEN: Point = [150, 206, 158];
/** Over the terminals, below what is behind the lamps. */
const LEVEL = 19;

/** From outside through the opening and a groove, up to the level of the runs before the terminals begin. */
function entry(x: number, diameter: number, lower = 0): readonly Point[] {
  const [opening, clamp] = [CABLES.opening.y - 75, CABLES.clampY - 75];
  const z = WALL + CABLES.saddle - lower + diameter / 2;
  return [
    [x, opening, -22],
    [x, opening, z],
    [x, clamp + 5, z],
    [x, clamp + 11, LEVEL],
  ];
}

const [FIRST, SECOND, THIRD, FOURTH] = CABLES.grooves;
const RUNS: readonly Run[] = [
  {
    ref: "PS1",
    diameter: 4,
    tone: BLACK,
    path: [...entry(FIRST, 4), [-29, -66, LEVEL], [-29, 14, LEVEL], [-21.3, 34, 14.5], [-21.3, 45, 14.5]],
  },
  {
    ref: "CB6",
    diameter: 4,
    tone: RED,
    path: [...entry(SECOND, 4), [-8, -83.8, LEVEL], [-8, -83.8, 10], [24.6, -83.8, 10], [24.6, -53, 9], [27, -53, 9]],
  },
  {
    ref: "S2",
    diameter: 4,
    tone: WHITE,
    path: [...entry(THIRD, 4), [0, -84, LEVEL], [-19, -66, LEVEL], [-19, 14, LEVEL], [8, 44, 27], [21.6, 84, 27], [21.6, 99.5, 23]],
  },
  {
    ref: "Y1",
    diameter: 4,
    tone: GREEN,
    in: ["relay"],
    path: [...entry(FOURTH, 4), [8, -92, LEVEL], [26, -74, 17.5], [43, -58, 17.5], [43, -15, 17.5], [15, -15, 15.5]],
  },
  {
    ref: "CB8",
    diameter: 3.6,
    tone: BLUE,
    path: [
      ...([
        [52.5, 56, 20],
        [62, 56, 20],
        [71, 40, 8],
        [71, -34, 8],
        [63, -42, 8],
        [-10, -42, 8],
      ] as const),
      ...([
        [-18, -51, 8],
        [-42, -52, 8],
        [-42, -71, 8],
        [-35, -71, 8],
      ] as const),
    ],
  },
  {
    ref: "",
    diameter: 5.6,
    tone: BLACK,
    path: [
      ...entry(CABLES.wideGroove, 5.6, CABLES.wider),
      ...([
        [16, -94, LEVEL],
        [30, -84, LEVEL],
        [60, -76, 9],
        [78, -60, 9],
        [78, 76, 9],
        [68, 93, 19],
        [52.5, 93, 19],
      ] as const),
    ],
  },
];

/** The cables of a variant on the back plates of a case that lies on them; the upper plate's middle is up from the joint. */
export function cables(variant: Variant): readonly Body[] {
  return RUNS.filter((run) => run.in?.includes(variant) ?? true).map(({ ref, tone, diameter, path }) =>
    bodyOf(ref, tone, tube(diameter, path)),
  );
}

const least = (points: readonly Point[], axis: 0 | 1 | 2) => points.reduce((low, point) => Math.min(low, point[axis]), Infinity);
const greatest = (points: readonly Point[], axis: 0 | 1 | 2) => points.reduce((high, point) => Math.max(high, point[axis]), -Infinity);

/** The highest of what a strap at x lies on. */
function topUnder(board: readonly Body[], x: number): number {
  const under = board.flatMap(({ faces }) =>
    faces.filter((face) => least(face, 0) < x + STRAP.width / 2 && greatest(face, 0) > x - STRAP.width / 2).flat(),
  );
  return greatest(under, 2);
}

/** Where a tie's ends go through the plate. */
export const holesOf = ({ x, from, to }: Tie): readonly Spot[] => [
  { x, y: from },
  { x, y: to },
];
