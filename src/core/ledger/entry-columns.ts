// What a ledger lists of an entry, beside its bytes.
import type { ReceivedEntry } from "../batch.ts";
import { ENTRY_LOST, ENTRY_SET_ASIDE, ENTRY_UNREAD, type EntrySummary, isEvent } from "../protocol.ts";
import { REASONS, type Verdict } from "../reason.ts";
import type { EpochSeconds } from "../time.ts";

/** Stands in the column of verdicts for an event, so that counting scans reads the index alone. */
export const EVENT_VERDICT = "event";

/** The columns of an entry. */
export interface EntryColumns extends Omit<EntrySummary, "seq" | "sealed"> {
  /** Absent where this central does not know the reason. */
  readonly verdict?: string;
}

const VERDICTS: ReadonlyMap<string, Verdict> = new Map(Object.entries(REASONS));

/** What is listed of an entry that came at this time. */
export function columnsOf(entry: Pick<ReceivedEntry, "body" | "isLost" | "summary">, receivedAt: EpochSeconds): EntryColumns {
  const columns = entry.summary ?? bareSummary(entry, receivedAt);
  // A reason may come from a newer kiosk.
  const verdict = isEvent(columns.reason) ? EVENT_VERDICT : VERDICTS.get(columns.reason);
  return verdict === undefined ? columns : { ...columns, verdict };
}

/** What is listed of an entry that cannot be read: that it came, and when. */
function bareSummary({ body, isLost }: Pick<ReceivedEntry, "body" | "isLost">, receivedAt: EpochSeconds): EntryColumns {
  return { at: receivedAt, reason: isLost ? ENTRY_LOST : body.length === 0 ? ENTRY_SET_ASIDE : ENTRY_UNREAD };
}
