import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { ApiRequest, Endpoint } from "../../src/api-ports.ts";
import { createIngest } from "../../src/central/ingest.ts";
import { contentDigest, signRequest } from "../../src/core/http-signature.ts";
import { BATCH_ENCODING, BATCH_MEDIA_TYPE, entriesPath, MAX_BATCH_ENTRIES } from "../../src/core/protocol.ts";
import { packBatch } from "../../src/drivers/batch-packing.ts";
import { openPostgresLedger } from "../../src/drivers/postgres-ledger.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import { newWitness } from "../support/batches.ts";
import { newDeviceKey, signerOf } from "../support/device-key.ts";
import { anEntry } from "../support/entries.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import { type PostgresCluster, postgresPrograms, startPostgresCluster, withoutPostgres } from "../support/postgres-cluster.ts";
import { median } from "./figures.ts";

const ROUNDS = 7;
/** Kiosks that come with a full batch in each round, all at once. */
const KIOSKS = 100;
/** As many requests as one process works on at once (central/signed-request.ts). */
const AT_ONCE = 64;
const ROWS = KIOSKS * MAX_BATCH_ENTRIES;

/** Full batches of many kiosks into PostgreSQL, by all that central does with them but the socket, against psql's \copy of the same rows. */
export async function benchIngest(): Promise<readonly string[]> {
  const missing = withoutPostgres();
  if (missing !== undefined) return [`left out: ${missing}`];
  // A real disk, as the figures are about what survives.
  const cluster = await startPostgresCluster({ max_wal_size: "8GB", shared_buffers: "512MB" }, tmpdir());
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  chmodSync(folder, 0o755);
  try {
    return await measure(cluster, folder);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true });
  }
}

async function measure(cluster: PostgresCluster, folder: string): Promise<readonly string[]> {
  const ledger = await openPostgresLedger(cluster.address);
  const anchor = await openPostgresLedger(cluster.address, "anchor");
  const client = new pg.Client({ ...cluster.address });
  await client.connect();
  const devices = Array.from({ length: KIOSKS }, (_, index) => {
    const [kiosk, key] = [`bench-${index}`, newDeviceKey()];
    return { kiosk, key, journal: memoryJournal(0, signerOf(kiosk, key)) };
  });
  for (const { kiosk, key } of devices) await ledger.enrol(kiosk, key.publicJwk, 1);
  const witness = newWitness();
  const ingest = createIngest({ ledger, clock: systemClock, witness: async () => witness, onContradiction: () => undefined });
  const rounds: { readonly ours: number; readonly cpu: number; readonly theirs: number; readonly bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const requests = await Promise.all(devices.map((device) => requestOf(device)));
    const [start, before] = [performance.now(), process.cpuUsage()];
    await pushAll(ingest, requests);
    const ours = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    const file = join(folder, `${round}.tsv`);
    await psql(
      cluster,
      `\\copy (SELECT * FROM tram.entries WHERE seq >= ${round * MAX_BATCH_ENTRIES} ORDER BY received_at, kiosk, seq) TO '${file}'`,
    );
    if (round === 0) {
      const { rows } = await client.query("SELECT DISTINCT month FROM tram.entries");
      for (const { month } of rows) await client.query("SELECT anchor.make_month($1)", [month]);
      await client.query("CREATE TABLE anchor.bare (LIKE tram.entries, PRIMARY KEY (kiosk, seq))");
    }
    const theirs = await psql(cluster, `\\copy anchor.entries FROM '${file}'`);
    const bare = await psql(cluster, `\\copy anchor.bare FROM '${file}'`);
    rmSync(file);
    rounds.push({ ours, cpu: (user + system) / 1000, theirs, bare });
  }
  const { rows } = await client.query("SELECT count(*) AS count FROM tram.entries");
  if (Number(rows[0].count) !== ROUNDS * ROWS) throw new Error(`bench: ${rows[0].count} rows`);
  await client.end();
  await Promise.all([ledger.close(), anchor.close()]);
  // The first is slow for all: plans, files and code are new.
  const timed = rounds.slice(1);
  const rate = (pick: (round: (typeof timed)[number]) => number) => Math.round(ROWS / (median(timed.map(pick)) / 1000));
  const ratio = (pick: (round: (typeof timed)[number]) => number) => median(timed.map((round) => pick(round) / round.ours));
  return [
    `${ROWS} entries of ${KIOSKS} kiosks, signatures, proofs and cosignatures included: ${rate(({ ours }) => ours)} rows/s, of that Node alone ${rate(({ cpu }) => cpu)} rows per second of processor`,
    `psql \\copy of the same rows into the same table: ${rate(({ theirs }) => theirs)} rows/s; ours is ${ratio(({ theirs }) => theirs).toFixed(2)} of it (goal 0.55)`,
    `psql \\copy into a plain table with its primary key alone: ${rate(({ bare }) => bare)} rows/s; ours is ${ratio(({ bare }) => bare).toFixed(2)} of it`,
    `ratios by round: ${timed.map(({ ours, theirs, bare }) => `${(theirs / ours).toFixed(2)}/${(bare / ours).toFixed(2)}`).join(" ")}`,
  ];
}

interface Device {
  readonly kiosk: string;
  readonly journal: MemoryJournal;
  readonly key: ReturnType<typeof newDeviceKey>;
}

/** The kiosk's next full batch as it arrives, with the proof that its tree goes on from the one that central has witnessed. */
async function requestOf({ kiosk, journal, key }: Device): Promise<ApiRequest> {
  const from = journal.size;
  for (let entry = 0; entry < MAX_BATCH_ENTRIES; entry++) {
    const chance = randomBytes(4).readUInt32LE();
    await journal.append(
      anEntry({
        at: 1_795_437_071 + journal.size * 37 + (chance % 1000) / 1000,
        reason: chance % 7 === 0 ? "expired" : "granted",
        credential: randomBytes(16).toString("base64url"),
        durationMs: 2 + (chance % 70) / 10,
      }),
    );
  }
  const content = await packBatch(await readBatch(journal, { from, old: from }));
  const path = entriesPath(kiosk);
  const digest = contentDigest(content);
  const fields = signRequest({ method: "POST", path, contentDigest: digest }, 1_795_437_072, key.keyId, key.sign);
  return {
    method: "POST",
    url: new URL(`http://central.invalid${path}`),
    params: { id: kiosk },
    headers: { "content-type": BATCH_MEDIA_TYPE, "content-encoding": BATCH_ENCODING, "content-digest": digest, ...fields },
    body: async () => content,
  } as unknown as ApiRequest;
}

async function pushAll(ingest: Endpoint, requests: readonly ApiRequest[]): Promise<void> {
  const waiting = [...requests];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let request = waiting.shift(); request; request = waiting.shift()) {
        const { status } = await ingest(request);
        if (status !== 200) throw new Error(`bench: central answered ${status}`);
      }
    }),
  );
}

/** Runs a command of psql's; returns how long that took, in milliseconds. */
async function psql({ url }: PostgresCluster, command: string): Promise<number> {
  const start = performance.now();
  const child = spawn(join(postgresPrograms() ?? "", "psql"), ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", command], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`bench: psql ended with ${code}`);
  return performance.now() - start;
}
