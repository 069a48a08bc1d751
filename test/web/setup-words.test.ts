import { expect, test } from "vitest";
import { settingWords, valueText } from "../../src/web/setup-words.ts";

test.each([
  [undefined, "(bỏ / removed)"],
  ["true", "có / yes"],
  ['"hanoi"', "hanoi"],
  ["8443", "8443"],
  ['["citizen","application"]', "citizen, application"],
  ["[]", "(không có / none)"],
  ['{"vi":"Mời qua quầy 3.","en":"Counter 3, please."}', "vi: Mời qua quầy 3.; en: Counter 3, please."],
  ["2026-01-01", "2026-01-01"],
])("the value %j of a setting is shown as %j: no marks of its spelling", (value, shown) => {
  expect(valueText(value)).toBe(shown);
});

test.each(["deviceKey", "handOff.0.url", "staff.port", "sound.kind", "receipts.url"])("%s has a name of its own", (path) => {
  expect(settingWords({ path }).vi).not.toBe("Khác");
});
