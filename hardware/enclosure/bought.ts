// What is bought, as far as the pictures need it: outlines and colours, with nothing that a maker changes every year.
import { type Body, bodyOf } from "./body.ts";
import { PANE, WALL } from "./measures.ts";
import { box, cut, disc, joined, moved, oblong, type Point, plate, raised, rod, type Solid, turned, without } from "./solid.ts";

/** Colours in full light, light enough that black lines stay plain on them, also in grey. */
const TONES = {
  circuit: [176, 214, 178],
  black: [150, 154, 160],
  metal: [222, 224, 228],
  glass: [214, 232, 246],
  red: [244, 160, 152],
  amber: [250, 212, 132],
  green: [164, 222, 170],
  white: [252, 252, 252],
  blue: [166, 196, 236],
  brass: [238, 214, 150],
} as const satisfies Record<string, Point>;

const body = (ref: string, tone: keyof typeof TONES, ...solids: readonly Solid[]): Body => bodyOf(ref, TONES[tone], joined(solids));
const middle = { x: 0, y: 0 };
const hollow = (solid: Solid, away: Solid) => cut(solid, [away]);
/** A cylinder along y. */
const lying = (diameter: number, from: number, to: number) => turned(rod(diameter, to - from, middle, from), [-90, 0, 0]);

/** A display, its glass down and its board up. */
export function display(width: number, height: number): readonly Body[] {
  return [
    body("DS1", "black", raised(plate(width, height, 3), 6)),
    body(
      "DS1",
      "circuit",
      raised(plate(width * 0.62, height * 0.66, 2), 1.6, 9),
      ...[-1, 1].flatMap((x) => [-1, 1].map((y) => rod(5, 3, { x: x * width * 0.26, y: y * height * 0.26 }, 6))),
    ),
    body("DS1", "metal", box([16, 12, 6], [-width * 0.12, -height * 0.3, 13.6]), box([9, 7, 4], [width * 0.14, -height * 0.3, 12.6])),
  ];
}

/** Raspberry Pi 4 by its first hole: board, header, USB and network sockets. */
export function raspberryPi(): readonly Body[] {
  const board = without(
    oblong(85, 56, { x: 39, y: 24.5 }),
    [0, 58].flatMap((x) => [0, 49].map((y) => disc(2.7, { x, y }))),
  );
  return [
    body("A1", "circuit", raised(board, 1.4)),
    body(
      "A1",
      "metal",
      ...[2.5, 20.5].map((y) => box([17, 13, 16], [73, y + 3, 9.4])),
      box([21, 16, 13.5], [71, 42.5, 8.2]),
      box([15, 15, 2.4], [22, 28, 2.6]),
    ),
    body("A1", "black", box([51, 5, 8.5], [29, 49, 5.7])),
    body("A1", "metal", box([9, 7.5, 3.2], [7.7, -2, 3]), ...[22.5, 36].map((x) => box([7, 7.5, 3.2], [x, -2, 3]))),
  ];
}

/** The adapter and LED element behind a pilot lamp, 30 × 40 mm: its long side across for H1, upright for H2. */
export function lampElement(ref: "H1" | "H2"): readonly Body[] {
  return [body(ref, "black", box(ref === "H1" ? [40, 30, 28] : [30, 40, 28], [0, 0, 32]))];
}

/** A pilot lamp of 22 mm, its head below z = 0 and its body above. */
export function pilotLamp(ref: "H1" | "H2", tone: "red" | "amber" | "green" | "white"): readonly Body[] {
  return [
    body(ref, tone, rod(29.5, 5, middle, -5), rod(22, 6, middle, -11)),
    body(ref, "black", rod(21.5, 18, middle), rod(28, 5, middle, WALL)),
  ];
}

/** The pane of the code window. */
export function pane(): readonly Body[] {
  return [body("V1", "glass", raised(plate(PANE.width, PANE.height, 1), PANE.thickness))];
}

/** A camera that looks down. */
export function camera(): readonly Body[] {
  return [
    body("B2", "circuit", raised(oblong(25, 24, middle), 1.4)),
    body("B2", "black", box([11, 11, 7], [0, 0, -3.5]), box([20, 5, 3], [0, 9, 2.9])),
  ];
}

/**
 * The reader that looks down, by its eye: an engine of 21.4 × 13.5 × 11.8 mm (Grow, GM65-S user manual) at the end of a board of 53.3 × 21.4 mm (Waveshare, Barcode Scanner
 * Module user manual V1.2), whose underside is up. Whichever of its sides the engine looks out of, it stands so.
 */
export function reader(): readonly Body[] {
  const { width, length, engine } = READER_BOARD;
  const from = engine.height / 2 + 1;
  return [
    body("B1", "circuit", box([width, length, 1.6], [0, from - length / 2, 0.8])),
    body("B1", "black", box([width, engine.height, engine.depth], [0, 0, -engine.depth / 2])),
    body("B1", "glass", box([12, 6, 0.6], [0, 0, -engine.depth - 0.3])),
  ];
}

/** What its makers say of the reader, in millimetres. */
export const READER_BOARD = { width: 21.4, length: 53.3, engine: { height: 11.8, depth: 13.5 } } as const;

/** The largest reader in a flat housing that its bracket takes, by its middle. */
export function flatReader(): readonly Body[] {
  return [body("B1", "black", box([36, 46, 12], [0, 0, 6]))];
}

/** From the edges of a small board to the middle of its feet: a hole and a half of a perforated board. */
const FOOT_INSET = 3.8;

/** A small board on nylon feet with one tall part, and screw terminals on one side. */
function module(
  ref: string,
  size: readonly [number, number],
  part: { readonly tone: keyof typeof TONES; readonly size: Point; readonly at: Point },
): readonly Body[] {
  const [width, height] = size;
  return [
    body(ref, "circuit", raised(oblong(width, height, middle), 1.6, 6)),
    ...[-1, 1].flatMap((x) =>
      [-1, 1].map((y) => body("N10", "white", rod(5.5, 6, { x: x * (width / 2 - FOOT_INSET), y: y * (height / 2 - FOOT_INSET) }))),
    ),
    body(ref, part.tone, box(part.size, part.at)),
  ];
}

/** From hole to hole of a perforated board; src/core/board/carrier-drawing.ts shows where each part of the two is. */
const HOLE = 2.54;
/** A row of screw terminals of 5.08 mm, two poles each (Phoenix Contact MKDS 1,5: 8.1 mm deep, 10 mm high). */
const screwTerminals = (pairs: number, y: number) => box([pairs * 4 * HOLE, 9.2, 10], [0, y, 12.6]);
/** The driver of lamps and buzzer on its carrier, with five terminals on each long side. */
export const driver = () => [
  ...module("U1", [27 * HOLE, 14 * HOLE], { tone: "black", size: [23, 7, 5], at: [0, 0, 10] }),
  body("U1", "blue", screwTerminals(5, 4.5 * HOLE), screwTerminals(5, -4.5 * HOLE)),
];
/** The relay (Omron G5LE: 22.5 × 16.5 × 19 mm) on its carrier, with three terminals. */
export const relay = () => [
  ...module("K1", [19 * HOLE, 12 * HOLE], { tone: "blue", size: [22.5, 16.5, 19], at: [0, -2.4 * HOLE, 17.1] }),
  body("K1", "green", screwTerminals(3, 3.5 * HOLE)),
];
/** The clock with its cell. */
export const clock = () => module("U2", [24, 20], { tone: "metal", size: [13, 13, 3], at: [0, -1, 9.1] });
/** The fuse in its holder. */
export const fuse = () => [body("F1", "black", raised(plate(34, 11, 4), 11))];
/** The buzzer. */
export const sounder = () => [body("BZ1", "black", rod(22, 9, middle)), body("BZ1", "metal", rod(8, 1, middle, 9))];
/** The USB sound adapter. */
export const soundAdapter = () => [body("U3", "black", raised(plate(44, 18, 3), 10)), body("U3", "metal", box([14, 12, 5], [-28, 0, 5]))];
/** The headphone socket, its thread down through the face. */
export const socket = () => [
  body("X1", "black", raised(oblong(12, 12, middle), 14, WALL)),
  body("X1", "metal", hollow(rod(6, 9, middle, -4), rod(3.5, 12, middle, -6)), rod(9, 2, middle, -3)),
];
/** The tamper switch by the middle of its fixing holes, pressed: roller up, solder tags down (Omron SS-5GL2). */
export const tamperSwitch = () => [
  body("S3", "black", box([19.8, 6.4, 10.2], [0, 0, 2.2])),
  body(
    "S3",
    "metal",
    box([18, 4, 0.8], [1, 0, 9]),
    moved(lying(4.8, -1.6, 1.6), [8, 0, 11.6]),
    ...[-8, 0.8, 8].map((x) => box([3.2, 0.6, 6.4], [x, 0, -6.1])),
  ),
];
/** From pole to pole of a barrier strip, in millimetres. */
export const POLE = 8;
/** A barrier strip with this many poles; both rows of screws up. */
export const terminals = (ref: "X2" | "X3", poles: number) => [
  body(ref, "white", box([POLE * poles, 17, 12], [0, 0, 6])),
  body(
    ref,
    "metal",
    ...Array.from({ length: poles }, (_, at) => POLE * (at - (poles - 1) / 2)).flatMap((x) => [-5, 5].map((y) => rod(4, 1, { x, y }, 12))),
  ),
];

/** The service button, its cap towards −y. */
export function serviceButton(): readonly Body[] {
  return [
    body("S1", "metal", lying(15, -5, 0)),
    body("S1", "blue", lying(9, -8, -5)),
    body("S1", "black", lying(11.8, 0, 22), lying(15, 3, 6)),
  ];
}

/** The repeat button, its cap and raised dot below z = 0 and its body above: up to 34 mm deep. */
export function repeatButton(): readonly Body[] {
  return [
    body("S4", "metal", rod(25, 2.5, middle, -2.5), rod(18, 3, middle, -3.5)),
    body("S4", "blue", rod(8, 2.2, middle, -5.7)),
    body("S4", "black", rod(21.5, 34, middle), rod(27, 4, middle, WALL)),
  ];
}

/** The light strip on its bar, along x: cut after nine LED, where strips of 12 V with 120 LED a metre are. */
export function lightStrip(): readonly Body[] {
  return [
    body("E1", "white", box([75, 8, 1.6], [0, 0, 0])),
    body("E1", "amber", ...Array.from({ length: 9 }, (_, at) => box([5, 5, 1], [(at - 4) * (75 / 9), 0, 1.2]))),
  ];
}

/** A row of inserts or screws, standing. */
export function inserts(
  ref: string,
  diameter: number,
  spots: readonly { readonly x: number; readonly y: number }[],
  z: number,
): readonly Body[] {
  return spots.map((at) => body(ref, "brass", hollow(rod(diameter, 5.7, at, z), rod(diameter * 0.55, 8, at, z - 1))));
}

/** Screws with a round head, the thread down. */
export function screws(
  ref: string,
  diameter: number,
  length: number,
  spots: readonly { readonly x: number; readonly y: number }[],
  z: number,
): readonly Body[] {
  return spots.map((at) => body(ref, "metal", rod(diameter, length, at, z - length), rod(diameter * 1.9, diameter * 0.6, at, z)));
}

/** A row of nuts, lying. */
export function nuts(
  ref: string,
  diameter: number,
  spots: readonly { readonly x: number; readonly y: number }[],
  z: number,
): readonly Body[] {
  return spots.map((at) => body(ref, "metal", hollow(rod(diameter * 1.9, diameter * 0.8, at, z), rod(diameter, diameter + 2, at, z - 1))));
}
