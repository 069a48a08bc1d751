import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { partsList, partsPage, refsIn, refsOf, VARIANTS } from "../../hardware/bom.ts";
import { bracketPosts, clampPosts, switchScrews } from "../../hardware/enclosure/arrangement.ts";
import { tiesOf } from "../../hardware/enclosure/cables.ts";
import { cornerPosts, LOWER_HALF_SCREWS, upperHalfScrews } from "../../hardware/enclosure/front.ts";
import { BOARD_HOLES, LEG_SCREWS, SEVEN, TEN } from "../../hardware/enclosure/measures.ts";
import { LEG_BASE } from "../../hardware/enclosure/small-parts.ts";
import { orderList, SIZES } from "../../hardware/orders.ts";
import { fieldWires } from "../../src/core/board/field-wires.ts";
import { wiresOf } from "../../src/core/board/pin-table.ts";
import { STANDARD_FACTS } from "../../src/core/board/standard-facts.ts";

const HARDWARE = new URL("../../hardware/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, HARDWARE), "utf8");
const csv = read("bom.csv");
const list = partsList(csv);
const parts = list.ok ? list.parts : [];
const known = new Set(parts.flatMap(({ ref }) => refsOf(ref)));
/** References as they stand in a text; wires (W1) and pins of a module (IN1) are none. */
const namedIn = (text: string) =>
  new Set(text.match(/\b(?:A1|BZ1|BT1|MC1|PS[12]|DS1|CB\d{1,2}|[BCDEFHKNRSUVXY]\d{1,2})(?![\d\w/,.]*\d)\b/g) ?? []);
const pictures = readdirSync(new URL("enclosure/pictures/", HARDWARE));
/** The numbers of a picture's labels. */
const labelsOf = (svg: string) => [...svg.matchAll(/font-weight="700" text-anchor="middle">([^<]+)</g)].map(([, ref = ""]) => ref);

test("the list is whole: no part without a maker, an order code, an alternative and a place to buy it", () => {
  expect(list.ok ? [] : list.problems).toEqual([]);
  expect(parts.length).toBeGreaterThan(50);
});

test.each([
  ["an order code that is missing", (text: string) => text.replace(",SC0872,", ",,"), "mpn is empty"],
  ["a count that is no number", (text: string) => text.replace(/^(C7,.*stl,[^,]*),4,/m, "$1,vier,"), "camera is no number of pieces"],
  ["a number for the large case that is none", (text: string) => text.replace(/^(N5,.*),8,,/m, "$1,?,,"), "large is no number of pieces"],
  ["a part that is there twice", (text: string) => `${text}${text.split("\n")[1]}\n`, "A1 is there twice"],
  ["a column that is missing", (text: string) => text.replace("ref,vi,", "ref,"), "the first line is"],
])("%s is refused", (_, mutate, problem) => {
  const mutated = partsList(mutate(csv));
  expect(mutated.ok ? "" : mutated.problems.join("\n")).toContain(problem);
});

test("the page for people is the list as it is now, with totals for each variant", () => {
  // The formatter sets the columns.
  const words = (page: string) => page.split(/[\s|:-]+/).filter((word) => word !== "");
  expect(words(read("bom.md"))).toEqual(words(partsPage(parts)));
  for (const variant of VARIANTS) expect(refsIn(parts, variant).size).toBeGreaterThan(40);
});

test.each(VARIANTS)("what the wiring picture of a kiosk with %s names, its parts list has", (variant) => {
  const texts = [...read(`wiring/${variant}.svg`).matchAll(/>([^<]+)</g)].map(([, text = ""]) => text).join(" ");
  const named = [...namedIn(texts)];
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((ref) => !refsIn(parts, variant).has(ref))).toEqual([]);
});

test("every part is named in the guide or on a picture, and they name no part that the list lacks", () => {
  const guide = ["assembly.md", "enclosure/README.md"].map(read).join("\n");
  const labels = pictures.flatMap((picture) => labelsOf(read(`enclosure/pictures/${picture}`)));
  const wired = VARIANTS.flatMap((variant) => [...namedIn(read(`wiring/${variant}.svg`))]);
  const named = new Set([...namedIn(guide), ...labels, ...wired, ...refsOf("R2–R4")]);
  expect([...known].filter((ref) => !named.has(ref))).toEqual([]);
  expect([...namedIn(guide), ...labels].filter((ref) => !known.has(ref))).toEqual([]);
});

describe("the guide", () => {
  const guide = read("assembly.md");

  test("shows every picture of a step, and each file that it points to is there", () => {
    expect(pictures.filter((name) => /^(large-)?step-/.test(name) && !guide.includes(`pictures/${name}`))).toEqual([]);
    for (const page of [
      "README.md",
      "assembly.md",
      "software.md",
      "safety.md",
      "enclosure/README.md",
      "enclosure/sight.md",
      "checklist.md",
    ]) {
      const folder = new URL(page, HARDWARE);
      const targets = [...read(page).matchAll(/\]\(([^)#]+?)(?:#[^)]*)?\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !target.startsWith("http"));
      expect(targets.filter((target) => !existsSync(new URL(target, folder)))).toEqual([]);
    }
  });

  test("finds the wrong way round of what would be found too late: the tamper switch, and the strike's diode before its first current", () => {
    const rows = guide.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.find((row) => /37 .*GND/.test(row))).toMatch(/free: \*\*open\*\*; .*finger: 1 kΩ/);
    expect(rows.find((row) => /D1, .*red on NO/.test(row))).toMatch(/OL.*the wrong way round/);
    expect(guide.indexOf("red on NO of K1")).toBeLessThan(guide.indexOf("Y1 is connected when D1"));
    expect(guide).toMatch(/`event-case-opened` \*\*as it opens\*\*.*`event-case-closed`/s);
    expect(rows.find((row) => row.includes("tram gpio test"))).toMatch(/--relay.*case closed/);
  });

  // What somebody who wires by the picture gets wrong, and the row of the guide that tells before A1 is in danger.
  test.each([
    ["the wires of CB6 exchanged", /without U1: red on X2, black on X3.*\+11\.5 to \+12\.5 V.*CB6/],
    ["U1 the wrong way round", /U1 into X5.*below 0\.1 V.*the wrong way round/],
    ["12 V on a signal", /each socket of CB5 and X3.*below 0\.1 V/],
    ["no ground between A1 and the 12 V side, or IN7 and GND exchanged", /contact 9 of X5 with X3, then with socket 25.*beep.*W28 or W16/],
    ["two signals exchanged", /contacts 1 to 7 of X5.*beeps in pairs/],
    ["5 V at the clock", /VCC of U2 with pin 1; with pin 2.*beeps; silent/],
    ["a reader by TTL that `tram reader find` does not list", /one by TTL does not show here/],
    ["a reader that was sold in USB mode", /hold up the code “UART”/],
    ["a lamp that stays dark", /one lamp of H1, H2 stays dark.*X1 and X2 of the lamp exchanged/],
    ["a silent buzzer", /buzzer is silent.*W36, W37.*active/],
    ["3.3 V at the reader", /VCC of B1 with pin 2; with pin 1.*beeps; silent/],
    ["the reader's RX and TX exchanged", /socket 8 with RX, 10 with TX.*beep/],
    ["no pull-down, or another", /sockets 22 and 25, with K1.*9\.5 to 10\.5 kΩ/],
    ["12 V at A1", /X2 and pins 1, 2 of A1.*silent/],
    ["a row beside the header's ground", /X3 and pin 6 of A1.*beeps/],
    ["a repeat button that is closed at rest", /sockets 18 and 20, with S4.*released: open/],
  ])("finds %s", (_, row) => {
    expect(guide.split("\n").filter((line) => line.startsWith("|") && row.test(line))).toHaveLength(1);
  });

  test("measures with PS2 alone before anything of A1 is connected, and calls wires by their numbers of today", () => {
    const order = ["**Đo lần 1", "**Đo lần 2: chỉ PS2", "**Đo lần 3", "**Cắm PS2 trước"].map((words) => guide.indexOf(words));
    expect(order[0]).toBeGreaterThan(0);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    const near = new Map(wiresOf(STANDARD_FACTS).map(({ ref, terminal, label }) => [`${ref} ${terminal}`, label]));
    const inputs = ["IN1", "IN4", "IN7", "IN5", "IN6"].map((name) => near.get(`U1 ${name}`));
    expect(guide).toContain(`${inputs[0]}–${inputs[1]}, ${inputs[2]}, ${inputs[3]}, ${inputs[4]}`);
    const far = (from: string, to: string) => fieldWires(STANDARD_FACTS).find((wire) => wire.from === from && wire.to === to)?.label;
    expect(guide).toContain(`(${near.get("U1 GND")}, ${far("X3", "U1 GND")})`);
    expect(guide).toContain(`${far("U1 OUT1", "H1 đỏ · red")}–${far("U1 OUT3", "H1 xanh · green")}, ${far("U1 OUT4", "H2 −")}`);
  });

  test("shows each step of building, and says how a right result looks", () => {
    const steps = guide.split(/^## (?=\d+\. )/m).slice(1);
    expect(steps.map((step) => Number.parseInt(step, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(steps.slice(0, -1).filter((step) => !/!\[[^\]]+\]\((enclosure\/pictures|wiring)\//.test(step))).toEqual([]);
    expect(steps.filter((step) => !/kiểm tra · check|bạn thấy/i.test(step))).toEqual([]);
  });

  test("has pictures that a slow line loads, all of them together below 4 MB", () => {
    const sizes = pictures.map((name) => statSync(new URL(`enclosure/pictures/${name}`, HARDWARE)).size);
    expect(Math.max(...sizes)).toBeLessThan(300_000);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(4_000_000);
  });

  test("has a check list of one page that names every step", () => {
    const rows = read("checklist.md")
      .split("\n")
      .filter((line) => line.startsWith("| ☐ "));
    expect(rows.length).toBeLessThanOrEqual(30); // A4, 8 mm a row
    const named = new Set(rows.flatMap((row) => /^\| ☐ +\| (\d+)\./.exec(row)?.[1] ?? []));
    expect([...named].map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("has the printed parts as files, each once", () => {
    const files = readdirSync(new URL("enclosure/stl/", HARDWARE));
    const listed = parts.flatMap(({ mpn, largeMpn }) => `${mpn} ${largeMpn}`.match(/[a-z0-9-]+\.stl/g) ?? []);
    expect(listed.toSorted()).toEqual(files.toSorted());
  });
});

describe.each(VARIANTS)("the order for a kiosk with %s", (variant) => {
  test.each(SIZES)("of %s inches has every part that is not printed, once for each code, with what it takes", (size) => {
    const order = orderList(parts, variant, size);
    expect(read(`orders/${variant}-${size}.csv`)).toBe(order);
    const lines = order.trimEnd().split("\n").slice(1);
    const bought = parts.filter(({ mpn, count, large }) => !mpn.endsWith(".stl") && count[variant] + (size === "10" ? large : 0) > 0);
    const refs = new Set(lines.flatMap((line) => bought.map(({ ref }) => ref).filter((ref) => line.split(/[, ]/).includes(ref))));
    expect(bought.map(({ ref }) => ref).filter((ref) => !refs.has(ref))).toEqual([]);
    expect(order).not.toContain(".stl");
  });
});

test("codes that are bought together are counted one by one, and the same code of two parts is one line", () => {
  const order = orderList(parts, "both", "10").split("\n");
  expect(order.find((line) => line.startsWith("M22-A,"))).toMatch(/^M22-A,4,Eaton,H1 H2,/);
  expect(order.find((line) => line.startsWith("MFR-25FBF52-1K,"))).toMatch(/^MFR-25FBF52-1K,5,Yageo,R5 R2–R4 R6,/);
  expect(order.find((line) => line.includes("TX10"))).toMatch(/^"M3x10 [^"]*",16,/);
  expect(order.find((line) => line.includes(",DS1,"))).toMatch(/^10\.1inch HDMI LCD \(B\),1,/);
  expect(orderList(parts, "both", "7")).not.toContain("N13");
});

describe.each(VARIANTS)("the pieces of a kiosk with %s are those", (variant) => {
  const count = new Map(
    parts.flatMap((part) => refsOf(part.ref).map((ref) => [ref, part.count[variant] / refsOf(part.ref).length] as const)),
  );
  const { camera, relay } = STANDARD_FACTS.variants[variant] ?? {};

  test("of the holes and posts of the case", () => {
    const ties = tiesOf(SEVEN, variant).length;
    const corners = [SEVEN.upperHeight, SEVEN.lowerHeight].flatMap((height) => cornerPosts(SEVEN, height)).length;
    const brackets = bracketPosts(SEVEN, variant).length;
    const expected = {
      ...{ N1: corners + clampPosts(SEVEN).length + brackets + 2, N2: BOARD_HOLES.length, N3: 2 * LEG_SCREWS.length },
      ...{ N4: clampPosts(SEVEN).length + brackets + 2, N5: corners, N6: 2, N7: 2 * LEG_SCREWS.length, N8: BOARD_HOLES.length },
      ...{ N9: camera ? 4 : 0, N14: switchScrews(0, 0).length, N18: 2 * LEG_BASE.screws.length, C7: clampPosts(SEVEN).length, C8: 2 },
    };
    expect(Object.fromEntries(Object.keys(expected).map((ref) => [ref, count.get(ref)]))).toEqual(expected);
    expect(count.get("N12") ?? 0).toBeGreaterThanOrEqual(ties + (count.get("B1") ?? 0) * 2 + 8);
  });

  test("that hardware/pins.yaml wires, with their resistors and carriers", () => {
    const { parts: wired = [], loads = [] } = STANDARD_FACTS.variants[variant] ?? {};
    const refs = [...Object.keys(STANDARD_FACTS.parts), ...Object.keys(STANDARD_FACTS.loads)];
    for (const ref of refs) expect([ref, count.get(ref)]).toEqual([ref, [...wired, ...loads].includes(ref) ? 1 : 0]);
    for (const [ref, value] of Object.entries(STANDARD_FACTS.resistors)) {
      expect([ref, count.get(ref)]).toEqual([ref, ref === "R1" && !relay ? 0 : 1]);
      const part = parts.find((one) => refsOf(one.ref).includes(ref));
      expect([ref, part?.en.includes(value), part?.mpn.endsWith(`-${value.replace(" kΩ", "K")}`)]).toEqual([ref, true, true]);
    }
    expect([count.get("X4"), count.get("X6")]).toEqual(relay ? [2, 13] : [1, 10]);
    expect([count.get("X5"), count.get("F1"), count.get("PS2"), count.get("Y1"), count.get("D1")]).toEqual([
      1,
      1,
      1,
      relay ? 1 : 0,
      relay ? 1 : 0,
    ]);
    expect(wiresOf(STANDARD_FACTS).length).toBeLessThanOrEqual(40); // sockets of CB5
  });
});

test("every reader by TTL that may be ordered is said to be of the volts that its wire has, and those that are not are named as such", () => {
  const volts = STANDARD_FACTS.parts["B1"]?.terminals.find(({ name }) => name === "VCC")?.volts;
  const reader = parts.find(({ ref }) => ref === "B1");
  const choices = [`${reader?.en} (${/, (\d V), TTL of 3\.3 V/.exec(reader?.en ?? "")?.[1]})`, ...(reader?.alternatives.split("; ") ?? [])];
  expect(choices.length).toBeGreaterThan(2);
  expect(choices.filter((choice) => !choice.includes(`(${volts} V`) && !choice.endsWith("(by USB)"))).toEqual([]);
  expect(reader?.note).toMatch(/GM861.* are of 3\.3 V: not with this wiring/);
  expect(choices.join(" ")).not.toMatch(/GM861|GM802|GM65-S/);
  // Before anything of it is plugged.
  const [sheet, plug] = ["VCC printed in B1's own sheet = …… V, must be 5 V", "plug CB2"].map((words) =>
    read("assembly.md").indexOf(words),
  );
  expect(sheet).toBeGreaterThan(0);
  expect(plug).toBeGreaterThan(sheet ?? 0);
});

test("a wire of each colour is in the box of CB5, but for black, and the guide says what takes its place", () => {
  const ofEach = 4; // 40 wires of ten colours
  const uses = Map.groupBy(wiresOf(STANDARD_FACTS), ({ colour }) => colour);
  expect([...uses].filter(([colour, wires]) => colour !== "BK" && wires.length > ofEach).map(([colour]) => colour)).toEqual([]);
  expect(read("assembly.md")).toMatch(/four wires of each colour: where black is used up/);
});

test("the light is as long as strips of 12 V are cut, and no longer than its bar", () => {
  const light = parts.find(({ ref }) => ref === "E1");
  const length = Number(/(\d+) mm$/.exec(light?.en ?? "")?.[1]);
  expect(light?.mpn).toContain(`12 V, 4000 K, CRI 80 or more, 8 mm, 120 LED a metre: cut after ${(length / 1000) * 120} LED`);
  expect(length % 25).toBe(0); // three of 120 LED a metre
  expect(length).toBeLessThanOrEqual(90);
});

test("the buzzer that is ordered is said to be passive, in the list and in each order", () => {
  expect(parts.find(({ ref }) => ref === "BZ1")?.en).toMatch(/^passive buzzer/);
  for (const variant of VARIANTS) expect(orderList(parts, variant, "7")).toMatch(/,BZ1,.*passive buzzer/);
});

test("the large case takes more of what its fronts and backs have more of", () => {
  const corners = (measures: typeof SEVEN) =>
    [measures.upperHeight, measures.lowerHeight].flatMap((height) => cornerPosts(measures, height)).length;
  const more = corners(TEN) - corners(SEVEN);
  const large = new Map(parts.map(({ ref, large: pieces }) => [ref, pieces]));
  expect([large.get("N1"), large.get("N5"), large.get("N13")]).toEqual([
    more,
    more,
    upperHalfScrews(TEN).length + LOWER_HALF_SCREWS.length,
  ]);
});

test("the fuse blows before its wire, and bears what hangs on it; the relay's coil is for the supply that it hangs on", () => {
  const of = (ref: string) => parts.find((part) => part.ref === ref);
  const words = (ref: string) => `${of(ref)?.en} ${of(ref)?.mpn} ${of(ref)?.note}`;
  const amperes = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  const fuse = amperes(words("F1"), /fuse, ([\d.]+) A slow/);
  expect(fieldWires(STANDARD_FACTS).find(({ from, to }) => from === "F1" && to === "X2")?.note).toBe(`${fuse} A`);
  expect(fuse).toBeLessThanOrEqual(3); // 0.5 mm², in a bundle (IEC 60204-1)
  expect([words("CB4"), words("CB6")].filter((text) => !text.includes("0.5 mm²"))).toEqual([]);
  expect(amperes(words("PS2"), /DC ([\d.]+) A/)).toBeGreaterThanOrEqual(1.5 * fuse);
  // Strike, light, four lamps of 20 mA, coil and buzzer of 50 mA at most.
  const load = amperes(words("Y1"), /up to ([\d.]+) A/) + amperes(words("E1"), /to ([\d.]+) A/) + 4 * 0.02 + 0.1 + 0.05;
  expect(load).toBeLessThanOrEqual(fuse);
  expect([of("F1")?.mpn, of("F1")?.alternatives].join(" ")).toMatch(/^0218001\.HXP .*1 A T/);
  expect([of("K1")?.vi, of("K1")?.en, of("K1")?.mpn, of("K1")?.alternatives].filter((text) => !/12 V|DC12|12VDC/.test(text ?? ""))).toEqual(
    [],
  );
  expect(words("Y1")).toMatch(/12 V DC.*up to 0\.5 A/);
  expect(`${of("Y1")?.alternatives} ${read("safety.md")} ${read("README.md")}`).not.toMatch(/24 V|30 V DC/);
});

describe("the Open Know-How manifest", () => {
  const manifest = parse(read("okh.toml"));
  const { part, software, ...module } = manifest;
  const tables = (value: unknown): readonly object[] => (Array.isArray(value) ? value : []);

  test("has the fields that the specification asks for, and no others", () => {
    // OKH-LOSHv1.0: github.com/iop-alliance/OpenKnowHow, src/schema/okh.schema.json.
    const required = ["okhv", "name", "repo", "version", "license", "licensor", "function", "documentation-language"];
    const allowed = [
      ...required,
      ...["readme", "image", "technology-readiness-level", "documentation-readiness-level", "tsdc", "material", "printing-process", "bom"],
      ...["manufacturing-instructions", "user-manual", "outer-dimensions"],
    ];
    expect(required.filter((field) => module[field] === undefined)).toEqual([]);
    expect(Object.keys(module).filter((field) => !allowed.includes(field))).toEqual([]);
    expect(tables(part).length).toBeGreaterThan(5);
    for (const one of tables(part)) expect(Object.keys(one).toSorted()).toEqual(["export", "name", "source", "tsdc"]);
    for (const one of tables(software)) expect(Object.keys(one)).toEqual(["release", "installation-guide"]);
    expect(module["technology-readiness-level"]).toMatch(/^OTRL-[1-6]$/);
    expect(module["documentation-readiness-level"]).toMatch(/^ODRL-([1-4]|3\*)$/);
    expect(Object.values(module["outer-dimensions"] ?? {}).every((value) => typeof value === "number")).toBe(true);
    expect(Object.keys(module["outer-dimensions"] ?? {})).toEqual(["width", "depth", "height"]);
  });

  test("names no path above its folder, and addresses only that its publisher is told to fill in", () => {
    const text = read("okh.toml").replaceAll(/^#.*$/gm, "");
    expect(text).not.toContain("..");
    const addresses = text.match(/https?:[^"]+/g) ?? [];
    expect(addresses.filter((address) => !address.startsWith("https://example.org/tram"))).toEqual([]);
    expect(read("README.md")).toMatch(/put your own address.*`https:\/\/example\.org\/tram`/s);
  });
});

test("the Open Know-How manifest names the printed files and the pages, and each of them is there", () => {
  const manifest = parse(read("okh.toml"));
  expect(manifest).toMatchObject({
    okhv: "OKH-LOSHv1.0",
    license: "CERN-OHL-W-2.0",
    bom: "bom.csv",
    "manufacturing-instructions": ["assembly.md", "enclosure/README.md", "software.md"],
  });
  const { version } = JSON.parse(readFileSync(new URL("../package.json", HARDWARE), "utf8"));
  expect(manifest["version"]).toBe(version);
  const paths = [...read("okh.toml").matchAll(/"((?:\.\.\/)?[\w./-]+\.(?:md|csv|svg|stl|ts))"/g)].map(([, path = ""]) => path);
  expect(paths.filter((path) => !existsSync(new URL(path, HARDWARE)))).toEqual([]);
  const exported = paths.filter((path) => path.endsWith(".stl")).map((path) => path.replace("enclosure/stl/", ""));
  expect(exported.toSorted()).toEqual(readdirSync(new URL("enclosure/stl/", HARDWARE)).toSorted());
});
