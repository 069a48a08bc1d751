import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, test, vi } from "vitest";
import { run } from "../../src/central/main.ts";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { importSealKey } from "../../src/core/seal-key.ts";
import { encodePersonal, sealedDigest } from "../../src/core/sealed-part.ts";
import { newSealKey, publicHalf, sealTo } from "../../src/drivers/hpke.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import type { SealedParts } from "../../src/ports.ts";
import { pushInto } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSK = "hanoi-01";
const NAME = "Nguyễn Thị Kiểm Thử";
const DAY = 86_400;
const START = 1_700_000_000;

const folder = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const keys = { month: newSealKey(), other: newSealKey() };
const parts = new Map<string, Uint8Array>();
const onKiosk: Pick<SealedParts, "read"> = { read: async (digest) => parts.get(digest) };
const journal = memoryJournal();

const central = (...words: readonly string[]) => tram("central", ...words);

/** Runs a command of central's, and gives back its exit code and what it said. */
async function tram(...words: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    return { code: await run(words), out: out.join(""), err: err.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test.each([
  ["central", "personal", "--seq", "0", "--key", "none", "--kiosk", KIOSK],
  ["central", "forget", "--seq", "0", "--kiosk", KIOSK],
  ["usb", "import", "--from", folder],
  ["usb", "export", "--to", folder],
])("%s %s makes no central where a slip of the pen has named none, and does not say that it holds nothing", async (...words) => {
  const { code, out, err } = await tram(...words, "--data", at("centrl"));
  expect([code, out, existsSync(at("centrl"))]).toEqual([2, "", false]);
  expect(err).toContain("--data: there is no ");
});

test("a stick is for a kiosk or for central, and whoever names both is asked which", async () => {
  const { code, err } = await tram("usb", "import", "--data", folder, "--config", at("kiosk.toml"), "--from", folder);
  expect(code).toBe(2);
  expect(err).toContain("take one of the two");
});

const personal = (seq: number, key: string, ...more: readonly string[]) =>
  central("personal", "--data", at("central"), "--kiosk", KIOSK, "--seq", String(seq), "--key", at(key), ...more);
const forget = (...which: readonly string[]) => central("forget", "--data", at("central"), "--kiosk", KIOSK, ...which, "--json");

/** Appends an entry a day later than the one before, with a part that is sealed to this key. */
async function append(key: keyof typeof keys | undefined, context = `tram/kiosk/${KIOSK}`): Promise<void> {
  let sealed: string | undefined;
  if (key) {
    const [to, inside] = [
      importSealKey(publicHalf(keys[key]), ""),
      encodePersonal({ fullName: NAME, items: [{ a: 1 }] }, ["fullName", "items"]),
    ];
    if (!to || !inside) throw new Error("nothing to seal");
    const part = await sealTo(to, inside, context);
    sealed = sealedDigest(part);
    parts.set(sealed, part);
  }
  await journal.append(anEntry({ at: START + journal.size * DAY, ...(sealed !== undefined && { sealed }) }));
}

/** Everything of the journal goes to central, as a kiosk sends it. */
async function push(): Promise<void> {
  const ledger = openSqliteLedger(at("central", "ledger.sqlite"));
  const reply = await pushInto(ledger, KIOSK, await readBatch(journal, { from: 0, old: 0, sealed: onKiosk }));
  await ledger.close();
  expect(reply.kind).toBe("stored");
}

beforeAll(async () => {
  for (const [name, key] of Object.entries(keys)) writeFileSync(at(`${name}.json`), JSON.stringify({ kid: name, ...key }), { mode: 0o600 });
  writeFileSync(at("device.json"), JSON.stringify(publicJwkOf(TEST_SIGNER.key.publicKey)));
  expect(await central("enrol", "--data", at("central"), "--kiosk", KIOSK, "--key", at("device.json"))).toMatchObject({ code: 0 });
  await append("month");
  await append(undefined);
  await append("other");
  await append("month", "tram/kiosk/hanoi-02");
  await append("month");
  await push();
});

test("a key to seal to is made once: the private half in a file for its owner, the public one for the trust list", async () => {
  const made = await central("seal-key", "--out", at("2027-01.json"));
  expect(made.code).toBe(0);
  const [inFile, printed] = [JSON.parse(readFileSync(at("2027-01.json"), "utf8")), JSON.parse(made.out)];
  expect(statSync(at("2027-01.json")).mode & 0o777).toBe(0o600);
  const { d, ...others } = inFile;
  expect(printed).toEqual(others);
  expect(d).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(made.err).toContain("carry the key file away");
  const again = await central("seal-key", "--out", at("2027-01.json"));
  expect([again.code, again.out]).toEqual([1, ""]);
  expect(JSON.parse(readFileSync(at("2027-01.json"), "utf8"))).toEqual(inFile);
  expect((await central("seal-key", "--out", at("nowhere", "k.json"))).code).toBe(2);
});

test("the part of an entry opens with the key of its month", async () => {
  expect(await personal(0, "month.json")).toEqual({ code: 0, out: `fullName: ${NAME}\nitems: [{"a":1}]\n`, err: "" });
  const json = JSON.parse((await personal(0, "month.json", "--json")).out);
  expect(json).toEqual({ event: "opened", kiosk: KIOSK, seq: 0, attributes: { fullName: NAME, items: [{ a: 1 }] }, leftOut: [] });
});

test.each([
  ["an entry that has none", 1, "month.json", 1, "has no personal part"],
  ["an entry that has not come", 99, "month.json", 1, "has no entry 99"],
  ["one that was sealed to another key", 2, "month.json", 1, "sealed to another key"],
  ["one that another kiosk has sealed", 3, "month.json", 1, "not sealed by that kiosk"],
  ["a file that is no seal key", 0, "device.json", 2, "no private seal key"],
  ["a file that is not there", 0, "nowhere.json", 2, "cannot be read"],
])("nothing is shown of %s", async (_, seq, key, code, words) => {
  const said = await personal(seq, key);
  expect([said.code, said.out]).toEqual([code, ""]);
  expect(said.err).toContain(words);
});

test("what was deleted is gone from the disk, and does not come again; the entry stays as it was", async () => {
  const part = Buffer.from([...parts.values()][0] ?? []);
  const onDisk = () => ["ledger.sqlite", "ledger.sqlite-wal"].some((name) => contentsOf(at("central", name)).includes(part));
  expect(onDisk()).toBe(true);
  expect(JSON.parse((await forget("--seq", "0")).out)).toEqual({ event: "forgotten", kiosk: KIOSK, seq: 0, forgotten: 1 });
  expect(onDisk()).toBe(false);
  expect(await personal(0, "month.json")).toMatchObject({ code: 1, err: expect.stringContaining("was deleted") });
  await push();
  expect((await personal(0, "month.json")).code).toBe(1);
  expect(JSON.parse((await forget("--seq", "0")).out).forgotten).toBe(0);
  const ledger = openSqliteLedger(at("central", "ledger.sqlite"));
  expect(await ledger.newest(KIOSK, 10)).toHaveLength(5);
  await ledger.close();
});

test("what is older than a day is deleted, and nothing newer", async () => {
  const before = START + 4 * DAY;
  expect(JSON.parse((await forget("--before", String(before))).out)).toMatchObject({ forgotten: 2, before, notKeptBefore: before });
  expect((await personal(2, "other.json")).err).toMatch(/was deleted.* before 2023-11-19 .*is kept/);
  expect((await personal(4, "month.json")).code).toBe(0);
});

test("an entry that has come as a hash alone can be forgotten, and its part is not kept when it comes", async () => {
  await append("month");
  const [seq, ledger] = [journal.size - 1, openSqliteLedger(at("central", "ledger.sqlite"))];
  await pushInto(ledger, KIOSK, await readBatch(journal, { from: seq, old: 0, setAside: new Set([seq]) }));
  await ledger.close();
  expect(JSON.parse((await forget("--seq", String(seq))).out)).toMatchObject({ forgotten: 0 });
  await push();
  expect((await personal(seq, "month.json")).err).toContain("was deleted, or never came");
});

test("while another program reads the ledger, what was deleted is still on the disk: it is said, and deleting again takes it out", async () => {
  await append("month");
  await push();
  const [seq, part] = [journal.size - 1, Buffer.from([...parts.values()].at(-1) ?? [])];
  const reader = new DatabaseSync(at("central", "ledger.sqlite"));
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM entries").get();
  const said = await forget("--seq", String(seq));
  expect([said.code, JSON.parse(said.out)]).toMatchObject([1, { forgotten: 1, isOnDisk: true }]);
  expect(said.err).toContain("run this again");
  const onDisk = () => ["ledger.sqlite", "ledger.sqlite-wal"].some((name) => contentsOf(at("central", name)).includes(part));
  // It stays open, as the server does: the last one to close would carry the log over by itself.
  reader.exec("COMMIT");
  expect(onDisk()).toBe(true);
  expect(await forget("--seq", String(seq))).toMatchObject({ code: 0, err: "" });
  expect(onDisk()).toBe(false);
  reader.close();
});

test("while another program writes into the ledger, a command changes nothing and says what to do", async () => {
  const writer = new DatabaseSync(at("central", "ledger.sqlite"));
  writer.exec("BEGIN IMMEDIATE");
  const said = await forget("--seq", "0");
  expect([said.code, said.out]).toEqual([1, ""]);
  expect(said.err).toContain("run this again in a moment");
  writer.close();
});

test("a day that has not come is refused: what comes later would be thrown away", async () => {
  const said = await forget("--before", "2162-12-01");
  expect([said.code, said.out]).toEqual([2, ""]);
  expect(said.err).toContain("2162-12-01 is in the future");
});

test("a kiosk whose name was mistyped is said to be unknown, not to have nothing", async () => {
  const said = await central("personal", "--data", at("central"), "--kiosk", "hanoi-1", "--seq", "0", "--key", at("month.json"));
  expect([said.code, said.out]).toEqual([1, ""]);
  expect(said.err).toContain("knows no kiosk hanoi-1");
});

test("deleting says which entry, or before when, of a kiosk that there is", async () => {
  expect((await forget()).code).toBe(2);
  expect((await forget("--seq", "1", "--before", "2026-12-01")).code).toBe(2);
  expect((await forget("--before", "yesterday")).code).toBe(2);
  expect((await forget("--seq", "1")).code).toBe(1);
  expect((await central("forget", "--data", at("central"), "--kiosk", "nobody", "--seq", "0")).code).toBe(1);
});

function contentsOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
