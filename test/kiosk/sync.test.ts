import { randomBytes } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CentralLink, Ledger, PushReply } from "../../src/central-ports.ts";
import type { Batch } from "../../src/core/batch.ts";
import { hexOf } from "../../src/core/hex.ts";
import { EMPTY_CHAIN } from "../../src/core/journal-chain.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { type Sync, type SyncOptions, startSync } from "../../src/kiosk/sync.ts";
import type { Journal, Sleep } from "../../src/ports.ts";
import { batchOf, newWitness, pushInto } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { manualSleep } from "../support/manual-sleep.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import { setAsideInMemory } from "../support/set-aside.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const witness = newWitness();
let ledger: Ledger;
let kiosk = "";
let count = 0;
let sync: Sync | undefined;

beforeAll(() => {
  ledger = openSqliteLedger(join(folder, "ledger.sqlite"));
});
afterAll(() => ledger.close());
beforeEach(async () => {
  kiosk = `k${count++}`;
  await ledger.enrol(kiosk, {}, 1);
});
afterEach(async () => {
  await sync?.close();
  sync = undefined;
});

/** A way to central without a network. `fault` may answer in central's place, before or after the batch has arrived. */
function link(fault?: (batch: Batch, push: () => Promise<PushReply>) => Promise<PushReply>): CentralLink & { readonly batches: Batch[] } {
  const batches: Batch[] = [];
  return {
    batches,
    push: async (batch) => {
      batches.push(batch);
      const push = () => pushInto(ledger, kiosk, batch, witness);
      return fault ? await fault(batch, push) : await push();
    },
    putStatus: async () => ({ kind: "stored" }),
    fetchTime: async () => ({ kind: "none" }),
    close: async () => undefined,
  };
}

/** Lets everything happen that waits for nothing but itself. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function start(
  journal: Journal,
  central: CentralLink,
  sleep: Sleep,
  random = () => 0.5,
  more: Pick<SyncOptions, "onCosigned" | "onAcknowledged"> = {},
): Sync {
  const clock = { now: () => 1234, monotonicMs: () => 0 };
  sync = startSync({ journal, central, key: TEST_SIGNER.key, clock, random, sleep, setAside: setAsideInMemory(), ...more });
  return sync;
}

async function expectHeld(journal: Journal): Promise<void> {
  const held = await ledger.kiosk(kiosk);
  expect([held?.position.size, hexOf(held?.position.chain ?? EMPTY_CHAIN)]).toEqual([journal.size, hexOf(journal.chain)]);
}

const HEARTBEAT = 300_000 * (1 + 0.5 / 8);

describe("in quiet times", () => {
  test("the first request only asks where central stands; then the backlog goes in order, in batches that fit", async () => {
    const journal = memoryJournal(1200);
    const central = link();
    const { sleep, waits } = manualSleep();
    const { status } = start(journal, central, sleep);
    expect(status()).toMatchObject({ state: "starting", backlog: 1200, lastSuccessAt: undefined });
    await settle();
    expect(central.batches.map(({ from, entries }) => [from, entries.length])).toEqual([
      [1200, 0],
      [0, 500],
      [500, 500],
      [1000, 200],
    ]);
    expect(status()).toEqual({ state: "up-to-date", detail: "central holds 1200 entries", lastSuccessAt: 1234, backlog: 0, setAside: 0 });
    expect(waits).toEqual([HEARTBEAT]);
    await expectHeld(journal);
  });

  test("large entries make smaller batches, so that none is over the limit", async () => {
    const journal = memoryJournal();
    for (let entry = 0; entry < 200; entry++)
      await journal.append(anEntry({ issuer: "i".repeat(510), policy: "p".repeat(510), keyId: "k".repeat(510) }));
    const central = link();
    start(journal, central, manualSleep().sleep);
    await settle();
    expect(central.batches.length).toBeGreaterThan(2);
    await expectHeld(journal);
  });

  test("an append is sent after a short wait for company, together with what came meanwhile", async () => {
    const journal = memoryJournal(1);
    const central = link();
    const { sleep, waits, end } = manualSleep();
    const running = start(journal, central, sleep);
    await settle();
    await journal.append(anEntry());
    running.appended();
    await settle();
    expect(running.status()).toMatchObject({ backlog: 1 });
    expect(waits.at(-1)).toBeLessThanOrEqual(200);
    await journal.append(anEntry());
    running.appended();
    await settle();
    const before = central.batches.length;
    end();
    await settle();
    expect(central.batches.slice(before).map(({ from, entries }) => [from, entries.length])).toEqual([[1, 2]]);
    await expectHeld(journal);
  });

  test("an append while a request is under way is not forgotten", async () => {
    const journal = memoryJournal(1);
    let isFirst = true;
    const central = link(async (batch, push) => {
      if (batch.entries.length === 1 && isFirst) {
        isFirst = false;
        await journal.append(anEntry());
        running.appended();
      }
      return await push();
    });
    const running = start(journal, central, manualSleep().sleep);
    await settle();
    await expectHeld(journal);
  });

  test("a kiosk with nothing to send says every five minutes that it is there", async () => {
    const journal = memoryJournal(2);
    const central = link();
    const { sleep, waits, end } = manualSleep();
    start(journal, central, sleep);
    await settle();
    const before = central.batches.length;
    end();
    await settle();
    expect(central.batches.slice(before).map(({ from, entries }) => [from, entries.length])).toEqual([[2, 0]]);
    expect(waits).toEqual([HEARTBEAT, HEARTBEAT]);
  });
});

describe("when central fails", () => {
  test("the waits grow from one second to a quarter of an hour, each a random share of the whole, and start over after a success", async () => {
    const journal = memoryJournal(1);
    let isDown = true;
    const central = link(async (_, push) => (isDown ? { kind: "later", detail: "central cannot be reached: ECONNREFUSED" } : await push()));
    const { sleep, waits, end } = manualSleep();
    const shares = [0, 0.25, 0.999, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    let draw = 0;
    const { status } = start(journal, central, sleep, () => shares[draw++] ?? 0.5);
    await settle();
    for (let failure = 1; failure < 13; failure++) {
      end();
      await settle();
    }
    // The share 0 waits for nothing at all and leaves no trace.
    const ceilings = [2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 900_000, 900_000, 900_000];
    expect(waits.slice(0, 12)).toEqual(ceilings.map((ceiling, index) => ceiling * (shares[index + 1] ?? 0)));
    expect(status()).toMatchObject({
      state: "waiting",
      detail: "central cannot be reached: ECONNREFUSED",
      backlog: 1,
      lastSuccessAt: undefined,
    });
    isDown = false;
    end();
    await settle();
    expect(status()).toMatchObject({ state: "up-to-date", backlog: 0 });
    isDown = true;
    await journal.append(anEntry());
    sync?.appended();
    await settle();
    end();
    await settle();
    expect(waits.at(-1)).toBe(500);
  });

  test("it is not asked sooner than it wishes, within reason", async () => {
    const central = link(async () => ({
      kind: "later",
      detail: "central answered 503",
      retryAfterSeconds: central.batches.length === 1 ? 120 : 1e9,
    }));
    const { sleep, waits, end } = manualSleep();
    start(memoryJournal(1), central, sleep);
    await settle();
    end();
    await settle();
    expect(waits).toEqual([120_500, 3_601_000]);
  });

  test("word that central is there again ends the wait for a network, and no wait that central itself asked for", async () => {
    for (const [reply, asked] of [
      [{ kind: "later", detail: "central cannot be reached: ECONNREFUSED" }, 2],
      [{ kind: "later", detail: "central answered 503", retryAfterSeconds: 60 }, 1],
      [{ kind: "refused", detail: "central refuses this kiosk: 403 unknown-kiosk" }, 1],
    ] as const) {
      const central = link(async () => reply);
      const { reached } = start(memoryJournal(1), central, manualSleep().sleep);
      await settle();
      reached();
      await settle();
      expect(central.batches).toHaveLength(asked);
    }
  });

  test("an append does not cut a wait short", async () => {
    const journal = memoryJournal(1);
    const central = link(async () => ({ kind: "later", detail: "down" }));
    const running = start(journal, central, manualSleep().sleep);
    await settle();
    await journal.append(anEntry());
    running.appended();
    await settle();
    expect(central.batches).toHaveLength(1);
  });

  test("a kiosk that central does not know goes on asking, and works as soon as it is enrolled", async () => {
    const journal = memoryJournal(3);
    let isEnrolled = false;
    const central = link(async (_, push) =>
      isEnrolled ? await push() : { kind: "refused", detail: "central refuses this kiosk: 403 unknown-kiosk" },
    );
    const { sleep, end } = manualSleep();
    const { status } = start(journal, central, sleep);
    await settle();
    expect(status()).toMatchObject({ state: "waiting", detail: "central refuses this kiosk: 403 unknown-kiosk", backlog: 3 });
    isEnrolled = true;
    end();
    await settle();
    await expectHeld(journal);
  });

  test("and takes for ever, appends still return at once, and close() ends the matter", async () => {
    let hangUp: (reply: PushReply) => void = () => undefined;
    const journal = memoryJournal(1);
    const central = {
      ...link(() => new Promise((resolve) => (hangUp = resolve))),
      close: async () => hangUp({ kind: "later", detail: "closing" }),
    };
    const running = start(journal, central, manualSleep().sleep);
    await settle();
    for (let entry = 0; entry < 100; entry++) {
      await journal.append(anEntry());
      running.appended();
    }
    expect(running.status()).toMatchObject({ state: "starting", backlog: 101 });
    await running.close();
  });

  test("with answers that make no sense, nothing is believed and nothing spins", async () => {
    const stored = (size: number): PushReply => ({ kind: "stored", standing: { size, chain: EMPTY_CHAIN } });
    const elsewhere = (size: number): PushReply => ({ kind: "elsewhere", standing: { size, chain: EMPTY_CHAIN } });
    for (const answers of [
      [stored(0)],
      [stored(3)],
      [elsewhere(3)],
      [elsewhere(1)],
      [elsewhere(1), elsewhere(2)],
      [stored(1), elsewhere(0)],
    ]) {
      const central = link(async () => answers[central.batches.length % answers.length] ?? stored(0));
      const { sleep, waits } = manualSleep();
      const { status, close } = start(memoryJournal(3), central, sleep);
      await settle();
      expect(central.batches.length).toBeLessThan(6);
      expect(waits).toHaveLength(1);
      expect(status()).toMatchObject({ state: "waiting", detail: expect.stringContaining("makes no sense"), lastSuccessAt: undefined });
      await close();
    }
  });

  test("the journal's own disk may fail, too; health says so and the next try comes", async () => {
    const journal = memoryJournal(3);
    let isBroken = true;
    const broken: Journal = {
      ...journal,
      size: 3,
      chain: journal.chain,
      readThrough: (from, until) => {
        if (isBroken) throw new Error("EIO: i/o error");
        return journal.read(from, until);
      },
    };
    const { sleep, end } = manualSleep();
    const { status } = start(broken, link(), sleep);
    await settle();
    expect(status()).toMatchObject({ state: "waiting", detail: "journal cannot be read: Error: EIO: i/o error", backlog: 3 });
    isBroken = false;
    end();
    await settle();
    await expectHeld(journal);
  });
});

describe("after a restart", () => {
  test("a central that is behind gets what it lacks, and one that has lost its newest entries gets them again", async () => {
    const journal = memoryJournal(10);
    await pushInto(ledger, kiosk, await batchOf(journal, 0, 4));
    const central = link();
    start(journal, central, manualSleep().sleep);
    await settle();
    expect(central.batches.map(({ from, entries }) => [from, entries.length])).toEqual([
      [10, 0],
      [4, 6],
    ]);
    await expectHeld(journal);
  });

  test("a central that already has everything is not sent anything", async () => {
    const journal = memoryJournal(10);
    await pushInto(ledger, kiosk, await batchOf(journal));
    const central = link();
    const { status } = start(journal, central, manualSleep().sleep);
    await settle();
    expect(central.batches.map(({ entries }) => entries.length)).toEqual([0]);
    expect(status()).toMatchObject({ state: "up-to-date", backlog: 0 });
  });

  test("a journal that has lost its newest entries is named truncated, by itself and by central, and nothing more is sent", async () => {
    const journal = memoryJournal(10);
    await pushInto(ledger, kiosk, await batchOf(journal));
    journal.truncate(8);
    const central = link();
    const running = start(journal, central, manualSleep().sleep);
    await settle();
    const detail = "truncated: this device once signed 10 entries, its journal has 8";
    expect(running.status()).toMatchObject({ state: "stopped", detail });
    expect((await ledger.kiosk(kiosk))?.contradiction).toMatchObject({ kind: "truncated", seq: 8 });
    const sent = central.batches.length;
    await journal.append(anEntry());
    running.appended();
    await settle();
    expect([central.batches.length, (await ledger.kiosk(kiosk))?.position.size]).toEqual([sent, 10]);
  });

  test("one that has lost its newest entries while central could not be asked, and has more by now, is forked", async () => {
    const journal = memoryJournal(10);
    await pushInto(ledger, kiosk, await batchOf(journal));
    journal.truncate(8);
    for (let entry = 0; entry < 5; entry++) await journal.append(anEntry({ reason: "expired" }));
    const running = start(journal, link(), manualSleep().sleep);
    await settle();
    expect(running.status()).toMatchObject({
      state: "stopped",
      detail: "forked: central holds other entries than this journal, seen at entry 10",
    });
    expect((await ledger.kiosk(kiosk))?.contradiction).toMatchObject({ kind: "forked", seq: 10 });
  });

  test("the admission of a truncated journal is repeated until central has it", async () => {
    const journal = memoryJournal(10);
    await pushInto(ledger, kiosk, await batchOf(journal));
    journal.truncate(8);
    let isDown = true;
    const central = link(async (batch, push) => (batch.held !== undefined && isDown ? { kind: "later", detail: "down" } : await push()));
    const { sleep, end } = manualSleep();
    const running = start(journal, central, sleep);
    await settle();
    expect(running.status()).toMatchObject({ state: "stopped", detail: expect.stringContaining("truncated") });
    isDown = false;
    end();
    await settle();
    expect((await ledger.kiosk(kiosk))?.contradiction).toMatchObject({ kind: "truncated" });
  });

  test.each<[string, (journal: MemoryJournal) => void]>([
    ["with an old entry rewritten", (journal) => journal.rewrite(3, anEntry({ reason: "expired" }))],
    ["with its last entry rewritten", (journal) => journal.rewrite(9, anEntry({ reason: "expired" }))],
    ["with its first entry rewritten", (journal) => journal.rewrite(0, anEntry({ reason: "expired" }))],
  ])("a journal %s is named, nothing more is sent, and nothing is lost on either side", async (_, tamper) => {
    const journal = memoryJournal(10);
    await pushInto(ledger, kiosk, await batchOf(journal));
    tamper(journal);
    const central = link();
    const { sleep, waits } = manualSleep();
    const running = start(journal, central, sleep);
    await settle();
    expect(running.status()).toMatchObject({ state: "stopped", detail: expect.stringContaining("central holds other entries") });
    expect((await ledger.kiosk(kiosk))?.contradiction).toMatchObject({ kind: "forked" });
    const sent = central.batches.length;
    await journal.append(anEntry());
    running.appended();
    await settle();
    expect([central.batches.length, waits, journal.size]).toEqual([sent, [], 11]);
    expect((await ledger.kiosk(kiosk))?.position.size).toBe(10);
  });
});

test("however requests, answers, central and the kiosk itself fail, in the end central holds exactly the journal", async () => {
  const faults = ["none", "lost-request", "lost-reply", "old-reply", "old-request", "server-error", "slow", "twice", "restart"] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(fc.constantFrom(...faults)),
      fc.array(fc.nat(600), { minLength: 1, maxLength: 4 }),
      async (stream, bursts) => {
        kiosk = `r${randomBytes(8).toString("hex")}`;
        await ledger.enrol(kiosk, {}, 1);
        const journal = memoryJournal();
        let left = 25;
        let wantsRestart = false;
        const [requests, replies] = [[] as Batch[], [] as PushReply[]];
        const central = link(async (batch, push) => {
          const fault = left-- > 0 ? (stream.next().value ?? "none") : "none";
          if (fault === "lost-request" || fault === "server-error") return { kind: "later", detail: fault };
          if (fault === "slow") await new Promise((resolve) => setTimeout(resolve, 2));
          requests.push(batch);
          // One that was held up on the way and comes only now, or an answer that does.
          const late = requests[Math.floor(requests.length / 2)];
          if (fault === "old-request" && late) await pushInto(ledger, kiosk, late, witness);
          const reply = await push();
          replies.push(reply);
          if (fault === "twice") return await push();
          if (fault === "old-reply") return replies[Math.floor(replies.length / 2)] ?? reply;
          wantsRestart ||= fault === "restart";
          return fault === "lost-reply" || fault === "restart" ? { kind: "later", detail: fault } : reply;
        });
        // The longest back-off (15 min) by this luck is shorter than a heartbeat (5 min), which never comes in this test.
        const luck = () => 0.2;
        const sleep: Sleep = (ms, signal) =>
          new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve());
            if (ms < 200_000) setImmediate(resolve);
          });
        start(journal, central, sleep, luck);
        for (const burst of bursts) {
          for (let entry = 0; entry < burst; entry++) await journal.append(anEntry({ at: entry }));
          sync?.appended();
          await settle();
          if (!wantsRestart) continue;
          wantsRestart = false;
          await sync?.close();
          start(journal, central, sleep, luck);
        }
        for (let turn = 0; turn < 500 && sync?.status().backlog !== 0; turn++) await settle();
        await sync?.close();
        await expectHeld(journal);
        const held = await ledger.newest(kiosk, 10_000);
        expect(held.map(({ seq }) => seq)).toEqual(Array.from({ length: journal.size }, (_, age) => journal.size - 1 - age));
      },
    ),
    { numRuns: 20 },
  );
});
