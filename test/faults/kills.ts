// Kiosk and central are killed at random, the network between them means no good, the clock is turned: at the end everything that was
// answered is at central, once.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { anEntry } from "../support/entries.ts";
import { demandAccounted } from "./accounting.ts";
import { codesOf } from "./codes.ts";
import { type HostileProxy, startHostileProxy, type Trick } from "./hostile-proxy.ts";
import { entriesOf, ledgerSize, type Office, openOffice, startCentralOf, startKioskOf } from "./office.ts";
import type { Program } from "./program.ts";
import { createShown, type Shown } from "./shown.ts";
import { demand, type Outcome, pause, type Trial, until } from "./suite.ts";

const ROUNDS = 300;
/** The share of messages between kiosk and central that something is done to. */
const HOSTILITY = 0.4;
/** Of the entries that were there before: 16 KiB a segment, four of them. */
const SEGMENT_BYTES = 16_384;
const EARLIER_ENTRIES = 150;
const YEAR_MS = 365 * 86_400_000;
/** Every so many rounds the clock is turned. */
const CLOCK_EVERY = 7;
/** An answer takes milliseconds; a machine with other work on it, longer. */
const ANSWER_MS = 15_000;
const START_MS = 30_000;
const BESIDE_MS = 3500;
const SETTLE_MS = 60_000;

/** What is killed in a round, if anything. */
const VICTIMS: readonly (readonly ("kiosk" | "central")[])[] = [["kiosk"], ["kiosk"], ["kiosk"], ["central"], ["kiosk", "central"], []];
/** How far the clock may be turned, in years. */
const TURNS = [-20, -3, -1 / 365, 0, 0, 1 / 8760, 1 / 365, 4, 20] as const;

/** Rounds of scans, kills and turned clocks. */
export async function tryKills(trial: Trial): Promise<Outcome> {
  const opened = await openPseudoTerminal();
  if (!opened.ok) return { kind: "skipped", why: opened.message };
  const proxy = await startHostileProxy(trial.chance.named("network"));
  const counter = await openCounter(trial, proxy, opened.terminal);
  try {
    const rounds = trial.rounds(ROUNDS);
    await counter.begin();
    for (let round = 0; round < rounds; round++) {
      if (round % 50 === 0 && round > 0) trial.say(`kills: ${round} of ${rounds} rounds, ${counter.shown.answers.length} answers`);
      await counter.round(round);
    }
    return { kind: "tried", figures: { rounds, ...(await counter.settle()) } };
  } finally {
    await counter.end();
    proxy.close();
    await opened.terminal.close();
  }
}

interface Counter {
  readonly shown: Shown;
  /** Starts both, over a network that is honest still, until credentials are accepted. */
  begin(): Promise<void>;
  round(number: number): Promise<void>;
  /** Lets everything come to rest, and demands that all of it is there; the figures. */
  settle(): Promise<Readonly<Record<string, number>>>;
  end(): Promise<void>;
}

async function openCounter({ folder, chance }: Trial, proxy: HostileProxy, terminal: PseudoTerminal): Promise<Counter> {
  const office = await openOffice(folder, { centralUrl: proxy.url, readerPath: terminal.readerPath });
  const clockFile = join(folder, "clock");
  writeFileSync(clockFile, "0");
  const nextCode = codesOf(chance.named("codes"));
  const shown = createShown();
  // Each of its own: the two start side by side, and must not take one another's choices away.
  const [kioskChance, centralChance] = [chance.named("kiosk"), chance.named("central")];
  const counts = { scans: 0, kioskKills: 0, kioskKillsAtStart: 0, centralKills: 0, clockTurns: 0 };
  const up: { kiosk: Program | undefined; central: Program | undefined } = { kiosk: undefined, central: undefined };

  async function centralUp(): Promise<void> {
    if (up.central?.isUp) return;
    up.central = startCentralOf(office);
    if (centralChance.happens(0.1)) {
      await pause(centralChance.below(200));
      counts.centralKills++;
      await up.central.kill();
      up.central = startCentralOf(office);
    }
    proxy.target = await within("central answers after a kill", up.central.ready);
  }

  /** True where the kiosk is up; false where it was killed on the way. */
  async function kioskUp(): Promise<boolean> {
    if (up.kiosk?.isUp) return true;
    up.kiosk = startKioskOf(office, { clockFile });
    if (kioskChance.happens(0.15)) {
      await pause(kioskChance.below(350));
      counts.kioskKillsAtStart++;
      await up.kiosk.kill();
      return false;
    }
    await shown.watch(await within("the kiosk answers after a kill", up.kiosk.ready));
    return true;
  }

  function turnClock(): void {
    counts.clockTurns++;
    writeFileSync(clockFile, String(Math.round(chance.pick(TURNS) * YEAR_MS)));
    up.kiosk?.signal("SIGUSR2");
  }

  async function scanBurst(): Promise<void> {
    for (let left = 2 + chance.below(5); left > 0; left--) {
      counts.scans++;
      terminal.write(nextCode());
      await pause(3 + chance.below(12));
    }
  }

  async function killSome(victims: readonly ("kiosk" | "central")[]): Promise<void> {
    await pause(kioskChance.below(120));
    if (victims.includes("central")) {
      counts.centralKills++;
      proxy.target = undefined;
      await up.central?.kill();
    }
    if (victims.includes("kiosk")) {
      counts.kioskKills++;
      await up.kiosk?.kill();
    }
  }

  /** The last code that is held up is answered by a kiosk that lives. */
  async function demandAnswer(): Promise<void> {
    const before = shown.answers.length;
    counts.scans++;
    terminal.write(nextCode());
    await until("a code that is held up is answered", ANSWER_MS, () => shown.answers.length > before);
  }

  /** Another kiosk process than before, which has no failures to be patient about. */
  async function freshKiosk(): Promise<string | undefined> {
    await centralUp();
    while (!(await kioskUp()));
    return await up.kiosk?.ready;
  }

  return {
    shown,
    async begin() {
      // Several segments, so that there is something to remove for a kiosk that a turned clock would mislead.
      await fillSegments(office, 0);
      await freshKiosk();
      demand((await up.kiosk?.stop()) === 0, "a kiosk that is asked to end ends well");
      await fillSegments(office, EARLIER_ENTRIES);
      await freshKiosk();
      await until("a kiosk takes its trust from central", SETTLE_MS, async () => {
        await demandAnswer();
        return shown.answers.some(({ reason }) => reason === "granted");
      });
    },
    async round(number) {
      proxy.hostility = HOSTILITY;
      if (number % CLOCK_EVERY === CLOCK_EVERY - 1) turnClock();
      const [, isUp] = await Promise.all([centralUp(), kioskUp()]);
      if (!isUp) return;
      const victims = chance.pick(VICTIMS);
      await Promise.all([scanBurst(), killSome(victims)]);
      if (victims.includes("kiosk")) return;
      await demandAnswer();
      // A while in which the two may talk, and try again.
      if (chance.happens(0.4)) await pause(200 + chance.below(600));
    },
    async settle() {
      proxy.hostility = 0;
      for (const years of [...TURNS.filter((years) => Math.abs(years) > 1), 0]) {
        demand(!up.kiosk?.isUp || (await up.kiosk.stop()) === 0, "a kiosk that is asked to end ends well");
        writeFileSync(clockFile, String(years * YEAR_MS));
        await freshKiosk();
        // Long enough for all that a kiosk does beside the scans: a clock that is years ahead must not make old entries of new ones.
        if (years !== 0) await pause(BESIDE_MS);
      }
      await demandAnswer();
      const url = await up.kiosk?.ready;
      // By central's own file: the kiosk's page is two seconds old.
      const last = (await entriesOf(office.journal)).at(-1)?.seq ?? 0;
      await until(
        "central holds everything",
        SETTLE_MS,
        async () => (await statusOf(url)).backlog === 0 && ledgerSize(office.central) > last,
      );
      demand((await up.kiosk?.stop()) === 0, "a kiosk that is asked to end ends well");
      demand((await up.central?.stop()) === 0, "a central that is asked to end ends well");
      writeFileSync(join(folder, "answers.json"), JSON.stringify(shown.answers, undefined, 1));
      const accounts = await demandAccounted(office, shown.answers, { unseen: counts.kioskKills + counts.kioskKillsAtStart });
      return { ...counts, answers: shown.answers.length, ...accounts, ...messages(proxy.counts) };
    },
    async end() {
      await Promise.all([up.kiosk?.kill(), up.central?.kill()]);
    },
  };
}

async function fillSegments({ journal: folder, signer }: Office, entries: number): Promise<void> {
  const journal = await openJournal(folder, signer, { segmentBytes: SEGMENT_BYTES });
  await Promise.all(Array.from({ length: entries }, (_, index) => journal.append(anEntry({ reason: "expired", durationMs: index + 0.5 }))));
  await journal.close();
}

async function within(what: string, ready: Program["ready"]): Promise<string> {
  const late = pause(START_MS).then(() => undefined);
  const url = await Promise.race([ready, late]);
  demand(url !== undefined, `${what}; see its log`);
  return url;
}

async function statusOf(url: string | undefined): Promise<{ readonly backlog?: number; readonly syncStopped?: string }> {
  const status = (await (await fetch(`${url}/status`)).json()) as { readonly backlog?: number; readonly syncStopped?: string };
  demand(status.syncStopped === undefined, `nothing contradicts anything: ${status.syncStopped}`);
  return status;
}

function messages({ pass, ...tricks }: Readonly<Record<Trick, number>>): Readonly<Record<string, number>> {
  const all = Object.values(tricks).reduce((sum, count) => sum + count, 0);
  return { messages: pass + all, messagesHarmed: all, ...tricks };
}
