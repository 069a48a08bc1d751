// A kiosk over months: its clock goes on by days while it is off, so that its oldest entries go while it is killed, or its disk is cut off, and
// while something in between keeps central from taking one entry. The segments are small, so that there is something to remove.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { SEALED_FOLDER } from "../../src/kiosk/journal-assembly.ts";
import { demandAccounted } from "./accounting.ts";
import { codeOf, codesOf } from "./codes.ts";
import { type CutDisk, openCutDisk } from "./cut-disk.ts";
import { type HostileProxy, startHostileProxy } from "./hostile-proxy.ts";
import { ledgerSize, openOffice, startCentralOf, startKioskOf } from "./office.ts";
import type { Program } from "./program.ts";
import { createShown, type ShownAnswer } from "./shown.ts";
import { demand, type Figures, type Outcome, pause, type Trial, until } from "./suite.ts";

const OFFICES = 8;
/** Each some days later: the first entries are old enough in the last third of them. */
const ROUNDS_AN_OFFICE = 14;
/** The fewest days for which a kiosk keeps what central has. */
const KEEP_DAYS = 31;
const DAY_MS = 86_400_000;
/** What passes while the kiosk is off: less than a week, which is no leap. */
const DAYS_A_ROUND = [5, 6] as const;
const PUBLISH_EVERY = 3;
/** So few that nearly all have been accepted before the first entries go, and come again when theirs has gone. */
const PEOPLE = 60;
const HOSTILITY = 0.2;
/** From this round on something in between keeps an entry from central, and until that one the kiosk must keep it, however old it is. */
const [REFUSAL_ROUND, TAKEN_ROUND] = [2, 11] as const;
const ANSWER_MS = 15_000;
const SETTLE_MS = 60_000;
/** People who come in each of the first rounds, up to this one: segments that will be old enough, that of the entry not taken among them. */
const [EARLY_SCANS, LAST_EARLY_ROUND] = [25, 3] as const;
/** How long people come later on before the kiosk ends, milliseconds: at least, and how much longer at most. */
const [LIFE_MS, LONGER_MS] = [200, 600] as const;
/** A start takes two or three times as long. */
const START_MS = 350;

/** Lets entries go under faults. */
export async function tryRemovals(trial: Trial): Promise<Outcome> {
  const opened = await openPseudoTerminal();
  if (!opened.ok) return { kind: "skipped", why: opened.message };
  let figures: Figures = {};
  try {
    for (let number = 0; number < trial.rounds(OFFICES); number++) {
      const folder = join(trial.folder, String(number));
      mkdirSync(folder);
      const added = await tryOffice({ ...trial, folder, chance: trial.chance.named(String(number)) }, opened.terminal);
      figures = Object.fromEntries(Object.entries(added).map(([what, count]) => [what, (figures[what] ?? 0) + count]));
    }
    return { kind: "tried", figures };
  } finally {
    await opened.terminal.close();
  }
}

async function tryOffice(trial: Trial, terminal: PseudoTerminal): Promise<Figures> {
  const proxy = await startHostileProxy(trial.chance.named("network"));
  const place = join(trial.folder, "kiosk-disk");
  mkdirSync(place);
  const opened = await openCutDisk(place);
  const disk = typeof opened === "string" ? undefined : opened;
  const months = await openMonths(trial, proxy, terminal, disk);
  try {
    for (let number = 0; number < ROUNDS_AN_OFFICE; number++) await months.round(number);
    return await months.settle();
  } finally {
    await months.end();
    proxy.close();
    disk?.close();
  }
}

interface Months {
  /** Some days later: people come, and then the kiosk ends in one way or another. */
  round(number: number): Promise<void>;
  /** Lets everything come to rest, and demands that all of it is there; the figures. */
  settle(): Promise<Figures>;
  end(): Promise<void>;
}

/** `disk`: where power cuts cannot be had, the kiosk is killed instead. */
async function openMonths(
  { folder, chance }: Trial,
  proxy: HostileProxy,
  terminal: PseudoTerminal,
  disk: CutDisk | undefined,
): Promise<Months> {
  const kioskData = join(disk?.folder ?? folder, "data");
  const office = await openOffice(folder, { centralUrl: proxy.url, readerPath: terminal.readerPath, kioskData, keepDays: KEEP_DAYS });
  const clockFile = join(folder, "clock");
  writeFileSync(clockFile, "0");
  const nextCode = codesOf(chance.named("codes"), PEOPLE);
  const shown = createShown();
  /** What was shown while there was power; what a screen shows after that nobody sees. */
  const seen: ShownAnswer[] = [];
  const figures = { rounds: 0, kioskKills: 0, kioskCuts: 0, struckAtStart: 0, centralKills: 0, indicesDeleted: 0, entriesRefused: 0 };
  const up: { kiosk: Program | undefined; central: Program | undefined } = { kiosk: undefined, central: undefined };
  let [looked, turnedMs] = [0, 0];
  /** Answers that were on their way when the power went: some of them are recorded. */
  let tooLate = 0;

  /** A kiosk that does not live to see the first code: what is old goes right at the start. */
  async function strikeAtStart(): Promise<void> {
    figures.struckAtStart++;
    up.kiosk = startKioskOf(office, { clockFile, hasSmallSegments: true });
    await Promise.race([up.kiosk.ready, pause(START_MS + chance.below(START_MS))]);
    await strike(disk && chance.happens(0.7) ? "cut" : "kill");
  }

  /** Resolves to the kiosk's page. */
  async function bothUp(): Promise<string> {
    if (!up.central?.isUp) up.central = startCentralOf(office, { clockFile });
    up.kiosk = startKioskOf(office, { clockFile, hasSmallSegments: true });
    const [centralUrl, url] = await Promise.all([up.central.ready, up.kiosk.ready]);
    demand(centralUrl !== undefined, "central starts; see its log");
    demand(url !== undefined, "the kiosk starts; see its log");
    proxy.target = centralUrl;
    await shown.watch(url);
    return url;
  }

  /** While the kiosk is off. */
  async function turnDays(number: number): Promise<void> {
    turnedMs += chance.pick(DAYS_A_ROUND) * DAY_MS;
    writeFileSync(clockFile, String(turnedMs));
    up.central?.signal("SIGUSR2");
    if (number % PUBLISH_EVERY === 0) await office.publish(Math.floor((Date.now() + turnedMs) / 1000));
    // Whoever deletes the index costs the kiosk time, and nothing else.
    if (!chance.happens(0.3)) return;
    figures.indicesDeleted++;
    rmSync(join(kioskData, "history"), { recursive: true, force: true });
  }

  async function scan(code = nextCode()): Promise<void> {
    const before = shown.answers.length;
    terminal.write(code);
    await until("a code that is held up is answered", ANSWER_MS, () => shown.answers.length > before);
  }

  async function refuseOne(url: string): Promise<void> {
    await until("central holds everything", SETTLE_MS, async () => (await statusOf(url)).backlog === 0);
    proxy.refused.add(ledgerSize(office.central) + 2);
    for (let left = 6; left > 0; left--) await scan();
    await until("an entry that central does not take is set aside", SETTLE_MS, async () => (await statusOf(url)).setAside === 1);
    figures.entriesRefused++;
  }

  /** By central's own file: the kiosk's page is two seconds old. */
  function untilHeld(url: string): Promise<void> {
    const last = Math.max(...shown.answers.map(({ receipt }) => receipt?.seq ?? 0));
    return until("central holds everything, and whole", SETTLE_MS, async () => {
      const { backlog, setAside } = await statusOf(url);
      return backlog === 0 && setAside === undefined && ledgerSize(office.central) > last;
    });
  }

  function takeSeen(): void {
    seen.push(...shown.answers.slice(looked));
    looked = shown.answers.length;
  }

  async function endKiosk(): Promise<void> {
    const how = chance.pick(disk ? (["kill", "cut", "cut", "stop"] as const) : (["kill", "kill", "stop"] as const));
    if (how === "stop") demand((await up.kiosk?.stop()) === 0, "a kiosk that is asked to end ends well");
    else await strike(how);
  }

  async function strike(how: "kill" | "cut"): Promise<void> {
    if (how === "kill") {
      figures.kioskKills++;
      return await up.kiosk?.kill();
    }
    figures.kioskCuts++;
    takeSeen();
    // A dying file system may tell its program that a sync went well (see power-cuts.ts). Nobody may hear of it, central neither.
    proxy.target = undefined;
    disk?.cut();
    await up.kiosk?.kill();
    tooLate += shown.answers.length - looked;
    looked = shown.answers.length;
    disk?.repower();
  }

  return {
    async round(number) {
      figures.rounds++;
      await turnDays(number);
      if (number > REFUSAL_ROUND && chance.happens(0.5)) await strikeAtStart();
      const url = await bothUp();
      if (number === 0) await until("credentials are accepted", SETTLE_MS, () => scan().then(() => shown.answers.some(isGranted)));
      if (number === REFUSAL_ROUND) await refuseOne(url);
      if (number === TAKEN_ROUND) proxy.refused.clear();
      proxy.hostility = HOSTILITY;
      for (let left = number <= LAST_EARLY_ROUND ? EARLY_SCANS : 1; left > 0; left--) await scan();
      const endMs = performance.now() + LIFE_MS + chance.below(LONGER_MS);
      while (performance.now() < endMs) {
        terminal.write(nextCode());
        await pause(10 + chance.below(20));
      }
      if (chance.happens(0.2)) {
        figures.centralKills++;
        proxy.target = undefined;
        await up.central?.kill();
      }
      await endKiosk();
      proxy.hostility = 0;
    },
    async settle() {
      await turnDays(0);
      await untilHeld(await bothUp());
      demand((await up.kiosk?.stop()) === 0, "a kiosk that is asked to end ends well");
      // What was kept for the one entry goes now at the latest.
      await turnDays(1);
      const url = await bothUp();
      for (let person = 0; person < PEOPLE; person++) await scan(codeOf(person));
      await untilHeld(url);
      await until("no sealed part stays that central has", SETTLE_MS, () => sealedLeft(kioskData) === 0);
      demand((await up.kiosk?.stop()) === 0 && (await up.central?.stop()) === 0, "both end well");
      takeSeen();
      writeFileSync(join(folder, "answers.json"), JSON.stringify(seen, undefined, 1));
      const unseen = figures.kioskKills + figures.kioskCuts + tooLate;
      return { ...figures, answers: seen.length, ...(await demandAccounted(office, seen, { unseen, removed: "some" })) };
    },
    end: async () => void (await Promise.all([up.kiosk?.kill(), up.central?.kill()])),
  };
}

function sealedLeft(kioskData: string): number {
  const folder = join(kioskData, SEALED_FOLDER);
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

async function statusOf(url: string): Promise<{ readonly backlog?: number; readonly setAside?: number; readonly syncStopped?: string }> {
  const status = (await (await fetch(`${url}/status`)).json()) as { readonly backlog?: number; readonly syncStopped?: string };
  demand(status.syncStopped === undefined, `nothing contradicts anything: ${status.syncStopped}`);
  return status;
}

function isGranted({ reason }: ShownAnswer): boolean {
  return reason === "granted";
}
