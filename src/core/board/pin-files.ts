import { carrierDrawing } from "./carrier-drawing.ts";
import { fieldWires } from "./field-wires.ts";
import { bootConfiguration, overlaySource } from "./overlay.ts";
import { pinProblems } from "./pin-checks.ts";
import { type PinFacts, parsePinFacts } from "./pin-facts.ts";
import { boardTable, lineTable, wireTable } from "./pin-table.ts";
import { factConstants, partConstants, pinConstants } from "./typed-constants.ts";
import { wiringDiagram } from "./wiring-diagram.ts";

/** The files that come from hardware/pins.yaml by their path in the project, or why there are none. */
export type PinFiles =
  | { readonly ok: true; readonly files: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Makes every file from what the YAML parser made of hardware/pins.yaml. `pages` are the Markdown files of hardware/ as they are:
 * a table between `<!-- pins.yaml: NAME -->` and `<!-- end -->` is written anew in each.
 */
export function pinFiles(value: unknown, pages: ReadonlyMap<string, string>): PinFiles {
  const parsed = parsePinFacts(value);
  if (!parsed.ok) return parsed;
  const { facts } = parsed;
  const problems = pinProblems(facts);
  if (problems.length > 0) return { ok: false, problems: problems.map(({ vi, en }) => `${vi}\n  ${en}`) };
  const tables = { lines: lineTable(facts), wires: wireTable(facts, fieldWires(facts)), boards: boardTable(facts) };
  return {
    ok: true,
    files: new Map([
      ["src/core/board/standard-pins.ts", pinConstants(facts)],
      ["src/core/board/standard-facts.ts", factConstants(facts)],
      ["src/core/board/standard-parts.ts", partConstants(facts)],
      ["hardware/overlay/tram.dts", overlaySource(facts)],
      ["hardware/overlay/config.txt", bootConfiguration(facts)],
      ...drawings(facts),
      ...[...pages].map(([file, text]) => [file, withTables(text, tables)] as const),
    ]),
  };
}

function drawings(facts: PinFacts): readonly (readonly [string, string])[] {
  const pictures = Object.keys(facts.variants).map((name) => [`hardware/wiring/${name}.svg`, wiringDiagram(facts, name)] as const);
  return [...pictures, ["hardware/wiring/carriers.svg", carrierDrawing(facts)]];
}

function withTables(text: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((page, [name, table]) => {
    const place = new RegExp(`(<!-- pins.yaml: ${name} -->).*?(<!-- end -->)`, "gs");
    return page.replaceAll(place, (_, opening, closing) => `${opening}\n\n${table}\n\n${closing}`);
  }, text);
}
