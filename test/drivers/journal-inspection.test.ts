import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JournalPart } from "../../src/core/journal-scan.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { anEntry } from "../support/entries.ts";
import { FaultyDisk } from "../support/faulty-disk.ts";
import { flipBit, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tram-inspection-"));
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL, files: new FaultyDisk() });
  while (journal.size < 500) await Promise.all(Array.from({ length: 1 + (journal.size % 7) }, () => journal.append(anEntry())));
  await journal.release(200);
  await journal.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function lastPart(): Promise<JournalPart | undefined> {
  let last: JournalPart | undefined;
  for await (const part of inspectJournal(folder, TEST_SIGNER.key)) last = part;
  return last;
}

/** Looks at the journal with one bit of one file turned over, and puts it back. */
async function withFlip(name: string, bit: number): Promise<JournalPart | undefined> {
  const path = join(folder, name);
  const whole = readFileSync(path);
  writeFileSync(path, flipBit(whole, bit % (8 * whole.length)));
  try {
    return await lastPart();
  } finally {
    writeFileSync(path, whole);
  }
}

test("any flipped bit of a journal in many segments is found, and the file is named", async () => {
  const segments = readdirSync(folder).filter((name) => name.endsWith(".tramlog"));
  expect(await lastPart()).toMatchObject({ kind: "end", segments: segments.length });
  const names = [...segments, "public-key", "released"];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.nat({ max: 8 * SMALL - 1 }), async (name, bit) => {
      const found = await withFlip(name, bit);
      if (found?.kind === "damage") expect(found.damage.file).toBe(name);
      // Behind the last entry of all stands nothing that was ever acknowledged.
      else expect(found).toMatchObject({ kind: "end", torn: { file: segments.at(-1) } });
    }),
    { numRuns: 300 },
  );
  expect(await lastPart()).toMatchObject({ kind: "end", segments: segments.length });
});

test.each(["pipe", "folder"])("a %s that stands where a segment should be is named, and nobody waits for it", async (kind) => {
  const odd = mkdtempSync(join(tmpdir(), "tram-inspection-"));
  const path = join(odd, "00000001.tramlog");
  if (kind === "pipe") execFileSync("mkfifo", [path]);
  else mkdirSync(path);
  await expect(inspectJournal(odd).next()).rejects.toThrow("00000001.tramlog is no plain file");
  rmSync(odd, { recursive: true });
});
