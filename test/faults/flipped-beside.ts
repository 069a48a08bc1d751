// Bits of the files beside a journal's segments: what is kept of removed entries, what says that they were removed and whose the journal is, sealed
// parts, and the hashes that proofs are made from.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leafHash } from "../../src/core/journal-chain.ts";
import { leavesFileName, segmentFileName } from "../../src/core/journal-record.ts";
import type { Damage } from "../../src/core/journal-scan.ts";
import { USED_ONCE_FOLDER } from "../../src/core/used-names.ts";
import { nodeFileSystem } from "../../src/drivers/file-system.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { KEY_FILE, LIFE_FILE, RELEASED_FILE, readLife } from "../../src/drivers/journal-marks.ts";
import { viewJournal } from "../../src/drivers/journal-view.ts";
import { KNOWN_TREE_FILE } from "../../src/drivers/known-tree.ts";
import { runFolder } from "../../src/drivers/run-folder.ts";
import { sealedFolder } from "../../src/drivers/sealed-folder.ts";
import { TREE_FILE } from "../../src/drivers/tile-file.ts";
import { inspectWithUsed } from "../../src/drivers/used-inspection.ts";
import { openUsedOnce } from "../../src/kiosk/used-once.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import type { Chance } from "./chance.ts";
import { demand, type Figures, type Trial } from "./suite.ts";

const SEGMENT_BYTES = 16_384;
/** Enough for two tiles of the tree. */
const ENTRIES = 600;
/** The first of them go, in two removals. */
const REMOVED = [200, 500] as const;
/** From a tree that was removed, and to one that was not. */
const [FROM, TO] = [256, 590] as const;

interface Beside {
  readonly file: string;
  /** True where a turned bit is found, or changes nothing, and cannot pass for anything else. */
  readonly isFound: () => Promise<boolean>;
}

/** Turns bits over in each of these files, and demands that every one is found where it is. */
export async function flipBeside({ folder, chance, rounds }: Pick<Trial, "folder" | "chance" | "rounds">): Promise<Figures> {
  const journal = join(folder, "journal");
  const digest = await writeAll(folder, journal);
  const proof = await proofOf(journal);
  demand(proof !== undefined, "a proof from before what was removed");
  const namesFile = (file: string) => async () => (await damageOf(journal))?.file === file;
  const runs = readdirSync(join(folder, USED_ONCE_FOLDER)).map((name) => `../${USED_ONCE_FOLDER}/${name}`);
  const files: readonly Beside[] = [
    ...runs.map((file) => ({ file, isFound: namesFile(file) })),
    { file: RELEASED_FILE, isFound: namesFile(RELEASED_FILE) },
    // Another key that is one says that the segments are not this device's.
    { file: KEY_FILE, isFound: async () => (await damageOf(journal)) !== undefined },
    { file: LIFE_FILE, isFound: namesFile(LIFE_FILE) },
    { file: `../sealed/${digest}.sealed`, isFound: () => isRefused(sealedFolder(join(folder, "sealed")).read(digest)) },
    { file: TREE_FILE, isFound: async () => [undefined, proof].includes(await proofOf(journal)) },
  ];
  const figures = { flippedBeside: await flipWhatStandsIn(join(folder, "damaged"), chance, rounds) };
  for (const beside of files) figures.flippedBeside += await flipAll(join(journal, beside.file), beside, chance, rounds);
  demand((await damageOf(journal)) === undefined, "what was turned back is whole");
  return figures;
}

async function flipAll(path: string, { file, isFound }: Beside, chance: Chance, rounds: Trial["rounds"]): Promise<number> {
  const bytes = Uint8Array.from(readFileSync(path));
  const bits = 8 * bytes.length;
  const stride = Math.max(1, Math.floor(bits / rounds(bits))) | 1;
  let flipped = 0;
  for (let bit = chance.below(stride); bit < bits; bit += stride, flipped++) {
    writeFileSync(path, flipBit(bytes, bit));
    demand(await isFound(), `bit ${bit} of ${file} is found`);
  }
  writeFileSync(path, bytes);
  return flipped;
}

/** An entry is damaged, of those that stay: what stands in for it may be wrong, and a proof is demanded all the same. */
async function flipWhatStandsIn(folder: string, chance: Chance, rounds: Trial["rounds"]): Promise<number> {
  const [damaged, kept, size] = [5, 60, 100];
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES });
  await Promise.all(Array.from({ length: size }, (_, seq) => journal.append(anEntry({ durationMs: seq }))));
  await journal.keepTree(kept);
  const hashes: Uint8Array[] = [];
  for await (const { body } of journal.read(0)) hashes.push(leafHash(body));
  const proof = Buffer.concat(await journal.consistencyProof(kept, size)).toString("hex");
  await journal.close();
  const path = join(folder, segmentFileName(0));
  const bytes = readFileSync(path);
  const at = bytes.indexOf(`"seq":${damaged},`);
  writeFileSync(path, bytes.fill(0xa5, at - 40, at + 40));
  const isHarmless = async () => {
    const view = await viewJournal(folder, TEST_SIGNER);
    for await (const { seq, body, ...entry } of view?.readThrough(0) ?? []) {
      const leaf = body ? leafHash(body) : "leaf" in entry ? entry.leaf : undefined;
      if (leaf && Buffer.compare(leaf, hashes[seq] ?? leaf) !== 0) return false;
    }
    return Buffer.concat((await view?.consistencyProof(kept, size)) ?? []).toString("hex") === proof;
  };
  let flipped = 0;
  for (const file of [leavesFileName(0), KNOWN_TREE_FILE]) {
    flipped += await flipAll(join(folder, file), { file, isFound: isHarmless }, chance, (bits) => Math.ceil(rounds(bits) / 4));
    rmSync(join(folder, leavesFileName(0)), { force: true });
    rmSync(join(folder, TREE_FILE), { force: true });
  }
  return flipped;
}

/** The digest of a sealed part. */
async function writeAll(folder: string, place: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const journal = await openJournal(place, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES });
  await Promise.all(Array.from({ length: ENTRIES }, (_, seq) => journal.append(anEntry({ durationMs: seq }))));
  // Makes the file of hashes, which a removal needs.
  await journal.consistencyProof(FROM, TO);
  const used = openUsedOnce({ kiosk: "hanoi-01", life: await readLife(place, nodeFileSystem) }, runFolder(join(folder, USED_ONCE_FOLDER)));
  for (const before of REMOVED) {
    const until = await journal.releasable(before);
    const names = [1, 2, 3].map((one) => ({ name: Buffer.alloc(16, before + one).toString("base64url"), at: before + one }));
    await used.keep({ from: journal.firstSeq, until, names });
    await journal.release(until + 1);
  }
  await journal.close();
  return await sealedFolder(join(folder, "sealed")).put(Buffer.alloc(100, 7));
}

async function isRefused(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => false,
    () => true,
  );
}

async function damageOf(journal: string): Promise<Damage | undefined> {
  for await (const part of inspectWithUsed(journal, undefined, { isHome: true })) if (part.kind === "damage") return part.damage;
  return undefined;
}

/** In hex; undefined where there is none. */
async function proofOf(journal: string): Promise<string | undefined> {
  const view = await viewJournal(journal, TEST_SIGNER);
  const hashes = await view?.consistencyProof(FROM, TO).catch(() => undefined);
  return hashes && Buffer.concat(hashes).toString("hex");
}
