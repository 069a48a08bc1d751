// A disk that is full: the kiosk accepts nothing that it cannot record, central takes nothing that it cannot keep, and nothing is lost on
// either side.
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { demandAccounted } from "./accounting.ts";
import { codesOf } from "./codes.ts";
import { type HostileProxy, startHostileProxy } from "./hostile-proxy.ts";
import { mount, unmount } from "./mounts.ts";
import { ledgerSize, type Office, openOffice, startCentralOf, startKioskOf } from "./office.ts";
import type { Program } from "./program.ts";
import { createShown, type ShownAnswer } from "./shown.ts";
import { demand, type Outcome, pause, type Trial, until } from "./suite.ts";

const ROUNDS = 4;
const DISK_MEGABYTES = 6;
/** The first segment is small, so that it is soon full; the next one has the usual size. */
const SEGMENT_BYTES = 16_384;
/** Bytes a filled disk has left are fewer than this. */
const CRUMB_BYTES = 512;
const FULL_AFTER_SCANS = 200;
const LEAST_REFUSALS = 6;
const ANSWER_MS = 15_000;
const SETTLE_MS = 60_000;
const SERVICE_UNAVAILABLE = 503;

/** Fills the kiosk's disk, and central's. */
export async function tryFullDisks(trial: Trial): Promise<Outcome> {
  const opened = await openPseudoTerminal();
  if (!opened.ok) return { kind: "skipped", why: opened.message };
  const figures = { kioskDisksFilled: 0, answersNotRecorded: 0, centralDisksFilled: 0, timesCentralSaidLater: 0, answers: 0, entries: 0 };
  try {
    for (let round = 0; round < trial.rounds(ROUNDS); round++) {
      const outcome = await fillBoth({ ...trial, folder: join(trial.folder, String(round)) }, opened.terminal);
      if (typeof outcome === "string") return { kind: "skipped", why: outcome };
      figures.kioskDisksFilled++;
      figures.centralDisksFilled++;
      figures.answersNotRecorded += outcome.notRecorded;
      figures.timesCentralSaidLater += outcome.later;
      figures.answers += outcome.answers;
      figures.entries += outcome.entries;
    }
    return { kind: "tried", figures };
  } finally {
    await opened.terminal.close();
  }
}

async function fillBoth({ folder, chance }: Trial, terminal: PseudoTerminal) {
  const [kioskDisk, centralDisk] = [openSmallDisk(join(folder, "kiosk-disk")), openSmallDisk(join(folder, "central-disk"))];
  const proxy = await startHostileProxy(chance.named("network"));
  let counter: SmallCounter | undefined;
  try {
    if (!kioskDisk || !centralDisk) return "no right to mount a small file system (tmpfs)";
    const [kioskData, centralData] = [join(kioskDisk.folder, "data"), join(centralDisk.folder, "data")];
    const office = await openOffice(folder, { centralUrl: proxy.url, readerPath: terminal.readerPath, kioskData, centralData });
    await (await openJournal(office.journal, office.signer, { segmentBytes: SEGMENT_BYTES })).close();
    counter = await openSmallCounter(office, proxy, terminal, codesOf(chance.named("codes")));
    const notRecorded = await fillKiosk(counter, kioskDisk);
    await fillCentral(counter, centralDisk, proxy);
    await counter.settle();
    const recorded = counter.answers().filter(({ reason }) => reason !== "journal-failed");
    const { entries = 0 } = await demandAccounted(office, recorded, { unseen: notRecorded });
    return { notRecorded, later: proxy.statuses.get(SERVICE_UNAVAILABLE) ?? 0, answers: counter.answers().length, entries };
  } finally {
    await counter?.end();
    proxy.close();
    kioskDisk?.close();
    centralDisk?.close();
  }
}

/**
 * Scans until the journal can take no more, sees what people are told, makes room. How many answers were of that kind. Other files of the
 * kiosk are replaced meanwhile, which leaves room for an entry now and then: whatever is accepted between the refusals must be accounted for.
 */
async function fillKiosk(counter: SmallCounter, disk: SmallDisk): Promise<number> {
  await counter.scan();
  for (let refusals = 0, scans = 0; refusals < LEAST_REFUSALS; ) {
    disk.fill();
    if ((await counter.scan()).reason === "journal-failed") refusals++;
    else demand(++scans < FULL_AFTER_SCANS, "a journal that is full says so");
  }
  disk.makeRoom();
  await until("a kiosk goes on by itself when there is room", ANSWER_MS, async () => (await counter.scan()).reason !== "journal-failed");
  return counter.answers().filter(({ reason }) => reason === "journal-failed").length;
}

/** Scans until central has no room, sees that it says so and that the kiosk keeps everything, makes room. */
async function fillCentral(counter: SmallCounter, disk: SmallDisk, proxy: HostileProxy): Promise<void> {
  disk.fill();
  let scans = 0;
  while (!proxy.statuses.has(SERVICE_UNAVAILABLE)) {
    demand(++scans < 30 * FULL_AFTER_SCANS, `a central whose disk is full says 503: ${JSON.stringify([...proxy.statuses])}`);
    demand((await counter.scan()).reason !== "journal-failed", "a central without room is no matter to a person at the counter");
  }
  for (let more = 0; more < 20; more++) await counter.scan();
  disk.makeRoom();
}

interface SmallCounter {
  answers(): readonly ShownAnswer[];
  /** Holds up a code; resolves to its answer. */
  scan(): Promise<ShownAnswer>;
  settle(): Promise<void>;
  end(): Promise<void>;
}

async function openSmallCounter(
  office: Office,
  proxy: HostileProxy,
  terminal: PseudoTerminal,
  nextCode: () => Uint8Array,
): Promise<SmallCounter> {
  const shown = createShown();
  const central = startCentralOf(office);
  let kiosk = startKioskOf(office);
  const end = async () => void (await Promise.all([kiosk.kill(), central.kill()]));
  proxy.target = await central.ready;
  if (!(await watch(kiosk))) await end();

  async function watch(program: Program): Promise<boolean> {
    const url = await program.ready;
    if (url !== undefined) await shown.watch(url);
    return url !== undefined;
  }

  return {
    answers: () => shown.answers,
    async scan() {
      const before = shown.answers.length;
      terminal.write(nextCode());
      await until("a code that is held up is answered", ANSWER_MS, () => shown.answers.length > before);
      const answer = shown.answers[before];
      demand(answer !== undefined, "an answer");
      // The next one at another thousandth of a second.
      await pause(2);
      return answer;
    },
    async settle() {
      demand((await kiosk.stop()) === 0, "a kiosk that is asked to end ends well");
      kiosk = startKioskOf(office);
      demand(await watch(kiosk), "the kiosk starts again");
      const status = async () => (await (await fetch(`${await kiosk.ready}/status`)).json()) as { readonly backlog?: number };
      await until("central holds everything", SETTLE_MS, async () => (await status()).backlog === 0 && ledgerSize(office.central) > 0);
      demand((await kiosk.stop()) === 0 && (await central.stop()) === 0, "both end well");
    },
    end,
  };
}

interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that is left. */
  fill(): void;
  makeRoom(): void;
  close(): void;
}

/** A file system of a few megabytes; undefined where there is no right to have one. */
function openSmallDisk(folder: string): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  if (!mount(folder, ["-t", "tmpfs", "-o", `size=${DISK_MEGABYTES}m`, "tmpfs"])) return undefined;
  const balloon = join(folder, "balloon");
  return {
    folder,
    fill() {
      const fd = openSync(balloon, "a");
      for (let bytes = 1_048_576; bytes >= CRUMB_BYTES; ) if (!writes(fd, bytes)) bytes /= 2;
      closeSync(fd);
    },
    makeRoom: () => rmSync(balloon),
    close: () => unmount(folder),
  };
}

function writes(fd: number, bytes: number): boolean {
  try {
    return writeSync(fd, Buffer.alloc(bytes)) === bytes;
  } catch {
    return false;
  }
}
