// What the daily report of a kiosk says, out of one moment of the ledger.
import type { LedgerReader } from "../central-ports.ts";
import type { DayReport } from "../core/audit/day-report.ts";
import { entryLineOf } from "../core/audit/entry-lines.ts";
import type { AuditedJournal } from "../core/audit/export.ts";
import type { KioskFinding } from "../core/audit/findings.ts";
import { periodCount } from "../core/audit/period-count.ts";
import { BLOCK_ENTRIES } from "../core/audit/records.ts";
import { parseCheckpoint } from "../core/checkpoint.ts";
import { startOfDayInVietnam } from "../core/time.ts";

const SECONDS_A_DAY = 86_400;

/** The report of a day; undefined: there is no such kiosk. */
export async function dayReportOf(
  reader: LedgerReader,
  kiosk: string,
  day: string,
  made: Pick<DayReport, "madeAt" | "version">,
): Promise<DayReport | undefined> {
  const start = startOfDayInVietnam(day);
  const end = start + SECONDS_A_DAY;
  const journal = await reader.audited(kiosk, start, end);
  if (!journal) return undefined;
  const count = periodCount(journal, { start, end });
  let seq = journal.first;
  for await (const slice of reader.entries(kiosk, journal, { most: BLOCK_ENTRIES, withSealed: false }))
    for (const entry of slice) count.add(seq++, entryLineOf(entry));
  const { range } = count;
  const head = range && headOf(journal, range.last + 1);
  return {
    kiosk,
    day,
    ...made,
    tally: count.tally,
    ...(range && { entries: range }),
    findings: [...contradictions(journal), ...count.findings(0)],
    ...(head && { head }),
  };
}

/** The first checkpoint with all entries below `until`, or the newest one; none of more entries than are held. */
function headOf({ checkpoints, held }: AuditedJournal, until: number): DayReport["head"] {
  const sized = checkpoints
    .map(({ note }) => ({ note, size: parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1))?.size ?? 0 }))
    .filter(({ size }) => size > 0 && size <= held);
  const found = sized.find(({ size }) => size >= until) ?? sized.at(-1);
  return found && { ...found, hasAll: found.size >= until };
}

/** By central's word: the evidence is for an export. */
function contradictions({ evidence }: AuditedJournal): readonly KioskFinding[] {
  return evidence.map(({ contradiction, seq, receivedAt }) => ({ kind: "contradiction-open", contradiction, seq, at: receivedAt }));
}
