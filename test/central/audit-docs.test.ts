import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import { appendAll, auditedCentral } from "../support/audited-central.ts";
import { anEntry } from "../support/entries.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const PAGE = readFileSync(new URL("../../docs/people/auditor.md", import.meta.url), "utf8");
const folder = temporaryFolder();
const [, shown = ""] = /^```console\n(\$ tram audit keys[\s\S]*?)^```$/m.exec(PAGE) ?? [];
const examples = shown
  .split(/^\$ tram /m)
  .filter(Boolean)
  .map((text) => ({ command: text.slice(0, text.indexOf("\n")), output: text.slice(text.indexOf("\n") + 1) }));

beforeAll(async () => {
  const central = await auditedCentral(join(folder, "central"));
  const kiosk = await central.kiosk("hanoi-01");
  for (const day of ["2026-11-25", "2026-11-26", "2026-11-27"].map(startOfDayInVietnam)) {
    const isSecond = day === startOfDayInVietnam("2026-11-26");
    const scans = Array.from({ length: isSecond ? 8 : 3 }, (_, index) =>
      anEntry({ at: day + 30_000 + index * 60, reason: isSecond && index > 5 ? "expired" : "granted" }),
    );
    await appendAll(kiosk, scans);
    if (isSecond)
      await kiosk.journal.append({ at: day + 31_000, reason: "event-override", of: 9, because: "card-compared", staff: "s-07" });
    await central.send(kiosk, day + 17 * 3600);
  }
  await central.ledger.close();
});

// One after another: later ones use the files of earlier ones.
test.each(examples)("the auditor's example is true: $command", async ({ command, output }) => {
  const literal = output.split("…").map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const { stdout } = await tram(command.split(" "), { cwd: folder });
  expect(stdout).toMatch(new RegExp(`^${literal.join(".*")}$`));
});

test("there are examples of all that an auditor needs", () => {
  expect(examples.map(({ command }) => command.split(" ")[1])).toEqual(["keys", "export", "verify"]);
});
