// Compiling takes seconds: too long for every run of the tests.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CLONE = fileURLToPath(new URL("../..", import.meta.url));

test("the pre-steps are compiled from the source that is here, into the same bytes wherever the clone lies", () => {
  const folder = temporaryFolder();
  for (const name of ["scripts", "src/drivers/pre-steps"]) cpSync(join(CLONE, name), join(folder, name), { recursive: true });
  symlinkSync(join(CLONE, "node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, [join(folder, "scripts/pre-steps.mjs"), join(folder, "made.wasm")]);
  expect(readFileSync(join(folder, "made.wasm")).equals(readFileSync(join(CLONE, "src/drivers/pre-steps.wasm")))).toBe(true);
});
