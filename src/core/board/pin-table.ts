import type { CoreColour } from "./core-colours.ts";
import { mostMa5, usbMa5 } from "./electrical-checks.ts";
import { headerName, pinOf } from "./header-pins.ts";
import type { PinFacts } from "./pin-facts.ts";

const ACTIVE = { high: "cao · high", low: "thấp · low" } as const;
const PULL = { up: "lên · up", down: "xuống · down", none: "không · none" } as const;

/** The lines as a Markdown table, Vietnamese first: name, GPIO, pin, what it is, its levels. */
export function lineTable({ outputs, inputs }: PinFacts): string {
  const driven = Object.entries(outputs).map(([name, { gpio, pin, active, safe, vi, en }]) => {
    return [`\`${name}\``, `${vi} · ${en}`, `ra · out`, `GPIO${gpio}`, `${pin}`, ACTIVE[active], `${ACTIVE[safe]} (tắt · off)`];
  });
  const watched = Object.entries(inputs).map(([name, { gpio, pin, active, pull = "none", vi, en }]) => {
    return [`\`${name}\``, `${vi} · ${en}`, `vào · in`, `GPIO${gpio}`, `${pin}`, ACTIVE[active], `kéo ${PULL[pull]}`];
  });
  const head = ["Tên · Name", "Nối với · Drives or watches", "Chiều · Way", "GPIO", "Chân · Pin", "Mức bật · Active", "Lúc nghỉ · At rest"];
  return table([head, ...driven, ...watched]);
}

/** Every wire as a Markdown table, numbered as in the pictures: those at the header, then those of the 12 V side. */
export function wireTable(facts: PinFacts, field: readonly FieldWire[]): string {
  const rows = wiresOf(facts).map(({ label, ref, terminal, pin, gpioName, colour, resistor }) => {
    return [label, `chân · pin ${pin} (${gpioName})`, `${ref} ${terminal}`, colour, resistor ?? ""];
  });
  const far = field.map(({ label, from, to, colour, note }) => [label, from, to, colour, note]);
  return table([["Dây · Wire", "Từ · From", "Đến · To", "Màu · Colour", "Ghi chú · Note"], ...rows, ...far]);
}

/** The boards that the kiosk is built for, with what their supply and their USB sockets must give in each case. */
export function boardTable(facts: PinFacts): string {
  const amperes = (ma: number) => `${ma / 1000} A`;
  const rows = Object.values(facts.boards).map(({ name, chip, supplyMa, ownMa, usbMa }) => [
    ...[name, `\`${chip}\``, amperes(supplyMa), amperes(ownMa + mostMa5(facts, 7)), amperes(ownMa + mostMa5(facts, 10))],
    ...[amperes(usbMa), amperes(usbMa5(facts, 7)), amperes(usbMa5(facts, 10))],
  ]);
  const head = [
    ...["Bo · Board", "Chip GPIO · GPIO chip", "Nguồn 5 V · 5 V supply", "vỏ · case 7″", "vỏ · case 10″"],
    ...["Các cổng USB · USB sockets", "USB 7″", "USB 10″"],
  ];
  return table([head, ...rows]);
}

/** One wire between the header and a part. */
export interface Wire {
  /** `W1`, the same in every picture and table. */
  readonly label: string;
  readonly ref: string;
  readonly terminal: string;
  readonly pin: number;
  readonly gpioName: string;
  readonly colour: PinFacts["parts"][string]["terminals"][number]["colour"];
  readonly resistor: string | undefined;
}

/** One wire of the 12 V side. */
export interface FieldWire {
  /** Counted on from those at the header, the same in every picture and table. */
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly colour: CoreColour;
  readonly note: string;
}

/** The wires at the header in the order of its pins. */
export function wiresOf(facts: PinFacts): readonly Wire[] {
  const wires = Object.entries(facts.parts).flatMap(([ref, part]) =>
    part.terminals.map((terminal) => {
      const resistor = terminal.series ?? terminal.pullDown;
      const pin = pinOf(facts, terminal) ?? 0;
      const said =
        resistor && `${resistor}, ${facts.resistors[resistor] ?? ""} ${terminal.series ? "nối tiếp · in series" : "xuống GND · to GND"}`;
      return { ref, terminal: terminal.name, pin, gpioName: headerName(facts, pin), colour: terminal.colour, resistor: said };
    }),
  );
  return wires.toSorted((a, b) => a.pin - b.pin).map((wire, index) => ({ ...wire, label: `W${index + 1}` }));
}

/** Columns as wide as their widest cell: the way a Markdown file of this project is written. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string) =>
    `| ${widths.map((width, at) => (cells[at] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head, " "), line([], "-"), ...body.map((row) => line(row, " "))].join("\n");
}
