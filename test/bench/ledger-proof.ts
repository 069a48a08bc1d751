import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openBareCheckpoint, signCheckpoint } from "../../src/core/checkpoint.ts";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import type { SignedBatch } from "../../src/core/ledger/signed-batch.ts";
import { EMPTY_FRONTIER, rootOf, withLeaf } from "../../src/core/merkle-tree.ts";
import { MAX_BATCH_ENTRIES } from "../../src/core/protocol.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { newWitness } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { median, quantile } from "./figures.ts";

const ENTRIES = 1_000_000;
const KIOSK = "hanoi-01";
const PROOFS = 100;

/** What central needs to prove an entry of a kiosk that has been there for years, and to see that an old batch is of another journal. */
export async function benchLedgerProof(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  const file = join(folder, "ledger.sqlite");
  try {
    const old = await fill(file);
    const known = await proofLine(file, "a proof at central");
    const wrong = await wrongBatchLine(file, old);
    new DatabaseSync(file).exec("DELETE FROM tree_cache");
    return [known, wrong, await proofLine(file, "the same without kept hashes, as in a ledger of an earlier version")];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Takes in a journal as a kiosk sends it; returns an old batch of it that comes again with another tree. */
async function fill(file: string): Promise<SignedBatch> {
  const ledger = openSqliteLedger(file);
  const witness = newWitness();
  await ledger.enrol(KIOSK, {}, 1);
  let [tree, chain] = [EMPTY_FRONTIER, EMPTY_CHAIN];
  let last: SignedBatch | undefined;
  for (let from = 0; from < ENTRIES; from += MAX_BATCH_ENTRIES) {
    const chainBefore = chain;
    const entries = Array.from({ length: MAX_BATCH_ENTRIES }, (_, index) => {
      const summary = { ...anEntry({ at: 1_700_000_000 + (from + index) * 37 }), seq: from + index };
      const body = Buffer.from(JSON.stringify(summary));
      const leaf = leafHash(body);
      [tree, chain] = [withLeaf(tree, leaf), linkOf(chain, leaf)];
      return { body, isLost: false, leaf, chain, summary };
    });
    const proofs = { checkpoint: checkpointOf(tree.size, rootOf(tree)), old: 0, oldProof: [], proof: [], sealed: [] };
    const batch = { from, chainBefore, entries, ...proofs };
    last = { batch, content: new Uint8Array(), signatureInput: "", signature: "", receivedAt: 1, created: 1 };
    const outcome = await ledger.append(KIOSK, last, witness);
    if (outcome.kind !== "stored") throw new Error(`bench: ${outcome.kind}`);
  }
  await ledger.close();
  if (!last) throw new Error("bench: nothing was taken in");
  const { batch } = last;
  const wrong = { ...batch, entries: batch.entries.slice(0, -1), checkpoint: checkpointOf(ENTRIES, new Uint8Array(32)) };
  return { ...last, batch: wrong };
}

function checkpointOf(size: number, root: Uint8Array) {
  const opened = openBareCheckpoint(Buffer.from(signCheckpoint({ size, root }, TEST_SIGNER)), TEST_SIGNER.key);
  if (typeof opened === "string") throw new Error(`bench: ${opened}`);
  return opened;
}

async function proofLine(file: string, what: string): Promise<string> {
  const ledger = openSqliteLedger(file);
  const times: number[] = [];
  for (let count = 0; count <= PROOFS; count++) {
    const start = performance.now();
    await ledger.prove(KIOSK, (count * 99_991) % ENTRIES);
    times.push(performance.now() - start);
  }
  await ledger.close();
  const [first = Number.NaN, ...others] = times;
  return `${what}, ${ENTRIES} entries: the first ${first.toFixed(0)} ms, then ${median(others).toFixed(1)} ms (p95 ${quantile(others, 0.95).toFixed(1)})`;
}

async function wrongBatchLine(file: string, wrong: SignedBatch): Promise<string> {
  const ledger = openSqliteLedger(file);
  const times: number[] = [];
  for (let count = 0; count < 20; count++) {
    const start = performance.now();
    const outcome = await ledger.append(KIOSK, wrong);
    times.push(performance.now() - start);
    if (outcome.kind !== "contradicted") throw new Error(`bench: ${outcome.kind}`);
  }
  await ledger.close();
  return `an old batch with another tree holds central up for ${median(times).toFixed(1)} ms, however often it comes (the longest of 20: ${Math.max(...times).toFixed(1)})`;
}
