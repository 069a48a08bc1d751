import { bodyFromJson } from "../core/journal-event.ts";
import type { SupportCheck, SupportJournal } from "../core/support/bundle.ts";
import type { JournalView } from "../stick-ports.ts";
import { checkCode } from "./check-codes.ts";
import type { Check } from "./doctor-check.ts";

/** Entries that are counted, the newest: they are read in a second or two, and are the last weeks of a busy kiosk. */
const MAX_COUNTED = 50_000;

/** A check as a support bundle takes it. */
export function supportCheck(check: Pick<Check, "name" | "state" | "fault" | "isNeeded" | "found">): SupportCheck {
  const { name, state, isNeeded, found } = check;
  const code = checkCode(check);
  return { name, state, found, ...(code !== undefined && { code }), ...(isNeeded && { isNeeded }) };
}

/** What of a journal is told. Rejects where it cannot be read. */
export async function supportJournal(journal: JournalView, acknowledged: number): Promise<SupportJournal> {
  const { size, firstSeq } = journal;
  const countedFrom = Math.max(firstSeq, size - MAX_COUNTED);
  const reasons: Record<string, number> = {};
  for await (const { body } of journal.readThrough(countedFrom, size)) {
    // One of a closed list: an entry of anything else is none.
    const reason = (body && bodyFromJson(body)?.reason) ?? "unread";
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return { size, firstSeq, checkpoint: await journal.checkpoint(), acknowledged, countedFrom, reasons };
}
