import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { journalStickFolder, journalsOnStick } from "../../src/drivers/journal-stick.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSK = "hanoi-01";

test("sticks are prepared folders at either level, those with a journal first; folders on a stick and empty ones are none", async () => {
  const root = temporaryFolder();
  expect(await journalStickFolder(join(root, "none"), KIOSK).look()).toEqual([]);
  for (const path of ["a/tram-trust", "a/copy/tram-journal", "b/tram-journal", "user/c/tram-journal", "empty"])
    mkdirSync(join(root, path), { recursive: true });
  const found = await journalStickFolder(root, KIOSK).look();
  expect(found.map(({ path }) => path)).toEqual(["b", "user/c", "a"].map((name) => join(root, name)));
});

test("its mark changes with central's answer to this kiosk, and with no other's", async () => {
  const root = temporaryFolder();
  const folder = (kiosk: string) => join(root, "usb", "tram-journal", kiosk);
  for (const kiosk of [KIOSK, "hue-01"]) mkdirSync(folder(kiosk), { recursive: true });
  const mark = async () => (await journalStickFolder(root, KIOSK).look())[0]?.mark;
  const before = await mark();
  writeFileSync(join(folder("hue-01"), "answer.json"), "{}");
  expect(await mark()).toBe(before);
  writeFileSync(join(folder(KIOSK), "answer.json"), "{}");
  expect(await mark()).not.toBe(before);
});

test("names that are not ours are not looked at, links not followed, large files not read", async () => {
  const path = temporaryFolder();
  const folder = join(path, "tram-journal", KIOSK);
  for (const kiosk of [KIOSK, "Hanoi", "..x", "a".repeat(65)]) mkdirSync(join(path, "tram-journal", kiosk), { recursive: true });
  const range = { from: 0, until: 5 };
  const name = "000000000000-000000000005.batch";
  writeFileSync(join(folder, "notes.txt"), "");
  writeFileSync(join(folder, `${name}.new`), "");
  symlinkSync("/etc/passwd", join(folder, name));
  writeFileSync(join(folder, "answer.json"), Buffer.alloc(16_385));
  const stick = journalsOnStick(path);
  expect(await stick.kiosks()).toEqual([KIOSK]);
  expect(await stick.batches(KIOSK)).toEqual([range]);
  expect([await stick.readBatch(KIOSK, range), await stick.readAnswer(KIOSK)]).toEqual([undefined, undefined]);
  expect(await stick.batches("hue-01")).toEqual([]);
});
