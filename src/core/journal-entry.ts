import { CREDENTIAL_TYPES, type CredentialType, DOCUMENT_TYPES, type DocumentType, FORMAT_NAMES, type FormatName } from "./presentation.ts";
import { REASONS, type Reason } from "./reason.ts";
import type { SourceKind } from "./scan.ts";
import { isSealedDigest } from "./sealed-part.ts";
import type { EpochSeconds } from "./time.ts";
import type { ClockDoubt } from "./trusted-time.ts";
import { WARNINGS, type Warning } from "./warning.ts";

/**
 * One decision in the journal. No name, no number of a person, no symbol: what a court or a statistic needs, and nothing a
 * stolen kiosk could tell about a visitor. JSON on disk, absent fields left out; field names are kept for years.
 */
export interface Entry {
  /** Position in this kiosk's journal, from 0, without gaps. */
  readonly seq: number;
  readonly at: EpochSeconds;
  readonly reason: Reason;
  readonly source: SourceKind;
  readonly format?: FormatName;
  readonly type?: CredentialType | DocumentType;
  readonly issuer?: string;
  readonly keyId?: string;
  /** HMAC-SHA-256 of the credential's identity under a key that never leaves the kiosk, base64url, first 16 bytes. */
  readonly credential?: string;
  /** The same of the live code that showed it, so that none is accepted twice; absent for a static code. */
  readonly presentation?: string;
  /** SHA-256 of the sealed personal part that belongs to this entry, base64url; absent: the policy wanted none. The part itself lies elsewhere. */
  readonly sealed?: string;
  readonly warnings?: readonly Warning[];
  readonly policy: string;
  /** Version of the trust bundle that decided, that of its timestamp; 0 where there was none. */
  readonly trust: number;
  /** Why `at` cannot be believed; absent: nothing speaks against it. */
  readonly clock?: ClockDoubt;
  /** From the symbol's arrival to the decision, milliseconds. */
  readonly durationMs: number;
}

/** Something of the journal that has not been given its position yet. */
export type Unnumbered<T> = T extends unknown ? Omit<T, "seq"> : never;

/** Largest entry as JSON, in bytes; real ones are near 300. */
export const MAX_ENTRY_BYTES = 4096;

/** First second of the year 10000: later times have no RFC 3339 spelling. */
export const END_OF_TIME: EpochSeconds = 253_402_300_800;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

type Check = (value: unknown) => boolean;

const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumberBelow =
  (end: number): Check =>
  (value) =>
    typeof value === "number" && value >= 0 && value < end;
const isText =
  (form: RegExp): Check =>
  (value) =>
    typeof value === "string" && form.test(value);
const isName: Check = (value) => typeof value === "string" && value.length <= 512;
const isPseudonym = isText(/^[A-Za-z0-9_-]{22}$/);
function isOneOf(names: readonly string[]): Check {
  const known: ReadonlySet<unknown> = new Set(names);
  return (value) => known.has(value);
}
const isWarning = isOneOf(WARNINGS);
const SOURCE_KINDS = ["camera", "serial", "keyboard", "hid", "desk"] as const satisfies readonly SourceKind[];

/**
 * What each field may be. A table and no schema of a library: it stands on the way to every answer, and before each of a million entries that
 * are checked. Fields that nobody knows need no line here: what is read must be spelt again as it was.
 */
const FIELDS: Readonly<Record<keyof Entry, Check>> = {
  seq: isCount,
  at: isNumberBelow(END_OF_TIME),
  reason: isOneOf(Object.keys(REASONS)),
  source: isOneOf(SOURCE_KINDS),
  format: isOneOf(FORMAT_NAMES),
  type: isOneOf([...CREDENTIAL_TYPES, ...DOCUMENT_TYPES]),
  issuer: isName,
  keyId: isName,
  credential: isPseudonym,
  presentation: isPseudonym,
  sealed: (value) => typeof value === "string" && isSealedDigest(value),
  warnings: (value) => Array.isArray(value) && value.length <= WARNINGS.length && value.every(isWarning),
  policy: isName,
  trust: isCount,
  clock: isOneOf(["behind", "ahead"]),
  durationMs: isNumberBelow(Number.POSITIVE_INFINITY),
};
const OPTIONAL: ReadonlySet<string> = new Set([
  "format",
  "type",
  "issuer",
  "keyId",
  "credential",
  "presentation",
  "sealed",
  "warnings",
  "clock",
]);
const CHECKS = Object.entries(FIELDS).map(([field, check]) => ({ field, check, isOptional: OPTIONAL.has(field) }));

function isEntry(value: object): value is Entry {
  const fields = value as Readonly<Record<string, unknown>>;
  for (const { field, check, isOptional } of CHECKS) {
    const found = fields[field];
    if (found === undefined ? !isOptional : !check(found)) return false;
  }
  return true;
}

/**
 * The entry as the journal stores and hashes it: JSON in UTF-8, no white space, fields in the order of docs/journal.md, absent
 * fields and an empty list of warnings left out. Not checked: entryFromJson() of it says whether it may be stored.
 */
export function entryToJson(entry: Entry): Uint8Array {
  return ENCODER.encode(textOf(entry));
}

function textOf(entry: Entry): string {
  const { seq, at, reason, source, format, type, issuer, keyId, credential, presentation, sealed, policy, trust, clock, durationMs } =
    entry;
  const warnings = entry.warnings?.length ? entry.warnings : undefined;
  const ordered = {
    seq,
    at,
    reason,
    source,
    format,
    type,
    issuer,
    keyId,
    credential,
    presentation,
    sealed,
    warnings,
    policy,
    trust,
    clock,
    durationMs,
  };
  return JSON.stringify(ordered);
}

/**
 * The same, or undefined where entryFromJson() would not take it. What is read out of a text that was just written is written in the same
 * way again, so that need not be tried on the way to every answer.
 */
export function storableEntry(entry: Entry): Uint8Array | undefined {
  if (!isEntry(entry)) return undefined;
  const bytes = Buffer.from(textOf(entry), "utf8");
  return bytes.length <= MAX_ENTRY_BYTES ? bytes : undefined;
}

/**
 * The entry in these bytes, or undefined where they are not exactly what entryToJson() writes: one spelling per entry, so that
 * nobody can hide a second meaning in what the chain covers. Reasons of a newer version are not known here, either.
 */
export function entryFromJson(bytes: Uint8Array): Entry | undefined {
  if (bytes.length > MAX_ENTRY_BYTES) return undefined;
  try {
    const text = DECODER.decode(bytes);
    const value: unknown = JSON.parse(text);
    // As text: what was decoded without a fault has one spelling in UTF-8.
    return typeof value === "object" && value !== null && isEntry(value) && textOf(value) === text ? value : undefined;
  } catch {
    return undefined; // neither UTF-8 nor JSON
  }
}
