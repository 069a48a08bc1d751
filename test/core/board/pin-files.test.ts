import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parsePinFacts } from "../../../src/core/board/pin-facts.ts";
import { pinFiles } from "../../../src/core/board/pin-files.ts";
import { wiresOf } from "../../../src/core/board/pin-table.ts";
import { STANDARD_FACTS } from "../../../src/core/board/standard-facts.ts";
import { BUZZER_PWM, CHIP_LABELS, INPUT_PINS, OUTPUT_PINS } from "../../../src/core/board/standard-pins.ts";
import { wiringDiagram } from "../../../src/core/board/wiring-diagram.ts";
import { LINE_NAMES } from "../../../src/core/indication.ts";

const ROOT = new URL("../../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), "utf8");
const YAML = read("hardware/pins.yaml");
const PAGES = new Map(
  readdirSync(new URL("hardware", ROOT)).flatMap((name) => (name.endsWith(".md") ? [[`hardware/${name}`, read(`hardware/${name}`)]] : [])),
);

function made(yaml: string, pages: ReadonlyMap<string, string> = PAGES): ReadonlyMap<string, string> {
  const result = pinFiles(parse(yaml), pages);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.files;
}

describe("what is made from hardware/pins.yaml is current (npm run hardware):", () => {
  // The formatter has been over the TypeScript: that is compared by its values below, and to the letter by `npm run check`.
  test.each([...made(YAML)].filter(([file]) => !file.endsWith(".ts")))("%s", (file, content) => {
    expect(existsSync(new URL(file, ROOT)) ? read(file) : "").toBe(content);
  });

  test("the constants", () => {
    const parsed = parsePinFacts(parse(YAML));
    expect(parsed).toEqual({ ok: true, facts: STANDARD_FACTS });
    const { outputs, inputs, chips } = STANDARD_FACTS;
    expect(CHIP_LABELS).toEqual(Object.keys(chips));
    for (const [name, line] of Object.entries(OUTPUT_PINS)) expect(outputs[name]).toMatchObject(line);
    for (const [name, line] of Object.entries(INPUT_PINS)) expect(inputs[name]).toMatchObject(line);
    expect(Object.keys(OUTPUT_PINS)).toEqual(Object.keys(outputs));
    expect(Object.keys(INPUT_PINS)).toEqual(Object.keys(inputs));
    expect(Object.entries(BUZZER_PWM).map(([label, { device, channel }]) => [label, device, channel])).toEqual(
      Object.entries(chips).map(([label, { pwm }]) => [label, pwm.device, pwm.channels[outputs["buzzer"]?.gpio ?? ""]]),
    );
  });
});

test("every line that an indication can switch has a pin", () => {
  expect(LINE_NAMES.filter((name) => !(name in OUTPUT_PINS))).toEqual([]);
});

test("facts that must not be built make no files, and say why in both languages", () => {
  const result = pinFiles(parse(YAML.replace("pull: up", "pull: none")), PAGES);
  expect(result).toEqual({
    ok: false,
    problems: [
      "service-button: không có điện trở kéo, tín hiệu sẽ trôi\n  service-button: nothing pulls it, so that an open wire reads as anything",
    ],
  });
});

test("a file without the shape of facts makes none", () => {
  expect(pinFiles("lines: []", PAGES)).toMatchObject({ ok: false });
});

test("the tables of a page are written anew, and nothing else of it", () => {
  const page = "# Mine\n\n<!-- pins.yaml: boards -->\nold\n<!-- end -->\n\nMine too.\n";
  const now = made(YAML, new Map([["hardware/x.md", page]])).get("hardware/x.md") ?? "";
  expect(now).toMatch(/^# Mine\n\n<!-- pins.yaml: boards -->\n\n\| Bo · Board.*<!-- end -->\n\nMine too.\n$/s);
  expect(now).not.toContain("old");
  expect(made(YAML, new Map([["hardware/x.md", now]])).get("hardware/x.md")).toBe(now);
});

describe("the overlay", () => {
  const source = read("hardware/overlay/tram.dts");
  const cells = (name: string) => (new RegExp(`${name} = <([\\d ]+)>`).exec(source)?.[1] ?? "").split(" ").map(Number);

  test("pulls every output to off and every input as it is wired", () => {
    const pulls = new Map(cells("brcm,pins").map((gpio, at) => [gpio, cells("brcm,pull")[at]]));
    expect(pulls.size).toBe(Object.keys(OUTPUT_PINS).length + Object.keys(INPUT_PINS).length);
    for (const { gpio, active } of Object.values(OUTPUT_PINS)) expect([gpio, pulls.get(gpio)]).toEqual([gpio, active === "high" ? 1 : 2]);
    for (const { gpio, pull } of Object.values(INPUT_PINS)) expect([gpio, pulls.get(gpio)]).toEqual([gpio, pull === "up" ? 2 : 1]);
  });

  test("closes what it opens, and leaves the pins' functions alone", () => {
    expect(source.split("{").length).toBe(source.split("}").length);
    expect(source).not.toContain("brcm,function");
  });
});

describe("config.txt", () => {
  const lines = read("hardware/overlay/config.txt").split("\n");

  test("holds every output low from the firmware on", () => {
    const outputs = Object.values(OUTPUT_PINS).map(({ gpio }) => gpio);
    expect(lines).toContain(`gpio=${outputs.toSorted((a, b) => a - b).join(",")}=op,pd,dl`);
  });

  test("lets the lines fall with the kiosk, and ends outside every filter", () => {
    expect(lines).toContain("dtparam=strict_gpiod");
    expect(lines.filter((line) => line.startsWith("["))).toEqual(["[all]", "[pi5]", "[all]"]);
    expect(lines.every((line) => line.length <= 98 || line.startsWith("#"))).toBe(true); // the firmware reads no more of a line
  });
});

describe.each(Object.keys(STANDARD_FACTS.variants))("the picture of %s", (variant) => {
  const drawing = wiringDiagram(STANDARD_FACTS, variant);
  const { parts = [], camera } = STANDARD_FACTS.variants[variant] ?? {};
  const wires = wiresOf(STANDARD_FACTS).filter(({ ref }) => parts.includes(ref));

  test("names every part that is in it and none that is not", () => {
    for (const ref of Object.keys(STANDARD_FACTS.parts)) expect([ref, drawing.includes(`>${ref} `)]).toEqual([ref, parts.includes(ref)]);
    expect(drawing.includes(">B2 ")).toBe(camera);
    expect(drawing.includes(">Y1 ")).toBe(parts.includes("K1"));
  });

  test("tells every wire's number and colour, and its resistor", () => {
    for (const { label, colour } of wires) expect(drawing).toContain(`>${label} ${colour}</text>`);
    for (const [ref, value] of Object.entries(STANDARD_FACTS.resistors)) {
      const isIn = wires.some(({ resistor }) => resistor?.startsWith(`${ref},`));
      if (isIn) expect(drawing.includes(`>${ref} ${value}</text>`) || drawing.includes(`>${ref}</text>`)).toBe(true);
    }
  });

  test("stays on its sheet", () => {
    const numbers = (name: string) => [...drawing.matchAll(new RegExp(` ${name}="(-?[\\d.]+)"`, "g"))].map(([, value]) => Number(value));
    expect(Math.min(...numbers("x"), ...numbers("y"))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers("x"))).toBeLessThanOrEqual(297);
    expect(Math.max(...numbers("y"))).toBeLessThanOrEqual(210);
  });
});

test("two wires never lie on each other", () => {
  const drawing = wiringDiagram(STANDARD_FACTS, "relay");
  const legs = [...drawing.matchAll(/<path d="(M[^"]+)" fill="none" stroke="#fff"/g)].flatMap(([, way = ""], wire) => {
    const places = way
      .slice(1)
      .split("L")
      .map((place) => place.split(" ").map(Number));
    return places.slice(1).map(([x2 = 0, y2 = 0], at) => {
      const [x1 = 0, y1 = 0] = places[at] ?? [];
      return { wire, x1: Math.min(x1, x2), x2: Math.max(x1, x2), y1: Math.min(y1, y2), y2: Math.max(y1, y2) };
    });
  });
  const onEachOther = legs.flatMap((a) =>
    legs.filter((b) => {
      const isAlong =
        (a.x1 === a.x2 && b.x1 === b.x2 && Math.abs(a.x1 - b.x1) < 1) || (a.y1 === a.y2 && b.y1 === b.y2 && Math.abs(a.y1 - b.y1) < 1);
      return (
        a.wire < b.wire && isAlong && Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1) >= 0 && Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1) >= 0
      );
    }),
  );
  expect(legs.length).toBeGreaterThan(20);
  expect(onEachOther).toEqual([]);
});

test("there is no picture of a variant that nobody has described", () => {
  expect(() => wiringDiagram(STANDARD_FACTS, "toaster")).toThrow(RangeError);
});
