import { EMPTY_CHAIN, sameBytes } from "../core/journal-chain.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { AcceptedName, JournalPlace, NameIndex, NameIndices } from "../history-ports.ts";
import type { Journal, StoredEntry } from "../ports.ts";
import { type Accepted, acceptedIn, type Memory, namesIn } from "./memory.ts";

/** Most journal entries read for a new index: some weeks at a busy counter. What must be known for ever needs all. */
const MAX_ENTRIES_READ = 100_000;
/** Entries that an index learns at once. Each time, every few milliseconds of work, scans have their turn. */
const ENTRIES_AT_ONCE = 128;

/** What was accepted before any entry that is here: by the devices that stood here before, and in entries that were removed. */
export interface AcceptedBefore {
  /** Another where there is something else to read. */
  readonly name: string;
  /** Out of removed entries: names that must be known for ever. Throws where they cannot be had. */
  readonly removed: () => Promise<Iterable<AcceptedName>>;
  readonly inherited: () => AsyncIterable<StoredEntry>;
}

export interface LearningParts {
  readonly journal: Pick<Journal, "size" | "firstSeq" | "read">;
  readonly memory: Memory;
  readonly indices: NameIndices;
  readonly before: AcceptedBefore;
  /** The time that has certainly passed. */
  readonly now: () => EpochSeconds;
  /** Told before an index is made anew: scans may wait for minutes. */
  readonly onAnew: () => void;
}

/** An index that has learnt this journal up to its end. Rejects where the journal, or what was before it, cannot be read. */
export async function openLearntIndex(parts: LearningParts): Promise<NameIndex> {
  const { journal, memory, indices, before } = parts;
  let index = indices.open(memory.name);
  if (index.base !== before.name || !(await isPlaceIn(journal, index.place))) {
    index.close();
    if (journal.size > 0) parts.onAnew();
    index = indices.anew(memory.name);
    await learnBefore(index, parts);
  }
  await learnJournal(index, parts);
  return index;
}

/** True where the journal came by this place, and nothing behind it has been removed since. */
async function isPlaceIn(journal: LearningParts["journal"], { size, chain }: JournalPlace): Promise<boolean> {
  if (size === 0) return journal.firstSeq === 0;
  if (size > journal.size || size <= journal.firstSeq) return false;
  for await (const last of journal.read(size - 1, size)) return sameBytes(last.chain, chain);
  return false;
}

async function learnBefore(index: NameIndex, parts: LearningParts): Promise<void> {
  const { memory, before } = parts;
  const nowhere = { size: 0, chain: EMPTY_CHAIN };
  if (memory.ofCredentials === "for-ever") {
    index.add({ forEver: await before.removed(), recent: [], forgetBefore: 0 }, nowhere);
  }
  if (memory.ofCredentials !== "nothing") await learnAll(index, parts, before.inherited(), () => nowhere);
  index.finishBase(before.name);
}

/** Lets the index learn on to the end of the journal. */
export async function learnJournal(index: NameIndex, parts: LearningParts): Promise<void> {
  const { journal, memory } = parts;
  const { size: known } = index.place;
  const until = journal.size;
  // An index without holes goes on; a new one need not know more than its memory reaches.
  const from = known > 0 || memory.ofCredentials === "for-ever" ? known : until - MAX_ENTRIES_READ;
  const entries = journal.read(Math.max(from, journal.firstSeq), until);
  await learnAll(index, parts, entries, ({ seq, chain }) => ({ size: seq + 1, chain }));
}

async function learnAll(
  index: NameIndex,
  { memory, now }: LearningParts,
  entries: AsyncIterable<StoredEntry>,
  placeAfter: (entry: StoredEntry) => JournalPlace,
): Promise<void> {
  let accepted: Accepted[] = [];
  let last: StoredEntry | undefined;
  let read = 0;
  function add(): void {
    if (!last) return;
    const names = accepted.map((entry) => namesIn(entry, memory));
    const forgetBefore = now() - memory.recentSeconds;
    const recent = names.flatMap(({ recent }) => recent).filter(({ at }) => at >= forgetBefore);
    index.add({ forEver: names.flatMap(({ forEver }) => forEver), recent, forgetBefore }, placeAfter(last));
    accepted = [];
    last = undefined;
  }
  for await (const entry of entries) {
    const said = acceptedIn(entry.body);
    if (said) accepted.push(said);
    last = entry;
    if (++read % ENTRIES_AT_ONCE !== 0) continue;
    add();
    await new Promise((resolve) => setImmediate(resolve));
  }
  add();
}
