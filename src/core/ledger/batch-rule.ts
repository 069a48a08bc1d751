// What becomes of a batch: the one rule of every ledger, whatever keeps it.
import type { Witness } from "../acknowledgement.ts";
import { decodePeaks, encodePeaks, grownTree, NOTHING_WITNESSED } from "../held-tree.ts";
import { EMPTY_CHAIN, sameBytes } from "../journal-chain.ts";
import { rootOf } from "../merkle-tree.ts";
import type { Changes, EntryChange, Ruling } from "./changes.ts";
import { dayOf, keepCheckpoint, newestAfter } from "./checkpoint-rule.ts";
import { columnsOf } from "./entry-columns.ts";
import type { FoundContradiction, HeldJournal, LedgerOutcome } from "./ledger-outcome.ts";
import { type Asking, ask, type BareEntry, type KioskState } from "./questions.ts";
import { sealedChanges } from "./sealed-rule.ts";
import type { SignedBatch, VouchedBatch } from "./signed-batch.ts";
import { beginsAs } from "./tile-rule.ts";

/** Nothing yet: the kept hashes of a tree of this size have to be made anew before. */
export interface Unsure {
  readonly kind: "unsure";
  readonly size: number;
}

/** What becomes of this batch. Throws for a kiosk that is not enrolled: that is a bug of the caller's. */
export function* takeBatch(
  kiosk: string,
  upload: SignedBatch,
  witness: Witness | undefined,
): Asking<Ruling<Exclude<LedgerOutcome, { readonly kind: "busy" }> | Unsure>> {
  const { batch, receivedAt } = upload;
  const held = yield* ask("held", { day: dayOf(receivedAt) });
  if (!held) throw new Error(`ledger: kiosk ${kiosk} is not enrolled`);
  const state = seenBy(held.state, upload);
  const { size } = state;
  // Nobody but the device can sign that it once had more than it has now.
  if (batch.held) return contradicted({ contradiction: "truncated", seq: batch.checkpoint.size }, state, upload);
  if (batch.from > size) {
    // By the network the kiosk hears where to go on, and does; of a stick only whoever carries it has heard.
    const refused = upload.isCarried ? { ...state, refusedFrom: batch.from } : state;
    return { outcome: { kind: "elsewhere", held: journalOf(state) }, changes: { state: refused } };
  }
  const difference = yield* differenceFrom(state, batch);
  if (difference) return contradicted(difference, state, upload);
  const fresh = batch.entries.slice(size - batch.from);
  const leaves = fresh.map(({ leaf }) => leaf);
  const tree = decodePeaks(size, state.peaks);
  const until = batch.from + batch.entries.length;
  const grown = grownTree({ tree, witnessed: state.newest ?? NOTHING_WITNESSED }, { ...batch, until, leaves });
  // Of a batch that ends before what is held, the tree is known by its hashes alone.
  const begins = until >= size || (yield* beginsAs(tree, until, batch));
  if (begins === "unsure") return { outcome: { kind: "unsure", size }, changes: {} };
  if (!grown || !begins) return contradicted({ contradiction: "forked", seq: batch.from }, state, upload);

  const bare = batch.from < Math.min(size, until) ? yield* ask("bare", { from: batch.from, until: Math.min(size, until) }) : [];
  const filled = filledBy(batch, bare, receivedAt);
  const inserted = fresh.map((entry, index) => ({ seq: size + index, entry, columns: columnsOf(entry, receivedAt) }));
  // A smaller one than the one witnessed, as on a stick of the day before: what comes with it is proved in it, should nothing come after.
  const isKept = batch.checkpoint.size <= grown.tree.size || grown.witnessed.size === batch.checkpoint.size;
  const place = { newest: state.newest, ofDay: held.ofDay, size: grown.tree.size, at: receivedAt, witness };
  const checkpoints = isKept ? yield* keepCheckpoint(batch.checkpoint, place) : undefined;
  const after: KioskState = {
    ...state,
    size: grown.tree.size,
    chain: fresh.at(-1)?.chain ?? state.chain,
    peaks: encodePeaks(grown.tree),
    setAsideFrom: yield* setAsideAfter(state, batch, bare, filled),
    newest: newestAfter(state.newest, checkpoints),
  };
  const changes: Changes = {
    state: after,
    inserted,
    filled,
    tiles: grown.tiles,
    sealed: sealedChanges(batch, held.forgottenBefore, receivedAt),
    ...(checkpoints && { checkpoints }),
  };
  const isElsewhere = batch.entries.length === 0 && batch.from < size;
  return { outcome: { kind: isElsewhere ? "elsewhere" : "stored", held: journalOf(after) }, changes };
}

/** The kiosk, heard of by this batch. */
function seenBy(state: KioskState, { isCarried, receivedAt, created }: SignedBatch): KioskState {
  if (!isCarried) return { ...state, lastSeenAt: receivedAt, clockOffsetSeconds: created - receivedAt };
  const at = Math.min(created, receivedAt);
  return { ...state, lastSeenAt: Math.max(state.lastSeenAt ?? at, at) };
}

function contradicted(found: FoundContradiction, state: KioskState, upload: SignedBatch) {
  const { batch: _, isCarried: __, ...proof } = upload;
  return { outcome: { kind: "contradicted" as const, ...found }, changes: { state, evidence: { ...found, ...proof } } };
}

function journalOf({ size, chain, peaks, setAsideFrom, newest }: KioskState): HeldJournal {
  const root = rootOf(decodePeaks(size, peaks));
  return { size, chain, root, ...(setAsideFrom !== undefined && { setAsideFrom }), witnessed: newest };
}

/** Compares all that both have. The chain after an entry covers everything up to it, so equal chains mean equal entries. */
function* differenceFrom(held: KioskState, { from, entries, chainBefore }: VouchedBatch): Asking<FoundContradiction | undefined> {
  const until = Math.min(held.size, from + entries.length);
  const rows = from < held.size ? yield* ask("chains", { from: Math.max(0, from - 1), until }) : [];
  const before = from === 0 ? EMPTY_CHAIN : from === held.size ? held.chain : rows.at(0)?.chain;
  if (!before || !sameBytes(before, chainBefore)) return { contradiction: "forked", seq: from };
  const rewritten = rows.find(({ seq, chain }) => {
    const entry = entries[seq - from];
    return entry && !sameBytes(entry.chain, chain);
  });
  return rewritten && { contradiction: "rewritten", seq: rewritten.seq };
}

/** The bytes of entries of which only the hash had come. Their chain was compared, so they are the ones. */
function filledBy({ from, entries }: VouchedBatch, bare: readonly BareEntry[], receivedAt: number): readonly EntryChange[] {
  return bare.flatMap(({ seq }) => {
    const entry = entries[seq - from];
    // Set aside, and then lost before it was taken: it will not come any more.
    if (!entry || (entry.body.length === 0 && !entry.isLost)) return [];
    return [{ seq, entry, columns: columnsOf(entry, receivedAt) }];
  });
}

/** The first entry of which there is the hash alone and which is not lost, after this batch. */
function* setAsideAfter(
  { size, setAsideFrom: before }: KioskState,
  { from, entries }: VouchedBatch,
  bare: readonly BareEntry[],
  filled: readonly EntryChange[],
): Asking<number | undefined> {
  const until = from + entries.length;
  if (before !== undefined && (before < from || before >= until)) return before;
  if (before !== undefined) {
    const still = bare.find(({ seq, isLost }) => !isLost && !filled.some((change) => change.seq === seq));
    if (still) return still.seq;
    const next = until < size ? yield* ask("setAsideFrom", { from: until }) : undefined;
    if (next !== undefined) return next;
  }
  const index = entries.findIndex(({ body, isLost }, at) => from + at >= size && body.length === 0 && !isLost);
  return index === -1 ? undefined : from + index;
}
