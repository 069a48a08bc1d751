// A start with a long journal and a policy with `once`, in a process of its own: what it takes until the first entry is on the disk.
import type { HistoryFigures } from "./history.ts";

const { openJournal } = await import("../../src/drivers/journal-files.ts");
const { readFloors } = await import("../../src/kiosk/journal-floors.ts");
const { TEST_SIGNER } = await import("../support/journal-signer.ts");
const { aPrescription, benchHistory } = await import("./history.ts");

const [folder = ""] = process.argv.slice(2);
globalThis.gc?.();
const before = process.memoryUsage.rss();
const startMs = performance.now();
const journal = await openJournal(folder, TEST_SIGNER);
await readFloors(journal);
const history = await benchHistory(journal, folder);
await journal.append(aPrescription(journal.size));
const figures: HistoryFigures = {
  startMs: performance.now() - startMs,
  megabytes: (process.memoryUsage.rss() - before) / 1e6,
};
await history.close();
await journal.close();
console.log(JSON.stringify(figures));
