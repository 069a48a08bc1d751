// Tables for a spreadsheet: RFC 4180 in UTF-8 with a byte order mark, without which Excel reads Vietnamese as another script.
import { csvCell } from "../csv-cell.ts";
import { sha256 } from "../signature.ts";
import type { StaffEntry } from "../staff-figures.ts";
import { isoTimeInVietnam } from "../time.ts";
import type { Fields } from "./fields.ts";

const BYTE_ORDER_MARK = "\ufeff";
const LINE_END = "\r\n";

/** Name of the last line: the SHA-256 of every byte before it, so that a table which was cut or edited is told from a whole one. */
const CHECKSUM = "#sha256";

/** Columns of today's entries, for good: add at the end, never rename. */
export const ENTRY_COLUMNS = ["seq", "time", "code", "reason", "verdict", "type", "overridden", "matches"] as const;

/** Columns of a result's fields, likewise. */
export const FIELD_COLUMNS = ["field", "value"] as const;

/** Today's entries, one a line, without a name: the journal has none. */
export function entriesCsv(entries: readonly StaffEntry[]): string {
  const rows = entries.map(({ seq, at, code, reason, verdict, type = "", overridden = "", matches }) => [
    String(seq),
    isoTimeInVietnam(at),
    code,
    reason,
    verdict,
    type,
    overridden,
    matches === undefined ? "" : String(matches),
  ]);
  return csvOf(ENTRY_COLUMNS, rows);
}

/** One result's fields, one a line. It carries personal data: it is made for whoever asks and kept nowhere. */
export function fieldsCsv(fields: Fields): string {
  return csvOf(FIELD_COLUMNS, [...fields]);
}

/** True where the table ends in the line that csvOf() writes, and nothing before it has changed. */
export function isWholeCsv(table: string): boolean {
  const at = table.lastIndexOf(`${CHECKSUM},`);
  return at >= 0 && checksumLine(table.slice(0, at)) === table.slice(at);
}

function csvOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = BYTE_ORDER_MARK + [columns, ...rows].map((row) => row.map(csvCell).join(",") + LINE_END).join("");
  return table + checksumLine(table);
}

function checksumLine(table: string): string {
  return `${CHECKSUM},${Buffer.from(sha256(Buffer.from(table, "utf8"))).toString("hex")}${LINE_END}`;
}
