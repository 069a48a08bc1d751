// The two back plates, as they lie on the bed: the outside down, posts up. So x runs to the right of the public.
import { cornerPosts } from "./front.ts";
import {
  BOARD_AT,
  BOARD_HOLES,
  CABLES,
  CORNER,
  INSERT_HOLE,
  LEG_SCREWS,
  LEG_X,
  type Measures,
  POST,
  type Spot,
  TAMPER,
  TAMPER_SWITCH,
  WALL,
} from "./measures.ts";
import { box, cut, disc, joined, type Outline, oblong, plate, raised, rod, type Solid, without } from "./solid.ts";

/** Between the plate and the board: air, and the plugs of its underside. */
const SPACER = 8;
/** M2.5 heat-set inserts. */
const SMALL_INSERT = 3.5;
/** Small boards are tied on anywhere in a grid of this pitch: their makers put screw holes where they like. */
const GRID = 12;
/** Of a tie's hole, across. */
export const TIE_HOLE = 3.3;
/** Of the tamper switch, between its two sides (Omron SS series: 6.4 mm). */
const SWITCH_THICKNESS = 6.4;

const spots = (xs: readonly number[], ys: readonly number[]): readonly Spot[] => xs.flatMap((x) => ys.map((y) => ({ x, y })));
const steps = (from: number, to: number, by: number): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, at) => from + at * by);

/** M4 screws into the legs, from the middle of a module whose lower edge is this far up along the back. */
function legHoles(height: number, edge: number): readonly Spot[] {
  return spots(
    [-LEG_X, LEG_X],
    LEG_SCREWS.map((up) => up - edge - height / 2).filter((y) => Math.abs(y) < height / 2),
  );
}

function backPlate(measures: Measures, height: number, holes: readonly Outline[], posts: readonly Solid[], bores: readonly Solid[]): Solid {
  const corners = cornerPosts(measures, height).map((at) => disc(3.4, at));
  const outline = without(plate(measures.width, height, CORNER), [...corners, ...holes]);
  return cut(joined([raised(outline, WALL), ...posts]), bores);
}

/** The upper back plate: the board on four posts, slots for air, the holes of a 75 mm wall mount. */
export function upperBack(measures: Measures): Solid {
  const height = measures.upperHeight;
  const wallMount = spots([-37.5, 37.5], [-37.5, 37.5]).map((at) => disc(4.5, at));
  const slots = spots([-78, -70, -62, 70, 78], [0]).map((at) => oblong(4, 60, at));
  const board = BOARD_HOLES.map(({ x, y }) => ({ x: BOARD_AT.x + x, y: BOARD_AT.y + y }));
  return backPlate(
    measures,
    height,
    [...legHoles(height, measures.lowerHeight).map((at) => disc(4.5, at)), ...wallMount, ...slots],
    board.map((at) => rod(7, WALL + SPACER, at)),
    board.map((at) => rod(SMALL_INSERT, SPACER, at, WALL + 1)),
  );
}

/** Beside the tamper switch: it is screwed to this through two slots, so that its height can be set. */
function tamperEar(): Solid {
  const { holes, pitch, fromRoller } = TAMPER_SWITCH;
  const at = { x: TAMPER.x - fromRoller, y: TAMPER.y - SWITCH_THICKNESS / 2 - WALL / 2 };
  const slots = [-pitch / 2, pitch / 2].map((x) => box([2.4, WALL + 2, 6], [at.x + x, at.y, holes]));
  return cut(box([18, WALL, holes + 6], [at.x, at.y, (holes + 6) / 2]), slots);
}

/** What the cables lie on under their clamp; lower where the thickest goes. */
function saddle(): Solid {
  const { clampY, saddle: height, postX, wideGroove, wider } = CABLES;
  const body = box([2 * (postX - 5), 8, WALL + height], [0, clampY, (WALL + height) / 2]);
  return cut(body, [box([8, 10, 2 * wider], [wideGroove, clampY, WALL + height])]);
}

/** The holes for ties in the lower back plate: beyond each side of each small board, and none where a screw goes. */
export function tieHoles(measures: Measures): readonly Spot[] {
  const screws = [...legHoles(measures.lowerHeight, 0), ...cornerPosts(measures, measures.lowerHeight)];
  return spots(steps(-78, 54, GRID), steps(-30, 66, GRID)).filter((at) => screws.every(({ x, y }) => Math.hypot(x - at.x, y - at.y) > 9));
}

/** The lower back plate: a grid for the small modules, the cables' way in with the posts of their clamp. */
export function lowerBack(measures: Measures): Solid {
  const height = measures.lowerHeight;
  const legs = legHoles(height, 0);
  const { opening, clampY, postX, post } = CABLES;
  const clamp = spots([-postX, postX], [clampY]);
  return backPlate(
    measures,
    height,
    [
      ...legs.map((at) => disc(4.5, at)),
      ...tieHoles(measures).map((at) => oblong(TIE_HOLE, TIE_HOLE, at)),
      oblong(opening.width, opening.height, { x: 0, y: opening.y }),
    ],
    [...clamp.map((at) => rod(POST, WALL + post, at)), saddle(), tamperEar()],
    clamp.map((at) => rod(INSERT_HOLE, post + 1, at, WALL)),
  );
}
