import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type LogSigner, signCheckpoint } from "../core/checkpoint.ts";
import { segmentFileName } from "../core/journal-record.ts";
import { rootOf } from "../core/merkle-tree.ts";
import type { JournalView } from "../stick-ports.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { JournalDamaged, listSegments } from "./journal-folder.ts";
import { JournalReader } from "./journal-reader.ts";
import { type CheckedFolder, checkFolder } from "./journal-recovery.ts";
import { JournalTree } from "./journal-tree.ts";
import { knownTreeFile } from "./known-tree.ts";
import { TREE_FILE, tileFile } from "./tile-file.ts";

/** How long to wait before damage is believed: what is being written at this moment may look like it. */
const SECOND_LOOK_MS = 200;

/**
 * The journal in a folder as it stands now, beside the kiosk that writes it: without the lock, read only, repairing nothing. Undefined where
 * there is none. Rejects with JournalDamaged, or with the system's error.
 */
export async function viewJournal(folder: string, signer: LogSigner, files: FileSystem = nodeFileSystem): Promise<JournalView | undefined> {
  if ((await listSegments(folder, files)).length === 0) return undefined;
  const checked = await checkFolder(folder, signer.key, files).catch(async (error: unknown) => {
    if (!(error instanceof JournalDamaged)) throw error;
    await delay(SECOND_LOOK_MS);
    return await checkFolder(folder, signer.key, files);
  });
  await settle(folder, checked, files);
  const { first, last, before, firstSeq, scan } = checked;
  const { chain, tree: end } = scan.end;
  const reader = new JournalReader(folder, files, { first, last, before });
  // The file of hashes is the kiosk's to write.
  const tree = new JournalTree(
    reader,
    { ...tileFile(join(folder, TREE_FILE), files), write: async () => undefined },
    knownTreeFile(folder, files),
  );
  return {
    size: end.size,
    chain,
    firstSeq,
    beginning: () => reader.beginning(),
    read: (from, until = end.size, wanted) => reader.read(from, Math.min(until, end.size), wanted),
    readThrough: (from, until = end.size) => reader.readThrough(from, Math.min(until, end.size)),
    checkpoint: async () => signCheckpoint({ size: end.size, root: rootOf(end) }, signer),
    inclusionProof: (seq, size) => tree.inclusion(seq, size, end),
    consistencyProof: (from, size) => tree.consistency(from, size, end),
  };
}

/**
 * What was read may still be on its way to the disk. Signed and carried away, and then lost with a power cut, it would make this journal
 * contradict itself.
 */
async function settle(folder: string, { last }: CheckedFolder, files: FileSystem): Promise<void> {
  const file = await files.open(join(folder, segmentFileName(last)), "read");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
