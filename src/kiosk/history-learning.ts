import type { LostEntry } from "../core/damaged-segment.ts";
import { EMPTY_CHAIN, leafHash, linkOf, sameBytes } from "../core/journal-chain.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { AcceptedName, JournalPlace, NameIndex, NameIndices } from "../history-ports.ts";
import type { Journal, StoredEntry } from "../ports.ts";
import { type Accepted, acceptedIn, type Memory, namesIn } from "./memory.ts";

/** Most journal entries read for a new index: some weeks at a busy counter. What must be known for ever needs all. */
const MAX_ENTRIES_READ = 100_000;
/** Entries that are read, or names that are added, at once: some 2 ms of work here. */
const AT_ONCE = 128;
/** Names that are put in order together: of a long journal, to write each part of the index some thirty times and not for every name. */
const NAMES_GATHERED = 32_768;

/** What was accepted before any entry that is here: by the devices that stood here before, and in entries that were removed. */
export interface AcceptedBefore {
  /** Another where there is something else to read. */
  readonly name: string;
  /** Out of removed entries: names that must be known for ever. Rejects where they cannot be had. */
  readonly removed: () => AsyncIterable<AcceptedName>;
  /** Those of before, with what is lost of them in its place. */
  readonly inherited: () => AsyncIterable<StoredEntry | LostEntry>;
}

export interface LearningParts {
  readonly journal: Pick<Journal, "size" | "firstSeq" | "readThrough">;
  readonly memory: Memory;
  readonly indices: NameIndices;
  readonly before: AcceptedBefore;
  /** The time that has certainly passed, and by which one may forget. */
  readonly now: () => EpochSeconds;
  /** Told before an index is made anew: scans may wait for minutes. */
  readonly onAnew: () => void;
  /** Told of each entry that is damaged: whom it accepted nobody knows any more. */
  readonly onLost?: (entry: LostEntry) => void;
}

/** An index that has learnt this journal up to its end. Rejects where the journal, or what was before it, cannot be read. */
export async function openLearntIndex(parts: LearningParts): Promise<NameIndex> {
  const { journal, memory, indices, before } = parts;
  let index = indices.open(memory.name);
  const isPlace = await isPlaceIn(journal, index.place);
  if (index.base !== before.name || isPlace === false) {
    index.close();
    if (journal.size > 0) parts.onAnew();
    index = indices.anew(memory.name);
    await learnBefore(index, parts);
  }
  // There is no telling: what the index knows stays, and what the journal has is learnt beside it.
  if (isPlace === undefined) await learnFrom(0, index, parts);
  await learnJournal(index, parts);
  return index;
}

/** True where the journal came by this place, and nothing behind it has been removed since; undefined where damage hides it. */
async function isPlaceIn(journal: LearningParts["journal"], { size, chain }: JournalPlace): Promise<boolean | undefined> {
  if (size === 0) return journal.firstSeq === 0;
  if (size > journal.size || size <= journal.firstSeq) return false;
  for await (const last of journal.readThrough(size - 1, size)) if (last.chain) return sameBytes(last.chain, chain);
  // That entry is damaged, and was learnt before it was: the next one goes on from its chain hash.
  for await (const next of journal.readThrough(size, Math.min(size + 1, journal.size))) {
    if (next.body) return sameBytes(linkOf(chain, leafHash(next.body)), next.chain);
  }
  return undefined;
}

async function learnBefore(index: NameIndex, parts: LearningParts): Promise<void> {
  const { memory, before } = parts;
  const nowhere = { size: 0, chain: EMPTY_CHAIN };
  if (memory.ofCredentials === "for-ever") await learnRemoved(index, parts);
  if (memory.ofCredentials !== "nothing") await learnAll(index, parts, before.inherited(), () => nowhere);
  index.finishBase(before.name);
}

/** Names out of entries that are gone: they are kept before an entry goes, so whoever sees it gone finds them there. */
async function learnRemoved(index: NameIndex, { before }: LearningParts): Promise<void> {
  let gathered: Gathered[] = [];
  for await (const { name, at } of before.removed()) {
    gathered.push({ name, at, isForEver: true });
    if (gathered.length < NAMES_GATHERED) continue;
    await addAll(index, gathered, 0, index.place);
    gathered = [];
  }
  await addAll(index, gathered, 0, index.place);
}

/** Lets the index learn on to the end of the journal, also while old entries are being removed from it. */
export async function learnJournal(index: NameIndex, parts: LearningParts): Promise<void> {
  const { size: known } = index.place;
  // An index without holes goes on; a new one need not know more than its memory reaches.
  const isAll = known > 0 || parts.memory.ofCredentials === "for-ever";
  await learnFrom(isAll ? known : Math.max(0, parts.journal.size - MAX_ENTRIES_READ), index, parts);
}

async function learnFrom(from: number, index: NameIndex, parts: LearningParts): Promise<void> {
  const { journal, memory } = parts;
  let goneBefore = from;
  await learnAll(index, parts, journal.readThrough(from, journal.size), async ({ seq, chain }) => {
    // Entries that went before they were read: the index must not get past them without their names.
    if (memory.ofCredentials === "for-ever" && journal.firstSeq > goneBefore) {
      goneBefore = journal.firstSeq;
      await learnRemoved(index, parts);
    }
    return { size: seq + 1, chain };
  });
}

async function learnAll(
  index: NameIndex,
  { memory, now, onLost }: LearningParts,
  entries: AsyncIterable<StoredEntry | LostEntry>,
  placeAfter: (entry: LearntEntry) => JournalPlace | Promise<JournalPlace>,
): Promise<void> {
  let gathered: Gathered[] = [];
  let last: LearntEntry | undefined;
  let read = 0;
  async function add(): Promise<void> {
    if (!last) return;
    const forgetBefore = now() - memory.recentSeconds;
    await addAll(index, gathered, forgetBefore, await placeAfter(last));
    gathered = [];
    last = undefined;
  }
  for await (const entry of entries) {
    const { seq, body, chain } = entry;
    if (!body) onLost?.(entry);
    const accepted = body && acceptedIn(body);
    if (accepted) gathered.push(...gatheredFrom(accepted, memory));
    if (chain) last = { seq, chain };
    if (gathered.length >= NAMES_GATHERED) await add();
    if (++read % AT_ONCE === 0) await othersTurn();
  }
  await add();
}

/** The last entry of which the index knows the names. */
type LearntEntry = Pick<StoredEntry, "seq" | "chain">;

type Gathered = AcceptedName & { readonly isForEver: boolean };

function gatheredFrom(accepted: Accepted, memory: Memory): readonly Gathered[] {
  const { forEver, recent } = namesIn(accepted, memory);
  return [...forEver.map((name) => ({ ...name, isForEver: true })), ...recent.map((name) => ({ ...name, isForEver: false }))];
}

/** In the order of the names, so that what lies together on the disk is written together: names are as good as random. */
async function addAll(index: NameIndex, gathered: readonly Gathered[], forgetBefore: EpochSeconds, place: JournalPlace): Promise<void> {
  const wanted = gathered.filter(({ at, isForEver }) => isForEver || at >= forgetBefore);
  const sorted = wanted.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (let from = 0; from < sorted.length; from += AT_ONCE) {
    const part = sorted.slice(from, from + AT_ONCE);
    const [forEver, recent] = [part.filter(({ isForEver }) => isForEver), part.filter(({ isForEver }) => !isForEver)];
    // Not further than before until all of it is there.
    index.add({ forEver, recent, forgetBefore }, index.place);
    await othersTurn();
  }
  index.add({ forEver: [], recent: [], forgetBefore }, place);
}

/** Scans go on. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
