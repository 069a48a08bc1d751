import { createHash } from "node:crypto";
import { once } from "node:events";
import { constants, createReadStream } from "node:fs";
import { access, copyFile, lstat, readFile, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { runCommands } from "../drivers/command-line.ts";
import { ASIDE } from "../drivers/durable-file.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { lockFolder } from "../drivers/folder-lock.ts";
import { readInput } from "../drivers/input-file.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { newPrivateJwk } from "../drivers/key-generator.ts";
import { askWithoutEcho, readPassphrase } from "../drivers/passphrase.ts";
import { lookAtRepository } from "../drivers/repository-look.ts";
import { findRepository } from "../drivers/repository-place.ts";
import { takeOverRepository } from "../drivers/repository-take-over.ts";
import { readKeyFile, writeReadyKey, writeSealedKey } from "../drivers/sealed-key.ts";
import { statusPublication } from "../drivers/status-publication.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { publishedVersions, publishTargets, readPublished, refreshTimestamp, targetPath, writeRoot } from "../drivers/trust-repository.ts";
import { makeRoot, readRoot, roleKeyOf, signersOfRoot, signRoot } from "../drivers/trust-root.ts";
import type { Clock } from "../ports.ts";
import { complain, EXIT_FAILED, sentenceOf } from "./complaint.ts";
import { lazyEyes } from "./eyes-assembly.ts";
import { addTrustCommands } from "./trust/command-line.ts";
import type { Disk, Place, Repository, TrustParts } from "./trust/parts.ts";

/** Largest file read whole, in bytes. */
const MAX_INPUT_BYTES = 32 * 1024 * 1024;

/** `tram trust …`. Resolves to the exit code; docs/command-line.md lists them. */
export async function runTrust(args: readonly string[]): Promise<number> {
  const eyes = lazyEyes();
  const { findSymbols } = eyes;
  const parts = trustParts({ clock: systemClock, findSymbols, out: writeOut, err: (text) => void process.stderr.write(text) });
  try {
    return await runCommands(args, (program, act) => addTrustCommands(program, parts, act));
  } catch (error) {
    // A full disk, a stick pulled out: what was under way is either done or not begun.
    const cause = sentenceOf(error);
    const deeper = error instanceof Error && error.cause !== undefined ? ` (${sentenceOf(error.cause)})` : "";
    complain(parts.err, "trust", {
      vi: `không làm được: ${cause}${deeper}; dữ liệu cũ vẫn còn, sửa lỗi rồi chạy lại lệnh`,
      en: `it could not be done: ${cause}${deeper}; what was there before still is, mend the cause and run the command again`,
    });
    return EXIT_FAILED;
  } finally {
    await eyes.close();
  }
}

/** What the commands need, on this machine. */
export function trustParts({
  clock,
  findSymbols,
  out,
  err,
}: Pick<TrustParts, "findSymbols" | "out" | "err"> & { readonly clock: Pick<Clock, "now"> }): TrustParts {
  return {
    now: clock.now,
    readInput: (file) => readInput(file, MAX_INPUT_BYTES),
    findSymbols,
    parseToml: async (text) => (await import("smol-toml")).parse(text),
    disk: localDisk,
    keys: { newJwk: () => newPrivateJwk("EdDSA"), writeSealed: writeSealedKey, writeReady: writeReadyKey, read: readKeyFile },
    passphrases: { ask: askWithoutEcho, read: readPassphrase },
    roots: { keyOf: roleKeyOf, make: makeRoot, read: readRoot, sign: signRoot, signers: signersOfRoot },
    repositoryAt,
    findRepository,
    out,
    err,
  };
}

const localDisk: Disk = {
  keptFile,
  makeFolder: nodeFileSystem.makeFolder,
  names: async (folder) => [...((await nodeFileSystem.list(folder)) ?? [])].toSorted(),
  remove: async (path) => {
    await nodeFileSystem.remove(path);
    await nodeFileSystem.syncFolder(dirname(path));
  },
  rename: async (from, to) => {
    await nodeFileSystem.rename(from, to);
    await nodeFileSystem.syncFolder(dirname(to));
  },
  copy: async (from, to) => {
    await copyFile(from, to + ASIDE);
    const copied = await nodeFileSystem.open(to + ASIDE, "update");
    await copied.sync().finally(() => copied.close());
    await nodeFileSystem.rename(to + ASIDE, to);
    await nodeFileSystem.syncFolder(dirname(to));
  },
  digest: async (path) => {
    const digest = createHash("sha256");
    for await (const chunk of createReadStream(path)) digest.update(chunk as Uint8Array);
    return { length: (await stat(path)).size, sha256: digest.digest("hex") };
  },
  lock: lockFolder,
  exists: (path) =>
    lstat(path).then(
      () => true,
      () => false,
    ),
  removeTree: (path) => rm(path, { recursive: true, force: true }),
  placeOf,
  nearestPlace,
  join,
};

async function placeOf(path: string): Promise<Place | undefined> {
  const folder = await realpath(dirname(resolve(path))).catch(() => undefined);
  const found = folder === undefined ? undefined : await stat(folder).catch(() => undefined);
  if (folder === undefined || !found?.isDirectory()) return undefined;
  const isWritable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return { path: join(folder, basename(path)), folder, device: found.dev, isWritable };
}

async function nearestPlace(path: string): Promise<Place> {
  return (await placeOf(path)) ?? (await nearestPlace(dirname(resolve(path))));
}

function repositoryAt(folder: string): Repository {
  return {
    published: () => readPublished(folder),
    versions: () => publishedVersions(folder),
    root: (version) => keptFile(join(folder, "metadata", `${version}.root.json`)).read(),
    writeRoot: (version, bytes) => writeRoot(folder, version, bytes),
    target: (target) => readFile(targetPath(folder, target)),
    contents: (target) => ({ file: targetPath(folder, target), ...(target.custom && { custom: target.custom }) }),
    status: (published, lists, shards) => statusPublication(folder, published, lists, shards),
    publish: (keys, publication) => publishTargets(folder, keys, publication),
    refresh: (keys, now, seconds) => refreshTimestamp(folder, keys, now, seconds),
    lookAt: async (root, at) => {
      const looked = await lookAtRepository(folder, root, at);
      if (!looked.ok) return looked;
      const targets = looked.value.targets.map(({ file, ...target }) => ({ name: file.slice(65), ...target }));
      return { ok: true, ...looked.value, targets };
    },
    copyTo: (to, now) => takeOverRepository(folder, to, now),
  };
}

/** Waits while the reader of our output is slower than we are. */
async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}
