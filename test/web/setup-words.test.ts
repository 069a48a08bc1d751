import { expect, test } from "vitest";
import { settingWords, valueText } from "../../src/web/setup-words.ts";

test.each([
  [undefined, "(bỏ)"],
  ["true", "có"],
  ['"hanoi"', "hanoi"],
  ["8443", "8443"],
  ['["citizen","application"]', "citizen, application"],
  ["[]", "(không có)"],
  ['{"vi":"Mời qua quầy 3.","en":"Counter 3, please."}', "vi: Mời qua quầy 3.; en: Counter 3, please."],
  ["2026-01-01", "2026-01-01"],
])("the value %j of a setting is shown as %j: no marks of its spelling", (value, shown) => {
  expect(valueText(value, "vi")).toBe(shown);
});

test("yes and no are said in the page's language", () => {
  expect([valueText("false", "en"), valueText("[]", "en")]).toEqual(["no", "(none)"]);
});

test.each(["deviceKey", "handOff.0.url", "staff.port", "sound.kind", "receipts.url"])("%s has a name of its own", (path) => {
  expect(settingWords({ path }).vi).not.toBe("Khác");
});
