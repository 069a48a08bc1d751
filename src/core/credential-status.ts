// Where a credential says that its status is published. CBOR and our strict JSON reader both give maps, so one reader does for both.
import { isList } from "./list.ts";
import type { Status, StatusReference } from "./presentation.ts";

/** Longest URI of a status list, in UTF-16 units. */
export const MAX_STATUS_URI = 200;

/** Most entries of one credential; real ones have one or two. */
const MAX_ENTRIES = 16;

/** W3C entries of a place in a list of bits (Bitstring Status List v1.0 §2.1, and its draft of 2021). */
const ENTRY_TYPES: readonly unknown[] = ["BitstringStatusListEntry", "StatusList2021Entry"];

/** Purposes that bear on validity, and those that do not (ibid.); any other may. */
const RELEVANT: readonly unknown[] = ["revocation", "suspension"];
const HARMLESS: readonly unknown[] = ["refresh", "message"];

/**
 * The claim `status` of a JWT or CWT (draft-ietf-oauth-status-list §6.2, §6.3); undefined where it is malformed. Another mechanism than
 * a status list is `unknown`.
 */
export function readStatusClaim(value: unknown): Status | undefined {
  if (!(value instanceof Map) || value.size === 0) return undefined;
  if (!value.has("status_list")) return "unknown";
  const reference: unknown = value.get("status_list");
  return reference instanceof Map ? referenceOf(reference.get("uri"), reference.get("idx")) : undefined;
}

/** The member `credentialStatus` of a W3C credential, one entry or a list of them, absent or present; undefined where it is malformed. */
export function readCredentialStatus(value: unknown): readonly Status[] | undefined {
  if (value === undefined) return [];
  const entries: readonly unknown[] = isList(value) ? value : [value];
  if (entries.length > MAX_ENTRIES) return undefined;
  const statuses: Status[] = [];
  for (const entry of entries) {
    if (!(entry instanceof Map)) return undefined;
    const status = readEntry(entry);
    if (status === undefined) return undefined;
    if (status !== "harmless") statuses.push(status);
  }
  return statuses;
}

function readEntry(entry: ReadonlyMap<unknown, unknown>): Status | "harmless" | undefined {
  const [type, purpose, size] = [entry.get("type"), entry.get("statusPurpose"), entry.get("statusSize") ?? 1];
  const types: readonly unknown[] = isList(type) ? type : [type];
  if (!types.every((name) => typeof name === "string")) return undefined;
  if (!types.some((name) => ENTRY_TYPES.includes(name))) return "unknown";
  if (typeof purpose !== "string") return undefined;
  if (HARMLESS.includes(purpose)) return "harmless";
  // Several bits a credential are for messages only; whoever revokes with them means something that we do not know.
  if (!RELEVANT.includes(purpose) || size !== 1) return "unknown";
  return referenceOf(entry.get("statusListCredential"), placeOf(entry.get("statusListIndex")));
}

/** A whole number in base 10 as text; some issuers write a number. */
function placeOf(index: unknown): unknown {
  return typeof index === "string" && /^(?:0|[1-9]\d{0,14})$/.test(index) ? Number(index) : index;
}

function referenceOf(uri: unknown, index: unknown): StatusReference | undefined {
  const isPlace = typeof index === "number" && Number.isSafeInteger(index) && index >= 0;
  return typeof uri === "string" && uri.length <= MAX_STATUS_URI && isPlace ? { uri, index } : undefined;
}
