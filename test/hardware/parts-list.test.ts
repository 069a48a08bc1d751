import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { partsList, partsPage, refsIn, refsOf, VARIANTS } from "../../hardware/bom.ts";

const HARDWARE = new URL("../../hardware/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, HARDWARE), "utf8");
const csv = read("bom.csv");
const list = partsList(csv);
const parts = list.ok ? list.parts : [];
const known = new Set(parts.flatMap(({ ref }) => refsOf(ref)));
/** References as they stand in a text; wires (W1) and pins of a module (IN1) are none. */
const namedIn = (text: string) =>
  new Set(text.match(/\b(?:A1|BZ1|BT1|MC1|PS[12]|DS1|CB\d|[BCDEFHKNRSUVXY]\d{1,2})(?![\d\w/,.]*\d)\b/g) ?? []);
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
    expect(pictures.filter((name) => name.startsWith("step-") && !guide.includes(`pictures/${name}`))).toEqual([]);
    for (const page of ["README.md", "assembly.md", "software.md", "safety.md", "enclosure/README.md", "enclosure/sight.md"]) {
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

  test("has the printed parts as files, each once", () => {
    const files = readdirSync(new URL("enclosure/stl/", HARDWARE));
    const listed = parts.flatMap(({ mpn, alternatives }) => `${mpn} ${alternatives}`.match(/[a-z0-9-]+\.stl/g) ?? []);
    expect(listed.toSorted()).toEqual(files.toSorted());
  });
});

test("the Open Know-How manifest names the printed files and the pages, and each of them is there", () => {
  const manifest = parse(read("okh.toml"));
  expect(manifest).toMatchObject({
    okhv: "OKH-LOSHv1.0",
    license: "CERN-OHL-W-2.0",
    bom: "bom.csv",
    "manufacturing-instructions": "assembly.md",
  });
  const { version } = JSON.parse(readFileSync(new URL("../package.json", HARDWARE), "utf8"));
  expect(manifest["version"]).toBe(version);
  const paths = [...read("okh.toml").matchAll(/"((?:\.\.\/)?[\w./-]+\.(?:md|csv|svg|stl|ts))"/g)].map(([, path = ""]) => path);
  expect(paths.filter((path) => !existsSync(new URL(path, HARDWARE)))).toEqual([]);
  const exported = paths.filter((path) => path.endsWith(".stl")).map((path) => path.replace("enclosure/stl/", ""));
  expect(exported.toSorted()).toEqual(readdirSync(new URL("enclosure/stl/", HARDWARE)).toSorted());
});
