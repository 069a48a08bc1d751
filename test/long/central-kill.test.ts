// Two central processes behind one PostgreSQL, and kiosks that repeat until all is stored, while the database and the processes are killed at random.
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CentralLink } from "../../src/central-ports.ts";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { createCentralClient } from "../../src/drivers/central-client.ts";
import { openPostgresLedger } from "../../src/drivers/postgres-ledger.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { batchOf } from "../support/batches.ts";
import { type CentralProcess, startCentralProcess } from "../support/central-process.ts";
import { newDeviceKey, signerOf } from "../support/device-key.ts";
import { anEntry } from "../support/entries.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import { type PostgresCluster, startPostgresCluster, withoutPostgres } from "../support/postgres-cluster.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSKS = 12;
const CENTRALS = 2;
/** How long things are killed, and how long one may need to come back, in milliseconds. */
const KILLING_MS = 22_000;
const CALM_MS = 25_000;
const MAX_BATCH = 40;

const folder = temporaryFolder();
const missing = withoutPostgres();
let cluster: PostgresCluster;
const centrals: (CentralProcess | undefined)[] = [];

beforeAll(async () => {
  if (missing !== undefined) return;
  cluster = await startPostgresCluster();
  await Promise.all(Array.from({ length: CENTRALS }, (_, index) => startCentral(index)));
});
afterAll(async () => {
  await Promise.all(centrals.map((central) => central?.end("SIGKILL")));
  await cluster?.stop();
});

/** Starts it, again and again while its database is away. */
async function startCentral(index: number): Promise<void> {
  for (const end = Date.now() + CALM_MS; ; await delay(200)) {
    const started = await startCentralProcess(folder, { args: ["--database", cluster.url] }).catch((error: unknown) => error);
    if (!(started instanceof Error)) {
      centrals[index] = started as CentralProcess;
      return;
    }
    if (Date.now() > end) throw started;
  }
}

interface Device {
  readonly kiosk: string;
  readonly journal: MemoryJournal;
  readonly key: ReturnType<typeof newDeviceKey>;
}

/** Sends until central has all of it, to whichever process; sometimes what was stored already. Returns how often it had to repeat. */
async function sendAll({ kiosk, journal, key }: Device, isOver: () => boolean, chance: () => number): Promise<number> {
  const links = new Map<string, CentralLink>();
  let [size, repeats] = [0, 0];
  while (!isOver() || size < journal.size) {
    const url = centrals[Math.floor(chance() * CENTRALS)]?.url;
    if (url === undefined) {
      await delay(50);
      continue;
    }
    const link =
      links.get(url) ?? createCentralClient({ url, kiosk, keyId: key.keyId, sign: key.sign, clock: systemClock, timeoutMs: 4000 });
    links.set(url, link);
    if (!isOver()) await journal.append(anEntry({ at: 1_790_000_000 + journal.size, credential: `${kiosk} ${journal.size}` }));
    const from = Math.max(0, size - (chance() < 0.2 ? Math.floor(chance() * 10) : 0));
    const reply = await link.push(await batchOf(journal, from, Math.min(journal.size, from + 1 + Math.floor(chance() * MAX_BATCH))));
    if (reply.kind === "stored" || reply.kind === "elsewhere") {
      // What was once stored is never less.
      expect(reply.standing.size).toBeGreaterThanOrEqual(size);
      size = reply.standing.size;
    } else {
      expect(reply).toMatchObject({ kind: "later" });
      repeats++;
      await delay(50 + 100 * chance());
    }
  }
  await Promise.all([...links.values()].map((link) => link.close()));
  return repeats;
}

/** Kills one thing or another until it is time to stop, and sees to it that all of it runs again. */
async function killAtRandom(isOver: () => boolean, chance: () => number): Promise<Readonly<Record<string, number>>> {
  const killed = { server: 0, backend: 0, central: 0 };
  while (!isOver()) {
    await delay(300 + 900 * chance());
    const which = chance();
    if (which < 0.3) {
      await cluster.kill();
      await delay(300 * chance());
      await cluster.start();
      killed.server++;
    } else if (which < 0.6) {
      await cluster.killBackend(chance());
      killed.backend++;
    } else {
      const index = Math.floor(chance() * CENTRALS);
      const central = centrals[index];
      centrals[index] = undefined;
      await central?.end("SIGKILL");
      await startCentral(index);
      killed.central++;
    }
  }
  return killed;
}

test.skipIf(missing !== undefined)(
  `whatever is killed, every entry ends in the database once, in its order${missing === undefined ? "" : ` (left out: ${missing})`}`,
  { timeout: 90_000 },
  async () => {
    const seed = 20_261_127;
    const devices = Array.from({ length: KIOSKS }, (_, index) => {
      const [kiosk, key] = [`kill-${index}`, newDeviceKey()];
      return { kiosk, key, journal: memoryJournal(0, signerOf(kiosk, key)) };
    });
    const ledger = await openPostgresLedger(cluster.address);
    for (const { kiosk, key } of devices) await ledger.enrol(kiosk, key.publicJwk, 1);
    await ledger.close();

    const end = Date.now() + KILLING_MS;
    const isOver = () => Date.now() > end;
    const [killed, ...repeats] = await Promise.all([
      killAtRandom(isOver, chanceOf(seed)),
      ...devices.map((device, index) => sendAll(device, isOver, chanceOf(seed + 1 + index))),
    ]);
    const sent = devices.reduce((sum, { journal }) => sum + journal.size, 0);
    console.log(
      `killed ${JSON.stringify(killed)}; ${sent} entries of ${KIOSKS} kiosks, ${repeats.reduce((sum, count) => sum + count, 0)} repetitions`,
    );
    // None of them ended for its database's sake.
    expect(centrals.map((central) => central?.child.exitCode)).toEqual([null, null]);
    expect(Object.values(killed).every((count) => count > 0)).toBe(true);
    await compare(devices);
  },
);

/** What is in the tables is what the journals have: each entry once, with its leaf and its chain. */
async function compare(devices: readonly Device[]): Promise<void> {
  const client = new pg.Client({ ...cluster.address, options: "-c search_path=tram" });
  await client.connect();
  for (const { kiosk, journal } of devices) {
    const { rows } = await client.query("SELECT seq, body, leaf, chain FROM entries WHERE kiosk = $1 ORDER BY seq", [kiosk]);
    expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: journal.size }, (_, seq) => seq));
    let [chain, seq] = [EMPTY_CHAIN, 0];
    for await (const { body } of journal.read(0)) {
      chain = linkOf(chain, leafHash(body));
      const row = rows[seq++];
      expect([row.body, row.leaf, row.chain].map((bytes) => bytes.toString("hex"))).toEqual(
        [body, leafHash(body), chain].map((bytes) => Buffer.from(bytes).toString("hex")),
      );
    }
    const { rows: states } = await client.query("SELECT size, chain, batches FROM kiosks WHERE id = $1", [kiosk]);
    expect([Number(states[0].size), states[0].chain.toString("hex")]).toEqual([journal.size, Buffer.from(chain).toString("hex")]);
    const { rows: batches } = await client.query("SELECT number, first_seq, count FROM batches WHERE kiosk = $1 ORDER BY number", [kiosk]);
    expect(batches.map(({ number }) => Number(number))).toEqual(Array.from({ length: Number(states[0].batches) }, (_, number) => number));
    const contradictions = await client.query("SELECT kind FROM contradictions WHERE kiosk = $1", [kiosk]);
    expect(contradictions.rows).toEqual([]);
  }
  await client.end();
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
