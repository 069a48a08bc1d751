import { join } from "node:path";
import { EMPTY_CHAIN, nextChain } from "../core/journal-chain.ts";
import { bodyFromJson, bodyToJson, type UnnumberedBody } from "../core/journal-event.ts";
import { bodyLengthAt, encodeRecord, HEADER_BYTES, recordAt, recordBytes, SEGMENT_BYTES, segmentFileName } from "../core/journal-record.ts";
import type { ChainEnd, TornTail } from "../core/journal-scan.ts";
import type { Appended, Journal, StoredEntry } from "../ports.ts";
import { type FileSystem, nodeFileSystem, type OpenFile } from "./file-system.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { createSegment, JournalDamaged, listSegments, readSegment } from "./journal-folder.ts";
import { type CheckedFolder, checkFolder, removeAside, settleTail } from "./journal-recovery.ts";

/** What a test, or a very small disk, may want otherwise. */
export interface JournalOptions {
  /** Size of segments made from now on, bytes, 8 KiB to 16 MiB. */
  readonly segmentBytes?: number;
  readonly files?: FileSystem;
}

/** A journal in a folder of its own. */
export interface JournalFiles extends Journal {
  /** The unacknowledged rest of an append that opening dropped, for the operator's log. */
  readonly dropped: TornTail | undefined;
  /** Bytes that were missing at the end of the last file: somebody cut it, and entries may be gone with them. 0 is as it should be. */
  readonly missingBytes: number;
}

/** The folder's journal is open elsewhere. */
export class JournalInUse extends Error {
  constructor(folder: string) {
    super(`journal: ${folder} is in use by another kiosk process, stop that one first`);
    this.name = "JournalInUse";
  }
}

/**
 * Opens the journal in a folder (0700), or begins one. Drops a torn tail and says so in `dropped`. Rejects with JournalInUse, with
 * JournalDamaged (nothing is changed then), or with the system's error.
 */
export async function openJournal(folder: string, options: JournalOptions = {}): Promise<JournalFiles> {
  const { files = nodeFileSystem, segmentBytes = SEGMENT_BYTES } = options;
  await files.makeFolder(folder);
  const lock = lockFolder(folder);
  if (!lock) throw new JournalInUse(folder);
  try {
    await removeAside(folder, files);
    if ((await listSegments(folder, files)).length === 0) {
      await createSegment(folder, { segment: 0, firstSeq: 0, chainBefore: EMPTY_CHAIN, segmentBytes }, files);
    }
    // Names may have come with a rename whose folder sync failed.
    await files.syncFolder(folder);
    const { scan, firstSeqs, fileBytes } = await checkFolder(folder, files);
    const file = await files.open(join(folder, segmentFileName(scan.end.segment)), "update");
    await settleTail(file, scan, fileBytes).catch((error: unknown) => file.close().then(() => Promise.reject(error)));
    return new SegmentedJournal({ folder, files, segmentBytes, lock, file, fileBytes, firstSeqs, scan });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Opened extends CheckedFolder {
  readonly folder: string;
  readonly files: FileSystem;
  readonly segmentBytes: number;
  readonly lock: FolderLock;
  readonly file: OpenFile;
}

class SegmentedJournal implements JournalFiles {
  readonly dropped: TornTail | undefined;
  readonly missingBytes: number;
  readonly #opened: Opened;
  readonly #firstSeqs: number[];
  #file: OpenFile;
  #fileBytes: number;
  /** Where the next record goes. */
  #offset: number;
  /** After the last acknowledged entry. */
  #end: ChainEnd;
  /** Why nothing may be appended any more. */
  #fault: Error | undefined;
  /** Resolves when every append before has ended, one way or the other. */
  #idle: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(opened: Opened) {
    this.#opened = opened;
    this.#firstSeqs = opened.firstSeqs;
    this.#file = opened.file;
    this.#fileBytes = opened.fileBytes;
    this.#offset = opened.scan.endOffset;
    this.#end = opened.scan.end;
    this.dropped = opened.scan.torn;
    this.missingBytes = opened.scan.missingBytes;
  }

  get size(): number {
    return this.#end.seq;
  }

  get chain(): Uint8Array {
    return this.#end.chain;
  }

  append(entry: UnnumberedBody): Promise<Appended> {
    const appended = this.#idle.then(() => this.#append(entry));
    this.#idle = appended.catch((error: unknown) => {
      this.#fault ??= new Error("journal: append failed, open it anew before going on", { cause: error });
    });
    return appended;
  }

  async #append(entry: UnnumberedBody): Promise<Appended> {
    if (this.#fault) throw this.#fault;
    const { segment, seq } = this.#end;
    const body = bodyToJson({ ...entry, seq });
    // What could not be read back is a bug of the caller, to be found now and not by an auditor.
    if (!bodyFromJson(body)) throw new Error(`journal: entry ${seq} is not one (docs/journal.md), nothing was written`);
    const chain = nextChain(this.#end.chain, body);
    const record = encodeRecord(body, chain);
    if (this.#offset + record.length > this.#fileBytes) await this.#startSegment(segment + 1);
    await this.#file.write(record, this.#offset);
    await this.#file.datasync();
    this.#offset += record.length;
    this.#end = { segment: this.#end.segment, seq: seq + 1, chain };
    return { seq, chain };
  }

  async #startSegment(segment: number): Promise<void> {
    const { folder, files, segmentBytes } = this.#opened;
    const { seq, chain } = this.#end;
    await createSegment(folder, { segment, firstSeq: seq, chainBefore: chain, segmentBytes }, files);
    const full = this.#file;
    this.#file = await files.open(join(folder, segmentFileName(segment)), "update");
    await full.close();
    this.#firstSeqs.push(seq);
    this.#fileBytes = segmentBytes;
    this.#offset = HEADER_BYTES;
    this.#end = { segment, seq, chain };
  }

  async *read(from: number, until: number = this.size): AsyncGenerator<StoredEntry> {
    const end = Math.min(until, this.size); // never what is only being written
    for (let seq = Math.max(0, from); seq < end; ) {
      const segment = this.#firstSeqs.findLastIndex((firstSeq) => firstSeq <= seq);
      const segmentEnd = Math.min(end, this.#firstSeqs[segment + 1] ?? end);
      yield* this.#readSegment(segment, seq, segmentEnd);
      seq = segmentEnd;
    }
  }

  async *#readSegment(segment: number, from: number, until: number): AsyncGenerator<StoredEntry> {
    const { folder, files } = this.#opened;
    const bytes = await readSegment(folder, segment, files);
    let offset = HEADER_BYTES;
    for (let seq = this.#firstSeqs[segment] ?? 0; seq < until; seq++) {
      const length = bodyLengthAt(bytes, offset);
      const record = seq < from ? undefined : recordAt(bytes, offset, seq);
      if (length === undefined || (seq >= from && !record)) {
        throw new JournalDamaged(folder, { problem: "record-invalid", file: segmentFileName(segment), offset, seq });
      }
      // Copies: whoever keeps one entry must not keep its whole segment in memory.
      if (record) yield { seq, body: record.body.slice(), chain: record.chain.slice() };
      offset += recordBytes(length);
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#idle.then(async () => {
      this.#fault ??= new Error("journal: it is closed");
      await this.#file.close().finally(() => this.#opened.lock.release());
    });
    return this.#closed;
  }
}
