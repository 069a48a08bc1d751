import { expect, test } from "vitest";
import { hexOf } from "../../src/core/hex.ts";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { sha256 } from "../../src/core/signature.ts";

test("a leaf is hashed as in RFC 6962: the leaf of an empty entry is SHA-256 of one zero byte", () => {
  expect(hexOf(leafHash(new Uint8Array()))).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
});

test("the chain goes on from the hash before it and the leaf, in this order", () => {
  const body = new TextEncoder().encode("{}");
  const first = linkOf(EMPTY_CHAIN, leafHash(body));
  expect(first).toEqual(sha256(Buffer.concat([new Uint8Array(32), leafHash(body)])));
  expect(linkOf(first, leafHash(body))).toEqual(sha256(Buffer.concat([first, leafHash(body)])));
});

test("the empty chain is 32 zeros", () => {
  expect(hexOf(EMPTY_CHAIN)).toBe("00".repeat(32));
});
