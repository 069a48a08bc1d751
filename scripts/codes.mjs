// `npm run docs:codes`: writes docs/codes.md and docs/codes.schema.json out of the registry of codes. With --check it writes nothing and refuses files that are stale.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { codesPage, codesSchema } from "../src/core/codes-page.ts";
import { formatted } from "./formatted.mjs";

const made = { "docs/codes.md": codesPage(), "docs/codes.schema.json": codesSchema() };
for (const [file, source] of Object.entries(made)) {
  const text = formatted(file, source);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`${file} is stale: npm run docs:codes`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(file);
  }
}
