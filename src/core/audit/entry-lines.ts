// The entries of a block: their exact bytes, or a leaf hash alone, and where sealed parts were asked for, each behind its entry.
import { lineOf } from "../batch.ts";
import { leafHash } from "../journal-chain.ts";
import { END_OF_TIME } from "../journal-entry.ts";
import { isSealedDigest, sealedDigest } from "../sealed-part.ts";
import type { EpochSeconds } from "../time.ts";
import { entriesHeadLine } from "./records.ts";

/** An entry as central holds it. */
export interface HeldEntry {
  /** Empty where there is its hash alone. */
  readonly body: Uint8Array;
  readonly leaf: Uint8Array;
  /** The device has said that it has its bytes no more. */
  readonly isLost: boolean;
  /** The sealed part that it names, where there is one here. */
  readonly sealed?: Uint8Array;
}

/** What an auditor reads of an entry; whatever else stands in it is in its bytes. */
export interface EntryFacts {
  readonly seq: number;
  readonly at: EpochSeconds;
  readonly reason: string;
  readonly policy?: string;
  readonly trust?: number;
  /** The kiosk itself did not believe its clock. */
  readonly isClockDoubted: boolean;
  /** Of an override or a pause. */
  readonly because?: string;
  /** Of `event-service`: in service from here on. */
  readonly on?: boolean;
  readonly sealed?: string;
}

/** An entry as it stands in a block: nothing of it is believed before its hash is compared. */
export interface EntryLine {
  readonly kind: "whole" | "set-aside" | "lost";
  readonly leaf: Uint8Array;
  /** Undefined where there is the hash alone, or the bytes cannot be read. */
  readonly facts: EntryFacts | undefined;
  /** Present where it names a sealed part and parts were asked for: whether it is here, and the one that is named. */
  readonly sealed?: "kept" | "not-kept" | "other";
}

const LINE_END = 0x0a;
const HASH_ALONE = /^\{"(setAside|lost)":"([0-9a-f]{64})"\}$/;
const NO_PART = '{"sealed":null}';
const REASON = /^[a-z0-9-]{1,64}$/;
/** Longest text of an entry that is repeated to people. */
const MAX_NAME = 512;

/** The text of a block with these entries. */
export function entriesText(first: number, entries: readonly HeldEntry[], withSealed: boolean): Uint8Array {
  const lines = entries.flatMap(({ body, leaf, isLost, sealed }) => {
    const line = lineOf(body.length > 0 ? { body } : isLost ? { lost: leaf } : { setAside: leaf });
    const isPartDue = withSealed && body.length > 0 && factsIn(body)?.sealed !== undefined;
    const part = sealed ? JSON.stringify({ sealed: Buffer.from(sealed).toString("base64url") }) : NO_PART;
    return [line, END, ...(isPartDue ? [Buffer.from(part, "latin1"), END] : [])];
  });
  return Buffer.concat([entriesHeadLine({ first, leaves: entries.map(({ leaf }) => leaf) }), ...lines]);
}

const END = Uint8Array.of(LINE_END);

/** The lines of a text, without their ends; undefined where the last has none. */
export function linesIn(text: Uint8Array): readonly Uint8Array[] | undefined {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(LINE_END, start);
    if (end === -1) return undefined;
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

/** The entries in the lines behind a block's first. */
export function entryLinesIn(lines: readonly Uint8Array[], withSealed: boolean): readonly EntryLine[] {
  const entries: EntryLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? new Uint8Array();
    const hashAlone = hashAloneIn(line);
    if (hashAlone) {
      entries.push({ ...hashAlone, facts: undefined });
      continue;
    }
    const facts = factsIn(line);
    const isPartDue = withSealed && facts?.sealed !== undefined;
    const part = isPartDue ? lines[++index] : undefined;
    entries.push({
      kind: "whole",
      leaf: leafHash(line),
      facts,
      ...(isPartDue && { sealed: partState(part, facts?.sealed) }),
    });
  }
  return entries;
}

/** The same of an entry out of the ledger, for whoever counts and compares nothing. */
export function entryLineOf({ body, leaf, isLost }: HeldEntry): EntryLine {
  if (body.length > 0) return { kind: "whole", leaf, facts: factsIn(body) };
  return { kind: isLost ? "lost" : "set-aside", leaf, facts: undefined };
}

/** `{"lost":` and `{"setAside":` with a hash, and nothing else, are 75 and 79 bytes. */
function hashAloneIn(line: Uint8Array): Pick<EntryLine, "kind" | "leaf"> | undefined {
  if (line.length > 80) return undefined;
  const [, why, hash = ""] = HASH_ALONE.exec(Buffer.from(line).toString("latin1")) ?? [];
  return why === undefined ? undefined : { kind: why === "lost" ? "lost" : "set-aside", leaf: Buffer.from(hash, "hex") };
}

function partState(line: Uint8Array | undefined, digest: string | undefined): "kept" | "not-kept" | "other" {
  const text = Buffer.from(line ?? []).toString("latin1");
  if (text === NO_PART) return "not-kept";
  const [, base64url = ""] = /^\{"sealed":"([A-Za-z0-9_-]+)"\}$/.exec(text) ?? [];
  const part = Buffer.from(base64url, "base64url");
  return part.length > 0 && part.toString("base64url") === base64url && sealedDigest(part) === digest ? "kept" : "other";
}

/**
 * What can be read of an entry's bytes; undefined where central could not list it, either. By hand and no schema: before each of a million entries.
 */
function factsIn(body: Uint8Array): EntryFacts | undefined {
  const value = jsonIn(body);
  if (typeof value !== "object" || value === null) return undefined;
  const { seq, at, reason, policy, trust, clock, because, on, sealed } = value as Readonly<Record<string, unknown>>;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0) return undefined;
  if (typeof at !== "number" || !(at >= 0 && at < END_OF_TIME)) return undefined;
  if (typeof reason !== "string" || !REASON.test(reason)) return undefined;
  return {
    seq,
    at,
    reason,
    isClockDoubted: clock !== undefined,
    ...(typeof policy === "string" && policy.length <= MAX_NAME && { policy }),
    ...(typeof trust === "number" && Number.isSafeInteger(trust) && { trust }),
    ...(typeof because === "string" && REASON.test(because) && { because }),
    ...(typeof on === "boolean" && { on }),
    ...(typeof sealed === "string" && isSealedDigest(sealed) && { sealed }),
  };
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"));
  } catch {
    return undefined;
  }
}
