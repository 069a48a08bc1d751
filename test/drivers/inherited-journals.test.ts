import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inheritedEntries } from "../../src/drivers/inherited-journals.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { anEntry } from "../support/entries.ts";
import { writeAt } from "../support/faulty-disk.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function journalOf(folder: string, device: string, times: readonly number[]): Promise<void> {
  const journal = await openJournal(join(folder, device), TEST_SIGNER);
  for (const at of times) await journal.append(anEntry({ at }));
  await journal.close();
}

async function timesIn(folder: string): Promise<readonly number[]> {
  const times: number[] = [];
  for await (const { body } of inheritedEntries(folder)) times.push(JSON.parse(Buffer.from(body).toString()).at);
  return times;
}

test("the journals of the devices before are read one after the other, the oldest device first", async () => {
  const folder = temporaryFolder();
  await journalOf(folder, "hanoi-01--10", [5]);
  await journalOf(folder, "hanoi-01--2", [3, 4]);
  await journalOf(folder, "hanoi-01", [1, 2]);
  mkdirSync(join(folder, "hanoi-01--3"));
  expect(await timesIn(folder)).toEqual([1, 2, 3, 4, 5]);
});

test("there are none where the kiosk is the first at its place", async () => {
  expect(await timesIn(join(temporaryFolder(), "inherited"))).toEqual([]);
});

test("one that is damaged is no memory: it is said, and not passed over", async () => {
  const folder = temporaryFolder();
  await journalOf(folder, "hanoi-01", [1, 2, 3]);
  writeAt(join(folder, "hanoi-01", "00000000.tramlog"), Uint8Array.of(0xff), 200);
  await expect(timesIn(folder)).rejects.toThrow("is damaged");
});
