// The parts of the small case with camera, reader and relay, each at its place or pulled away from it, for the pictures.
import { lowerBack, upperBack } from "./back.ts";
import { after, type Body, bodyOf, type Placement, placed, shift, turn } from "./body.ts";
import {
  camera,
  clock,
  display,
  driver,
  fuse,
  lightStrip,
  pane,
  pilotLamp,
  raspberryPi,
  reader,
  relay,
  screws,
  serviceButton,
  soundAdapter,
  tamperSwitch,
} from "./bought.ts";
import { cornerPosts, lowerFront, upperFront } from "./front.ts";
import {
  BESIDE_DISPLAY,
  BOARD_AT,
  BOARD_HOLES,
  BRACKET_POSTS,
  DEPTH,
  LEG_X,
  SEVEN,
  type Spot,
  TAMPER,
  TILT_DEGREES,
  WALL,
} from "./measures.ts";
import { cableClamp, cameraBracket, displayClamp, leg, lightBar, readerBracket, wing } from "./small-parts.ts";
import type { Point, Solid } from "./solid.ts";

const PLASTIC: Point = [240, 241, 244];
const PLASTIC_BACK: Point = [226, 229, 235];
const PLASTIC_SMALL: Point = [248, 236, 214];

const once = (make: () => Solid): (() => Solid) => {
  let made: Solid | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
const solids = {
  C1: once(() => upperFront(SEVEN)),
  C2: once(() => lowerFront(SEVEN)),
  C3: once(() => upperBack(SEVEN)),
  C4: once(() => lowerBack(SEVEN)),
  C5: once(cameraBracket),
  C6: once(readerBracket),
  C7: once(displayClamp),
  C8: once(leg),
  C9: once(cableClamp),
  C10: once(lightBar),
  C11: once(() => wing(SEVEN.upperHeight)),
  C12: once(() => wing(SEVEN.lowerHeight)),
} as const;

/** What is there already: drawn, not named. */
export const still = (bodies: readonly Body[]): readonly Body[] => bodies.map((body) => ({ ...body, ref: "" }));
/** A printed part as it lies on the bed. */
export const printed = (ref: keyof typeof solids): readonly Body[] => [
  bodyOf(ref, ref === "C1" || ref === "C2" ? PLASTIC : ref === "C3" || ref === "C4" ? PLASTIC_BACK : PLASTIC_SMALL, solids[ref]()),
];
/** Bodies moved, by each movement in turn. */
export const at = (bodies: readonly Body[], ...placements: readonly Placement[]): readonly Body[] =>
  bodies.map((body) => placed(body, after(...placements)));
const faceDown = ({ x, y }: Spot): Spot => ({ x: -x, y });

/** The modules of a case that lies face down, from its middle: the joint. */
export const UP = shift(0, SEVEN.upperHeight / 2, 0);
/** Where the lower module lies. */
export const DOWN = shift(0, -SEVEN.lowerHeight / 2, 0);
/** Corner posts of a front that lies face down. */
export const posts = (height: number) => cornerPosts(SEVEN, height).map(faceDown);
const CLAMP_X = SEVEN.displayUpTo.width / 2 + BESIDE_DISPLAY;
/** Posts of the display's clamps. */
export const clampPosts = [-CLAMP_X, CLAMP_X].flatMap((x) => [-40, 40].map((y) => ({ x, y })));
/** The middle of the code window, face down. */
export const window = faceDown(SEVEN.window);
/** All posts of the brackets. */
export const bracketPosts = BRACKET_POSTS.columns.flatMap((x) => BRACKET_POSTS.rows.map((y) => ({ x: window.x + x, y: window.y + y })));

/** Clamps, their pads down and inwards, this far above the face. */
export const clamps = (z: number) =>
  clampPosts.flatMap(({ x, y }) => at(printed("C7"), turn(0, 180), turn(2, x > 0 ? 180 : 0), shift(x, y, z + 4)));
/** The display of the small case. */
export const shown7 = () => display(189, 120);

/** Everything behind the window, pulled apart by a factor; 0 is as it sits. */
export function behindWindow(apart: number): readonly Body[] {
  const low = 12 + 40 * apart;
  const high = 15 + 62 * apart;
  return [
    ...at(pane(), shift(window.x, window.y, WALL + 16 * apart)),
    ...at(printed("C5"), shift(window.x - 24, window.y, low)),
    ...at(printed("C6"), shift(window.x + 24, window.y, low)),
    ...at(camera(), shift(window.x - 24, window.y, low + 3.2 + 20 * apart)),
    ...at(reader(), shift(window.x + 24, window.y, low + 3.2 + 20 * apart)),
    ...at(printed("C10"), ([x, y, z]) => [z - 45, x - 8, y], shift(window.x, window.y + 33, high)),
    ...at(lightStrip(), turn(0, 180 - 45), shift(window.x, window.y + 33 - 12, high + 6.2), shift(0, -14 * apart, 0)),
  ];
}

/** The lamps, this far before the face. */
export const lamps = (out: number): readonly Body[] => [
  ...SEVEN.lampStack.flatMap((spot, index) => {
    const { x, y } = faceDown(spot);
    return at(pilotLamp("H1", (["red", "amber", "green"] as const)[index] ?? "red"), shift(x, y, -out));
  }),
  ...at(pilotLamp("H2", "white"), shift(faceDown(SEVEN.whiteLamp).x, SEVEN.whiteLamp.y, -out)),
];

/** The service button, this far below its hole. */
export const button = (out: number) => at(serviceButton(), shift(70, -SEVEN.lowerHeight / 2 - out, 36));
/** The middle of the sound holes, face down. */
export const SOUND: Spot = { x: 71.5, y: -50 };

/** What sits on the lower back plate, this far above it. */
export function lowerBoards(above: number): readonly Body[] {
  const z = WALL + above;
  return [
    ...at(driver(), shift(-40, 46, z)),
    ...at(relay(), shift(40, 50, z)),
    ...at(clock(), shift(-52, 8, z)),
    ...at(fuse(), shift(44, 22, z)),
    ...at(soundAdapter(), shift(0, 4, z)),
    ...at(tamperSwitch(), shift(TAMPER.x - 8, TAMPER.y, z)),
  ];
}

/** The computer, this far above its posts. */
export const board = (above: number) => at(raspberryPi(), shift(BOARD_AT.x, BOARD_AT.y, WALL + 8 + above));
/** Its screws, their heads at this level. */
export const boardScrews = (z: number) =>
  screws(
    "N8",
    2.5,
    6,
    BOARD_HOLES.map(({ x, y }) => ({ x: BOARD_AT.x + x, y: BOARD_AT.y + y })),
    z,
  );

/** From lying face down to standing upright, the back plates' outside at y = 0 and the lower edge at z = 0. */
export const upright: Placement = ([x, y, z]) => [-x, z - DEPTH, y + SEVEN.lowerHeight];
/** A back plate from the bed to its place in a case that lies face down. */
export const closing = (above: number): Placement => after(turn(1, 180), shift(0, 0, DEPTH + above));
/** As the case leans on its legs. */
export const lean: Placement = after(turn(0, -TILT_DEGREES), shift(0, 0, 10));
/** Both legs, this far behind the back plates. */
export const legs = (out: number) => [-LEG_X, LEG_X].flatMap((x) => at(printed("C8"), ([u, v, t]) => [t, u, v], shift(x - 7, out, 0)));

/** The four wings at their places. */
export const wings = (): readonly Body[] => {
  const half = SEVEN.width / 2;
  const right: Placement = ([x, y, z]) => [half - x, -y, z];
  const left =
    (height: number): Placement =>
    ([x, y, z]) => [x - half, -y, height - z];
  return [
    ...at(printed("C12"), right),
    ...at(printed("C12"), left(SEVEN.lowerHeight)),
    ...at(printed("C11"), right, shift(0, 0, SEVEN.lowerHeight)),
    ...at(printed("C11"), left(SEVEN.upperHeight), shift(0, 0, SEVEN.lowerHeight)),
  ];
};

/** Both fronts, face down. */
export const fronts = (): readonly Body[] => [...at(printed("C1"), UP), ...at(printed("C2"), DOWN)];
/** Both back plates of a case that lies face down, this far above it. */
export const backs = (above: number): readonly Body[] => [
  ...at(printed("C3"), closing(above), UP),
  ...at(printed("C4"), closing(above), DOWN),
];
/** The security screws, their heads at this level. */
export const backScrews = (z: number) => [
  ...at(screws("N5", 3, 10, posts(SEVEN.upperHeight), z), UP),
  ...at(screws("N5", 3, 10, posts(SEVEN.lowerHeight), z), DOWN),
];
