// Leaf hashes of a journal's entries, kept beside its segments: of an entry whose bytes are gone they are what its tree needs. Never trusted, and
// in no append's way: who uses one shows it by the chain.
import { join } from "node:path";
import { leafHash } from "../core/journal-chain.ts";
import { HEADER_BYTES, SEGMENT_BYTES_MAX } from "../core/journal-header.ts";
import { leavesFileName, recordAt, recordBytes } from "../core/journal-record.ts";
import { HASH_BYTES } from "../core/merkle-tree.ts";
import type { FileSystem, OpenFile } from "./file-system.ts";
import { readSegment } from "./journal-folder.ts";

/** So many hashes are written at once, 2 KiB: what a power cut takes of them, and what one may lack of the newest entries. */
const WRITTEN_AT_ONCE = 64;
/** Entries whose hashes are made anew without a pause: scans go on. */
const HASHED_A_TURN = 100;
/** No segment has more entries than these are for: a record takes 48 bytes at least. */
const MAX_FILE_BYTES = (SEGMENT_BYTES_MAX / 48) * HASH_BYTES;

/** The kept leaf hash of a segment's entry, counted from its first one; undefined where there is none. Never rejects. */
export async function readLeaves(folder: string, segment: number, files: FileSystem): Promise<(index: number) => Uint8Array | undefined> {
  try {
    const file = await files.open(join(folder, leavesFileName(segment)), "read");
    const bytes = await file.read(0, MAX_FILE_BYTES).finally(() => file.close());
    return (index) => {
      const leaf = bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
      return leaf.length === HASH_BYTES ? leaf : undefined;
    };
  } catch {
    return () => undefined; // not there, or not readable
  }
}

/** Keeps the hashes of what is appended, some at a time and beside the scans. */
export class LeafKeeper {
  readonly #folder: string;
  readonly #files: FileSystem;
  #segment: number;
  /** Entries of the segment whose hashes were written, or are on their way. */
  #written: number;
  #waiting: Uint8Array[] = [];
  #open: { readonly segment: number; readonly file: OpenFile } | undefined;
  #idle: Promise<void> = Promise.resolve();

  /** `segment`: the newest one, which has so many entries. */
  constructor(folder: string, files: FileSystem, { segment, entries }: { readonly segment: number; readonly entries: number }) {
    this.#folder = folder;
    this.#files = files;
    this.#segment = segment;
    this.#written = entries;
  }

  /** These were appended. Returns at once. */
  appended(leaves: readonly Uint8Array[]): void {
    this.#waiting.push(...leaves);
    if (this.#waiting.length >= WRITTEN_AT_ONCE) this.#write();
  }

  /** What is appended from now on stands in the next segment. Returns at once. */
  begun(): void {
    this.#write();
    this.#segment++;
    this.#written = 0;
  }

  /** Writes what is left. Never rejects. */
  async close(): Promise<void> {
    this.#write();
    await this.#idle;
    await this.#letGo().catch(() => undefined);
  }

  #write(): void {
    if (this.#waiting.length === 0) return;
    const [segment, from, leaves] = [this.#segment, this.#written, Buffer.concat(this.#waiting)];
    this.#written += this.#waiting.length;
    this.#waiting = [];
    // A full disk, for one: what is not kept is missed only where an entry is damaged.
    this.#idle = this.#idle.then(() => this.#put(segment, from, leaves)).catch(() => undefined);
  }

  async #put(segment: number, from: number, leaves: Uint8Array): Promise<void> {
    try {
      const file = await this.#fileOf(segment, from);
      await file.write(leaves, from * HASH_BYTES);
    } catch (error) {
      // What is there is looked at anew the next time.
      await this.#letGo();
      throw error;
    }
  }

  /** Open for as long as the segment is written to, with the hashes before this one in it. */
  async #fileOf(segment: number, from: number): Promise<OpenFile> {
    if (this.#open?.segment === segment) return this.#open.file;
    await this.#letGo();
    const path = join(this.#folder, leavesFileName(segment));
    const file = await this.#files.open(path, "update").catch(() => this.#files.open(path, "create"));
    this.#open = { segment, file };
    const kept = Math.floor((await file.size()) / HASH_BYTES);
    if (kept < from) await this.#fill(file, segment, kept, from);
    return file;
  }

  async #letGo(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.close();
  }

  /** Those that a power cut took, or that were never kept, out of the entries. */
  async #fill(file: OpenFile, segment: number, from: number, until: number): Promise<void> {
    const bytes = await readSegment(this.#folder, segment, this.#files);
    const leaves: Uint8Array[] = [];
    let offset = HEADER_BYTES;
    for (let index = 0; index < until; index++) {
      const record = recordAt(bytes, offset, index);
      // Behind damage nobody is looked for: what was kept before it is all there is.
      if (!record) break;
      if (index >= from) leaves.push(leafHash(record.body));
      offset += recordBytes(record.body.length);
      if (index % HASHED_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await file.write(Buffer.concat(leaves), from * HASH_BYTES);
  }
}
