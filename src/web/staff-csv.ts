import { csvCell } from "../core/csv-cell.ts";

/** A table as spreadsheets take it: UTF-8 with a byte order mark, RFC 4180, and no cell that one of them would compute (`=1+1`). */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map((value) => csvCell(String(value))).join(",")}\r\n`).join("")}`;
}

/** Hands a file to whoever sits at the browser. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
