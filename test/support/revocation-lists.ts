// Revocation lists for tests: at random, and in the few lines of a table.
import fc from "fast-check";
import {
  HASH_BYTES,
  HASHED,
  type HashList,
  IDENTITY_BYTES,
  type IdentityList,
  type RevocationList,
  type RidList,
  type TokenStatusList,
} from "../../src/core/revocation/list.ts";
import { sortedHashes } from "../../src/core/revocation/sorted-hashes.ts";

const name = fc
  .oneof(fc.constantFrom("a", "b", "ế", "https://issuer.example/status/1"), fc.string({ minLength: 1, maxLength: 200 }))
  .filter((text) => text.isWellFormed() && text.length <= 200);
const expiry = fc.option(fc.nat({ max: 4_000_000_000 }), { nil: undefined });

function hashes(width: number): fc.Arbitrary<Uint8Array> {
  // Some begin alike, so that the coded part is the same.
  const hash = fc
    .tuple(fc.constantFrom("00000000", "00000001", "7fffffff", "ffffffff"), fc.uint8Array({ minLength: width - 4, maxLength: width - 4 }))
    .map(([top, rest]) => top + Buffer.from(rest).toString("hex"));
  return fc.array(hash, { maxLength: 20 }).map(sortedHashes);
}

/** Ascending numbers below `size`, none twice; some side by side. */
export function places(size: number, maxLength = 60): fc.Arbitrary<Uint32Array> {
  const anywhere = fc.nat({ max: size - 1 });
  return fc
    .array(fc.oneof(anywhere, fc.nat({ max: Math.min(size, 50) - 1 })), { maxLength })
    .map((list) => Uint32Array.from(new Set(list)).toSorted());
}

const tokenStatus = fc
  .record({ name, bits: fc.constantFrom(1, 2, 4, 8), size: fc.constantFrom(64, 1000, 2 ** 20, 2 ** 32), expiresAt: expiry })
  .chain(({ bits, size, ...named }) =>
    fc.tuple(places(size), fc.infiniteStream(fc.integer({ min: 1, max: 2 ** bits - 1 }))).map(([all, values]): TokenStatusList => {
      const byValue = Map.groupBy(all, () => values.next().value);
      const sorted = [...byValue]
        .toSorted(([a], [b]) => a - b)
        .map(([value, list]): [number, Uint32Array] => [value, Uint32Array.from(list)]);
      return { kind: "token-status", ...dated(named), bits, size, values: new Map(sorted) };
    }),
  );
const identity = fc
  .record({ name, revoked: hashes(IDENTITY_BYTES), suspended: hashes(IDENTITY_BYTES), expiresAt: expiry })
  .map((list): IdentityList => ({ kind: "identity", ...dated(list) }));
const rid = fc
  .record({
    name,
    counter: fc.nat(),
    rids: fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z0-9_-]{1,24}$/), expiry), { maxLength: 10 }).map((entries) => new Map(entries)),
    expiresAt: expiry,
  })
  .map((list): RidList => ({ kind: "rid", ...dated(list) }));
const hash = fc
  .record({ name, hashed: fc.constantFrom(...HASHED), hashes: hashes(HASH_BYTES), expiresAt: expiry })
  .map((list): HashList => ({ kind: "hash", ...dated(list) }));

/** Lists of every kind, each name and kind once. */
export const revocationLists: fc.Arbitrary<readonly RevocationList[]> = fc.uniqueArray(fc.oneof(tokenStatus, identity, rid, hash), {
  maxLength: 8,
  selector: (list) => `${list.kind} ${list.kind === "hash" ? list.hashed : ""} ${list.name}`,
});

/** `undefined` is no member. */
function dated<T extends { readonly expiresAt: number | undefined }>({
  expiresAt,
  ...list
}: T): Omit<T, "expiresAt"> & { readonly expiresAt?: number } {
  return { ...list, ...(expiresAt !== undefined && { expiresAt }) };
}

/** A Token Status List of one bit and 1,000 places. */
export function tokenStatusList(revoked: readonly number[], more: Partial<TokenStatusList> = {}): TokenStatusList {
  const values = new Map(revoked.length > 0 ? [[1, Uint32Array.from(revoked)]] : []);
  return { kind: "token-status", name: "https://issuer.example/status/1", bits: 1, size: 1000, values, ...more };
}
