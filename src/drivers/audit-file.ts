import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { encodeBlock, encodeLastBlock, linkAfter, NO_BLOCK } from "../core/audit/block.ts";
import { blockSplitter } from "../core/audit/splitting.ts";
import { ASIDE } from "./durable-file.ts";
import { nodeFileSystem } from "./file-system.ts";

/** Bytes that are read at once. */
const READ_BYTES = 262_144;
/** Read and carried away by other accounts. */
const MODE = 0o644;

/** An export that is being written, aside until it is whole. */
export interface AuditFileWriter {
  /** Adds a block with this text. */
  add(text: Uint8Array): Promise<void>;
  /** Adds the last block, and resolves when the whole file would survive a power cut under its name. */
  end(textOf: (blocks: number) => Uint8Array): Promise<{ readonly bytes: number }>;
  /** Leaves nothing of it. */
  abandon(): Promise<void>;
}

/** Begins a file. Rejects with the system's error, EEXIST where there is one of this name: none is replaced. */
export async function createAuditFile(path: string): Promise<AuditFileWriter> {
  // Taken and let go: an export that is killed must not leave an empty file under this name.
  await (await open(path, "wx", MODE)).close();
  await unlink(path);
  const file = await open(path + ASIDE, "w", MODE);
  let [before, blocks, bytes] = [NO_BLOCK, 0, 0];
  const write = async (block: Uint8Array) => {
    await file.writeFile(block);
    before = linkAfter(block);
    blocks++;
    bytes += block.length;
  };
  return {
    add: (text) => write(encodeBlock(text, before)),
    async end(textOf) {
      await write(encodeLastBlock(textOf(blocks), before));
      await file.sync();
      await file.close();
      await rename(path + ASIDE, path);
      await nodeFileSystem.syncFolder(dirname(path));
      return { bytes };
    },
    async abandon() {
      await file.close().catch(() => undefined);
      await unlink(path + ASIDE).catch(() => undefined);
    },
  };
}

/** The blocks of a file, one after the other, each good until the next is asked for; then whether bytes are left that are none. Rejects with the system's error. */
export async function* readAuditFile(path: string): AsyncGenerator<Uint8Array, boolean> {
  const file = await open(path, "r");
  try {
    const splitter = blockSplitter();
    // Used again: whoever takes the blocks is done with them before more is read.
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES, null);
      if (bytesRead === 0) return splitter.rest > 0;
      yield* splitter.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
