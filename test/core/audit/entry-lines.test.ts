import { expect, test } from "vitest";
import { entriesText, entryLinesIn, linesIn } from "../../../src/core/audit/entry-lines.ts";
import { leafHash } from "../../../src/core/journal-chain.ts";
import { bodyToJson } from "../../../src/core/journal-event.ts";
import { sealedDigest } from "../../../src/core/sealed-part.ts";
import { anEntry } from "../../support/entries.ts";

const PART = Uint8Array.from([1, 2, 3, 4]);
const bodyOf = (seq: number) => bodyToJson({ ...anEntry({ sealed: sealedDigest(PART) }), seq });
const entry = (seq: number, sealed?: Uint8Array) => ({
  body: bodyOf(seq),
  leaf: leafHash(bodyOf(seq)),
  isLost: false,
  ...(sealed && { sealed }),
});
const read = (text: Uint8Array, withSealed: boolean) => entryLinesIn(linesIn(text)?.slice(1) ?? [], withSealed);

test("a sealed part is left out unless it was asked for, and stays sealed", () => {
  const entries = [entry(0, PART), entry(1), entry(2, Uint8Array.from([9]))];
  const without = entriesText(0, entries, false);
  expect(Buffer.from(without).toString()).not.toContain(Buffer.from(PART).toString("base64url"));
  expect(read(without, false).map(({ sealed }) => sealed)).toEqual([undefined, undefined, undefined]);
  const withParts = entriesText(0, entries, true);
  expect(read(withParts, true).map(({ sealed }) => sealed)).toEqual(["kept", "not-kept", "other"]);
  expect(read(withParts, true).map(({ leaf }) => Buffer.from(leaf))).toEqual(entries.map(({ leaf }) => Buffer.from(leaf)));
});

test("a device's own line that looks like a part is an entry like any other", () => {
  const body = Buffer.from('{"sealed":"AQIDBA"}');
  const text = entriesText(0, [entry(0, PART), { body, leaf: leafHash(body), isLost: false }, entry(2, PART)], true);
  expect(read(text, true)).toMatchObject([{ kind: "whole", sealed: "kept" }, { kind: "whole", facts: undefined }, { sealed: "kept" }]);
});
