// A whole kiosk and a whole central, each on a disk whose power goes while they work: not the journal alone, but all that the two keep beside it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { demandAccounted } from "./accounting.ts";
import { codesOf } from "./codes.ts";
import { type CutDisk, openCutDisk } from "./cut-disk.ts";
import { type HostileProxy, startHostileProxy } from "./hostile-proxy.ts";
import { openOffice, startCentralOf, startKioskOf } from "./office.ts";
import type { Program } from "./program.ts";
import { createShown, type ShownAnswer } from "./shown.ts";
import { demand, type Outcome, pause, type Trial, until } from "./suite.ts";

const ROUNDS = 60;
const HOSTILITY = 0.2;
const ANSWER_MS = 15_000;
const SETTLE_MS = 60_000;
/** How long people come before the power goes, milliseconds. */
const LIFE_MS = 600;

/** Cuts the power of an office. */
export async function tryOfficeCuts(trial: Trial): Promise<Outcome> {
  const opened = await openPseudoTerminal();
  if (!opened.ok) return { kind: "skipped", why: opened.message };
  const proxy = await startHostileProxy(trial.chance.named("network"));
  const disks: CutDisk[] = [];
  try {
    for (const name of ["kiosk-disk", "central-disk"]) {
      mkdirSync(join(trial.folder, name));
      const disk = await openCutDisk(join(trial.folder, name));
      if (typeof disk === "string") return { kind: "skipped", why: disk };
      disks.push(disk);
    }
    const [kioskDisk, centralDisk] = disks;
    demand(kioskDisk !== undefined && centralDisk !== undefined, "two disks");
    return { kind: "tried", figures: await cutOffice(trial, proxy, opened.terminal, { kioskDisk, centralDisk }) };
  } finally {
    proxy.close();
    await opened.terminal.close();
    for (const disk of disks) disk.close();
  }
}

interface Disks {
  readonly kioskDisk: CutDisk;
  readonly centralDisk: CutDisk;
}

async function cutOffice({ folder, chance, rounds }: Trial, proxy: HostileProxy, terminal: PseudoTerminal, disks: Disks) {
  const { kioskDisk, centralDisk } = disks;
  const [kioskData, centralData] = [join(kioskDisk.folder, "data"), join(centralDisk.folder, "data")];
  const office = await openOffice(folder, { centralUrl: proxy.url, readerPath: terminal.readerPath, kioskData, centralData });
  const nextCode = codesOf(chance.named("codes"));
  const shown = createShown();
  /** What was shown while there was power; what a screen shows after that nobody sees. */
  const seen: ShownAnswer[] = [];
  let looked = 0;
  /** Answers that were on their way when the power went: some of them are recorded. */
  let tooLate = 0;
  const figures = { rounds: rounds(ROUNDS), kioskCuts: 0, centralCuts: 0 };
  const up: { kiosk: Program | undefined; central: Program | undefined } = { kiosk: undefined, central: undefined };

  async function bothUp(): Promise<string> {
    if (!up.central?.isUp) up.central = startCentralOf(office);
    const isNew = !up.kiosk?.isUp;
    if (isNew) up.kiosk = startKioskOf(office);
    const [centralUrl, url] = await Promise.all([up.central.ready, up.kiosk?.ready]);
    demand(centralUrl !== undefined, "central starts after its power was cut; see its log");
    demand(url !== undefined, "the kiosk starts after its power was cut; see its log");
    proxy.target = centralUrl;
    if (isNew) await shown.watch(url);
    return url;
  }

  function takeSeen(): void {
    seen.push(...shown.answers.slice(looked));
    looked = shown.answers.length;
  }

  async function scan(): Promise<void> {
    const before = shown.answers.length;
    terminal.write(nextCode());
    await until("a code that is held up is answered", ANSWER_MS, () => shown.answers.length > before);
  }

  async function cutKiosk(): Promise<void> {
    takeSeen();
    // A dying file system may tell its program that a sync went well (see power-cuts.ts). Nobody may hear of it, central neither.
    proxy.target = undefined;
    kioskDisk.cut();
    figures.kioskCuts++;
    await up.kiosk?.kill();
    tooLate += shown.answers.length - looked;
    looked = shown.answers.length;
    kioskDisk.repower();
  }

  async function cutCentral(): Promise<void> {
    proxy.target = undefined;
    centralDisk.cut();
    figures.centralCuts++;
    await up.central?.kill();
    centralDisk.repower();
  }

  async function round(number: number): Promise<void> {
    await bothUp();
    // The first time until there is trust; then for as long as it comes.
    if (number === 0) await until("credentials are accepted", SETTLE_MS, () => scan().then(() => shown.answers.some(isGranted)));
    proxy.hostility = HOSTILITY;
    const endMs = performance.now() + chance.below(LIFE_MS);
    await scan();
    while (performance.now() < endMs) {
      terminal.write(nextCode());
      await pause(3 + chance.below(30));
    }
    const [isKiosk, isCentral] = chance.pick([
      [true, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const);
    // Whoever tells the kiosk that it holds something has it on its disk: so central's may go first.
    if (isCentral) await cutCentral();
    if (isKiosk) await cutKiosk();
  }

  try {
    for (let number = 0; number < figures.rounds; number++) await round(number);
    proxy.hostility = 0;
    await up.kiosk?.stop();
    const url = await bothUp();
    await scan();
    await until("central holds everything", SETTLE_MS, async () => {
      const status = (await (await fetch(`${url}/status`)).json()) as { readonly backlog?: number; readonly syncStopped?: string };
      demand(status.syncStopped === undefined, `nothing contradicts anything: ${status.syncStopped}`);
      return status.backlog === 0;
    });
    demand((await up.kiosk?.stop()) === 0 && (await up.central?.stop()) === 0, "both end well");
    takeSeen();
    return { ...figures, answers: seen.length, ...(await demandAccounted(office, seen, { unseen: figures.kioskCuts + tooLate })) };
  } finally {
    await Promise.all([up.kiosk?.kill(), up.central?.kill()]);
  }
}

function isGranted({ reason }: ShownAnswer): boolean {
  return reason === "granted";
}
