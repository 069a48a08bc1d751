// A disk that is restored from yesterday, cut at its end, or written anew by whoever has the key: the kiosk's own folder cannot tell, and
// `tram journal verify` with an older checkpoint, the kiosk's sync and central each name it.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HEADER_BYTES } from "../../src/core/journal-header.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { anEntry } from "../support/entries.ts";
import { tram } from "../support/tram-process.ts";
import { bodiesIn, EDITS, edited, recordsIn, rewrite, segmentFiles } from "./forge.ts";
import { startHostileProxy } from "./hostile-proxy.ts";
import { ledgerOf, ledgerSize, type Office, openOffice, startCentralOf, startKioskOf } from "./office.ts";
import { demand, type Outcome, type Trial, until } from "./suite.ts";

const SEGMENT_BYTES = 16_384;
/** Entries a day, before today and today. */
const DAY_ENTRIES = 90;
const SETTLE_MS = 30_000;

/** What was done to the kiosk's folder, and by which names it may be told. */
interface Restoration {
  readonly name: string;
  readonly work: (office: Office, saved: Saved) => void | Promise<void>;
  /** What verify says of today's checkpoint, the kiosk of its sync, and central of the kiosk. */
  readonly verify: readonly string[];
  readonly sync: readonly string[];
  readonly central: readonly string[];
}

/** Copies of the kiosk's and central's data, and what the device has signed at the end of each day. */
interface Saved {
  readonly yesterday: string;
  readonly today: string;
  readonly checkpoints: readonly string[];
}

const RESTORATIONS: readonly Restoration[] = [
  {
    name: "the end of the journal is zeros",
    work: ({ journal }) => cutTail(journal),
    verify: ["truncated"],
    sync: ["truncated"],
    central: ["truncated"],
  },
  {
    name: "its newest segments are gone",
    work: ({ journal }) => {
      for (const file of segmentFiles(journal).slice(-2)) rmSync(file);
    },
    verify: ["truncated"],
    sync: ["truncated"],
    central: ["truncated"],
  },
  {
    name: "the whole disk is yesterday's",
    work: (office, { yesterday }) => putBack(yesterday, office, "kiosk"),
    verify: ["truncated"],
    sync: ["truncated"],
    central: ["truncated"],
  },
  {
    name: "the whole disk is yesterday's, and people came again",
    async work(office, { yesterday }) {
      putBack(yesterday, office, "kiosk");
      await appendDay(office, 2 * DAY_ENTRIES, 1_900_000_000);
    },
    verify: ["forked"],
    sync: ["forked"],
    central: ["forked"],
  },
  ...EDITS.map(
    (edit): Restoration => ({
      name: `one entry is ${edit}, and all after it is signed anew`,
      work: async (office) => {
        const bodies = bodiesIn(segmentFiles(office.journal));
        await rewrite(office.journal, edited(bodies, edit, 20), office.signer);
      },
      verify: ["rewritten", "truncated"],
      sync: ["forked", "rewritten", "truncated"],
      central: ["forked", "rewritten", "truncated"],
    }),
  ),
];

/** Restores disks, with the real programs. */
export async function tryRestoredDisks(trial: Trial): Promise<Outcome> {
  const opened = await openPseudoTerminal();
  if (!opened.ok) return { kind: "skipped", why: opened.message };
  const proxy = await startHostileProxy(trial.chance.named("network"));
  try {
    const office = await openOffice(trial.folder, { centralUrl: proxy.url, readerPath: opened.terminal.readerPath });
    const saved = await liveTwoDays(office, proxy);
    const figures = { restorations: 0, namedByVerify: 0, namedBySync: 0, namedByCentral: 0, centralsRestored: 0 };
    const shuffled = RESTORATIONS.map((restoration) => ({ restoration, at: trial.chance.next() })).toSorted((a, b) => a.at - b.at);
    for (const { restoration } of shuffled.slice(0, trial.rounds(4 * RESTORATIONS.length))) {
      putBack(saved.today, office, "kiosk");
      putBack(saved.today, office, "central");
      await restoration.work(office, saved);
      await demandVerify(office, saved, restoration);
      await demandNamed(office, proxy, restoration);
      figures.restorations++;
      figures.namedByVerify++;
      figures.namedBySync++;
      figures.namedByCentral++;
    }
    putBack(saved.today, office, "kiosk");
    putBack(saved.yesterday, office, "central");
    await demandFilled(office, proxy);
    figures.centralsRestored++;
    return { kind: "tried", figures };
  } finally {
    proxy.close();
    await opened.terminal.close();
  }
}

type Proxy = Awaited<ReturnType<typeof startHostileProxy>>;

/** Two days at the counter, synced at the end of each. */
async function liveTwoDays(office: Office, proxy: Proxy): Promise<Saved> {
  const [yesterday, today] = [join(office.folder, "yesterday"), join(office.folder, "today")];
  const checkpoints: string[] = [];
  // Small segments from the beginning, and a first start, which makes what else a kiosk keeps.
  await appendDay(office, 0, 0);
  await running(office, proxy, async () => undefined);
  for (const [day, place] of [yesterday, today].entries()) {
    await appendDay(office, DAY_ENTRIES, 1_795_000_000 + day * 86_400);
    await running(office, proxy, async (status) => {
      await until("central holds everything", SETTLE_MS, async () => {
        const { backlog } = await status();
        return backlog === 0 && ledgerSize(office.central) >= DAY_ENTRIES * (day + 1);
      });
    });
    const journal = await openJournal(office.journal, office.signer, { segmentBytes: SEGMENT_BYTES });
    // Of what central holds: a kiosk may leave a last word as it stops.
    demand(journal.size >= ledgerSize(office.central), "central holds nothing that the journal has not");
    checkpoints.push(join(office.folder, `checkpoint-${day}`));
    writeFileSync(checkpoints.at(-1) ?? "", await journal.checkpoint());
    await journal.close();
    for (const part of ["kiosk", "central"]) cpSync(join(office.folder, part), join(place, part), { recursive: true });
  }
  return { yesterday, today, checkpoints };
}

async function appendDay(office: Office, count: number, from: number): Promise<void> {
  const journal = await openJournal(office.journal, office.signer, { segmentBytes: SEGMENT_BYTES });
  await Promise.all(
    Array.from({ length: count }, (_, index) => journal.append(anEntry({ at: from + index, durationMs: 0.25 + (index % 9) }))),
  );
  await journal.close();
}

function putBack(saved: string, { folder }: Office, part: "kiosk" | "central"): void {
  rmSync(join(folder, part), { recursive: true });
  cpSync(join(saved, part), join(folder, part), { recursive: true });
}

/** Zeros from the middle of the newest segment on, as a disk that lost its last writes. */
function cutTail(journal: string): void {
  const file = segmentFiles(journal).at(-1) ?? "";
  const bytes = Uint8Array.from(readFileSync(file));
  const records = recordsIn(bytes);
  // What remains must end at a record's edge, in a group that is whole: otherwise it is seen without any checkpoint.
  bytes.fill(0, records.find(({ groupBefore }, index) => groupBefore === 0 && index >= records.length >> 1)?.offset ?? HEADER_BYTES);
  writeFileSync(file, bytes);
}

async function demandVerify(office: Office, { checkpoints }: Saved, { name, verify }: Restoration): Promise<void> {
  const options = checkpoints.flatMap((file) => ["--checkpoint", file]);
  const { code, stdout } = await tram(["journal", "verify", office.journal, "--key", office.publicKey, ...options, "--json"], {
    cwd: office.folder,
  });
  const said = JSON.parse(stdout) as { readonly state: string; readonly checkpoints?: readonly { readonly kind: string }[] };
  const kinds = said.checkpoints?.map(({ kind }) => kind) ?? [];
  demand(code === 1 && said.state === "contradicted" && kinds.some((kind) => verify.includes(kind)), `${name}: verify says ${stdout}`);
}

interface Status {
  readonly backlog?: number;
  readonly syncStopped?: string;
}

/** Runs kiosk and central for as long as the work takes. */
async function running(
  office: Office,
  proxy: Proxy,
  work: (status: () => Promise<Status>, centralUrl: string) => Promise<void>,
): Promise<void> {
  const central = startCentralOf(office);
  const kiosk = startKioskOf(office);
  try {
    const [centralUrl, url] = await Promise.all([central.ready, kiosk.ready]);
    demand(centralUrl !== undefined && url !== undefined, "both start; see their logs");
    proxy.target = centralUrl;
    await work(async () => (await (await fetch(`${url}/status`)).json()) as Status, centralUrl);
    demand((await kiosk.stop()) === 0 && (await central.stop()) === 0, "both end well");
  } finally {
    await Promise.all([kiosk.kill(), central.kill()]);
  }
}

async function demandNamed(office: Office, proxy: Proxy, { name, sync, central }: Restoration): Promise<void> {
  await running(office, proxy, async (status, centralUrl) => {
    await until(`${name}: the kiosk says so`, SETTLE_MS, async () => {
      const { syncStopped = "" } = await status();
      return sync.some((word) => syncStopped.startsWith(word));
    });
    const row = async () =>
      ((await (await fetch(`${centralUrl}/v1/kiosks`)).json()) as readonly { readonly contradiction?: { readonly kind: string } }[])[0];
    await until(`${name}: central says so`, SETTLE_MS, async () => central.includes((await row())?.contradiction?.kind ?? ""));
  });
}

/** A central that was restored is filled up again out of the kiosk's journal. */
async function demandFilled(office: Office, proxy: Proxy): Promise<void> {
  await running(office, proxy, async (status) => {
    await until("a central that was restored from yesterday holds everything again", SETTLE_MS, async () => {
      const { backlog, syncStopped } = await status();
      demand(syncStopped === undefined, `a central that was restored is no fault of the kiosk's: ${syncStopped}`);
      return backlog === 0 && ledgerSize(office.central) >= 2 * DAY_ENTRIES;
    });
  });
  demand(
    ledgerOf(office.central).every(({ seq }, index) => seq === index),
    "a central that was restored holds the journal without gaps",
  );
}
