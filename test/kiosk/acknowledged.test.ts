import { beforeEach, describe, expect, test } from "vitest";
import { signAcknowledgement } from "../../src/core/acknowledgement.ts";
import { type Holding, NO_HOLDING } from "../../src/core/holding.ts";
import { type Acknowledged, type AcknowledgedOptions, createAcknowledged } from "../../src/kiosk/acknowledged.ts";
import { findContradiction } from "../../src/kiosk/own-contradiction.ts";
import type { TrustedClock } from "../../src/kiosk/trusted-clock.ts";
import { aClock } from "../support/a-clock.ts";
import { newWitness } from "../support/batches.ts";
import { GOES_ON } from "../support/compared.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";

const T = 1_795_000_000;
const DAY = 86_400;
const central = newWitness();

let journal: MemoryJournal;
let kept: Holding;
let writes: number;
let isFull: boolean;
let now: number;
let grown: number[];
let lost: (readonly [number, number])[];
let keeper: Acknowledged;
let clock: TrustedClock;

const CONTRADICTED: AcknowledgedOptions["comparison"] = { ...GOES_ON, goesOn: false, contradiction: { kind: "truncated", size: 30 } };

function start({ comparison = GOES_ON } = {}): Acknowledged {
  clock = aClock({ now: () => now, monotonicMs: () => now * 1000 }, { proven: T - DAY, claimed: T - DAY, signed: T - DAY });
  return createAcknowledged({
    kiosk: "hanoi-01",
    journal,
    comparison,
    keys: () => [central.key],
    clock,
    kept,
    async keep(holding) {
      if (isFull) throw new Error("ENOSPC");
      kept = holding;
      writes++;
    },
    onGrown: (size) => grown.push(size),
    onLost: (size, before) => lost.push([size, before]),
  });
}

interface NoteFacts {
  readonly kiosk?: string;
  readonly witness?: typeof central;
  readonly of?: MemoryJournal;
  readonly setAsideFrom?: number;
}

async function noteOf(size: number, at: number, { kiosk = "hanoi-01", witness = central, of = journal, setAsideFrom }: NoteFacts = {}) {
  const head = { size, root: await of.rootAt(size), ...(setAsideFrom !== undefined && { setAsideFrom }) };
  return Buffer.from(signAcknowledgement(kiosk, head, at, witness), "utf8");
}

/** Central says it at that time, and the kiosk hears it at once. */
async function say(size: number, at: number, facts: NoteFacts = {}) {
  now = at;
  return await keeper.take(await noteOf(size, at, facts));
}

beforeEach(() => {
  journal = memoryJournal(60);
  kept = NO_HOLDING;
  writes = 0;
  isFull = false;
  now = T;
  grown = [];
  lost = [];
  keeper = start();
});

test("central's word that it holds entries is kept with its time, and known after a restart", async () => {
  expect(await say(40, T)).toBeUndefined();
  expect([keeper.size, grown]).toEqual([40, [40]]);
  const again = start();
  expect([again.size, again.since(39), again.since(40), again.sizeAt(T - 1), again.sizeAt(T)]).toEqual([40, T, undefined, 0, 40]);
});

describe("nothing is believed", () => {
  const other = memoryJournal(60);
  other.rewrite(3, { at: 5, reason: "expired", source: "desk", policy: "counter", trust: 1, durationMs: 1 });
  test.each<[string, string, () => Promise<Uint8Array>]>([
    ["that no witness of the trust list has signed", "unsigned", () => noteOf(40, T, { witness: newWitness() })],
    ["that is about another kiosk", "other-kiosk", () => noteOf(40, T, { kiosk: "hanoi-02" })],
    ["that is about another tree", "other-journal", () => noteOf(40, T, { of: other })],
    ["that is about more than there is", "ahead", () => noteOf(70, T, { of: memoryJournal(70) })],
    ["that is no note", "malformed", async () => Buffer.from("tram/kiosk/hanoi-01/held\n40\n")],
    ["that leaves out an entry which it does not hold", "malformed", () => noteOf(40, T, { setAsideFrom: 40 })],
  ])("%s", async (_, refusal, note) => {
    expect(await keeper.take(await note())).toBe(refusal);
    expect([keeper.size, writes, grown]).toEqual([0, 0, []]);
  });
});

test("an older word changes nothing: a stick may come late", async () => {
  await say(20, T);
  await say(40, T + DAY);
  expect(await keeper.take(await noteOf(20, T))).toBeUndefined();
  // Central's time is from before it writes: of two that came at once, the smaller may be signed a little later.
  expect(await keeper.take(await noteOf(20, T + DAY + 5))).toBeUndefined();
  expect([keeper.size, keeper.since(30), lost]).toEqual([40, T + DAY, []]);
});

test("an older word of more entries changes nothing, either: central may have lost them since", async () => {
  await say(10, T);
  await say(15, T + 10 * DAY);
  expect(await keeper.take(await noteOf(40, T + 5 * DAY))).toBeUndefined();
  expect([keeper.size, grown]).toEqual([15, [10, 15]]);
});

describe("a central that was restored from an older copy says later that it holds fewer", () => {
  beforeEach(async () => {
    await say(10, T);
    await say(40, T + DAY);
    expect(await say(20, T + 5 * DAY)).toBeUndefined();
  });

  test("and that counts from then on, also after a restart: what it lost is carried again, and stays here as long as it must", async () => {
    for (const each of [keeper, start()]) {
      expect([each.size, each.lost, each.sizeAt(T + 2 * DAY), each.since(15), each.since(20)]).toEqual([
        20,
        40,
        10,
        T + 5 * DAY,
        undefined,
      ]);
    }
    expect(lost).toEqual([[20, 40]]);
  });

  test("and what it said before that does not count any more, as an old stick brings it", async () => {
    await keeper.take(await noteOf(40, T + 2 * DAY));
    expect([keeper.size, keeper.lost]).toEqual([20, 40]);
    await say(50, T + 6 * DAY);
    expect([keeper.size, keeper.lost, start().since(30)]).toEqual([50, undefined, T + 6 * DAY]);
  });

  test("or none at all, and fewer than are left here", async () => {
    const whole = journal;
    journal = { ...memoryJournal(60), firstSeq: 30 };
    keeper = start();
    expect(await say(0, T + 7 * DAY, { of: whole })).toBeUndefined();
    expect([keeper.size, keeper.lost, start().size, lost]).toEqual([
      0,
      40,
      0,
      [
        [20, 40],
        [0, 20],
      ],
    ]);
  });
});

test("a restored central with a clock far ahead is believed that it holds fewer, and its next word with a right clock counts", async () => {
  await say(30, T);
  now = T + DAY;
  expect(await keeper.take(await noteOf(10, T + 3650 * DAY))).toBeUndefined();
  expect([keeper.size, keeper.lost, keeper.since(5)]).toEqual([10, 30, T + DAY]);
  expect(await keeper.take(await noteOf(35, T + 3650 * DAY))).toBe("dated-ahead");
  expect(await keeper.take(await noteOf(30, T))).toBeUndefined();
  expect(keeper.size).toBe(10);
  await say(45, T + 2 * DAY);
  expect([keeper.size, keeper.lost, start().size]).toEqual([45, undefined, 45]);
});

test("a word that is dated ahead of this clock holds nothing, and its date is kept, once an hour: what was said before it raises nothing", async () => {
  await say(20, T);
  const stick = await noteOf(40, T + 5 * DAY);
  for (const seconds of [0, 60, 1800]) {
    expect(await keeper.take(await noteOf(30, T + 10 * DAY + seconds))).toBe("dated-ahead");
    expect([keeper.size, keeper.news, grown, writes]).toEqual([20, 1, [20], 2]);
  }
  // The clock of this kiosk stays ten days behind, and nobody puts it right.
  for (const day of [4, 6]) {
    now = T + day * DAY;
    keeper = start();
    expect(await keeper.take(stick)).toBe("dated-ahead");
    expect([keeper.size, keeper.news]).toEqual([20, 0]);
  }
  await say(30, T + 11 * DAY);
  expect([keeper.size, keeper.news]).toEqual([30, 1]);
});

test("central's signed time shows that a date ahead was wrong, and its next word counts", async () => {
  await say(20, T);
  expect(await keeper.take(await noteOf(30, T + 100 * DAY))).toBe("dated-ahead");
  await say(30, T + DAY);
  expect(keeper.size).toBe(20);
  clock.proveNow(T + DAY);
  await say(30, T + DAY);
  expect(keeper.size).toBe(30);
});

test("one a day is kept, and the disk is written at most once an hour", async () => {
  for (let size = 1; size <= 60; size++) await say(size, T + size * 3000);
  expect(kept.samples.length).toBeLessThan(5);
  expect(writes).toBeLessThan(60);
  expect(keeper.since(0)).toBe(T + 3000);
  expect(keeper.sizeAt(T + 60 * 3000)).toBe(60);
});

describe("after a power cut, an old stick counts for nothing", () => {
  test("where central has said since that it holds no more than before", async () => {
    await say(20, T);
    const stick = await noteOf(40, T + 10 * DAY);
    await say(20, T + 20 * DAY);
    keeper = start();
    expect(await keeper.take(stick)).toBeUndefined();
    expect(keeper.size).toBe(20);
  });

  test("where the disk was full when central said that it holds fewer, and not when it said so again", async () => {
    await say(40, T);
    isFull = true;
    await expect(say(20, T + 100)).rejects.toThrow("ENOSPC");
    isFull = false;
    await say(20, T + 160);
    expect(start().size).toBe(20);
  });
});

test("what was taken within the hour is kept before the process ends, and nothing is written where nothing was", async () => {
  await say(20, T);
  await say(40, T + 60);
  expect(start().size).toBe(20);
  await keeper.leave();
  await keeper.leave();
  expect([start().size, writes]).toEqual([40, 2]);
});

test("of central's clock and the kiosk's the later counts: a slow one does not shorten the days", async () => {
  now = T + 10 * DAY;
  await keeper.take(await noteOf(40, T));
  expect(keeper.since(0)).toBe(T + 10 * DAY);
});

describe("an entry that travelled as a hash alone", () => {
  beforeEach(async () => {
    await keeper.setAside(30);
    await say(40, T, { setAsideFrom: 30 });
  });

  test("and all behind it do not count as held whole, also after a restart and with others behind it", async () => {
    await keeper.setAside(45);
    await say(50, T + DAY, { setAsideFrom: 30 });
    for (const each of [keeper, start()]) {
      expect([each.size, each.sizeAt(T + DAY), each.since(29), each.since(30), each.hashesOnly]).toEqual([50, 30, T, undefined, [30, 45]]);
    }
  });

  test("counts as held from when central says that it has it after all, also after a restart", async () => {
    writes = 0;
    await say(40, T + 100);
    for (const each of [keeper, start()]) expect([each.sizeAt(T + 100), each.since(30), each.hashesOnly]).toEqual([40, T + 100, []]);
    expect([writes, grown]).toEqual([1, [30, 40]]);
  });

  test("is not taken for held because of what central said before it went back and got its hash", async () => {
    await say(40, T + DAY);
    await say(20, T + 3 * DAY);
    await keeper.setAside(30);
    await say(40, T + 3 * DAY + 100, { setAsideFrom: 30 });
    await keeper.take(await noteOf(40, T + 2 * DAY));
    expect([keeper.sizeAt(T + 9 * DAY), keeper.hashesOnly]).toEqual([30, [30]]);
  });

  test("is known by central's word where this kiosk has forgotten it", async () => {
    kept = NO_HOLDING;
    keeper = start();
    await say(40, T + DAY, { setAsideFrom: 30 });
    expect([keeper.sizeAt(T + DAY), keeper.hashesOnly]).toEqual([30, [30]]);
  });

  test("is written down before it counts, and where the disk is full, the next time", async () => {
    isFull = true;
    await expect(keeper.setAside(45)).rejects.toThrow("ENOSPC");
    isFull = false;
    await keeper.setAside(45);
    expect(start().hashesOnly).toEqual([30, 45]);
  });
});

test("more entries set aside than can be kept hold up what is behind them all the same, until central has each", async () => {
  journal = memoryJournal(1500);
  keeper = start();
  for (let seq = 100; seq < 1200; seq++) await keeper.setAside(seq);
  await say(1500, T, { setAsideFrom: 100 });
  expect([keeper.hashesOnly.length, keeper.sizeAt(T)]).toEqual([1000, 100]);
  await say(1500, T + 60, { setAsideFrom: 1100 });
  expect([keeper.hashesOnly, keeper.sizeAt(T + 60)]).toEqual([[1100], 1100]);
  await say(1500, T + 120);
  expect([keeper.hashesOnly, keeper.sizeAt(T + 120)]).toEqual([[], 1500]);
});

test("beside a journal that was put back no word is believed, and what shows the contradiction stays", async () => {
  const old = await noteOf(8, T - DAY / 2);
  await say(30, T);
  journal.truncate(10);
  const look = () => findContradiction(journal, { holding: kept, witnessed: undefined, key: TEST_SIGNER.key });
  expect(await look()).toMatchObject({ kind: "truncated", size: 30 });
  keeper = start({ comparison: CONTRADICTED });
  expect(await keeper.take(old)).toBe("other-journal");
  expect(await say(10, T + DAY)).toBe("other-journal");
  await keeper.setAside(5);
  await keeper.leave();
  expect([keeper.size, keeper.sizeAt(T + DAY), keeper.since(0), start({ comparison: CONTRADICTED }).hashesOnly]).toEqual([
    0,
    0,
    undefined,
    [5],
  ]);
  expect(await look()).toMatchObject({ kind: "truncated", size: 30 });
});

test("a word that comes before the journal was compared waits for that, and none counts where it cannot be", async () => {
  const compared = Promise.withResolvers<void>();
  const comparison = { goesOn: false, contradiction: undefined, settled: compared.promise };
  keeper = start({ comparison });
  const said = say(30, T);
  await new Promise((resolve) => setImmediate(resolve));
  expect([keeper.size, grown]).toEqual([0, []]);
  comparison.goesOn = true;
  compared.resolve();
  expect([await said, keeper.size, grown]).toEqual([undefined, 30, [30]]);
  comparison.goesOn = false;
  await expect(say(40, T + DAY)).rejects.toThrow("cannot be compared");
  expect([keeper.size, keeper.wholeSize, keeper.sizeAt(T + DAY), keeper.since(0)]).toEqual([0, 0, 0, undefined]);
  await keeper.leave();
  expect(kept.newest?.size).toBe(30);
});
