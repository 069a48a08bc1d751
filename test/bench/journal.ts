import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hexOf } from "../../src/core/hex.ts";
import { entryToJson } from "../../src/core/journal-entry.ts";
import { recordBytes } from "../../src/core/journal-record.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { FLOOR_EVERY_ENTRIES } from "../../src/kiosk/journal-floors.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_DEVICE_JWK, TEST_SIGNER } from "../support/journal-signer.ts";
import { beginRepository, newPublisher } from "../support/tuf-publisher.ts";
import { buildAnchor } from "./append-anchor.ts";
import { median, quantile } from "./figures.ts";
import { A_FLOOR, aPrescription, historyLines } from "./history.ts";
import { type DiskFigures, onLoopDevice } from "./loop-device.ts";

const ENTRIES = 1_000_000;
const ROUNDS = 40;
/** Appends of each kind in a round. */
const APPENDS = 150;
/** Of a machine with other work on it the quiet rounds tell most. */
const QUIET = 0.9;
const RECORD_BYTES = recordBytes(entryToJson({ ...anEntry(), seq: 100_000 }).length);
/** Appended at once to make a long journal quickly. */
const AT_ONCE = 200;
const CALLERS = 8;

/** What `journal-start-once.ts` says. */
export interface StartFigures {
  /** Until the journal is open, from there to the first entry, and from there until it was compared with what was signed of it. */
  readonly openMs: number;
  readonly appendMs: number;
  readonly compareMs: number;
  readonly megabytes: number;
}

/** Appends against the bare system calls, long journals against new ones, a start, a whole check. */
export async function benchJournal(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  try {
    const data = join(folder, "data");
    const long = join(data, "journal");
    await fill(long);
    const lines = [...(await appendLines(folder, long)), ...deviceLines(await perEntry()), ...(await startLines(data))];
    return [...lines, ...(await historyLines(long)), ...(await auditLines(long))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function fill(folder: string): Promise<void> {
  const journal = await openJournal(folder, TEST_SIGNER);
  while (journal.size < ENTRIES) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => journal.append(aPrescription(journal.size + index))));
    if (journal.size % FLOOR_EVERY_ENTRIES < AT_ONCE) await journal.append(A_FLOOR);
  }
  await journal.close();
}

/** Entries a second with so many callers, each of which waits for its last entry. */
async function rate(journal: JournalFiles, callers: number, appends: number): Promise<number> {
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let count = 0; count < appends / callers; count++) await journal.append(anEntry());
    }),
  );
  return (appends / (performance.now() - startMs)) * 1000;
}

async function appendLines(folder: string, long: string): Promise<readonly string[]> {
  const anchor = buildAnchor(folder);
  const fresh = await openJournal(join(folder, "fresh"), TEST_SIGNER);
  const old = await openJournal(long, TEST_SIGNER);
  const rounds: Readonly<Record<"bare" | "one" | "oneLong" | "eight", number>>[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const bare = anchor?.(APPENDS, RECORD_BYTES) ?? Number.NaN;
    const one = await rate(fresh, 1, APPENDS);
    const oneLong = await rate(old, 1, APPENDS);
    const eight = await rate(fresh, CALLERS, 4 * APPENDS);
    if (round > 0) rounds.push({ bare, one, oneLong, eight }); // the first warms up
  }
  await Promise.all([fresh.close(), old.close()]);
  type Kind = "bare" | "one" | "oneLong" | "eight";
  const quiet = (kind: Kind) =>
    quantile(
      rounds.map((round) => round[kind]),
      QUIET,
    );
  const ratio = (over: Kind, under: Kind) => {
    const ratios = rounds.map((round) => round[over] / round[under]);
    return `${median(ratios).toFixed(2)} (median of the rounds), ${(quiet(over) / quiet(under)).toFixed(2)} (quiet rounds)`;
  };
  const each = (kind: Kind) => `${median(rounds.map((round) => round[kind])).toFixed(0)}, quiet ${quiet(kind).toFixed(0)}`;
  return [
    `records of ${RECORD_BYTES} bytes, ${ROUNDS} interleaved rounds, entries a second, medians; quiet: the ninth tenth of the rounds`,
    anchor ? `C append + fdatasync: ${each("bare")}` : "C append + fdatasync: skipped, there is no gcc",
    `one caller: ${each("one")}; of C ${ratio("one", "bare")} (aim: at least 0.95)`,
    `one caller, ${ENTRIES} entries before: ${each("oneLong")}; of a new journal ${ratio("oneLong", "one")} (aim: flat)`,
    `eight callers: ${each("eight")}; of one ${ratio("eight", "one")} (aim: at least 4)`,
  ];
}

/** What one entry costs the disk; undefined where no disk of our own can be had. */
async function perEntry(): Promise<DiskFigures | undefined> {
  return await onLoopDevice(async (folder, figures) => {
    const journal = await openJournal(join(folder, "journal"), TEST_SIGNER);
    await rate(journal, 1, 50);
    const before = figures();
    await rate(journal, 1, 2000);
    const after = figures();
    await journal.close();
    const each = (which: keyof DiskFigures) => (after[which] - before[which]) / 2000;
    return { bytes: each("bytes"), writes: each("writes"), flushes: each("flushes") };
  });
}

function deviceLines(figures: DiskFigures | undefined): readonly string[] {
  if (!figures) return ["device writes an entry: skipped, no right to make a loop device"];
  const { bytes, writes, flushes } = figures;
  return [
    `to the device an entry: ${bytes.toFixed(0)} bytes (aim: at most 5000), ${writes.toFixed(2)} writes, ${flushes.toFixed(2)} flushes (aim: 1.0)`,
  ];
}

/** What else lies in the data folder of the kiosk whose journal it is, half of which central holds; its configuration comes back. */
async function kioskAround(data: string): Promise<string> {
  const publisher = newPublisher();
  writeFileSync(join(data, "root.json"), await beginRepository(join(data, "..", "repository"), publisher, 1_795_437_065));
  writeFileSync(join(data, "device-key.json"), JSON.stringify(TEST_DEVICE_JWK), { mode: 0o600 });
  writeFileSync(join(data, "pseudonym.key"), Buffer.alloc(32, 1), { mode: 0o600 });
  const journal = await openJournal(join(data, "journal"), TEST_SIGNER);
  const size = Math.floor(journal.size / 2);
  const newest = { size, root: hexOf(await journal.rootAt(size)), saidAt: 1_795_437_065 };
  await journal.close();
  writeFileSync(join(data, "acknowledged.json"), JSON.stringify({ samples: [{ size, at: newest.saidAt }], newest, setAside: [] }));
  const file = join(data, "..", "kiosk.toml");
  writeFileSync(
    file,
    `id = "hanoi-01"\ndata = "${data}"\n[trust]\nroot = "${data}/root.json"\n[policy]\nid = "pharmacy"\nonce = ["prescription"]\n[[source]]\nkind = "camera"\n`,
  );
  return file;
}

async function startLines(data: string): Promise<readonly string[]> {
  const program = fileURLToPath(new URL("journal-start-once.ts", import.meta.url));
  const config = await kioskAround(data);
  const folder = join(data, "journal");
  const start = () => {
    const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", program, config], { encoding: "utf8" });
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as StartFigures;
  };
  start(); // makes the index of the names
  const segments = readdirSync(folder).filter((name) => name.endsWith(".tramlog"));
  const megabytes = segments.length * (statSync(join(folder, segments[0] ?? "")).size / 1e6);
  return ["with", "without"].map((which) => {
    const starts = Array.from({ length: 7 }, () => {
      if (which === "without") rmSync(join(folder, "tree"));
      return start();
    });
    const of = (member: keyof StartFigures) => median(starts.map((start) => start[member])).toFixed(1);
    return `start with ${ENTRIES} entries (${megabytes.toFixed(0)} MB), ${which} the cache of the tree: opened in ${of("openMs")} ms, first append ${of("appendMs")} ms later (aim: below 100 ms); ${of("megabytes")} MB more memory (aim: below 63 MB = 60 MiB); compared beside the scans in ${of("compareMs")} ms`;
  });
}

async function auditLines(folder: string): Promise<readonly string[]> {
  const rates: { readonly wall: number; readonly cpu: number }[] = [];
  for (let round = 0; round < 3; round++) {
    const [startMs, { user, system }] = [performance.now(), process.cpuUsage()];
    let entries = 0;
    for await (const { kind } of inspectJournal(folder)) {
      if (kind === "damage") throw new Error("journal: the bench's journal is damaged");
      if (kind === "entry") entries++;
    }
    const used = process.cpuUsage({ user, system });
    rates.push({ wall: (entries / (performance.now() - startMs)) * 1000, cpu: (entries / (used.user + used.system)) * 1e6 });
  }
  const best = (which: "wall" | "cpu") => Math.max(...rates.map((rate) => rate[which])).toFixed(0);
  return [
    `whole check: ${best("wall")} entries a second, ${best("cpu")} a second of processor time (aim: at least 100000), best of ${rates.length}`,
  ];
}
