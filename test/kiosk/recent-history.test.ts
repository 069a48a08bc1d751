import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { History } from "../../src/core/history.ts";
import type { UnnumberedBody } from "../../src/core/journal-event.ts";
import type { Policy } from "../../src/core/policy.ts";
import { historyFolder } from "../../src/drivers/history-index.ts";
import { pseudonymsUnder } from "../../src/kiosk/pseudonym.ts";
import { loadHistory } from "../../src/kiosk/recent-history.ts";
import type { Journal } from "../../src/ports.ts";
import { anEntry } from "../support/entries.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import { historyParts, memoryIndices, TEST_PSEUDONYMS } from "../support/names.ts";

const NOW = 1_800_000_000;
const CREDENTIAL = "ab".repeat(32);
const OTHER = "cd".repeat(32);
const PRESENTATION = "ef".repeat(32);
const POLICY: Policy = { id: "pharmacy", reentryAfterSeconds: { citizen: 3600 } };
const ONCE: Policy = { id: "dispensing", once: ["prescription"] };
const OPEN: Policy = { id: "open" };
const lasting = (identity: string) => TEST_PSEUDONYMS.name(identity, true);
const daily = (identity: string) => TEST_PSEUDONYMS.name(identity, false);

async function journalOf(...entries: readonly UnnumberedBody[]): Promise<MemoryJournal> {
  const journal = memoryJournal();
  for (const entry of entries) await journal.append(entry);
  return journal;
}
const historyOf = (journal: MemoryJournal, policy: Policy) => loadHistory(historyParts(journal, policy, NOW));

test("a restart remembers what was accepted within the re-entry time, from the journal", async () => {
  const journal = await journalOf(anEntry({ at: NOW - 100, credential: daily(CREDENTIAL) }));
  expect((await historyOf(journal, POLICY)).lastAccepted(CREDENTIAL)).toBe(NOW - 100);
});

test("what was refused, or accepted too long ago, is not remembered", async () => {
  const journal = await journalOf(
    anEntry({ at: NOW - 3601, credential: daily(CREDENTIAL) }),
    anEntry({ at: NOW - 10, reason: "expired", credential: daily(CREDENTIAL) }),
  );
  expect((await historyOf(journal, POLICY)).lastAccepted(CREDENTIAL)).toBeUndefined();
});

test("nothing is kept where the policy asks for no re-entry time", async () => {
  const history = await historyOf(memoryJournal(), OPEN);
  history.remember({ type: "citizen", credential: daily(CREDENTIAL), at: NOW });
  expect(history.lastAccepted(CREDENTIAL)).toBeUndefined();
});

test("a newly accepted credential is remembered at once", async () => {
  const history = await historyOf(memoryJournal(), POLICY);
  history.remember({ type: "citizen", credential: daily(CREDENTIAL), at: NOW });
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW);
  expect(history.lastAccepted(OTHER)).toBeUndefined();
});

test("a live code that was accepted is known again after a restart, whatever the policy is", async () => {
  const journal = await journalOf(
    anEntry({ at: NOW - 20, credential: daily(CREDENTIAL), presentation: daily(PRESENTATION) }),
    anEntry({ at: NOW - 10, reason: "already-used", presentation: daily(CREDENTIAL) }),
  );
  const history = await historyOf(journal, OPEN);
  expect(history.wasPresented(PRESENTATION)).toBe(true);
  expect(history.wasPresented(CREDENTIAL)).toBe(false);
});

test("a live code is remembered for longer than it could be shown, also by a clock that was set back, and not after another start", async () => {
  const entries = [600, 1000].map((ago) => anEntry({ at: NOW - ago, presentation: daily(ago === 600 ? PRESENTATION : OTHER) }));
  const history = await historyOf(await journalOf(...entries), OPEN);
  expect(history.wasPresented(PRESENTATION)).toBe(true);
  expect(history.wasPresented(OTHER)).toBe(false);
});

test("what is good for one time only is remembered for ever, the other types are not", async () => {
  const journal = await journalOf(
    anEntry({ at: NOW - 100_000_000, type: "prescription", credential: lasting(CREDENTIAL) }),
    anEntry({ at: NOW - 5, type: "citizen", credential: daily(PRESENTATION) }),
  );
  const history = await historyOf(journal, ONCE);
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW - 100_000_000);
  expect(history.lastAccepted(PRESENTATION)).toBeUndefined();
});

test("names that went with their entries before the index had learnt them are known after the next start", async () => {
  const identities = Array.from({ length: 8 }, (_, index) => index.toString(16).padStart(64, "0"));
  const journal = memoryJournal();
  let firstSeq = 0;
  const shrinking = {
    ...journal,
    get size() {
      return journal.size;
    },
    get firstSeq() {
      return firstSeq;
    },
    readThrough: (from: number, until?: number) => journal.read(Math.max(from, firstSeq), until),
  };
  // As retention does it: the names first, then the entries.
  const removed = async function* () {
    for (const identity of identities.slice(0, firstSeq)) yield { name: lasting(identity), at: NOW };
  };
  const before = { name: "", removed, inherited: () => memoryJournal().read(0) };
  const parts = { ...historyParts(shrinking, ONCE, NOW), before, indices: memoryIndices() };
  const history = await loadHistory(parts);
  for (const identity of identities) {
    const entry = anEntry({ at: NOW, type: "prescription", credential: lasting(identity) });
    await journal.append(entry);
    history.remember(entry);
  }
  firstSeq = 6;
  await history.close();
  const again = await loadHistory(parts);
  expect(identities.map(again.lastAccepted)).toEqual(identities.map(() => NOW));
});

test("who is accepted by a clock that was set back, while the index cannot learn, is known by the later of his times", async () => {
  const journal = memoryJournal();
  const faults: unknown[] = [];
  const unreadable = { ...journal, readThrough: (): never => fail() };
  const parts = { ...historyParts(journal, ONCE, NOW), onFault: (error: unknown) => faults.push(error) };
  const fail = () => {
    throw new Error("the journal cannot be read");
  };
  const learning = { ...parts, journal: { ...unreadable, readThrough: journal.readThrough } };
  const history = await loadHistory(learning);
  history.remember({ type: "prescription", credential: lasting(CREDENTIAL), at: NOW });
  learning.journal.readThrough = unreadable.readThrough;
  const closed = history.close();
  history.remember({ type: "prescription", credential: lasting(CREDENTIAL), at: NOW - 500 });
  await closed;
  expect([faults.length, history.lastAccepted(CREDENTIAL)]).toEqual([1, NOW]);
});

test("a re-entry time that is longer than day keys are held is kept under the name that stays", async () => {
  const journal = await journalOf(anEntry({ at: NOW - 86_400 * 90, type: "citizen", credential: lasting(CREDENTIAL) }));
  const yearly = { id: "yearly", reentryAfterSeconds: { citizen: 86_400 * 365 } };
  expect((await historyOf(journal, yearly)).lastAccepted(CREDENTIAL)).toBe(NOW - 86_400 * 90);
});

test("one who came yesterday and today, and before there were names of a day, was last here today", async () => {
  const days = [8, 9].map((byte) => new Uint8Array(32).fill(byte));
  const pseudonyms = pseudonymsUnder(new Uint8Array(32).fill(7), () => days);
  const [stays, yesterday, today] = pseudonyms.names(CREDENTIAL);
  const journal = memoryJournal();
  const twentyHours = { id: "office", reentryAfterSeconds: { citizen: 20 * 3600 } };
  const parts = { ...historyParts(journal, twentyHours, NOW), pseudonyms };
  const history = await loadHistory(parts);
  for (const [credential = "", ago] of [
    [stays, 72_000],
    [yesterday, 50_000],
    [today, 600],
  ] as const) {
    const entry = anEntry({ at: NOW - ago, type: "citizen", credential });
    await journal.append(entry);
    history.remember(entry);
    expect(history.lastAccepted(CREDENTIAL)).toBe(NOW - ago);
  }
  await history.close();
  expect((await loadHistory(parts)).lastAccepted(CREDENTIAL)).toBe(NOW - 600);
});

test("who was accepted by a clock that was months ahead waits from when he comes again, and not for months", async () => {
  const journal = await journalOf(anEntry({ at: NOW + 100 * 86_400, credential: daily(CREDENTIAL) }));
  let now = NOW;
  const history = await loadHistory({ ...historyParts(journal, POLICY, NOW), atLeast: () => now });
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW);
  now += 3600;
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW);
  const entry = anEntry({ at: now, type: "citizen", credential: daily(CREDENTIAL) });
  await journal.append(entry);
  history.remember(entry);
  expect(history.lastAccepted(CREDENTIAL)).toBe(now);
});

describe("what was accepted before any entry that is here", () => {
  test("by the devices that this one replaced is remembered, and nothing of it where no memory is asked for", async () => {
    const old = await journalOf(anEntry({ at: NOW - 50_000, type: "prescription", credential: lasting(CREDENTIAL) }));
    const before = { name: "hanoi-01", removed: async function* () {}, inherited: () => old.read(0) };
    const history = await loadHistory({ ...historyParts(memoryJournal(), ONCE, NOW), before });
    expect(history.lastAccepted(CREDENTIAL)).toBe(NOW - 50_000);
    const forgetful = await loadHistory({ ...historyParts(memoryJournal(), OPEN, NOW), before });
    expect(forgetful.lastAccepted(CREDENTIAL)).toBeUndefined();
  });

  test("in entries that were removed is remembered where it is for ever", async () => {
    const removed = async function* () {
      yield { name: lasting(CREDENTIAL), at: 7 };
    };
    const parts = historyParts(memoryJournal(), ONCE, NOW);
    const history = await loadHistory({ ...parts, before: { ...parts.before, removed } });
    expect(history.lastAccepted(CREDENTIAL)).toBe(7);
  });
});

describe("the index", () => {
  const used = (identity: string, at = NOW) => anEntry({ at, type: "prescription", credential: lasting(identity) });
  const folder = () => join(mkdtempSync(join(tmpdir(), "tram-history-")), "history");
  const fail = (error: unknown): never => {
    throw error;
  };

  function counting(journal: MemoryJournal) {
    const read: number[] = [];
    const counted = {
      get size() {
        return journal.size;
      },
      firstSeq: 0,
      readThrough(from: number, until?: number) {
        read.push(from);
        return journal.read(from, until);
      },
    };
    return { journal: counted, read };
  }

  test("spares a start all entries that it has learnt, and forgets none", async () => {
    const journal = await journalOf(used(CREDENTIAL), ...Array.from({ length: 300 }, () => anEntry({ at: NOW })));
    const path = folder();
    const first = await loadHistory({ ...historyParts(journal, ONCE, NOW), indices: historyFolder(path, fail) });
    await journal.append(used(OTHER));
    first.remember({ type: "prescription", credential: lasting(OTHER), at: NOW });
    await first.close();
    await journal.append(used(PRESENTATION));
    const { journal: counted, read } = counting(journal);
    const second = await loadHistory({ ...historyParts(counted as MemoryJournal, ONCE, NOW), indices: historyFolder(path, fail) });
    expect([CREDENTIAL, OTHER, PRESENTATION].map(second.lastAccepted)).toEqual([NOW, NOW, NOW]);
    expect(Math.min(...read)).toBe(301);
    await second.close();
  });

  test("learns while the kiosk runs, and what it is learning is known all the while", async () => {
    const journal = memoryJournal();
    const indices = memoryIndices();
    const history = await loadHistory({ ...historyParts(journal, ONCE, NOW), indices });
    for (let count = 0; count < 1001; count++) {
      const identity = count.toString(16).padStart(64, "0");
      await journal.append(used(identity));
      history.remember({ type: "prescription", credential: lasting(identity), at: NOW });
      if (history.lastAccepted(identity) !== NOW) throw new Error(`forgot ${count}`);
    }
    expect(history.lastAccepted("0".repeat(64))).toBe(NOW);
    await history.close();
    const { place } = indices.open('[["prescription"],[],["prescription"]]');
    expect(place.size).toBe(1001);
  });

  test.each<[string, (journal: MemoryJournal, path: string) => unknown]>([
    ["of another journal", (journal) => journal.rewrite(0, used(PRESENTATION))],
    ["of a journal that was longer", (journal) => journal.truncate(1)],
    ["that is no database", (_, path) => overwrite(path, "not SQLite at all".repeat(100))],
    ["that is empty", (_, path) => overwrite(path, "")],
  ])("%s is made anew", async (_, change) => {
    const journal = await journalOf(used(CREDENTIAL), used(OTHER));
    const path = folder();
    const parts = { ...historyParts(journal, ONCE, NOW) };
    await (await loadHistory({ ...parts, indices: historyFolder(path, fail) })).close();
    await change(journal, path);
    const faults: unknown[] = [];
    let isAnew = false;
    const onAnew = () => {
      isAnew = true;
    };
    const history = await loadHistory({ ...parts, onAnew, indices: historyFolder(path, (error) => faults.push(error)) });
    const wanted = [];
    for await (const { body } of journal.read(0)) wanted.push(JSON.parse(Buffer.from(body).toString()).credential);
    const known = [CREDENTIAL, OTHER, PRESENTATION].filter((identity) => history.lastAccepted(identity) !== undefined);
    expect(known.map(lasting).sort()).toEqual(wanted.sort());
    expect(isAnew).toBe(true);
    await history.close();
  });

  test("in which any one bit has turned over hides nobody: it is found at the look-up, and made anew at the next start", async () => {
    const identities = Array.from({ length: 100 }, (_, count) => count.toString(16).padStart(64, "0"));
    const journal = await journalOf(...identities.map((identity) => used(identity)));
    const path = folder();
    const open = () => loadHistory({ ...historyParts(journal, ONCE, NOW), indices: historyFolder(path, () => undefined) });
    await (await open()).close();
    const [name = ""] = readdirSync(path);
    const file = join(path, name);
    const whole = readFileSync(file);
    const isHidden = (history: History) => identities.some((identity) => history.lastAccepted(identity) === undefined);
    const header = Array.from({ length: 12 }, (_, count) => 16 + count * 7);
    const named = identities.slice(0, 12).map((identity) => whole.indexOf(Buffer.from(lasting(identity), "base64url")));
    for (const offset of [...header, ...named]) {
      const turned = Buffer.from(whole);
      turned[offset] = (whole[offset] ?? 0) ^ (1 << (offset % 8));
      rmSync(path, { recursive: true });
      mkdirSync(path);
      writeFileSync(file, turned);
      const history = await open();
      if (named.includes(offset)) expect(() => isHidden(history)).toThrow("is damaged, it is made anew from the journal at the next start");
      else expect(isHidden(history)).toBe(false);
      await history.close();
    }
    const again = await open();
    expect(isHidden(again)).toBe(false);
    await again.close();
  });

  test("of another policy goes at the next start, and its own is made", async () => {
    const journal = await journalOf(used(CREDENTIAL));
    const path = folder();
    await (await loadHistory({ ...historyParts(journal, ONCE, NOW), indices: historyFolder(path, fail) })).close();
    const before = readdirSync(path);
    const history = await loadHistory({ ...historyParts(journal, POLICY, NOW), indices: historyFolder(path, fail) });
    await history.close();
    expect(readdirSync(path)).toHaveLength(before.length);
    expect(readdirSync(path)).not.toEqual(before);
  });

  test("that the disk does not take is in memory", async () => {
    const journal = await journalOf(used(CREDENTIAL));
    const path = folder();
    writeFileSync(path, "a file in the way");
    const faults: unknown[] = [];
    const history = await loadHistory({ ...historyParts(journal, ONCE, NOW), indices: historyFolder(path, (error) => faults.push(error)) });
    expect(history.lastAccepted(CREDENTIAL)).toBe(NOW);
    expect(faults).not.toEqual([]);
    await history.close();
  });
});

function overwrite(folder: string, text: string): void {
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), text);
}

test("an entry that is damaged behind what the index has learnt is named, and all behind it is learnt", async () => {
  const journal = await journalOf(anEntry({ at: NOW - 50, type: "prescription", credential: lasting(CREDENTIAL) }));
  const indices = memoryIndices();
  await (await loadHistory({ ...historyParts(journal, ONCE, NOW), indices })).close();
  await journal.append(anEntry({ at: NOW - 40 }));
  await journal.append(anEntry({ at: NOW - 30, type: "prescription", credential: lasting(OTHER) }));
  const told: number[] = [];
  const history = await loadHistory({
    ...historyParts({ size: 3, firstSeq: 0, readThrough: withLost(journal) }, ONCE, NOW),
    indices,
    onLost: ({ seq }) => told.push(seq),
  });
  expect([CREDENTIAL, OTHER].map(history.lastAccepted)).toEqual([NOW - 50, NOW - 30]);
  expect(told).toEqual([1]);
});

test.each([false, true])(
  "a damaged entry up to which an index has learnt ends no start; what was learnt counts where the next one goes on from it (forged: %s)",
  async (isForged) => {
    const journal = await journalOf(
      anEntry({ at: NOW - 50 }),
      anEntry({ at: NOW - 40, type: "prescription", credential: lasting(CREDENTIAL) }),
    );
    const indices = memoryIndices();
    await (await loadHistory({ ...historyParts(journal, ONCE, NOW), indices })).close();
    const { place } = indices.open('[["prescription"],[],["prescription"]]');
    expect(place.size).toBe(2);
    if (isForged) journal.rewrite(0, anEntry({ at: 5 }));
    await journal.append(anEntry({ at: NOW - 30, type: "prescription", credential: lasting(OTHER) }));
    const told: number[] = [];
    const damaged = {
      size: 3,
      firstSeq: 0,
      readThrough: withLost(journal),
    };
    const again = await loadHistory({ ...historyParts(damaged, ONCE, NOW), indices, onLost: ({ seq }) => told.push(seq) });
    expect([CREDENTIAL, OTHER].map(again.lastAccepted)).toEqual([isForged ? undefined : NOW - 40, NOW - 30]);
    expect(told).toEqual(isForged ? [1] : []);
  },
);

/** This journal with its entry 1 lost, and nothing known of it. */
function withLost(journal: Pick<Journal, "read">): Journal["readThrough"] {
  const damage = { problem: "record-invalid", file: "00000000.tramlog", offset: 4496, seq: 1 } as const;
  return async function* (from, until) {
    for await (const entry of journal.read(from, until)) {
      yield entry.seq === 1 ? { seq: 1, body: undefined, leaf: undefined, chain: undefined, damage } : entry;
    }
  };
}
