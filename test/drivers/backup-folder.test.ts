import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type BackupPiece,
  backupsOnStick,
  copyOutOfBackup,
  openBackup,
  readFromBackup,
  writeBackup,
} from "../../src/drivers/backup-folder.ts";
import { openSealedBytes, sealBytes } from "../../src/drivers/sealed-bytes.ts";
import { namesOnStick, readOnStick } from "../../src/drivers/stick-files.ts";
import { flipBit } from "../support/journal-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const KIOSK = "hanoi-01";

function piecesOf(version: number): readonly BackupPiece[] {
  return [
    { name: "kiosk.toml", from: bytes(`version ${version}`) },
    { name: "journals/hanoi-01/00000000.tramlog", from: bytes("entries ".repeat(1000)) },
    { name: "empty", from: bytes("") },
  ];
}

async function newStick(): Promise<string> {
  const folder = join(temporaryFolder(), "tram-backup", KIOSK);
  await writeBackup(folder, { kiosk: KIOSK, at: 5, pieces: piecesOf(1) });
  return folder;
}

const versionIn = async (folder: string) => {
  const backup = await openBackup(folder);
  return backup && readFileSync(join(backup.folder, "kiosk.toml"), "utf8");
};

describe("a backup", () => {
  test("is whole as it was written, and a newer one takes its place", async () => {
    const folder = await newStick();
    expect(await versionIn(folder)).toBe("version 1");
    const list = await writeBackup(folder, { kiosk: KIOSK, at: 6, pieces: piecesOf(2) });
    expect(await versionIn(folder)).toBe("version 2");
    expect((await openBackup(folder))?.listBytes).toEqual(new Uint8Array(list));
    expect(readdirSync(join(folder, ".."))).toEqual([KIOSK]);
    expect(await backupsOnStick(join(folder, ".."))).toEqual([KIOSK]);
  });

  test("copies what lies below a prefix, and nothing else", async () => {
    const backup = await openBackup(await newStick());
    const to = temporaryFolder();
    expect(backup && (await copyOutOfBackup(backup, "journals/", to))).toBe(true);
    expect(readdirSync(to, { recursive: true })).toEqual(["hanoi-01", "hanoi-01/00000000.tramlog"]);
  });

  const FILES = ["kiosk.toml", "journals/hanoi-01/00000000.tramlog", "empty", "backup.json"];
  test.each(FILES)("without %s is none", async (name) => {
    const folder = await newStick();
    rmSync(join(folder, name));
    expect(await openBackup(folder)).toBeUndefined();
  });

  test.each(FILES.filter((name) => name !== "empty"))("with %s cut, or with one bit flipped, is none", async (name) => {
    const folder = await newStick();
    const path = join(folder, name);
    const whole = readFileSync(path);
    for (const length of [0, 1, whole.length >> 1, whole.length - 1]) {
      truncateSync(path, length);
      expect(await openBackup(folder)).toBeUndefined();
      writeFileSync(path, whole);
    }
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, flipped);
    const opened = await openBackup(folder);
    // A bit of the list itself may still be a list, of another time; its fingerprint is another one then.
    expect(opened === undefined || Buffer.compare(opened.listBytes, whole) !== 0).toBe(true);
  });

  test("that is a link or a pipe in a file's place is none, and nothing hangs", async () => {
    const folder = await newStick();
    const secret = join(temporaryFolder(), "secret");
    writeFileSync(secret, "version 1");
    rmSync(join(folder, "kiosk.toml"));
    symlinkSync(secret, join(folder, "kiosk.toml"));
    expect(await openBackup(folder)).toBeUndefined();
    rmSync(join(folder, "kiosk.toml"));
    execFileSync("mkfifo", [join(folder, "kiosk.toml")]);
    expect(await openBackup(folder)).toBeUndefined();
  });

  test("pulled out while it is written is the one before, whatever stands beside it", async () => {
    const folder = await newStick();
    mkdirSync(`${folder}.new`);
    writeFileSync(join(`${folder}.new`, "kiosk.toml"), "half");
    expect(await versionIn(folder)).toBe("version 1");
    // Between the two renames: the old one has given its name away, the new one does not have it yet.
    rmSync(`${folder}.new`, { recursive: true });
    const other = await newStick();
    renameSync(other, `${folder}.new`);
    renameSync(folder, `${folder}.old`);
    expect(await versionIn(folder)).toBe("version 1");
    expect(await backupsOnStick(join(folder, ".."))).toEqual([KIOSK]);
    await writeBackup(folder, { kiosk: KIOSK, at: 6, pieces: piecesOf(2) });
    expect(await versionIn(folder)).toBe("version 2");
    expect(existsSync(`${folder}.old`)).toBe(false);
  });

  test("has no file that leads out of it", async () => {
    const folder = join(temporaryFolder(), KIOSK);
    await expect(writeBackup(folder, { kiosk: KIOSK, at: 5, pieces: [{ name: "../x", from: bytes("") }] })).rejects.toThrow(
      "cannot be the name",
    );
  });
});

describe("a stick that reads otherwise after it was checked", () => {
  const JOURNAL = "journals/hanoi-01/00000000.tramlog";
  const ROT: readonly (readonly [string, (path: string) => void])[] = [
    ["has another bit", (path) => writeFileSync(path, flipBit(readFileSync(path), 12_345))],
    ["is cut", (path) => truncateSync(path, 10)],
    ["has grown", (path) => writeFileSync(path, Buffer.concat([readFileSync(path), bytes("x")]))],
    ["is gone", (path) => rmSync(path)],
    ["is a folder", (path) => rmSync(path) ?? mkdirSync(path)],
    ["is a pipe", (path) => rmSync(path) ?? execFileSync("mkfifo", [path])],
    ["is a link to the very contents", (path) => renameSync(path, `${path}.moved`) ?? symlinkSync(`${path}.moved`, path)],
  ];

  test.each(ROT)("copies nothing under the name of a file that %s", async (_name, rot) => {
    const folder = await newStick();
    const backup = await openBackup(folder);
    rot(join(folder, JOURNAL));
    const to = temporaryFolder();
    expect(backup && (await copyOutOfBackup(backup, "journals/", to))).toBe(false);
    expect(readdirSync(to, { recursive: true })).not.toContain("hanoi-01/00000000.tramlog");
    expect(readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);
  });

  test.each(ROT)("gives no small file that %s", async (_name, rot) => {
    const folder = await newStick();
    const backup = await openBackup(folder);
    if (!backup) throw new Error("no backup");
    expect(await readFromBackup(backup, JOURNAL, 10_000)).toEqual(new Uint8Array(bytes("entries ".repeat(1000))));
    expect(await readFromBackup(backup, JOURNAL, 7_999)).toBe("damaged");
    expect(await readFromBackup(backup, "configuration.tramcfg", 10_000)).toBe("none");
    rot(join(folder, JOURNAL));
    expect(await readFromBackup(backup, JOURNAL, 10_000)).toBe("damaged");
  });

  test("leaves a file of an earlier attempt as it was", async () => {
    const folder = await newStick();
    const backup = await openBackup(folder);
    const to = temporaryFolder();
    if (backup) await copyOutOfBackup(backup, "journals/", to);
    truncateSync(join(folder, JOURNAL), 10);
    expect(backup && (await copyOutOfBackup(backup, "journals/", to))).toBe(false);
    expect(readFileSync(join(to, "hanoi-01/00000000.tramlog"), "utf8")).toBe("entries ".repeat(1000));
  });

  test.runIf(existsSync("/dev/full"))("is not blamed for a kiosk's disk that is full", async () => {
    const backup = await openBackup(await newStick());
    const to = temporaryFolder();
    mkdirSync(join(to, "hanoi-01"));
    symlinkSync("/dev/full", join(to, "hanoi-01/00000000.tramlog.new"));
    await expect(backup && copyOutOfBackup(backup, "journals/", to)).rejects.toThrow("ENOSPC");
  });
});

describe("a file on a stick", () => {
  test("is read whole, or not at all where it is larger than it may be", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a"), "12345");
    expect(await readOnStick(folder, "a", 5)).toEqual(new Uint8Array(bytes("12345")));
    expect(await readOnStick(folder, "a", 4)).toBeUndefined();
    expect(await readOnStick(folder, "b", 5)).toBeUndefined();
    expect(await namesOnStick(folder)).toEqual(["a"]);
    expect(await namesOnStick(join(folder, "none"))).toBeUndefined();
  });

  test("is never one behind a link, in another folder, a folder or a pipe", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "outside"), "secret");
    const stick = join(folder, "stick");
    mkdirSync(join(stick, "folder"), { recursive: true });
    symlinkSync("../outside", join(stick, "link"));
    symlinkSync(stick, join(folder, "stick-link"));
    execFileSync("mkfifo", [join(stick, "pipe")]);
    for (const name of ["link", "../outside", "folder", "pipe", ""]) expect(await readOnStick(stick, name, 100)).toBeUndefined();
    writeFileSync(join(stick, "file"), "x");
    expect(await readOnStick(join(folder, "stick-link"), "file", 100)).toBeUndefined();
  });
});

test("what is sealed with a passphrase is opened by it and by no other", async () => {
  const sealed = await sealBytes(bytes("32 bytes that nobody may know…"), "đúng mật khẩu");
  expect(sealed).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
  expect(Buffer.from((await openSealedBytes(sealed, "đúng mật khẩu")) ?? []).toString()).toBe("32 bytes that nobody may know…");
  expect(await openSealedBytes(sealed, "sai mật khẩu")).toBeUndefined();
  expect(await openSealedBytes("nothing", "đúng mật khẩu")).toBeUndefined();
});
