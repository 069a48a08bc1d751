import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keptFile } from "../../src/drivers/kept-file.ts";
import { pairingCode, staffDevices } from "../../src/drivers/staff-devices.ts";
import { staffPins } from "../../src/drivers/staff-pins.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PIN = "314159";

test("of a PIN only a slow hash is kept, in a file for nobody else, and mistakes by place", async () => {
  const folder = join(temporaryFolder(), "staff");
  const pins = staffPins(folder);
  expect(await pins.codes()).toEqual([]);
  await pins.set("s-07", PIN);
  await pins.set("s-12", "271828");
  expect(await pins.codes()).toEqual(["s-07", "s-12"]);
  expect([await pins.isRight("s-07", PIN), await pins.isRight("s-07", "314158"), await pins.isRight("s-99", PIN)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(statSync(join(folder, "s-07.json")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, "s-07.json"), "utf8")).not.toContain(PIN);
  await pins.note("s-07", "screen", 4);
  await pins.note("s-07", "d-aaaaaaaa", 1);
  expect([await pins.mistakes("s-07", "screen"), await pins.mistakes("s-07", "d-aaaaaaaa"), await pins.mistakes("s-07", "d-b")]).toEqual([
    4, 1, 0,
  ]);
  await pins.note("s-07", "screen", 0);
  expect(JSON.parse(readFileSync(join(folder, "s-07.json"), "utf8")).mistakes).toEqual({ "d-aaaaaaaa": 1 });
  await pins.set("s-07", "161803");
  expect(await pins.mistakes("s-07", "d-aaaaaaaa"), "another PIN ends the wait").toBe(0);
  expect([await pins.remove("s-07"), await pins.remove("s-07"), await pins.mistakes("s-07", "screen")]).toEqual([true, false, undefined]);
});

test.each(["../../etc/passwd", "s-1", "s-12345", "", "s-07/../s-12", "nguyen"])(
  "%j is no staff code, and becomes no path",
  async (staff) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "nguyen.json"), "{}");
    const pins = staffPins(folder);
    expect([await pins.mistakes(staff, "screen"), await pins.isRight(staff, PIN), await pins.remove(staff)]).toEqual([
      undefined,
      false,
      false,
    ]);
    await expect(pins.set(staff, PIN)).rejects.toThrow("no staff code");
    expect(readdirSync(folder)).toEqual(["nguyen.json"]);
  },
);

test("a damaged file of a staff code lets nobody in", async () => {
  const folder = temporaryFolder();
  const pins = staffPins(folder);
  await pins.set("s-07", PIN);
  writeFileSync(join(folder, "s-07.json"), readFileSync(join(folder, "s-07.json"), "utf8").slice(0, -20));
  expect([await pins.mistakes("s-07", "screen"), await pins.isRight("s-07", PIN)]).toEqual([undefined, false]);
});

test("of a device's secret only a hash is kept; there are sixteen at most, and each can be taken off the list", async () => {
  const folder = join(temporaryFolder(), "devices");
  const devices = staffDevices(folder);
  expect(await devices.list()).toEqual([]);
  const added = await devices.add("Quầy 2", 1_796_000_000.5);
  if (!added) throw new Error("not added");
  const { device, secret } = added;
  expect(device).toEqual({ id: expect.stringMatching(/^d-[a-z2-7]{8}$/), name: "Quầy 2", pairedAt: 1_796_000_000 });
  expect(readFileSync(join(folder, `${device.id}.json`), "utf8")).not.toContain(secret);
  expect([
    await devices.isPaired(device.id, secret),
    await devices.isPaired(device.id, `${secret}x`),
    await devices.isPaired("../x", secret),
  ]).toEqual([true, false, false]);
  for (let more = 1; more < 16; more++) expect(await devices.add("x", 1)).toBeDefined();
  expect(await devices.add("x", 1)).toBeUndefined();
  expect([await devices.remove(device.id), await devices.remove(device.id), await devices.isPaired(device.id, secret)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(await devices.list()).toHaveLength(15);
});

test("a pairing code is used up by the first who has it, by time and by the next code, and not by wrong ones", async () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "pairing.json");
  const code = pairingCode(keptFile(file));
  expect(await code.take("A".repeat(16), 0)).toBe(false);
  const first = await code.make(300);
  expect(first).toMatch(/^[A-Z2-7]{16}$/);
  expect(readFileSync(file, "utf8")).not.toContain(first);
  expect([await code.take(first, 300), await code.take(first, 299), await code.take(first, 299)]).toEqual([false, true, false]);
  const second = await code.make(300);
  const before = readFileSync(file);
  for (let wrong = 0; wrong < 20; wrong++) await code.take("A".repeat(16), 0);
  expect(readFileSync(file), "guessing writes nothing").toEqual(before);
  expect(await pairingCode(keptFile(file)).take(second, 0), "wrong ones, and a restart").toBe(true);
  expect(await pairingCode(keptFile(file)).take(second, 0)).toBe(false);
  const third = await code.make(300);
  const fourth = await code.make(300);
  expect([await code.take(third, 0), await code.take(fourth, 0)]).toEqual([false, true]);
});
