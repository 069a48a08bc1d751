// What kiosk and central agree on (docs/protocol.md): limits, paths, and the JSON that travels.
import * as v from "valibot";
import { END_OF_TIME } from "./journal-entry.ts";
import { isSealedDigest } from "./sealed-part.ts";
import type { EpochSeconds } from "./time.ts";

/** Most entries in one batch. */
export const MAX_BATCH_ENTRIES = 500;
/** Largest batch in bytes, header line and line ends included; unpacked and, all the more, packed. */
export const MAX_BATCH_BYTES = 262_144;

/** The media type of a batch: one JSON value a line. */
export const BATCH_MEDIA_TYPE = "application/x-ndjson";
/** How a batch always travels (`content-encoding`): Brotli (RFC 7932). */
export const BATCH_ENCODING = "br";
/** Longest header line of a batch, in bytes: a checkpoint, and two proofs of at most 49 hashes. */
export const MAX_BATCH_HEADER_BYTES = 8192;
/** Largest status message, in bytes; real ones have some 300. */
export const MAX_STATUS_BYTES = 1024;

/** Longest note in an answer, in letters: a checkpoint with two signatures has near 400. */
const MAX_ANSWERED_NOTE = 1500;

const KIOSK_ID = /^[a-z0-9-]{1,64}$/;

/** True for a name that a kiosk can have; it stands in paths, file names and lists as it is. */
export function isKioskId(id: string): boolean {
  return KIOSK_ID.test(id);
}

/** Where a kiosk sends its entries, under central's URL. */
export function entriesPath(kiosk: string): string {
  return `/v1/kiosks/${kiosk}/entries`;
}

/** Where a kiosk says how it is, under central's URL. */
export function statusPath(kiosk: string): string {
  return `/v1/kiosks/${kiosk}/status`;
}

/**
 * How a kiosk's journal contradicts what central holds. `forked`: what stands before the batch differs, or the tree that the device has signed;
 * `rewritten`: an entry that central already has; `truncated`: the journal is shorter than its device has once signed.
 */
const CONTRADICTIONS = ["forked", "rewritten", "truncated"] as const;
export type Contradiction = (typeof CONTRADICTIONS)[number];

/** 32 bytes as lower-case hex. */
export const HashSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/, "a hash is 64 lower-case hex digits"),
  v.transform((hex): Uint8Array => Buffer.from(hex, "hex")),
);
/** A number of entries. */
export const CountSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 48));

/** How many entries central holds of a kiosk, and its chain hash after the last one. */
const PositionSchema = v.strictObject({ size: CountSchema, chain: HashSchema });
export type Position = v.InferOutput<typeof PositionSchema>;

const note = v.pipe(v.string(), v.maxLength(MAX_ANSWERED_NOTE));

/** Body of a 200 or 409. The notes are not yet believed: core/checkpoint.ts and core/acknowledgement.ts open them. */
export const StandingSchema = v.strictObject({
  ...PositionSchema.entries,
  /** The largest checkpoint of this kiosk that central knows, with its cosignature where central has a witness key; absent: none yet. */
  witnessed: v.exactOptional(note),
  /** Of a central with a witness key: that it holds all entries below `size`. */
  acknowledgement: v.exactOptional(note),
});
export type Standing = v.InferOutput<typeof StandingSchema>;

/** Body of a 422. */
export const ContradictionSchema = v.looseObject({ error: v.picklist(CONTRADICTIONS), seq: CountSchema });

const name = v.pipe(v.string(), v.maxLength(512));

/** What central reads of an entry. A newer kiosk's other fields, and reasons not known here, travel with it and are kept as bytes. */
export const EntrySummarySchema = v.object({
  seq: CountSchema,
  at: v.pipe(v.number(), v.minValue(0), v.ltValue(END_OF_TIME)),
  reason: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  source: v.optional(name),
  format: v.optional(name),
  type: v.optional(name),
  issuer: v.optional(name),
  durationMs: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  /** Names the sealed part that belongs to it (core/sealed-part.ts). */
  sealed: v.optional(v.pipe(v.string(), v.check(isSealedDigest))),
});
export type EntrySummary = v.InferOutput<typeof EntrySummarySchema>;

const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(2 ** 48));

/** How a kiosk is, in its own words: the last thing that is known of one that falls silent. Nothing in it concerns a person. */
export const KioskStatusSchema = v.object({
  /** Of the program. */
  version: v.pipe(v.string(), v.regex(/^[0-9A-Za-z.+-]{1,64}$/)),
  /** The kiosk's own time. */
  at: moment,
  /** Absent: it has no trust at all. */
  trust: v.exactOptional(
    v.object({
      version: CountSchema,
      issuedAt: moment,
      expiresAt: moment,
      /** When it stops to accept by this trust, the days of grace of its policy included; absent: an older program. */
      stopsAt: v.exactOptional(moment),
      state: v.picklist(["good", "warning", "grace", "stopped"]),
    }),
  ),
  /** The kiosk's group, where its bundle has no policy for it: then it answers nothing. */
  unknownGroup: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))),
  /** What the kiosk makes of its own clock; `floor`: a time that it knows to have passed. */
  clock: v.object({ state: v.picklist(["ok", "behind", "ahead"]), floor: moment }),
  /** Journal entries that central has not confirmed. */
  backlog: CountSchema,
  /** Position of the oldest entry that is still on the kiosk; absent: all are. Of a central that holds fewer, those between are at neither. */
  firstSeq: v.exactOptional(CountSchema),
  /** Entries that central would not take, and of which only the hash was sent; absent: none since the kiosk's last start. */
  setAside: v.exactOptional(CountSchema),
  /** How its journal contradicts what central holds, as the kiosk itself has seen: central may have nothing signed that shows it. Absent: it goes on. */
  contradiction: v.exactOptional(v.picklist(CONTRADICTIONS)),
  /** Its journal is damaged in part and cannot be compared with what was signed of it: nothing is removed there meanwhile. Absent: it can. */
  uncompared: v.exactOptional(v.literal(true)),
});
export type KioskStatus = v.InferOutput<typeof KioskStatusSchema>;

/** Body of `PUT /v1/kiosks/:id/status`: central takes it only where it holds `sequence` − 1, so no message counts twice or too late. */
export const StatusMessageSchema = v.object({ sequence: v.pipe(CountSchema, v.minValue(1)), ...KioskStatusSchema.entries });
export type StatusMessage = v.InferOutput<typeof StatusMessageSchema>;

/** Body of the answer, 200 or 409: the sequence of the status that central holds, 0 where it holds none. */
export const SequenceSchema = v.strictObject({ sequence: CountSchema });

const EVENT = /^event-/;

/** True for the entry of an event in the kiosk's own life: it stands in the journal beside the scans and is none. */
export function isEvent(reason: string): boolean {
  return EVENT.test(reason);
}

/**
 * The reasons under which central lists an entry that it holds as bytes and cannot read, one of which it got the hash alone, and one of which the
 * kiosk itself has nothing but the hash any more.
 */
export const ENTRY_UNREAD = "entry-unread";
export const ENTRY_SET_ASIDE = "entry-set-aside";
export const ENTRY_LOST = "entry-lost";

/** How many entries a kiosk has lost, and the first of them. */
export interface LostEntries {
  readonly count: number;
  readonly first: number;
}

/** One entry as `GET /v1/kiosks/:id/entries` lists it. The verdict is absent for an event, and for a reason that this central does not know. */
export interface EntryRow extends Omit<EntrySummary, "sealed"> {
  readonly verdict?: string;
}

/** A contradiction that central has seen, from this entry on as far as is known, and when it came. */
export interface OneContradiction {
  readonly kind: Contradiction;
  readonly seq: number;
  readonly at: EpochSeconds;
}

/** The newest contradiction of a kiosk. */
export interface KnownContradiction extends OneContradiction {
  /** The newest of each other kind; absent: none. */
  readonly others?: readonly OneContradiction[];
}

/** One kiosk as `GET /v1/kiosks` lists it. */
export interface KioskRow {
  readonly id: string;
  readonly size: number;
  /** Hex. */
  readonly chain: string;
  readonly lastSeenAt?: EpochSeconds;
  /** The kiosk's clock minus central's when it was last seen; a kiosk without a clock battery may be decades off. */
  readonly clockOffsetSeconds?: number;
  readonly lastEntry?: EntryRow;
  /** Entries whose own time lies in the current day in Việt Nam, and the same by verdict (`unknown` for a reason not known here). */
  readonly scansToday: number;
  readonly byVerdict: Readonly<Record<string, number>>;
  /** Present when the kiosk's journal contradicted what central holds; somebody has to look at this kiosk. */
  readonly contradiction?: KnownContradiction;
  /** Where the newest batch on a stick began that could not be taken, because central still lacks entries before it. */
  readonly refusedFrom?: number;
  /** Entries that the kiosk has lost: central has their hashes. */
  readonly lost?: LostEntries;
  /** The newest status that the kiosk has sent, and when it arrived by central's clock. */
  readonly status?: KioskStatus & { readonly receivedAt: EpochSeconds };
  /** The device that now stands at the service point where this one stood. */
  readonly replacedBy?: string;
}
