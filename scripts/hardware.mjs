// `npm run hardware`: makes everything in hardware/ that is not written by hand, and the code's pins. With --check it writes nothing and refuses files that are stale, and those that nothing makes any more.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parse } from "yaml";
import { hardwareFiles } from "../hardware/enclosure/files.ts";
import { MADE_FOLDERS, orphansOf } from "../src/core/board/made-files.ts";
import { pinFiles } from "../src/core/board/pin-files.ts";
import { formatted } from "./formatted.mjs";

function contentOf(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined; // not made yet
  }
}

const pages = readdirSync("hardware").flatMap((name) => (name.endsWith(".md") ? [`hardware/${name}`] : []));
const made = pinFiles(parse(readFileSync("hardware/pins.yaml", "utf8")), new Map(pages.map((page) => [page, readFileSync(page, "utf8")])));
if (!made.ok) {
  for (const problem of made.problems) console.error(`hardware/pins.yaml: ${problem}`);
  process.exit(1);
}
// Case and parts list last: a page of theirs stands among those whose tables were looked for above.
const files = new Map(
  [...made.files, ...hardwareFiles()].map(([file, text]) => [file, /\.(ts|md)$/.test(file) ? formatted(file, text) : text]),
);
const stale = [...files].filter(([file, content]) => !contentOf(file)?.equals(Buffer.from(content)));
const present = MADE_FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`));
const orphans = orphansOf(present, files);
for (const file of orphans) console.error(`${file} is made by nothing: delete it`);
if (process.argv.includes("--check")) {
  for (const [file] of stale) console.error(`${file} is stale: npm run hardware`);
  process.exitCode = stale.length + orphans.length > 0 ? 1 : 0;
} else {
  for (const [file, content] of stale) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(file);
  }
}
