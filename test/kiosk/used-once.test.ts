import { describe, expect, test } from "vitest";
import type { UsedRunFiles } from "../../src/history-ports.ts";
import { type JournalBeginnings, openUsedOnce, type UsedOnce } from "../../src/kiosk/used-once.ts";
import { flipBit } from "../support/journal-bytes.ts";

const nameOf = (number: number) => {
  const name = Buffer.alloc(16);
  name.writeUInt32BE(number);
  return name.toString("base64url");
};
const piece = (from: number, until: number, at = 7) => ({
  from,
  until,
  names: Array.from({ length: until - from }, (_, index) => ({ name: nameOf(from + index), at })),
});
const namesUpTo = (until: number) => piece(0, until).names.map(({ name }) => name);

/** Files in memory, and how many bytes were ever written. */
function memoryFiles() {
  const files = new Map<string, Uint8Array>();
  const written = { bytes: 0, names: [] as string[] };
  const port: UsedRunFiles = {
    list: async () => [...files].map(([name, { length }]) => ({ name, bytes: length })),
    read: async (name) => files.get(name),
    write: async (name, bytes) => {
      files.set(name, bytes);
      written.bytes += bytes.length;
      written.names.push(name);
    },
    remove: async (name) => void files.delete(name),
  };
  return { files, written, port };
}

const journalOf = (kiosk: string, life = "") => ({ kiosk, life });
const beginningAt = (firstSeq: number, inherited: JournalBeginnings["inherited"] = []) => ({ firstSeq: () => firstSeq, inherited });
const knownIn = async (used: UsedOnce, firstSeq: number) => [
  ...new Set((await Array.fromAsync(used.names(beginningAt(firstSeq)))).map(({ name }) => name)),
];

describe("names out of removed entries", () => {
  test("are written by the run, and not all of them again: small runs are merged, and large ones left alone", async () => {
    const { files, written, port } = memoryFiles();
    const used = openUsedOnce(journalOf("hanoi-01"), port);
    const step = 4000;
    for (let from = 0; from < 60 * step; from += step) {
      await used.keep(piece(from, from + step));
      await used.merge();
      expect(files.size).toBeLessThanOrEqual(8 + Math.ceil(from / 43_690));
    }
    expect((await knownIn(used, 60 * step)).sort()).toEqual(namesUpTo(60 * step).sort());
    // 5.8 MB of names; each was written once, and again in one or two merges.
    expect(written.bytes).toBeLessThan(3 * 60 * step * 24);
  });

  test("stay once each where a removal that the power cut short is done again, later time and all", async () => {
    const { files, port } = memoryFiles();
    const used = openUsedOnce(journalOf("hanoi-01"), port);
    await used.keep(piece(0, 50));
    for (const at of [7, 9, 8]) await used.keep(piece(50, 100, at));
    expect([...files.keys()].sort()).toEqual(["hanoi-01_000000000000-000000000050", "hanoi-01_000000000050-000000000100"]);
    expect(await Array.fromAsync(used.names(beginningAt(100)))).toHaveLength(100);
    expect((await Array.fromAsync(used.names(beginningAt(100)))).at(-1)).toEqual({ name: nameOf(99), at: 9 });
  });

  test("of an attempt that went no further stay known, whatever the next one knows and how far it goes", async () => {
    const { files, port } = memoryFiles();
    const used = openUsedOnce(journalOf("hanoi-01"), port);
    await used.keep(piece(0, 50));
    // Another policy was in force then.
    await used.keep({ from: 50, until: 200, names: [{ name: nameOf(7777), at: 1 }] });
    await used.keep(piece(50, 100));
    expect(await knownIn(used, 100)).toEqual([...namesUpTo(100), nameOf(7777)]);
    expect(files.size).toBe(2);
  });

  test("are all there at whichever file of a merge the power goes", async () => {
    for (let cut = 0; cut < 10; cut++) {
      const { files, port } = memoryFiles();
      const used = openUsedOnce(journalOf("hanoi-01"), port);
      for (let from = 0; from < 90; from += 10) await used.keep(piece(from, from + 10));
      let left = cut;
      const dying: UsedRunFiles = { ...port, remove: (name) => (left-- > 0 ? port.remove(name) : Promise.reject(new Error("power"))) };
      await openUsedOnce(journalOf("hanoi-01"), dying)
        .merge()
        .catch(() => undefined);
      expect(await knownIn(used, 90)).toEqual(namesUpTo(90));
      await used.keep(piece(90, 100));
      expect((await knownIn(used, 100)).sort()).toEqual(namesUpTo(100).sort());
      expect(files.size).toBeLessThanOrEqual(11);
    }
  });

  test("are read to their end beside a merge", async () => {
    const { port } = memoryFiles();
    const used = openUsedOnce(journalOf("hanoi-01"), port);
    for (let from = 0; from < 90; from += 10) await used.keep(piece(from, from + 10));
    const names = [];
    for await (const { name } of used.names(beginningAt(90))) {
      names.push(name);
      if (names.length === 15) await used.merge();
    }
    expect(new Set(names)).toEqual(new Set(namesUpTo(90)));
  });

  test("of the devices that stood here before stay, beside this one's own", async () => {
    const { port } = memoryFiles();
    await openUsedOnce(journalOf("hanoi-01"), port).keep(piece(0, 50));
    const used = openUsedOnce(journalOf("hanoi-02"), port);
    expect(await knownIn(used, 0)).toEqual(namesUpTo(50));
    await used.keep({ from: 0, until: 10, names: [{ name: nameOf(99), at: 1 }] });
    expect(await knownIn(used, 10)).toEqual([...namesUpTo(50), nameOf(99)]);
  });

  test.each([
    ["the last", ["hanoi-01_000000000020-000000000030"]],
    ["one", ["hanoi-01_000000000010-000000000020"]],
    ["all", ["hanoi-01_000000000000-000000000010", "hanoi-01_000000000010-000000000020", "hanoi-01_000000000020-000000000030"]],
  ])("of a device before are noticed to be missing by where its journal begins: %s of the files", async (_, missing) => {
    const { files, port } = memoryFiles();
    const before = openUsedOnce(journalOf("hanoi-01"), port);
    for (let from = 0; from < 30; from += 10) await before.keep(piece(from, from + 10));
    const used = openUsedOnce(journalOf("hanoi-01--2"), port);
    const beginnings = beginningAt(0, [{ ...journalOf("hanoi-01"), firstSeq: 30 }]);
    expect(await Array.fromAsync(used.names(beginnings))).toHaveLength(30);
    for (const name of missing) files.delete(name);
    await expect(Array.fromAsync(used.names(beginnings))).rejects.toThrow("is missing");
  });

  test("of a journal before under the same name stay known, and are neither read nor written with this one's", async () => {
    const { files, written, port } = memoryFiles();
    const old = openUsedOnce(journalOf("hanoi-01"), port);
    for (let from = 0; from < 200; from += 100) await old.keep(piece(from, from + 100));
    const used = openUsedOnce(journalOf("hanoi-01", "0a1b2c3d"), port);
    expect(await knownIn(used, 0)).toEqual(namesUpTo(200));
    written.names = [];
    for (let from = 0; from < 30; from += 10) {
      await used.keep({ from, until: from + 10, names: [{ name: nameOf(9000 + from), at: 1 }] });
      await used.merge();
    }
    expect(written.names).toEqual([0, 1, 2].map((run) => `hanoi-01.0a1b2c3d_0000000000${run}0-0000000000${run + 1}0`));
    const all = [...namesUpTo(200), nameOf(9000), nameOf(9010), nameOf(9020)];
    expect(await knownIn(used, 30)).toEqual(all);
    // The old journal is put back: what is of the one that took its place is no run of its own, and is not missed.
    expect((await knownIn(old, 200)).sort()).toEqual(all.sort());
    await expect(knownIn(old, 201)).rejects.toThrow("hanoi-01_000000000200-000000000201 is missing");
    files.delete("hanoi-01.0a1b2c3d_000000000020-000000000030");
    await expect(knownIn(used, 30)).rejects.toThrow("hanoi-01.0a1b2c3d_000000000020-000000000030 is missing");
    await expect(used.keep(piece(30, 40))).rejects.toThrow("is missing");
  });

  test("of a damaged file are named by it, whichever journal it is of", async () => {
    const { files, port } = memoryFiles();
    await openUsedOnce(journalOf("hanoi-07"), port).keep(piece(0, 10));
    const used = openUsedOnce(journalOf("hanoi-01"), port);
    await used.keep(piece(0, 10));
    for (const [name, bytes] of files) {
      files.set(name, flipBit(bytes, 200));
      await expect(knownIn(used, 10)).rejects.toThrow(`${name} is damaged`);
      files.set(name, bytes);
    }
  });

  test.each([
    ["the first", "hanoi-01_000000000000-000000000010"],
    ["one between", "hanoi-01_000000000010-000000000020"],
    ["the last", "hanoi-01_000000000020-000000000030"],
  ])("that are missing because %s of the files is are noticed, and nothing more goes", async (_, name) => {
    const { files, port } = memoryFiles();
    const used = openUsedOnce(journalOf("hanoi-01"), port);
    for (let from = 0; from < 30; from += 10) await used.keep(piece(from, from + 10));
    files.delete(name);
    await expect(knownIn(used, 30)).rejects.toThrow("is missing");
    await expect(used.keep(piece(30, 40))).rejects.toThrow("is missing");
  });

  test("have an end: at two million nothing more goes", async () => {
    const { port } = memoryFiles();
    const full: UsedRunFiles = { ...port, list: async () => [{ name: "hanoi-01_000000000000-000000000010", bytes: 48 + 2_000_000 * 24 }] };
    await expect(openUsedOnce(journalOf("hanoi-01"), full).keep(piece(10, 11))).rejects.toThrow("used-once: is full, old entries stay");
  });
});
