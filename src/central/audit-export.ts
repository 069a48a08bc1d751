// What an export is made of: the blocks of each kiosk, out of one moment of the ledger.
import type { LedgerReader } from "../central-ports.ts";
import { entriesText } from "../core/audit/entry-lines.ts";
import { headTexts } from "../core/audit/export.ts";
import { AUDIT_FORMAT, BLOCK_ENTRIES, type ExportHead, recordLine } from "../core/audit/records.ts";
import { startOfDayInVietnam } from "../core/time.ts";

/** What is asked for. */
export type ExportWish = Omit<ExportHead, "format" | "kiosks">;

/** How much was written. */
export interface ExportCount {
  readonly kiosks: number;
  readonly entries: number;
}

const SECONDS_A_DAY = 86_400;

/** Writes the blocks of these kiosks, in their order; `add` gets the text of each. */
export async function writeExport(
  reader: LedgerReader,
  kiosks: readonly string[],
  wish: ExportWish,
  add: (text: Uint8Array) => Promise<void>,
): Promise<ExportCount> {
  const { from, to, all, sealed, ...made } = wish;
  await add(recordLine({ format: AUDIT_FORMAT, from, to, all, kiosks: kiosks.length, sealed, ...made }));
  let entries = 0;
  for (const kiosk of kiosks) {
    const journal = await reader.audited(kiosk, startOfDayInVietnam(from), startOfDayInVietnam(to) + SECONDS_A_DAY);
    if (!journal) throw new Error(`audit: ${kiosk} is not in the ledger`);
    for (const text of headTexts(kiosk, journal, sealed)) await add(text);
    let next = journal.first;
    for await (const slice of reader.entries(kiosk, journal, { most: BLOCK_ENTRIES, withSealed: sealed })) {
      await add(entriesText(next, slice, sealed));
      next += slice.length;
    }
    entries += next - journal.first;
  }
  return { kiosks: kiosks.length, entries };
}

/** The last line of an export with so many blocks before it. */
export function endText(blocks: number): Uint8Array {
  return recordLine({ end: AUDIT_FORMAT, blocks });
}
