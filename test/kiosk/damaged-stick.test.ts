// A journal with damaged entries on its way by stick: what can be carried is, and the rest is said.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { decodeBatch } from "../../src/core/batch.ts";
import { decodeStickBatch } from "../../src/core/stick-batch.ts";
import { unbrotli } from "../../src/core/zlib.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { journalsOnStick } from "../../src/drivers/journal-stick.ts";
import { viewJournal } from "../../src/drivers/journal-view.ts";
import { writeJournal } from "../../src/kiosk/stick-assembly.ts";
import type { StickExport } from "../../src/kiosk/stick-export.ts";
import { exportText } from "../../src/kiosk/usb-texts.ts";
import { anEntry } from "../support/entries.ts";
import { SMALL } from "../support/journal-bytes.ts";
import { TEST_DEVICE, TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSK = "hanoi-01";
const [ENTRIES, DAMAGED] = [120, 50];
let [folder, stick] = ["", ""];

beforeEach(async () => {
  [folder, stick] = [join(temporaryFolder(), "journal"), temporaryFolder()];
  mkdirSync(join(stick, "tram-journal"));
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
  for (let seq = 0; seq < ENTRIES; seq++) await journal.append(anEntry());
  await journal.close();
});

function forgetLeaves(): void {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".leaves"))) rmSync(join(folder, name));
}

/** Changes bytes of the entry, from so many before its body on. */
function damage(seq: number, before: number): void {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".tramlog"))) {
    const bytes = readFileSync(join(folder, name));
    const at = bytes.indexOf(`{"seq":${seq},`);
    if (at >= 0) writeFileSync(join(folder, name), bytes.fill(0xa5, at - before, at + 40));
  }
}

async function carry(acknowledged: number): Promise<StickExport> {
  const journal = (await viewJournal(folder, TEST_SIGNER)) ?? expect.fail("no journal");
  const sealedParts = { read: async () => undefined };
  const carried = { kiosk: KIOSK, deviceKey: TEST_DEVICE, journal, sealedParts, onUnread: () => undefined, acknowledged };
  return await writeJournal(carried, journalsOnStick(stick), () => undefined);
}

function lostOnStick(): readonly boolean[] {
  const at = join(stick, "tram-journal", KIOSK);
  return readdirSync(at).flatMap((name) => {
    const unpacked = unbrotli(decodeStickBatch(readFileSync(join(at, name)))?.content ?? new Uint8Array(), 262_144);
    const batch = unpacked.ok ? decodeBatch(unpacked.value) : "malformed";
    if (typeof batch === "string") throw new Error(batch);
    return batch.entries.map(({ isLost }) => isLost);
  });
}

test("an export that begins behind a damaged entry is whole where its chain hash is left", async () => {
  damage(DAMAGED, 0);
  forgetLeaves();
  expect(await carry(DAMAGED + 1)).toMatchObject({ entries: ENTRIES - DAMAGED - 1, until: ENTRIES });
});

test("where nothing of it is left, it says so and throws nothing", async () => {
  damage(DAMAGED, 40);
  forgetLeaves();
  const done = await carry(DAMAGED + 1);
  expect(done).toMatchObject({
    entries: 0,
    until: DAMAGED + 1,
    trouble: "journal-failed",
    unread: expect.stringContaining(`entry ${DAMAGED} `),
  });
  expect(exportText(done).en).toContain(`those before ${DAMAGED + 1}; from there on the journal is damaged`);
});

test("a damaged entry whose hash is kept goes as lost, once, and all others whole", async () => {
  damage(DAMAGED, 40);
  expect(await carry(0)).toMatchObject({ entries: ENTRIES, written: 1 });
  expect(lostOnStick().flatMap((isLost, seq) => (isLost ? [seq] : []))).toEqual([DAMAGED]);
  expect(await carry(0)).toMatchObject({ entries: ENTRIES, written: 0, kept: 1 });
  expect(await carry(DAMAGED + 1)).toMatchObject({ entries: ENTRIES - DAMAGED - 1 });
});
