import { mkdirSync, readFileSync, rmSync } from "node:fs";
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

async function entriesIn(folder: string): Promise<readonly (number | "lost")[]> {
  const times: (number | "lost")[] = [];
  for await (const { body } of inheritedEntries(folder)) times.push(body ? JSON.parse(Buffer.from(body).toString()).at : "lost");
  return times;
}

test("the journals of the devices before are read one after the other, the oldest device first", async () => {
  const folder = temporaryFolder();
  await journalOf(folder, "hanoi-01--10", [5]);
  await journalOf(folder, "hanoi-01--2", [3, 4]);
  await journalOf(folder, "hanoi-01", [1, 2]);
  mkdirSync(join(folder, "hanoi-01--3"));
  expect(await entriesIn(folder)).toEqual([1, 2, 3, 4, 5]);
});

test("there are none where the kiosk is the first at its place", async () => {
  expect(await entriesIn(join(temporaryFolder(), "inherited"))).toEqual([]);
});

test("one that is damaged is read past its damage, and what is lost of it is named", async () => {
  const folder = temporaryFolder();
  await journalOf(folder, "hanoi-01", [1, 2, 3]);
  await journalOf(folder, "hanoi-01--2", [4]);
  const path = join(folder, "hanoi-01", "00000000.tramlog");
  writeAt(path, new Uint8Array(64).fill(0xff), 200); // its header
  writeAt(path, new Uint8Array(40).fill(0xff), readFileSync(path).indexOf('{"seq":1,'));
  expect(await entriesIn(folder)).toEqual([1, "lost", 3, 4]);
});

test("the end of one that is gone with its hashes is named once", async () => {
  const folder = temporaryFolder();
  await journalOf(folder, "hanoi-01", [1, 2, 3]);
  await journalOf(folder, "hanoi-01--2", [4]);
  const path = join(folder, "hanoi-01", "00000000.tramlog");
  writeAt(path, new Uint8Array(1000).fill(0xff), readFileSync(path).indexOf('{"seq":1,') - 10);
  expect(await entriesIn(folder)).toEqual([1, "lost", 4]);
});

test("one in which entries were exchanged is no memory: it is said, and not passed over", async () => {
  const folder = temporaryFolder();
  await journalOf(folder, "hanoi-01", [1, 2, 3]);
  await journalOf(folder, "other", [1, 7, 3]);
  const [path, other] = ["hanoi-01", "other"].map((name) => join(folder, name, "00000000.tramlog"));
  const bytes = readFileSync(other ?? "").subarray(4096);
  rmSync(join(folder, "other"), { recursive: true });
  writeAt(
    path ?? "",
    bytes.subarray(bytes.indexOf('{"seq":1,') - 44, bytes.indexOf('{"seq":2,') - 44),
    4096 + bytes.indexOf('{"seq":1,') - 44,
  );
  await expect(entriesIn(folder)).rejects.toThrow("is damaged");
});
