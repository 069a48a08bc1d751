import fc from "fast-check";
import { expect, test } from "vitest";
import { areUsedNames, NO_USED_NAMES, usedNames, withUsedNames } from "../../src/core/used-names.ts";

const arbitraryNames = fc.array(
  fc.record({
    name: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
    at: fc.double({ min: 0, max: 1e11, noNaN: true }),
  }),
  { maxLength: 20 },
);

test("names are read back as they were added, whatever was there before", () => {
  fc.assert(
    fc.property(arbitraryNames, arbitraryNames, (first, second) => {
      const once = withUsedNames(NO_USED_NAMES, first) ?? NO_USED_NAMES;
      const file = withUsedNames(once, second) ?? NO_USED_NAMES;
      expect(areUsedNames(file)).toBe(true);
      expect([...usedNames(file)]).toEqual([...first, ...second]);
    }),
  );
});

test("every flipped bit and every shorter file is noticed", () => {
  const file = withUsedNames(NO_USED_NAMES, [{ name: "q83vEjRWeJCrze8SNFZ4kA", at: 1_795_437_065.25 }]) ?? NO_USED_NAMES;
  for (let bit = 0; bit < file.length * 8; bit++) {
    const changed = Uint8Array.from(file);
    changed.set([(changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
    expect(areUsedNames(changed)).toBe(false);
  }
  for (let length = 0; length < file.length; length++) expect(areUsedNames(file.subarray(0, length))).toBe(false);
});

test("there is an end to them: two million", () => {
  const many = Array.from({ length: 2_000_001 }, () => ({ name: "q83vEjRWeJCrze8SNFZ4kA", at: 1 }));
  expect(withUsedNames(NO_USED_NAMES, many)).toBeUndefined();
});
