// An office whose network is mostly dead: sticks carry its journal, written and read by programs that are killed, damaged on the way, put in
// twice, in any order, and beside the network when there is one.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { demandAccounted } from "./accounting.ts";
import { codesOf } from "./codes.ts";
import { type HostileProxy, startHostileProxy } from "./hostile-proxy.ts";
import { KIOSK, ledgerSize, openOffice, startCentralOf, startKioskOf } from "./office.ts";
import { startProgram } from "./program.ts";
import { createShown } from "./shown.ts";
import { demand, type Outcome, pause, type Trial, until } from "./suite.ts";

const ROUNDS = 40;
const HOSTILITY = 0.5;
const ANSWER_MS = 15_000;
/** How long a command may go on before it is killed, milliseconds. */
const COMMAND_LIFE_MS = 700;

/** Carries a journal by stick. */
export async function trySticks(trial: Trial): Promise<Outcome> {
  const opened = await openPseudoTerminal();
  if (!opened.ok) return { kind: "skipped", why: opened.message };
  const proxy = await startHostileProxy(trial.chance.named("network"));
  try {
    return { kind: "tried", figures: await carry(trial, proxy, opened.terminal) };
  } finally {
    proxy.close();
    await opened.terminal.close();
  }
}

async function carry({ folder, chance, rounds }: Trial, proxy: HostileProxy, terminal: PseudoTerminal) {
  const office = await openOffice(folder, { centralUrl: proxy.url, readerPath: terminal.readerPath });
  const [older, log] = [join(folder, "older-stick"), join(folder, "commands.log")];
  let stick = join(folder, "stick");
  mkdirSync(stick);
  const nextCode = codesOf(chance.named("codes"));
  const shown = createShown();
  const counts = {
    rounds: rounds(ROUNDS),
    exports: 0,
    imports: 0,
    commandsKilled: 0,
    filesDamaged: 0,
    sticksPutInAgain: 0,
    sticksExchanged: 0,
    networkRounds: 0,
  };

  const central = startCentralOf(office);
  const centralUrl = await central.ready;
  const kiosk = startKioskOf(office);
  const end = async () => void (await Promise.all([kiosk.kill(), central.kill()]));

  async function scan(): Promise<void> {
    const before = shown.answers.length;
    terminal.write(nextCode());
    await until("a code that is held up is answered", ANSWER_MS, () => shown.answers.length > before);
  }

  /** Runs a command to its end, or kills it on the way; its exit code where it came to one. */
  async function command(isKilled: boolean, ...args: readonly string[]): Promise<number | undefined> {
    const program = startProgram(args, log);
    if (!isKilled) return (await program.gone) ?? undefined;
    await Promise.race([program.gone, pause(chance.below(COMMAND_LIFE_MS))]);
    if (!program.isUp) return (await program.gone) ?? undefined;
    counts.commandsKilled++;
    await program.kill();
    return undefined;
  }

  const exportTo = (isKilled: boolean) => {
    counts.exports++;
    return command(isKilled, "usb", "export", "--config", office.config, "--to", stick, "--json");
  };
  const importFrom = (isKilled: boolean, from = stick) => {
    counts.imports++;
    return command(isKilled, "usb", "import", "--data", office.central, "--from", from, "--json");
  };

  async function round(): Promise<void> {
    for (let left = 1 + chance.below(6); left > 0; left--) await scan();
    if (chance.happens(0.3)) {
      counts.networkRounds++;
      proxy.hostility = HOSTILITY;
      proxy.target = centralUrl;
      if (chance.happens(0.5)) await pause(chance.below(1500));
    }
    await Promise.all([exportTo(chance.happens(0.4)), chance.happens(0.5) ? scan() : undefined]);
    if (chance.happens(0.3) && damageOne(join(stick, "tram-journal", KIOSK), chance)) counts.filesDamaged++;
    if (chance.happens(0.7)) await importFrom(chance.happens(0.4));
    if (chance.happens(0.2)) {
      rmSync(older, { recursive: true, force: true });
      cpSync(stick, older, { recursive: true });
    }
    if (existsSync(older) && chance.happens(0.2)) {
      counts.sticksPutInAgain++;
      await importFrom(false, older);
    }
    proxy.target = undefined;
  }

  try {
    const url = await kiosk.ready;
    demand(url !== undefined && centralUrl !== undefined, "both start; see their logs");
    await shown.watch(url);
    proxy.target = centralUrl;
    await until("a kiosk takes its trust from central", ANSWER_MS, async () => {
      await scan();
      return shown.answers.some(({ reason }) => reason === "granted");
    });
    proxy.target = undefined;
    for (let left = counts.rounds; left > 0; left--) await round();
    // The last way is by stick alone. A bit that was turned over may make a file look like another device's: the kiosk then leaves that stick as
    // it is and asks for another one.
    if ((await exportTo(false)) !== 0) {
      counts.sticksExchanged++;
      stick = join(folder, "another-stick");
      mkdirSync(stick);
      demand((await exportTo(false)) === 0, "a stick takes all that central does not hold; see commands.log");
    }
    demand((await importFrom(false)) === 0, "central takes all that is on the stick; see commands.log");
    demand((await kiosk.stop()) === 0 && (await central.stop()) === 0, "both end well");
    demand(ledgerSize(office.central) > 0, "something was carried");
    writeFileSync(join(folder, "answers.json"), JSON.stringify(shown.answers, undefined, 1));
    return { ...counts, answers: shown.answers.length, ...(await demandAccounted(office, shown.answers, { unseen: 0 })) };
  } finally {
    await end();
  }
}

/** Cuts a file on the stick, or turns one of its bits over; false where there is none yet. */
function damageOne(folder: string, chance: Trial["chance"]): boolean {
  const files = namesIn(folder).map((name) => join(folder, name));
  if (files.length === 0) return false;
  const file = chance.pick(files);
  const bytes = readFileSync(file);
  if (bytes.length === 0) return false;
  if (chance.happens(0.5)) truncateSync(file, chance.below(bytes.length));
  else {
    const at = chance.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    writeFileSync(file, bytes);
  }
  return true;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was exported yet
  }
}
