import { type Batch, type BatchEntry, lineOf } from "../core/batch.ts";
import { parseCheckpoint } from "../core/checkpoint.ts";
import type { LostEntry } from "../core/damaged-segment.ts";
import { EMPTY_CHAIN, leafHash, linkOf, sameBytes } from "../core/journal-chain.ts";
import { MAX_BATCH_BYTES, MAX_BATCH_ENTRIES, MAX_BATCH_HEADER_BYTES } from "../core/protocol.ts";
import { parseNote } from "../core/signed-note.ts";
import type { Journal, SealedParts, StoredEntry } from "../ports.ts";

/** What of a journal a batch is made of. */
export type BatchJournal = Pick<Journal, "size" | "firstSeq" | "beginning" | "readThrough" | "checkpoint" | "consistencyProof">;

/** Which batch. */
export interface WantedBatch {
  readonly from: number;
  /** Size of the largest checkpoint that central is known to have witnessed; 0: none. */
  readonly old: number;
  /** Position of the first entry that shall not be in it; absent: as many as there is room for. */
  readonly until?: number;
  /** Entries of which only the hash shall travel. */
  readonly setAside?: ReadonlySet<number>;
  /** Chain hash before `from` as central holds it, for where the entry before is damaged: believed only where the entries go on from it. */
  readonly chainHeld?: Uint8Array | undefined;
  /** Absent: no sealed parts travel. */
  readonly sealed?: Pick<SealedParts, "read">;
  /** The device's own checkpoint of a larger tree, for the admission that this journal was cut. */
  readonly held?: string;
}

/**
 * The sealed part of an entry is here and cannot be read, as in a bad sector. Sent without it, central would say that it holds the entry whole, and
 * the part would be removed; so only the entry's hash may travel meanwhile.
 */
export class PartUnread extends Error {
  readonly seq: number;

  constructor(seq: number, cause: unknown) {
    super(`its sealed part cannot be read (${String(cause)}); to give the part up: tram journal forget --seq ${seq}`, { cause });
    this.seq = seq;
  }
}

/** An entry is damaged, and so is what would show its hash or the chain behind it: it can neither be sent nor declared lost, and nothing behind it. */
class EntryUnknown extends Error {
  readonly seq: number;

  constructor({ seq, damage: { file, offset, problem } }: LostEntry) {
    super(
      `entry ${seq} is damaged (${file}, byte ${offset}, ${problem}) and its hash is not known, so what is behind it waits: docs/journal.md`,
    );
    this.seq = seq;
  }
}

/** As many entries from `from` on as one batch may carry, with the proofs that they are in the tree that the device signs now; none at the journal's end. Rejects with PartUnread where the hash of an entry has to do. */
export async function readBatch(journal: BatchJournal, wanted: WantedBatch): Promise<Batch> {
  const { from, until = Number.POSITIVE_INFINITY, held } = wanted;
  const checkpoint = await journal.checkpoint();
  const size = sizeOf(checkpoint);
  const stretch = await readStretch(journal, wanted, Math.min(size, until, from + MAX_BATCH_ENTRIES));
  const proof = await journal.consistencyProof(from + stretch.entries.length, size);
  return { from, ...stretch, checkpoint, proof, ...(await oldProofOf(journal, wanted.old, size)), ...(held !== undefined && { held }) };
}

type Stretch = Pick<Batch, "chainBefore" | "chainAfter" | "entries" | "sealed">;

async function readStretch(journal: BatchJournal, wanted: WantedBatch, until: number): Promise<Stretch> {
  const { from, setAside, sealed } = wanted;
  const chainBefore = await chainBeforeOf(journal, wanted, until);
  let chainAfter = chainBefore;
  const entries: BatchEntry[] = [];
  const parts: Uint8Array[] = [];
  let bytes = MAX_BATCH_HEADER_BYTES;
  for await (const stored of journal.readThrough(from, until)) {
    const { seq, chain } = stored;
    const entry = batchEntryOf(stored, setAside?.has(seq) === true);
    // What is before it travels.
    if ((!entry || !chain) && entries.length > 0) break;
    if (!entry || !chain) throw stored.body ? new Error(`entry ${seq} has no chain`) : new EntryUnknown(stored);
    const part =
      "body" in entry
        ? await sealedPartOf(entry.body, sealed).catch((error: unknown) => Promise.reject(new PartUnread(seq, error)))
        : undefined;
    bytes += lineOf(entry).length + 1 + (part ? sealedLineBytes(part) : 0);
    if (bytes > MAX_BATCH_BYTES && entries.length > 0) break;
    entries.push(entry);
    if (part) parts.push(part);
    chainAfter = chain;
  }
  return { chainBefore, chainAfter, entries, sealed: parts };
}

/** What travels of an entry; undefined: it is lost, and its hash is not known. */
function batchEntryOf(stored: StoredEntry | LostEntry, isSetAside: boolean): BatchEntry | undefined {
  if (!stored.body) return stored.leaf && (isSetAside ? { setAside: stored.leaf } : { lost: stored.leaf });
  return isSetAside ? { setAside: leafHash(stored.body) } : { body: stored.body };
}

/** The chain hash of the entry before, which is where the batch begins. Of a removed one it is kept. */
async function chainBeforeOf(journal: BatchJournal, { from, chainHeld }: WantedBatch, until: number): Promise<Uint8Array> {
  if (from === 0) return EMPTY_CHAIN;
  if (from <= journal.firstSeq) return await chainBeforeFirst(journal, from);
  let before: StoredEntry | LostEntry | undefined;
  for await (const entry of journal.readThrough(from - 1, from)) before = entry;
  if (!before) throw new Error(`there is no entry ${from - 1}`);
  if (before.body) return before.chain;
  if (before.chain) return before.chain;
  const unknown = new EntryUnknown(before);
  if (!chainHeld || from >= until) throw unknown;
  for await (const { body, chain } of journal.readThrough(from, from + 1)) {
    if (body && sameBytes(linkOf(chainHeld, leafHash(body)), chain)) return chainHeld;
  }
  throw unknown;
}

async function chainBeforeFirst(journal: BatchJournal, from: number): Promise<Uint8Array> {
  const { seq, chainBefore } = await journal.beginning();
  if (seq === from) return chainBefore;
  throw new Error(`entries from ${from} on were removed, and central does not hold them`);
}

/** That the tree goes on from the one that central has witnessed. Where the entries for it were removed, central has to look for itself. */
async function oldProofOf(journal: BatchJournal, old: number, size: number): Promise<Pick<Batch, "old" | "oldProof">> {
  const none = { old: 0, oldProof: [] };
  if (old > size) return none;
  return await journal.consistencyProof(old, size).then(
    (oldProof) => ({ old, oldProof }),
    () => none,
  );
}

/** The sealed part that an entry names, as long as it is there. */
async function sealedPartOf(body: Uint8Array, sealed: WantedBatch["sealed"]): Promise<Uint8Array | undefined> {
  const [, digest] = /"sealed":"([A-Za-z0-9_-]{43})"/.exec(Buffer.from(body).toString("latin1")) ?? [];
  return digest === undefined ? undefined : await sealed?.read(digest);
}

/** Of `{"sealed":"…"}` with its end, base64url inside. */
function sealedLineBytes(part: Uint8Array): number {
  return 14 + Math.ceil((part.length * 4) / 3);
}

/** The size that our own checkpoint names. */
function sizeOf(checkpoint: string): number {
  const note = parseNote(Buffer.from(checkpoint, "utf8"));
  const size = note && parseCheckpoint(note.text)?.size;
  if (size === undefined) throw new Error("journal: its checkpoint is none");
  return size;
}
