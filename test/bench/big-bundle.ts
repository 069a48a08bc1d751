import type { RevocationList } from "../../src/core/revocation/list.ts";
import { intoShards } from "../../src/core/revocation/shard.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";

/** As many issuers as a country has offices that sign, and twenty lists of ten million credentials. */
export const ISSUERS = 5000;
export const LISTS = 20;
export const PLACES = 10_000_000;
const SHARDS = 8;

/** A trust list with this many issuers, each with one key, Ed25519 and P-256 by turns. */
export function bigTrustList(issuers = ISSUERS): TrustList {
  return {
    version: 1,
    issuedAt: 0,
    expiresAt: 4_000_000_000,
    issuers: Array.from({ length: issuers }, (_, index) => ({
      id: `https://issuer-${index}.example`,
      name: { vi: `Ủy ban nhân dân xã số ${index}`, en: `People's Committee of commune ${index}` },
      types: ["citizen", "household-address"],
      keys: [{ kid: `key-${index}`, jwk: publicJwk(index % 2 === 0 ? "EdDSA" : "ES256") }],
    })),
  };
}

function publicJwk(algorithm: "EdDSA" | "ES256"): { kty: string } {
  const { d: _, ...jwk } = newPrivateJwk(algorithm) as { readonly kty: string; readonly d: string };
  return jwk;
}

/** Status lists, between 0.1 and 1 % of each revoked at random. */
export function bigLists(): readonly RevocationList[] {
  return Array.from({ length: LISTS }, (_, index) => {
    const revoked = Math.round(PLACES * (0.001 + (0.009 * index) / (LISTS - 1)));
    return listOf(`https://issuer-${index}.example/status/1`, randomPlaces(revoked, PLACES));
  });
}

/** The same list with so many more places revoked. */
export function withMorePlaces(list: RevocationList, count: number): RevocationList {
  if (list.kind !== "token-status") throw new Error("big bundle: not a list of places");
  const places = new Set(list.values.get(1));
  for (const size = places.size; places.size < size + count; ) places.add(Math.floor(Math.random() * PLACES));
  return listOf(list.name, Uint32Array.from(places).toSorted());
}

function listOf(name: string, places: Uint32Array): RevocationList {
  return { kind: "token-status", name, bits: 1, size: PLACES, values: new Map([[1, places]]) };
}

/** The lists as they are published. */
export function shardsOf(lists: readonly RevocationList[]): readonly Uint8Array[] {
  const shards = intoShards(lists, SHARDS);
  if (!shards) throw new Error("big bundle: the lists do not fit into their shards");
  return shards;
}

/** So many places of a list, each once, ascending. */
export function randomPlaces(count: number, size: number): Uint32Array {
  const places = new Set<number>();
  while (places.size < count) places.add(Math.floor(Math.random() * size));
  return Uint32Array.from(places).toSorted();
}
