import { join } from "node:path";
import { sameBytes } from "../core/journal-chain.ts";
import { EMPTY_FRONTIER, type Frontier, HASH_BYTES, MAX_TREE_SIZE, peakCount, rootOf } from "../core/merkle-tree.ts";
import { sha256 } from "../core/signature.ts";
import { replaceFile } from "./durable-file.ts";
import type { FileSystem } from "./file-system.ts";
import { JournalDamaged } from "./journal-folder.ts";

/** Beside a journal's segments; anybody may delete it. */
export const KNOWN_TREE_FILE = "tree-known";
const SIZE_BYTES = 8;
/** The hashes of 48 subtrees at most, and one over all that stands before. */
const MAX_BYTES = SIZE_BYTES + 49 * HASH_BYTES;

/** Where a tree that central holds is kept: proofs from there on need no entry before it, should one be damaged. Never trusted. */
export interface KnownTreeFile {
  /** Undefined where there is none. Never rejects. */
  read(): Promise<Frontier | undefined>;
  /** Rejects with the system's error. */
  write(tree: Frontier): Promise<void>;
}

/** The size (8 bytes, little-endian), the hashes of the complete subtrees one after the other, and the SHA-256 of all that in a file. */
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
      const contents = Buffer.concat([head, ...peaks]);
      await replaceFile(path, Buffer.concat([contents, sha256(contents)]), files);
    },
  };
}

function decode(bytes: Buffer): Frontier | undefined {
  const contents = bytes.subarray(0, -HASH_BYTES);
  if (contents.length < SIZE_BYTES || !sameBytes(sha256(contents), bytes.subarray(-HASH_BYTES))) return undefined;
  const size = Number(contents.readBigUInt64LE());
  if (size >= MAX_TREE_SIZE || contents.length !== SIZE_BYTES + peakCount(size) * HASH_BYTES) return undefined;
  if (size === 0) return EMPTY_FRONTIER;
  const at = (index: number) => SIZE_BYTES + index * HASH_BYTES;
  return {
    size,
    peaks: Array.from({ length: peakCount(size) }, (_, index) => Uint8Array.from(contents.subarray(at(index), at(index + 1)))),
  };
}

/** Trees that are known without their entries: none until an entry turns out to be damaged. A proof that is made with them is checked like any other. */
export class KnownTrees {
  readonly #file: KnownTreeFile;
  #isNeeded = false;
  #kept: Frontier | undefined;
  /** Root of a kept tree with which nothing could be proved. */
  #refused: Uint8Array | undefined;
  /** Out of the headers behind damage. */
  readonly #behind: Frontier[] = [];
  /** Grows with each tree that becomes known. */
  #learnt = 0;

  constructor(file: KnownTreeFile) {
    this.#file = file;
  }

  /** True once an entry turned out to be damaged. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** All that may stand in for entries, with the tree that the journal carries along. */
  trees(end: Frontier): readonly Frontier[] {
    if (!this.#isNeeded) return [];
    return [...(this.#kept ? [this.#kept] : []), end, ...this.#behind];
  }

  /** A tree out of a header. */
  add(tree: Frontier): void {
    if (this.#behind.some(({ size }) => size === tree.size)) return;
    this.#behind.push(tree);
    this.#learnt++;
  }

  /** Does this again for as long as damage teaches another tree that may do instead. */
  async whileLearning<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      const learnt = this.#learnt;
      try {
        return await work();
      } catch (error) {
        if (error instanceof JournalDamaged) await this.#look();
        if (this.#learnt === learnt) throw error;
      }
    }
  }

  /** An entry is damaged: what is kept now may lie behind it. */
  async #look(): Promise<void> {
    const kept = await this.#file.read();
    if (!this.#isNeeded) this.#learnt++;
    this.#isNeeded = true;
    if (!kept || kept.size === this.#kept?.size || (this.#refused && sameBytes(rootOf(kept), this.#refused))) return;
    this.#kept = kept;
    this.#learnt++;
  }

  /** Goes on without the kept tree, should that be the one that is wrong; false where there was none. */
  refuseKept(): boolean {
    if (!this.#kept) return false;
    this.#refused = rootOf(this.#kept);
    this.#kept = undefined;
    return true;
  }

  /** Keeps a tree that was proved. */
  async keep(tree: Frontier): Promise<void> {
    await this.#file.write(tree);
  }
}
