// `npm test`, `npm run test:long`, `npm run test:faults`, `npm run check`, `npm run hardware`, `npm run docs:codes`, `npm run docs:openapi`, `npm run screenshots`, `npm run build`, `npm run bench`: sets the clone up, then runs a development tool under the Node we build for.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { launch } from "./launch.mjs";
import { MODULE } from "./pre-steps.mjs";
import { node, root, setUp } from "./setup.mjs";

const bin = (name) => `${root}node_modules/${name}`;
const TOOLS = {
  node: [],
  vitest: [bin("vitest/vitest.mjs")],
  biome: [bin("@biomejs/biome/bin/biome")],
  tsc: [bin("typescript/bin/tsc")],
  knip: [bin("knip/bin/knip.js")],
};
const CHECKS = [
  ["biome", "check", "--error-on-warnings", "."],
  ["tsc", "--noEmit", "-p", "."],
  ["tsc", "--noEmit", "-p", "src/web"],
  ["tsc", "--noEmit", "-p", "test"],
  ["tsc", "--noEmit", "-p", "src/drivers/pre-steps"],
  ["knip"],
  ["node", "scripts/hardware.mjs", "--check"],
  ["node", "scripts/codes.mjs", "--check"],
  ["node", "scripts/openapi.mjs", "--check"],
];

/** What the pages need beside their scripts; the compiler does not carry it along. */
const PAGE_FILES = ["page.css", "icon.svg", "languages"];

/** Runs tools one after the other and ends this process at the first that fails. */
function runAll(commands) {
  for (const [tool, ...args] of commands) {
    console.log(`# ${tool} ${args.join(" ")}`);
    const { status } = spawnSync(node, [...TOOLS[tool], ...args], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
}

/** The program without type stripping, as an appliance runs it: a fifth less memory (docs/performance.md). */
function build(folder) {
  rmSync(folder, { recursive: true, force: true });
  runAll([
    ["tsc", "-p", ".", "--outDir", folder],
    ["tsc", "-p", "src/web", "--outDir", folder],
  ]);
  stampBuildTime(`${folder}/core/version.js`);
  for (const file of PAGE_FILES) cpSync(`src/web/${file}`, `${folder}/web/${file}`, { recursive: true });
  cpSync(MODULE, MODULE.replace("src", folder));
}

/** No clock that is right is before the build: the kiosk's time floor begins there (docs/decisions/0012-time.md). */
function stampBuildTime(file) {
  // https://reproducible-builds.org/specs/source-date-epoch/
  const builtAt = Math.floor(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000));
  const source = readFileSync(file, "utf8");
  const stamped = source.replace(/(BUILT_AT = )[\d_]+/, `$1${builtAt}`);
  if (stamped === source) throw new Error(`build: ${file} has no BUILT_AT to replace`);
  writeFileSync(file, stamped);
}

setUp();
process.chdir(root);
const [name, ...args] = process.argv.slice(2);
if (name === "check") runAll(CHECKS);
else if (name === "build") build(args[0] ?? "dist");
else launch([...TOOLS[name], ...args]);
