// The power of a real file system is cut while a journal, or central's ledger, is written: what was acknowledged is there afterwards.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { hexOf } from "../../src/core/hex.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { verifyJournal } from "../../src/kiosk/journal-verify.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { type CutDisk, openCutDisk } from "./cut-disk.ts";
import { demand, type Outcome, pause, type Trial } from "./suite.ts";

const WRITER = fileURLToPath(new URL("disk-writer.ts", import.meta.url));
const JOURNAL_CUTS = 100;
const LEDGER_CUTS = 30;
/** How long a writer may write before the power goes, milliseconds. */
const LIFE_MS = 120;
/** A disk that is nearly full begins anew. */
const CUTS_PER_DISK = 20;

/** Cuts the power of journals and of ledgers. */
export async function tryPowerCuts(trial: Trial): Promise<Outcome> {
  const journal = await cutOften(trial, "journal", trial.rounds(JOURNAL_CUTS), demandJournal);
  if (typeof journal === "string") return { kind: "skipped", why: journal };
  const ledger = await cutOften(trial, "ledger", trial.rounds(LEDGER_CUTS), demandLedger);
  if (typeof ledger === "string") return { kind: "skipped", why: ledger };
  const { cuts, acknowledged, unsaid } = journal;
  const ofLedger = { ledgerCuts: ledger.cuts, ledgerBatches: ledger.acknowledged, ledgerBatchesUnsaid: ledger.unsaid };
  return { kind: "tried", figures: { journalCuts: cuts, entriesAcknowledged: acknowledged, entriesUnsaid: unsaid, ...ofLedger } };
}

/** What a writer said was acknowledged: sizes or positions, each with the chain after it. */
type Said = readonly (readonly [number, string])[];

interface CutFigures {
  readonly cuts: number;
  readonly acknowledged: number;
  /** On the disk, but nobody had been told so. */
  readonly unsaid: number;
}

/** Demands that all of it is there, and says how much more. */
type Check = (folder: string, said: Said) => Promise<number>;

async function cutOften(trial: Trial, what: "journal" | "ledger", rounds: number, check: Check): Promise<CutFigures | string> {
  const place = join(trial.folder, what);
  mkdirSync(place);
  const figures = { cuts: 0, acknowledged: 0, unsaid: 0 };
  let disk: CutDisk | undefined;
  try {
    let said: Said = [];
    for (let round = 0; round < rounds; round++) {
      if (round % CUTS_PER_DISK === 0) {
        disk?.close();
        said = [];
        rmSync(join(place, "kiosk"), { recursive: true, force: true });
        const opened = await openCutDisk(place);
        if (typeof opened === "string") return opened;
        disk = opened;
      }
      if (!disk) throw new Error("power cuts: no disk");
      const before = said.length;
      said = [...said, ...(await writeAndCut(disk, what, place, trial.chance.below(LIFE_MS)))];
      disk.repower();
      figures.unsaid += await check(disk.folder, said);
      figures.cuts++;
      figures.acknowledged += said.length - before;
    }
    return figures;
  } finally {
    disk?.close();
  }
}

/** Lets a writer write for so long after its first word, and cuts the power in the midst of it. */
async function writeAndCut(disk: CutDisk, what: string, place: string, lifeMs: number): Promise<Said> {
  const writer = spawn(process.execPath, [WRITER, what, disk.folder, join(place, "kiosk")], { stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(writer, "close");
  let [said, errors] = ["", ""];
  writer.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  writer.stdout.setEncoding("utf8");
  await new Promise<void>((resolve) => {
    writer.stdout.on("data", (text: string) => {
      said += text;
      resolve();
    });
    writer.on("close", () => resolve());
  });
  demand(said !== "", `a writer starts after a power cut: ${errors}`);
  await pause(lifeMs);
  demand(writer.exitCode === null, `a writer goes on for as long as it has power: ${errors}`);
  const cutAt = process.hrtime.bigint();
  disk.cut();
  // It may hang on for a moment, and be told by a dying file system that all is well: where the power is really gone nobody hears that.
  await pause(10);
  writer.kill("SIGKILL");
  await closed;
  return said
    .split("\n")
    .slice(0, -1)
    .flatMap((line): Said => {
      const [number = "", chain = "", at = ""] = line.split(" ");
      return BigInt(at) < cutAt ? [[Number(number), chain]] : [];
    });
}

const demandJournal: Check = async (folder, said) => {
  const journal = await openJournal(folder, TEST_SIGNER);
  const chains: string[] = [];
  for await (const { chain } of journal.read(0)) chains.push(hexOf(chain));
  demand(chains.length === journal.size, "a journal can be read from its first entry to its last");
  await journal.close();
  for (const [seq, chain] of said) demand(chains[seq] === chain, `entry ${seq} was acknowledged, and is there after the power was cut`);
  const lines: string[] = [];
  const exit = await verifyJournal(inspectJournal, folder, { json: true }, (line) => void lines.push(line));
  demand(exit === 0, `the journal is whole after the power was cut: ${lines.join("\n")}`);
  return chains.length - (said.at(-1)?.[0] ?? -1) - 1;
};

const demandLedger: Check = async (folder, said) => {
  const path = join(folder, "ledger.sqlite");
  const ledger = openSqliteLedger(path);
  const position = (await ledger.kiosk("hanoi-01"))?.position;
  await ledger.close();
  demand(position !== undefined, "a kiosk that was enrolled is known after the power was cut");
  const database = new DatabaseSync(path, { readOnly: true });
  const [whole] = database.prepare("PRAGMA integrity_check").all();
  const rows = database.prepare("SELECT seq, chain FROM entries ORDER BY seq").all() as unknown as readonly {
    seq: number;
    chain: Uint8Array;
  }[];
  database.close();
  demand(whole?.["integrity_check"] === "ok", "the ledger is whole after the power was cut");
  demand(
    rows.length === position.size && rows.every(({ seq }, index) => seq === index),
    "the ledger holds as many entries as it says, without gaps",
  );
  for (const [size, chain] of said)
    demand(size === 0 || hexOf(rows[size - 1]?.chain ?? new Uint8Array()) === chain, `${size} entries were acknowledged, and are there`);
  return position.size > (said.at(-1)?.[0] ?? 0) ? 1 : 0;
};
