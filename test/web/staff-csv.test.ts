import { expect, test } from "vitest";
import { csvText } from "../../src/web/staff-csv.ts";

test("a table is UTF-8 with a byte order mark, lines end as RFC 4180 wants, numbers stay numbers", () => {
  expect(
    csvText([
      ["Giờ", "Tổng"],
      ["7:00", 3],
    ]),
  ).toBe("\ufeffGiờ,Tổng\r\n7:00,3\r\n");
});

test("a cell with a comma, a quotation mark or a line end is quoted", () => {
  expect(csvText([["a,b", 'so-called "x"', "1\n2"]])).toBe('\ufeff"a,b","so-called ""x""","1\n2"\r\n');
});

test.each(["=1+1", "+1", "-1", "@A1", "\t=1"])("a spreadsheet computes nothing of %j", (cell) => {
  expect(csvText([[cell]])).toContain(`'${cell}`);
});
