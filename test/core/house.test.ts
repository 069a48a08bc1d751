// The rules of the house, checked by hand and not by the linter: a rule that stands in one place can be switched off in one place.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/core/version.ts";

const SOURCE = new URL("../../src/", import.meta.url).pathname;
const MAX_LINES = 250;
/** Whole names, or a last word, that say nothing about what is inside. */
const EMPTY_NAME = /^(manager|service)\.ts$|(^|-)(utils?|helpers?|common|misc|base)\.ts$/;
/** What the programs need from the world: of the kiosk and its devices, of its memory, of its trust, of sticks, of central, of those who ask it and of its operators. */
const PORTS: readonly string[] = [
  "ports.ts",
  "history-ports.ts",
  "trust-ports.ts",
  "stick-ports.ts",
  "central-ports.ts",
  "api-ports.ts",
  "board-ports.ts",
  "sound-ports.ts",
  "hand-off-ports.ts",
  "staff-ports.ts",
  "operator-ports.ts",
];
const PROGRAMS: readonly string[] = ["kiosk", "central", "issuer", "demo"];
/** Libraries without a clock, a file or a socket. */
const PURE_LIBRARIES: readonly string[] = ["@noble/ed25519", "cbor2", "qr", "valibot"];
/** The two files of core/ that name a module of Node, and why: docs/decisions/0003-zlib-in-core.md. */
const NODE_IN_CORE: Readonly<Record<string, string>> = { "core/signature.ts": "node:crypto", "core/zlib.ts": "node:zlib" };

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .toSorted();
const sources = new Map(files.map((file) => [file, readFileSync(join(SOURCE, file), "utf8")]));

/** What a file imports: other files of src/ by their path from there, packages by their name. */
function importsOf(file: string): readonly string[] {
  const found = (sources.get(file) ?? "").matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*"([^"\n]+)"[;)]/g);
  return [...found].map(([, name = ""]) => (name.startsWith(".") ? normalize(join(dirname(file), name)) : name));
}

const houseOf = (file: string) => file.split("/")[0] ?? "";
const isFile = (name: string) => sources.has(name);
const isRoot = (file: string) => /(^|\/)main\.ts$|assembly\.ts$/.test(file);

/** True where the house rules let a file import this. */
function mayImport(file: string, name: string): boolean {
  const house = houseOf(file);
  const target = isFile(name) ? houseOf(name) : undefined;
  if (file === "tram.ts")
    return name === "node:process" || name === "core/version.ts" || (PROGRAMS.includes(target ?? "") && name.endsWith("/main.ts"));
  if (PORTS.includes(file)) return target === "core" || PORTS.includes(name);
  if (house === "core") return target === "core" || NODE_IN_CORE[file] === name || PURE_LIBRARIES.includes(name);
  if (house === "web") return target === "core" || target === "web" || /^(lit|@noble\/ed25519)(\/|$)/.test(name);
  if (target === "core" || PORTS.includes(name) || target === house) return true;
  if (house === "drivers") return target === undefined;
  if (!PROGRAMS.includes(house)) return false;
  if (isRoot(file)) return target === "drivers" || target === undefined;
  return target === undefined && !name.startsWith("node:");
}

test("the walk finds the house", () => {
  expect(new Set(files.map(houseOf))).toEqual(new Set(["core", "drivers", "web", "tram.ts", ...PORTS, ...PROGRAMS]));
  expect(importsOf("core/decide.ts")).toContain("core/recognise.ts");
  expect(importsOf("tram.ts")).toContain("kiosk/main.ts");
});

test("the rules refuse what they should", () => {
  const wrong: readonly (readonly [string, string])[] = [
    ["core/decide.ts", "node:fs"],
    ["core/decide.ts", "node:crypto"],
    ["core/decide.ts", "drivers/system-clock.ts"],
    ["core/decide.ts", "ports.ts"],
    ["core/decide.ts", "pino"],
    ["ports.ts", "node:stream"],
    ["drivers/system-clock.ts", "kiosk/kiosk.ts"],
    ["kiosk/kiosk.ts", "drivers/system-clock.ts"],
    ["kiosk/kiosk.ts", "node:fs"],
    ["kiosk/main.ts", "central/main.ts"],
    ["web/tram-desk.ts", "drivers/system-clock.ts"],
    ["tram.ts", "kiosk/kiosk.ts"],
  ];
  expect(wrong.filter(([file, name]) => mayImport(file, name))).toEqual([]);
});

describe.each(files)("src/%s", (file) => {
  const source = sources.get(file) ?? "";

  test("keeps the rules of the house", () => {
    expect(source.split("\n").length - 1).toBeLessThanOrEqual(MAX_LINES);
    expect(file).toMatch(/^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/);
    expect(file.split("/").at(-1)).not.toMatch(/^index\.ts$/);
    expect(file.split("/").at(-1)).not.toMatch(EMPTY_NAME);
    expect(source).not.toMatch(/^export default\b|^export \* /m);
    expect(importsOf(file).filter((name) => !mayImport(file, name))).toEqual([]);
    expect(importsOf(file).filter((name) => name.endsWith(".ts") && !isFile(name))).toEqual([]);
  });

  test("says what every function and class that it exports promises", () => {
    const lines = source.split("\n");
    const silent = lines.filter((line, at) => /^export (async )?(function|class) /.test(line) && !lines[at - 1]?.endsWith("*/"));
    expect(silent).toEqual([]);
  });
});

test("no file imports itself, however long the way", () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) cycles.push([...way.slice(way.indexOf(file)), file].join(" → "));
    if (done.has(file) || way.includes(file)) return;
    for (const name of importsOf(file)) if (isFile(name)) walk(name, [...way, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(cycles).toEqual([]);
});

describe("core/ is pure", () => {
  const IMPURE =
    /\b(Date|process|fetch|setTimeout|setInterval|setImmediate|queueMicrotask|console|performance|globalThis|WebSocket|Worker|Promise|async|await)\b(?!["':])|Math\.random/;

  test.each(files.filter((file) => houseOf(file) === "core"))("%s: no clock, no chance, no world, no promise", (file) => {
    const code = (sources.get(file) ?? "")
      .replace(/\/\*.*?\*\//gs, "")
      .replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "")
      .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
      .replace(/`(?:[^`\\]|\\.)*`/gs, (template) => (template.match(/\$\{[^}]*\}/g) ?? []).join(" "));
    expect(IMPURE.exec(code)?.[0]).toBeUndefined();
  });
});

test("the version that the program says is that of its package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(VERSION).toBe(version);
});
