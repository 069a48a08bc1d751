import { join } from "node:path";
import { EMPTY_FRONTIER, type Frontier, HASH_BYTES, MAX_TREE_SIZE, peakCount } from "../core/merkle-tree.ts";
import { replaceFile } from "./durable-file.ts";
import type { FileSystem } from "./file-system.ts";

/** Beside a journal's segments; anybody may delete it. */
const KNOWN_TREE_FILE = "tree-known";
const SIZE_BYTES = 8;
const MAX_BYTES = SIZE_BYTES + 48 * HASH_BYTES;

/** Where a tree that central holds is kept: proofs from there on need no entry before it, should one be damaged. Never trusted. */
export interface KnownTreeFile {
  /** Undefined where there is none. Never rejects. */
  read(): Promise<Frontier | undefined>;
  /** Rejects with the system's error. */
  write(tree: Frontier): Promise<void>;
}

/** The size (8 bytes, little-endian) and the hashes of the complete subtrees one after the other in a file. */
export function knownTreeFile(folder: string, files: FileSystem): KnownTreeFile {
  const path = join(folder, KNOWN_TREE_FILE);
  return {
    async read() {
      try {
        const file = await files.open(path, "read");
        try {
          return decode(Buffer.from(await file.read(0, MAX_BYTES + 1)));
        } finally {
          await file.close();
        }
      } catch {
        return undefined; // not there yet, or not readable
      }
    },
    async write({ size, peaks }) {
      const head = Buffer.alloc(SIZE_BYTES);
      head.writeBigUInt64LE(BigInt(size));
      await replaceFile(path, Buffer.concat([head, ...peaks]), files);
    },
  };
}

function decode(bytes: Buffer): Frontier | undefined {
  if (bytes.length < SIZE_BYTES) return undefined;
  const size = Number(bytes.readBigUInt64LE());
  if (size >= MAX_TREE_SIZE || bytes.length !== SIZE_BYTES + peakCount(size) * HASH_BYTES) return undefined;
  if (size === 0) return EMPTY_FRONTIER;
  const at = (index: number) => SIZE_BYTES + index * HASH_BYTES;
  return { size, peaks: Array.from({ length: peakCount(size) }, (_, index) => Uint8Array.from(bytes.subarray(at(index), at(index + 1)))) };
}
