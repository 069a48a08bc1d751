import type { Hint } from "./core/coaching.ts";
import type { LostEntry } from "./core/damaged-segment.ts";
import type { FrameSignals } from "./core/frame-signals.ts";
import type { UnnumberedBody } from "./core/journal-event.ts";
import type { SourceKind } from "./core/scan.ts";
import type { SealKey } from "./core/seal-key.ts";
import type { PrivateKey } from "./core/signature.ts";
import type { SequencePlace } from "./core/structured-append.ts";
import type { Text } from "./core/text.ts";
import type { EpochSeconds } from "./core/time.ts";
import type { AnswerView, View } from "./core/view.ts";

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
  /**
   * Calls `onSymbol` once a showing, from the event loop, never after close(). An unplugged device is awaited, not an error. `onHint` hears
   * what would help whoever holds up a code in vain, each time that this changes; undefined: nothing would, or nobody does.
   */
  open(onSymbol: (symbol: Uint8Array) => void, onHint?: (hint: Hint | undefined) => void): void;
  /** What an operator should know now: `ok`, or what is wrong and since when the device is gone. */
  health(): SourceHealth;
  /** How bright its newest picture is: the mean of it, 0 black to 255 white. Absent or undefined: it has none. */
  light?(): number | undefined;
  /** True while it sees a code that it has yielded. Absent: it cannot tell. */
  holds?(): boolean;
  /**
   * Calls back a few times a second with what it sees (core/mirror-picture.ts) while somebody moves before it, and once with nothing when they
   * have gone. What it hands out it does not keep. Absent: it has no picture.
   */
  mirror?(onPicture: (picture: Uint8Array | undefined) => void): void;
  /** Resolves when the device is released. Calling it twice is harmless. */
  close(): Promise<void>;
}

export interface SourceHealth {
  readonly state: "ok" | "starting" | "missing";
  readonly detail: string;
  /** What a person should do about it although it works. */
  readonly advice?: Text;
}

/** Where the entry went, and the journal's chain hash with it. */
export interface Appended {
  readonly seq: number;
  /** Hash of the entry as a leaf of the journal's tree: 32 bytes. */
  readonly leaf: Uint8Array;
  /** SHA-256 chain over all entries up to this one: 32 bytes. */
  readonly chain: Uint8Array;
}

/** One entry as it stands on disk. */
export interface StoredEntry {
  readonly seq: number;
  /** The exact bytes that the chain covers: a decision or an event (docs/journal.md) as JSON in UTF-8. */
  readonly body: Uint8Array;
  /** Chain hash after this entry: 32 bytes. */
  readonly chain: Uint8Array;
}

/**
 * Room for more entries. `enough`; `scarce`: the disk is nearly full, it takes some 200,000 entries more at most; `none`: the next segment
 * could not be made, so that appends fail when the present one is full.
 */
export type JournalRoom = "enough" | "scarce" | "none";

/** The kiosk's append-only record: a log in a Merkle tree (docs/journal.md). */
export interface Journal {
  /** Number of entries, removed ones counted. */
  readonly size: number;
  /** Chain hash after the last entry: 32 bytes, zeros when empty. */
  readonly chain: Uint8Array;
  /** Position of the oldest entry that has not been removed. */
  readonly firstSeq: number;
  /** The chain hash before that entry, and which one it is at this moment. Rejects where it cannot be read. */
  beginning(): Promise<{ readonly seq: number; readonly chainBefore: Uint8Array }>;
  readonly room: JournalRoom;
  /** Bytes that were free on its disk at the last look, some hundred entries ago; undefined: not known. */
  readonly freeBytes: number | undefined;
  /**
   * Resolves when the entry would survive a power cut; entries appended at once are written in the order of the calls, and those that
   * arrive while others are being written share one write and one sync. After a rejection nothing is known about this entry and every
   * further append rejects: close, open anew, go on.
   */
  append(entry: UnnumberedBody): Promise<Appended>;
  /**
   * The entries with `from <= seq < until` that have not been removed, in order. Rejects where one of them is damaged. `wanted`: of those without
   * these bytes none need be handed out, and a long journal is looked through in a tenth of the time.
   */
  read(from: number, until?: number, wanted?: Uint8Array): AsyncIterable<StoredEntry>;
  /** The same, with those that are damaged in their places. */
  readThrough(from: number, until?: number): AsyncIterable<StoredEntry | LostEntry>;
  /** The tree over all entries at this moment, signed by the device: a note (c2sp.org/tlog-checkpoint). */
  checkpoint(): Promise<string>;
  /**
   * Proof that entry `seq` is in the tree of the first `size` entries (RFC 6962 §2.1.1), or that this tree begins with that of the first
   * `from` (§2.1.2). Checked against the tree as it stands before it is handed out; rejects for what has been removed or never was.
   */
  inclusionProof(seq: number, size: number): Promise<readonly Uint8Array[]>;
  consistencyProof(from: number, size: number): Promise<readonly Uint8Array[]>;
  /** Root of the tree of the first `size` entries, checked in the same way; rejects where that tree has been removed or never was. */
  rootAt(size: number): Promise<Uint8Array>;
  /** Keeps that tree beside the entries: proofs that begin with it, or with a larger one, need no entry in it any more, should one be damaged. */
  keepTree(size: number): Promise<void>;
  /**
   * Removes entries before this position as far as whole segments go, but for the last of them. Resolves to `firstSeq` when that would
   * survive a power cut. Whether anybody else holds them is for the caller to know. Reads and proofs that have begun come to their end first,
   * and what begins from now on begins with what remains: whoever is still reading must not wait for this.
   */
  release(beforeSeq: number): Promise<number>;
  /** What `release` of this would resolve to. */
  releasable(beforeSeq: number): Promise<number>;
  close(): Promise<void>;
}

/** Seals bytes to a key, bound to a context. What comes back (core/sealed-part.ts) this machine cannot open. Rejects where the key cannot be used. */
export type Seal = (key: SealKey, inside: Uint8Array, context: string) => Promise<Uint8Array>;

/** Sealed personal parts that have not left this kiosk (docs/journal.md), by the digest with which an entry names them. */
export interface SealedParts {
  /** Resolves to its digest when the part would survive a power cut. */
  put(part: Uint8Array): Promise<string>;
  /** The very bytes; undefined where there is none, or where what is left of it is not what was put there. */
  read(digest: string): Promise<Uint8Array | undefined>;
  /** Resolves when the part would stay away after a power cut; false where there was none. */
  remove(digest: string): Promise<boolean>;
  /** The digests of all of them, in no order. */
  list(): Promise<readonly string[]>;
}

/** Shows answers. A slow or broken output never delays an answer: these calls return at once, faults go to the log. */
export interface Output {
  /** Show this view until the next call. */
  show(view: View): void;
  /** The answer that stands is to stand longer; nothing else of it is new, and nothing is signalled again. Absent: it does not say how long. */
  prolong?(view: AnswerView): void;
  close(): Promise<void>;
}

/** One grey picture: `height` rows of `stride` bytes, the first `width` of each are luma, 0 black to 255 white. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly luma: Uint8Array;
  /**
   * Gives its memory back to the camera, which fills it anew. Whoever was handed the frame calls it as soon as nobody looks at it any more;
   * calling it twice is harmless. While all of a camera's few frames are out, the next ones are lost. Absent: the memory is the frame's own.
   */
  release?(): void;
}

/** One QR code found in a frame. */
export interface FoundSymbol {
  readonly bytes: Uint8Array;
  /** The text by the code's own character sets (ECI), for people; never decided on where bytes will do. */
  readonly text: string;
  /** Corners in pixels of the frame: top left, top right, bottom right, bottom left. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
  /** Its place where it is one of several codes that hold one symbol together, and the others were not seen; absent: it is whole. */
  readonly sequence?: SequencePlace;
}

/**
 * Finds QR codes in frames, on a thread of its own: all of them, each with at least one byte. Both calls take the frame's buffer away from
 * the caller, and reject only when the thread is gone; the next call starts a new one.
 */
export interface Decoder {
  /** The codes of a picture that is all there is: where none shows at once, up to a second goes into further looks. */
  decode(still: Frame): Promise<readonly FoundSymbol[]>;
  /**
   * The codes of one of many frames of a camera, where another comes soon: a miss costs milliseconds. What earlier frames of the camera of
   * this name showed guides the look; absent: there is one camera.
   */
  watch(frame: Frame, camera?: string): Promise<FrameReport>;
  close(): Promise<void>;
}

/** What one frame of a camera showed. */
export interface FrameReport {
  readonly symbols: readonly FoundSymbol[];
  /** Nothing has moved since an earlier frame: this one was not looked at, and `symbols` are what that one showed. */
  readonly isQuiet: boolean;
  /** What keeps a code from being read that somebody seems to hold up; absent: nobody does, it was read, or this frame was not measured. */
  readonly signals?: FrameSignals;
}

/** Makes a frame of the bytes of a picture file (PNG, JPEG, WebP, PGM …). Never rejects, whatever the bytes are. */
export type LoadPicture = (bytes: Uint8Array) => Promise<LoadedPicture>;

/** A frame, or what is wrong with the file, in a few words for the person who chose it. */
export type LoadedPicture = { readonly ok: true; readonly frame: Frame } | { readonly ok: false; readonly error: string };

/** Delivers frames. Yields from open to close, whatever its device does; a dead camera is started again with back-off. */
export interface Camera {
  /** Calls `onFrame` from the event loop; the frame is the callee's until it releases it. A slow callee misses frames, never delays them. */
  open(onFrame: (frame: Frame) => void): void;
  health(): SourceHealth;
  close(): Promise<void>;
}

/** Resolves after so many milliseconds, or at once when the signal aborts. Never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Room on a disk, for what must be written where there is none left. */
export interface Reserve {
  /** Takes the room where it is not held. Resolves in any case. */
  hold(): Promise<void>;
  /** Leaves it to whoever writes next. Resolves in any case. */
  giveUp(): Promise<void>;
}

/** A small file that is only ever replaced as a whole. */
export interface KeptFile {
  /** Its bytes, or undefined where there is none yet. */
  read(): Promise<Uint8Array | undefined>;
  /** When it resolves, a power cut leaves these bytes; before that, the old ones or these, never a mixture. */
  replace(bytes: Uint8Array): Promise<void>;
}

/** A private key as it lies in its file. */
export type KeyFile =
  | { readonly kind: "ready"; readonly key: PrivateKey }
  /**
   * Sealed with a passphrase. `open` takes about a second; it resolves to undefined where the passphrase is not the one, and to `damaged` where
   * it is and the rest of the file is not what was written.
   */
  | { readonly kind: "sealed"; readonly open: (passphrase: string) => Promise<PrivateKey | "damaged" | undefined> }
  /** `isDamaged`: it was a sealed key once, and no passphrase opens what is left of it. */
  | { readonly kind: "unusable"; readonly detail: string; readonly isDamaged?: true };

/** The PIN of the technician's page, of which only a slow hash is kept. */
export interface TechnicianPin {
  /** Wrong PINs in a row; undefined where none is set, or what is kept of it cannot be read. */
  mistakes(): Promise<number | undefined>;
  /** When it resolves, a power cut does not forget them. */
  note(mistakes: number): Promise<void>;
  isRight(pin: string): Promise<boolean>;
  /** Replaces the PIN, and forgets the mistakes. */
  set(pin: string): Promise<void>;
}
