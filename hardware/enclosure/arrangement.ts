// The parts of a case, each at its place or pulled away from it: for the pictures, and for the check of the closed case.

import type { Variant } from "../bom.ts";
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
  repeatButton,
  screws,
  serviceButton,
  soundAdapter,
  tamperSwitch,
  terminals,
} from "./bought.ts";
import { cornerPosts } from "./front.ts";
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
  SMALL_BOARDS,
  type Spot,
  TAMPER,
  TAMPER_SWITCH,
  TILT_DEGREES,
  WALL,
} from "./measures.ts";
import { type PrintedRef, printedPieces } from "./printed.ts";
import { READER_BELOW, READER_RAILS } from "./small-parts.ts";
import type { Point } from "./solid.ts";

const PLASTIC: Point = [240, 241, 244];
const PLASTIC_BACK: Point = [226, 229, 235];
const PLASTIC_SMALL: Point = [248, 236, 214];

/** What is there already: drawn, not named. */
export const still = (bodies: readonly Body[]): readonly Body[] => bodies.map((body) => ({ ...body, ref: "" }));
const toneOf = (ref: PrintedRef) => (ref === "C1" || ref === "C2" ? PLASTIC : ref === "C3" || ref === "C4" ? PLASTIC_BACK : PLASTIC_SMALL);
/** A printed part as it lies on the bed, its pieces joined where there are several. */
export const printed = (ref: PrintedRef, measures = SEVEN): readonly Body[] =>
  printedPieces(ref, measures).map((piece) => bodyOf(ref, toneOf(ref), piece));
/** Bodies moved, by each movement in turn. */
export const at = (bodies: readonly Body[], ...placements: readonly Placement[]): readonly Body[] =>
  bodies.map((body) => placed(body, after(...placements)));
/** The plate of a bracket. */
const BRACKET_THICKNESS = 3;
const faceDown = ({ x, y }: Spot): Spot => ({ x: -x, y });

/** The modules of a case that lies face down, from its middle: the joint. */
export const up = ({ upperHeight }: Measures) => shift(0, upperHeight / 2, 0);
/** Where the lower module lies. */
export const down = ({ lowerHeight }: Measures) => shift(0, -lowerHeight / 2, 0);
/** Corner posts of a front that lies face down. */
export const posts = (measures: Measures, height: number) => cornerPosts(measures, height).map(faceDown);
/** Posts of the display's clamps. */
export const clampPosts = ({ displayUpTo }: Measures) =>
  [-1, 1].flatMap((side) => [-40, 40].map((y) => ({ x: side * (displayUpTo.width / 2 + BESIDE_DISPLAY), y })));
/** The middle of the code window, face down. */
export const windowAt = (measures: Measures) => faceDown(measures.window);
/** The posts of the brackets: all, or the four in the middle, which carry one. */
export function bracketPosts(measures: Measures, variant: Variant = "both"): readonly Spot[] {
  const { x: middle, y: height } = windowAt(measures);
  const { camera: left, reader: right } = READING[variant];
  const columns = BRACKET_POSTS.columns.filter((x) => Math.abs(x) < 20 || (left !== undefined && right !== undefined));
  return columns.flatMap((x) => BRACKET_POSTS.rows.map((y) => ({ x: middle + x, y: height + y })));
}

/** Clamps, their pads down and inwards, this far above the face. */
export const clamps = (z: number, measures = SEVEN) =>
  clampPosts(measures).flatMap(({ x, y }) => at(printed("C7"), turn(0, 180), turn(2, x > 0 ? 180 : 0), shift(x, y, z + 4)));
/** The largest display that fits. */
export const shownDisplay = ({ displayUpTo }: Measures) => display(displayUpTo.width - 1, displayUpTo.height - 4);

/** What reads codes, and where beside the middle of the window. */
const READING: Readonly<Record<Variant, { readonly camera?: number; readonly reader?: number }>> = {
  camera: { camera: 0 },
  serial: { reader: 0 },
  both: { camera: -24, reader: 24 },
  relay: { camera: -24, reader: 24 },
};

/** Everything behind the window, pulled apart by a factor; 0 is as it sits. `read`: the reader that a kiosk with one has. */
export function behindWindow(apart: number, measures = SEVEN, variant: Variant = "both", read = reader()): readonly Body[] {
  const low = LOW_POST + 40 * apart;
  const high = LOW_POST + BRACKET_THICKNESS + 86 * apart;
  const { x, y } = faceDown(measures.window);
  const { camera: ofCamera, reader: ofReader } = READING[variant];
  const above = (height: number) => low + height + 0.2 + 20 * apart;
  return [
    ...at(pane(), shift(x, y, WALL + 16 * apart)),
    ...(ofCamera === undefined
      ? []
      : [...at(printed("C5"), shift(x + ofCamera, y, low)), ...at(camera(), shift(x + ofCamera, y, above(BRACKET_THICKNESS)))]),
    ...(ofReader === undefined
      ? []
      : [...at(printed("C6"), shift(x + ofReader, y, low)), ...at(read, shift(x + ofReader, y - READER_BELOW, above(READER_RAILS)))]),
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
export const button = (out: number, { lowerHeight }: Measures) => at(serviceButton(), shift(70, -lowerHeight / 2 - out, 36));
/** The repeat button, this far before the face. */
export const repeat = (out: number, { repeatButton: spot }: Measures) => at(repeatButton(), shift(-spot.x, spot.y, -out));
/** The middle of the sound holes, face down. */
export const soundAt = ({ width }: Measures): Spot => ({ x: 71.5 + (width - SEVEN.width) / 2, y: -50 });

/** What sits on the lower back plate, this far above it. */
export function lowerBoards(above: number, variant: Variant = "relay"): readonly Body[] {
  const on = ({ x, y }: Spot) => shift(x, y, WALL + above);
  return [
    ...at(driver(), on(SMALL_BOARDS.U1)),
    ...(variant === "relay" ? at(relay(), on(SMALL_BOARDS.K1)) : []),
    ...at(clock(), on(SMALL_BOARDS.U2)),
    ...at(fuse(), on(SMALL_BOARDS.F1)),
    ...at(soundAdapter(), on(SMALL_BOARDS.U3)),
    ...at(terminals("X2", 8), on(SMALL_BOARDS.X2)),
    ...at(terminals("X3", 4), on(SMALL_BOARDS.X3)),
    ...at(tamperSwitch(), shift(TAMPER.x - TAMPER_SWITCH.fromRoller, TAMPER.y, TAMPER_SWITCH.holes + above)),
  ];
}

/** The screws of the tamper switch, through the slots of the ear beside it: their heads towards the cables' way in. */
export const switchScrews = (out: number, above: number) =>
  [-TAMPER_SWITCH.pitch / 2, TAMPER_SWITCH.pitch / 2].flatMap((x) =>
    at(
      screws("N14", 2, 12, [{ x: 0, y: 0 }], 0),
      turn(0, 90),
      shift(TAMPER.x - TAMPER_SWITCH.fromRoller + x, TAMPER.y - 3.2 - WALL - out, TAMPER_SWITCH.holes + above),
    ),
  );

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
export const upright =
  ({ lowerHeight }: Measures): Placement =>
  ([x, y, z]) => [-x, z - DEPTH, y + lowerHeight];
/** A back plate from the bed to its place in a case that lies face down. */
export const closing = (above: number): Placement => after(turn(1, 180), shift(0, 0, DEPTH + above));
/** As the case leans on its legs. */
export const lean: Placement = after(turn(0, -TILT_DEGREES), shift(0, 0, 10));
/** Both legs, this far behind the back plates. */
export const legs = (out: number) => [-LEG_X, LEG_X].flatMap((x) => at(printed("C8"), ([u, v, t]) => [t, u, v], shift(x - 7, out, 0)));

/** The four wings at their places. */
export const wings = (measures: Measures): readonly Body[] => {
  const { width, lowerHeight, upperHeight } = measures;
  const half = width / 2;
  const right: Placement = ([x, y, z]) => [half - x, -y, z];
  const left =
    (height: number): Placement =>
    ([x, y, z]) => [x - half, -y, height - z];
  return [
    ...at(printed("C12", measures), right),
    ...at(printed("C12", measures), left(lowerHeight)),
    ...at(printed("C11", measures), right, shift(0, 0, lowerHeight)),
    ...at(printed("C11", measures), left(upperHeight), shift(0, 0, lowerHeight)),
  ];
};

/** Both fronts, face down. */
export const fronts = (measures: Measures): readonly Body[] => [
  ...at(printed("C1", measures), up(measures)),
  ...at(printed("C2", measures), down(measures)),
];
/** Both back plates of a case that lies face down, this far above it. */
export const backs = (above: number, measures: Measures): readonly Body[] => [
  ...at(printed("C3", measures), closing(above), up(measures)),
  ...at(printed("C4", measures), closing(above), down(measures)),
];
/** The plates that the legs hold: of the large case the left ones; the others come when it is closed. */
export const backsOnLegs = (measures: Measures): readonly Body[] => {
  const plate = (ref: "C3" | "C4") => at(printed(ref, measures).slice(0, 1), closing(0), (ref === "C3" ? up : down)(measures));
  return [...plate("C3"), ...plate("C4")];
};
/** The security screws, their heads at this level. */
export const backScrews = (z: number, measures: Measures) => [
  ...at(screws("N5", 3, 10, posts(measures, measures.upperHeight), z), up(measures)),
  ...at(screws("N5", 3, 10, posts(measures, measures.lowerHeight), z), down(measures)),
];

/** The clamp on the cables of the lower back plate, this far above its posts. */
export const cableClampOn = (above: number) => at(printed("C9"), turn(0, 180), shift(0, CABLES.clampY, WALL + CABLES.post + 6 + above));
