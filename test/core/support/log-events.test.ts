import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findCode } from "../../../src/core/registry.ts";
import { LOG_EVENTS, LOG_WORDS } from "../../../src/core/support/log-events.ts";

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

test("each of them has words in Vietnamese, and a code that the help pages know", () => {
  for (const [event, { vi, code }] of Object.entries(LOG_WORDS)) {
    expect(vi, event).toMatch(/\S+ \S+/);
    if (code !== undefined) expect(findCode(code)?.kind, event).toBe("fault");
  }
});
