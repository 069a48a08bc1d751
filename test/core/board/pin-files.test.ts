import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fieldWires } from "../../../src/core/board/field-wires.ts";
import { wiredTerminals } from "../../../src/core/board/header-pins.ts";
import { kioskVariant } from "../../../src/core/board/kiosk-variant.ts";
import { MADE_FOLDERS, orphansOf } from "../../../src/core/board/made-files.ts";
import { parsePinFacts } from "../../../src/core/board/pin-facts.ts";
import { pinFiles } from "../../../src/core/board/pin-files.ts";
import { wiresOf } from "../../../src/core/board/pin-table.ts";
import { STANDARD_FACTS } from "../../../src/core/board/standard-facts.ts";
import { BUZZER_PWM, CHIP_LABELS, INPUT_PINS, OUTPUT_PINS } from "../../../src/core/board/standard-pins.ts";
import { variantDiagram, wiringDiagram } from "../../../src/core/board/wiring-diagram.ts";
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

describe("a file that nothing makes any more", () => {
  const files = new Set(["hardware/wiring/relay.svg"]);

  test.each(MADE_FOLDERS)("is found in %s", (folder) => {
    expect(orphansOf([`${folder}/old.svg`, "hardware/wiring/relay.svg", "hardware/bom.csv"], files)).toEqual([`${folder}/old.svg`]);
  });

  test("is not there now", () => {
    const present = ["overlay", "wiring"].flatMap((name) =>
      readdirSync(new URL(`hardware/${name}`, ROOT)).map((file) => `hardware/${name}/${file}`),
    );
    expect(present.length).toBeGreaterThan(5);
    expect(orphansOf(present, made(YAML))).toEqual([]);
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
    expect(lines.filter((line) => line.startsWith("["))).toEqual(["[all]", "[pi3]", "[pi4]", "[pi5]", "[pi02]", "[all]"]);
    expect(lines.every((line) => line.length <= 98 || line.startsWith("#"))).toBe(true); // the firmware reads no more of a line
  });
});

describe("a board of its own in config.txt:", () => {
  const lines = read("hardware/overlay/config.txt").split("\n");

  /** What one board reads: the filters of the others leave lines out, [all] does not. */
  function readBy(filter: string): readonly string[] {
    let section = "[all]";
    return lines.filter((line) => {
      if (line.startsWith("[")) section = line;
      return section === "[all]" || section === `[${filter}]`;
    });
  }

  // With a DS3231 in its device tree that is not there, a Raspberry Pi 5 has two clocks; enable_uart moves its console to the header.
  test("a Raspberry Pi 5 gets its own UART, and neither the clock nor the UART of the others", () => {
    expect(readBy("pi5")).toEqual(expect.arrayContaining(["dtparam=uart0=on", "dtparam=rtc_bbat_vchg=3000000", "dtparam=i2c_arm=on"]));
    expect(readBy("pi5").filter((line) => /ds3231|enable_uart|disable-bt/.test(line))).toEqual([]);
  });

  test.each(["pi3", "pi4", "pi02"])("%s gets the clock and the PL011 on the header", (filter) => {
    expect(readBy(filter)).toEqual(expect.arrayContaining(["dtoverlay=i2c-rtc,ds3231", "enable_uart=1", "dtoverlay=disable-bt"]));
    expect(readBy(filter).filter((line) => /uart0|rtc_bbat/.test(line))).toEqual([]);
  });
});

describe("the wires of the 12 V side", () => {
  const field = fieldWires(STANDARD_FACTS);

  test("are numbered on from those at the header, each with its row in the table", () => {
    const labels = [...wiresOf(STANDARD_FACTS), ...field].map(({ label }) => label);
    expect(labels).toEqual(labels.map((_, index) => `W${index + 1}`));
    const rows = read("hardware/README.md")
      .split("\n")
      .map((line) =>
        line
          .split("|")
          .slice(1, 4)
          .map((cell) => cell.trim()),
      );
    for (const { label, from, to } of field) expect(rows).toContainEqual([label, from, to]);
  });

  test("take +12 V behind the fuse, and join both grounds once", () => {
    expect(field.filter(({ from }) => from.startsWith("PS2")).map(({ to }) => to)).toEqual(["F1", "X3"]);
    expect(field.filter(({ to }) => to === "X2").map(({ from }) => from)).toEqual(["F1"]);
    expect(field.filter(({ from, to }) => from === "X3" && to === "U1 GND").length).toBe(1);
    for (const { plus, ref } of Object.entries(STANDARD_FACTS.loads).map(([name, load]) => ({ ref: name, plus: load.plus })))
      expect(field.filter(({ from, to }) => from === "X2" && to === `${ref} ${plus}`).length).toBe(1);
  });

  test("hang the door on the relay's NO contact, and its coil on the driver", () => {
    expect(field.map(({ from, to }) => `${from} > ${to}`)).toEqual(
      expect.arrayContaining(["U1 OUT7 > K1 A2", "X2 > K1 A1", "X2 > K1 COM", "K1 NO > Y1 +", "X3 > Y1 −"]),
    );
  });
});

test("the tamper switch, which a shut lid presses, is wired to its NO terminal", () => {
  expect(STANDARD_FACTS.parts["S3"]).toMatchObject({ contact: "NO", held: true });
  expect(STANDARD_FACTS.parts["S3"]?.terminals.map(({ name }) => name)).toEqual(["COM", "NO"]);
});

describe.each(Object.keys(STANDARD_FACTS.variants))("the picture of %s", (variant) => {
  const drawing = wiringDiagram(STANDARD_FACTS, variant);
  const { parts = [], loads = [], camera, relay } = STANDARD_FACTS.variants[variant] ?? {};
  const wires = wiresOf(STANDARD_FACTS).filter(
    ({ ref, terminal }) => parts.includes(ref) && wiredTerminals(STANDARD_FACTS, { loads }, ref).some(({ name }) => name === terminal),
  );

  test("names every part that is in it and none that is not", () => {
    for (const ref of Object.keys(STANDARD_FACTS.parts)) expect([ref, drawing.includes(`>${ref} `)]).toEqual([ref, parts.includes(ref)]);
    expect(drawing.includes(">B2 ")).toBe(camera);
    for (const ref of Object.keys(STANDARD_FACTS.loads)) expect([ref, drawing.includes(`>${ref} `)]).toEqual([ref, loads.includes(ref)]);
    expect(drawing.includes(">Y1 ")).toBe(relay);
  });

  test("tells every wire's number and colour, and its resistor", () => {
    for (const { label, colour } of wires) expect(drawing).toContain(`>${label} ${colour}</text>`);
    const doors = ["K1", "Y1"];
    for (const { label, from, to, colour } of fieldWires(STANDARD_FACTS)) {
      const isIn = relay || !doors.some((ref) => `${from} ${to} `.includes(`${ref} `));
      expect([label, drawing.includes(`>${label} ${colour}</text>`) || drawing.includes(`>${label}</text>`)]).toEqual([label, isIn]);
    }
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

test.each([
  [{ hasCamera: true, hasReader: false, hasRelay: true }, "camera and door relay", ["B2", "K1"], ["B1"]],
  [{ hasCamera: false, hasReader: true, hasRelay: true }, "serial reader and door relay", ["B1", "K1"], ["B2"]],
  [{ hasCamera: true, hasReader: true, hasRelay: true }, "camera, reader and door relay", ["B1", "B2", "K1"], []],
  [{ hasCamera: false, hasReader: true, hasRelay: false }, "serial reader", ["B1"], ["B2", "K1"]],
])("the picture of a kiosk with %j is called what it is, and shows what is there", (kiosk, name, there, absent) => {
  const variant = kioskVariant(STANDARD_FACTS, kiosk);
  const drawing = variant ? variantDiagram(STANDARD_FACTS, variant) : "";
  expect(drawing).toContain(`Wiring: ${name}<`);
  for (const ref of there) expect(drawing).toContain(`>${ref} `);
  for (const ref of absent) expect(drawing).not.toContain(`>${ref} `);
});
