import fc from "fast-check";
import { expect, test } from "vitest";
import { ENTRY_COLUMNS, entriesCsv, FIELD_COLUMNS, fieldsCsv, isWholeCsv } from "../../../src/core/hand-off/csv.ts";

/** A reader of RFC 4180. */
function rowsOf(table: string): readonly (readonly string[])[] {
  const rows: string[][] = [[""]];
  let isQuoted = false;
  for (let at = 0; at < table.length; at += 1) {
    const row = rows.at(-1) ?? [];
    const sign = table[at] ?? "";
    if (isQuoted && sign === '"' && table[at + 1] === '"') row[row.length - 1] += table[++at] ?? "";
    else if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && sign === ",") row.push("");
    else if (!isQuoted && sign === "\r" && table[at + 1] === "\n") {
      at += 1;
      rows.push([""]);
    } else row[row.length - 1] += sign;
  }
  return rows.slice(0, -1);
}

const ENTRY = { seq: 7, at: 1795747805.5, hour: 9, reason: "granted", code: "T-101", verdict: "accept", type: "citizen" } as const;

test("a table begins with the byte order mark and its fixed columns, and times say their offset", () => {
  const table = entriesCsv([ENTRY]);
  expect(table.startsWith("\ufeffseq,time,code,reason,verdict,type,overridden,matches\r\n")).toBe(true);
  expect(rowsOf(table.slice(1))[1]).toEqual(["7", "2026-11-27T09:50:05+07:00", "T-101", "granted", "accept", "citizen", "", ""]);
  expect(FIELD_COLUMNS).toEqual(["field", "value"]);
  expect(ENTRY_COLUMNS).toHaveLength(8);
});

test.each(["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|cmd", "%0A", "\u200b=1", "﹢1"])(
  "%j does not run in a spreadsheet",
  (value) => {
    const [, [, cell = ""] = []] = rowsOf(fieldsCsv(new Map([["fullName", value]])).slice(1));
    expect(cell).toBe(`'${value}`);
  },
);

test.each([
  ["x;=1+1", "x;'=1+1"],
  ["x\t@SUM(A1)", "x\t'@SUM(A1)"],
  ["a; b", "a; b"],
])("nor does %j where cells are split at another sign", (value, expected) => {
  const [, [, cell = ""] = []] = rowsOf(fieldsCsv(new Map([["fullName", value]])).slice(1));
  expect(cell).toBe(expected);
});

/** The cell without the apostrophes that the value does not have. */
function withoutGuards(cell: string, value: string): string {
  let read = "";
  for (const sign of cell) if (sign !== "'" || value.startsWith(`${read}'`)) read += sign;
  return read;
}

test("every value comes back from a reader of RFC 4180, but for apostrophes, and the last line fits all before it", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: "grapheme" })), { maxLength: 5 }), (pairs) => {
      const fields = new Map(pairs);
      const table = fieldsCsv(fields);
      const read = rowsOf(table.slice(1)).slice(1, -1);
      const values = [...fields.values()];
      expect(read.map(([name, value = ""], at) => [name, withoutGuards(value, values[at] ?? "")])).toEqual([...fields]);
      expect(isWholeCsv(table)).toBe(true);
    }),
  );
});

test("a table that was cut or edited is told from a whole one", () => {
  const table = entriesCsv([ENTRY, { ...ENTRY, seq: 8 }]);
  expect(isWholeCsv(table.replace("granted", "expired"))).toBe(false);
  expect(isWholeCsv(table.replace(/^8,.*\r\n/m, ""))).toBe(false);
  expect(isWholeCsv(table.slice(0, -3))).toBe(false);
});
