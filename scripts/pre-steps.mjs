// Compiles src/drivers/pre-steps/ (AssemblyScript) to the module that src/drivers/pre-steps.ts loads: docs/decisions/0019-decoder-pre-steps.md.
// Plain JavaScript for any Node >= 20, because a clone needs the module before its first start.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = "src/drivers/pre-steps";
/** Beside the program that loads it; a build takes it along. Not in git: whoever reads the repository reads the source. */
export const MODULE = "src/drivers/pre-steps.wasm";
/** The files whose exports are the module's. */
const ENTRIES = ["box.ts", "small-steps.ts", "measures.ts"];
/** No runtime, no import, no names: the bytes depend on source and compiler alone. Memory is bounded to 1024 pages, 64 MiB. */
const FLAGS = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd", "--maximumMemory", "1024"];

/** Compiles into this file, of the project's folder or absolute; false where that failed, with the compiler's words on standard error. */
function compilePreSteps(node, file) {
  const compiler = [`${root}node_modules/assemblyscript/bin/asc.js`, ...ENTRIES.map((entry) => `${SOURCE}/${entry}`), ...FLAGS];
  // Standard output belongs to the command that the clone is set up for.
  return spawnSync(node, [...compiler, "--outFile", file], { cwd: root, stdio: ["ignore", 2, 2] }).status === 0;
}

/** Compiles where the module is missing or older than what it is made of; false where that failed. */
export function makePreSteps(node) {
  // An appliance without development packages has a build, with the module in it.
  if (isCurrent() || !existsSync(`${root}node_modules/assemblyscript`)) return true;
  // Written aside: several commands may start at once in a new clone.
  const aside = MODULE.replace(".wasm", `-${process.pid}.wasm`);
  const isMade = compilePreSteps(node, aside);
  if (isMade) renameSync(root + aside, root + MODULE);
  else rmSync(root + aside, { force: true });
  return isMade;
}

function isCurrent() {
  if (!existsSync(root + MODULE)) return false;
  const sources = readdirSync(root + SOURCE).map((name) => `${SOURCE}/${name}`);
  const madeMs = statSync(root + MODULE).mtimeMs;
  return [...sources, "package-lock.json", "scripts/pre-steps.mjs"].every((name) => statSync(root + name).mtimeMs <= madeMs);
}

// `node scripts/pre-steps.mjs FILE`: the module into a file of its own, to compare.
if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = compilePreSteps(process.execPath, resolve(process.argv[2] ?? MODULE)) ? 0 : 1;
