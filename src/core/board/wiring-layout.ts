import { pinOf, wiredTerminals } from "./header-pins.ts";
import type { PartFacts, PinFacts, TerminalFacts, VariantFacts } from "./pin-facts.ts";
import { type Wire, wiresOf } from "./pin-table.ts";
import type { Way } from "./svg.ts";

/** The header is drawn three times as large as it is: its pins are 2.54 mm apart. */
export const ROW = 3 * 2.54;
const FIRST_ROW_Y = 45;
/** Pin 1 and the other odd pins on the left, as one sees them with the header at the right edge of the board. */
const PIN_X = { left: 189.5, right: 189.5 + ROW } as const;
/** Where wires leave the board. */
const EDGE_X = { left: 165, right: 221.6 } as const;
/** Where parts have their terminals, and the nearest lane in which a wire may change its height. */
const TERMINAL_X = { left: 128, right: 251 } as const;
const FIRST_LANE_X = { left: 139, right: 241 } as const;
const LANE_STEP = 2.4;

/** From the outermost terminals to a part's edge: two parts in neighbouring rows just do not touch. */
const PART_MARGIN = 3.6;

/** A part on the sheet; its terminals are on the edge that faces the header. */
export interface PlacedPart {
  readonly ref: string;
  readonly part: PartFacts;
  readonly top: number;
  readonly bottom: number;
  readonly terminals: readonly PlacedTerminal[];
}

/** A terminal on the sheet, and the wire from it to the header. */
export interface PlacedTerminal {
  readonly terminal: TerminalFacts;
  readonly x: number;
  readonly y: number;
  readonly wire: Wire;
  readonly way: Way;
  /** Where the wire is told from its neighbours: at the board's edge. */
  readonly labelX: number;
  readonly labelY: number;
}

type Side = PartFacts["side"];

interface Span {
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

/** The height of a row of the header; 1 is the one with pin 1. */
export function rowY(row: number): number {
  return FIRST_ROW_Y + (row - 1) * ROW;
}

/** Where a pin of the header is. */
export function pinPlace(pin: number): { readonly x: number; readonly y: number; readonly side: Side } {
  const side = pin % 2 === 1 ? "left" : "right";
  return { x: PIN_X[side], y: rowY(Math.ceil(pin / 2)), side };
}

/** The height of a terminal, in rows. A wire to the other side passes the header between two rows. */
function terminalRow(facts: PinFacts, side: Side, terminal: TerminalFacts): number {
  const pin = pinOf(facts, terminal) ?? 0;
  return terminal.row ?? Math.ceil(pin / 2) + (pinPlace(pin).side === side ? 0 : 0.5);
}

/** Places the parts of a variant and finds the way of every wire. */
export function placeParts(facts: PinFacts, variant: VariantFacts): readonly PlacedPart[] {
  const labels = new Map(wiresOf(facts).map((wire) => [`${wire.ref} ${wire.terminal}`, wire]));
  const spans: Record<Side, Span[]> = { left: [], right: [] };
  return variant.parts.flatMap((ref) => {
    const part = facts.parts[ref];
    if (!part) return [];
    const terminals = wiredTerminals(facts, variant, ref).flatMap((terminal) => {
      const wire = labels.get(`${ref} ${terminal.name}`);
      return wire ? [placeTerminal(terminal, wire, part.side, rowY(terminalRow(facts, part.side, terminal)), spans[part.side])] : [];
    });
    const heights = terminals.map(({ y }) => y);
    return [{ ref, part, top: Math.min(...heights) - PART_MARGIN, bottom: Math.max(...heights) + PART_MARGIN, terminals }];
  });
}

function placeTerminal(terminal: TerminalFacts, wire: Wire, side: Side, y: number, spans: Span[]): PlacedTerminal {
  const pin = pinPlace(wire.pin);
  const exitY = pin.y + (pin.side === side ? 0 : ROW / 2);
  const out = pin.side === side ? [] : [[pin.x, exitY] as const];
  const x = TERMINAL_X[side];
  const laneX = FIRST_LANE_X[side] + (side === "left" ? 1 : -1) * LANE_STEP * laneOf(exitY, y, spans);
  const bend =
    exitY === y
      ? []
      : ([
          [laneX, exitY],
          [laneX, y],
        ] as const); // prettier keeps a corner a line
  const outward = side === "left" ? -6 : 6;
  return { terminal, x, y, wire, way: [[pin.x, pin.y], ...out, ...bend, [x, y]], labelX: EDGE_X[side] + outward, labelY: exitY };
}

/** The lane nearest to the parts in which no other wire runs at these heights. */
function laneOf(from: number, to: number, spans: Span[]): number {
  if (from === to) return 0;
  const span = { from: Math.min(from, to), to: Math.max(from, to) };
  const taken = spans.filter((other) => other.from < span.to && other.to > span.from).map(({ level }) => level);
  let level = 0;
  while (taken.includes(level)) level++;
  spans.push({ ...span, level });
  return level;
}
