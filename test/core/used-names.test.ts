import fc from "fast-check";
import { expect, test } from "vitest";
import { isBackupName } from "../../src/core/provisioning/backup.ts";
import {
  decodeRun,
  encodeRun,
  lifeText,
  mergedRecords,
  namesInBytes,
  parseLife,
  parseRunName,
  runName,
  usedNames,
  usedRecords,
} from "../../src/core/used-names.ts";
import { flipBit } from "../support/journal-bytes.ts";

// Few different ones, so that some come twice.
const arbitraryNames = fc.array(
  fc.record({
    name: fc.nat({ max: 30 }).map((number) => Buffer.alloc(16, number).toString("base64url")),
    at: fc.double({ min: 0, max: 1e11, noNaN: true }),
  }),
  { maxLength: 20 },
);
const RANGE = { kiosk: "hanoi-01", life: "", from: 0, until: 3120 };

test("of every name the latest time is read back, once and in the names' order, whichever runs it was in", () => {
  fc.assert(
    fc.property(arbitraryNames, arbitraryNames, (first, second) => {
      const merged = mergedRecords(usedRecords(first), usedRecords(second));
      const records = decodeRun(RANGE, encodeRun(RANGE, merged)) ?? Buffer.of();
      const latest = new Map<string, number>();
      for (const { name, at } of [...first, ...second]) latest.set(name, Math.max(at, latest.get(name) ?? at));
      const names = [...latest].map(([name, at]) => ({ name, at }));
      const inOrder = names.sort((a, b) => Buffer.compare(Buffer.from(a.name, "base64url"), Buffer.from(b.name, "base64url")));
      expect([...usedNames(records)]).toEqual(inOrder);
      expect(namesInBytes(encodeRun(RANGE, merged).length)).toBe(latest.size);
    }),
  );
});

test("every flipped bit, every shorter file and a run under another's name is noticed", () => {
  const file = encodeRun(RANGE, usedRecords([{ name: "q83vEjRWeJCrze8SNFZ4kA", at: 1_795_437_065.25 }]));
  for (let bit = 0; bit < file.length * 8; bit++) {
    const changed = Uint8Array.from(file);
    changed.set([(changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
    expect(decodeRun(RANGE, changed)).toBeUndefined();
  }
  for (let length = 0; length < file.length; length++) expect(decodeRun(RANGE, file.subarray(0, length))).toBeUndefined();
  expect(decodeRun({ ...RANGE, until: 6000 }, file)).toBeUndefined();
  expect(decodeRun({ ...RANGE, kiosk: "hanoi-02" }, file)).toBeUndefined();
  expect(decodeRun({ ...RANGE, life: "0a1b2c3d" }, file)).toBeUndefined();
});

test("a run's name says whose entries it is out of, in one spelling", () => {
  expect(runName(RANGE)).toBe("hanoi-01_000000000000-000000003120");
  for (const range of [RANGE, { ...RANGE, life: "0a1b2c3d" }]) {
    expect(parseRunName(runName(range))).toEqual(range);
    expect(isBackupName(`memory/used-once/${runName(range)}`)).toBe(true);
  }
  for (const name of [
    "hanoi-01_0-3120",
    "hanoi-01.1_000000000000-000000003120",
    "hanoi-01.0A1B2C3D_000000000000-000000003120",
    "hanoi-01.0a1b2c3d4_000000000000-000000003120",
    "hanoi-01_000000003120-000000003120",
    "000000000000-000000003120",
    "hanoi-01_000000000000-000000003120.new",
  ])
    expect(parseRunName(name)).toBeUndefined();
});

test("a journal's life is read back, and no bit of it can turn over unseen; one of before has no check", () => {
  const text = lifeText("0a1b2c3d");
  expect([parseLife(text), parseLife("0a1b2c3d\n")]).toEqual(["0a1b2c3d", "0a1b2c3d"]);
  for (let bit = 0; bit < 8 * text.length; bit++)
    expect(parseLife(Buffer.from(flipBit(Buffer.from(text), bit)).toString("latin1"))).toBeUndefined();
  for (const other of ["", "\n", "0a1b2c3d", "0A1B2C3D\n", `${text}\n`, text.replace(" ", "  "), "0a1b2c3d \n"])
    expect(parseLife(other)).toBeUndefined();
});
