import { beforeEach, describe, expect, test } from "vitest";
import { signAcknowledgement, type Witness, witnessOf } from "../../src/core/acknowledgement.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { type Acknowledged, createAcknowledged, type KeptSamples, NO_SAMPLES, parseSamples } from "../../src/kiosk/acknowledged.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";

const T = 1_795_000_000;
const DAY = 86_400;

function aWitness(): Witness {
  const key = importPrivateJwk(newPrivateJwk("EdDSA"));
  if (!key) throw new Error("no key");
  return witnessOf(key);
}
const central = aWitness();

let journal: MemoryJournal;
let kept: KeptSamples;
let writes: number;
let grown: number[];
let lost: (readonly [number, number])[];
let keeper: Acknowledged;

function start(now = 0): Acknowledged {
  return createAcknowledged({
    kiosk: "hanoi-01",
    journal,
    keys: () => [central.key],
    clock: { atLeast: () => now },
    kept,
    async keep(samples) {
      kept = samples;
      writes++;
    },
    onGrown: (size) => grown.push(size),
    onLost: (size, before) => lost.push([size, before]),
  });
}

async function noteOf(size: number, at: number, { kiosk = "hanoi-01", witness = central, of = journal } = {}): Promise<Uint8Array> {
  return Buffer.from(signAcknowledgement(kiosk, { size, root: await of.rootAt(size) }, at, witness), "utf8");
}

beforeEach(() => {
  journal = memoryJournal(60);
  kept = NO_SAMPLES;
  writes = 0;
  grown = [];
  lost = [];
  keeper = start();
});

test("central's word that it holds entries is kept with its time, and known after a restart", async () => {
  expect(await keeper.take(await noteOf(40, T))).toBeUndefined();
  expect([keeper.size, grown]).toEqual([40, [40]]);
  const again = start();
  expect([again.size, again.since(39), again.since(40), again.sizeAt(T - 1), again.sizeAt(T)]).toEqual([40, T, undefined, 0, 40]);
});

describe("nothing is believed", () => {
  const other = memoryJournal(60);
  other.rewrite(3, { at: 5, reason: "expired", source: "desk", policy: "counter", trust: 1, durationMs: 1 });
  test.each<[string, string, () => Promise<Uint8Array>]>([
    ["that no witness of the trust list has signed", "unsigned", () => noteOf(40, T, { witness: aWitness() })],
    ["that is about another kiosk", "other-kiosk", () => noteOf(40, T, { kiosk: "hanoi-02" })],
    ["that is about another tree", "other-journal", () => noteOf(40, T, { of: other })],
    ["that is about more than there is", "ahead", () => noteOf(70, T, { of: memoryJournal(70) })],
    ["that is no note", "malformed", async () => Buffer.from("tram/kiosk/hanoi-01/held\n40\n")],
  ])("%s", async (_, refusal, note) => {
    expect(await keeper.take(await note())).toBe(refusal);
    expect([keeper.size, writes, grown]).toEqual([0, 0, []]);
  });
});

test("an older word changes nothing: a stick may come late", async () => {
  await keeper.take(await noteOf(20, T));
  await keeper.take(await noteOf(40, T + DAY));
  expect(await keeper.take(await noteOf(20, T))).toBeUndefined();
  // Central's time is from before it writes: of two that came at once, the smaller may be signed a little later.
  expect(await keeper.take(await noteOf(20, T + DAY + 5))).toBeUndefined();
  expect([keeper.size, keeper.since(30), lost]).toEqual([40, T + DAY, []]);
});

describe("a central that was restored from an older copy says later that it holds fewer", () => {
  beforeEach(async () => {
    await keeper.take(await noteOf(10, T));
    await keeper.take(await noteOf(40, T + DAY));
    expect(await keeper.take(await noteOf(20, T + 5 * DAY))).toBeUndefined();
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
    await keeper.take(await noteOf(50, T + 6 * DAY));
    expect([keeper.size, keeper.lost, start().since(30)]).toEqual([50, undefined, T + 6 * DAY]);
  });

  test("or none at all, and fewer than are left here", async () => {
    journal = { ...memoryJournal(60), firstSeq: 30 };
    expect(await keeper.take(await noteOf(0, T + 7 * DAY, { of: memoryJournal(60) }))).toBeUndefined();
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

test("one a day is kept, and the disk is written at most once an hour", async () => {
  for (let size = 1; size <= 60; size++) await keeper.take(await noteOf(size, T + size * 3000));
  expect(kept.samples.length).toBeLessThan(5);
  expect(writes).toBeLessThan(60);
  expect(keeper.since(0)).toBe(T + 3000);
  expect(keeper.sizeAt(T + 60 * 3000)).toBe(60);
});

test("what was taken within the hour is kept before the process ends, and nothing is written where nothing was", async () => {
  await keeper.take(await noteOf(20, T));
  await keeper.take(await noteOf(40, T + 60));
  expect(start().size).toBe(20);
  await keeper.leave();
  await keeper.leave();
  expect([start().size, writes]).toEqual([40, 2]);
});

test("of central's clock and the kiosk's the later counts: a slow one does not shorten the days", async () => {
  keeper = start(T + 10 * DAY);
  await keeper.take(await noteOf(40, T));
  expect(keeper.since(0)).toBe(T + 10 * DAY);
});

test("a time from a clock that was ahead goes with the next word: what is held now was held then", async () => {
  await keeper.take(await noteOf(20, T + 5000 * DAY));
  await keeper.take(await noteOf(40, T + DAY));
  expect(kept.samples).toEqual([{ size: 40, at: T + DAY }]);
});

test("what travelled as a hash alone, and all behind it, does not count as held for good, also after a restart", async () => {
  await keeper.take(await noteOf(40, T));
  await keeper.setAside(30);
  await keeper.setAside(35);
  expect([keeper.sizeAt(T), start().sizeAt(T), keeper.size]).toEqual([30, 30, 40]);
});

test.each([
  ["no object", []],
  [
    "sizes that do not grow",
    {
      samples: [
        { size: 5, at: T },
        { size: 5, at: T },
      ],
    },
  ],
  [
    "times that go back",
    {
      samples: [
        { size: 5, at: T },
        { size: 6, at: T - 1 },
      ],
    },
  ],
  ["a size that is no number", { samples: [{ size: "5", at: T }] }],
  ["a root that is none", { samples: [{ size: 5, at: T }], newest: { saidAt: T, root: "00" } }],
  ["a word more", { samples: [], more: 1 }],
])("a file with %s is damaged", (_, value) => {
  expect(parseSamples(value)).toBeUndefined();
});
