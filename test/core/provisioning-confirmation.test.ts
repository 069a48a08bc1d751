import fc from "fast-check";
import { expect, test } from "vitest";
import { readConfirmation, writeConfirmation } from "../../src/core/provisioning/confirmation.ts";
import { fingerprintOf, isSameFingerprint } from "../../src/core/provisioning/fingerprint.ts";

const FINGERPRINT = "SWUF LWKT XFYU SQ7C";
const read = (text: string) => readConfirmation(Buffer.from(text, "latin1"));

test("a confirmation code is the fingerprint off the paper, and which device is meant", () => {
  const text = writeConfirmation({ fingerprint: FINGERPRINT, generation: 2 });
  expect(text).toBe("TRAMYES1/2/SWUFLWKTXFYUSQ7C");
  expect(read(text)).toEqual({ fingerprint: "SWUFLWKTXFYUSQ7C", generation: 2 });
  expect(isSameFingerprint(read(text)?.fingerprint ?? "", FINGERPRINT)).toBe(true);
});

test("every fingerprint and every device can be confirmed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 1, max: 9999 }), (identity, generation) => {
      const fingerprint = fingerprintOf("configuration", identity);
      expect(read(writeConfirmation({ fingerprint, generation }))).toEqual({ fingerprint: fingerprint.replaceAll(" ", ""), generation });
    }),
  );
});

test.each([
  ["nothing", ""],
  ["a configuration code", "TRAMCFG1/1/1/ABCDEFGH/ABCD"],
  ["fifteen letters", "TRAMYES1/1/SWUFLWKTXFYUSQ7"],
  ["seventeen letters", "TRAMYES1/1/SWUFLWKTXFYUSQ7CA"],
  ["small letters", "TRAMYES1/1/swuflwktxfyusq7c"],
  ["spaces", "TRAMYES1/1/SWUF LWKT XFYU SQ7C"],
  ["device 0", "TRAMYES1/0/SWUFLWKTXFYUSQ7C"],
  ["device 01", "TRAMYES1/01/SWUFLWKTXFYUSQ7C"],
  ["device 10000", "TRAMYES1/10000/SWUFLWKTXFYUSQ7C"],
  ["a tail", "TRAMYES1/1/SWUFLWKTXFYUSQ7C/"],
  ["a megabyte", "T".repeat(1 << 20)],
])("%s is no confirmation", (_, text) => {
  expect(read(text)).toBeUndefined();
});

test("no symbol makes it throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (symbol) => void readConfirmation(symbol)));
});
