import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { heldSize, parseHolding } from "../../src/core/holding.ts";
import { bodyFromJson } from "../../src/core/journal-event.ts";
import { ACKNOWLEDGED_FILE } from "../../src/kiosk/acknowledged.ts";
import { demandWhole, entriesOf, type HeldEntry, type JournalEntry, ledgerOf, type Office, POLICY, sealedPartsOf } from "./office.ts";
import type { ShownAnswer } from "./shown.ts";
import { demand } from "./suite.ts";

/** What the faults of an office explain. */
export interface Expected {
  /** Decisions that were recorded and that nobody saw, at most: where a kiosk ended in the midst of its work, the one that it was at. */
  readonly unseen: number;
  /** What may be gone from the kiosk; in most offices nothing is old enough, whatever the clock says. */
  readonly removed?: "nothing" | "some";
}

/**
 * Demands that the journal is whole, that central holds it entry by entry as far as it holds it and lacks no answer, that everything shown
 * is there exactly once, and that nothing that is good once was accepted twice. The figures.
 */
export async function demandAccounted(
  office: Office,
  answers: readonly ShownAnswer[],
  { unseen, removed = "nothing" }: Expected,
): Promise<Readonly<Record<string, number>>> {
  await demandWhole(office);
  const ledger = ledgerOf(office.central);
  const remaining = await entriesOf(office.journal);
  const firstSeq = remaining[0]?.seq ?? 0;
  demand(firstSeq > 0 === (removed === "some"), `the kiosk has removed ${removed}: its journal begins at ${firstSeq}`);
  demand(firstSeq <= ledger.length, `central holds what the kiosk has removed, up to ${firstSeq}`);
  const journal = [...ledger.slice(0, firstSeq).map(readEntry), ...remaining];
  const acknowledged = acknowledgedIn(office.journal);
  demand(acknowledged <= ledger.length, `the kiosk believes ${acknowledged} entries to be at central, and ${ledger.length} are`);
  demand(ledger.length <= journal.length, `central holds nothing that the journal has not: ${ledger.length} of ${journal.length}`);
  for (const [seq, held] of ledger.entries()) {
    const own = journal[seq];
    demand(held.seq === seq && own?.body === held.body && own.leaf === held.leaf, `central holds entry ${seq} as the journal has it`);
  }
  const leaves = new Set(ledger.map(({ leaf }) => leaf));
  demand(leaves.size === ledger.length, "central holds every entry once");
  for (const { seq, entry } of journal.slice(ledger.length))
    demand(entry.reason.startsWith("event-"), `central holds every decision: entry ${seq} is missing`);
  demandShownOnce(journal.slice(0, ledger.length), answers);
  const receipts = demandReceipts(ledger, answers);
  const sealed = demandSealed(journal.slice(0, ledger.length), office);
  demandGrantedOnce(journal);
  const decisions = demandDecidedOnce(journal);
  demand(decisions - answers.length <= unseen, `at most ${unseen} decisions were seen by nobody, and not ${decisions - answers.length}`);
  return {
    entries: journal.length,
    removed: firstSeq,
    atCentral: ledger.length,
    decisionsNobodySaw: decisions - answers.length,
    receipts,
    sealed,
  };
}

/** An entry that central alone has: whole, and not its hash only. */
function readEntry(held: HeldEntry): JournalEntry {
  const entry = bodyFromJson(Buffer.from(held.body));
  demand(entry !== undefined, `central holds entry ${held.seq} whole, which the kiosk has removed`);
  return { ...held, entry };
}

/** How many entries the kiosk has written down that central holds. */
function acknowledgedIn(journal: string): number {
  const file = join(dirname(journal), ACKNOWLEDGED_FILE);
  const kept = existsSync(file) ? parseHolding(JSON.parse(readFileSync(file, "utf8"))) : undefined;
  return kept ? heldSize(kept) : 0;
}

/** What somebody photographed is what central holds there. How many receipts there were. */
function demandReceipts(ledger: readonly HeldEntry[], answers: readonly ShownAnswer[]): number {
  const receipts = answers.flatMap(({ receipt }) => receipt ?? []);
  for (const { seq, leaf } of receipts) demand(ledger[seq]?.leaf === leaf, `the entry that a receipt names is at central: ${seq}, ${leaf}`);
  demand(new Set(receipts.map(({ seq }) => seq)).size === receipts.length, "no two receipts are of one entry");
  return receipts.length;
}

/** Personal parts that entries name are at central, too. How many there are. */
function demandSealed(held: readonly JournalEntry[], { central }: Office): number {
  const parts = sealedPartsOf(central);
  const named = held.filter(({ entry }) => "sealed" in entry && entry.sealed !== undefined);
  for (const { seq } of named) demand(parts.has(seq), `central holds the sealed part of entry ${seq}`);
  return named.length;
}

/** Every answer has an entry of its own: the same time to a thousandth of a second, the same reason. */
function demandShownOnce(held: readonly JournalEntry[], answers: readonly ShownAnswer[]): void {
  const left = countBy(held.map(({ entry }) => `${entry.at} ${entry.reason}`));
  for (const { start, id, at, reason } of answers) {
    const count = left.get(`${at} ${reason}`) ?? 0;
    demand(count > 0, `answer ${id} of start ${start} (${reason} at ${at}) is at central`);
    left.set(`${at} ${reason}`, count - 1);
  }
}

/** The policy of the office: a credential is accepted once, whatever happened to the kiosk in between. */
function demandGrantedOnce(journal: readonly JournalEntry[]): void {
  const granted = journal.flatMap(({ entry }) => ("credential" in entry && entry.reason === "granted" ? [entry.credential ?? ""] : []));
  for (const [credential, count] of countBy(granted)) demand(count === 1, `${credential} was accepted once and not ${count} times`);
}

/** Two people never come in the same moment with the same, and take equally long, to the thousandth of a millisecond. How many there were. */
function demandDecidedOnce(journal: readonly JournalEntry[]): number {
  const decisions = journal.flatMap(({ entry }) => ("policy" in entry && entry.policy === POLICY ? [entry] : []));
  const each = countBy(
    decisions.map(({ at, reason, credential = "", durationMs }) => `${reason} ${credential} at ${at}, ${durationMs} ms`),
  );
  for (const [decision, count] of each) demand(count === 1, `${decision}: recorded once and not ${count} times`);
  return decisions.length;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
