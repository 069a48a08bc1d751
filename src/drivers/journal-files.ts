import { join } from "node:path";
import { type LogSigner, signCheckpoint } from "../core/checkpoint.ts";
import type { LostEntry } from "../core/damaged-segment.ts";
import { headOf } from "../core/held-tree.ts";
import type { UnnumberedBody } from "../core/journal-event.ts";
import { HEADER_BYTES, SEGMENT_BYTES } from "../core/journal-header.ts";
import { segmentFileName } from "../core/journal-record.ts";
import { type Damage, JOURNAL_START, type JournalEnd, type TornTail } from "../core/journal-scan.ts";
import type { Appended, Journal, JournalRoom, StoredEntry } from "../ports.ts";
import { type FileSystem, nodeFileSystem, type OpenFile } from "./file-system.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { JournalInUse, listSegments, removeSegmentsBefore } from "./journal-folder.ts";
import { beginLife, keepKeyFile, keepReleased } from "./journal-marks.ts";
import { JournalReader } from "./journal-reader.ts";
import { type CheckedFolder, checkFolder, settleTail } from "./journal-recovery.ts";
import { headerAt, removeAside, SpareSegment } from "./journal-spare.ts";
import { JournalTail, type OpenSegment } from "./journal-tail.ts";
import { JournalTree } from "./journal-tree.ts";
import { LeafKeeper } from "./kept-leaves.ts";
import { knownTreeFile } from "./known-tree.ts";
import { TREE_FILE, tileFile } from "./tile-file.ts";

/** The next segment is made when this share of the present one is taken. */
const SPARE_AT = 0.9;
/** The disk is nearly full with less than this free, bytes: room for some 200,000 entries. */
const SCARCE_BYTES = 64 * 1_048_576;
/** How many bytes of entries lie between two looks at the free room, and between two attempts to make the next segment. */
const LOOK_EVERY_BYTES = 32_768;

/** What a test, or a very small disk, may want otherwise. */
export interface JournalOptions {
  /** Size of segments made from now on, bytes, 16 KiB to 16 MiB. */
  readonly segmentBytes?: number;
  readonly files?: FileSystem;
}

/** A journal in a folder of its own. */
export interface JournalFiles extends Journal {
  /** The unacknowledged rest of appends that opening dropped, for the operator's log. */
  readonly dropped: TornTail | undefined;
  /** Bytes that were missing at the end of the last file: somebody cut it, and entries may be gone with them. 0 is as it should be. */
  readonly missingBytes: number;
  /** What of the newest segment, or of a header, has changed and does not keep the journal from going on; the check of all of it finds the rest. */
  readonly damage: Damage | undefined;
}

/**
 * Opens the journal in a folder (0700), or begins one. Drops a torn tail and says so in `dropped`. Rejects with JournalInUse, with
 * JournalDamaged (nothing is changed then; also where another key than the signer's has signed it), or with the system's error.
 */
export async function openJournal(folder: string, signer: LogSigner, options: JournalOptions = {}): Promise<JournalFiles> {
  const { files = nodeFileSystem, segmentBytes = SEGMENT_BYTES } = options;
  await files.makeFolder(folder);
  const lock = lockFolder(folder);
  if (!lock) throw new JournalInUse(folder);
  try {
    await removeAside(folder, files);
    const spare = new SpareSegment(folder, segmentBytes, files);
    if ((await listSegments(folder, files)).length === 0) {
      await beginLife(folder, files);
      await (await spare.become(headerAt(0, JOURNAL_START, signer))).close();
    }
    // Names may have come with a rename whose folder sync failed.
    await files.syncFolder(folder);
    const checked = await checkFolder(folder, signer.key, files);
    await keepKeyFile(folder, signer.key, files);
    const file = await files.open(join(folder, segmentFileName(checked.last)), "durable");
    await settleTail(file, checked).catch((error: unknown) => file.close().then(() => Promise.reject(error)));
    return new SegmentedJournal({ folder, signer, files, segmentBytes, lock, spare }, checked, file);
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Place {
  readonly folder: string;
  readonly signer: LogSigner;
  readonly files: FileSystem;
  readonly segmentBytes: number;
  readonly lock: FolderLock;
  readonly spare: SpareSegment;
}

class SegmentedJournal implements JournalFiles {
  readonly dropped: TornTail | undefined;
  readonly missingBytes: number;
  readonly damage: Damage | undefined;
  readonly #place: Place;
  readonly #reader: JournalReader;
  readonly #tail: JournalTail;
  readonly #tree: JournalTree;
  readonly #leaves: LeafKeeper;
  #firstSeq: number;
  #freeBytes: number | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #releasing: Promise<unknown> = Promise.resolve();
  readonly #closing = Promise.withResolvers<void>();
  #closed: Promise<void> | undefined;

  constructor(place: Place, { first, firstSeq, last, bytes, before, scan, damage }: CheckedFolder, file: OpenFile) {
    const { folder, files } = place;
    this.#place = place;
    this.#firstSeq = firstSeq;
    this.#reader = new JournalReader(folder, files, { first, last, before });
    this.#tree = new JournalTree(this.#reader, tileFile(join(folder, TREE_FILE), files), knownTreeFile(folder, files));
    this.#leaves = new LeafKeeper(folder, files, { segment: last, entries: scan.end.tree.size - before.size });
    const segment = { file, fileBytes: bytes.length + scan.missingBytes, offset: scan.endOffset };
    this.#tail = new JournalTail(segment, scan.end, {
      nextSegment: (end) => this.#nextSegment(end),
      onFlushed: (segment, leaves) => this.#lookAhead(segment, leaves),
    });
    [this.dropped, this.missingBytes, this.damage] = [scan.torn, scan.missingBytes, damage];
    this.#lookAhead(segment);
  }

  get size(): number {
    return this.#tail.end.tree.size;
  }

  get chain(): Uint8Array {
    return this.#tail.end.chain;
  }

  get firstSeq(): number {
    return this.#firstSeq;
  }

  beginning(): Promise<{ readonly seq: number; readonly chainBefore: Uint8Array }> {
    return this.#reader.beginning();
  }

  get room(): JournalRoom {
    if (this.#place.spare.isMissing) return "none";
    return this.#freeBytes !== undefined && this.#freeBytes < SCARCE_BYTES ? "scarce" : "enough";
  }

  get freeBytes(): number | undefined {
    return this.#freeBytes;
  }

  append(entry: UnnumberedBody): Promise<Appended> {
    return this.#tail.append(entry);
  }

  async #nextSegment(end: JournalEnd): Promise<OpenSegment> {
    const file = await this.#place.spare.become(headerAt(this.#reader.last + 1, end, this.#place.signer));
    this.#reader.begun(end.tree);
    this.#leaves.begun();
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    return { file, fileBytes: this.#place.segmentBytes, offset: HEADER_BYTES };
  }

  /** Off the scans' path: keeps the leaves of what was appended, looks at the room that is left and, in good time, makes the next segment. */
  #lookAhead({ offset, fileBytes }: OpenSegment, leaves: readonly Uint8Array[] = []): void {
    this.#leaves.appended(leaves);
    const isLate = offset >= SPARE_AT * fileBytes;
    if (offset < this.#lookedAt + LOOK_EVERY_BYTES && (!isLate || this.#lookedAt >= SPARE_AT * fileBytes)) return;
    this.#lookedAt = offset;
    const { folder, files, spare } = this.#place;
    const look = async () => {
      if (isLate) await spare.prepare();
      this.#freeBytes = await files.freeBytes(folder);
    };
    look().catch(() => undefined); // a disk that does not say how full it is
  }

  read(from: number, until: number = this.size, wanted?: Uint8Array): AsyncGenerator<StoredEntry> {
    return this.#reader.read(from, Math.min(until, this.size), wanted); // never what is only being written
  }

  readThrough(from: number, until: number = this.size): AsyncGenerator<StoredEntry | LostEntry> {
    return this.#reader.readThrough(from, Math.min(until, this.size));
  }

  async checkpoint(): Promise<string> {
    return signCheckpoint(headOf(this.#tail.end.tree), this.#place.signer);
  }

  inclusionProof(seq: number, size: number): Promise<readonly Uint8Array[]> {
    return this.#tree.inclusion(seq, size, this.#tail.end.tree);
  }

  consistencyProof(from: number, size: number): Promise<readonly Uint8Array[]> {
    return this.#tree.consistency(from, size, this.#tail.end.tree);
  }

  async rootAt(size: number): Promise<Uint8Array> {
    const head = headOf(this.#tail.end.tree);
    return size === head.size ? head.root : await this.#tree.rootAt(size, this.#tail.end.tree);
  }

  keepTree(size: number): Promise<void> {
    return this.#tree.keep(size, this.#tail.end.tree);
  }

  /** The segment that begins after what may go. The entry before stays, too: whoever goes on from there needs its chain hash. */
  #keptFrom(beforeSeq: number): Promise<number> {
    return this.#reader.segmentOf(Math.min(beforeSeq, this.size) - 1);
  }

  async releasable(beforeSeq: number): Promise<number> {
    return (await this.#reader.treeBefore(await this.#keptFrom(beforeSeq))).size;
  }

  release(beforeSeq: number): Promise<number> {
    const released = this.#releasing.then(() => this.#release(beforeSeq));
    this.#releasing = released.catch(() => undefined);
    return released;
  }

  async #release(beforeSeq: number): Promise<number> {
    const { folder, files, signer } = this.#place;
    // Whoever has opened the journal since must find what he saw.
    if (this.#closed !== undefined) throw new Error("journal: it is closed");
    const keep = await this.#keptFrom(beforeSeq);
    if (keep === this.#reader.first) return this.#firstSeq;
    const tree = await this.#reader.treeBefore(keep);
    // Said before it is done: after a power cut in between, what is missing was allowed to be.
    await keepReleased(folder, headOf(tree), signer, files);
    this.#firstSeq = tree.size;
    await Promise.race([this.#reader.released(keep), this.#closing.promise]);
    try {
      await removeSegmentsBefore(keep, folder, files, () => this.#closed === undefined);
    } catch (error) {
      // What could not be removed is still there, and so is all behind it.
      const [left = keep] = await listSegments(folder, files);
      this.#firstSeq = await this.#reader.goBackTo(left);
      throw error;
    }
    return tree.size;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.resolve();
    try {
      await this.#tail.close();
      await this.#leaves.close();
      await this.#place.spare.discard();
    } finally {
      await this.#releasing;
      this.#place.lock.release();
    }
  }
}
