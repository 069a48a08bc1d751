import type { LostEntry } from "../core/damaged-segment.ts";
import { leafHash } from "../core/journal-chain.ts";
import { HEADER_BYTES } from "../core/journal-header.ts";
import { segmentFileName } from "../core/journal-record.ts";
import type { Damage } from "../core/journal-scan.ts";
import type { Frontier } from "../core/merkle-tree.ts";
import type { StoredEntry } from "../ports.ts";
import { type DamagedJournal, limitOf, recoverSegment, type SegmentStart, startBehindDamage, startIn } from "./damaged-journal.ts";
import type { FileSystem } from "./file-system.ts";
import { JournalDamaged, readHeader, readSegment } from "./journal-folder.ts";
import { type SegmentHold, SegmentHolds } from "./segment-holds.ts";
import { wholeEntries } from "./whole-entries.ts";

/** What there is of a journal at one moment: it stays until it is let go of. */
export interface HeldEntries {
  /** The tree before the first entry; its size alone where damage hides it. */
  readonly before: Frontier;
  /** The entries with `from <= seq < until`, all of which must be there. */
  read(from: number, until: number): AsyncGenerator<StoredEntry | LostEntry>;
  /** The tree before the next segment after this entry's; undefined where there is none, or it cannot be read. */
  treeBehind(seq: number): Promise<Frontier | undefined>;
}

/** Who reads, from which segment on, and what is made of an entry that is lost. */
interface Reading<T> {
  readonly first: number;
  readonly hold?: SegmentHold;
  readonly whatOf: (lost: LostEntry) => T;
  /** Entries without these bytes are only checked. */
  readonly wanted?: Uint8Array | undefined;
}

/** Finds entries by their position. Where segments begin it learns when it is asked: of a long journal nobody reads all headers at start. */
export class JournalReader {
  readonly #folder: string;
  readonly #files: FileSystem;
  /** Where segments begin, by their numbers. */
  readonly #starts = new Map<number, SegmentStart>();
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
    this.#starts.set(last, { size: before.size, tree: before, chain: undefined });
  }

  /** Of an entry that is lost its hash may be known. */
  leafOf(entry: StoredEntry | LostEntry): Uint8Array {
    if (entry.body) return leafHash(entry.body);
    if (entry.leaf) return entry.leaf;
    throw new JournalDamaged(this.#folder, entry.damage);
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
    this.#starts.set(this.#last, { size: before.size, tree: before, chain: undefined });
  }

  /** From now on nobody begins to read before this segment. Resolves when nobody who began earlier is still reading there. */
  async released(first: number): Promise<void> {
    this.#first = first;
    await this.#holds.free(first);
  }

  /** This segment could not be removed, so it is the first one after all. Resolves to the position of its first entry. */
  async goBackTo(first: number): Promise<number> {
    const { size } = await this.#startOf(first);
    this.#first = first;
    return size;
  }

  /** The tree over all entries before a segment. */
  async treeBefore(segment: number): Promise<Frontier> {
    return (await this.#startOf(segment)).tree ?? this.#failed(segment);
  }

  /** The oldest entry's position, and the chain hash before it. */
  async beginning(): Promise<{ readonly seq: number; readonly chainBefore: Uint8Array }> {
    const hold = this.#holds.hold(this.#first);
    try {
      const { size, chain } = await this.#startWithChain(this.#first);
      return { seq: size, chainBefore: chain ?? this.#failed(this.#first) };
    } finally {
      hold.end();
    }
  }

  /** What the oldest header would say is not known. */
  headerDamaged(seq: number, segment = this.#first): JournalDamaged {
    return new JournalDamaged(this.#folder, { problem: "header-invalid", file: segmentFileName(segment), offset: 0, seq });
  }

  #failed(segment: number): never {
    throw this.headerDamaged(0, segment);
  }

  async #startOf(segment: number): Promise<SegmentStart> {
    return this.#starts.get(segment) ?? (await this.#startWithChain(segment));
  }

  async #startWithChain(segment: number): Promise<SegmentStart> {
    const known = this.#starts.get(segment);
    if (known?.chain) return known;
    const header = await readHeader(this.#folder, segment, this.#files);
    const start =
      header?.segment === segment ? startIn(header) : ((await startBehindDamage(this.#damaged, segment)) ?? this.#failed(segment));
    this.#starts.set(segment, start);
    return start;
  }

  get #damaged(): DamagedJournal {
    return { folder: this.#folder, first: this.#first, files: this.#files };
  }

  /** The last segment that begins at this entry or before it. */
  segmentOf(seq: number): Promise<number> {
    return this.#segmentOf(seq, this.#first);
  }

  async #segmentOf(seq: number, first: number): Promise<number> {
    let [from, until] = [this.#last, this.#last];
    // From the end back, in growing steps: what is read at a start lies there.
    for (let step = 1; from > first && (await this.#startOf(from)).size > seq; step *= 2) {
      until = from - 1;
      from = Math.max(first, from - step);
    }
    while (from < until) {
      const middle = Math.ceil((from + until) / 2);
      if ((await this.#startOf(middle)).size <= seq) from = middle;
      else until = middle - 1;
    }
    return from;
  }

  /** The entries with `from <= seq < until`, as far as they are there when the first one is asked for. */
  read(from: number, until: number, wanted?: Uint8Array): AsyncGenerator<StoredEntry> {
    const whatOf = ({ damage }: LostEntry): never => {
      throw new JournalDamaged(this.#folder, damage);
    };
    return this.#read(from, until, { whatOf, wanted });
  }

  /** The same, with those that are lost in their places. */
  readThrough(from: number, until: number): AsyncGenerator<StoredEntry | LostEntry> {
    return this.#read(from, until, { whatOf: (lost) => lost });
  }

  async *#read<T>(from: number, until: number, what: Pick<Reading<T>, "whatOf" | "wanted">): AsyncGenerator<StoredEntry | T> {
    const first = this.#first;
    const hold = this.#holds.hold(first);
    try {
      const { size } = await this.#startOf(first);
      yield* this.#readHeld({ first, hold, ...what }, Math.max(from, size), until);
    } finally {
      hold.end();
    }
  }

  /** Holds what is there now while `work` goes on. */
  async withHeld<T>(work: (held: HeldEntries) => Promise<T>): Promise<T> {
    const first = this.#first;
    const hold = this.#holds.hold(first);
    try {
      const { size, tree } = await this.#startOf(first);
      const before = tree ?? { size, peaks: [] };
      const whatOf = (lost: LostEntry) => lost;
      const read = (from: number, until: number) => this.#readHeld({ first, whatOf }, from, until);
      return await work({ before, read, treeBehind: (seq) => this.#treeBehind(seq, first).catch(() => undefined) });
    } finally {
      hold.end();
    }
  }

  async #treeBehind(seq: number, first: number): Promise<Frontier | undefined> {
    const segment = await this.#segmentOf(seq, first);
    return segment < this.#last ? await this.treeBefore(segment + 1) : undefined;
  }

  async *#readHeld<T>(reading: Reading<T>, from: number, until: number): AsyncGenerator<StoredEntry | T> {
    const { first, hold, whatOf, wanted } = reading;
    if (from >= until) return;
    let segment = await this.#segmentOf(from, first);
    for (let seq = from; seq < until; segment++) {
      hold?.movedTo(segment);
      const segmentEnd = segment < this.#last ? Math.min(until, (await this.#startOf(segment + 1)).size) : until;
      const bytes = await readSegment(this.#folder, segment, this.#files);
      const { size } = await this.#startOf(segment);
      const whole = wholeEntries(bytes, { first: size, from: seq, until: segmentEnd, wanted });
      let next = whole.next();
      for (; !next.done; next = whole.next()) yield next.value;
      const damaged = next.value === undefined ? [] : this.#readDamaged(segment, next.value, segmentEnd);
      for await (const entry of damaged) yield entry.body ? entry : whatOf(entry);
      seq = segmentEnd;
    }
  }

  async *#readDamaged(segment: number, from: number, until: number): AsyncGenerator<StoredEntry | LostEntry> {
    const start = await this.#startWithChain(segment);
    const end = segment < this.#last ? limitOf(await this.#startWithChain(segment + 1)) : undefined;
    const damageAt = (seq: number, offset: number): Damage => ({ problem: "record-invalid", file: segmentFileName(segment), offset, seq });
    const entries = await recoverSegment(this.#damaged, segment, start, end);
    let next = entries.next();
    let reached = from;
    for (; !next.done && reached < until; next = entries.next()) {
      const entry = next.value;
      const { seq, offset } = entry;
      if (seq < from) continue;
      reached = seq + 1;
      const damage = damageAt(seq, offset);
      if (entry.kind === "lost") yield { seq, body: undefined, leaf: entry.leaf, chain: entry.chain, damage };
      else yield { seq, body: Uint8Array.from(entry.body), chain: Uint8Array.from(entry.chain) };
    }
    // Behind what can be told of a newest segment by itself: they were appended, and are lost.
    const offset = next.done ? next.value.offset : HEADER_BYTES;
    for (let seq = reached; seq < until; seq++)
      yield { seq, body: undefined, leaf: undefined, chain: undefined, damage: damageAt(seq, offset) };
  }
}
