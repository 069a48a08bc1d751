import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { hexOf } from "../../src/core/hex.ts";
import type { KeptSamples } from "../../src/kiosk/acknowledged.ts";
import { openSamples } from "../../src/kiosk/keeping-assembly.ts";
import { findContradiction } from "../../src/kiosk/own-contradiction.ts";
import { TEST_DEVICE, TEST_SIGNER } from "../support/journal-signer.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const AT = 1_795_000_000;
const { key } = TEST_SIGNER;
const signed = memoryJournal(30);
const other = memoryJournal(60);
other.rewrite(3, { at: 5, reason: "expired", source: "desk", policy: "counter", trust: 1, durationMs: 1 });

/** What lies beside a journal of so many entries that central holds. */
async function beside({ samples = true, witnessed = true } = {}) {
  const root = hexOf(await signed.rootAt(30));
  const kept: KeptSamples = { samples: [{ size: 30, at: AT }], newest: { saidAt: AT, root } };
  return { samples: samples ? kept : { samples: [] }, witnessed: witnessed ? Buffer.from(await signed.checkpoint()) : undefined, key };
}

const WAYS = [
  ["the cosigned checkpoint", { samples: false }],
  ["the acknowledgement", { witnessed: false }],
] as const;

test.each<[string, MemoryJournal]>([
  ["as it was", signed],
  ["that has grown", memoryJournal(45)],
])("a journal %s goes on from what was signed of it", async (_, journal) => {
  expect(await findContradiction(journal, await beside())).toBeUndefined();
});

test.each(WAYS)("a journal of yesterday is truncated by %s", async (_, which) => {
  expect(await findContradiction(memoryJournal(20), await beside(which))).toMatchObject({ kind: "truncated", size: 30 });
});

test.each(WAYS)("one that was gone on with is forked by %s, though it has outgrown the other", async (_, which) => {
  expect(await findContradiction(other, await beside(which))).toMatchObject({ kind: "forked", size: 30 });
});

test("the device's own checkpoint of more entries is there for the admission", async () => {
  const found = await findContradiction(memoryJournal(20), await beside());
  expect(found?.held).toBe(await signed.checkpoint());
});

test.each(["witnessed", "acknowledged.json"])(
  "where yesterday's journal lies beside today's %s, nothing counts as held from the start: it is all carried, and nothing of it removed",
  async (name) => {
    const data = temporaryFolder();
    const { samples, witnessed = "" } = await beside();
    writeFileSync(
      join(data, "acknowledged.json"),
      JSON.stringify({ ...samples, ...(name === "witnessed" && { samples: [{ size: 15, at: AT }] }) }),
    );
    if (name === "witnessed") writeFileSync(join(data, name), witnessed);
    const deviceKey = TEST_DEVICE;
    const opened = await openSamples({ id: "hanoi-01", data }, { journal: memoryJournal(20), deviceKey }, pino({ enabled: false }));
    expect([opened.contradiction?.kind, opened.counted.samples]).toEqual(["truncated", []]);
  },
);

test("where nothing was ever signed, or only by another device, nothing is said", async () => {
  expect(await findContradiction(memoryJournal(20), await beside({ samples: false, witnessed: false }))).toBeUndefined();
  const witnessed = Buffer.from((await signed.checkpoint()).replaceAll(key.name, "tram/kiosk/another"));
  expect(await findContradiction(memoryJournal(20), { samples: { samples: [] }, witnessed, key })).toBeUndefined();
});
