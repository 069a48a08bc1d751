import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, test, vi } from "vitest";
import { signAcknowledgement } from "../../src/core/acknowledgement.ts";
import { hexOf } from "../../src/core/hex.ts";
import { type Holding, NO_HOLDING } from "../../src/core/holding.ts";
import { parseConfig } from "../../src/kiosk/config.ts";
import { openHolding, openKeeping } from "../../src/kiosk/keeping-assembly.ts";
import { memoryOf } from "../../src/kiosk/memory.ts";
import { findContradiction } from "../../src/kiosk/own-contradiction.ts";
import type { StickAnswer } from "../../src/kiosk/stick-answer.ts";
import { openCarrier } from "../../src/kiosk/stick-assembly.ts";
import { openStickContradictions } from "../../src/kiosk/stick-contradiction.ts";
import { aClock } from "../support/a-clock.ts";
import { newWitness } from "../support/batches.ts";
import { TEST_DEVICE, TEST_SIGNER } from "../support/journal-signer.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const AT = 1_795_000_000;
const { key } = TEST_SIGNER;
const witness = newWitness();
const NOT_USED = { keep: async () => undefined, merge: async () => undefined };
const emptyInForce = { current: () => ({ trust: undefined, policy: undefined }) };
const signed = memoryJournal(30);
const other = memoryJournal(60);
other.rewrite(3, { at: 5, reason: "expired", source: "desk", policy: "counter", trust: 1, durationMs: 1 });

/** What lies beside a journal of so many entries that central holds. */
async function beside({ acknowledged = true, witnessed = true } = {}) {
  const root = hexOf(await signed.rootAt(30));
  const kept: Holding = { samples: [{ size: 30, at: AT }], newest: { size: 30, root, saidAt: AT }, setAside: [] };
  return { holding: acknowledged ? kept : NO_HOLDING, witnessed: witnessed ? Buffer.from(await signed.checkpoint()) : undefined, key };
}

const WAYS = [
  ["the cosigned checkpoint", { acknowledged: false }],
  ["the acknowledgement", { witnessed: false }],
] as const;

test.each<[string, MemoryJournal]>([
  ["as it was", signed],
  ["that has grown", memoryJournal(45)],
])("a journal %s goes on from what was signed of it", async (_, journal) => {
  expect(await findContradiction(journal, await beside())).toBeUndefined();
});

test.each(WAYS)("a journal of yesterday is truncated by %s", async (_, which) => {
  expect(await findContradiction(memoryJournal(20), await beside(which))).toMatchObject({ kind: "truncated", size: 30 });
});

test.each(WAYS)("one that was gone on with is forked by %s, though it has outgrown the other", async (_, which) => {
  expect(await findContradiction(other, await beside(which))).toMatchObject({ kind: "forked", size: 30 });
});

test("the device's own checkpoint of more entries is there for the admission", async () => {
  const found = await findContradiction(memoryJournal(20), await beside());
  expect(found?.held).toBe(await signed.checkpoint());
});

test.each(["witnessed", "acknowledged.json"])(
  "where yesterday's journal lies beside today's %s, nothing counts as held from the start: it is all carried, and nothing of it removed",
  async (name) => {
    const data = temporaryFolder();
    const { holding, witnessed = "" } = await beside();
    const newest = { size: 15, root: hexOf(await signed.rootAt(15)), saidAt: AT };
    const less = { ...holding, samples: [{ size: 15, at: AT }], newest };
    writeFileSync(join(data, "acknowledged.json"), JSON.stringify(name === "witnessed" ? less : holding));
    if (name === "witnessed") writeFileSync(join(data, name), witnessed);
    const deviceKey = TEST_DEVICE;
    const opened = await openHolding({ id: "hanoi-01", data }, { journal: memoryJournal(20), deviceKey }, pino({ enabled: false }));
    expect([opened.comparison.contradiction, opened.comparison.goesOn]).toEqual([undefined, false]);
    await opened.comparison.begin();
    expect([opened.comparison.contradiction?.kind, opened.comparison.goesOn]).toEqual(["truncated", false]);
  },
);

test("beside it, neither central's words nor an entry set aside take the place of what shows it at the next start", async () => {
  const [data, log, deviceKey] = [temporaryFolder(), pino({ enabled: false }), TEST_DEVICE];
  writeFileSync(join(data, "acknowledged.json"), JSON.stringify((await beside()).holding));
  const journal = memoryJournal(20);
  const parsed = parseConfig(`id = "hanoi-01"\ndata = "${data}"\n[trust]\nroot = "/r"\n[[source]]\nkind = "camera"\n`);
  if (!parsed.ok) throw new Error("no configuration");
  const witness = newWitness();
  const open = async () => {
    const holding = await openHolding({ id: "hanoi-01", data }, { journal, deviceKey }, log);
    await holding.comparison.begin();
    return holding;
  };
  const keeping = openKeeping({
    config: parsed.config,
    journal,
    deviceKey,
    holding: await open(),
    trust: {
      clock: aClock({ now: () => AT, monotonicMs: () => 0 }, { proven: AT }),
      inForce: { current: () => ({ policy: undefined }) },
      witnessKeys: () => [witness.key],
      releasing: async () => false,
      memoryOf,
      used: NOT_USED,
    },
    onGrown: () => undefined,
    log,
  });
  const head = { size: 10, root: await journal.rootAt(10) };
  await keeping.take(Buffer.from(signAcknowledgement("hanoi-01", head, AT + 3600, witness)));
  await keeping.acknowledged.setAside(5);
  await keeping.close();
  const next = await open();
  const { comparison, document } = next;
  expect([comparison.contradiction, comparison.goesOn, document.data.setAside]).toEqual([{ kind: "truncated", size: 30 }, false, [5]]);
});

test("what an export finds since the start counts from then on: nothing is held, and the pages and central are told", async () => {
  const [data, sticks, log] = [temporaryFolder(), temporaryFolder(), pino({ enabled: false })];
  const parsed = parseConfig(
    `id = "hanoi-01"\ndata = "${data}"\n[trust]\nroot = "/r"\nsticks = "${sticks}"\n[[source]]\nkind = "camera"\n`,
  );
  if (!parsed.ok) throw new Error("no configuration");
  const config = parsed.config;
  const [journal, deviceKey] = [memoryJournal(20), TEST_DEVICE];
  const trust = {
    clock: aClock({ now: () => AT, monotonicMs: () => 0 }, { proven: AT }),
    inForce: { current: () => ({ policy: undefined }) },
    witnessKeys: () => [witness.key],
    releasing: async () => false,
    memoryOf,
    used: NOT_USED,
  };
  const holding = await openHolding(config, { journal, deviceKey }, log);
  void holding.comparison.begin();
  const keeping = openKeeping({ config, journal, deviceKey, holding, trust, onGrown: () => undefined, log });
  const head = { size: 15, root: await journal.rootAt(15) };
  await keeping.take(Buffer.from(signAcknowledgement("hanoi-01", head, AT, witness)));
  expect([keeping.contradiction, keeping.acknowledged.size]).toEqual([undefined, 15]);
  // What central has cosigned, and this journal is not: it came on a stick.
  writeFileSync(join(data, "witnessed"), await signed.checkpoint());
  mkdirSync(join(sticks, "USB", "tram-journal"), { recursive: true });
  const carrier = openCarrier({
    config,
    deviceKey,
    journal,
    sealedParts: { read: async () => undefined },
    trust: { clock: trust.clock, inForce: { current: () => ({ trust: undefined }) } },
    keeping,
    notify: () => undefined,
    log,
  });
  carrier?.press();
  await carrier?.close();
  await keeping.close();
  expect([keeping.contradiction?.kind, keeping.acknowledged.size, keeping.acknowledged.sizeAt(AT)]).toEqual(["truncated", 0, 0]);
});

describe("what central has found wrong, and says on a stick", () => {
  const trust = {
    clock: aClock({ now: () => AT, monotonicMs: () => 0 }, { proven: AT }),
    inForce: { current: () => ({ policy: undefined }) },
    witnessKeys: () => [witness.key],
    releasing: async () => false,
    memoryOf,
    used: NOT_USED,
  };

  /** A kiosk that looks for sticks, on the day on which the answer is read; what it shows comes back. */
  async function lookedAt(data: string, answer: string | undefined): Promise<string | undefined> {
    const [sticks, lines]: [string, string[]] = [temporaryFolder(), []];
    const log = pino({}, { write: (line) => void lines.push(line) });
    const parsed = parseConfig(
      `id = "hanoi-01"\ndata = "${data}"\n[trust]\nroot = "/r"\nsticks = "${sticks}"\n[[source]]\nkind = "camera"\n`,
    );
    if (!parsed.ok) throw new Error("no configuration");
    const [config, journal, deviceKey] = [parsed.config, memoryJournal(20), TEST_DEVICE];
    const holding = await openHolding(config, { journal, deviceKey }, log);
    void holding.comparison.begin();
    const keeping = openKeeping({ config, journal, deviceKey, holding, trust, onGrown: () => undefined, log });
    const folder = join(sticks, "USB", "tram-journal", "hanoi-01");
    mkdirSync(folder, { recursive: true });
    if (answer !== undefined) writeFileSync(join(folder, "answer.json"), answer);
    const sealedParts = { read: async () => undefined };
    const inForce = emptyInForce;
    const carrier = openCarrier({
      config,
      deviceKey,
      journal,
      sealedParts,
      trust: { ...trust, inForce },
      keeping,
      notify: () => undefined,
      log,
    });
    if (answer !== undefined) await vi.waitFor(() => expect(lines.join()).toContain("answer on stick"), { interval: 2 });
    await carrier?.close();
    await keeping.close();
    return carrier?.contradiction();
  }
  const standing = async (size: number, at: number) => {
    const head = { size, root: await memoryJournal(20).rootAt(size) };
    return JSON.stringify({ size, chain: "00".repeat(32), acknowledgement: signAcknowledgement("hanoi-01", head, at, witness) });
  };

  test("stays, whatever else sticks bring and however often the kiosk starts, until central signs later that it holds these entries", async () => {
    const data = temporaryFolder();
    const said = "forked: central says so on a stick, entry 7";
    expect(await lookedAt(data, JSON.stringify({ error: "forked", seq: 7 }))).toBe(said);
    expect(await lookedAt(data, undefined)).toBe(said);
    expect(await lookedAt(data, "rubbish")).toBe(said);
    expect(await lookedAt(data, await standing(15, AT - 86_400))).toBe(said);
    expect(await lookedAt(data, await standing(7, AT + 60))).toBe(said);
    expect(await lookedAt(data, await standing(15, AT + 120))).toBeUndefined();
    expect(await lookedAt(data, undefined)).toBeUndefined();
  });
});

describe("what a stick has brought from central against this journal", () => {
  const FORGED: StickAnswer = { kind: "contradicted", contradiction: "forked", seq: 7 };
  const FILE = { error: "forked", seq: 7 };

  /** A file on a disk that may be full, central's words, and what is certain of the time. */
  function parts() {
    const disk = { bytes: undefined as Uint8Array | undefined, isFull: false };
    const file = {
      read: async () => disk.bytes,
      async replace(bytes: Uint8Array) {
        if (disk.isFull) throw new Error("ENOSPC");
        disk.bytes = bytes;
      },
    };
    const words = { news: 0, wholeSize: 0, saidAt: AT };
    const time = { certain: AT };
    const open = () => openStickContradictions(file, "hanoi-01", words, { certain: () => time.certain });
    const onDisk = () => JSON.parse(Buffer.from(disk.bytes ?? []).toString("utf8") || "{}");
    return { disk, words, time, open, onDisk };
  }

  test("is shown although it cannot be written, and written when there is room", async () => {
    const { disk, open, onDisk } = parts();
    const contradictions = await open();
    disk.isFull = true;
    await expect(contradictions.take(FORGED)).rejects.toThrow("ENOSPC");
    expect([contradictions.current(), onDisk()]).toMatchObject([FILE, {}]);
    disk.isFull = false;
    await contradictions.take(FORGED);
    expect(onDisk()).toMatchObject(FILE);
  });

  test("is over by what central says after it, also where the clock was years ahead when it came", async () => {
    const { words, time, open, onDisk } = parts();
    time.certain = AT + 10 * 365 * 86_400;
    await (await open()).take(FORGED);
    time.certain = AT + 86_400;
    const contradictions = await open();
    expect(contradictions.current()).toMatchObject(FILE);
    Object.assign(words, { news: 1, wholeSize: 15, saidAt: AT + 86_400 });
    expect(contradictions.current()).toBeUndefined();
    await contradictions.leave();
    expect(onDisk()).toEqual({});
    await contradictions.take(FORGED);
    expect(contradictions.current()).toMatchObject(FILE);
  });

  test("is not over by what central had said before it came, nor by an older word", async () => {
    const { words, time, open } = parts();
    const contradictions = await open();
    Object.assign(words, { news: 1, wholeSize: 15, saidAt: AT + 60 });
    await contradictions.take(FORGED);
    expect(contradictions.current()).toMatchObject(FILE);
    time.certain = AT + 86_400;
    Object.assign(words, { news: 2, saidAt: AT - 60 });
    await contradictions.take({ kind: "not-understood" });
    expect(contradictions.current()).toMatchObject(FILE);
  });
});

test("an entry of which central has the hash alone goes on the next stick, and all behind it", async () => {
  const [data, sticks, log] = [temporaryFolder(), temporaryFolder(), pino({ enabled: false })];
  const parsed = parseConfig(
    `id = "hanoi-01"\ndata = "${data}"\n[trust]\nroot = "/r"\nsticks = "${sticks}"\n[[source]]\nkind = "camera"\n`,
  );
  if (!parsed.ok) throw new Error("no configuration");
  const [config, journal, deviceKey] = [parsed.config, memoryJournal(20), TEST_DEVICE];
  const clock = aClock({ now: () => AT, monotonicMs: () => 0 }, { proven: AT });
  const trust = {
    clock,
    inForce: { current: () => ({ policy: undefined }) },
    witnessKeys: () => [witness.key],
    releasing: async () => false,
    memoryOf,
    used: NOT_USED,
  };
  const holding = await openHolding(config, { journal, deviceKey }, log);
  void holding.comparison.begin();
  const keeping = openKeeping({ config, journal, deviceKey, holding, trust, onGrown: () => undefined, log });
  const head = { size: 15, root: await journal.rootAt(15), setAsideFrom: 8 };
  await keeping.take(Buffer.from(signAcknowledgement("hanoi-01", head, AT, witness)));
  mkdirSync(join(sticks, "USB", "tram-journal"), { recursive: true });
  const sealedParts = { read: async () => undefined };
  const parts = { config, deviceKey, journal, sealedParts, trust: { clock, inForce: emptyInForce }, keeping, notify: () => undefined, log };
  const carrier = openCarrier(parts);
  carrier?.press();
  await carrier?.close();
  await keeping.close();
  expect(readdirSync(join(sticks, "USB", "tram-journal", "hanoi-01"))).toEqual(["000000000008-000000000020.batch"]);
});

test("where nothing was ever signed, or only by another device, nothing is said", async () => {
  expect(await findContradiction(memoryJournal(20), await beside({ acknowledged: false, witnessed: false }))).toBeUndefined();
  const witnessed = Buffer.from((await signed.checkpoint()).replaceAll(key.name, "tram/kiosk/another"));
  expect(await findContradiction(memoryJournal(20), { holding: NO_HOLDING, witnessed, key })).toBeUndefined();
});
