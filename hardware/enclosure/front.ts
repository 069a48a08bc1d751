// The two front shells, as they lie on the bed: face down, the inside up. So x runs to the left of the public.
import {
  BESIDE_DISPLAY,
  BRACKET_POSTS,
  BUTTON_HOLE,
  CORNER,
  DEPTH,
  INSERT_HOLE,
  JOINT,
  LAMP_HOLE,
  LOCK,
  LOCK_WALL,
  LOW_POST,
  type Measures,
  PANE,
  POST,
  POST_INSET,
  SEVEN,
  SOCKET_HOLE,
  type Spot,
  TAMPER,
  TAMPER_SWITCH,
  WALL,
  WINDOW,
} from "./measures.ts";
import { box, common, cut, disc, joined, moved, type Outline, oblong, plate, raised, rod, type Solid, turned, without } from "./solid.ts";

/** Height of the walls: the back plate closes the rest. */
const RIM = DEPTH - WALL;
const INSERT_DEPTH = 8;
/** Two ribs side by side where a shell is cut, screwed together through their sides. */
const RIBS = 8;

type Pair = readonly [number, number];

/** A place as it lies face down. */
const faceDown = ({ x, y }: Spot): Spot => ({ x: -x, y });

/**
 * From the cut of a large shell to the posts on both sides of it. In the upper one the screws through the ribs lie behind those posts: room for 16 mm and a key
 * on one side, for a nut on the other.
 */
const besideCut = ({ upperHeight }: Measures, height: number) =>
  height === upperHeight ? { left: 28, right: 20 } : { left: 12, right: 12 };

/** Where the back plates are screwed on, from the middle of a module. */
export function cornerPosts(measures: Measures, height: number): readonly Spot[] {
  const x = measures.width / 2 - WALL - POST_INSET;
  const y = height / 2 - WALL - POST_INSET;
  const { left, right } = besideCut(measures, height);
  const beside = measures.cutAt === undefined ? [] : [measures.cutAt - left, measures.cutAt + right];
  return [-x, x, ...beside].flatMap((at) => [
    { x: at, y: -y },
    { x: at, y },
  ]);
}

/** Face, four walls and the posts for the back plate. */
function shell(measures: Measures, height: number, openings: readonly Outline[]): Solid {
  const outside = plate(measures.width, height, CORNER);
  const inside = plate(measures.width - 2 * WALL, height - 2 * WALL, CORNER - WALL);
  const posts = cornerPosts(measures, height).map(faceDown);
  const body = joined([
    raised(without(outside, openings), WALL),
    raised(without(outside, [inside]), RIM),
    ...posts.map((at) => rod(POST, RIM, at)),
  ]);
  return cut(
    body,
    posts.map((at) => rod(INSERT_HOLE, INSERT_DEPTH + 1, at, RIM - INSERT_DEPTH)),
  );
}

/** Screw posts with the hole of an insert. */
function lowPosts(spots: readonly Spot[]): Solid {
  const posts = joined(spots.map((at) => rod(POST, LOW_POST, at)));
  return cut(
    posts,
    spots.map((at) => rod(INSERT_HOLE, LOW_POST, at, WALL + 1)),
  );
}

/** Slots of 4 mm in a wall above or below: a finger does not enter, warm air leaves. */
function ventSlots(measures: Measures, height: number, y: number, from: number, to: number): readonly Solid[] {
  const { cutAt } = measures;
  const { left, right } = besideCut(measures, height);
  const slots: Solid[] = [];
  for (let x = from; x <= to; x += 10)
    if (cutAt === undefined || x < cutAt - left - POST || x > cutAt + right + POST) slots.push(box([4, WALL + 2, 30], [-x, y, 36]));
  return slots;
}

/** The ways between the modules: two bolts, and a passage that is open at the rim: the back plates' wires stay where they are when the front comes off. */
function joint(y: number): readonly Solid[] {
  const bolt = (x: number) => moved(turned(rod(JOINT.hole, 14, { x: 0, y: 0 }, -7), [90, 0, 0]), [x, y, JOINT.depth]);
  return [bolt(-JOINT.x), bolt(JOINT.x), box([60, WALL + 2, RIM], [0, y, JOINT.depth - 12 + RIM / 2])];
}

/** Ribs on both sides of the place where a shell is cut, with the holes of the screws that join it again. */
function ribs(x: number, lengths: readonly Pair[], height: number, holesAt: readonly Pair[]): Solid {
  const hole = ([y, z]: Pair) => moved(turned(rod(3.4, 40, { x: 0, y: 0 }, -20), [0, 90, 0]), [x, y, z]);
  return cut(joined(lengths.map(([from, to]) => box([RIBS, to - from, height], [x, (from + to) / 2, height / 2]))), holesAt.map(hole));
}

/** How far the display's largest board is from the middle, and a millimetre: the ribs of a cut begin there. */
const besideDisplay = ({ displayUpTo }: Measures) => displayUpTo.height / 2 + 1;

/** Where the screws that join the halves of the upper front go across the cut: up from its middle, and from the face. */
export function upperHalfScrews(measures: Measures): readonly Pair[] {
  const y = (besideDisplay(measures) + measures.upperHeight / 2 - WALL) / 2;
  return [-1, 1].flatMap((side) => [16, 36].map((z): Pair => [side * y, z]));
}

/** Those of the lower front. */
export const LOWER_HALF_SCREWS: readonly Pair[] = [-50, 0, 50].map((y): Pair => [y, 13]);

/** The upper front: the display, warm air out at the top. */
export function upperFront(measures: Measures): Solid {
  const { upperHeight: height, opening, displayUpTo, cutAt } = measures;
  const clampX = displayUpTo.width / 2 + BESIDE_DISPLAY;
  const clamps = [-40, 40].flatMap((y) => [
    { x: -clampX, y },
    { x: clampX, y },
  ]);
  const inner = height / 2 - WALL;
  const wall = (height - WALL) / 2;
  const edge = besideDisplay(measures);
  const strips = [-1, 1].map((side): Pair => [Math.min(side * edge, side * (inner + 1)), Math.max(side * edge, side * (inner + 1))]);
  const body = joined([
    shell(measures, height, [plate(opening.width, opening.height, 2)]),
    lowPosts(clamps),
    ...(cutAt === undefined ? [] : [ribs(-cutAt, strips, 46, upperHalfScrews(measures))]),
  ]);
  return cut(body, [...ventSlots(measures, height, wall, -70, 70), ...joint(-wall)]);
}

/** The lower front: the code window and its pane, the lamps, the sound holes, the headphone socket and the repeat button beside it; the service button below. */
export function lowerFront(measures: Measures): Solid {
  const { width, lowerHeight: height, cutAt } = measures;
  const at = faceDown(measures.window);
  const holes = [-82, -75, -68, -61].flatMap((x) => [-57, -50, -43].map((y) => disc(3, faceDown({ x: x - (width - SEVEN.width) / 2, y }))));
  const openings = [
    oblong(WINDOW.width, WINDOW.height, at),
    ...[...measures.lampStack, measures.whiteLamp].map((spot) => disc(LAMP_HOLE, faceDown(spot))),
    disc(SOCKET_HOLE, faceDown(measures.socket)),
    disc(LAMP_HOLE, faceDown(measures.repeatButton)),
    ...holes,
  ];
  const frame = without(oblong(PANE.width + 5.4, PANE.height + 5.4, at), [oblong(PANE.width + 0.6, PANE.height + 0.6, at)]);
  const posts = BRACKET_POSTS.columns.flatMap((x) => BRACKET_POSTS.rows.map((y) => ({ x: at.x + x, y: at.y + y })));
  const inner = height / 2 - WALL;
  const wall = (height - WALL) / 2;
  const body = joined([
    shell(measures, height, openings),
    raised(frame, PANE.thickness + 2, WALL - 1),
    lowPosts(posts),
    rod(8, DEPTH - TAMPER_SWITCH.holes - TAMPER_SWITCH.pressedAt, faceDown(TAMPER)),
    ...(cutAt === undefined ? [] : [ribs(-cutAt, [[-inner - 1, inner + 1]], 20, LOWER_HALF_SCREWS)]),
  ]);
  const button = moved(turned(rod(BUTTON_HOLE, 14, { x: 0, y: 0 }, -7), [90, 0, 0]), [70, -wall, 36]);
  return cut(body, [...joint(wall), ...ventSlots(measures, height, -wall, -40, 40), button, ...lockSlot(measures)]);
}

/** The slot of a laptop lock in the right wall, thinner around it so that the lock's bar turns. */
function lockSlot({ width }: Measures): readonly Solid[] {
  const x = -width / 2;
  return [
    box([WALL + 2, 7, 3], [x + WALL / 2, LOCK.y, LOCK.depth]),
    box([WALL - LOCK_WALL + 0.01, 20, 16], [x + LOCK_WALL + (WALL - LOCK_WALL) / 2 + 0.005, LOCK.y, LOCK.depth]),
  ];
}

/** A body in one piece, or in the two that fit the bed when it is cut across x. */
export function inPieces(solid: Solid, cutAt: number | undefined): readonly Solid[] {
  if (cutAt === undefined) return [solid];
  const half = (side: number) => box([400, 400, 400], [cutAt + side * 200, 0, 0]);
  return [common(solid, half(-1)), common(solid, half(1))];
}
