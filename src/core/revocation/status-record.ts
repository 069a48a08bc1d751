// What a publisher remembers of its revocation lists beside what they say: where each came from, and which revocations it has undone. Kiosks
// get nothing of it.
import * as v from "valibot";
import { HASHED, type RevocationList } from "./list.ts";
import type { ListOrigin } from "./list-origin.ts";

/** Undone revocations that are remembered, the newest. */
const MAX_UNDONE = 1000;
/** As many lists as fit into all shards of a publisher. */
const MAX_ORIGINS = 500_000;
/** Longest reason, in UTF-16 units. */
export const MAX_REASON = 200;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const count = v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const kind = v.picklist(["token-status", "identity", "rid", "hash"]);
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const OriginSchema = v.strictObject({
  kind,
  name: text,
  hashed: v.exactOptional(v.picklist(HASHED)),
  issuer: v.exactOptional(text),
  known: v.picklist(["signature", "operator"]),
  kid: v.exactOptional(v.string()),
  fingerprint: v.exactOptional(hex),
  issuedAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  counter: v.exactOptional(count),
  content: hex,
  isPast: v.exactOptional(v.literal(true)),
});

const UndoneSchema = v.strictObject({
  /** The credential as its list calls it, for people. */
  credential: v.pipe(v.string(), v.maxLength(600)),
  at: count,
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_REASON)),
});

const RecordSchema = v.strictObject({
  /** Grows when an older program could not understand it. */
  form: v.literal(1),
  origins: v.pipe(v.array(OriginSchema), v.maxLength(MAX_ORIGINS)),
  undone: v.pipe(v.array(UndoneSchema), v.maxLength(MAX_UNDONE)),
});

/** What a publisher remembers. */
export type StatusRecord = v.InferOutput<typeof RecordSchema>;
/** A revocation that was undone, and why. */
export type Undone = StatusRecord["undone"][number];

export const NO_RECORD: StatusRecord = { form: 1, origins: [], undone: [] };

/** The record in a file, or undefined where that is none. */
export function readStatusRecord(json: string): StatusRecord | undefined {
  try {
    const parsed = v.safeParse(RecordSchema, JSON.parse(json), { abortEarly: true });
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // not JSON
  }
}

/** Where this list came from; undefined: the publisher keeps it itself. */
export function originOf(record: StatusRecord, list: RevocationList): ListOrigin | undefined {
  const origin = lastOriginOf(record, list);
  return origin?.isPast ? undefined : origin;
}

/** Where this list came from last, also if the publisher has kept it itself since, or it was taken out. */
export function lastOriginOf({ origins }: StatusRecord, list: RevocationList): ListOrigin | undefined {
  return origins.find((origin) => isOriginOf(origin, list));
}

/** The record with this origin of a list. */
export function withOrigin(record: StatusRecord, list: RevocationList, origin: ListOrigin): StatusRecord {
  const others = record.origins.filter((other) => !isOriginOf(other, list));
  // A member that is undefined is one that is not there.
  const written = v.parse(OriginSchema, JSON.parse(JSON.stringify({ ...origin, ...hashedOf(list) })));
  return { ...record, origins: [...others, written] };
}

/** The record of a list that the publisher keeps itself from now on. Nothing is forgotten: an older list of its issuer stays an older one. */
export function withOwnList(record: StatusRecord, list: RevocationList): StatusRecord {
  const last = lastOriginOf(record, list);
  return last ? withOrigin(record, list, { ...last, isPast: true }) : record;
}

/** The record with one more undone revocation. */
export function withUndone(record: StatusRecord, undone: Undone): StatusRecord {
  return { ...record, undone: [...record.undone, undone].slice(-MAX_UNDONE) };
}

function isOriginOf({ kind, name, hashed }: StatusRecord["origins"][number], list: RevocationList): boolean {
  return kind === list.kind && name === list.name && hashed === hashedOf(list).hashed;
}

function hashedOf(list: RevocationList): { readonly hashed?: (typeof HASHED)[number] } {
  return list.kind === "hash" ? { hashed: list.hashed } : {};
}
