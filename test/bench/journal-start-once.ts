// A start with a long journal, in a process of its own: what it takes until the first entry is on the disk.
import type { StartFigures } from "./journal.ts";

const { openJournal } = await import("../../src/drivers/journal-files.ts");
const { TEST_SIGNER } = await import("../support/journal-signer.ts");
const { anEntry } = await import("../support/entries.ts");

const [folder = ""] = process.argv.slice(2);
globalThis.gc?.();
const before = process.memoryUsage.rss();
const startMs = performance.now();
const journal = await openJournal(folder, TEST_SIGNER);
const openedMs = performance.now();
await journal.append(anEntry());
const appendedMs = performance.now();
const figures: StartFigures = {
  openMs: openedMs - startMs,
  appendMs: appendedMs - openedMs,
  megabytes: (process.memoryUsage.rss() - before) / 1e6,
};
await journal.close();
console.log(JSON.stringify(figures));
