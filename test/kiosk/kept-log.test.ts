import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLog } from "../../src/kiosk/kept-log-assembly.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a quiet kiosk says only what is wrong on its terminal; the technician's page has everything", () => {
  const file = join(temporaryFolder(), "stderr");
  const to = openSync(file, "w");
  const { log, lines } = openLog({ kiosk: "demo", isQuiet: true, to });
  log.info("ready");
  log.warn({ line: "red" }, "lamps");
  closeSync(to);
  expect(lines.lines().map(({ event }) => event)).toEqual(["ready", "lamps"]);
  expect(readFileSync(file, "utf8")).toMatch(/^[^\n]*"lamps"[^\n]*\n$/);
});
