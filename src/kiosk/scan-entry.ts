import type { Decision } from "../core/decision.ts";
import type { Entry } from "../core/journal-entry.ts";
import type { Scan } from "../core/scan.ts";
import type { InForce } from "./in-force.ts";
import type { Pseudonyms } from "./pseudonym.ts";

/** What an entry says beside the decision and the scan. */
export interface EntryFacts extends Pick<Entry, "trust" | "policy" | "sealed"> {
  /** From the symbol's arrival to the decision. */
  readonly durationMs: number;
}

/** The decision as the journal keeps it: identities under pseudonyms, nothing of what a card says. */
export function scanEntry(
  { reason, format, type, issuer, keyId, credential, presentation, warnings }: Decision,
  { at, source, clock }: Pick<Scan, "at" | "source" | "clock">,
  { durationMs, ...by }: EntryFacts,
  { pseudonyms, history }: { readonly pseudonyms: Pick<Pseudonyms, "name">; readonly history: InForce["history"] },
): Omit<Entry, "seq"> {
  return {
    at,
    reason,
    source,
    ...(format !== undefined && { format }),
    ...(type !== undefined && { type }),
    ...(issuer !== undefined && { issuer }),
    ...(keyId !== undefined && { keyId }),
    ...(credential !== undefined && { credential: pseudonyms.name(credential, history.isForEver(type)) }),
    ...(presentation !== undefined && { presentation: pseudonyms.name(presentation, false) }),
    warnings,
    ...by,
    ...(clock && { clock }),
    durationMs: Math.round(durationMs * 1000) / 1000,
  };
}
