import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_ADD_CHECKPOINT_BYTES, parseAddCheckpoint } from "../../src/core/add-checkpoint.ts";

const HASH = `${Buffer.alloc(32, 1).toString("base64")}\n`;
const NOTE = "origin\n1\nroot\n\n\u2014 name signature\n";

test("a request is an old size, hashes, and a note as it came", () => {
  const parsed = parseAddCheckpoint(Buffer.from(`old 20852014\n${HASH}${HASH}\n${NOTE}`));
  expect(parsed).toMatchObject({ old: 20_852_014, proof: [Buffer.alloc(32, 1), Buffer.alloc(32, 1)] });
  expect(Buffer.from(parsed?.note ?? []).toString("utf8")).toBe(NOTE);
  expect(parseAddCheckpoint(Buffer.from(`old 0\n\n${NOTE}`))).toMatchObject({ old: 0, proof: [] });
  expect(parseAddCheckpoint(Buffer.from(`old 1\n${HASH.repeat(63)}\n${NOTE}`))?.proof).toHaveLength(63);
});

test.each([
  ["nothing", ""],
  ["no empty line", `old 1\n${HASH}`],
  ["another word", `new 1\n\n${NOTE}`],
  ["a leading zero", `old 01\n\n${NOTE}`],
  ["a sign", `old -1\n\n${NOTE}`],
  ["a size past all counting", `old 999999999999999\n\n${NOTE}`],
  ["64 hashes", `old 1\n${HASH.repeat(64)}\n${NOTE}`],
  ["a short hash", `old 1\nAAAA\n\n${NOTE}`],
  ["a hash with stray bits", `old 1\n${"A".repeat(42)}B=\n\n${NOTE}`],
  ["a hash in the other alphabet", `old 1\n${Buffer.alloc(32, 255).toString("base64url")}=\n\n${NOTE}`],
  ["a carriage return", `old 1\r\n\n${NOTE}`],
  ["more than it may have", `old 1\n\n${"x".repeat(MAX_ADD_CHECKPOINT_BYTES)}`],
])("with %s it is none", (_, text) => {
  expect(parseAddCheckpoint(Buffer.from(text))).toBeUndefined();
});

test("any other bytes are refused without a throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => parseAddCheckpoint(bytes) === undefined));
});
