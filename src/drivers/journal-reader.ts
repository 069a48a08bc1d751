import { HEADER_BYTES, type SegmentHeader } from "../core/journal-header.ts";
import { bodyLengthAt, recordAt, recordBytes, segmentFileName } from "../core/journal-record.ts";
import type { Frontier } from "../core/merkle-tree.ts";
import type { StoredEntry } from "../ports.ts";
import type { FileSystem } from "./file-system.ts";
import { JournalDamaged, readHeader, readSegment } from "./journal-folder.ts";
import { type SegmentHold, SegmentHolds } from "./segment-holds.ts";

/** What there is of a journal at one moment: it stays until it is let go of. */
export interface HeldEntries {
  /** The tree before the first entry. */
  readonly before: Frontier;
  /** The entries with `from <= seq < until`, all of which must be there. */
  read(from: number, until: number): AsyncGenerator<StoredEntry>;
  /** The tree before the next segment after this entry's; undefined where there is none, or it cannot be read. */
  treeBehind(seq: number): Promise<Frontier | undefined>;
}

/** Finds entries by their position. Where segments begin it learns when it is asked: of a long journal nobody reads all headers at start. */
export class JournalReader {
  readonly #folder: string;
  readonly #files: FileSystem;
  /** Trees before the segments' first entries, by the segments' numbers. */
  readonly #trees = new Map<number, Frontier>();
  readonly #holds = new SegmentHolds();
  #first: number;
  #last: number;

  /** `before`: the tree before the last segment's first entry. */
  constructor(
    folder: string,
    files: FileSystem,
    { first, last, before }: { readonly first: number; readonly last: number; readonly before: Frontier },
  ) {
    this.#folder = folder;
    this.#files = files;
    this.#first = first;
    this.#last = last;
    this.#trees.set(last, before);
  }

  /** Number of the newest segment. */
  get last(): number {
    return this.#last;
  }

  /** Number of the oldest segment. */
  get first(): number {
    return this.#first;
  }

  /** The next segment is there, and begins after this tree. */
  begun(before: Frontier): void {
    this.#last++;
    this.#trees.set(this.#last, before);
  }

  /** From now on nobody begins to read before this segment. Resolves when nobody who began earlier is still reading there. */
  async released(first: number): Promise<void> {
    this.#first = first;
    await this.#holds.free(first);
  }

  /** This segment could not be removed, so it is the first one after all. Resolves to the tree before it. */
  async goBackTo(first: number): Promise<Frontier> {
    const before = await this.treeBefore(first);
    this.#first = first;
    return before;
  }

  /** The tree over all entries before a segment. */
  async treeBefore(segment: number): Promise<Frontier> {
    const known = this.#trees.get(segment);
    if (known) return known;
    const { before } = await this.#headerOf(segment);
    this.#trees.set(segment, before);
    return before;
  }

  /** The oldest entry's position, and the chain hash before it. */
  async beginning(): Promise<{ readonly seq: number; readonly chainBefore: Uint8Array }> {
    const hold = this.#holds.hold(this.#first);
    try {
      const { before, chainBefore } = await this.#headerOf(this.#first);
      return { seq: before.size, chainBefore };
    } finally {
      hold.end();
    }
  }

  async #headerOf(segment: number): Promise<SegmentHeader> {
    const header = await readHeader(this.#folder, segment, this.#files);
    if (header?.segment === segment) return header;
    throw new JournalDamaged(this.#folder, { problem: "header-invalid", file: segmentFileName(segment), offset: 0, seq: 0 });
  }

  /** The last segment that begins at this entry or before it. */
  segmentOf(seq: number): Promise<number> {
    return this.#segmentOf(seq, this.#first);
  }

  async #segmentOf(seq: number, first: number): Promise<number> {
    let [from, until] = [first, this.#last];
    while (from < until) {
      const middle = Math.ceil((from + until) / 2);
      if ((await this.treeBefore(middle)).size <= seq) from = middle;
      else until = middle - 1;
    }
    return from;
  }

  /** The entries with `from <= seq < until`, as far as they are there when the first one is asked for. */
  async *read(from: number, until: number): AsyncGenerator<StoredEntry> {
    const first = this.#first;
    const hold = this.#holds.hold(first);
    try {
      const { size } = await this.treeBefore(first);
      yield* this.#readHeld(first, Math.max(from, size), until, hold);
    } finally {
      hold.end();
    }
  }

  /** Holds what is there now while `work` goes on. */
  async withHeld<T>(work: (held: HeldEntries) => Promise<T>): Promise<T> {
    const first = this.#first;
    const hold = this.#holds.hold(first);
    try {
      const before = await this.treeBefore(first);
      const read = (from: number, until: number) => this.#readHeld(first, from, until);
      return await work({ before, read, treeBehind: (seq) => this.#treeBehind(seq, first).catch(() => undefined) });
    } finally {
      hold.end();
    }
  }

  async #treeBehind(seq: number, first: number): Promise<Frontier | undefined> {
    const segment = await this.#segmentOf(seq, first);
    return segment < this.#last ? await this.treeBefore(segment + 1) : undefined;
  }

  async *#readHeld(first: number, from: number, until: number, hold?: SegmentHold): AsyncGenerator<StoredEntry> {
    if (from >= until) return;
    let segment = await this.#segmentOf(from, first);
    for (let seq = from; seq < until; segment++) {
      hold?.movedTo(segment);
      const segmentEnd = segment < this.#last ? Math.min(until, (await this.treeBefore(segment + 1)).size) : until;
      yield* this.#readSegment(segment, seq, segmentEnd);
      seq = segmentEnd;
    }
  }

  async *#readSegment(segment: number, from: number, until: number): AsyncGenerator<StoredEntry> {
    const bytes = await readSegment(this.#folder, segment, this.#files);
    let offset = HEADER_BYTES;
    for (let { size: seq } = await this.treeBefore(segment); seq < until; seq++) {
      const length = bodyLengthAt(bytes, offset);
      const record = seq < from ? undefined : recordAt(bytes, offset, seq);
      if (length === undefined || (seq >= from && !record)) {
        throw new JournalDamaged(this.#folder, { problem: "record-invalid", file: segmentFileName(segment), offset, seq });
      }
      // Copies: whoever keeps one entry must not keep its whole segment in memory.
      if (record) yield { seq, body: Uint8Array.from(record.body), chain: Uint8Array.from(record.chain) };
      offset += recordBytes(length);
    }
  }
}
