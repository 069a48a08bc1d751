// `npm run docs:openapi`: writes docs/openapi.json out of the table of routes that central serves. With --check it writes nothing and refuses a file that is stale.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { openApi } from "../src/central/open-api.ts";
import { formatted } from "./formatted.mjs";

const file = "docs/openapi.json";
const text = formatted(file, JSON.stringify(openApi()));
if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  if (process.argv.includes("--check")) {
    console.error(`${file} is stale: npm run docs:openapi`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(file);
  }
}
