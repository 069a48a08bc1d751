import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CentralLink, Ledger } from "../../src/central-ports.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { startSync } from "../../src/kiosk/sync.ts";
import type { SyncStatus } from "../../src/kiosk/sync-status.ts";
import type { Journal } from "../../src/ports.ts";
import { newWitness, pushInto } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { setAsideInMemory } from "../support/set-aside.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = temporaryFolder();
const witness = newWitness();
let folder = "";
let kiosk = "";
let ledger: Ledger;
let count = 0;
/** Sizes that central has signed that it holds, in order. */
const acknowledged: number[] = [];

beforeAll(() => {
  ledger = openSqliteLedger(join(root, "ledger.sqlite"));
});
afterAll(() => ledger.close());
beforeEach(async () => {
  kiosk = `k${count}`;
  folder = join(root, `journal-${count++}`);
  await ledger.enrol(kiosk, {}, 1);
});

/** A day at the counter: so many entries, and what the sync comes to with them. */
async function day(entries: number, isConnected = true): Promise<SyncStatus | undefined> {
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: 16_384 });
  for (let entry = 0; entry < entries; entry++) await journal.append(anEntry({ at: 1_795_437_000 + entry, policy: `p${entries}` }));
  const status = isConnected ? await synced(journal) : undefined;
  await journal.close();
  return status;
}

async function synced(journal: Journal): Promise<SyncStatus> {
  const central: CentralLink = {
    push: (batch) => pushInto(ledger, kiosk, batch, witness),
    putStatus: async () => ({ kind: "stored" }),
    fetchTime: async () => ({ kind: "none" }),
    close: async () => undefined,
  };
  const clock = { now: () => 1, monotonicMs: () => 0 };
  const sleep = (_: number, signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const onAcknowledged = (note: string) => acknowledged.push(Number(note.split("\n")[1]));
  const setAside = setAsideInMemory();
  const sync = startSync({ journal, central, key: TEST_SIGNER.key, clock, random: () => 0.5, sleep, setAside, onAcknowledged });
  const isSettled = () => ["up-to-date", "stopped"].includes(sync.status().state);
  while (!isSettled()) await new Promise((resolve) => setImmediate(resolve));
  // An admission is on its way still.
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  const status = sync.status();
  await sync.close();
  return status;
}

const named = async () => (await ledger.kiosk(kiosk))?.contradiction;

describe("a disk of yesterday that is put back", () => {
  beforeEach(async () => {
    expect(await day(60)).toMatchObject({ state: "up-to-date", backlog: 0 });
    cpSync(folder, `${folder}-yesterday`, { recursive: true });
    expect(await day(50)).toMatchObject({ state: "up-to-date", backlog: 0 });
    rmSync(folder, { recursive: true });
    cpSync(`${folder}-yesterday`, folder, { recursive: true });
  });

  test("is named truncated by the kiosk and by central as soon as it asks", async () => {
    const detail = "truncated: this device once signed 110 entries, its journal has 60";
    expect(await day(0)).toMatchObject({ state: "stopped", detail });
    expect(await named()).toMatchObject({ kind: "truncated", seq: 60 });
    expect((await ledger.kiosk(kiosk))?.position.size).toBe(110);
  });

  test.each([
    [7, 67],
    [70, 110],
  ])("and goes on with %i entries of its own before it asks is named forked", async (entries, seq) => {
    await day(entries, false);
    expect(await day(0)).toMatchObject({ state: "stopped", detail: expect.stringMatching(/^forked: /) });
    expect(await named()).toMatchObject({ kind: "forked", seq });
    expect((await ledger.kiosk(kiosk))?.position.size).toBe(110);
  });
});

test("a central that was restored from an older copy is filled up again, and nobody is blamed", async () => {
  await day(60);
  await ledger.close();
  const file = join(root, "ledger.sqlite");
  cpSync(file, `${file}-yesterday`);
  ledger = openSqliteLedger(file);
  await day(50);
  await ledger.close();
  for (const rest of ["-wal", "-shm"]) rmSync(`${file}${rest}`, { force: true });
  cpSync(`${file}-yesterday`, file);
  ledger = openSqliteLedger(file);
  expect((await ledger.kiosk(kiosk))?.position.size).toBe(60);
  acknowledged.length = 0;
  expect(await day(10)).toMatchObject({ state: "up-to-date", backlog: 0 });
  expect([(await ledger.kiosk(kiosk))?.position.size, await named()]).toEqual([120, undefined]);
  // Before anything is sent again, so that the kiosk removes nothing that central has lost.
  expect(acknowledged).toEqual([60, 120]);
});
