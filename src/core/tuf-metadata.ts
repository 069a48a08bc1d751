// The form of TUF metadata (The Update Framework 1.0.33, §4) as this kiosk takes them: one spelling, everything bounded. Nothing here is believed yet.
import * as v from "valibot";
import type { EpochSeconds } from "./time.ts";
import { parseTimestamp } from "./timestamp.ts";
import { type Judged, judged, type Refusal, refuse } from "./trust-refusal.ts";
import { TRUST_ROLES, type TrustRole } from "./trust-root.ts";
import { canonicalTuf, readTufJson } from "./tuf-json.ts";
import { importTufKey, type TufKey } from "./tuf-key.ts";

/** Largest metadata files, in bytes. */
export const MAX_METADATA_BYTES = { root: 524_288, timestamp: 16_384, snapshot: 65_536, targets: 524_288 } as const;
/** Most targets: readers of metadata need time by the square of their number (docs/decisions/0011-tuf.md). */
export const MAX_TARGETS = 100;
/** Most keys in one root, names in one role, and signatures on one file. */
const MAX_KEYS = 64;

/** Names that a target may have: they stand in URLs and on FAT sticks as they are. */
const TARGET_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

const NO_DELEGATIONS = "delegations are not understood";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const length = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** §4.2.1: whole seconds, UTC, and the calendar must have such a day. */
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\dZ$/, "a time is YYYY-MM-DDTHH:MM:SSZ"),
  v.rawTransform(({ dataset, addIssue, NEVER }): EpochSeconds => {
    const at = parseTimestamp(dataset.value);
    if (at !== undefined) return at;
    addIssue({ message: "a time is YYYY-MM-DDTHH:MM:SSZ" });
    return NEVER;
  }),
);
/** Without length and hash a file would have to be read first and judged later. Publishers may name other hashes, too: the library looks at them. */
const hashes = v.looseObject({ sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a SHA-256 is 64 lower-case hex digits")) });
const common = { spec_version: v.pipe(v.string(), v.regex(/^1(\.\d{1,4}){1,2}$/, "only version 1 of TUF")), version, expires: time };

const roleSchema = v.looseObject({
  keyids: v.pipe(
    v.array(text),
    v.maxLength(MAX_KEYS),
    v.check((ids) => new Set(ids).size === ids.length, "a key is named twice"),
  ),
  threshold: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_KEYS)),
});

// Objects are loose because TUF §4 says so: what a newer publisher adds is signed, and not understood.
const RootSchema = v.looseObject({
  _type: v.literal("root"),
  ...common,
  // Without it a reader meets files that are just being replaced (§6.2).
  consistent_snapshot: v.literal(true),
  keys: v.pipe(
    v.record(
      text,
      v.looseObject({ keytype: text, scheme: text, keyval: v.looseObject({ public: v.pipe(v.string(), v.maxLength(4096)) }) }),
    ),
    v.check((keys) => Object.keys(keys).length <= MAX_KEYS, `at most ${MAX_KEYS} keys`),
  ),
  roles: v.looseObject(v.entriesFromList(TRUST_ROLES, roleSchema)),
});
const MetaSchema = v.looseObject({ version, length, hashes });
const TimestampSchema = v.pipe(
  v.looseObject({ _type: v.literal("timestamp"), ...common, issued: time, meta: v.looseObject({ "snapshot.json": MetaSchema }) }),
  v.check(({ issued, expires }) => issued <= expires, "issued after it expires"),
);
const SnapshotSchema = v.looseObject({ _type: v.literal("snapshot"), ...common, meta: v.looseObject({ "targets.json": MetaSchema }) });
const TargetsSchema = v.looseObject({
  _type: v.literal("targets"),
  ...common,
  // One bundle, one signer: a role that vouches for a part of it is not understood, so the whole is not taken. Some tools write that there is none.
  delegations: v.optional(
    v.looseObject({
      roles: v.pipe(v.array(v.unknown()), v.maxLength(0, NO_DELEGATIONS)),
      succinct_roles: v.optional(v.never(NO_DELEGATIONS)),
    }),
  ),
  targets: v.record(
    v.pipe(v.string(), v.regex(TARGET_NAME, "no name for a target")),
    v.looseObject({ length, hashes, custom: v.optional(v.looseObject({ sequence: v.optional(length) })) }),
  ),
});
const EnvelopeSchema = v.looseObject({
  signed: v.looseObject({}),
  signatures: v.pipe(
    v.array(v.looseObject({ keyid: text, sig: v.pipe(v.string(), v.maxLength(1024)) })),
    v.maxLength(MAX_KEYS),
    v.check((signatures) => new Set(signatures.map(({ keyid }) => keyid)).size === signatures.length, "a key has signed twice"),
  ),
});

const SCHEMAS = { root: RootSchema, timestamp: TimestampSchema, snapshot: SnapshotSchema, targets: TargetsSchema };

/** What metadata of a kind say, with times as epoch seconds. */
export type Signed<R extends TrustRole> = v.InferOutput<(typeof SCHEMAS)[R]>;

/** A metadata file taken apart. */
export interface TufFile<R extends TrustRole> {
  readonly role: R;
  readonly bytes: Uint8Array;
  readonly signed: Signed<R>;
  /** What the signatures are over. */
  readonly signedBytes: Uint8Array;
  /** Hex, by the name of the key. */
  readonly signatures: ReadonlyMap<string, string>;
}

/** Root metadata with their keys ready for use. */
export interface TufRoot extends TufFile<"root"> {
  readonly keys: ReadonlyMap<string, TufKey>;
}

/** The file as metadata of this kind, or `malformed`. Its size must have been judged before. */
export function readTufFile<R extends TrustRole>(role: R, bytes: Uint8Array): Judged<TufFile<R>> {
  const json = readTufJson(bytes);
  const signedItem = json?.item.get("signed");
  const signedBytes = signedItem === undefined ? undefined : canonicalTuf(signedItem);
  if (!json || !signedBytes) return refuse("malformed", `${role}: not metadata in JSON`);
  const envelope = v.safeParse(EnvelopeSchema, json.object, { abortEarly: true });
  if (!envelope.success) return malformed(role, envelope.issues[0]);
  const signed = v.safeParse(SCHEMAS[role], envelope.output.signed, { abortEarly: true });
  if (!signed.success) return malformed(role, signed.issues[0]);
  const signatures = new Map(envelope.output.signatures.map(({ keyid, sig }) => [keyid, sig]));
  // The schema is the one of the role; the compiler cannot follow that through the table.
  return judged({ role, bytes, signed: signed.output as Signed<R>, signedBytes, signatures });
}

function malformed(role: TrustRole, issue: v.BaseIssue<unknown>): Refusal {
  return refuse("malformed", `${role}: ${v.getDotPath(issue) ?? "file"}: ${issue.message}`);
}

/** The file as root metadata. A root with one key that must never be admitted is refused whole: whoever listed it is careless, or an attacker. */
export function readTufRoot(bytes: Uint8Array): Judged<TufRoot> {
  const file = readTufFile("root", bytes);
  if (!file.ok) return file;
  const keys = new Map<string, TufKey>();
  for (const [name, { keytype, scheme, keyval }] of Object.entries(file.value.signed.keys)) {
    const key = importTufKey(keytype, scheme, keyval.public);
    if (!key) return refuse("malformed", `root: key ${name.slice(0, 16)} is not one that may be admitted`);
    if (key !== "unknown") keys.set(name, key);
  }
  return judged({ ...file.value, keys });
}
