import { chipPin } from "./chip-pins.ts";
import { fieldWires, placeOf, RELAY } from "./field-wires.ts";
import { DRIVER, inputOf } from "./header-pins.ts";
import type { PinFacts, VariantFacts } from "./pin-facts.ts";
import type { FieldWire } from "./pin-table.ts";
import { dot, label, line, pinNumber, rect, text, type Way, wire, wrapped } from "./svg.ts";
import { type PlacedPart, rowY } from "./wiring-layout.ts";

const SMALL = 2.6;
/** Right edge of X2, left and right edge of the devices, the lanes of the door's wires, X3, and the left edge of the driver. */
const X = { plus: 13, left: 36, right: 62, lane: 31, back: 67, zero: 72, zeroEnd: 80, driver: 92 } as const;
/** Middle of the marks on wires to +12 V and on those to the driver. */
const MARK_X = { plus: 20.5, minus: 84 } as const;
/** Rows of the header at whose height the driver has its common plus and its ground. */
const [COM_ROW, GROUND_ROW] = [11, 13] as const;
/** From the relay's coil down to its COM, and from there to its NO. */
const CONTACT_STEP = 3.8;
const STRIKE = { left: 40, plus: 184, minus: 193, below: 199 } as const;

interface Device {
  readonly ref: string;
  readonly words: readonly Words[];
  readonly plus: string;
  readonly outputs: readonly { readonly name: string; readonly says: string; readonly y: number }[];
  readonly top: number;
  readonly bottom: number;
}

interface Words {
  readonly words: string;
  readonly isBold: boolean;
}

/** Draws the wire between two terminals, marked with its number where there is room, and with its colour where there is more. */
type Draw = (from: string, to: string, way: Way, mark?: readonly [x: number, y: number, isShort?: boolean]) => string;

/** What is on the far side of the driver: the 12 V devices, their supply with its fuse and terminals, and the door. */
export function fieldSide(facts: PinFacts, variant: VariantFacts, placed: readonly PlacedPart[]): readonly string[] {
  const driver = placed.find(({ ref }) => ref === DRIVER);
  if (!driver) return [];
  const heights = new Map(driver.terminals.map(({ terminal, y }) => [terminal.name, y]));
  const devices = Object.entries(facts.loads).flatMap(([ref, load]) => (variant.loads.includes(ref) ? [deviceOf(ref, load, heights)] : []));
  const draw = drawer(fieldWires(facts));
  const com = rowY(COM_ROW);
  const ends = devices.map(plusY);
  return [
    draw("X2", `${DRIVER} COM`, across(com), [MARK_X.plus, com]),
    text(X.driver + 1, com + 0.9, SMALL, "COM", { isBold: true }),
    pinNumber(X.driver, com, "left", chipPin(DRIVER, "COM")),
    ...supply(draw, com, rowY(GROUND_ROW)),
    ...devices.flatMap((device) => deviceBox(draw, device)),
    ...devices.filter(({ ref }) => ref === RELAY).flatMap((relay) => door(draw, plusY(relay))),
    ...distribution(Math.min(...ends) - 7, Math.max(...ends) + 3),
  ];
}

function drawer(wires: readonly FieldWire[]): Draw {
  return (from, to, way, mark) => {
    const found = wires.find((candidate) => candidate.from === from && candidate.to === to);
    if (!found) return "";
    const says = mark?.[2] ? found.label : `${found.label} ${found.colour}`;
    return wire(way, found.colour) + (mark ? label(mark[0], mark[1], 2.4, says) : "");
  };
}

function across(y: number): Way {
  return [
    [X.plus, y],
    [X.driver, y],
  ];
}

function distribution(top: number, bottom: number): readonly string[] {
  return [
    rect(X.plus - 8, top, 8, bottom - top, { radius: 1 }),
    text(X.plus - 4, top + 3.2, SMALL, "X2", { anchor: "middle", isBold: true }),
    text(X.plus - 4, top + 6, 2, "+12 V", { anchor: "middle", isBold: true }),
  ];
}

function deviceOf(ref: string, load: PinFacts["loads"][string], heights: ReadonlyMap<string, number>): Device {
  const outputs = Object.entries(load.outputs).map(([name, line]) => ({
    name,
    says: placeOf(load, line),
    y: heights.get(inputOf(name)) ?? 0,
  }));
  const [first = 0, last = 0] = [outputs[0]?.y, outputs.at(-1)?.y];
  const words = [...sized(`${ref} ${load.vi}`, true, 17), ...sized(load.en, false, 17)];
  // The names of several outputs take the room beside them: what it is, stands above.
  const top = outputs.length > 1 ? first - 9.5 : first - 4.4;
  const lowest = last + (ref === RELAY ? 2 * CONTACT_STEP + 2 : 3.6);
  return { ref, words, plus: load.plus, outputs, top, bottom: Math.max(lowest, top + 1.4 + words.length * 2.8) };
}

function sized(content: string, isBold: boolean, room: number): readonly Words[] {
  return wrapped(content, isBold ? 2.5 : 2.4, room).map((words) => ({ words, isBold }));
}

function plusY({ outputs }: Device): number {
  return outputs[Math.floor(outputs.length / 2)]?.y ?? 0;
}

function deviceBox(draw: Draw, device: Device): readonly string[] {
  const { ref, words, outputs, top, bottom } = device;
  const plus = plusY(device);
  return [
    draw("X2", `${ref} ${device.plus}`, toPlus(plus), [MARK_X.plus, plus]),
    rect(X.left, top, X.right - X.left, bottom - top, { radius: 1 }),
    text(X.left + 0.8, plus + 0.9, SMALL, outputs.length > 1 ? `${device.plus} ×${outputs.length}` : device.plus, { isBold: true }),
    pinNumber(X.left, plus, "left", chipPin(ref, device.plus)),
    ...written(X.left + (ref === RELAY ? 7.6 : 4.2), top, words),
    ...outputs.flatMap(({ name, says, y }) => [
      draw(`${DRIVER} ${name}`, `${ref} ${says}`, [...between(X.right, X.driver, y)], [MARK_X.minus, y]),
      text(X.right - 0.8, y + 0.9, 2.4, says, { anchor: "end", isBold: true }),
      text(X.driver + 1, y + 0.9, SMALL, name, { isBold: true }),
      pinNumber(X.driver, y, "left", chipPin(DRIVER, name)),
      pinNumber(X.right, y, "right", chipPin(ref, says)),
    ]),
  ];
}

function toPlus(y: number): Way {
  return between(X.plus, X.left, y);
}

function between(from: number, to: number, y: number): Way {
  return [
    [from, y],
    [to, y],
  ];
}

function supply(draw: Draw, com: number, ground: number): readonly string[] {
  const top = com + 3;
  const plus = ground - 6;
  return [
    rect(X.left, top, X.right - X.left, ground + 2.4 - top, { radius: 1 }),
    ...written(X.left + 4.2, top, [...sized("PS2 Nguồn 12 V", true, 23), ...sized("12 V supply, SELV", false, 20)]),
    text(X.left + 0.8, plus + 0.9, SMALL, "+", { isBold: true }),
    draw("F1", "X2", between(X.plus, 26, plus), [18.4, plus]),
    draw("PS2 +", "F1", between(30, X.left, plus), [33.1, plus, true]),
    rect(25, plus - 1.1, 5, 2.2),
    text(27.5, plus - 1.8, 2.3, "F1 1 A", { anchor: "middle", isBold: true }),
    text(X.right - 0.8, ground + 0.9, SMALL, "−", { anchor: "end", isBold: true }),
    draw("PS2 −", "X3", between(X.right, X.zero, ground), [67, ground, true]),
    draw("X3", `${DRIVER} GND`, between(X.zeroEnd, X.driver, ground), [86, ground]),
    rect(X.zero, ground - 5.4, X.zeroEnd - X.zero, 11.6, { radius: 1 }),
    text((X.zero + X.zeroEnd) / 2, ground - 2.4, SMALL, "X3", { anchor: "middle", isBold: true }),
    text((X.zero + X.zeroEnd) / 2, ground + 0.6, 2, "0 V", { anchor: "middle", isBold: true }),
    text(X.driver + 1, ground + 0.9, SMALL, "GND", { isBold: true }),
    pinNumber(X.driver, ground, "left", chipPin(DRIVER, "GND")),
  ];
}

/** What the relay switches: a strike that opens on current, with the diode that takes its coil's kick. */
function door(draw: Draw, coil: number): readonly string[] {
  const [com, open, zero] = [coil + CONTACT_STEP, coil + 2 * CONTACT_STEP, rowY(GROUND_ROW) + 4.2];
  const { left, plus, minus, below } = STRIKE;
  const toStrike: Way = [
    [X.left, open],
    [X.lane, open],
    [X.lane, plus],
    [left, plus],
  ];
  const back: Way = [
    [left, minus],
    [34, minus],
    [34, below],
    [X.back, below],
    [X.back, zero],
    [X.zero, zero],
  ];
  return [
    draw("X2", `${RELAY} COM`, toPlus(com), [MARK_X.plus, com]),
    text(X.left + 0.8, com + 0.9, 2.3, "COM", { isBold: true }),
    pinNumber(X.left, com, "left", chipPin(RELAY, "COM")),
    pinNumber(X.left, open, "left", chipPin(RELAY, "NO")),
    draw(`${RELAY} NO`, "Y1 +", toStrike, [X.lane, 178]),
    text(X.left + 0.8, open + 0.9, 2.3, "NO", { isBold: true }),
    draw("X3", "Y1 −", back, [X.back, 178]),
    ...diode(36.9, plus, minus),
    rect(left, plus - 4.4, X.right - left, minus - plus + 8, { radius: 1 }),
    text(left + 0.8, plus + 0.9, SMALL, "+", { isBold: true }),
    text(left + 0.8, minus + 0.9, SMALL, "−", { isBold: true }),
    ...written(left + 3.4, plus - 4, [...sized("Y1 Khoá điện 12 V", true, 17), ...sized("Door strike 12 V", false, 17)]),
  ];
}

/** The bar is the ring on the diode's body: it is on the side of plus. */
function diode(x: number, plus: number, minus: number): readonly string[] {
  const middle = (plus + minus) / 2;
  return [
    line("#000", 0.5, x, plus, x, minus),
    line("#000", 0.7, x - 1.5, middle - 1.5, x + 1.5, middle - 1.5),
    `<path d="M${x - 1.5} ${middle + 1.2}h3l-1.5 -2.6z" fill="#000"/>`,
    dot(x, plus),
    dot(x, minus),
    text(x - 2.2, middle + 0.8, 2.3, "D1", { anchor: "end", isBold: true }),
  ];
}

function written(x: number, top: number, lines: readonly Words[]): readonly string[] {
  return lines.map(({ words, isBold }, at) => text(x, top + 3.2 + at * 2.8, isBold ? 2.5 : 2.4, words, { isBold }));
}
