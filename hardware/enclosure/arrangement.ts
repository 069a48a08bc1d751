// The parts of the small case with camera, reader and relay, each at its place or pulled away from it, for the pictures; all of them closed, for both sizes.

import type { Variant } from "../bom.ts";
import { lowerBack, upperBack } from "./back.ts";
import { after, type Body, bodyOf, type Placement, placed, shift, turn } from "./body.ts";
import {
  camera,
  clock,
  display,
  driver,
  fuse,
  lampElement,
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
  terminals,
} from "./bought.ts";
import { cornerPosts, lowerFront, upperFront } from "./front.ts";
import {
  BESIDE_DISPLAY,
  BOARD_AT,
  BOARD_HOLES,
  BRACKET_POSTS,
  CABLES,
  DEPTH,
  LEG_X,
  LOW_POST,
  type Measures,
  SEVEN,
  type Spot,
  TAMPER,
  TAMPER_SWITCH,
  TILT_DEGREES,
  WALL,
} from "./measures.ts";
import { cableClamp, cameraBracket, displayClamp, leg, lightBar, READER_BELOW, readerBracket, wing } from "./small-parts.ts";
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
/** The plate of a bracket. */
const BRACKET_THICKNESS = 3;
const faceDown = ({ x, y }: Spot): Spot => ({ x: -x, y });

/** The modules of a case that lies face down, from its middle: the joint. */
export const UP = shift(0, SEVEN.upperHeight / 2, 0);
/** Where the lower module lies. */
export const DOWN = shift(0, -SEVEN.lowerHeight / 2, 0);
/** Corner posts of a front that lies face down. */
export const posts = (height: number) => cornerPosts(SEVEN, height).map(faceDown);
const clampPostsOf = ({ displayUpTo }: Measures) =>
  [-1, 1].flatMap((side) => [-40, 40].map((y) => ({ x: side * (displayUpTo.width / 2 + BESIDE_DISPLAY), y })));
/** Posts of the display's clamps. */
export const clampPosts = clampPostsOf(SEVEN);
/** The middle of the code window, face down. */
export const window = faceDown(SEVEN.window);
/** All posts of the brackets. */
export const bracketPosts = BRACKET_POSTS.columns.flatMap((x) => BRACKET_POSTS.rows.map((y) => ({ x: window.x + x, y: window.y + y })));

/** Clamps, their pads down and inwards, this far above the face. */
export const clamps = (z: number, measures = SEVEN) =>
  clampPostsOf(measures).flatMap(({ x, y }) => at(printed("C7"), turn(0, 180), turn(2, x > 0 ? 180 : 0), shift(x, y, z + 4)));
/** The display of the small case. */
export const shown7 = () => display(189, 120);

/** What reads codes, and where beside the middle of the window. */
const READING: Readonly<Record<Variant, { readonly camera?: number; readonly reader?: number }>> = {
  camera: { camera: 0 },
  serial: { reader: 0 },
  both: { camera: -24, reader: 24 },
  relay: { camera: -24, reader: 24 },
};

/** Everything behind the window, pulled apart by a factor; 0 is as it sits. */
export function behindWindow(apart: number, measures = SEVEN, variant: Variant = "both"): readonly Body[] {
  const low = LOW_POST + 40 * apart;
  const high = LOW_POST + BRACKET_THICKNESS + 86 * apart;
  const { x, y } = faceDown(measures.window);
  const { camera: ofCamera, reader: ofReader } = READING[variant];
  const above = low + BRACKET_THICKNESS + 0.2 + 20 * apart;
  return [
    ...at(pane(), shift(x, y, WALL + 16 * apart)),
    ...(ofCamera === undefined ? [] : [...at(printed("C5"), shift(x + ofCamera, y, low)), ...at(camera(), shift(x + ofCamera, y, above))]),
    ...(ofReader === undefined
      ? []
      : [...at(printed("C6"), shift(x + ofReader, y, low)), ...at(reader(), shift(x + ofReader, y - READER_BELOW, above))]),
    ...at(printed("C10"), ([u, v, t]) => [t - 45, u - 8, v], shift(x, y + 33, high)),
    ...at(lightStrip(), turn(0, 180 - 45), shift(x, y + 20.6, high + 6.2), shift(0, -10 * apart, -10 * apart)),
  ];
}

/** The lamps, this far before the face; what is behind the face only where they are at home. */
export const lamps = (out: number, measures = SEVEN): readonly Body[] => [
  ...measures.lampStack.flatMap((spot, index) => {
    const { x, y } = faceDown(spot);
    return [
      ...at(pilotLamp("H1", (["red", "amber", "green"] as const)[index] ?? "red"), shift(x, y, -out)),
      ...(out > 0 ? [] : at(lampElement("H1"), shift(x, y, 0))),
    ];
  }),
  ...at(pilotLamp("H2", "white"), shift(-measures.whiteLamp.x, measures.whiteLamp.y, -out)),
  ...(out > 0 ? [] : at(lampElement("H2"), shift(-measures.whiteLamp.x, measures.whiteLamp.y, 0))),
];

/** The service button, this far below its hole. */
export const button = (out: number) => at(serviceButton(), shift(70, -SEVEN.lowerHeight / 2 - out, 36));
/** The middle of the sound holes, face down. */
export const SOUND: Spot = { x: 71.5, y: -50 };

/** What sits on the lower back plate, this far above it. */
export function lowerBoards(above: number, variant: Variant = "relay"): readonly Body[] {
  const z = WALL + above;
  return [
    ...at(driver(), shift(-46, 46, z)),
    ...(variant === "relay" ? at(relay(), shift(12, 52, z)) : []),
    ...at(clock(), shift(-52, 8, z)),
    ...at(fuse(), shift(44, 22, z)),
    ...at(soundAdapter(), shift(0, 4, z)),
    ...at(terminals("X2", 8), shift(-17, -21, z)),
    ...at(terminals("X3", 4), shift(35, -21, z)),
    ...at(tamperSwitch(), shift(TAMPER.x - TAMPER_SWITCH.fromRoller, TAMPER.y, TAMPER_SWITCH.holes + above)),
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

/** The clamp on the cables of the lower back plate, this far above its posts. */
export const cableClampOn = (above: number) => at(printed("C9"), turn(0, 180), shift(0, CABLES.clampY, WALL + CABLES.post + 6 + above));
