import type { Batch, ReceivedBatch } from "./core/batch.ts";
import type { LineName } from "./core/indication.ts";
import type { Entry } from "./core/journal-entry.ts";
import type { Contradiction, EntryRow, Position } from "./core/protocol.ts";
import type { SourceKind } from "./core/scan.ts";
import type { EpochSeconds } from "./core/time.ts";
import type { View } from "./core/view.ts";

/** The time. Injected everywhere, so that every test sets its own. */
export interface Clock {
  /** Wall-clock time in seconds, with a fraction. */
  now(): EpochSeconds;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  monotonicMs(): number;
}

/** Reads symbols. Yields each showing of a code once, and goes on for as long as it is open, whatever its device does. */
export interface Source {
  readonly kind: SourceKind;
  /** Calls `onSymbol` once a showing, from the event loop, never after close(). An unplugged device is awaited, not an error. */
  open(onSymbol: (symbol: Uint8Array) => void): void;
  /** What an operator should know now: `ok`, or what is wrong and since when the device is gone. */
  health(): SourceHealth;
  /** Resolves when the device is released. Calling it twice is harmless. */
  close(): Promise<void>;
}

export interface SourceHealth {
  readonly state: "ok" | "starting" | "missing";
  readonly detail: string;
}

/** Where the entry went, and the journal's chain hash with it. */
export interface Appended {
  readonly seq: number;
  /** SHA-256 chain over all entries up to this one: 32 bytes. */
  readonly chain: Uint8Array;
}

/** One entry as it stands on disk. */
export interface StoredEntry {
  readonly seq: number;
  /** The exact bytes that the chain covers: an Entry as JSON in UTF-8. */
  readonly body: Uint8Array;
  /** Chain hash after this entry: 32 bytes. */
  readonly chain: Uint8Array;
}

/** The kiosk's append-only record. */
export interface Journal {
  /** Number of entries. */
  readonly size: number;
  /** Chain hash after the last entry: 32 bytes, zeros when empty. */
  readonly chain: Uint8Array;
  /**
   * Resolves when the entry would survive a power cut; entries appended at once are written in the order of the calls.
   * After a rejection nothing is known about this entry and every further append rejects: close, open anew, go on.
   */
  append(entry: Omit<Entry, "seq">): Promise<Appended>;
  /** The entries with `from <= seq < until`, in order. */
  read(from: number, until?: number): AsyncIterable<StoredEntry>;
  close(): Promise<void>;
}

/** Shows answers. A slow or broken output never delays an answer: these calls return at once, faults go to the log. */
export interface Output {
  /** Show this view until the next call. */
  show(view: View): void;
  close(): Promise<void>;
}

/** The lines of the kiosk's board: lamps, buzzer, relay, by function. All outputs are low from open to the first set(), and after close(). */
export interface Lines {
  /** Drives the named lines; the others keep their level. Returns when the levels are set. Throws when the hardware is broken. */
  set(levels: Partial<Readonly<Record<LineName, boolean>>>): void;
  /** Drives every line low and releases them. Calling it twice is harmless. */
  close(): void;
}

/** One grey picture: `height` rows of `stride` bytes, the first `width` of each are luma, 0 black to 255 white. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly luma: Uint8Array;
}

/** One QR code found in a frame. */
export interface FoundSymbol {
  readonly bytes: Uint8Array;
  /** The text by the code's own character sets (ECI), for people; never decided on where bytes will do. */
  readonly text: string;
  /** Corners in pixels of the frame: top left, top right, bottom right, bottom left. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
}

/** Finds QR codes in frames, on a thread of its own. */
export interface Decoder {
  /**
   * Codes in the frame, possibly none, each with at least one byte. Takes the frame's buffer away from the caller. Rejects only when
   * the thread is gone; the next call starts a new one. `patience` is how long to look before giving up: absent, `stream`.
   */
  decode(frame: Frame, patience?: Patience): Promise<readonly FoundSymbol[]>;
  close(): Promise<void>;
}

/** `stream`: another frame comes soon, so a miss costs milliseconds. `still`: this picture is all there is, a miss may cost seconds. */
export type Patience = "stream" | "still";

/** Makes a frame of the bytes of a picture file (PNG, JPEG, WebP, PGM …). Never rejects, whatever the bytes are. */
export type LoadPicture = (bytes: Uint8Array) => Promise<LoadedPicture>;

/** A frame, or what is wrong with the file, in a few words for the person who chose it. */
export type LoadedPicture = { readonly ok: true; readonly frame: Frame } | { readonly ok: false; readonly error: string };

/** Delivers frames. Yields from open to close, whatever its device does; a dead camera is started again with back-off. */
export interface Camera {
  /** Calls `onFrame` from the event loop; the frame's buffer belongs to the callee. A slow callee misses frames, never delays them. */
  open(onFrame: (frame: Frame) => void): void;
  health(): SourceHealth;
  close(): Promise<void>;
}

/** What central answered to a batch. Everything but `stored` leaves the kiosk with its entries and something to do. */
export type PushReply =
  /** Durably kept, or already there: central now holds this much. */
  | { readonly kind: "stored"; readonly position: Position }
  /** The batch does not begin where central ends: go on from here. */
  | { readonly kind: "elsewhere"; readonly position: Position }
  /** Our journal contradicts what central holds from this entry on. No repetition can cure it. */
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction; readonly seq: number }
  /** Central does not know this device, or does not understand it; repeating at leisure may help once a person has acted. */
  | { readonly kind: "refused"; readonly detail: string }
  /** No network, no answer, or an overloaded central: repeat later. Whether the batch was stored is not known. */
  | { readonly kind: "later"; readonly retryAfterSeconds?: number; readonly detail: string };

/** What central answered to the question for a trust bundle. The bytes are not yet believed. */
export type TrustReply =
  | { readonly kind: "bundle"; readonly bytes: Uint8Array; readonly etag: string | undefined }
  | { readonly kind: "unchanged" }
  | { readonly kind: "none" }
  | { readonly kind: "later"; readonly retryAfterSeconds?: number; readonly detail: string };

/** The way to central. No call rejects for anything the network does, and each resolves within the driver's time limit. */
export interface CentralLink {
  push(batch: Batch): Promise<PushReply>;
  /** `etag`: that of the bundle already held, if any. */
  fetchTrust(etag: string | undefined): Promise<TrustReply>;
  /** Ends calls under way (they resolve with `later`) and frees the connection. */
  close(): Promise<void>;
}

/** A batch with the proof of who sent it, kept as evidence where it contradicts an earlier one. */
export interface SignedBatch {
  readonly batch: ReceivedBatch;
  /** The request's content as it arrived, and the fields that sign it. */
  readonly content: Uint8Array;
  readonly signatureInput: string;
  readonly signature: string;
  readonly receivedAt: EpochSeconds;
  /** The kiosk's own time of signing. */
  readonly created: EpochSeconds;
}

/** A kiosk as central knows it. */
export interface EnrolledKiosk {
  readonly id: string;
  readonly publicJwk: object;
  readonly position: Position;
  readonly lastSeenAt: EpochSeconds | undefined;
  readonly clockOffsetSeconds: number | undefined;
  readonly contradiction: { readonly kind: Contradiction; readonly seq: number; readonly at: EpochSeconds } | undefined;
}

/** What became of a batch in the ledger. */
export type LedgerOutcome =
  | { readonly kind: "stored"; readonly position: Position }
  | { readonly kind: "elsewhere"; readonly position: Position }
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction; readonly seq: number }
  /** Another process holds the ledger, or its disk is full: nothing was written, repeating may help. */
  | { readonly kind: "busy" };

/** Central's record of all kiosks. What it has once taken it never changes or deletes. A rejection means a bug or broken storage. */
export interface Ledger {
  /** Makes a device known. The key of a known kiosk is never replaced. */
  enrol(id: string, publicJwk: object, at: EpochSeconds): Promise<"enrolled" | "already-enrolled" | "other-key">;
  kiosk(id: string): Promise<EnrolledKiosk | undefined>;
  /** All kiosks by id. */
  kiosks(): Promise<readonly EnrolledKiosk[]>;
  /**
   * Takes the entries that are new, in one step with the comparison of what is there: when it resolves with `stored` they
   * survive a power cut, and any other outcome has taken none of them. Entries it already holds must be the same bytes.
   */
  append(kiosk: string, upload: SignedBatch): Promise<LedgerOutcome>;
  /** The newest entries of a kiosk, newest first. */
  newest(kiosk: string, count: number): Promise<readonly EntryRow[]>;
  /** Number of entries of a kiosk with `from <= at < until`, by verdict; `unknown` where this central does not know the reason. */
  countByVerdict(kiosk: string, from: EpochSeconds, until: EpochSeconds): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** The trust bundle that central hands out. */
export interface PublishedBundle {
  readonly bytes: Uint8Array;
  /** Strong entity tag (RFC 9110 §8.8.3), quotes included: changes when the bytes do. */
  readonly etag: string;
}

/** Resolves after so many milliseconds, or at once when the signal aborts. Never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** A small file that is only ever replaced as a whole. */
export interface KeptFile {
  /** Its bytes, or undefined where there is none yet. */
  read(): Promise<Uint8Array | undefined>;
  /** When it resolves, a power cut leaves these bytes; before that, the old ones or these, never a mixture. */
  replace(bytes: Uint8Array): Promise<void>;
}
