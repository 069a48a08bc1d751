// Writes to a journal or a ledger for as long as it lives, and says what was acknowledged: `journal FOLDER`, or `ledger FOLDER KIOSK`, where the
// kiosk's journal lies on another disk.
import { writeSync } from "node:fs";
import { join } from "node:path";
import { hexOf } from "../../src/core/hex.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { batchOf, newWitness, pushInto } from "../support/batches.ts";
import { newDeviceKey } from "../support/device-key.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

/** Small, so that segments begin often. */
const SEGMENT_BYTES = 16_384;
const CALLERS = 3;
const KIOSK = "hanoi-01";

const [what = "", folder = "", source = ""] = process.argv.slice(2);
// Straight to the pipe: what was acknowledged before the power went must not wait in a buffer. With the time on the kernel's clock, which is
// that of whoever cuts the power, too.
const say = (line: string) => writeSync(1, `${line} ${process.hrtime.bigint()}\n`);
if (what === "journal") await Promise.all(await appenders());
else await pushFor();

async function appenders(): Promise<readonly Promise<void>[]> {
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES });
  return Array.from({ length: CALLERS }, async () => {
    for (;;) {
      const { seq, chain } = await journal.append(anEntry({ durationMs: journal.size + 0.5 }));
      say(`${seq} ${hexOf(chain)}`);
    }
  });
}

/** A kiosk that loses nothing hands over its journal for as long as central lives. */
async function pushFor(): Promise<void> {
  const journal = await openJournal(source, TEST_SIGNER);
  const ledger = openSqliteLedger(join(folder, "ledger.sqlite"));
  const witness = newWitness();
  const known = await ledger.kiosk(KIOSK);
  if (!known) await ledger.enrol(KIOSK, newDeviceKey().publicJwk, 1);
  say("0 enrolled");
  let size = known?.position.size ?? 0;
  let old = 0;
  for (;;) {
    await Promise.all(Array.from({ length: 1 + (size % 40) }, () => journal.append(anEntry({ durationMs: journal.size + 0.5 }))));
    const reply = await pushInto(ledger, KIOSK, await batchOf(journal, size, Math.min(journal.size, size + 400), old), witness);
    if (reply.kind !== "stored") throw new Error(`ledger: ${JSON.stringify(reply)}`);
    size = reply.standing.size;
    old = Number(reply.standing.witnessed?.split("\n")[1] ?? 0);
    say(`${size} ${hexOf(reply.standing.chain)}`);
  }
}
