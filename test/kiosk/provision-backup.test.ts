import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { parseRunName, runName, USED_ONCE_FOLDER } from "../../src/core/used-names.ts";
import { foldersIn, journalSegments, writeBackup } from "../../src/drivers/backup-folder.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { runFolder } from "../../src/drivers/run-folder.ts";
import { type BackupParts, backUp } from "../../src/kiosk/provision-backup.ts";
import { openUsedOnce } from "../../src/kiosk/used-once.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let [folder, data, complaints] = ["", "", ""];
beforeEach(() => {
  folder = temporaryFolder();
  data = join(folder, "data");
  complaints = "";
  mkdirSync(data);
  mkdirSync(join(folder, "stick"));
  writeFileSync(join(data, "pseudonym.key"), Buffer.alloc(32, 7));
  writeFileSync(join(data, "ever-once.json"), '{"form":1,"types":["prescription"]}\n');
  writeFileSync(join(folder, "root.json"), "{}");
  const paths = `id = "hanoi-01"\ndata = ${JSON.stringify(data)}\n[trust]\nroot = ${JSON.stringify(join(folder, "root.json"))}\n`;
  writeFileSync(
    join(folder, "kiosk.toml"),
    `${paths}[screen]\nport = 0\n[[source]]\nkind = "serial"\npath = "/dev/null"\n[policy]\nid = "p"\n`,
  );
});

const readIfThere = (path: string) => readFile(path).catch(() => undefined);
const parts: BackupParts = {
  now: () => 1.8e9,
  out: () => undefined,
  err: (text) => (complaints += text),
  readText: async (path) => (await readIfThere(path))?.toString(),
  readBytes: readIfThere,
  segmentsIn: journalSegments,
  foldersIn,
  runsIn: async (path) => (await runFolder(path).list()).map(({ name }) => name),
  trustFiles: async () => [],
  passphrase: async () => "words",
  seal: async () => "sealed",
  writeBackup,
};
const run = (changes: Partial<BackupParts> = {}) =>
  backUp({ config: join(folder, "kiosk.toml"), to: join(folder, "stick") }, { ...parts, ...changes });
const used = () => openUsedOnce({ kiosk: "hanoi-01", life: "" }, runFolder(join(data, USED_ONCE_FOLDER)));
const onStick = (...names: string[]) => join(folder, "stick", "tram-backup", "hanoi-01", ...names);

async function aJournal(): Promise<JournalFiles> {
  const journal = await openJournal(join(data, "journal"), TEST_SIGNER, { segmentBytes: SMALL });
  for (let at = 0; at < 200; at++) await journal.append(anEntry({ at }));
  return journal;
}

async function removeBefore(journal: JournalFiles, seq: number): Promise<void> {
  const until = await journal.releasable(seq);
  await used().keep({ from: journal.firstSeq, until, names: [{ name: Buffer.alloc(16, seq).toString("base64url"), at: seq }] });
  await journal.release(until + 1);
}

test("a damaged file of used names is named, and never takes the place of the good one on the stick", async () => {
  const journal = await aJournal();
  await removeBefore(journal, 150);
  await journal.close();
  expect([await run(), complaints]).toEqual([0, ""]);
  const [name = ""] = readdirSync(join(data, USED_ONCE_FOLDER));
  const path = join(data, USED_ONCE_FOLDER, name);
  const bytes = readFileSync(path);
  writeFileSync(path, flipBit(bytes, 300));
  expect(await run()).toBe(1);
  expect(complaints).toContain(name);
  expect(readFileSync(onStick("memory", USED_ONCE_FOLDER, name))).toEqual(bytes);
  expect(readFileSync(onStick("memory", "ever-once.json"), "utf8")).toContain("prescription");
  // The way that operating.md gives.
  cpSync(onStick("memory", USED_ONCE_FOLDER, name), path);
  expect(await run()).toBe(0);
});

test("beside a kiosk that removes old entries it begins again with what remains", async () => {
  const journal = await aJournal();
  let removals = 0;
  expect(
    await run({
      writeBackup: async (path, backup) => {
        // Between the list and the copy.
        if (removals++ < 2) await removeBefore(journal, 60 * removals);
        return await writeBackup(path, backup);
      },
    }),
  ).toBe(0);
  const first = readdirSync(onStick("journals", "hanoi-01")).find((name) => name.endsWith(".tramlog"));
  expect(first).toBe(readdirSync(join(data, "journal")).find((name) => name.endsWith(".tramlog")));
  const reached = readdirSync(onStick("memory", USED_ONCE_FOLDER)).map((name) => parseRunName(name)?.until);
  expect(reached.at(-1)).toBe(journal.firstSeq);
  expect(complaints).toBe("");
  await journal.close();
});

test("what is gone for good is said", async () => {
  const journal = await aJournal();
  await journal.close();
  const gone = { kiosk: "hanoi-01", life: "", from: 0, until: 10 };
  rmSync(join(data, USED_ONCE_FOLDER), { recursive: true, force: true });
  expect(await run({ runsIn: async () => [runName(gone)] })).toBe(1);
  expect(complaints).toContain(`${runName(gone)} is missing`);
});
