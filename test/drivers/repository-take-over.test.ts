import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readRepository } from "../../src/drivers/repository-reading.ts";
import { takeOverRepository } from "../../src/drivers/repository-take-over.ts";
import { publishTargets, refreshTimestamp, targetPath, writeRoot } from "../../src/drivers/trust-repository.ts";
import { type Effect, type Faulty, FaultyDisk } from "../support/faulty-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher, newRoleKey, type Publisher, rootOf } from "../support/tuf-publisher.ts";

const NOW = 1_795_000_000;
const DAY = 86_400;
let publisher: Publisher;
let from: string;
let to: string;

beforeEach(async () => {
  [publisher, from, to] = [newPublisher(), temporaryFolder(), join(temporaryFolder(), "trust")];
  await beginRepository(from, publisher, NOW);
});

/** Publishes these texts and no others. */
async function publish(texts: Readonly<Record<string, string>>, now = NOW): Promise<void> {
  const targets = new Map(Object.entries(texts).map(([name, text]) => [name, { bytes: Buffer.from(text) }]));
  await publishTargets(from, publisher, { targets, now, lifetimes: LIFETIMES });
}

const takeOver = (disk?: FaultyDisk) => takeOverRepository(from, to, NOW, disk);

/** Every file of what is handed out. */
function handedOut(): Record<string, string> {
  const names = readdirSync(to, { recursive: true, encoding: "utf8", withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), "latin1")]));
}

/** The version that is handed out as a whole: all its metadata belong together, and each of its targets is there. */
async function wholeVersion(): Promise<number> {
  const read = await readRepository(to);
  if (!read.ok) return 0;
  const names = readdirSync(join(to, "targets"));
  expect(read.value.targets.filter(({ file }) => !names.includes(file))).toEqual([]);
  return read.value.versions.timestamp;
}

describe("a repository is taken over", () => {
  test("whole, and byte for byte", async () => {
    await publish({ "trust-list.json": "one", "update-1.raucb": "image" });
    expect(await takeOver()).toEqual({
      ok: true,
      versions: { root: 1, targets: 1, snapshot: 1, timestamp: 1 },
      newTargets: 2,
      expiresAt: NOW + LIFETIMES.timestamp,
    });
    for (const folder of ["metadata", "targets"]) {
      for (const name of readdirSync(join(from, folder))) {
        expect(readFileSync(join(to, folder, name)).equals(readFileSync(join(from, folder, name)))).toBe(true);
      }
    }
  });

  test("again without harm; what is there already is not copied", async () => {
    await publish({ "trust-list.json": "one" });
    await takeOver();
    const before = handedOut();
    expect(await takeOver()).toMatchObject({ ok: true, newTargets: 0 });
    expect(handedOut()).toEqual(before);
  });

  test("publication after publication; a target that has not changed is not copied again", async () => {
    await publish({ "trust-list.json": "one", "update-1.raucb": "image" });
    await takeOver();
    await publish({ "trust-list.json": "two", "update-1.raucb": "image" });
    expect(await takeOver()).toMatchObject({ ok: true, newTargets: 1, versions: { timestamp: 2 } });
    await refreshTimestamp(from, publisher.timestamp, NOW, LIFETIMES.timestamp);
    expect(await takeOver()).toMatchObject({ ok: true, newTargets: 0, versions: { timestamp: 3, snapshot: 2 } });
    expect(await wholeVersion()).toBe(3);
  });

  test("with all the roots that a kiosk may have slept through", async () => {
    await publish({ "trust-list.json": "one" });
    const next = { ...publisher, timestamp: [newRoleKey()] };
    await writeRoot(from, 2, rootOf(next, { version: 2, expires: NOW + 700 * DAY }));
    await writeRoot(from, 3, rootOf(next, { version: 3, expires: NOW + 900 * DAY }));
    await refreshTimestamp(from, next.timestamp, NOW, LIFETIMES.timestamp);
    expect(await takeOver()).toMatchObject({ ok: true, versions: { root: 3 } });
    expect(readdirSync(join(to, "metadata")).filter((name) => name.endsWith("root.json"))).toEqual([
      "1.root.json",
      "2.root.json",
      "3.root.json",
    ]);
  });

  test("and files that none of the last three publications names are removed, roots never", async () => {
    for (const text of ["one", "two", "three", "four", "five"]) {
      await publish({ "trust-list.json": text });
      writeFileSync(join(from, "stray"), "not part of it");
      await takeOver();
    }
    writeFileSync(join(to, "targets", `${"0".repeat(64)}.update-1.new`), "half of an attempt");
    await takeOver();
    expect(readdirSync(join(to, "metadata"))).toEqual([
      "1.root.json",
      ...[3, 4, 5].flatMap((version) => [`${version}.snapshot.json`, `${version}.targets.json`]),
      "timestamp.json",
    ]);
    const texts = readdirSync(join(to, "targets")).map((name) => readFileSync(join(to, "targets", name), "utf8"));
    expect(texts.toSorted()).toEqual(["five", "four", "three"]);
  });

  test("in place of one that is damaged", async () => {
    await publish({ "trust-list.json": "one" });
    await takeOver();
    truncateSync(join(to, "metadata", "timestamp.json"), 10);
    const [name = ""] = readdirSync(join(to, "targets"));
    writeFileSync(join(to, "targets", name), "two");
    expect(await takeOver()).toMatchObject({ ok: true, newTargets: 1 });
    expect(await wholeVersion()).toBe(1);
    expect(readFileSync(join(to, "targets", name), "utf8")).toBe("one");
  });
});

describe("what an operator may do by mistake is refused by name, and what is handed out stays", () => {
  let before: Record<string, string>;
  beforeEach(async () => {
    await publish({ "trust-list.json": "one", "groups.json": "{}" });
    await takeOver();
    await publish({ "trust-list.json": "two", "groups.json": "{}" });
    await takeOver();
    before = handedOut();
  });

  async function expectRefusal(refusal: string, detail: string): Promise<void> {
    expect(await takeOver()).toEqual({ ok: false, refusal, detail: expect.stringContaining(detail) });
    expect(handedOut()).toEqual(before);
  }

  test("an older publication", async () => {
    const older = temporaryFolder();
    await beginRepository(older, publisher, NOW);
    copyFileSync(join(from, "metadata", "1.root.json"), join(older, "metadata", "1.root.json"));
    from = older;
    await publish({ "trust-list.json": "one" });
    await expectRefusal("rollback", "targets: version 1, below 2, which is handed out");
  });

  test("another publication under the same version", async () => {
    const twin = temporaryFolder();
    await beginRepository(twin, publisher, NOW);
    copyFileSync(join(from, "metadata", "1.root.json"), join(twin, "metadata", "1.root.json"));
    from = twin;
    await publish({ "trust-list.json": "other" });
    await publish({ "trust-list.json": "another" });
    await expectRefusal("mix-and-match", "2.targets.json differs from the one of the same version that is handed out");
  });

  test("another publisher's repository", async () => {
    from = temporaryFolder();
    publisher = newPublisher();
    await beginRepository(from, publisher, NOW);
    for (const text of ["a", "b", "c"]) await publish({ "trust-list.json": text });
    await expectRefusal("mix-and-match", "1.root.json differs");
  });

  test("a folder that is no repository", async () => {
    from = temporaryFolder();
    await expectRefusal("incomplete", "this is no TUF repository");
    from = join(from, "nowhere");
    await expectRefusal("incomplete", "this is no TUF repository");
  });

  test.each(["1.root.json", "3.snapshot.json", "3.targets.json", "timestamp.json"])("a copy without %s", async (name) => {
    await publish({ "trust-list.json": "three" });
    unlinkSync(join(from, "metadata", name));
    await expectRefusal("incomplete", name === "1.root.json" ? "no TUF repository" : `${name} is missing`);
  });

  test("a copy that begins at a later root than the one that is handed out", async () => {
    await writeRoot(from, 2, rootOf(publisher, { version: 2, expires: NOW + 700 * DAY }));
    await refreshTimestamp(from, publisher.timestamp, NOW, LIFETIMES.timestamp);
    unlinkSync(join(from, "metadata", "1.root.json"));
    await expectRefusal("root-chain", "1.root.json is missing, and kiosks may still need it");
  });

  test("a gap in the roots", async () => {
    await writeRoot(from, 3, rootOf(publisher, { version: 3, expires: NOW + 700 * DAY }));
    await expectRefusal("incomplete", "2.root.json is missing");
  });

  test("a new root that only one of two key holders has signed", async () => {
    const expires = NOW + 700 * DAY;
    await writeRoot(from, 2, rootOf(publisher, { version: 2, expires, signers: publisher.root.slice(0, 1) }));
    await expectRefusal("too-few-signatures", "root: 1 of 2");
  });

  test("a timestamp signed by the key that a new root has replaced", async () => {
    await writeRoot(from, 2, rootOf({ ...publisher, timestamp: [newRoleKey()] }, { version: 2, expires: NOW + 700 * DAY }));
    await expectRefusal("wrong-signature", "timestamp: 0 of 1");
  });

  test("a missing target, one that is cut, one that is padded, and one that was exchanged", async () => {
    await publish({ "trust-list.json": "three" });
    const path = join(from, "targets", readdirSync(join(from, "targets")).find((name) => nameOfText(name) === "three") ?? "");
    const whole = readFileSync(path);
    for (const [refusal, damage] of [
      ["mix-and-match", () => truncateSync(path, 2)],
      ["mix-and-match", () => writeFileSync(path, "three and more")],
      ["mix-and-match", () => writeFileSync(path, "THREE")],
      ["incomplete", () => rmSync(path)],
    ] as const) {
      damage();
      expect(await takeOver()).toMatchObject({ ok: false, refusal, detail: expect.stringContaining("trust-list.json") });
      expect(await wholeVersion()).toBe(2);
      expect(readFileSync(join(to, "metadata", "timestamp.json"), "latin1")).toBe(before["timestamp.json"]);
    }
    writeFileSync(path, whole);
    expect(await takeOver()).toMatchObject({ ok: true });
    expect(Object.keys(handedOut()).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  test("snapshot metadata of another publication", async () => {
    await publish({ "trust-list.json": "three" });
    copyFileSync(join(from, "metadata", "2.snapshot.json"), join(from, "metadata", "3.snapshot.json"));
    await expectRefusal("mix-and-match", "snapshot");
  });

  test("what has ended", async () => {
    await publish({ "trust-list.json": "three" }, NOW - 46 * DAY);
    await expectRefusal("freeze", "timestamp: expired 86400 s ago");
  });

  test("what was issued by a clock that is ahead, since kiosks take every signed time for passed; five minutes are nobody's fault", async () => {
    await publish({ "trust-list.json": "three" }, NOW + 301);
    await expectRefusal("clock-wrong", "issued 301 s from now");
    expect(await takeOverRepository(from, to, NOW + 1)).toMatchObject({ ok: true });
  });

  test("metadata without end", async () => {
    writeFileSync(join(from, "metadata", "timestamp.json"), Buffer.alloc(3_000_000, " "));
    await expectRefusal("endless-data", "timestamp.json: more than 16384 bytes");
  });

  test("text in place of metadata", async () => {
    writeFileSync(join(from, "metadata", "timestamp.json"), "<html>");
    await expectRefusal("malformed", "timestamp");
  });

  function nameOfText(name: string): string {
    return readFileSync(join(from, "targets", name), "utf8");
  }
});

describe("a fault at any write leaves the old publication or the new one, whole, and the next run finishes", () => {
  const FAULTS: readonly (readonly [Faulty, readonly Effect[]])[] = [
    ["write", ["lost", "half", "persisted"]],
    ["sync", ["lost", "persisted", "cached"]],
    ["rename", ["lost", "persisted"]],
    ["sync-folder", ["lost", "persisted"]],
  ];
  const cases = FAULTS.flatMap(([call, effects]) => effects.map((effect) => [call, effect] as const));

  test.each(cases)("%s (%s)", async (call, effect) => {
    await publish({ "trust-list.json": "one", "groups.json": "{}" });
    await takeOver();
    await publish({ "trust-list.json": "two", "groups.json": "{ }", "status-00.bin": "shard" });
    const start = temporaryFolder();
    cpSync(to, start, { recursive: true });
    let reached = 0;
    for (let skipped = 0; ; skipped++) {
      rmSync(to, { recursive: true });
      mkdirSync(to, { recursive: true });
      cpSync(start, to, { recursive: true });
      const disk = new LateFault(call, effect, skipped);
      const outcome = await takeOver(disk).catch((error: unknown) => error);
      if (disk.isArmed) break; // there are no more writes than this
      reached++;
      expect(outcome).toBeInstanceOf(Error);
      // As after a kill, and as after a power cut.
      expect([1, 2]).toContain(await wholeVersion());
      disk.powerCut();
      expect([1, 2]).toContain(await wholeVersion());
      expect(await takeOver()).toMatchObject({ ok: true, versions: { timestamp: 2 } });
      expect(await wholeVersion()).toBe(2);
    }
    // Three targets and four metadata files at least.
    expect(reached).toBeGreaterThanOrEqual(7);
  });

  /** A disk on which a later call of a kind fails: so many succeed before it. */
  class LateFault extends FaultyDisk {
    #left: number;
    readonly #call: Faulty;
    readonly #effect: Effect;
    constructor(call: Faulty, effect: Effect, skipped: number) {
      super();
      [this.#call, this.#effect, this.#left] = [call, effect, skipped];
      this.#count();
    }
    override get isArmed(): boolean {
      return this.#left >= 0 || super.isArmed;
    }
    override async open(...given: Parameters<FaultyDisk["open"]>) {
      const file = await super.open(...given);
      return {
        ...file,
        write: (...bytes: Parameters<typeof file.write>) => this.#then("write", () => file.write(...bytes)),
        sync: () => this.#then("sync", () => file.sync()),
      };
    }
    override rename(...given: Parameters<FaultyDisk["rename"]>) {
      return this.#then("rename", () => super.rename(...given));
    }
    override syncFolder(folder: string) {
      return this.#then("sync-folder", () => super.syncFolder(folder));
    }
    async #then(call: Faulty, work: () => Promise<void>): Promise<void> {
      await work();
      if (call === this.#call) this.#count();
    }
    /** Arms the fault when the next call is the one. */
    #count(): void {
      if (this.#left-- === 0) this.failNext(this.#call, this.#effect);
    }
  }
});

test("a large target goes through piece by piece", async () => {
  const image = Buffer.alloc(5_000_000, "image");
  const targets = new Map([["update-1.raucb", { bytes: image }]]);
  await publishTargets(from, publisher, { targets, now: NOW, lifetimes: LIFETIMES });
  expect(await takeOver()).toMatchObject({ ok: true });
  const [name = ""] = readdirSync(join(to, "targets"));
  expect(readFileSync(targetPath(to, { name: "update-1.raucb", sha256: name.slice(0, 64) })).equals(image)).toBe(true);
});
