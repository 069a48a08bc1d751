import { mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { stickFolder } from "../../src/drivers/stick-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let root = "";
beforeEach(async () => {
  root = await temporaryFolder();
});

async function makeStick(...path: string[]): Promise<string> {
  const folder = join(root, ...path, "tram-trust");
  await mkdir(join(folder, "metadata"), { recursive: true });
  await writeFile(join(folder, "metadata", "timestamp.json"), "{}");
  return folder;
}

const paths = async () => (await stickFolder(root).look()).map(({ path }) => path);

test("a stick is found by its folder, mounted under its label or under a user's name and its label", async () => {
  const found = [await makeStick("USB"), await makeStick("tram", "KINGSTON")];
  await mkdir(join(root, "PHOTOS", "2026"), { recursive: true });
  expect((await paths()).toSorted()).toEqual(found.toSorted());
});

test("a stick that is pulled out is gone, and one that is renamed into place appears", async () => {
  await makeStick("USB");
  await rename(join(root, "USB"), join(root, ".aside"));
  expect(await paths()).toEqual([join(root, ".aside", "tram-trust")]);
  await rm(join(root, ".aside"), { recursive: true });
  expect(await paths()).toEqual([]);
});

test("its mark changes when it is written anew, and when it is only half there", async () => {
  const folder = await makeStick("USB");
  const timestamp = join(folder, "metadata", "timestamp.json");
  const mark = async () => (await stickFolder(root).look())[0]?.mark;
  const first = await mark();
  expect(await mark()).toBe(first);
  await utimes(timestamp, 1, 2);
  const second = await mark();
  await rm(timestamp);
  const third = await mark();
  expect(new Set([first, second, third]).size).toBe(3);
});

describe("nothing else is taken for a stick:", () => {
  test("a folder that is not there", async () => {
    expect(await stickFolder(join(root, "absent")).look()).toEqual([]);
  });

  test("a file of that name, or a link out of the folder", async () => {
    await mkdir(join(root, "USB"));
    await writeFile(join(root, "USB", "tram-trust"), "");
    await symlink("/", join(root, "LINK"));
    expect(await paths()).toEqual([]);
  });

  test("more folders than any kiosk has ports", async () => {
    for (let index = 0; index < 40; index++) await makeStick(`USB-${String(index).padStart(2, "0")}`);
    expect((await paths()).length).toBe(16);
  });
});
