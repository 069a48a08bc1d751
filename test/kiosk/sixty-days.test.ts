// A kiosk in an office without a network: its real journal and its real vault on a disk, a clock that the test turns, and a stick.
import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { bodyFromJson, isJournalEvent } from "../../src/core/journal-event.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { parseConfig } from "../../src/kiosk/config.ts";
import { type Answered, startKiosk } from "../../src/kiosk/kiosk.ts";
import { screenTrustOf } from "../../src/kiosk/kiosk-status.ts";
import { openKioskTrust } from "../../src/kiosk/trust-assembly.ts";
import type { Sleep } from "../../src/ports.ts";
import { AT, ED_KEY, ISSUER, makeCredential } from "../support/credential-maker.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { keyEntry } from "../support/judging.ts";
import { type SetClock, setClock } from "../support/set-clock.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher, type Publisher } from "../support/tuf-publisher.ts";

const DAY = 86_400;
/** The first day at the counter; after the build of the program, as every real one. */
const START = 1_800_000_000;
const CARD = Buffer.from("099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm|20062021");
const CREDENTIAL = Buffer.from(makeCredential().text);

/** Real time enough for the files, none for the test. */
const shortSleep: Sleep = (_ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, 5);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

interface Office {
  readonly folder: string;
  readonly clock: SetClock;
  readonly publisher: Publisher;
  readonly policy: Policy;
}

let running: { close(): Promise<void> } | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** The publisher's root on the kiosk, and a first bundle in its repository. */
async function openOffice(trust: Policy["trust"] | undefined): Promise<Office> {
  const folder = temporaryFolder();
  const office: Office = { folder, clock: setClock(START), publisher: newPublisher(), policy: { id: "office", ...(trust && { trust }) } };
  const root = await beginRepository(join(folder, "repository"), office.publisher, START);
  await writeFile(join(folder, "root.json"), root);
  await mkdir(join(folder, "sticks"));
  await publish(office, START);
  return office;
}

async function publish({ folder, publisher }: Office, now: number): Promise<void> {
  const list: TrustList = {
    version: now,
    issuedAt: now,
    expiresAt: now + 90 * DAY,
    issuers: [{ id: ISSUER, types: ["citizen"], keys: [keyEntry(ED_KEY)] }],
  };
  const targets = new Map([["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }]]);
  await publishTargets(join(folder, "repository"), publisher, { targets, now, lifetimes: LIFETIMES });
}

/** The publisher's repository moves onto a stick, and the stick into the kiosk. */
async function putStickIn({ folder }: Office): Promise<void> {
  await mkdir(join(folder, "sticks", "usb"), { recursive: true });
  await rename(join(folder, "repository"), join(folder, "sticks", "usb", "tram-trust"));
}

async function pullStickOut({ folder }: Office): Promise<void> {
  await rename(join(folder, "sticks", "usb", "tram-trust"), join(folder, "repository"));
}

/** Switches the kiosk on. */
async function switchOn({ folder, clock, policy }: Office) {
  const toml = `id = "office"\ndata = ${JSON.stringify(join(folder, "data"))}\n[trust]\nroot = ${JSON.stringify(join(folder, "root.json"))}\nsticks = ${JSON.stringify(join(folder, "sticks"))}\n[[source]]\nkind = "serial"\npath = "/dev/null"\n`;
  const parsed = parseConfig(toml);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const config = { ...parsed.config, policy };
  const journal = await openJournal(join(folder, "data", "journal"), TEST_SIGNER);
  const log = pino({ level: "silent" });
  const trust = await openKioskTrust({ config, journal, system: clock, sleep: shortSleep, log, onAppended: () => undefined });
  const refresh = trust.startRefresh(() => undefined);
  let answered = (_answer: Answered): void => undefined;
  const kiosk = startKiosk({
    clock: trust.clock,
    sources: [],
    outputs: [],
    journal,
    inForce: trust.inForce.current,
    pseudonym: trust.pseudonym,
    onAnswered: (answer) => answered(answer),
    onBug: (error) => {
      throw error;
    },
  });
  const scan = (symbol: Uint8Array) =>
    new Promise<Answered>((resolve) => {
      answered = resolve;
      kiosk.scan(symbol, "serial");
    });
  const on = {
    trust,
    reasonOf: async (symbol: Uint8Array) => (await scan(symbol)).decision.reason,
    warningsOf: async (symbol: Uint8Array) => (await scan(symbol)).decision.warnings,
    status: () => screenTrustOf(trust.inForce.current(), trust.clock, refresh.status()),
    async takesVersion(version: number) {
      await expect.poll(() => trust.inForce.current().trust?.version, { timeout: 10_000 }).toBe(version);
    },
    async close() {
      running = undefined;
      await kiosk.close();
      await Promise.all([refresh.close(), trust.vault.close()]);
      await journal.close();
    },
    async events() {
      const bodies = (await Array.fromAsync(journal.read(0))).map(({ body }) => bodyFromJson(body));
      return bodies.filter((body) => body !== undefined && isJournalEvent(body));
    },
  };
  running = on;
  return on;
}

describe("sixty days without a network", () => {
  test("the kiosk accepts, warns for the last seven days, then cannot check; a stick makes it well again", {
    timeout: 120_000,
  }, async () => {
    const office = await openOffice(undefined);
    const { clock } = office;
    await putStickIn(office);
    const kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);

    const days: string[] = [];
    for (let day = 0; day < 60; day++) {
      days.push(`${kiosk.status().trust?.state} ${await kiosk.reasonOf(CREDENTIAL)}`);
      expect(await kiosk.reasonOf(CARD)).toBe("document-read");
      clock.pass(DAY);
    }
    expect(days.slice(0, 38)).toEqual(Array(38).fill("good granted"));
    expect(days.slice(38, 45)).toEqual(Array(7).fill("warning granted"));
    expect(days.slice(45)).toEqual(Array(15).fill("stopped trust-expired"));
    expect(kiosk.status()).toMatchObject({ trust: { secondsLeft: 0 }, clock: { state: "ok" } });

    await publish(office, clock.now() - 3600);
    await putStickIn(office);
    await kiosk.takesVersion(2);
    expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().trust?.state]).toEqual(["granted", "good"]);
    expect((await kiosk.events()).map(({ reason }) => reason)).toEqual(["event-trust-updated", "event-trust-updated"]);
  });

  test("with a grace of ten days each acceptance after the end says that the trust is stale", { timeout: 120_000 }, async () => {
    const office = await openOffice({ warnDays: 7, graceDays: 10 });
    await putStickIn(office);
    const kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    const seen: string[] = [];
    for (let day = 0; day < 60; day++) {
      const warnings = await kiosk.warningsOf(CREDENTIAL);
      seen.push(`${kiosk.status().trust?.state}${warnings.includes("trust-stale") ? " stale" : ""}`);
      office.clock.pass(DAY);
    }
    expect(seen.slice(0, 38)).toEqual(Array(38).fill("good"));
    expect(seen.slice(38, 45)).toEqual(Array(7).fill("warning"));
    expect(seen.slice(45, 55)).toEqual(Array(10).fill("grace stale"));
    expect(seen.slice(55)).toEqual(Array(5).fill("stopped"));
  });

  test("and the power cut on day 20, with a clock that wakes up in 1970: nothing is accepted until it is set, and nothing is forgotten", {
    timeout: 120_000,
  }, async () => {
    const office = await openOffice(undefined);
    const { clock } = office;
    await putStickIn(office);
    let kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);
    for (let day = 0; day < 20; day++) {
      expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
      clock.pass(DAY);
    }
    await kiosk.close();

    clock.set(40);
    kiosk = await switchOn(office);
    for (let hour = 0; hour < 3; hour++) {
      expect(await kiosk.reasonOf(CREDENTIAL)).toBe("clock-wrong");
      expect(await kiosk.reasonOf(CARD)).toBe("document-read");
      clock.pass(3600);
    }
    // Of a clock in doubt only the floor counts: the last day on which it was believed.
    const { trust, clock: shown } = kiosk.status();
    expect(shown).toMatchObject({ state: "behind", floor: START + 19 * DAY });
    expect(trust).toMatchObject({ state: "good", secondsLeft: 26 * DAY });

    // A second restart with a clock that is still wrong, and a technician who sets it wrongly: to a day before the last record.
    await kiosk.close();
    clock.set(START + 10 * DAY);
    kiosk = await switchOn(office);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("clock-wrong");

    // Set right while the kiosk runs: it goes on where it stood.
    clock.set(START + 21 * DAY);
    expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().trust?.state]).toEqual(["granted", "good"]);
    const doubts = (await kiosk.events()).map((event) => event.reason === "event-clock" && event.state);
    expect(doubts).toEqual([false, "behind", "behind", "ok"]);

    // And the budget runs out on the day on which it would have without all of this.
    clock.pass(23 * DAY);
    expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().trust?.state]).toEqual(["granted", "warning"]);
    clock.pass(DAY);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("trust-expired");
  });

  test("and a stick that comes while the clock is wrong: its keys are held, its date is the floor, and nothing is accepted yet", {
    timeout: 60_000,
  }, async () => {
    const office = await openOffice(undefined);
    const { clock } = office;
    await putStickIn(office);
    let kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);
    await kiosk.close();
    clock.set(40);
    await publish(office, START + 30 * DAY);
    await putStickIn(office);
    kiosk = await switchOn(office);
    await kiosk.takesVersion(2);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("clock-wrong");
    expect(kiosk.status().clock).toMatchObject({ state: "behind", floor: START + 30 * DAY });
    clock.set(START + 30 * DAY + 600);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
  });

  test("an older stick is refused by name, what is held stays, and so after a restart", { timeout: 60_000 }, async () => {
    const office = await openOffice(undefined);
    await putStickIn(office);
    let kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);
    await cp(join(office.folder, "repository"), join(office.folder, "old copy"), { recursive: true });
    await publish(office, START + DAY);
    office.clock.pass(2 * DAY);
    await putStickIn(office);
    await kiosk.takesVersion(2);
    await rm(join(office.folder, "sticks", "usb"), { recursive: true });
    await rename(join(office.folder, "old copy"), join(office.folder, "repository"));
    await putStickIn(office);
    await expect.poll(() => kiosk.status().trustRefusal, { timeout: 10_000 }).toMatchObject({ refusal: "rollback", origin: "folder" });
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
    await kiosk.close();
    kiosk = await switchOn(office);
    expect([kiosk.trust.inForce.current().trust?.version, await kiosk.reasonOf(CREDENTIAL)]).toEqual([2, "granted"]);
  });
});

test("the power goes between the swap of a bundle and its event: the next start finds the bundle, writes it down, and goes back to none older", async () => {
  const office = await openOffice(undefined);
  let kiosk = await switchOn(office);
  await kiosk.close();
  const [data, before] = [join(office.folder, "data"), join(office.folder, "before")];
  await cp(data, before, { recursive: true });
  await putStickIn(office);
  kiosk = await switchOn(office);
  await kiosk.takesVersion(1);
  await kiosk.close();
  // Only the vault had got as far as this.
  await rm(join(before, "trust"), { recursive: true, force: true });
  await rename(join(data, "trust"), join(before, "trust"));
  await rm(data, { recursive: true });
  await rename(before, data);
  await pullStickOut(office);
  kiosk = await switchOn(office);
  expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
  expect(await kiosk.events()).toMatchObject([{ reason: "event-trust-updated", timestamp: 1, origin: "kept" }]);
  await kiosk.close();
  kiosk = await switchOn(office);
  expect(await kiosk.events()).toHaveLength(1);
});

test("AT, the credential's own time, is before the first day", () => {
  expect(AT).toBeLessThan(START);
});
