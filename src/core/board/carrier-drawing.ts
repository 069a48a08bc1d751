import { chipPin } from "./chip-pins.ts";
import { fieldWires, RELAY } from "./field-wires.ts";
import { DRIVER } from "./header-pins.ts";
import type { PinFacts } from "./pin-facts.ts";
import { wiresOf } from "./pin-table.ts";
import { dot, line, rect, sheet, text } from "./svg.ts";

/** From hole to hole of a perforated board, as it is drawn: twice and a fifth as large as it is. */
const PITCH = 2.54 * 2.2;

/** A perforated board in holes: how many it has, where its screw terminals begin, and where the middle of its corner holes is. */
interface Carrier {
  readonly ref: string;
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** In holes from the first; hardware/enclosure/bought.ts has the same boards. */
const OF_DRIVER: Carrier = { ref: DRIVER, left: 10, top: 52, columns: 27, rows: 14 };
const OF_RELAY: Carrier = { ref: RELAY, left: 178, top: 52, columns: 19, rows: 12 };
/** Of the first pole of a row of screw terminals; the next is two holes on. */
const FIRST_POLE = 5;
const NOTHING = "";
const ABOVE = ["OUT1", "OUT2", "OUT3", "OUT4", "OUT5", "OUT6", "OUT7", NOTHING, "COM", "GND"] as const;
const BELOW = ["IN1", "IN2", "IN3", "IN4", "IN5", "IN6", "IN7", NOTHING, NOTHING, "GND"] as const;
const OF_COIL = ["A1", "COM", "A2", NOTHING, NOTHING, "NO"] as const;
/** Column of the chip's first pin, and its two rows. */
const CHIP = { column: 10, upper: 6, lower: 9 } as const;
/** The legs of an Omron G5LE-1 from above, in millimetres from its COM (data sheet, mounting holes, turned over). */
const LEGS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  COM: [0, 0],
  A2: [2, -6],
  A1: [2, 6],
  NC: [14.2, -6],
  NO: [14.2, 6],
};

/** Both perforated boards from the side of the parts: cut, holes, terminals with their wires, and what is joined underneath. An SVG of one A4 sheet across. */
export function carrierDrawing(facts: PinFacts): string {
  return sheet("Hai mạch đục lỗ. The two perforated boards.", [
    text(8, 11, 5, "Hai mạch đục lỗ X4: U1, và K1 nếu có cửa", { isBold: true }),
    text(8, 17, 3.8, "The two perforated boards X4: U1, and K1 where there is a door"),
    text(8, 24, 2.6, "Nhìn từ mặt linh kiện, vẽ 2,2:1. Nét đứt: dây trần hoặc bọc ở mặt dưới. Vòng to: lỗ 3,2 mm cho chân N10."),
    text(
      8,
      28,
      2.6,
      "Seen from the side of the parts, drawn 2.2:1. Dashed: joined underneath. Large rings: holes of 3.2 mm for the feet N10.",
    ),
    ...driverBoard(facts),
    ...relayBoard(facts),
  ]);
}

const placeOn =
  ({ left, top }: Carrier) =>
  (column: number, row: number): readonly [number, number] => [left + (column - 0.5) * PITCH, top + (row - 0.5) * PITCH];

function bare(carrier: Carrier, title: string): readonly string[] {
  const { left, top, columns, rows } = carrier;
  const at = placeOn(carrier);
  const holes = Array.from({ length: columns * rows }, (_, index) => {
    const [x, y] = at((index % columns) + 1, Math.floor(index / columns) + 1);
    return `M${hundredth(x - 0.4)} ${hundredth(y)}h0.8`;
  });
  const feet = [2, columns - 1].flatMap((column) => [2, rows - 1].map((row) => ring(...at(column, row), (3.2 / 2) * 2.2)));
  const size = `${columns} × ${rows} lỗ · holes (${Math.round(columns * 2.54)} × ${Math.round(rows * 2.54)} mm)`;
  return [
    text(left, top - 13.5, 3.2, title, { isBold: true }),
    text(left, top - 9.8, 2.6, size),
    rect(left, top, columns * PITCH, rows * PITCH, { fill: "#f6f3e8" }),
    `<path d="${holes.join("")}" stroke="#b9b29a" stroke-width="0.8" stroke-linecap="round"/>`,
    ...feet,
  ];
}

/** Screw terminals in a row, each pole with its name and, beyond the board's edge, its wire. */
function poles(carrier: Carrier, row: number, names: readonly string[], wireOf: (name: string) => string): readonly string[] {
  const at = placeOn(carrier);
  const [left, y] = at(FIRST_POLE - 1, row);
  const isAbove = row < carrier.rows / 2;
  const edge = isAbove ? carrier.top - 1.6 : carrier.top + carrier.rows * PITCH + 3.4;
  return [
    ...names.flatMap((_, pole) =>
      pole % 2 === 0 ? [rect(left + pole * 2 * PITCH, y - 1.8 * PITCH, 4 * PITCH, 3.6 * PITCH, { fill: "none" })] : [],
    ),
    ...names.flatMap((name, pole) => {
      const [x] = at(FIRST_POLE + 2 * pole, row);
      const inside = isAbove ? y - 0.9 * PITCH : y + 1.4 * PITCH; // away from what is joined
      return [
        ring(x, y, 2),
        ...(name === NOTHING
          ? [text(x, inside, 2.4, "–", { anchor: "middle" })]
          : [text(x, inside, 2.4, name, { anchor: "middle", isBold: true })]),
        text(x, edge, 2.3, wireOf(name), { anchor: "middle" }),
      ];
    }),
  ];
}

function driverBoard(facts: PinFacts): readonly string[] {
  const at = placeOn(OF_DRIVER);
  const [above, below] = [3, OF_DRIVER.rows - 2];
  const near = new Map(wiresOf(facts).map(({ ref, terminal, label }) => [`${ref} ${terminal}`, label]));
  const far = fieldWires(facts);
  const wireAbove = (name: string) => far.find(({ from, to }) => [from, to].includes(`${DRIVER} ${name}`))?.label ?? "";
  const [chipX, chipY] = at(CHIP.column, CHIP.upper);
  const legs = Array.from({ length: 18 }, (_, index) => {
    const number = index + 1;
    const [column, row] = number <= 9 ? [CHIP.column + number - 1, CHIP.lower] : [CHIP.column + 18 - number, CHIP.upper];
    const [x, y] = at(column, row);
    return { number: String(number), x, y };
  });
  const joined = [
    ...ABOVE.map((name, pole) => ({ name, row: above, pole })),
    ...BELOW.map((name, pole) => ({ name, row: below, pole })),
  ].flatMap(({ name, row, pole }) => {
    const leg = legs.find(({ number }) => number === chipPin(DRIVER, name));
    const [x, y] = at(FIRST_POLE + 2 * pole, row);
    if (!leg) return [];
    // Both grounds meet beside the end of the chip; what is common to their ways is drawn once, or its dashes would make a plain line.
    if (name === "GND") return [row === above ? dashed([x, y], [x, leg.y]) : dashed([x, y], [x, leg.y], [leg.x, leg.y])];
    return [dashed([x, y], [leg.x, leg.y])];
  });
  const [groundX] = at(FIRST_POLE + 18, above);
  const [seventhX, pullY] = at(FIRST_POLE + 12, below - 1.9);
  return [
    ...bare(OF_DRIVER, "U1 · X5, 10 × X6, R1"),
    rect(chipX - 0.6 * PITCH, chipY - 0.35 * PITCH, 9.2 * PITCH, 3.7 * PITCH, { fill: "#fff", radius: 1 }),
    `<path d="M${hundredth(chipX - 0.6 * PITCH)} ${hundredth(chipY + 1 * PITCH)}a2.6 2.6 0 0 1 0 5.2" fill="#ddd" stroke="#000" stroke-width="0.3"/>`,
    text(chipX + 4 * PITCH, chipY + 1.65 * PITCH, 2.8, "U1 (khuyết bên trái · notch left)", { anchor: "middle", isBold: true }),
    ...joined,
    dot(groundX, at(1, CHIP.lower)[1]),
    ...poles(OF_DRIVER, above, ABOVE, (name) => wireAbove(name)),
    ...poles(OF_DRIVER, below, BELOW, (name) => near.get(`${DRIVER} ${name}`) ?? ""),
    ...legs.flatMap(({ number, x, y }) => [dot(x, y), text(x, Number(number) <= 9 ? y - 1.4 : y + 3.2, 2.2, number, { anchor: "middle" })]),
    line("#000", 0.5, seventhX, pullY, groundX, pullY),
    line("#000", 0.5, seventhX, pullY, seventhX, pullY + 1.9 * PITCH),
    rect(seventhX + 1.5 * PITCH, pullY - 1.3, 3 * PITCH, 2.6),
    text(seventhX + 3 * PITCH, pullY - 2, 2.4, `R1 ${facts.resistors["R1"] ?? ""}`, { anchor: "middle", isBold: true }),
    dot(groundX, pullY),
    text(OF_DRIVER.left, 145, 2.6, "R1 chỉ khi có K1 · R1 with K1 only. Chân 8 và 11 của U1 để trống · pins 8 and 11 of U1 stay free."),
    text(OF_DRIVER.left, 149, 2.6, "Lỗ của X6: khoan rộng ra 1,3 mm · drill the holes of X6 open to 1.3 mm."),
  ];
}

function relayBoard(facts: PinFacts): readonly string[] {
  const at = placeOn(OF_RELAY);
  const far = fieldWires(facts);
  const wireOf = (name: string) => far.find(({ from, to }) => [from, to].includes(`${RELAY} ${name}`))?.label ?? "";
  const [middle, bodyY] = at(10, 8.9);
  const legAt = (name: string): readonly [number, number] => {
    const [x, y] = LEGS[name] ?? [0, 0];
    return [middle + (x - 8.2) * 2.2, bodyY + y * 2.2];
  };
  const joined = OF_COIL.flatMap((name, pole) => {
    const [x, y] = at(FIRST_POLE + 2 * pole, 3);
    const [legX, legY] = legAt(name);
    if (name === NOTHING) return [];
    // Around COM, which would lie on the straight way.
    return [name === "A1" ? dashed([x, y], [x, legY], [legX, legY]) : dashed([x, y], [legX, legY])];
  });
  return [
    ...bare(OF_RELAY, "K1 · 3 × X6"),
    rect(middle - 11.25 * 2.2, bodyY - 8.25 * 2.2, 22.5 * 2.2, 16.5 * 2.2, { fill: "#fff", radius: 1 }),
    ...joined,
    ...poles(OF_RELAY, 3, OF_COIL, wireOf),
    ...Object.keys(LEGS).flatMap((name) => {
      const [x, y] = legAt(name);
      const words = `${chipPin(RELAY, name) ?? ""} ${name}`;
      return [
        dot(x, y),
        text(x + (name === "COM" ? 1.6 : 0), name === "COM" ? y + 0.9 : y > bodyY ? y + 3.6 : y - 1.6, 2.3, words, {
          anchor: name === "COM" ? "start" : "middle",
          isBold: true,
        }),
      ];
    }),
    ...[
      "Chân K1 không khớp lưới: chấm chỗ, khoan 1,5 mm.",
      "The legs of K1 do not meet the grid: mark them, drill 1.5 mm.",
      "Số là của Omron G5LE-1. Đo trước khi hàn, hãng nào cũng vậy:",
      "Numbers are those of an Omron G5LE-1. Measure before you solder, whoever made it:",
      "A1–A2 100–500 Ω; COM–NC kêu · beeps; COM–NO im · silent.",
    ].map((words, index) => text(OF_RELAY.left, 128 + index * 4, 2.6, words)),
  ];
}

function ring(x: number, y: number, radius: number): string {
  return `<circle cx="${hundredth(x)}" cy="${hundredth(y)}" r="${hundredth(radius)}" fill="#fff" stroke="#000" stroke-width="0.3"/>`;
}

function dashed(...way: readonly (readonly [number, number])[]): string {
  const corners = way.map(([x, y], index) => `${index === 0 ? "M" : "L"}${hundredth(x)} ${hundredth(y)}`).join("");
  return `<path d="${corners}" fill="none" stroke="#1050c0" stroke-width="0.5" stroke-dasharray="1.6 1"/>`;
}

const hundredth = (value: number) => Math.round(value * 100) / 100;
