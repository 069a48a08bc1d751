import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CentralLink, Ledger, PushReply } from "../../src/central-ports.ts";
import { openAcknowledgement, witnessedAt } from "../../src/core/acknowledgement.ts";
import type { Batch } from "../../src/core/batch.ts";
import { type Holding, NO_HOLDING } from "../../src/core/holding.ts";
import { sealedDigest } from "../../src/core/sealed-part.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { createAcknowledged } from "../../src/kiosk/acknowledged.ts";
import { type Sync, type SyncOptions, startSync } from "../../src/kiosk/sync.ts";
import type { Journal } from "../../src/ports.ts";
import { aClock } from "../support/a-clock.ts";
import { batchOf, newWitness, pushInto } from "../support/batches.ts";
import { GOES_ON } from "../support/compared.ts";
import { anEntry } from "../support/entries.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { setAsideInMemory } from "../support/set-aside.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSK = "hanoi-01";
/** What central's clock shows. */
const AT = 1_790_000_000;
const witness = newWitness();
const folder = temporaryFolder();
let ledger: Ledger;
let count = 0;
let sync: Sync | undefined;

beforeEach(async () => {
  ledger = openSqliteLedger(join(folder, `ledger-${count++}.sqlite`));
  await ledger.enrol(KIOSK, {}, 1);
});
afterEach(async () => {
  await sync?.close();
  await ledger.close();
});

/** A central that refuses some batches, as one with a bug does, or a proxy that finds something in them. */
function refusing(refuses: (batch: Batch) => boolean): CentralLink & { readonly sizes: number[] } {
  const sizes: number[] = [];
  return {
    sizes,
    async push(batch): Promise<PushReply> {
      sizes.push(batch.entries.length);
      if (refuses(batch)) return { kind: "unacceptable", detail: "central does not take this batch: 400 malformed" };
      return await pushInto(ledger, KIOSK, batch, witness);
    },
    putStatus: async () => ({ kind: "stored" }),
    fetchTime: async () => ({ kind: "none" }),
    close: async () => undefined,
  };
}

/** Runs until nothing changes any more; waits of back-off pass at once, the five minutes between two signs of life do not. */
async function run(journal: Journal, central: CentralLink, more: Partial<SyncOptions> = {}): Promise<Sync> {
  let steps = 400;
  sync = startSync({
    journal,
    central,
    key: TEST_SIGNER.key,
    clock: { now: () => 1234, monotonicMs: () => 0 },
    random: () => 0.2,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve());
        if (ms < 200_000 && steps-- > 0) setImmediate(resolve);
      }),
    setAside: setAsideInMemory(),
    ...more,
  });
  for (let turn = 0; turn < 3000; turn++) await new Promise((resolve) => setImmediate(resolve));
  return sync;
}

const has = (batch: Batch, seq: number) => {
  const entry = batch.entries[seq - batch.from];
  return entry !== undefined && "body" in entry;
};

test("a sealed part that cannot be read holds up nothing; its entry goes whole, or as a hash alone, and the part when it can be read", async () => {
  const journal = memoryJournal(20);
  const part = Buffer.alloc(100, 1);
  await journal.append(anEntry({ sealed: sealedDigest(part) }));
  for (let count = 0; count < 100; count++) await journal.append(anEntry());
  const setAside = setAsideInMemory();
  const said: string[] = [];
  const put = (seq: number, detail: string) => setAside.put(seq, detail).then(() => void said.push(detail));
  const broken = { read: async () => Promise.reject(new Error("EIO: i/o error")) };
  const { status } = await run(
    journal,
    refusing(() => false),
    { setAside: { ...setAside, put }, sealed: broken },
  );
  expect(status()).toMatchObject({ state: "up-to-date", backlog: 0, setAside: 1 });
  expect(said).toEqual([expect.stringContaining("EIO: i/o error); to give the part up: tram journal forget --seq 20")]);
  // After a start it is offered again, and still not without its part.
  await sync?.close();
  await run(
    journal,
    refusing(() => false),
    { setAside, sealed: broken },
  );
  expect(await ledger.sealedPart(KIOSK, 20)).toEqual({ digest: undefined, bytes: undefined });
  await sync?.close();
  await run(
    journal,
    refusing(() => false),
    { setAside, sealed: { read: async () => part } },
  );
  expect(Buffer.from((await ledger.sealedPart(KIOSK, 20))?.bytes ?? [])).toEqual(part);
  expect((await ledger.newest(KIOSK, 1000)).every(({ reason }) => reason === "granted")).toBe(true);
});

test("a central that does not know this kiosk is a fault of its own, and none once it does", async () => {
  const journal = memoryJournal(3);
  let isKnown = false;
  const central: CentralLink = {
    ...refusing(() => false),
    push: async (batch) =>
      isKnown ? await pushInto(ledger, KIOSK, batch, witness) : { kind: "refused", detail: "central refuses this kiosk: 401" },
  };
  const { status } = await run(journal, central);
  expect(status()).toMatchObject({ state: "waiting", isRefused: true });
  await sync?.close();
  isKnown = true;
  const known = await run(journal, central);
  expect(known.status()).toMatchObject({ state: "up-to-date" });
  expect(known.status().isRefused).toBeUndefined();
});

describe("where central does not take a batch", () => {
  test("it is halved down to the entry that is not taken; of that one the hash is sent, and all others arrive", async () => {
    const journal = memoryJournal(300);
    const said: unknown[] = [];
    const central = refusing((batch) => has(batch, 123));
    const setAside = setAsideInMemory();
    const put = (seq: number, detail: string) => setAside.put(seq, detail).then(() => void said.push([seq, detail]));
    const { status } = await run(journal, central, { setAside: { ...setAside, put } });
    expect(status()).toMatchObject({ state: "up-to-date", backlog: 0, setAside: 1 });
    expect(said).toEqual([[123, "central does not take this batch: 400 malformed"]]);
    const rows = await ledger.newest(KIOSK, 1000);
    expect(rows).toHaveLength(300);
    expect(rows.filter(({ reason }) => reason !== "granted")).toMatchObject([{ seq: 123, reason: "entry-set-aside" }]);
    // Once it is past, batches grow again.
    expect(Math.max(...central.sizes.slice(central.sizes.indexOf(1)))).toBeGreaterThan(50);
    expect(journal.size).toBe(300);
  });

  test("and what must never be removed cannot be written down, the entry is sent again, and not its hash", async () => {
    const journal = memoryJournal(5);
    const put = async () => {
      throw new Error("ENOSPC");
    };
    const { status } = await run(
      journal,
      refusing((batch) => has(batch, 2)),
      { setAside: { ...setAsideInMemory(), put } },
    );
    expect(status()).toMatchObject({ state: "waiting", backlog: 3, setAside: 0 });
  });

  test("because it takes small ones only, all entries arrive, and none is set aside", async () => {
    const journal = memoryJournal(300);
    const { status } = await run(
      journal,
      refusing(({ entries }) => entries.length > 20),
    );
    expect(status()).toMatchObject({ state: "up-to-date", backlog: 0, setAside: 0 });
  });

  test("because it takes none at all, nothing is set aside without end: it is not the entries' fault", async () => {
    const { status } = await run(
      memoryJournal(300),
      refusing(({ entries }) => entries.some((entry) => "body" in entry)),
    );
    expect(status()).toMatchObject({ state: "waiting", setAside: 8, backlog: 292 });
    await sync?.close();
    const silent = await run(
      memoryJournal(300),
      refusing(() => true),
    );
    expect(silent.status()).toMatchObject({ state: "waiting", setAside: 0, backlog: 300 });
  });

  describe("it is offered the entry again after a start", () => {
    const journal = memoryJournal(30);
    const system = { now: () => AT, monotonicMs: () => 0 };
    let kept: Holding;

    /** A start of the kiosk, as far as central's words are concerned. */
    async function startWith(central: CentralLink) {
      const acknowledged = createAcknowledged({
        kiosk: KIOSK,
        journal,
        comparison: GOES_ON,
        keys: () => [witness.key],
        clock: aClock(system, { proven: AT - 1000 }),
        kept,
        async keep(holding) {
          kept = holding;
        },
        onGrown: () => undefined,
      });
      const setAside = { entries: () => acknowledged.hashesOnly, put: acknowledged.setAside };
      const { status } = await run(journal, central, { setAside, onAcknowledged: (note) => void acknowledged.take(Buffer.from(note)) });
      return { acknowledged, status };
    }
    const listed = async () => (await ledger.newest(KIOSK, 30)).filter(({ reason }) => reason === "entry-set-aside").map(({ seq }) => seq);

    beforeEach(async () => {
      kept = NO_HOLDING;
      const { acknowledged } = await startWith(refusing((batch) => has(batch, 7) || has(batch, 9)));
      expect([acknowledged.hashesOnly, acknowledged.size, acknowledged.sizeAt(AT)]).toEqual([[7, 9], 30, 7]);
      await sync?.close();
    });

    test("and says when it has it whole: from then on it holds nothing up, and is not offered any more", async () => {
      const { acknowledged, status } = await startWith(refusing((batch) => has(batch, 9)));
      expect([await listed(), acknowledged.hashesOnly, acknowledged.sizeAt(AT)]).toEqual([[9], [9], 9]);
      expect(status()).toMatchObject({ state: "up-to-date", setAside: 1 });
      await sync?.close();
      const again = await startWith(refusing(() => false));
      expect([await listed(), again.status().setAside, again.acknowledged.sizeAt(AT), kept.setAside]).toEqual([[], 0, 30, []]);
      await sync?.close();
      const central = refusing(() => false);
      await startWith(central);
      expect(central.sizes.filter((size) => size > 0)).toEqual([]);
    });

    test("and where somebody on the line answers in its place that it has it, it stays set aside", async () => {
      const central = refusing(() => false);
      let recorded: PushReply | undefined;
      const between: CentralLink = {
        ...central,
        async push(batch) {
          if (recorded && batch.entries.length > 0) return { ...recorded, kind: "stored" } as PushReply;
          recorded = await central.push(batch);
          return recorded;
        },
      };
      const { acknowledged } = await startWith(between);
      expect([await listed(), acknowledged.hashesOnly, kept.setAside]).toEqual([
        [9, 7],
        [7, 9],
        [7, 9],
      ]);
    });
  });

  test("it is offered what was set aside once a day, and not more often", async () => {
    const journal = memoryJournal(3);
    let ms = 0;
    let asked = 0;
    const clock = { now: () => 1234, monotonicMs: () => ms };
    const central = refusing((batch) => has(batch, 1) && ++asked > 0);
    const { appended, status } = await run(journal, central, { clock });
    expect(status().setAside).toBe(1);
    const before = asked;
    for (const [at, count] of [
      [86_399_000, 0],
      [86_401_000, 1],
      [86_402_000, 1],
    ] as const) {
      ms = at;
      await journal.append(anEntry());
      appended();
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(asked - before).toBe(count);
    }
  });

  test("and later does, what was passed over is in its place as a hash, and the tree is the journal's", async () => {
    const journal = memoryJournal(30);
    await run(
      journal,
      refusing((batch) => has(batch, 7)),
    );
    await sync?.close();
    const outcome = await pushInto(ledger, KIOSK, await batchOf(journal), witness);
    expect(outcome).toMatchObject({ kind: "stored", standing: { size: 30 } });
  });
});

test("what central signs is handed on: the cosigned checkpoint, and that it holds the entries", async () => {
  const [cosigned, acknowledged]: [string[], string[]] = [[], []];
  const journal = memoryJournal(700);
  await run(
    journal,
    refusing(() => false),
    { onCosigned: (note) => cosigned.push(note), onAcknowledged: (note) => acknowledged.push(note) },
  );
  expect(witnessedAt(Buffer.from(cosigned.at(-1) ?? ""), [witness.key])).toBe(1_790_000_000);
  const sizes = acknowledged.map((note) => openAcknowledgement(Buffer.from(note), KIOSK, [witness.key]));
  expect(sizes).toMatchObject([{ size: 0 }, { size: 500 }, { size: 700, root: Buffer.from(await journal.rootAt(700)) }]);
});

test("a checkpoint that this device has never signed makes no sense, whoever sends it", async () => {
  const foreign = memoryJournal(900, otherSigner(KIOSK));
  const central = refusing(() => false);
  const liar: CentralLink = {
    ...central,
    async push(batch) {
      const reply = await central.push(batch);
      return "standing" in reply ? { ...reply, standing: { ...reply.standing, witnessed: await foreign.checkpoint() } } : reply;
    },
  };
  const { status } = await run(memoryJournal(10), liar);
  expect(status()).toMatchObject({ state: "waiting", detail: "central's answer makes no sense: a checkpoint that is not ours" });
});

test("kiosks that were away for a month catch up batch by batch, and one that is up to date has its turn among them", async () => {
  const away = Array.from({ length: 12 }, (_, index) => ({ kiosk: `away-${index}`, journal: memoryJournal(1400) }));
  const present = { kiosk: "present", journal: memoryJournal(10) };
  const all = [...away, present];
  for (const { kiosk } of all) await ledger.enrol(kiosk, {}, 1);
  const turns: string[] = [];
  const waited: number[] = [];
  // Central takes one request after the other, as they arrive.
  let queue: Promise<unknown> = Promise.resolve();
  const linkOf = (kiosk: string): CentralLink => ({
    push(batch) {
      const before = turns.length;
      const reply = queue.then(async () => {
        turns.push(kiosk);
        if (kiosk === "present") waited.push(turns.length - before - 1);
        return await pushInto(ledger, kiosk, batch, witness);
      });
      queue = reply;
      return reply;
    },
    putStatus: async () => ({ kind: "stored" }),
    fetchTime: async () => ({ kind: "none" }),
    close: async () => undefined,
  });
  const running = all.map(({ kiosk, journal }) =>
    startSync({
      journal,
      central: linkOf(kiosk),
      key: TEST_SIGNER.key,
      clock: { now: () => 1, monotonicMs: () => 0 },
      random: () => 0.2,
      setAside: setAsideInMemory(),
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve());
          if (ms < 200_000) setImmediate(resolve);
        }),
    }),
  );
  for (let turn = 0; turn < 20_000 && running.some((one) => one.status().backlog > 0); turn++) {
    if (turn % 5 === 0 && turns.length < 45) {
      await present.journal.append(anEntry());
      running.at(-1)?.appended();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(running.map((one) => one.status().backlog)).toEqual(all.map(() => 0));
  for (const one of running) await one.close();
  // 1,400 entries are three batches, after one question at the start.
  expect(away.map(({ kiosk }) => turns.filter((turn) => turn === kiosk).length)).toEqual(away.map(() => 4));
  expect(waited.length).toBeGreaterThan(1);
  expect(Math.max(...waited)).toBeLessThanOrEqual(away.length);
});
