import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { replaceConfiguration } from "../../src/drivers/configuration-file.ts";
import { type FileSystem, nodeFileSystem } from "../../src/drivers/file-system.ts";
import { type Effect, type Faulty, FaultyDisk } from "../support/faulty-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");

/** A configuration names its files by their contents, as `tram provision apply` does. */
function configuration(version: number) {
  const files = new Map([
    [`root-${version}.json`, bytes(`root ${version}`)],
    [`configuration-${version}.tramcfg`, bytes(`package ${version}`)],
  ]);
  return { toml: [...files.keys()].join("\n"), files };
}

/** The version that a folder holds: its configuration and every file that it names. */
function heldIn(path: string): string {
  const names = readFileSync(path, "utf8").split("\n");
  return names.map((name) => readFileSync(join(path, "..", name), "utf8")).join(", ");
}
const OLD = "root 1, package 1";
const NEW = "root 2, package 2";

test("a configuration is replaced with what it names, for its owner's eyes only, and the one before stays beside", async () => {
  const path = join(temporaryFolder(), "etc", "kiosk.toml");
  await replaceConfiguration(path, configuration(1));
  expect(heldIn(path)).toBe(OLD);
  await replaceConfiguration(path, configuration(2));
  expect(heldIn(path)).toBe(NEW);
  expect(readFileSync(`${path}.old`, "utf8")).toBe(configuration(1).toml);
  for (const name of readdirSync(join(path, ".."))) expect(statSync(join(path, "..", name)).mode & 0o777).toBe(0o600);
});

describe("whatever fails, the old configuration is there whole or the new one is", () => {
  const CALLS: readonly Faulty[] = ["write", "sync", "rename", "sync-folder"];
  const EFFECTS: readonly Effect[] = ["lost", "half", "persisted"];
  /** Four files are written, one after another: a fault in each of them. */
  const cases = CALLS.flatMap((call) => EFFECTS.flatMap((effect) => [0, 1, 2, 3].map((at) => [call, effect, at] as const)));

  test.each(cases)("%s fails (%s) at file %i, and then the power goes", async (call, effect, at) => {
    const path = join(temporaryFolder(), "kiosk.toml");
    await replaceConfiguration(path, configuration(1));
    const disk = new FaultyDisk();
    let seen = 0;
    const armed: FileSystem = {
      open: (file, mode) => {
        if (mode === "create" && seen++ === at) disk.failNext(call, effect);
        return disk.open(file, mode);
      },
      rename: (from, to) => disk.rename(from, to),
      remove: (file) => disk.remove(file),
      list: (folder) => disk.list(folder),
      makeFolder: (folder) => disk.makeFolder(folder),
      syncFolder: (folder) => disk.syncFolder(folder),
      freeBytes: (folder) => disk.freeBytes(folder),
    };
    await expect(replaceConfiguration(path, configuration(2), armed)).rejects.toThrow("was not replaced");
    disk.powerCut();
    expect([OLD, NEW]).toContain(heldIn(path));
    await replaceConfiguration(path, configuration(2), disk);
    disk.powerCut();
    expect(heldIn(path)).toBe(NEW);
  });

  test("the process is killed before any of its steps", async () => {
    for (let steps = 0; ; steps++) {
      const path = join(temporaryFolder(), "kiosk.toml");
      await replaceConfiguration(path, configuration(1));
      let left = steps;
      const dying = <A extends readonly unknown[], R>(step: (...parameters: A) => Promise<R>) => {
        return async (...parameters: A): Promise<R> => {
          if (left-- <= 0) throw new Error("killed");
          return step(...parameters);
        };
      };
      const disk: FileSystem = {
        open: dying(async (file, mode) => {
          const opened = await nodeFileSystem.open(file, mode);
          return { ...opened, write: dying(opened.write), sync: dying(opened.sync) };
        }),
        rename: dying(nodeFileSystem.rename),
        remove: nodeFileSystem.remove,
        list: nodeFileSystem.list,
        makeFolder: nodeFileSystem.makeFolder,
        syncFolder: dying(nodeFileSystem.syncFolder),
        freeBytes: nodeFileSystem.freeBytes,
      };
      const ended = await replaceConfiguration(path, configuration(2), disk).then(
        () => true,
        () => false,
      );
      expect([OLD, NEW]).toContain(heldIn(path));
      if (!ended) continue;
      expect(heldIn(path)).toBe(NEW);
      expect(steps).toBeGreaterThan(15);
      return;
    }
  });
});

test("a folder that cannot be made leaves everything as it was", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "etc"), "a file");
  await expect(replaceConfiguration(join(folder, "etc", "kiosk.toml"), configuration(1))).rejects.toThrow();
  mkdirSync(join(folder, "other"));
  expect(readdirSync(folder).map((name) => basename(name))).toEqual(["etc", "other"]);
});
