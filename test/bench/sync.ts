import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { decodeBatch, encodeBatch } from "../../src/core/batch.ts";
import { openBareCheckpoint } from "../../src/core/checkpoint.ts";
import { MAX_BATCH_ENTRIES } from "../../src/core/protocol.ts";
import { unbrotli } from "../../src/core/zlib.ts";
import { packBatch } from "../../src/drivers/batch-packing.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import { newWitness } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { median } from "./figures.ts";

/** As a kiosk has them after 100 days of a busy counter. */
const ENTRIES = 100_000;
const AT_ONCE = 200;
/** Full batches that are measured, the newest ones. */
const BATCHES = 40;

/** What travels for an entry, and what it costs to make and to take in. */
export async function benchSync(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  const journal = await openJournal(join(folder, "journal"), TEST_SIGNER);
  try {
    while (journal.size < ENTRIES)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => journal.append(aScan(journal.size + index))));
    return [...(await wireLines(journal)), ...(await intakeLines(journal, folder))];
  } finally {
    await journal.close();
    rmSync(folder, { recursive: true });
  }
}

/** A scan as a counter has them: of its own time, duration and visitor. */
function aScan(index: number) {
  const types = ["citizen", "health-insurance", "prescription", "student"] as const;
  const chance = randomBytes(4).readUInt32LE();
  return anEntry({
    at: 1_795_437_071 + index * 37 + (chance % 1000) / 1000,
    reason: chance % 7 === 0 ? "expired" : "granted",
    type: types[chance % types.length] ?? "citizen",
    credential: randomBytes(16).toString("base64url"),
    durationMs: 2 + (chance % 70) / 10,
  });
}

async function wireLines(journal: JournalFiles): Promise<readonly string[]> {
  const from = (index: number) => ENTRIES - (BATCHES - index) * MAX_BATCH_ENTRIES;
  const sizes: { readonly packed: number; readonly gzip: number; readonly plain: number; readonly ms: number }[] = [];
  for (let index = 0; index < BATCHES; index++) {
    const start = performance.now();
    const batch = await readBatch(journal, { from: from(index), old: from(index) });
    const packed = await packBatch(batch);
    const ms = performance.now() - start;
    const plain = encodeBatch(batch);
    sizes.push({ packed: packed.length, gzip: gzipSync(plain).length, plain: plain.length, ms });
  }
  const each = (pick: (size: (typeof sizes)[number]) => number) => median(sizes.map(pick)) / MAX_BATCH_ENTRIES;
  const one = await packBatch(await readBatch(journal, { from: ENTRIES - 1, old: ENTRIES - 1 }));
  const none = await packBatch(await readBatch(journal, { from: ENTRIES, old: ENTRIES }));
  return [
    `an entry in a full batch: ${each(({ packed }) => packed).toFixed(1)} bytes packed with checkpoint and proofs (goal 40), ${each(({ gzip }) => gzip).toFixed(1)} by gzip, ${each(({ plain }) => plain).toFixed(0)} plain`,
    `a batch of one entry: ${one.length} bytes; of none, the sign of life: ${none.length} bytes`,
    `making a full batch, with signature and proofs out of ${ENTRIES} entries: ${median(sizes.map(({ ms }) => ms)).toFixed(1)} ms`,
  ];
}

async function intakeLines(journal: JournalFiles, folder: string): Promise<readonly string[]> {
  const ledger = openSqliteLedger(join(folder, "ledger.sqlite"));
  const witness = newWitness();
  await ledger.enrol("hanoi-01", {}, 1);
  const packed: Uint8Array[] = [];
  for (let index = 0; index < BATCHES; index++)
    packed.push(await packBatch(await readBatch(journal, { from: index * MAX_BATCH_ENTRIES, old: index === 0 ? 0 : journal.size })));
  const [start, before] = [performance.now(), process.cpuUsage()];
  for (const content of packed) {
    const batch = vouched(content);
    const fields = { content, signatureInput: "", signature: "", receivedAt: 1, created: 1 };
    const outcome = await ledger.append("hanoi-01", { batch, ...fields }, witness);
    if (outcome.kind !== "stored") throw new Error(`bench: ${outcome.kind}`);
  }
  const { user, system } = process.cpuUsage(before);
  const thousands = (seconds: number) => ((BATCHES * MAX_BATCH_ENTRIES) / seconds / 1000).toFixed(1);
  const [rate, ofProcessor] = [thousands((performance.now() - start) / 1000), thousands((user + system) / 1e6)];
  await ledger.close();
  return [
    `central takes in: ${rate} thousand entries a second, ${ofProcessor} a second of processor time, unpacked, checked against tree and chain, and durable`,
  ];
}

function vouched(content: Uint8Array) {
  const unpacked = unbrotli(content, 1_000_000);
  const decoded = unpacked.ok ? decodeBatch(unpacked.value) : "malformed";
  if (typeof decoded === "string") throw new Error(`bench: ${decoded}`);
  const { checkpoint: claimed, held: _, ...others } = decoded;
  const checkpoint = openBareCheckpoint(claimed.bytes, TEST_SIGNER.key);
  if (typeof checkpoint === "string") throw new Error(`bench: ${checkpoint}`);
  return { ...others, checkpoint };
}
