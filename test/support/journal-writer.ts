// A kiosk's journal as a process of its own, to be killed: appends for as long as it lives, and says what was acknowledged.
import { writeSync } from "node:fs";
import { hexOf } from "../../src/core/hex.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { anEntry } from "./entries.ts";
import { TEST_SIGNER } from "./journal-signer.ts";

const [folder = "", segmentBytes = ""] = process.argv.slice(2);
const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: Number(segmentBytes) });
for (;;) {
  const { seq, chain } = await journal.append(anEntry({ durationMs: journal.size + 0.5 }));
  // Straight to the pipe: what this process is killed for must not wait in a buffer.
  writeSync(1, `${seq} ${hexOf(chain)}\n`);
}
