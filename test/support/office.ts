// A kiosk in an office: its real journal and its real vault on a disk, a clock that the test turns, a stick, and perhaps a network.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect, onTestFinished } from "vitest";
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
import { ED_KEY, ISSUER, makeCredential } from "./credential-maker.ts";
import { TEST_SIGNER } from "./journal-signer.ts";
import { keyEntry } from "./judging.ts";
import { NO_SEALING } from "./no-sealing.ts";
import { type SetClock, setClock } from "./set-clock.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher, type Publisher } from "./tuf-publisher.ts";

const DAY = 86_400;
/** The first day at the counter; after the build of the program, as every real one. */
export const START = 1_800_000_000;
/** A citizen card, which nobody has signed. */
export const CARD = Buffer.from("099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm|20062021");
/** A credential of the one issuer on the trust list. */
export const CREDENTIAL = Buffer.from(makeCredential().text);

/** Real time enough for the files, none for the test. */
const shortSleep: Sleep = (_ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, 5);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** A kiosk in an office: its disk, its clock, and whoever publishes for it. */
export interface Office {
  readonly folder: string;
  readonly clock: SetClock;
  readonly publisher: Publisher;
  readonly policy: Policy;
  /** Address of a central, where the office has a network. */
  central?: string;
}

let running: { close(): Promise<void> } | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** The publisher's root on the kiosk, and a first bundle in its repository. */
export async function openOffice(trust?: Policy["trust"]): Promise<Office> {
  const folder = temporaryFolder();
  const office: Office = { folder, clock: setClock(START), publisher: newPublisher(), policy: { id: "office", ...(trust && { trust }) } };
  const root = await beginRepository(join(folder, "repository"), office.publisher, START);
  await writeFile(join(folder, "root.json"), root);
  await mkdir(join(folder, "sticks"));
  await publish(office, START);
  return office;
}

/** The publisher signs anew. */
export async function publish({ folder, publisher }: Pick<Office, "folder" | "publisher">, now: number): Promise<void> {
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
export async function putStickIn({ folder }: Office): Promise<void> {
  await mkdir(join(folder, "sticks", "usb"), { recursive: true });
  await rename(join(folder, "repository"), join(folder, "sticks", "usb", "tram-trust"));
}

/** And back. */
export async function pullStickOut({ folder }: Office): Promise<void> {
  await rename(join(folder, "sticks", "usb", "tram-trust"), join(folder, "repository"));
}

/** A central that hands out the repository as it stands, and nothing else. */
export async function connect(office: Office): Promise<void> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "").replace("/v1/trust/", "");
    readFile(join(office.folder, "repository", name)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  office.central = `http://127.0.0.1:${address.port}`;
}

/** Switches the kiosk on. */
export async function switchOn({ folder, clock, policy, central }: Office) {
  const network = central ? `[central]\nurl = ${JSON.stringify(central)}\nkey = "/nowhere"\n` : "";
  const toml = `id = "office"\ndata = ${JSON.stringify(join(folder, "data"))}\n[trust]\nroot = ${JSON.stringify(join(folder, "root.json"))}\nsticks = ${JSON.stringify(join(folder, "sticks"))}\n${network}[[source]]\nkind = "serial"\npath = "/dev/null"\n`;
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
    pseudonyms: trust.pseudonyms,
    sealing: NO_SEALING,
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
    status: () => screenTrustOf(trust.inForce.current(), config.group, trust.clock, refresh.status()),
    async takesVersion(version: number) {
      await expect.poll(() => trust.inForce.current().trust?.version, { timeout: 10_000 }).toBe(version);
    },
    async close() {
      running = undefined;
      await kiosk.close();
      await Promise.all([refresh.close(), trust.vault.close()]);
      await trust.leave();
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
