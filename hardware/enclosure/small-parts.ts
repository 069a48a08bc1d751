// What holds things inside the case and what it stands on, as each lies on the bed.
import { BRACKET_POSTS, CABLES, DEPTH, DISPLAY_EDGE, LEG_SCREWS, LOCK, LOW_POST, POST_INSET, TILT_DEGREES, WALL } from "./measures.ts";
import { box, corners, cut, disc, joined, moved, type Outline, oblong, plate, raised, rod, type Solid, turned, without } from "./solid.ts";

/** Two columns of posts carry one bracket: alone in the middle, or camera and reader side by side. */
const BRACKET = { width: 47, height: 78, column: 12 } as const;
/** Farther forward than the module behind the glass: no stray light from the sides. */
const WING_REACH = 80;
/** Room for the head of a laptop lock, across. */
const LOCK_HEAD = 24;
/** Of a leg, across. */
export const LEG_THICKNESS = 14;
const CLAMP_ARM = 4;
/** The bar that presses on the cables, and how deep a groove at a right angle goes into it. */
const CABLE_BAR = 6;
const GROOVE = 3.2;
/** Screws of 5 mm, and half a millimetre. */
const LEG_SCREW_HOLE = 5.5;
/** From the case's back: the screws to the counter, where the strut behind it begins so that a screwdriver stands upright on them, and the base's end. */
export const LEG_BASE = { screws: [118, 138], strut: 104, reach: 150 } as const;
/** The case hangs this far above the counter: air comes in, a cloth goes under. */
const UNDER = 10;

const bracketHoles = BRACKET_POSTS.rows.flatMap((y) => [-BRACKET.column, BRACKET.column].map((x) => disc(3.4, { x, y })));

/** Carries the camera behind the window: slots, because makers put the holes of a camera board in different places. */
export function cameraBracket(): Solid {
  const slots = [-10.5, 10.5].flatMap((x) => [-12.5, 0, 12.5].map((y) => oblong(2.4, 7, { x, y })));
  return raised(without(plate(BRACKET.width, BRACKET.height, 3), [...bracketHoles, ...slots, oblong(15, 40, { x: 0, y: 0 })]), 3);
}

/** How much lower than the window's middle a reader sits: the light bar is above it. */
export const READER_BELOW = 7;
/** What a reader lies on, above the bed: its engine reaches through the plate to the pane, and the heads of the bracket's screws are lower. */
export const READER_RAILS = 8;

/**
 * Carries a reader on four rails, held by two cable ties: a board of 53.3 × 21.4 mm whose engine reaches through the opening and whose other end is below the bracket, or a flat
 * module up to 36 × 46 mm. The lower screws are turned in first, since a board covers them: the bracket is pushed under their heads.
 */
export function readerBracket(): Solid {
  const [upper, lower] = [BRACKET_POSTS.rows[1], BRACKET_POSTS.rows[0]];
  const screws = [-BRACKET.column, BRACKET.column].flatMap((x) => [
    disc(3.4, { x, y: upper }),
    oblong(3.4, 3.4 + BRACKET.height, { x, y: lower - BRACKET.height / 2 }),
  ]);
  const ties = [-24, -14, 14].flatMap((y) => [-20, 20].map((x) => oblong(2.4, 6, { x, y: y - READER_BELOW })));
  const eye = oblong(30, 20, { x: 0, y: -READER_BELOW });
  const body = raised(without(plate(BRACKET.width, BRACKET.height, 3), [...screws, ...ties, eye]), 3);
  const rail = (x: number, from: number, to: number) =>
    raised(oblong(3, to - from, { x, y: (from + to) / 2 - READER_BELOW }), READER_RAILS - 1, 1);
  const rails = [-7, 7].flatMap((x) => [rail(x, -31.5, -10.5), rail(x, 10.5, 22)]);
  return joined([body, ...rails]);
}

/** Presses a display of any outline against the face: it turns about its screw until its pad rests on the frame, whose edge is this thick. */
export function displayClamp(edge = DISPLAY_EDGE): Solid {
  const arm = corners([
    [0, -3.7],
    [20, -7],
    [32, -7],
    [32, 7],
    [20, 7],
    [0, 3.7],
  ]);
  const bored = (outline: Outline) => without(outline, [disc(3.4, { x: 0, y: 0 })]);
  return joined([
    raised(bored(arm), CLAMP_ARM),
    raised(bored(disc(7.6, { x: 0, y: 0 })), CLAMP_ARM),
    raised(oblong(8, 14, { x: 28, y: 0 }), CLAMP_ARM + LOW_POST - WALL - edge),
  ]);
}

/** Carries the light strip above the window, tilted towards the code and hidden from the eye; printed upright. */
export function lightBar(): Solid {
  const profile = corners([
    [0, 0],
    [12, 0],
    [12, 3],
    [4.2, 3],
    [-5.3, 12.5],
    [-7.4, 10.4],
    [0, 3],
  ]);
  const bar = raised(profile, 90);
  const hole = (z: number) => moved(turned(rod(3.4, 20, { x: 0, y: 0 }, -10), [90, 0, 0]), [8, 0, z]);
  return cut(bar, [9, 33, 57, 81].map(hole));
}

/** Presses the cables onto the saddle of the lower back plate, so that a pull does not reach their plugs; printed with its grooves up. */
export function cableClamp(): Solid {
  const { postX, grooves, wideGroove } = CABLES;
  const holes = [-postX, postX].map((x) => disc(3.4, { x, y: 0 }));
  const bar = raised(without(plate(2 * postX + 12, 12, 3), holes), CABLE_BAR);
  const groove = corners([
    [-GROOVE, 0],
    [0, -GROOVE],
    [GROOVE, 0],
    [GROOVE, 1],
    [-GROOVE, 1],
  ]);
  const along = (x: number) => moved(turned(raised(groove, 20, -10), [90, 0, 0]), [x, 0, CABLE_BAR]);
  return cut(bar, [...grooves, wideGroove].map(along));
}

/** One of two legs: leans the case back, is screwed to it from inside, and to the counter through its base. */
export function leg(): Solid {
  const lean = (TILT_DEGREES * Math.PI) / 180;
  const along = (up: number): readonly [number, number] => [up * Math.sin(lean), UNDER + up * Math.cos(lean)];
  const [topX, topY] = along(190);
  const { screws, strut, reach } = LEG_BASE;
  const side = corners([[-50, 0], [reach, 0], [reach, 14], [strut, 14], [topX + 14, topY], [topX, topY], along(0), [-50, 8]]);
  const inside = corners([
    [40, 16],
    [strut - 20, 16],
    [68, 96],
  ]);
  const insert = (up: number) => {
    const [x, y] = along(up);
    return moved(turned(rod(5.6, 24, { x: 0, y: 0 }, -12), [0, 90, -TILT_DEGREES]), [x, y, LEG_THICKNESS / 2]);
  };
  const screw = (x: number) => moved(turned(rod(LEG_SCREW_HOLE, 40, { x: 0, y: 0 }, -20), [90, 0, 0]), [x, 8, LEG_THICKNESS / 2]);
  return cut(raised(without(side, [inside]), LEG_THICKNESS), [...LEG_SCREWS.map(insert), ...screws.map(screw)]);
}

/** One of four side wings, for privacy and against glare: held by the screws of the back plate; printed upright. `lockAt`: how high a laptop lock passes. */
export function wing(height: number, lockAt?: number): Solid {
  const flange = 22;
  const reach = DEPTH + WING_REACH;
  const profile = joined([
    raised(oblong(flange, WALL, { x: flange / 2, y: -WALL / 2 }), height),
    raised(oblong(WALL, reach + WALL, { x: -WALL / 2, y: reach / 2 - WALL }), height),
  ]);
  const hole = (z: number) => moved(turned(rod(3.6, 20, { x: 0, y: 0 }, -10), [90, 0, 0]), [WALL + POST_INSET, 0, z]);
  const y = height / 2 - WALL - POST_INSET;
  const lock = lockAt === undefined ? [] : [box([20, LOCK_HEAD, LOCK_HEAD], [-WALL / 2, DEPTH - LOCK.depth, lockAt])];
  return cut(profile, [...[height / 2 - y, height / 2 + y].map(hole), ...lock]);
}
