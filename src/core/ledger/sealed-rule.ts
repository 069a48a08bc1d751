import type { ReceivedBatch } from "../batch.ts";
import { sealedDigest } from "../sealed-part.ts";
import type { EpochSeconds } from "../time.ts";
import type { SealedChange } from "./changes.ts";

/** The sealed parts that a batch's entries name, with those that came. One of an entry from before what was forgotten is not kept, for ever. */
export function sealedChanges(
  { from, entries, sealed }: Pick<ReceivedBatch, "from" | "entries" | "sealed">,
  forgottenBefore: EpochSeconds | undefined,
  at: EpochSeconds,
): readonly SealedChange[] {
  const parts = new Map(sealed.map((part) => [sealedDigest(part), part]));
  const before = forgottenBefore ?? Number.NEGATIVE_INFINITY;
  return entries.flatMap(({ summary }, index) => {
    const { sealed: digest, at: ownTime = at } = summary ?? {};
    if (digest === undefined) return [];
    const isForgotten = ownTime < before;
    return { seq: from + index, digest, bytes: isForgotten ? undefined : parts.get(digest), forgottenAt: isForgotten ? at : undefined };
  });
}
