// What the publisher writes, read by the plain client of tuf-js: an independent reader of the same specification.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BaseFetcher, Updater } from "tuf-js";
import { expect, test } from "vitest";
import { tufTime } from "../../src/drivers/trust-metadata.ts";
import { publishTargets, readPublished, refreshTimestamp, type TargetContents, writeRoot } from "../../src/drivers/trust-repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher, rootOf } from "../support/tuf-publisher.ts";

/** The plain client judges expiry by the system's clock and cannot be told another. */
const NOW = Math.floor(Date.now() / 1000);

class FolderFetcher extends BaseFetcher {
  async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const bytes = await readFile(fileURLToPath(url)).catch(() => undefined);
    if (!bytes) throw new (await downloadError())("not there", 404);
    return new Blob([new Uint8Array(bytes)]).stream();
  }
}

/** Not exported by the package's index, and the client knows a missing file by nothing else. */
async function downloadError(): Promise<new (message: string, status: number) => Error> {
  return (await import("../../node_modules/tuf-js/dist/error.js")).DownloadHTTPError;
}

async function readWithPlainClient(repository: string, root: Uint8Array, names: readonly string[]) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "targets"));
  writeFileSync(join(folder, "root.json"), root);
  const updater = new Updater({
    metadataDir: folder,
    metadataBaseUrl: `${pathToFileURL(repository)}/metadata`,
    targetDir: join(folder, "targets"),
    targetBaseUrl: `${pathToFileURL(repository)}/targets`,
    fetcher: new FolderFetcher(),
  });
  await updater.refresh();
  const texts = new Map<string, string>();
  for (const name of names) {
    const info = await updater.getTargetInfo(name);
    if (info) texts.set(name, readFileSync(await updater.downloadTarget(info), "utf8"));
  }
  return { texts, timestamp: JSON.parse(readFileSync(join(folder, "timestamp.json"), "utf8")).signed };
}

const text = (contents: string) => ({ bytes: Buffer.from(contents) });

test("what is published is what a client reads, publication after publication", async () => {
  const [repository, publisher] = [temporaryFolder(), newPublisher()];
  const root = await beginRepository(repository, publisher, NOW);
  const first = new Map([["trust-list.json", text("one")]]);
  expect(await publishTargets(repository, publisher, { targets: first, now: NOW, lifetimes: LIFETIMES })).toEqual({
    root: 1,
    targets: 1,
    snapshot: 1,
    timestamp: 1,
  });
  const second = new Map<string, TargetContents & { readonly custom?: { readonly sequence: number } }>([
    ["trust-list.json", { ...text("two"), custom: { sequence: 7 } }],
    ["update-1.raucb", text("image")],
  ]);
  await publishTargets(repository, publisher, { targets: second, now: NOW, lifetimes: LIFETIMES });

  const { texts, timestamp } = await readWithPlainClient(repository, root, ["trust-list.json", "update-1.raucb", "other"]);
  expect(texts).toEqual(
    new Map([
      ["trust-list.json", "two"],
      ["update-1.raucb", "image"],
    ]),
  );
  expect(timestamp).toMatchObject({ version: 2, issued: tufTime(NOW) });
  const published = await readPublished(repository);
  expect(published?.targets.find(({ name }) => name === "trust-list.json")?.custom).toEqual({ sequence: 7 });
  expect(published?.expires.timestamp).toBe(NOW + LIFETIMES.timestamp);
});

test("a target as large as an image is published from its file", async () => {
  const [repository, publisher, source] = [temporaryFolder(), newPublisher(), temporaryFolder()];
  const root = await beginRepository(repository, publisher, NOW);
  writeFileSync(join(source, "image"), "x".repeat(3_000_000));
  const targets = new Map([["update-2.raucb", { file: join(source, "image") }]]);
  await publishTargets(repository, publisher, { targets, now: NOW, lifetimes: LIFETIMES });
  const { texts } = await readWithPlainClient(repository, root, ["update-2.raucb"]);
  expect(texts.get("update-2.raucb")).toHaveLength(3_000_000);
});

test("a timestamp signed anew changes nothing but how long all counts", async () => {
  const [repository, publisher] = [temporaryFolder(), newPublisher()];
  const root = await beginRepository(repository, publisher, NOW);
  await publishTargets(repository, publisher, { targets: new Map([["a", text("a")]]), now: NOW - 9 * 86_400, lifetimes: LIFETIMES });
  const versions = await refreshTimestamp(repository, publisher.timestamp, NOW, LIFETIMES.timestamp);
  expect(versions).toEqual({ root: 1, targets: 1, snapshot: 1, timestamp: 2 });
  const { texts, timestamp } = await readWithPlainClient(repository, root, ["a"]);
  expect(texts.get("a")).toBe("a");
  expect(timestamp.expires).toBe(tufTime(NOW + LIFETIMES.timestamp));
});

test("a client that slept through a change of all keys follows the roots", async () => {
  const [repository, old, fresh] = [temporaryFolder(), newPublisher(), newPublisher()];
  const root = await beginRepository(repository, old, NOW);
  const signers = [...old.root.slice(1), ...fresh.root.slice(0, 2)];
  await writeRoot(repository, 2, rootOf(fresh, { version: 2, expires: NOW + 86_400, signers }));
  await publishTargets(repository, fresh, { targets: new Map([["a", text("by new keys")]]), now: NOW, lifetimes: LIFETIMES });
  expect((await readWithPlainClient(repository, root, ["a"])).texts.get("a")).toBe("by new keys");
});

test("root metadata signed by one of three is refused by a client", async () => {
  const [repository, publisher] = [temporaryFolder(), newPublisher()];
  const root = await beginRepository(repository, publisher, NOW);
  await writeRoot(repository, 2, rootOf(publisher, { version: 2, expires: NOW + 86_400, signers: publisher.root.slice(0, 1) }));
  await publishTargets(repository, publisher, { targets: new Map(), now: NOW, lifetimes: LIFETIMES });
  await expect(readWithPlainClient(repository, root, [])).rejects.toThrow("root was signed by 1/2 keys");
});

test("files that only old publications name are removed, the roots never", async () => {
  const [repository, publisher] = [temporaryFolder(), newPublisher()];
  await beginRepository(repository, publisher, NOW);
  for (const contents of ["1", "2", "3", "4", "5"]) {
    await publishTargets(repository, publisher, { targets: new Map([["a", text(contents)]]), now: NOW, lifetimes: LIFETIMES });
  }
  expect(readdirSync(join(repository, "targets"))).toHaveLength(3);
  expect(
    readdirSync(join(repository, "metadata"))
      .map((name) => basename(name))
      .toSorted(),
  ).toEqual([
    "1.root.json",
    "3.snapshot.json",
    "3.targets.json",
    "4.snapshot.json",
    "4.targets.json",
    "5.snapshot.json",
    "5.targets.json",
    "timestamp.json",
  ]);
});

test.each(["", "../a", "A", "a/b", ".a", "a".repeat(101)])("%j cannot name a target", async (name) => {
  const [repository, publisher] = [temporaryFolder(), newPublisher()];
  await beginRepository(repository, publisher, NOW);
  const publishing = publishTargets(repository, publisher, { targets: new Map([[name, text("a")]]), now: NOW, lifetimes: LIFETIMES });
  await expect(publishing).rejects.toThrow("cannot name a target");
});

test("keys that the root does not name publish nothing, and what was published stays", async () => {
  const [repository, publisher, stranger] = [temporaryFolder(), newPublisher(), newPublisher()];
  const root = await beginRepository(repository, publisher, NOW);
  const publish = (keys: typeof publisher, contents: string) =>
    publishTargets(repository, keys, { targets: new Map([["a", text(contents)]]), now: NOW, lifetimes: LIFETIMES });
  await publish(publisher, "ours");
  for (const role of ["targets", "snapshot", "timestamp"] as const) {
    await expect(publish({ ...publisher, [role]: stranger[role] }, "theirs")).rejects.toThrow(`${role} was signed by 0/1 keys`);
  }
  await expect(refreshTimestamp(repository, stranger.timestamp, NOW, LIFETIMES.timestamp)).rejects.toThrow(
    "timestamp was signed by 0/1 keys",
  );
  expect((await readWithPlainClient(repository, root, ["a"])).texts.get("a")).toBe("ours");
});

test("no second root of the same version, and no more targets than kiosks take", async () => {
  const [repository, publisher] = [temporaryFolder(), newPublisher()];
  const root = await beginRepository(repository, publisher, NOW);
  await writeRoot(repository, 1, root);
  const other = rootOf(newPublisher(), { expires: NOW + 86_400 });
  await expect(writeRoot(repository, 1, other)).rejects.toThrow("another 1.root.json is there already");
  const targets = new Map(Array.from({ length: 101 }, (_, n) => [`t${n}`, text("")]));
  await expect(publishTargets(repository, publisher, { targets, now: NOW, lifetimes: LIFETIMES })).rejects.toThrow("101 targets");
});
