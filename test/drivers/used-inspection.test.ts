import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { JournalPart } from "../../src/core/journal-scan.ts";
import { runName, USED_ONCE_FOLDER } from "../../src/core/used-names.ts";
import { nodeFileSystem } from "../../src/drivers/file-system.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { LIFE_FILE, readLife } from "../../src/drivers/journal-marks.ts";
import { runFolder } from "../../src/drivers/run-folder.ts";
import { inspectWithUsed } from "../../src/drivers/used-inspection.ts";
import { verifyJournal } from "../../src/kiosk/journal-verify.ts";
import { verifyCommand } from "../../src/kiosk/journal-verify-assembly.ts";
import { openUsedOnce } from "../../src/kiosk/used-once.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSK = "hanoi-01";
const acknowledgedOf = (size: number) =>
  JSON.stringify({ samples: [{ size, at: 1 }], newest: { size, root: "00".repeat(32), saidAt: 1 }, setAside: [] });

let [data, folder, firstSeq, life] = ["", "", 0, ""];
beforeEach(async () => {
  data = temporaryFolder();
  folder = join(data, "journal");
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
  for (let at = 0; at < 200; at++) await journal.append(anEntry({ at }));
  life = await readLife(folder, nodeFileSystem);
  const used = openUsedOnce({ kiosk: KIOSK, life }, runFolder(join(data, USED_ONCE_FOLDER)));
  for (const seq of [60, 150]) {
    const until = await journal.releasable(seq);
    await used.keep({ from: journal.firstSeq, until, names: [{ name: Buffer.alloc(16, seq).toString("base64url"), at: seq }] });
    await journal.release(until + 1);
  }
  ({ firstSeq } = journal);
  await journal.close();
});

async function lastPart(isHome?: boolean): Promise<JournalPart | undefined> {
  let last: JournalPart | undefined;
  for await (const part of inspectWithUsed(folder, undefined, isHome === undefined ? {} : { isHome })) last = part;
  return last;
}

test("every file of used names is checked with the journal, and the one that has changed is named", async () => {
  expect(await lastPart(true)).toMatchObject({ kind: "end" });
  for (const name of readdirSync(join(data, USED_ONCE_FOLDER))) {
    const path = join(data, USED_ONCE_FOLDER, name);
    const bytes = readFileSync(path);
    writeFileSync(path, flipBit(bytes, 8 * bytes.length - 3));
    expect(await lastPart()).toMatchObject({ damage: { problem: "used-once-damaged", file: `../used-once/${name}` } });
    const lines: string[] = [];
    expect(await verifyJournal(inspectWithUsed, folder, { json: false }, (line) => void lines.push(line))).toBe(1);
    expect(lines.join("\n")).toContain(name);
    rmSync(path);
    expect(await lastPart()).toMatchObject({ damage: { problem: "used-once-missing", file: `../used-once/${name}` } });
    writeFileSync(path, bytes);
  }
});

test("a bit that turns over in the journal's life is found there, and what to do is said", async () => {
  const path = join(folder, LIFE_FILE);
  const bytes = readFileSync(path);
  for (let bit = 0; bit < 8 * bytes.length; bit += 29) {
    writeFileSync(path, flipBit(bytes, bit));
    expect(await lastPart(true)).toMatchObject({ damage: { problem: "life-invalid", file: LIFE_FILE } });
  }
  const lines: string[] = [];
  expect(await verifyJournal(inspectWithUsed, folder, { json: false }, (line) => void lines.push(line))).toBe(1);
  expect(lines.join("\n")).toContain("write into it again the 8 digits");
  // One of before, or one that was written again by hand.
  writeFileSync(path, `${life}\n`);
  expect([await readLife(folder, nodeFileSystem), await lastPart(true)]).toEqual([life, expect.objectContaining({ kind: "end" })]);
});

test("where a kiosk keeps its journal they must be there, and beside a copy of it they need not", async () => {
  renameSync(join(data, USED_ONCE_FOLDER), join(data, "aside"));
  const file = `../used-once/${runName({ kiosk: KIOSK, life, from: 0, until: firstSeq })}`;
  expect(await lastPart(true)).toMatchObject({ kind: "damage", damage: { problem: "used-once-missing", file } });
  expect(await lastPart()).toMatchObject({ kind: "end" });
});

test("beside a journal that was set aside lies what is of the one in its place: that it is not damaged is all that is asked", async () => {
  const aside = join(data, "journal.old");
  renameSync(folder, aside);
  folder = aside;
  const [name = ""] = readdirSync(join(data, USED_ONCE_FOLDER));
  const path = join(data, USED_ONCE_FOLDER, name);
  const bytes = readFileSync(path);
  rmSync(path);
  writeFileSync(join(data, "acknowledged.json"), acknowledgedOf(1000));
  const verify = () => verifyCommand(folder, {}, () => undefined);
  expect(await verify()).toBe(0);
  writeFileSync(path, flipBit(bytes, 300));
  expect(await verify()).toBe(1);
  writeFileSync(path, bytes);
  renameSync(aside, join(data, "journal"));
  folder = join(data, "journal");
  expect(await verify()).toBe(1);
  rmSync(join(data, "acknowledged.json"));
  expect(await verify()).toBe(0);
});
