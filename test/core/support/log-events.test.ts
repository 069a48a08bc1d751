import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { LOG_EVENTS } from "../../../src/core/support/log-events.ts";

const SOURCES = fileURLToPath(new URL("../../../src/", import.meta.url));
/** `log.warn(…, "words")`, also over several lines. */
const CALL = /\blog(?:\.(?:info|warn|error|fatal)(?:\.call)?|\[[^\]]+\])?\((?:[^"`;]*?)"([^"]+)",?\s*\)/g;

test("whatever the kiosk logs in words of its own can be shown on the technician's page", () => {
  const said = ["kiosk", "drivers"].flatMap((folder) =>
    readdirSync(join(SOURCES, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => [...readFileSync(join(SOURCES, folder, name), "utf8").matchAll(CALL)].map((found) => found[1] ?? "")),
  );
  expect(said.length).toBeGreaterThan(40);
  expect(said.filter((event) => !LOG_EVENTS.includes(event))).toEqual([]);
});
