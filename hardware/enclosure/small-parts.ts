// What holds things inside the case and what it stands on, as each lies on the bed.
import { BRACKET_POSTS, DEPTH, LEG_SCREWS, POST_INSET, TILT_DEGREES, WALL } from "./measures.ts";
import { corners, cut, disc, joined, moved, type Outline, oblong, plate, raised, rod, type Solid, turned, without } from "./solid.ts";

/** Two columns of posts carry one bracket: alone in the middle, or camera and reader side by side. */
const BRACKET = { width: 44, height: 78, column: 12 } as const;
/** Farther forward than the module behind the glass: no stray light from the sides. */
const WING_REACH = 80;
const LEG_THICKNESS = 14;
/** The case hangs this far above the counter: air comes in, a cloth goes under. */
const UNDER = 10;

const bracketHoles = BRACKET_POSTS.rows.flatMap((y) => [-BRACKET.column, BRACKET.column].map((x) => disc(3.4, { x, y })));

/** Carries the camera behind the window: slots, because makers put the holes of a camera board in different places. */
export function cameraBracket(): Solid {
  const slots = [-10.5, 10.5].flatMap((x) => [-12.5, 0, 12.5].map((y) => oblong(2.4, 7, { x, y })));
  return raised(without(plate(BRACKET.width, BRACKET.height, 3), [...bracketHoles, ...slots, oblong(15, 40, { x: 0, y: 0 })]), 3);
}

/** Carries a reader up to 36 × 46 mm, held by two cable ties. */
export function readerBracket(): Solid {
  const eyes = [-14, 14].flatMap((y) => [-20, 20].map((x) => oblong(2.4, 6, { x, y })));
  const body = raised(without(plate(BRACKET.width, BRACKET.height, 3), [...bracketHoles, ...eyes, oblong(30, 18, { x: 0, y: 0 })]), 3);
  return joined([body, ...[-24, 24].map((y) => raised(oblong(36, 2.4, { x: 0, y }), 7, 1))]);
}

/** Presses a display of any outline against the face: it turns about its screw until its pad rests on the frame. */
export function displayClamp(): Solid {
  const arm = corners([
    [0, -3.7],
    [20, -7],
    [32, -7],
    [32, 7],
    [20, 7],
    [0, 3.7],
  ]);
  const bored = (outline: Outline) => without(outline, [disc(3.4, { x: 0, y: 0 })]);
  return joined([raised(bored(arm), 4), raised(bored(disc(7.6, { x: 0, y: 0 })), 4), raised(oblong(8, 14, { x: 28, y: 0 }), 7)]);
}

/** Carries the light strip above the window, tilted towards the code and hidden from the eye; printed upright. */
export function lightBar(): Solid {
  const profile = corners([
    [0, 0],
    [12, 0],
    [12, 3],
    [4.2, 3],
    [-6.8, 14],
    [-8.9, 11.9],
    [0, 3],
  ]);
  const bar = raised(profile, 90);
  const hole = (z: number) => moved(turned(rod(3.4, 20, { x: 0, y: 0 }, -10), [90, 0, 0]), [8, 0, z]);
  return cut(bar, [9, 33, 57, 81].map(hole));
}

/** Clamps three cables so that a pull does not reach their plugs. */
export function cableClamp(): Solid {
  const bar = raised(
    without(
      plate(48, 12, 3),
      [-18, 18].map((x) => disc(3.4, { x, y: 0 })),
    ),
    7,
  );
  const groove = (x: number) => moved(turned(rod(5, 20, { x: 0, y: 0 }, -10), [90, 0, 0]), [x, 0, 7]);
  return cut(bar, [-9, 0, 9].map(groove));
}

/** One of two legs: leans the case back, is screwed to it from inside, and to the counter through its base. */
export function leg(): Solid {
  const lean = (TILT_DEGREES * Math.PI) / 180;
  const along = (up: number): readonly [number, number] => [up * Math.sin(lean), UNDER + up * Math.cos(lean)];
  const [topX, topY] = along(190);
  const side = corners([[-50, 0], [150, 0], [150, 14], [topX + 14, topY], [topX, topY], along(0), [-50, 8]]);
  const inside = corners([
    [40, 16],
    [118, 16],
    [72, 112],
  ]);
  const insert = (up: number) => {
    const [x, y] = along(up);
    return moved(turned(rod(5.6, 24, { x: 0, y: 0 }, -12), [0, 90, -TILT_DEGREES]), [x, y, LEG_THICKNESS / 2]);
  };
  const screw = (x: number) => moved(turned(rod(5, 40, { x: 0, y: 0 }, -20), [90, 0, 0]), [x, 8, LEG_THICKNESS / 2]);
  return cut(raised(without(side, [inside]), LEG_THICKNESS), [...LEG_SCREWS.map(insert), ...[60, 100].map(screw)]);
}

/** One of four side wings, for privacy and against glare: held by the screws of the back plate; printed upright. */
export function wing(height: number): Solid {
  const flange = 22;
  const reach = DEPTH + WING_REACH;
  const profile = joined([
    raised(oblong(flange, WALL, { x: flange / 2, y: -WALL / 2 }), height),
    raised(oblong(WALL, reach + WALL, { x: -WALL / 2, y: reach / 2 - WALL }), height),
  ]);
  const hole = (z: number) => moved(turned(rod(3.6, 20, { x: 0, y: 0 }, -10), [90, 0, 0]), [WALL + POST_INSET, 0, z]);
  const y = height / 2 - WALL - POST_INSET;
  return cut(profile, [height / 2 - y, height / 2 + y].map(hole));
}
