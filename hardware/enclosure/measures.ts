// Every measure of the case, in millimetres, for the two sizes of display. Change one here, run `npm run hardware`, print.
// x runs to the right and y up as the public sees the case; depth runs from the face to the wall.

/** A place on the face of the case, from the middle of its module. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What one size of the case is made to. */
export interface Measures {
  readonly size: "7" | "10";
  readonly width: number;
  readonly upperHeight: number;
  readonly lowerHeight: number;
  /** What of the display is seen: a little more than its lit area. */
  readonly opening: { readonly width: number; readonly height: number };
  /** The largest circuit board or bezel of a display that fits behind the opening. */
  readonly displayUpTo: { readonly width: number; readonly height: number };
  readonly window: Spot;
  readonly whiteLamp: Spot;
  /** Red on top, amber, green: place tells the answer as colour does. */
  readonly lampStack: readonly Spot[];
  readonly socket: Spot;
  /** Beside the socket: whoever cannot see the screen finds one by the other. */
  readonly repeatButton: Spot;
  /** At this x fronts and back plates are cut in two to fit the printer's bed; undefined where they fit whole. */
  readonly cutAt: number | undefined;
}

/** Three perimeters of a 0.4 mm nozzle and some; 2.4 mm is the least that survives a counter. */
export const WALL = 3;
/** Left where the steel of a laptop lock bites: its slot is made for 1 to 2.5 mm. */
export const LOCK_WALL = 2.4;
/** The slot of a laptop lock in the right wall of the lower module: up from its middle, and from the face. */
export const LOCK = { y: 30, depth: 44 } as const;
/** Face to wall, back plate included: a display, a board on spacers and its plugs. */
export const DEPTH = 66;
/** Radius of the upright corners: nothing to bump into. */
export const CORNER = 6;
/** What the smallest common printers print, in each direction. */
export const BED = 220;

/** Raspberry Pi 3B+, 4, 5: 58 × 49 mm between the holes, 3.5 mm from the edges (mechanical drawing). */
export const BOARD_HOLES: readonly Spot[] = [
  { x: 0, y: 0 },
  { x: 58, y: 0 },
  { x: 58, y: 49 },
  { x: 0, y: 49 },
];
/** From the middle of the upper back plate to the board's first hole. */
export const BOARD_AT: Spot = { x: -29, y: -24.5 };

/** What is seen of the pane. */
export const WINDOW = { width: 90, height: 46 };
/** The pane of clear plastic behind it. */
export const PANE = { width: 98, height: 54, thickness: 2 };
/** Screw posts of the brackets, from the middle of the window: four above it, four below. */
export const BRACKET_POSTS = { columns: [-36, -12, 12, 36], rows: [-33, 33] } as const;

/** A pilot lamp or a push button of 22 mm, and half a millimetre. */
export const LAMP_HOLE = 22.5;
/** A button of 12 mm. */
export const BUTTON_HOLE = 12.5;
/** A headphone socket with a thread of 6 mm. */
export const SOCKET_HOLE = 6.5;

/** M3 heat-set inserts, 5.7 mm long: the hole that a hot iron presses them into. */
export const INSERT_HOLE = 4;
/** Posts that hold a display's clamps, and those of the brackets behind the window. */
export const LOW_POST = 12;
/** How thick the edge of the display is where its clamps press: measure yours, and print C7 to it. */
export const DISPLAY_EDGE = 6;
/** From the side of a display to the middle of its clamps' posts. */
export const BESIDE_DISPLAY = 5;
/** A post around an insert: 2.5 mm of plastic on each side. */
export const POST = 9;
/** From the inside of the walls to the middle of a corner post. */
export const POST_INSET = 4;
/** M4 bolts that join the two modules: from the middle, and from the face. */
export const JOINT = { x: 70, depth: 30, hole: 4.4 } as const;
/** From the middle to each leg, which is screwed on from inside the case. */
export const LEG_X = 45;
/** M4 screws into a leg, up along the back from its lower edge. */
export const LEG_SCREWS: readonly number[] = [25, 115, 173];
/** A pillar of the lower front that presses the tamper switch while the case is closed. */
export const TAMPER: Spot = { x: 40, y: -58 };
/**
 * The switch (Omron SS series) stands on its solder tags' side, from the outside of the back plate to the middle of its two fixing holes; they are slots, so that
 * 2 mm either way can be set. The roller's lever switches 14.5 mm above the holes (data sheet: OP 14.5 ± 0.8 mm); the pillar presses it a little farther.
 */
export const TAMPER_SWITCH = { holes: 16, pitch: 9.5, pressedAt: 14, fromRoller: 8 } as const;

/** Where cables leave, from the middle of the lower back plate: their opening, and the clamp that holds them. */
export const CABLES = {
  opening: { y: -60, width: 40, height: 12 },
  clampY: -42,
  postX: 26,
  /** Of a post above the plate: an insert and what a screw is longer. */
  post: 6.5,
  /** Under the cables, above the plate. */
  saddle: 5.1,
  /** Grooves for cables of 4 to 5 mm, and one for 5.5 to 6 mm (a network cable). */
  grooves: [-16, -8, 0, 8],
  wideGroove: 16,
  /** How much deeper the wide one lies. */
  wider: 1.9,
} as const;

/**
 * The small boards, from the middle of the lower back plate to theirs: holes for ties beyond two sides of each, none of them behind a leg, and
 * those of X2 and X3 between two of their screws.
 */
export const SMALL_BOARDS = {
  U1: { x: -60, y: 48 },
  K1: { x: 1, y: 50.5 },
  U2: { x: -60, y: 8 },
  F1: { x: 44, y: 22 },
  U3: { x: 0, y: 4 },
  X2: { x: -38, y: -21 },
  X3: { x: 18, y: -21 },
} as const satisfies Readonly<Record<string, Spot>>;

/** The case leans back by this much, from the upright. */
export const TILT_DEGREES = 20;

/** The small case: a display of 7 inches. */
export const SEVEN: Measures = {
  size: "7",
  width: 214,
  upperHeight: 150,
  lowerHeight: 150,
  opening: { width: 156, height: 89 },
  displayUpTo: { width: 190, height: 124 },
  window: { x: -26, y: 22 },
  whiteLamp: { x: 42, y: 22 },
  lampStack: [
    { x: 80, y: 38 },
    { x: 80, y: 2 },
    { x: 80, y: -34 },
  ],
  socket: { x: 20, y: -50 },
  repeatButton: { x: -10, y: -50 },
  cutAt: undefined,
};

/** The large case: a display of 10.1 inches. */
export const TEN: Measures = {
  size: "10",
  width: 274,
  upperHeight: 190,
  lowerHeight: 150,
  opening: { width: 219, height: 138 },
  displayUpTo: { width: 250, height: 166 },
  window: { x: -46, y: 22 },
  whiteLamp: { x: 30, y: 22 },
  lampStack: [
    { x: 106, y: 38 },
    { x: 106, y: 2 },
    { x: 106, y: -34 },
  ],
  socket: { x: 24, y: -50 },
  repeatButton: { x: -6, y: -50 },
  cutAt: 62,
};
