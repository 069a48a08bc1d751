// How many credentials one state of a revocation list takes back that another does not. Lists have up to 16 million entries, all sorted:
// two of them are walked side by side, and nothing is copied.
import { HASH_BYTES, IDENTITY_BYTES, type RevocationList, type RidList, type TokenStatusList } from "./list.ts";

/** Entries of one standing: how many came, how many went, how many there are now. */
export interface EntryCounts {
  readonly added: number;
  readonly removed: number;
  readonly total: number;
}

/** What two states of a list differ in. `other`: values of a Token Status List that are not ours to interpret, which no kiosk accepts. */
export interface ListDifference {
  readonly revoked: EntryCounts;
  readonly suspended: EntryCounts;
  readonly other: EntryCounts;
}

/** What is more and less on `after`; a list that is not there takes nothing back. Both are of one kind. */
export function listDifference(before: RevocationList | undefined, after: RevocationList | undefined): ListDifference {
  const [was, is] = [before && entriesByStanding(before), after && entriesByStanding(after)];
  const counts = (standing: keyof ListDifference) => countsOf(was?.[standing] ?? NOBODY, is?.[standing] ?? NOBODY);
  return { revoked: counts("revoked"), suspended: counts("suspended"), other: counts("other") };
}

/** True where somebody was taken back and is not any more. A suspension may end; a revocation is meant to stay. */
export function losesRevocations({ revoked, other }: ListDifference): boolean {
  return revoked.removed > 0 || other.removed > 0;
}

/** True where nobody stands otherwise than before. */
export function isSameStanding(difference: ListDifference): boolean {
  return Object.values(difference).every(({ added, removed }: EntryCounts) => added === 0 && removed === 0);
}

/** Ascending entries: places, hashes of one width, or identifiers with their times. */
type Entries =
  | { readonly kind: "places"; readonly sets: readonly Uint32Array[] }
  | { readonly kind: "hashes"; readonly bytes: Uint8Array; readonly width: number }
  | { readonly kind: "rids"; readonly rids: RidList["rids"] };

const NOBODY: Entries = { kind: "places", sets: [] };

/** Status types of draft-ietf-oauth-status-list §7.1. */
const [INVALID, SUSPENDED] = [1, 2];

function entriesByStanding(list: RevocationList): Readonly<Partial<Record<keyof ListDifference, Entries>>> {
  const hashes = (bytes: Uint8Array, width: number): Entries => ({ kind: "hashes", bytes, width });
  switch (list.kind) {
    case "token-status":
      return {
        revoked: placesOf(list, (value) => value === INVALID),
        suspended: placesOf(list, (value) => value === SUSPENDED),
        other: placesOf(list, (value) => value > SUSPENDED),
      };
    case "identity":
      return { revoked: hashes(list.revoked, IDENTITY_BYTES), suspended: hashes(list.suspended, IDENTITY_BYTES) };
    case "rid":
      return { revoked: { kind: "rids", rids: list.rids } };
    case "hash":
      return { revoked: hashes(list.hashes, HASH_BYTES) };
  }
}

function placesOf({ values }: TokenStatusList, isOfStanding: (value: number) => boolean): Entries {
  return { kind: "places", sets: [...values].filter(([value]) => isOfStanding(value)).map(([, places]) => places) };
}

function countsOf(was: Entries, is: Entries): EntryCounts {
  const total = sizeOf(is);
  return { added: total - covered(is, was), removed: sizeOf(was) - covered(was, is), total };
}

function sizeOf(entries: Entries): number {
  switch (entries.kind) {
    case "places":
      return entries.sets.reduce((sum, places) => sum + places.length, 0);
    case "hashes":
      return entries.bytes.length / entries.width;
    case "rids":
      return entries.rids.size;
  }
}

/** How many entries of `some` are taken back by `others`, too, and no less. */
function covered(some: Entries, others: Entries): number {
  if (some.kind === "places" && others.kind === "places") {
    const pairs = some.sets.flatMap((a) => others.sets.map((b) => commonPlaces(a, b)));
    return pairs.reduce((sum, common) => sum + common, 0);
  }
  if (some.kind === "hashes" && others.kind === "hashes") return commonHashes(some.bytes, others.bytes, some.width);
  if (some.kind !== "rids" || others.kind !== "rids") return 0;
  return [...some.rids].filter(([rid, before]) => others.rids.has(rid) && reachesAsFar(others.rids.get(rid), before)).length;
}

/** An entry with a time revokes only cards from before it. */
function reachesAsFar(time: number | undefined, other: number | undefined): boolean {
  return time === undefined || (other !== undefined && time >= other);
}

function commonPlaces(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  for (let [inA, inB] = [0, 0]; inA < a.length && inB < b.length; ) {
    const order = (a[inA] ?? 0) - (b[inB] ?? 0);
    if (order === 0) common++;
    if (order <= 0) inA++;
    if (order >= 0) inB++;
  }
  return common;
}

function commonHashes(a: Uint8Array, b: Uint8Array, width: number): number {
  const [left, right] = [a, b].map((hashes) => Buffer.from(hashes.buffer, hashes.byteOffset, hashes.length));
  let common = 0;
  for (let [inA, inB] = [0, 0]; left && right && inA < left.length && inB < right.length; ) {
    const order = left.compare(right, inB, inB + width, inA, inA + width);
    if (order === 0) common++;
    if (order <= 0) inA += width;
    if (order >= 0) inB += width;
  }
  return common;
}
