import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadLanguages } from "../../src/drivers/language-files.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const shipped = readFileSync(new URL("../../src/web/languages/km.json", import.meta.url), "utf8");

test("the languages are in the order that was asked for; Vietnamese and English need no pack", async () => {
  const { names, routes, problems, unreviewed } = await loadLanguages(["en", "km", "vi"], undefined);
  expect(names.map(({ language }) => language)).toEqual(["en", "km", "vi"]);
  expect(Object.keys(routes)).toEqual(["GET /languages/km.json"]);
  expect([problems, unreviewed]).toEqual([[], ["km"]]);
});

test("a pack of the operator's goes before the program's", async () => {
  writeFileSync(
    join(folder, "km.json"),
    shipped.replace('"name": "ខ្មែរ"', '"name": "ភាសាខ្មែរ"').replace('"reviewed": false', '"reviewed": true'),
  );
  const { names, unreviewed } = await loadLanguages(["vi", "km"], folder);
  expect([names[1], unreviewed]).toEqual([{ language: "km", name: "ភាសាខ្មែរ" }, []]);
});

test("a pack that is missing, broken or of another language is left out, and said", async () => {
  writeFileSync(join(folder, "hmn.json"), shipped);
  writeFileSync(join(folder, "blt.json"), "{");
  const { names, problems } = await loadLanguages(["vi", "hmn", "blt", "xx"], folder);
  expect(names.map(({ language }) => language)).toEqual(["vi"]);
  expect(problems).toEqual(["hmn: the pack is of km", "blt: (file): no JSON in UTF-8", "xx: no such file"]);
});
