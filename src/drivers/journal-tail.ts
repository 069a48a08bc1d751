import { leafHash, linkOf } from "../core/journal-chain.ts";
import { storableEntry } from "../core/journal-entry.ts";
import { bodyFromJson, bodyToJson, isJournalEvent, type JournalBody, type UnnumberedBody } from "../core/journal-event.ts";
import { encodeRecord, MAX_GROUP_BYTES } from "../core/journal-record.ts";
import type { JournalEnd } from "../core/journal-scan.ts";
import { withLeaf } from "../core/merkle-tree.ts";
import type { Appended } from "../ports.ts";
import type { OpenFile } from "./file-system.ts";

/** For so long at most one append after the other keeps everything else waiting, in milliseconds: less than a slow write. */
const LOOP_WAITS_MS = 2;

/** The segment that is written to. */
export interface OpenSegment {
  /** Opened `durable`. */
  readonly file: OpenFile;
  readonly fileBytes: number;
  /** Where the next record goes. */
  readonly offset: number;
}

/** What the tail asks of the journal around it. */
export interface TailHooks {
  /** The segment after the present one, which begins where the journal has got to. */
  readonly nextSegment: (end: JournalEnd) => Promise<OpenSegment>;
  /** Told after each flush how many bytes of the segment are taken, and the leaf hashes of what was appended. Must not throw. */
  readonly onFlushed: (segment: OpenSegment, leaves: readonly Uint8Array[]) => void;
}

interface Waiting {
  readonly entry: UnnumberedBody;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Some waiting entries as they are written together. */
interface Group {
  readonly callers: readonly { readonly waiting: Waiting; readonly appended: Appended }[];
  readonly bytes: Uint8Array;
  readonly leaves: readonly Uint8Array[];
  readonly end: JournalEnd;
}

/** The end of a journal, where entries are added: those that arrive while others are written share the next write and the next sync. */
export class JournalTail {
  readonly #hooks: TailHooks;
  #segment: OpenSegment;
  /** After the last acknowledged entry. */
  #end: JournalEnd;
  #waiting: Waiting[] = [];
  /** Why nothing may be appended any more. */
  #fault: Error | undefined;
  #running: Promise<void> | undefined;
  #loopHadTurnMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(segment: OpenSegment, end: JournalEnd, hooks: TailHooks) {
    this.#segment = segment;
    this.#end = end;
    this.#hooks = hooks;
  }

  get end(): JournalEnd {
    return this.#end;
  }

  append(entry: UnnumberedBody): Promise<Appended> {
    if (this.#fault) return Promise.reject(this.#fault);
    if (this.#isClosed) return Promise.reject(new Error("journal: it is closed"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      const rest = await this.#flush(taken);
      this.#waiting = [...rest, ...this.#waiting];
      if (!this.#isAlone(taken)) await this.#othersTurn();
    }
    this.#running = undefined;
  }

  /** One caller that waits for each of its entries shares no write with anybody, and the way to its next one is as short as can be. */
  #isAlone(taken: readonly Waiting[]): boolean {
    return taken.length === 1 && this.#waiting.length <= 1 && performance.now() - this.#loopHadTurnMs < LOOP_WAITS_MS;
  }

  /**
   * Whoever was answered has its turn first: what it appends next belongs to the next group. That is so when all promises have been followed;
   * the loop, whose turn costs as much as the hashes of an entry, has one when it has waited for a while.
   */
  #othersTurn(): Promise<void> {
    if (performance.now() - this.#loopHadTurnMs < LOOP_WAITS_MS) return new Promise((resolve) => process.nextTick(resolve));
    return new Promise((resolve) =>
      setImmediate(() => {
        this.#loopHadTurnMs = performance.now();
        resolve();
      }),
    );
  }

  /** Writes as many as fit together, and returns the others. After a failure there are none: nobody knows what is on the disk. */
  async #flush(taken: readonly Waiting[]): Promise<readonly Waiting[]> {
    let group: Group | undefined;
    try {
      if (this.#fault) throw this.#fault;
      group = this.#groupOf(taken);
      if (!group) {
        const full = this.#segment;
        this.#segment = await this.#hooks.nextSegment(this.#end);
        await full.file.close();
        return taken;
      }
      const { file, offset, fileBytes } = this.#segment;
      await file.write(group.bytes, offset); // durable: one call for write and sync, one way to the thread pool and back
      this.#segment = { file, fileBytes, offset: offset + group.bytes.length };
    } catch (error) {
      this.#fault ??= new Error("journal: append failed, open it anew before going on", { cause: error });
      const failed = group?.callers.length ?? 1;
      for (const [index, { reject }] of taken.entries()) reject(index < failed ? error : this.#fault);
      return [];
    }
    this.#end = group.end;
    for (const { waiting, appended } of group.callers) waiting.resolve(appended);
    this.#hooks.onFlushed(this.#segment, group.leaves);
    return taken.slice(group.callers.length);
  }

  /** The first entries that may be written together; undefined where the segment has no room for even one. */
  #groupOf(taken: readonly Waiting[]): Group | undefined {
    const room = Math.min(MAX_GROUP_BYTES, this.#segment.fileBytes - this.#segment.offset);
    const callers: Group["callers"][number][] = [];
    const records: Uint8Array[] = [];
    const leaves: Uint8Array[] = [];
    let { chain, tree } = this.#end;
    let bytes = 0;
    for (const waiting of taken) {
      const seq = tree.size;
      const body = storable({ ...waiting.entry, seq });
      if (!body) {
        // What could not be read back is a bug of the caller, to be found now and not by an auditor. Those before it come first.
        if (callers.length > 0) break;
        throw new Error(`journal: entry ${seq} is not one (docs/journal.md), nothing was written`);
      }
      const leaf = leafHash(body);
      const link = linkOf(chain, leaf);
      const record = encodeRecord(body, link, bytes);
      if (bytes + record.length > room) break;
      chain = link;
      tree = withLeaf(tree, leaf);
      bytes += record.length;
      records.push(record);
      leaves.push(leaf);
      callers.push({ waiting, appended: { seq, leaf, chain } });
    }
    const [first] = records;
    return first && { callers, bytes: records.length > 1 ? Buffer.concat(records) : first, leaves, end: { chain, tree } };
  }

  /** Finishes what it was given, and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
    await this.#segment.file.close();
  }
}

/** The body as it is stored; undefined where it could not be read back. */
function storable(body: JournalBody): Uint8Array | undefined {
  if (!isJournalEvent(body)) return storableEntry(body);
  const bytes = bodyToJson(body);
  return bodyFromJson(bytes) && bytes;
}
