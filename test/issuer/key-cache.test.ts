import { expect, test } from "vitest";
import { publicForm } from "../../src/core/key-file.ts";
import { createKeyCache } from "../../src/issuer/key-cache.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";

const { jwk } = publicForm(newIssuerKey());
const listOf = (kid: string, count = 1) => Array.from({ length: count }, () => ({ kid, jwk }));

test("a list that comes again is not imported again, and the least used lists go first", () => {
  const load = createKeyCache();
  const [first, second] = [load(listOf("first", 100)), load(listOf("second", 100))];
  expect(load(listOf("first", 100))).toBe(first);
  expect(second.trust.keys.all[0]?.name).toBe("second");
  // Together with the two above this is more than is kept; `second` was used longest ago.
  load(listOf("big", 9_850));
  expect(load(listOf("first", 100))).toBe(first);
  expect(load(listOf("second", 100))).not.toBe(second);
});
