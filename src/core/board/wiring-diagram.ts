import { chipPin } from "./chip-pins.ts";
import { CORE_COLOURS, STROKES } from "./core-colours.ts";
import type { PinFacts, VariantFacts } from "./pin-facts.ts";
import { dot, label, line, pinNumber, rect, sheet, text, wire, wrapped } from "./svg.ts";
import { fieldSide } from "./wiring-devices.ts";
import { type PlacedPart, type PlacedTerminal, pinPlace, placeParts, ROW, rowY } from "./wiring-layout.ts";

/** Letters of this height can be read on a sheet at arm's length. */
const SMALL = 2.6;
const PART_WIDTH = { left: 36, right: 38 } as const;

/** The picture of a variant by its name. Throws a RangeError for one that there is not. */
export function wiringDiagram(facts: PinFacts, variantName: string): string {
  const variant = facts.variants[variantName];
  if (!variant) throw new RangeError(`wiring: no variant ${variantName}`);
  return variantDiagram(facts, variant);
}

/**
 * The wiring of a variant as a picture from which a technician can work: the header three times as large as it is, every wire with
 * its number, colour and line pattern. An SVG of one A4 sheet across.
 */
export function variantDiagram(facts: PinFacts, variant: VariantFacts): string {
  const placed = placeParts(facts, variant);
  const terminals = placed.flatMap((part) => part.terminals);
  return sheet(`Sơ đồ đấu dây: ${variant.vi}. Wiring: ${variant.en}.`, [
    heading(variant.vi, variant.en),
    board(variant.camera),
    ...placed.map((part) => partBox(part)),
    ...fieldSide(facts, variant, placed),
    ...terminals.map(({ way, wire: { colour } }) => wire(way, colour)),
    ...header(facts, new Set(terminals.map(({ wire: { pin } }) => pin))),
    ...terminals.map((terminal) => wireMarks(facts, terminal)),
    legend(),
  ]);
}

function heading(vi: string, en: string): string {
  return [
    text(8, 11, 5, `Sơ đồ đấu dây: ${vi}`, { isBold: true }),
    text(8, 17, 3.8, `Wiring: ${en}`),
    text(8, 23, SMALL, "Rút điện trước khi đấu. Chân 1 ở góc gần khe thẻ microSD, chân chẵn ở mép bo."),
    text(8, 26.6, SMALL, "Unplug first. Pin 1 is at the corner near the microSD card, even pins at the board's edge."),
    text(289, 9, SMALL, "Hàng chân vẽ 3:1 · header drawn 3:1", { anchor: "end" }),
    text(289, 12.6, SMALL, "nhìn từ trên · seen from above", { anchor: "end" }),
    text(289, 16.2, SMALL, "hardware/pins.yaml", { anchor: "end" }),
  ].join("");
}

/** The board with what is plugged into it beside the header. */
function board(hasCamera: boolean): string {
  const names = "A1 Raspberry Pi 3B+, 4, 5, Zero 2 W";
  const supply = [
    rect(130, 29, 30, 9, { radius: 1 }),
    text(131.5, 32.6, SMALL, "PS1 nguồn 5 V của Pi", { isBold: true }),
    text(131.5, 36.2, SMALL, "5 V supply of the Pi"),
    line("#000", 1.4, 160, 33.5, 173, 33.5, 173, 38),
  ];
  const camera = [
    rect(251, 24, 38, 11, { radius: 1 }),
    text(252.5, 28, SMALL, "B2 Máy ảnh · Camera", { isBold: true }),
    text(252.5, 31.6, 2.3, "cáp dẹt vào cổng CAM · ribbon"),
    text(252.5, 34.2, 2.3, "cable to the CAM socket"),
    line("#777", 2.6, 251, 30, 214, 30, 214, 38),
  ];
  return [
    rect(165, 36, 56.6, 161, { fill: "#f4f8f4", radius: 2 }),
    ...supply,
    ...(hasCamera ? camera : []),
    text(193.3, 196, 2.4, names, { anchor: "middle", isBold: true }),
  ].join("");
}

function header(facts: PinFacts, used: ReadonlySet<number>): readonly string[] {
  const body = rect(184.6, rowY(1) - ROW / 2, 2 * ROW + 2.2, 20 * ROW, { fill: "none" });
  const pins = facts.header.map((name, index) => {
    const pin = index + 1;
    const { x, y, side } = pinPlace(pin);
    const isUsed = used.has(pin);
    const ink = isUsed ? "#fff" : "#000";
    const shape =
      pin === 1
        ? rect(x - 2.4, y - 2.4, 4.8, 4.8, { fill: isUsed ? "#000" : "#fff" })
        : `<circle cx="${x}" cy="${Math.round(y * 100) / 100}" r="2.4" fill="${isUsed ? "#000" : "#fff"}" stroke="#000" stroke-width="0.3"/>`;
    const baseline = isUsed ? y - 1 : y + 0.9; // above its wire, if there is one
    const tag = text(side === "left" ? 183.6 : 203, baseline, 2.4, name, { anchor: side === "left" ? "end" : "start", isBold: isUsed });
    return `${shape}${text(x, y + 0.9, 2.4, String(pin), { anchor: "middle", ink, isBold: isUsed })}${tag}`;
  });
  return [body, ...pins];
}

function partBox({ ref, part, top, bottom, terminals }: PlacedPart): string {
  const width = PART_WIDTH[part.side];
  const left = part.side === "left" ? 92 : 251;
  const textX = part.side === "left" ? left + (ref === "U1" ? 10 : 1.5) : left + 9.5;
  const room = ref === "U1" ? 17 : width - 10.5;
  const lines = [
    ...wrapped(`${ref} ${part.vi}`, SMALL, room).map((words) => ({ words, isBold: true })),
    ...wrapped(part.en, SMALL, room).map((words) => ({ words, isBold: false })),
    ...(part.note
      ? [part.note.vi, part.note.en].flatMap((note) => wrapped(note, 2.3, room)).map((words) => ({ words, isBold: false }))
      : []),
  ];
  const named = terminals.map(({ terminal, x, y }) =>
    part.side === "left"
      ? text(x - 1, y + 0.9, SMALL, terminal.name, { anchor: "end", isBold: true })
      : text(x + 1, y + 0.9, SMALL, terminal.name, { isBold: true }),
  );
  return [
    rect(left, top, width, bottom - top, { radius: 1 }),
    ...lines.map(({ words, isBold }, at) => text(textX, top + 3.4 + at * 2.9, isBold ? SMALL : 2.4, words, { isBold })),
    ...named,
    ...terminals.map(({ terminal, x, y }) => pinNumber(x, y, part.side === "left" ? "right" : "left", chipPin(ref, terminal.name))),
  ].join("");
}

/** What is written on a wire: its number and colour at the board, its number again where it changed its height, its resistor. */
function wireMarks(facts: PinFacts, { terminal, x, y, wire: { label: number, colour }, way, labelX, labelY }: PlacedTerminal): string {
  const inward = x < 195 ? 1 : -1;
  const marks = [label(labelX, labelY, 2.4, `${number} ${colour}`)];
  const hasBend = (way.at(-2)?.[0] ?? 0) !== way[0]?.[0] && way.length > 2 && way.at(-3)?.[1] !== y;
  if (hasBend && !terminal.series && !terminal.pullDown) marks.push(label(x + inward * 5, y, 2.4, number));
  if (terminal.series) marks.push(resistor(x + inward * 5.5, y, `${terminal.series} ${facts.resistors[terminal.series] ?? ""}`));
  if (terminal.pullDown) marks.push(pullDown(x + inward * 3.6, y, `${terminal.pullDown} ${facts.resistors[terminal.pullDown] ?? ""}`));
  return marks.join("");
}

function resistor(x: number, y: number, name: string): string {
  return rect(x - 3, y - 1.1, 6, 2.2) + text(x, y - 1.7, 2.3, name, { anchor: "middle", isBold: true });
}

/** From this wire to the ground of the terminal above it, one row higher. */
function pullDown(x: number, y: number, name: string): string {
  const [value = "", ...rest] = name.split(" ");
  return [
    line("#000", 0.5, x, y, x, y - ROW),
    rect(x - 1.1, y - ROW / 2 - 2, 2.2, 4),
    dot(x, y),
    dot(x, y - ROW),
    text(x + 1.4, y - ROW / 2 - 0.2, 2, value, { isBold: true }),
    text(x + 1.4, y - ROW / 2 + 2.2, 2, rest.join(" "), { isBold: true }),
  ].join("");
}

function legend(): string {
  const samples = CORE_COLOURS.map((colour, at) => {
    const x = 8 + at * 31.8;
    return (
      wire(
        [
          [x, 202],
          [x + 10, 202],
        ],
        colour,
      ) + text(x + 10.8, 202.9, 2.4, `${colour} ${STROKES[colour].name}`)
    );
  });
  const rule = [
    "Hai dây cắt nhau không có chấm đen là không nối. · Wires that cross without a dot are not joined.",
    "Số nhỏ ở cực: chân của linh kiện. · A small number at a terminal: the part's own pin.",
  ].join(" ");
  return samples.join("") + text(8, 208, SMALL, rule);
}
