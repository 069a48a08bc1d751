import { hkdfSync } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DayKeyRing, keysOf, nextDayKey, readDayKeys, turned, writeDayKeys } from "../../src/core/day-keys.ts";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import { replaceFile } from "../../src/drivers/durable-file.ts";
import { keptFile } from "../../src/drivers/kept-file.ts";
import { openDayKeys, pseudonymsUnder, readPseudonymKey } from "../../src/kiosk/pseudonym.ts";
import type { KeptFile } from "../../src/ports.ts";
import { DyingDisk } from "../support/dying-disk.ts";

function fileWith(bytes?: Uint8Array): KeptFile {
  let kept = bytes;
  return {
    read: async () => kept,
    async replace(replacement) {
      kept = replacement;
    },
  };
}
const make = (bytes: number) => new Uint8Array(bytes).fill(5);
const CREDENTIAL = "ab".repeat(32);
const MORNING = startOfDayInVietnam("2026-11-24") + 8 * 3600;
const DAY = 86_400;

test("the key for pseudonyms that stay is made once, on a kiosk that has recorded nothing", async () => {
  const file = fileWith();
  expect(await readPseudonymKey(file, 0, make)).toEqual(make(32));
  expect(await readPseudonymKey(file, 3, () => new Uint8Array(32))).toEqual(make(32));
});

test.each([
  ["missing", undefined],
  ["damaged", new Uint8Array(0)],
  ["damaged", new Uint8Array(31)],
])("a %s key is not replaced once there are entries: used prescriptions would be new again", async (what, bytes) => {
  const file = fileWith(bytes);
  await expect(readPseudonymKey(file, 1, make)).rejects.toThrow(`pseudonym.key is ${what}`);
  expect(await file.read()).toBe(bytes);
});

test("two kiosks call the same credential by different names", () => {
  const [ours, theirs] = [7, 8].map((byte) => pseudonymsUnder(new Uint8Array(32).fill(byte), () => []).name(CREDENTIAL, true));
  expect(ours).not.toBe(theirs);
  expect(ours).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test("a day's key follows from the one before as RFC 5869 says, so that another program can follow it", () => {
  const expected = hkdfSync("sha256", make(32), new Uint8Array(), "tram-pseudonym-day", 32);
  expect(nextDayKey(make(32))).toEqual(new Uint8Array(expected));
});

describe("the ring of day keys", () => {
  const ring = { oldest: make(32), taken: [MORNING] };
  const at = (now: number) => ({ now, certain: now });

  test("turns at midnight in Việt Nam", () => {
    const midnight = startOfDayInVietnam("2026-11-25");
    expect(turned(ring, at(midnight - 1), 600)).toBe(ring);
    expect(turned(ring, at(midnight), 600).taken).toEqual([MORNING, midnight]);
  });

  test("keeps yesterday's key for as long as its names must be known, and then only what follows from it", () => {
    const midnight = startOfDayInVietnam("2026-11-25");
    const next = turned(ring, at(midnight), 600);
    expect(turned(next, at(midnight + 659), 600)).toBe(next);
    expect(turned(next, at(midnight + 660), 600)).toEqual({ oldest: nextDayKey(make(32)), taken: [midnight] });
  });

  test("counts a key as used until the one after it was taken, be that in a drawer, or hours late on a full disk", () => {
    const late = MORNING + 30 * DAY + 3 * 3600;
    const next = turned(ring, at(late), 600);
    expect(next).toEqual({ oldest: make(32), taken: [MORNING, late] });
    expect(turned(next, at(late + 600), 600)).toBe(next);
    expect(turned(next, at(late + 700), 600)).toEqual({ oldest: nextDayKey(make(32)), taken: [late] });
  });

  test("turns back as well as forth where the clock was wrong: no two days have one key, and none goes by a leap", () => {
    const ahead = MORNING + 5000 * DAY;
    const leapt = turned(
      turned(ring, { now: ahead, certain: MORNING + 60 }, 3 * DAY),
      { now: ahead + DAY, certain: MORNING + DAY },
      3 * DAY,
    );
    expect(leapt).toEqual({ oldest: make(32), taken: [MORNING, ahead, ahead + DAY] });
    const corrected = turned(leapt, at(MORNING + 3600), 3 * DAY);
    expect(corrected).toEqual({ oldest: make(32), taken: [...leapt.taken, MORNING + 3600] });
    expect(turned(corrected, at(MORNING + 3 * DAY), 3 * DAY).oldest).toEqual(make(32));
    // The keys of days that a wrong clock made up go with the day on which it was put right.
    expect(turned(corrected, at(MORNING + 5 * DAY), 3 * DAY).taken).toEqual([MORNING + 3600, MORNING + 5 * DAY]);
  });

  test("never holds more than 64, and takes no other rather than lose one that is needed", () => {
    let grown: DayKeyRing = ring;
    for (let day = 1; day < 100; day++) grown = turned(grown, at(MORNING + day * DAY), 1e9);
    expect(grown.taken).toHaveLength(64);
    expect(grown.oldest).toEqual(make(32));
    expect(keysOf(grown)).toHaveLength(64);
    expect(turned(grown, at(MORNING + 200 * DAY), 30 * DAY).taken).toEqual([MORNING + 63 * DAY, MORNING + 200 * DAY]);
  });

  test("reads back as it was written, in one spelling", () => {
    const kept = { oldest: make(32), taken: [MORNING, MORNING + DAY + 0.25] };
    const bytes = writeDayKeys(kept);
    expect(readDayKeys(bytes)).toEqual(kept);
    expect(readDayKeys(Buffer.concat([bytes, Buffer.from(" ")]))).toBeUndefined();
    expect(readDayKeys(bytes.subarray(1))).toBeUndefined();
  });
});

describe("a kiosk's day keys", () => {
  function opening(file: KeptFile, changes: { at?: number; doubt?: "ahead"; remember?: number } = {}) {
    const clock = { at: changes.at ?? MORNING, certain: undefined as number | undefined, doubt: changes.doubt };
    const faults: unknown[] = [];
    let damaged = 0;
    const opened = openDayKeys({
      file,
      make: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      clock: { now: () => clock.at, certain: () => clock.certain ?? clock.at, doubt: () => clock.doubt },
      rememberSeconds: () => changes.remember ?? 600,
      onDamage: () => damaged++,
      onFault: (error) => faults.push(error),
    });
    return { opened, clock, faults, damages: () => damaged };
  }
  const namesUnder = (keys: () => readonly Uint8Array[]) => pseudonymsUnder(make(32), keys);

  test("name one person differently on two days, and find yesterday's name for as long as it counts", async () => {
    const { opened, clock } = opening(fileWith(), { remember: DAY });
    const keys = await opened;
    const names = namesUnder(keys.current);
    const first = names.name(CREDENTIAL, false);
    expect(names.name(CREDENTIAL, true)).not.toBe(first);
    clock.at += DAY;
    await keys.turn();
    expect(names.name(CREDENTIAL, false)).not.toBe(first);
    expect(names.names(CREDENTIAL)).toContain(first);
    clock.at += DAY + 60;
    await keys.turn();
    expect(names.names(CREDENTIAL)).not.toContain(first);
  });

  test("do not turn while the clock is in doubt", async () => {
    const file = fileWith();
    const before = (await opening(file).opened).current();
    const { opened, clock } = opening(file, { at: MORNING + 4000 * DAY, doubt: "ahead" });
    const keys = await opened;
    expect(keys.current()).toEqual(before);
    Object.assign(clock, { doubt: undefined, at: MORNING + DAY });
    await keys.turn();
    expect(keys.current()).not.toEqual(before);
  });

  test("forget nothing by a leap of the clock that nothing has confirmed, and that central takes back an hour later", async () => {
    const { opened, clock } = opening(fileWith());
    const keys = await opened;
    const names = namesUnder(keys.current);
    const first = names.name(CREDENTIAL, false);
    Object.assign(clock, { at: MORNING + 380 * DAY, certain: MORNING });
    await keys.turn();
    expect(names.name(CREDENTIAL, false)).not.toBe(first);
    expect(names.names(CREDENTIAL)).toContain(first);
    Object.assign(clock, { at: MORNING + 300, certain: MORNING + 300 });
    await keys.turn();
    expect(names.names(CREDENTIAL)).toContain(first);
  });

  test("that could not be kept at midnight know afterwards who came in the meantime", async () => {
    const whole = fileWith();
    let isFull = false;
    const file: KeptFile = { ...whole, replace: (bytes) => (isFull ? Promise.reject(new Error("ENOSPC")) : whole.replace(bytes)) };
    const { opened, clock, faults } = opening(file);
    const keys = await opened;
    const names = namesUnder(keys.current);
    isFull = true;
    clock.at += DAY;
    await keys.turn();
    const named = names.name(CREDENTIAL, false);
    isFull = false;
    for (const seconds of [60, 300]) {
      clock.at += seconds;
      await keys.turn();
      expect(names.names(CREDENTIAL)).toContain(named);
      expect(names.name(CREDENTIAL, false)).not.toBe(named);
    }
    expect(faults).toHaveLength(1);
  });

  test("begin anew where what was kept is damaged, and say so", async () => {
    const { opened, damages } = opening(fileWith(Buffer.from("rot")));
    expect((await opened).current()).toHaveLength(1);
    expect(damages()).toBe(1);
  });

  test("lose nothing, whenever the power goes or the disk is full while they turn", async () => {
    for (const death of ["lost", "persisted", "full"] as const) {
      for (let at = 0, hasStruck = true; hasStruck; at++) {
        const path = join(mkdtempSync(join(tmpdir(), "tram-days-")), "pseudonym-days");
        const name = namesUnder((await opening(keptFile(path), { remember: DAY }).opened).current).name(CREDENTIAL, false);
        const disk = new DyingDisk(at, death);
        const dying = { ...keptFile(path), replace: (bytes: Uint8Array) => replaceFile(path, bytes, disk) };
        const { opened, clock, faults } = opening(dying, { at: MORNING + DAY, remember: DAY });
        const keys = await opened;
        const named = namesUnder(keys.current).name(CREDENTIAL, false);
        hasStruck = disk.hasStruck;
        expect(faults.length > 0).toBe(hasStruck);
        disk.powerCut();
        const again = namesUnder((await opening(keptFile(path), { at: clock.at, remember: DAY }).opened).current);
        expect(again.names(CREDENTIAL)).toEqual(expect.arrayContaining([name, named]));
        expect(again.name(CREDENTIAL, false)).not.toBe(name);
      }
    }
  });
});
