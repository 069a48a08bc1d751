import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { hexOf } from "../../src/core/hex.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { verifyJournal } from "../../src/kiosk/journal-verify.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

const WRITER = fileURLToPath(new URL("../support/journal-writer.ts", import.meta.url));
const SEGMENT_BYTES = 16_384;
const RUNS = 12;

/** Lets a writer go on for this long after its first word, kills it with SIGKILL and returns what it said was acknowledged. */
async function writeAndKill(folder: string, lifeMs: number): Promise<readonly string[]> {
  const writer = spawn(process.execPath, [WRITER, folder, String(SEGMENT_BYTES)], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(writer, "close");
  let said = "";
  writer.stdout.setEncoding("utf8");
  writer.stdout.on("data", (text: string) => {
    if (said === "") setTimeout(() => writer.kill("SIGKILL"), lifeMs);
    said += text;
  });
  const [, signal] = await closed;
  expect(signal).toBe("SIGKILL");
  // A line without its end was killed while it was said; the entry was acknowledged before.
  return said.split("\n").slice(0, -1);
}

test("whatever a writer acknowledged before it was killed is in the journal, at whichever moment it was killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tram-kill-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const acknowledged: string[] = [];
  for (let run = 0; run < RUNS; run++) {
    acknowledged.push(...(await writeAndKill(folder, Math.random() * 60)));
    // The dead writer's lock is gone with it.
    const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES });
    const stored = new Map<number, string>();
    for await (const { seq, chain } of journal.read(0)) stored.set(seq, hexOf(chain));
    const size = journal.size;
    await journal.close();
    expect(stored.size).toBe(size);
    for (const line of acknowledged) {
      const [seq, chain] = line.split(" ");
      expect(stored.get(Number(seq)), `entry ${seq} was acknowledged before kill ${run}`).toBe(chain);
    }
    expect(await verifyJournal(inspectJournal, folder, { json: false }, () => undefined)).toBe(0);
  }
  // Otherwise nothing was tried: more than one segment, and entries from every run.
  expect(acknowledged.length).toBeGreaterThan(RUNS);
}, 60_000);
