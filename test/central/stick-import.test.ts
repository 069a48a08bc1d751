import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listKiosks } from "../../src/central/fleet.ts";
import { createIngest } from "../../src/central/ingest.ts";
import { importFromStick, type KioskImport } from "../../src/central/stick-import.ts";
import { importText } from "../../src/central/stick-texts.ts";
import type { Ledger } from "../../src/central-ports.ts";
import { openAcknowledgement, witnessOf } from "../../src/core/acknowledgement.ts";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { journalsOnStick } from "../../src/drivers/journal-stick.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import type { JournalsOnStick } from "../../src/stick-ports.ts";
import { type OfficeWithStick, officeWithStick } from "../support/office-with-stick.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const NOW = 1_795_500_000;
const witnessKey = importPrivateJwk(newPrivateJwk("EdDSA")) ?? expect.fail("no key");
const witness = witnessOf(witnessKey);

let stick: string;
let central: string;
let ledger: Ledger;
let office: OfficeWithStick;
const others: OfficeWithStick[] = [];

beforeEach(async () => {
  stick = temporaryFolder();
  central = temporaryFolder();
  ledger = openSqliteLedger(join(central, "ledger.sqlite"));
  office = await enrolled("hanoi-01");
});
afterEach(async () => {
  for (const each of [office, ...others.splice(0)]) await each.journal.close();
  await ledger.close();
});

async function enrolled(kiosk: string, folder = temporaryFolder()): Promise<OfficeWithStick> {
  const made = await officeWithStick(kiosk, folder);
  await ledger.enrol(kiosk, publicJwkOf(made.deviceKey.publicKey), NOW);
  return made;
}

function receiver() {
  return createIngest({
    ledger,
    clock: { now: () => NOW, monotonicMs: () => 0 },
    witness: async () => witness,
    onContradiction: () => undefined,
  });
}
const take = (on: JournalsOnStick = journalsOnStick(stick)): Promise<readonly KioskImport[]> =>
  importFromStick({ stick: on, ledger, receive: receiver(), rest: async () => undefined });
const at = (name: string, kiosk = "hanoi-01") => join(stick, "tram-journal", kiosk, name);
const answer = (kiosk = "hanoi-01") => JSON.parse(readFileSync(at("answer.json", kiosk), "utf8"));
const sizeAtCentral = async (kiosk = "hanoi-01") => (await ledger.kiosk(kiosk))?.position;

describe("journals on a stick, at central", () => {
  test("each kiosk's arrives once, and central's answer is on the stick: signed that it holds them", async () => {
    others.push(await enrolled("hue-01"));
    await office.scan(1203);
    await others[0]?.scan(7);
    for (const each of [office, ...others]) await each.carry(stick);
    expect(await take()).toEqual([
      { kiosk: "hanoi-01", fresh: 1203, size: 1203, batches: 3, damaged: [] },
      { kiosk: "hue-01", fresh: 7, size: 7, batches: 1, damaged: [] },
    ]);
    expect(await sizeAtCentral()).toMatchObject({ size: 1203, chain: Uint8Array.from(office.journal.chain) });
    const held = openAcknowledgement(Buffer.from(answer().acknowledgement), "hanoi-01", [witness.key]);
    expect(held).toMatchObject({ size: 1203, root: await office.journal.rootAt(1203), at: NOW });
    // Carried in twice, or after the network has brought it, it is there already.
    expect(await take()).toMatchObject([{ fresh: 0, size: 1203 }, { fresh: 0 }]);
  });

  test("two sticks in the wrong order, and one that goes on where the other ended: everything is there once", async () => {
    const older = temporaryFolder();
    await office.scan(700);
    await office.carry(older);
    await office.scan(300);
    await office.carry(stick);
    expect(await take()).toMatchObject([{ fresh: 1000, size: 1000 }]);
    expect(await take(journalsOnStick(older))).toMatchObject([{ fresh: 0, size: 1000, batches: 2 }]);
    await office.scan(10);
    await office.carry(stick, 1000);
    expect(await take()).toEqual([{ kiosk: "hanoi-01", fresh: 10, size: 1010, batches: 1, damaged: [] }]);
  });

  test("a batch that is missing is a gap, by its entries; what is before it has been taken", async () => {
    await office.scan(1100);
    await office.carry(stick);
    rmSync(at("000000000500-000000001000.batch"));
    const [taken] = await take();
    expect(taken).toMatchObject({ fresh: 500, size: 500, trouble: { kind: "gap", size: 500, from: 1000 } });
    expect(taken && importText(taken).en).toContain("entries 500 to 999 are not on the stick");
    // The fleet page has it, too, until it is filled.
    expect(await listKiosks(ledger, NOW)).toMatchObject([{ size: 500, refusedFrom: 1000 }]);
    await office.carry(stick);
    expect(await take()).toMatchObject([{ fresh: 600, size: 1100, damaged: [] }]);
    expect(await listKiosks(ledger, NOW)).toEqual([expect.not.objectContaining({ refusedFrom: 1000 })]);
  });

  test("a file that was cut or changed is named, and written again at the kiosk it is taken", async () => {
    await office.scan(600);
    await office.carry(stick);
    truncateSync(at("000000000000-000000000500.batch"), 5000);
    const [taken] = await take();
    expect(taken).toMatchObject({ fresh: 0, damaged: ["000000000000-000000000500.batch"], trouble: { kind: "gap", size: 0, from: 500 } });
    // The gap is that very file: one sentence, and it frightens nobody.
    expect(taken && importText(taken).en).toBe(
      "hanoi-01: nothing new, central has 0 entries. 1 file is not whole (000000000000-000000000500.batch): write the stick again at the kiosk, which adds what is missing.",
    );
    await office.carry(stick);
    expect(await take()).toMatchObject([{ fresh: 600, damaged: [] }]);
  });

  test("a kiosk of which central's ledger is damaged is named, and the others on the stick are taken", async () => {
    others.push(await enrolled("hue-01"));
    await office.scan(700);
    await office.carry(stick);
    await take();
    const database = new DatabaseSync(join(central, "ledger.sqlite"));
    database.exec("DROP TRIGGER entries_stay_as_they_are; UPDATE entries SET leaf = zeroblob(32) WHERE kiosk = 'hanoi-01' AND seq = 3");
    database.exec("DELETE FROM tree_cache");
    database.close();
    for (const each of [office, ...others]) {
      await each.scan(3);
      await each.carry(stick);
    }
    const [damaged, whole] = await take();
    expect(damaged).toMatchObject({ kiosk: "hanoi-01", size: 700, trouble: { kind: "ledger-failed" } });
    expect(whole).toMatchObject({ kiosk: "hue-01", fresh: 3, size: 3 });
    expect(importText(damaged ?? expect.fail("nothing taken")).en).toMatch(/damaged where it has this kiosk .*put a backup in its place/);
  });

  test("a kiosk that is not enrolled, and files in another kiosk's folder, are refused by name; the others on the stick are taken", async () => {
    const stranger = await officeWithStick("saigon-09", temporaryFolder());
    others.push(stranger);
    for (const each of [office, stranger]) {
      await each.scan(3);
      await each.carry(stick);
    }
    mkdirSync(join(stick, "tram-journal", "hue-01"));
    copyFileSync(at("000000000000-000000000003.batch"), at("000000000000-000000000003.batch", "hue-01"));
    const taken = await take();
    expect(taken).toMatchObject([
      { kiosk: "hanoi-01", fresh: 3 },
      { kiosk: "hue-01", fresh: 0, refused: [{ file: "000000000000-000000000003.batch", error: "other-kiosk" }] },
      { kiosk: "saigon-09", fresh: 0, trouble: { kind: "unknown-kiosk", entries: 3 } },
    ]);
    const [, other = "", unknown = ""] = taken.map((each) => importText(each).en);
    expect(other).toContain("Give the folder that kiosk's name again");
    expect(unknown).toBe(
      "saigon-09: this kiosk is not enrolled, 3 entries on the stick were not taken: tram central enrol, then run this again.",
    );
  });

  test("a file by another key in this kiosk's name is refused, and keeps nothing behind it from central", async () => {
    const impostor = await officeWithStick("hanoi-01", temporaryFolder());
    others.push(impostor);
    await impostor.scan(3);
    await impostor.carry(stick);
    const elsewhere = temporaryFolder();
    await office.scan(700);
    await office.carry(elsewhere);
    cpSync(join(elsewhere, "tram-journal"), join(stick, "tram-journal"), { recursive: true });
    const refused = [{ file: "000000000000-000000000003.batch", error: "unknown-key" }];
    const [taken] = await take();
    expect(taken).toEqual({ kiosk: "hanoi-01", fresh: 700, size: 700, batches: 2, damaged: [], refused });
    expect(taken && importText(taken).en).toContain("If it is this kiosk, keep the file and call the operator");
  });

  test("a file with another name than its entries have does not count as taken: it is named, and the rest goes on", async () => {
    await office.scan(1203);
    await office.carry(stick);
    renameSync(at("000000000000-000000000500.batch"), at("000000000001-000000000900.batch"));
    renameSync(at("000000000500-000000001000.batch"), at("000000000000-000000000001.batch"));
    const refused = ["000000000000-000000000001.batch", "000000000001-000000000900.batch"].map((file) => ({ file, error: "name" }));
    // The first begins where nothing is yet; the second has fewer entries than it is called after, and these are taken.
    const [taken] = await take();
    expect(taken).toEqual({
      kiosk: "hanoi-01",
      fresh: 500,
      size: 500,
      batches: 0,
      damaged: [],
      refused,
      trouble: { kind: "gap", size: 500, from: 1000 },
    });
    expect(taken && importText(taken).en).toContain("it was renamed");
  });

  test("a central that was restored from an older copy says on the stick what it holds now, signed, so that the rest is carried again", async () => {
    await office.scan(400);
    await office.carry(stick, 300);
    expect(await take()).toMatchObject([{ size: 0, trouble: { kind: "gap", size: 0, from: 300 } }]);
    const held = openAcknowledgement(Buffer.from(answer().acknowledgement), "hanoi-01", [witness.key]);
    expect(held).toMatchObject({ size: 0, at: NOW });
    await office.carry(stick, 0);
    expect(await take()).toMatchObject([{ fresh: 400, size: 400 }]);
  });

  test("a journal that was cut is named by the kiosk's own admission, though it has no entry of its own", async () => {
    await office.scan(40);
    const { journal, deviceKey } = office;
    const held = await journal.checkpoint();
    const cut = await officeWithStick("hanoi-01", temporaryFolder(), deviceKey);
    others.push(cut);
    await cut.scan(10);
    expect(await cut.carry(stick, 40, { kind: "truncated", size: 40, held })).toMatchObject({ entries: 10, trouble: "truncated" });
    rmSync(at("000000000000-000000000010.batch"));
    expect(await take()).toMatchObject([{ fresh: 0, trouble: { kind: "contradicted", contradiction: "truncated", seq: 10 } }]);
    expect((await ledger.kiosk("hanoi-01"))?.contradiction).toMatchObject({ kind: "truncated", seq: 10 });
    expect(answer()).toEqual({ error: "truncated", seq: 10 });
  });

  test("yesterday's disk image, put back and gone on with, is named, and the kiosk is told on the stick", async () => {
    await office.scan(40);
    await office.journal.close();
    const image = temporaryFolder();
    cpSync(office.folder, image, { recursive: true });
    const { deviceKey } = office;
    const open = async (folder: string) => ({ ...(await officeWithStick("hanoi-01", folder, deviceKey)) });
    office = await open(office.folder);
    await office.scan(10);
    await office.carry(stick);
    expect(await take()).toMatchObject([{ fresh: 50 }]);
    renameSync(join(stick, "tram-journal"), join(stick, "kept"));
    const restored = await open(image);
    others.push(restored);
    await restored.scan(20);
    await restored.carry(stick);
    const [taken] = await take();
    expect(taken?.trouble).toMatchObject({ kind: "contradicted", contradiction: expect.stringMatching(/forked|rewritten/) });
    expect(answer()).toMatchObject({ error: expect.stringMatching(/forked|rewritten/) });
    expect(await sizeAtCentral()).toMatchObject({ size: 50 });
  });

  test("says nothing of the kiosk's clock, and the kiosk was seen when it was written, not when it came", async () => {
    await office.scan(3);
    await office.carry(stick);
    await take();
    const [range] = await journalsOnStick(stick).batches("hanoi-01");
    const head = range && Buffer.from((await journalsOnStick(stick).readBatch("hanoi-01", range)) ?? []).toString("latin1");
    const created = Number(/;created=([0-9]+);/.exec(head ?? "")?.[1]);
    expect(await ledger.kiosk("hanoi-01")).toMatchObject({ lastSeenAt: Math.min(created, NOW), clockOffsetSeconds: undefined });
  });

  test("a stick that can only be read gives what is on it; that it has no answer is said", async () => {
    await office.scan(3);
    await office.carry(stick);
    const before = readdirSync(join(stick, "tram-journal", "hanoi-01"));
    const readOnly: JournalsOnStick = { ...journalsOnStick(stick), writeAnswer: async () => "read-only" };
    expect(await take(readOnly)).toMatchObject([{ fresh: 3, unanswered: "read-only" }]);
    expect(readdirSync(join(stick, "tram-journal", "hanoi-01"))).toEqual(before);
  });
});
