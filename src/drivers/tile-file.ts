import { HASH_BYTES } from "../core/merkle-tree.ts";
import type { FileSystem } from "./file-system.ts";

/** The name of the file beside a journal's segments; anybody may delete it. */
export const TREE_FILE = "tree";

/** Where hashes of tiles are kept; a wrong or missing one is found out and costs time. */
export interface TileFile {
  /** The first so many hashes, or those that there are. Never rejects. */
  read(count: number): Promise<readonly (Uint8Array | undefined)[]>;
  /** Writes those from this one on. Never rejects: what is not kept is computed again. */
  write(tiles: readonly (Uint8Array | undefined)[], from: number): Promise<void>;
}

/** The hashes one after the other in a file; zeros where one is not known. */
export function tileFile(path: string, files: FileSystem): TileFile {
  return {
    async read(count) {
      try {
        const file = await files.open(path, "read");
        try {
          const bytes = await file.read(0, count * HASH_BYTES);
          return Array.from({ length: Math.floor(bytes.length / HASH_BYTES) }, (_, index) => {
            const hash = bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
            return hash.every((byte) => byte === 0) ? undefined : hash;
          });
        } finally {
          await file.close();
        }
      } catch {
        return []; // not there yet, or not readable
      }
    },
    async write(tiles, from) {
      try {
        const file = await files.open(path, from === 0 ? "create" : "update");
        try {
          const hashes = tiles.slice(from).map((tile) => tile ?? new Uint8Array(HASH_BYTES));
          await file.write(Buffer.concat(hashes), from * HASH_BYTES);
          await file.sync();
        } finally {
          await file.close();
        }
      } catch {
        // A full disk, for one.
      }
    },
  };
}
