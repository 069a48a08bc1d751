import { expect, test } from "vitest";
import { copyFormats } from "../../../src/core/hand-off/copy-formats.ts";

test.each([
  ["Nguyễn Thị Bưởi", ["Nguyễn Thị Bưởi", "Nguyen Thi Buoi", "NGUYỄN THỊ BƯỞI"]],
  ["1990-05-15", ["15/05/1990", "1990-05-15", "15051990"]],
  ["001190000012", ["001190000012"]],
  ["", []],
])("%j can be copied in each way that differs", (text, ways) => {
  expect(copyFormats(text).map((format) => format.text)).toEqual(ways);
});
