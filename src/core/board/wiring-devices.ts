import type { PinFacts } from "./pin-facts.ts";
import { dot, line, rect, text, wrapped } from "./svg.ts";
import { type PlacedPart, rowY } from "./wiring-layout.ts";

const SMALL = 2.6;
const PLUS = ["#c00000", 0.9] as const;
const MINUS = ["#000", 0.9] as const;
/** The 12 V rail along the sheet's margin, left and right edge of the devices, the fuse, and the left edge of the driver. */
const X = { rail: 5, left: 9, right: 34, fuse: 41, driver: 46 } as const;
/** Rows of the header at whose height the driver has its common plus and its ground. */
const [COM_ROW, GROUND_ROW] = [11, 13] as const;

interface Device {
  readonly ref: string;
  readonly words: readonly Words[];
  readonly outputs: readonly { readonly name: string; readonly says: string; readonly y: number }[];
  readonly top: number;
  readonly bottom: number;
}

interface Words {
  readonly words: string;
  readonly isBold: boolean;
}

/** What is on the far side of the driver: the 12 V devices, their supply with its fuse, and the wires between them. */
export function driverSide(facts: PinFacts, placed: readonly PlacedPart[]): readonly string[] {
  const driver = placed.find(({ ref }) => ref === "U1");
  if (!driver) return [];
  const heights = new Map(driver.terminals.map(({ terminal, y }) => [terminal.name.replace("IN", "OUT"), y]));
  const devices = Object.entries(facts.loads).map(([ref, load]) => deviceOf(ref, load, heights));
  const com = rowY(COM_ROW);
  const ends = devices.map(plusY);
  return [
    line(...PLUS, X.rail, Math.min(...ends), X.rail, Math.max(...ends)),
    line(...PLUS, X.rail, com, X.driver, com),
    dot(X.rail, com),
    text(X.driver + 1, com + 0.9, SMALL, "COM", { isBold: true }),
    ...supply(com, rowY(GROUND_ROW)),
    ...devices.flatMap(deviceBox),
  ];
}

function deviceOf(ref: string, load: PinFacts["loads"][string], heights: ReadonlyMap<string, number>): Device {
  const outputs = Object.entries(load.outputs).map(([name, says]) => ({ name, says, y: heights.get(name) ?? 0 }));
  const [first = 0, last = 0] = [outputs[0]?.y, outputs.at(-1)?.y];
  const words = [...sized(`${ref} ${load.vi}`, true, 18.5), ...sized(load.en, false, 18.5)];
  // The names of several outputs take the room beside them: what it is, stands above.
  const top = outputs.length > 1 ? first - 9.5 : first - 4.4;
  return { ref, words, outputs, top, bottom: Math.max(last + 3.6, top + 1.4 + words.length * 2.8) };
}

function sized(content: string, isBold: boolean, room: number): readonly Words[] {
  return wrapped(content, isBold ? 2.5 : 2.4, room).map((words) => ({ words, isBold }));
}

function plusY({ outputs }: Device): number {
  return outputs[Math.floor(outputs.length / 2)]?.y ?? 0;
}

function deviceBox(device: Device): readonly string[] {
  const { words, outputs, top, bottom } = device;
  const plus = plusY(device);
  return [
    line(...PLUS, X.rail, plus, X.left, plus),
    rect(X.left, top, X.right - X.left, bottom - top, { radius: 1 }),
    text(X.left + 0.8, plus + 0.9, SMALL, "+", { isBold: true }),
    ...written(X.left + 3.4, top, words),
    ...outputs.flatMap(({ name, says, y }) => [
      line(...MINUS, X.right, y, X.driver, y),
      text(X.right - 0.8, y + 0.9, 2.4, says, { anchor: "end", isBold: true }),
      text(X.driver + 1, y + 0.9, SMALL, name, { isBold: true }),
    ]),
  ];
}

function supply(com: number, ground: number): readonly string[] {
  const top = com + 3;
  const plus = ground - 6;
  return [
    rect(X.left, top, X.right - X.left, ground + 3 - top, { radius: 1 }),
    ...written(X.left + 1.4, top, [...sized("PS2 Nguồn 12 V", true, 23), ...sized("12 V supply, SELV", false, 20)]),
    text(X.right - 0.8, plus + 0.9, SMALL, "+", { anchor: "end", isBold: true }),
    line(...PLUS, X.right, plus, X.fuse, plus, X.fuse, com),
    rect(X.fuse - 1, com + 2, 2, 4.6),
    dot(X.fuse, com),
    text(X.fuse - 1.6, com + 3.6, 2.3, "F1", { anchor: "end", isBold: true }),
    text(X.fuse - 1.6, com + 6.4, 2.3, "1 A", { anchor: "end", isBold: true }),
    text(X.right - 0.8, ground + 0.9, SMALL, "−", { anchor: "end", isBold: true }),
    line(...MINUS, X.right, ground, X.driver, ground),
    text(X.driver + 1, ground + 0.9, SMALL, "GND", { isBold: true }),
  ];
}

/** What the relay switches: a strike that opens on current, with the diode that takes its coil's kick. */
export function lockSide(placed: readonly PlacedPart[]): readonly string[] {
  if (!placed.some(({ ref }) => ref === "K1")) return [];
  const [relay, diode, strike] = [243, 252, 262] as const;
  const [com, open, minus] = [rowY(9), rowY(10), rowY(11)];
  return [
    text(relay + 0.8, com - 1, SMALL, "COM", { isBold: true }),
    text(relay + 0.8, open - 1, SMALL, "NO", { isBold: true }),
    line(...PLUS, relay, com, strike, com),
    text(strike + 1, com + 0.9, 2.4, "+12 V, qua · via F1"),
    line(...PLUS, relay, open, strike, open),
    line(...MINUS, strike, minus, diode, minus, diode, minus + 5, strike, minus + 5),
    text(strike + 1, minus + 5.9, 2.4, "− của · of PS2"),
    line("#000", 0.5, diode, open, diode, minus),
    // The bar is the ring on the diode's body: it is on the side of plus.
    line("#000", 0.7, diode - 1.8, open + 2.4, diode + 1.8, open + 2.4),
    `<path d="M${diode - 1.8} ${open + 5.4}h3.6l-1.8 -3z" fill="#000"/>`,
    dot(diode, open),
    dot(diode, minus),
    text(diode + 2.4, open + 4.8, 2.3, "D1", { isBold: true }),
    rect(strike, open - 3, 29, minus - open + 5.2, { radius: 1 }),
    text(strike + 1, open + 0.9, SMALL, "+", { isBold: true }),
    text(strike + 1, minus + 0.9, SMALL, "−", { isBold: true }),
    ...written(strike + 4, open - 2, [...sized("Y1 Khóa điện 12 V", true, 25), ...sized("Door strike 12 V", false, 25)]),
  ];
}

function written(x: number, top: number, lines: readonly Words[]): readonly string[] {
  return lines.map(({ words, isBold }, at) => text(x, top + 3.2 + at * 2.8, isBold ? 2.5 : 2.4, words, { isBold }));
}
