import { expect, test } from "vitest";
import { readPseudonymKey } from "../../src/kiosk/pseudonym.ts";
import type { KeptFile } from "../../src/ports.ts";

function fileWith(bytes?: Uint8Array): KeptFile {
  let kept = bytes;
  return {
    read: async () => kept,
    async replace(replacement) {
      kept = replacement;
    },
  };
}
const make = (bytes: number) => new Uint8Array(bytes).fill(5);

test("the key for pseudonyms is made once, on a kiosk that has recorded nothing", async () => {
  const file = fileWith();
  expect(await readPseudonymKey(file, 0, make)).toEqual(make(32));
  expect(await readPseudonymKey(file, 3, () => new Uint8Array(32))).toEqual(make(32));
});

test.each([
  ["missing", undefined],
  ["damaged", new Uint8Array(0)],
  ["damaged", new Uint8Array(31)],
])("a %s key is not replaced once there are entries: used prescriptions would be new again", async (what, bytes) => {
  const file = fileWith(bytes);
  await expect(readPseudonymKey(file, 1, make)).rejects.toThrow(`pseudonym.key is ${what}`);
  expect(await file.read()).toBe(bytes);
});
